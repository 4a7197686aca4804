"""From the cells of one measure at one time to outcomes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm, DispersionType, Outcome, ResultUnit, Statistic
from dosetable.extract.registry.groups import own_controls
from dosetable.extract.tables.alone import alone
from dosetable.extract.tables.bare_counts import are_people
from dosetable.extract.tables.cells import Figure, dispersion, read_figure, read_sized
from dosetable.extract.tables.effects import effects_of, p_of_pair
from dosetable.extract.tables.grid import Grid
from dosetable.extract.tables.kinds import is_result
from dosetable.extract.tables.marks import (
    EITHER,
    MarkedTest,
    arms_tested,
    marked_tests,
    test_by_mark,
)
from dosetable.extract.tables.quotes import quote
from dosetable.extract.tables.roles import role_told
from dosetable.extract.tables.rows import part_named
from dosetable.extract.tables.subjects import CHANGE, Bucket, Subject, subject_of
from dosetable.extract.tables.verdicts import judged
from dosetable.extract.vocabulary import Vocabulary

_COUNT_PERCENT = re.compile(
    r"\b(?:n|no\.?|number)\b[^()]{0,24}\(\s?%\s?\)|\bn \(%\)", re.IGNORECASE
)
_PERCENT_COUNT = re.compile(r"%,? ?\( ?(?:n|no\.?) ?\)", re.IGNORECASE)
_PERCENT = re.compile(r"%|percent|(?:/|\bper )\s?100\b", re.IGNORECASE)
_COUNTED = re.compile(r"(?:,|\()\s*(?:n|no\.?)\s*\)?$|^(?:n|no\.?|number) of\b", re.IGNORECASE)
# A percentage of the score itself: "MADRS, % change". A level or a threshold is none.
_OF_SCORE = re.compile(
    r"(?<![\d.])(?<![\d.] )(?:%|percent(?:age)?)(?! ?(?:CI\b|confidence))|(?:%|percent(?:age)?) (?:change|reduction|improvement|decrease)",
    re.IGNORECASE,
)
_ROUNDING = 0.6  # percentages may be printed whole
_RATES: dict[str, Statistic] = {
    "response": "response rate",
    "remission": "remission rate",
    "relapse": "relapse rate",
}


def emit(
    bucket: Bucket,
    grid: Grid,
    arms: Sequence[Arm],
    vocabulary: Vocabulary,
    table: str,
    warnings: list[str],
    *,
    mixed: bool = False,
) -> Iterator[Outcome]:
    """Yield the bucket's outcomes, without ids: the arms' figures pair by pair, then the effects.

    ``mixed``: the table holds other things than results.
    """
    subject = subject_of(bucket, grid, vocabulary)
    if subject is None:
        return
    if mixed and not is_result(bucket, subject, grid.caption):
        return
    if bucket.ambiguous:
        warnings.append(
            f"{table}: several figures of {subject.name} for one arm and time were left out"
        )
        return
    if subject.event is None and (_is_share_of_score(bucket, subject) or _counts_people(bucket)):
        return  # a share of the first score, or how many had a score
    marks = marked_tests(grid.notes, arms, vocabulary)
    pairs = [*_pairs(bucket, subject, grid, table, warnings, marks)]
    read = [*pairs, *effects_of(bucket, subject, grid, arms, table, warnings)]
    role = role_told(bucket)
    named = {
        (c.experimental.arm.id, c.comparator.arm.id)
        for c in bucket.contrasts.values()
        if not c.swapped
    }
    falls = _FALLS.search(subject.near if bucket.figures else subject.words) is not None
    for outcome in judged(read, falls=falls, named=named):
        yield replace(outcome, role=role, subgroup=bucket.part or part_named(bucket.rest))


def _pairs(
    bucket: Bucket,
    subject: Subject,
    grid: Grid,
    table: str,
    warnings: list[str],
    marks: Mapping[str, MarkedTest],
) -> Iterator[Outcome]:
    cells = {**bucket.percents, **bucket.figures} if subject.event else bucket.figures
    read = {k: f for k in cells if k and (f := _figure(k, bucket, subject, grid))}
    if any(_implausible(f, subject) for f in read.values()):
        warnings.append(
            f"{table}: figures of {subject.name} lie outside its scale and were left out"
        )
        return
    statistic, unit = _statistic(subject, bucket, grid, list(read.values()))
    if statistic is None:
        return
    spread = _spread(bucket, grid) if subject.event is None else None
    own = [k for k in read if bucket.matches[k].arm.role == "experimental"]
    others = [k for k in read if bucket.matches[k].arm.role != "experimental"]
    if bucket.alone:
        for k in own:
            said = (statistic, unit, spread, _analysed(read[k], bucket, k))
            yield from alone(k, read[k], cells[k], bucket, subject, said, grid.caption)
    controls = [bucket.matches[k].arm for k in others]
    pairs = [(k, c.id) for k in own for c in own_controls(bucket.matches[k].arm, controls)]
    pairs += [
        (c.experimental.arm.id, c.comparator.arm.id)
        for c in bucket.contrasts.values()
        if c.comparator.arm.role == "experimental"
    ]
    # Two tested arms are set against each other where a mark behind a figure does so.
    pairs += [
        (first, second)
        for first in own
        for second in own
        if first != second
        and test_by_mark(cells[first].text, second, marks)
        and not {(first, second), (second, first)} & set(pairs)
    ]
    told = arms_tested((c.text for row in grid.rows for c in row.cells.values()), marks)
    for first, second in pairs:
        if first not in read or second not in read:
            continue
        a, b = read[first], read[second]
        p = (
            p_of_pair(bucket, first, second)
            or test_by_mark(cells[first].text, second, marks)
            or test_by_mark(cells[second].text, first, marks)
        )
        unmarked = p is None and bool(told & {second, EITHER})
        yield Outcome(
            id="",
            measure=subject.name,
            on_measure=subject.on,
            timepoint=subject.timepoint,
            experimental_arm=first,
            comparator_arm=second,
            statistic=statistic,
            unit=unit,
            experimental_value=a.value,
            comparator_value=b.value,
            experimental_count=a.count,
            comparator_count=b.count,
            experimental_n=_analysed(a, bucket, first),
            comparator_n=_analysed(b, bucket, second),
            dispersion_type=spread if a.second is not None or b.second is not None else None,
            experimental_dispersion=a.second if spread else None,
            comparator_dispersion=b.second if spread else None,
            p_operator=p[0] if p else None,
            p_value=p[1] if p else None,
            # Where a mark tells which figures differ from the other arm's, one without it does not.
            direction="no significant difference" if unmarked else None,
            evidence=(
                *quote(cells[first], "table.figure", "experimental_value", bucket.matches[first]),
                *quote(cells[second], "table.figure", "comparator_value", bucket.matches[second])[
                    1:
                ],
                *quote(bucket.label, "table.label", "measure", None)[1:],
                *(quote(cells[first], "table.unmarked", "direction", None)[1:] if unmarked else ()),
            ),
        )


def _analysed(figure: Figure, bucket: Bucket, key: str) -> int | None:
    """How many the figure is of. The number in a head may be those allocated: it is not that of a
    percentage which it does not give."""
    n = figure.n or bucket.ns.get(key)
    if n and figure.count is not None and figure.percent:
        return n if abs(100 * figure.count / n - figure.value) <= 1 else None
    return n


def _figure(key: str, bucket: Bucket, subject: Subject, grid: Grid) -> Figure | None:
    cell = bucket.figures.get(key)
    if subject.event is None:
        figure = read_sized(cell.text) if cell else None
        spread = read_figure(bucket.spreads[key].text) if key in bucket.spreads else None
        if figure and spread and figure.second is None and spread.second is None:
            figure = replace(figure, second=spread.value)
        return figure
    figure = read_figure(cell.text) if cell else None
    if key in bucket.percents:
        return _share(figure, bucket, key)
    if figure is None or figure.n is not None:
        return figure
    if figure.leading or _PERCENT_COUNT.search(f"{bucket.label.text} {bucket.heads}"):
        return _with_count(figure, bucket.ns.get(key))
    above = " ".join(c.text for c in (bucket.section, bucket.stub) if c)
    labels = f"{bucket.label.text} {bucket.heads} {above}"
    counted = _COUNT_PERCENT.search(labels) or _COUNT_PERCENT.search(grid.caption)
    if figure.second is not None:
        share = figure.second
        if not (counted or figure.percent or _is_share(figure, bucket.ns.get(key))):
            return None
        if figure.value != int(figure.value) or not 0 <= share <= 100:
            return None
        return Figure(value=share, percent=True, count=int(figure.value))
    if counted and figure.value == 0:
        return Figure(value=0, percent=True, count=0)  # "0" stands for "0 (0)"
    people = _counts_people(bucket) or are_people(bucket, grid.caption)
    if not figure.percent and people and not _PERCENT.search(labels):
        n = bucket.ns.get(key)
        whole = figure.value == int(figure.value) >= 0 and (n is None or figure.value <= n)
        return Figure(value=figure.value, count=int(figure.value), n=n) if whole else None
    percent = figure.percent or (_PERCENT.search(labels) is not None and not counted)
    return Figure(value=figure.value, percent=True) if percent else None


def _with_count(figure: Figure, n: int | None) -> Figure | None:
    """'63% (19)': a percentage before its count, which is sure where it gives the percentage."""
    if not 0 <= figure.value <= 100:
        return None
    count = figure.second
    sure = bool(n) and count is not None and abs(100 * count / (n or 1) - figure.value) <= 1
    return Figure(value=figure.value, percent=True, count=int(count) if sure and count else None)


def _is_share(figure: Figure, n: int | None) -> bool:
    """'14 (33.3)' under 'Ketamine (n = 42)': a count and its percentage, though no label says so."""
    return (
        bool(n)
        and figure.second is not None
        and abs(100 * figure.value / (n or 1) - figure.second) <= _ROUNDING
    )


def _is_share_of_score(bucket: Bucket, subject: Subject) -> bool:
    """Whether figures are percentages of a score. A head "No. (%)" over all of a table is not of the
    rows whose own labels speak of means."""
    if not _OF_SCORE.search(subject.near):
        return False
    own = subject.near.removesuffix(bucket.heads)
    return bool(_OF_SCORE.search(own)) or not (
        _COUNT_PERCENT.search(bucket.heads) and re.search(r"\b(?:mean|median)s?\b", own, re.I)
    )


def _counts_people(bucket: Bucket) -> bool:
    """Whether a row counts patients: "Responders, n"."""
    return _COUNTED.search(bucket.label.text.strip()) is not None


def _share(figure: Figure | None, bucket: Bucket, key: str) -> Figure | None:
    """A percentage in a column of its own, beside ``n/N`` or the count."""
    share = read_figure(bucket.percents[key].text)
    if share is None or share.second is not None or not 0 <= share.value <= 100:
        return None
    if figure is not None and figure.n is not None:
        return figure if figure.percent else replace(figure, value=share.value, percent=True)
    count = figure.value if figure and figure.second is None else bucket.ns.get(key)
    # The column "n" beside "%" counts the event: it is not how many were analysed.
    bucket.ns.pop(key, None)
    whole = int(count) if count is not None and count == int(count) else None
    return Figure(value=share.value, percent=True, count=whole)


def _implausible(figure: Figure, subject: Subject) -> bool:
    if figure.percent:
        return not 0 <= figure.value <= 100
    return subject.high is not None and abs(figure.value) > subject.high


def _statistic(
    subject: Subject, bucket: Bucket, grid: Grid, figures: Sequence[Figure]
) -> tuple[Statistic | None, ResultUnit | None]:
    if subject.event is not None:
        rate = _RATES.get(subject.event, "event rate")
        if all(f.percent for f in figures):
            return rate, "percent"
        counted = all(f.count is not None and not f.percent for f in figures)
        return (rate, "patients") if counted else (None, None)
    if any(f.percent for f in figures):
        return None, None
    if _is_median(subject, bucket, grid):
        return "median", "points"
    if _is_unsaid(subject, bucket, grid):
        return None, None
    stub = bucket.stub.text if bucket.stub else ""
    if CHANGE.search(stub) or _changed(subject, grid, figures):
        return "mean change", "points"
    if any(f.value < 0 for f in figures):
        return None, None
    return "mean score", "points"


_FALLS = re.compile(r"\b(?:reduction|decrease|improvement|decline|fall|drop)s?\b", re.IGNORECASE)
# 'M (P25, P75)', 'M (Q1, Q3)', 'M (IQR)': a median, as its limits tell.
_MEDIAN = re.compile(
    r"\bmedians?\b|(?-i:\bMe?d? ?[(\[,] ?(?:P ?_?25|Q ?_?1|Q ?_?L|QR\b|IQR|25th))", re.IGNORECASE
)
_MEAN = re.compile(r"\bmeans?\b|\bLSM\b|\baverage", re.IGNORECASE)
_TWO_ENDS = re.compile(r"[(\[]\s?[-+]?\d[\d.]*\s?(?:-|to|,|;)\s?[-+]?\d[\d.]*\s?[)\]]")


def _is_median(subject: Subject, bucket: Bucket, grid: Grid) -> bool:
    """Whether figures are medians, by the nearest words. 'Values are mean (SD) or median [IQR]': which
    of the two, the cells tell by what stands in their brackets, one number or two ends."""
    for words in (subject.near, subject.words, grid.notes):
        median, mean = _MEDIAN.search(words), _MEAN.search(words)
        if median and mean:
            cells = [c.text for c in bucket.figures.values()]
            return all(_TWO_ENDS.search(c) or not re.search(r"[(\[±]", c) for c in cells)
        if median or mean:
            return median is not None
    return False


def _is_unsaid(subject: Subject, bucket: Bucket, grid: Grid) -> bool:
    """Whether figures with two ends behind them are said to be neither means nor medians."""
    ended = any(_TWO_ENDS.search(c.text) for c in bucket.figures.values())
    words = f"{subject.words} {grid.notes}"
    return ended and not _MEAN.search(words)


def _changed(subject: Subject, grid: Grid, figures: Sequence[Figure]) -> bool:
    """Whether figures are changes. "Changes in MADRS" over a table may be said of scores: where it
    has a baseline, or calls other rows changes, those that are not called so are scores."""
    if CHANGE.search(subject.near):
        return True
    if not CHANGE.search(grid.caption):
        return False
    scores = CHANGE.search(grid.labels) or re.search(r"\bbaseline\b", grid.labels, re.IGNORECASE)
    return not scores or any(f.value < 0 for f in figures)


def _spread(bucket: Bucket, grid: Grid) -> DispersionType | None:
    section = bucket.section.text if bucket.section else ""
    stub = bucket.stub.text if bucket.stub else ""
    return dispersion(bucket.label.text, bucket.heads, section, stub, grid.caption, grid.notes)
