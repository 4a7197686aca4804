"""From the cells of one measure at one time to outcomes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dosetable.extract.facts import (
    Arm,
    DispersionType,
    Evidence,
    Outcome,
    POperator,
    ResultUnit,
    Statistic,
)
from dosetable.extract.pipes.statistics.estimates import RATIOS
from dosetable.extract.registry.groups import Match
from dosetable.extract.registry.measures import effect_statistic
from dosetable.extract.tables.cells import (
    Figure,
    dispersion,
    read_estimate,
    read_figure,
    read_interval,
    read_p,
)
from dosetable.extract.tables.grid import Cell, Grid
from dosetable.extract.tables.subjects import Bucket, Subject, subject_of
from dosetable.extract.tables.verdicts import judged
from dosetable.extract.vocabulary import Vocabulary

_CHANGE = re.compile(r"\bchanges?\b|\breduction\b|\bdecrease\b|\bimprovement\b", re.IGNORECASE)
_COUNT_PERCENT = re.compile(
    r"\b(?:n|no\.?|number)\b[^()]{0,24}\(\s?%\s?\)|\bn \(%\)", re.IGNORECASE
)
_PERCENT = re.compile(r"%|percent", re.IGNORECASE)
_LEVEL = re.compile(r"(\d{2}(?:\.\d)?) ?% ?(?:CI|confidence)", re.IGNORECASE)
_RATES: dict[str, Statistic] = {
    "response": "response rate",
    "remission": "remission rate",
    "relapse": "relapse rate",
}
_SHORT: tuple[tuple[re.Pattern[str], Statistic], ...] = (
    (re.compile(r"\bOR\b"), "odds ratio"),
    (re.compile(r"\bRR\b"), "risk ratio"),
    (re.compile(r"\bHR\b"), "hazard ratio"),
    (re.compile(r"\bSMD\b"), "standardized mean difference"),
    (re.compile(r"\bNNT\b"), "number needed to treat"),
)
_SPREAD = re.compile(r"\bSEM?\b|\bSD\b|standard error")
_CONFIDENCE = 0.9


def emit(
    bucket: Bucket,
    grid: Grid,
    arms: Sequence[Arm],
    vocabulary: Vocabulary,
    table: str,
    warnings: list[str],
) -> Iterator[Outcome]:
    """Yield the bucket's outcomes, without ids: the arms' figures pair by pair, then the effects."""
    subject = subject_of(bucket, grid, vocabulary)
    if subject is None:
        return
    if bucket.ambiguous:
        warnings.append(
            f"{table}: several figures of {subject.name} for one arm and time were left out"
        )
        return
    pairs = [*_pairs(bucket, subject, grid, table, warnings)]
    for outcome in judged([*pairs, *_effects(bucket, subject, grid, arms)]):
        yield replace(outcome, subgroup=bucket.part)


def _pairs(
    bucket: Bucket, subject: Subject, grid: Grid, table: str, warnings: list[str]
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
    for first in own:
        for second in others:
            a, b = read[first], read[second]
            tested = len(own) == len(others) == 1 or first in bucket.ps
            p = _p(bucket, first) if tested and not bucket.tests_apart else None
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
                experimental_n=a.n or bucket.ns.get(first),
                comparator_n=b.n or bucket.ns.get(second),
                dispersion_type=spread if a.second is not None or b.second is not None else None,
                experimental_dispersion=a.second if spread else None,
                comparator_dispersion=b.second if spread else None,
                p_operator=p[0] if p else None,
                p_value=p[1] if p else None,
                evidence=(
                    *_quote(
                        cells[first],
                        "table.figure",
                        "experimental_value",
                        bucket.matches[first],
                    ),
                    *_quote(
                        cells[second],
                        "table.figure",
                        "comparator_value",
                        bucket.matches[second],
                    )[1:],
                    *_quote(bucket.label, "table.label", "measure", None)[1:],
                ),
            )


def _figure(key: str, bucket: Bucket, subject: Subject, grid: Grid) -> Figure | None:
    cell = bucket.figures.get(key)
    figure = read_figure(cell.text) if cell else None
    if subject.event is None:
        spread = read_figure(bucket.spreads[key].text) if key in bucket.spreads else None
        if figure and spread and figure.second is None and spread.second is None:
            figure = replace(figure, second=spread.value)
        return figure
    if key in bucket.percents:
        return _share(figure, bucket, key)
    if figure is None or figure.n is not None:
        return figure
    labels = f"{bucket.label.text} {bucket.heads} {bucket.section.text if bucket.section else ''}"
    counted = _COUNT_PERCENT.search(labels) or _COUNT_PERCENT.search(grid.caption)
    if figure.second is not None:
        if not counted and not figure.percent:
            return None
        share = figure.second
        if figure.value != int(figure.value) or not 0 <= share <= 100:
            return None
        return Figure(value=share, percent=True, count=int(figure.value))
    if counted and figure.value == 0:
        return Figure(value=0, percent=True, count=0)  # "0" stands for "0 (0)"
    percent = figure.percent or (_PERCENT.search(labels) is not None and not counted)
    return Figure(value=figure.value, percent=True) if percent else None


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
        if not all(f.percent for f in figures):
            return ("event rate", "patients") if all(f.n for f in figures) else (None, None)
        return _RATES.get(subject.event, "event rate"), "percent"
    if any(f.percent for f in figures):
        return None, None
    if re.search(r"\bmedian\b", subject.words, re.IGNORECASE):
        return "median", "points"
    if _changed(subject, grid, figures):
        return "mean change", "points"
    if any(f.value < 0 for f in figures):
        return None, None
    return "mean score", "points"


def _changed(subject: Subject, grid: Grid, figures: Sequence[Figure]) -> bool:
    """Whether figures are changes. "Changes in MADRS" over a table may be said of scores: where it
    has a baseline, or calls other rows changes, those that are not called so are scores."""
    if _CHANGE.search(subject.near):
        return True
    if not _CHANGE.search(grid.caption):
        return False
    scores = _CHANGE.search(grid.labels) or re.search(r"\bbaseline\b", grid.labels, re.IGNORECASE)
    return not scores or any(f.value < 0 for f in figures)


def _spread(bucket: Bucket, grid: Grid) -> DispersionType | None:
    section = bucket.section.text if bucket.section else ""
    return dispersion(bucket.label.text, bucket.heads, section, grid.caption, grid.notes)


def _p(bucket: Bucket, key: str) -> tuple[POperator, float] | None:
    cell = bucket.ps.get(key) or bucket.ps.get("")
    return read_p(cell[0].text) if cell else None


def _effects(
    bucket: Bucket, subject: Subject, grid: Grid, arms: Sequence[Arm]
) -> Iterator[Outcome]:
    for key, (cell, head) in bucket.effects.items():
        contrast = _contrast(key, bucket, arms)
        estimate = read_estimate(cell.text, spread=_SPREAD.search(head) is not None)
        if contrast is None or estimate is None or estimate.value is None:
            continue
        if re.search(r"\bslopes?\b|\binteraction\b", head, re.IGNORECASE):
            continue
        statistic = _effect(head, subject)
        if statistic is None:
            continue
        low, high = estimate.low, estimate.high
        if (
            low is None
            and key in bucket.intervals
            and (ci := read_interval(bucket.intervals[key][0].text))
        ):
            low, high = ci.low, ci.high
            head = f"{head} {bucket.intervals[key][1]}"
        level = _LEVEL.search(f"{head} {bucket.label.text} {grid.caption}")
        p = _p(bucket, key)
        adjusted = (bucket.ps.get(key) or bucket.ps.get("") or (None, None))[1] if p else None
        unit: ResultUnit | None = (
            "ratio"
            if statistic in RATIOS
            else "points"
            if statistic in {"mean difference", "median difference"}
            else None
        )
        match = bucket.matches.get(key)
        yield Outcome(
            id="",
            measure=subject.name,
            on_measure=subject.on,
            timepoint=subject.timepoint,
            experimental_arm=contrast[0],
            comparator_arm=contrast[1],
            statistic=statistic,
            unit=unit,
            value=estimate.value,
            ci_level=float(level[1]) if level and low is not None else None,
            ci_low=low,
            ci_high=high,
            p_operator=p[0] if p else None,
            p_value=p[1] if p else None,
            p_adjusted=adjusted,
            evidence=(
                *_quote(cell, "table.effect", "value", match),
                *_quote(bucket.label, "table.label", "measure", None)[1:],
            ),
        )


def _effect(head: str, subject: Subject) -> Statistic | None:
    """The statistic of an effect's head. "RR or median difference" is the ratio of events and the
    difference of scores: scores have no odds."""
    statistic = next((s for pattern, s in _SHORT if pattern.search(head)), None)
    statistic = statistic or effect_statistic(head, rate=subject.event is not None)
    difference = re.search(r"\bdiff", head, re.IGNORECASE)
    if subject.event is None and (statistic is None or statistic in _OF_EVENTS):
        if not difference:
            return None
        return "median difference" if re.search(r"median", head, re.I) else "mean difference"
    return statistic


_OF_EVENTS = {*RATIOS, "risk difference", "number needed to treat"}


def _contrast(key: str, bucket: Bucket, arms: Sequence[Arm]) -> tuple[str, str] | None:
    """Which arms an effect compares: its row's arm and the one comparator, or the only two."""
    named = [m.arm for m in bucket.matches.values()] if not key else [bucket.matches[key].arm]
    own = [a for a in named if a.role == "experimental"]
    others = [a for a in (named if not key else arms) if a.role != "experimental"]
    if len(own) == 1 and len(others) == 1:
        return own[0].id, others[0].id
    return None


def _quote(cell: Cell, rule: str, name: str, match: Match | None) -> tuple[Evidence, ...]:
    """Evidence of the whole outcome and of the named field at one cell."""
    if cell.end <= cell.start:
        return ()
    confidence = min(_CONFIDENCE, match.confidence) if match else _CONFIDENCE
    reason = f"{rule} ({match.reason})" if match else rule
    return tuple(
        Evidence(
            start=cell.start,
            end=cell.end,
            confidence=confidence,
            rule=reason,
            section="table",
            field=f,
        )
        for f in (None, name)
    )
