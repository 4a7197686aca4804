"""Gather the cells of one measure at one time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.arms.treatments import find_treatments
from dosetable.extract.pipes.measures import find_measures
from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.tables.arm_names import GROUP_N, match_text
from dosetable.extract.tables.baselines import is_baseline
from dosetable.extract.tables.cells import read_figure
from dosetable.extract.tables.columns import (
    SPREAD_HEAD,
    TEST_STATISTIC,
    Head,
    only_dispersion,
    read_head,
)
from dosetable.extract.tables.contrasts import (
    Contrast,
)
from dosetable.extract.tables.effect_rows import (
    effect_role,
    is_effect_of_its_own,
)
from dosetable.extract.tables.filing import arms_of_cell, own_effects, put, put_effects, put_told
from dosetable.extract.tables.grid import Grid
from dosetable.extract.tables.head_times import OF_CHANGE
from dosetable.extract.tables.rows import Cell, Row
from dosetable.extract.tables.subjects import Bucket
from dosetable.extract.vocabulary import Vocabulary

# 'Patients randomized, n': sizes of the groups, whatever the caption is about.
_COUNTED = re.compile(
    r"\b(?:patients|participants|subjects)\b[^()%]{0,40}\bn\.?$|"
    r"^(?:n|no\.?|number)\b(?: of (?:patients|participants|subjects))?[^()%]{0,30}(?:\([^()%]*\))?$|^(?:(?:patients|participants|subjects) )?analy[sz]ed$",
    re.IGNORECASE,
)
_ALLOCATED = re.compile(r"\brandomi[sz]ed|\ballocated|\bassigned|\benrolled|\bscreened", re.I)
_SECOND_BEST = re.compile(
    r"(?i:\bper[- ]protocol|\bcompleters?\b|\bobserved[- ]cases?\b|\bsensitivity\b)|\bPP\b|\bOC\b"
)
# A column of the arms together is no third group.
_EVERYBODY = re.compile(
    r"(?:total|all|overall|both)(?: (?:patients|participants|subjects|groups|sample|cohort))?|(?:whole|entire|total) (?:sample|cohort|group|population)",
    re.IGNORECASE,
)
_F_HEAD = re.compile(r"(?:^|\s)F(?:[- ]values?|[- ]statistics?| ?\([^)]*\))?\W*$")
_GROUP = re.compile(r"\b(?:groups?|arms?|cohorts?)\b|\(?\b[nN]\s?=\s?\d", re.IGNORECASE)
# Numbers that heads hold: a level, a time, a version of a scale.
_HEAD_NUMBER = re.compile(
    r"\d{2}(?:\.\d)? ?% ?(?:CI|confidence)|\b(?:day|week|month|hour|visit)s? \d+|\d+[- ]?(?:h|hours?|days?|weeks?|months?)\b|(?<=[a-z])-\d+",
    re.IGNORECASE,
)
_MEDIANS = re.compile(
    r"medians?(?:,? ?[(\[]?(?:range|IQR|min|Q1|inter-?quartile)[^)\]]*[)\]]?)?", re.I
)
_OF_MEDIANS = re.compile(r"\bmedian|hodges", re.IGNORECASE)


def one_population(heads: dict[int, Head]) -> dict[int, Head]:
    """Where an arm has columns of several populations, those of the lesser ones tell nothing."""
    better = {
        (h.match.arm.id, h.role)
        for h in heads.values()
        if h.match and not _SECOND_BEST.search(h.text)
    }
    whole = any(_SECOND_BEST.search(h.text) for h in heads.values()) and bool(better)
    return {
        c: replace(h, role="other", match=None, compares=True)
        if whole
        and _SECOND_BEST.search(h.text)
        and (not h.match or (h.match.arm.id, h.role) in better)
        else h
        for c, h in heads.items()
    }


def by_row(
    grid: Grid, heads: dict[int, Head], arms: Sequence[Arm], vocabulary: Vocabulary
) -> list[Bucket]:
    """The buckets of a table whose columns are arms."""
    found: dict[tuple[int, str], Bucket] = {}
    above: dict[str, Bucket] = {}  # by the time of a column: the last row of figures
    medians: dict[str, Bucket] = {}  # those that stand below their means
    running: dict[int, Contrast] = {}  # by column: what the effect rows above compare
    counted: dict[tuple[str | None, str], dict[str, int]] = {}  # by part and section
    strangers = _strangers(heads, vocabulary)
    stub = joined_head(grid)
    for row in grid.rows:
        if not any(read_figure(c.text) for c in row.cells.values()) and (
            not row.label.text or _names_arms(row, arms, vocabulary)
        ):
            heads = heads | _renamed(grid, row, arms, vocabulary)
            stub = row.label if row.label.text else stub
            continue
        role = effect_role(row, vocabulary)
        if role is not None:
            of = medians if medians and _OF_MEDIANS.search(row.label.text) else above
            put_effects(row, role, heads, of, running, arms, vocabulary)
            continue
        if is_effect_of_its_own(row, vocabulary):
            found |= own_effects(row, heads, arms, vocabulary, stub)
            continue
        if SPREAD_HEAD.fullmatch(row.label.text.strip(" ,.")):
            _put_spreads(row, heads, above)
            continue
        if only_dispersion(row.label.text) and not _COUNTED.search(row.label.text):
            continue  # between the figures and what tests them
        # 'Mean (SD)', 'Median (range)', 'Difference of LS means': the tests are of the means.
        aside = _is_beside_means(row, above)
        medians = {}
        if not aside:
            above, running = {}, {}
        section = row.section.text if row.section else ""
        if _COUNTED.search(row.label.text) and not find_measures(row.label.text, vocabulary):
            if not _ALLOCATED.search(row.label.text):
                counted[row.part, section] = _numbers(row, heads)
            continue
        ns = counted.get((row.part, section)) or counted.get((row.part, "")) or {}
        rests = {h.rest for c, h in heads.items() if h.match and c in row.cells}
        over_time = any(map(is_baseline, rests)) and any(map(tests_model, heads.values()))
        for column, cell in row.cells.items():
            head = heads.get(column)
            if head is None or head.role == "other":
                continue
            if head.role == "figure" and len(arms_of_cell(row, cell, heads)) > 1:
                continue  # one cell over several arms' columns is no arm's own figure
            tests = head.role == "p" or head.text.startswith(TEST_STATISTIC)
            if tests and over_time and not find_timepoints(head.text):
                continue
            rest = head.rest if head.match else _time_of(head, rests)
            key = (row.number, rest)
            if key not in found:
                found[key] = Bucket(
                    label=row.label,
                    section=row.section,
                    rest=rest,
                    part=row.part,
                    strangers=strangers,
                    stub=stub,
                )
            put_told(found[key], head, cell)
            put(found[key], head, head.match, cell)
            if head.role == "figure":
                (medians if aside else above)[rest] = found[key]
                if head.match and head.match.arm.id in ns:
                    found[key].ns[head.match.arm.id] = ns[head.match.arm.id]
    return list(found.values())


def _is_beside_means(row: Row, above: Mapping[str, Bucket]) -> bool:
    """Whether a row of medians stands below the means of the same scores."""
    return _MEDIANS.fullmatch(row.label.text.strip()) is not None and any(
        bucket.section is row.section and re.search(r"\bmeans?\b", bucket.label.text, re.IGNORECASE)
        for bucket in above.values()
    )


def _put_spreads(row: Row, heads: Mapping[int, Head], above: Mapping[str, Bucket]) -> None:
    """A row "SD" below a row of means."""
    for column, cell in row.cells.items():
        head = heads.get(column)
        if head and head.match and head.role == "figure" and head.rest in above:
            bucket = above[head.rest]
            if head.match.arm.id not in bucket.spreads:
                put(bucket, replace(head, role="spread", text=row.label.text), head.match, cell)


def joined_head(grid: Grid) -> Cell | None:
    """The head of the labels, in one cell."""
    path = grid.headers.get(0, ())
    return replace(path[-1], text=" ".join(c.text for c in path)) if path else None


def _strangers(heads: Mapping[int, Head], vocabulary: Vocabulary) -> bool:
    """Whether columns hold groups that are no known arm (pooled doses, a third arm)."""
    return any(
        h.role == "other"
        and not h.compares
        and not _EVERYBODY.fullmatch(GROUP_N.sub("", h.text).strip(" ,()"))
        and (_GROUP.search(h.text) or find_treatments(h.text, vocabulary))
        for h in heads.values()
    )


def _time_of(head: Head, rests: set[str]) -> str:
    """The time of a column without an arm: its own, the one of its name ("P at 24 h"), or the row's
    only one beside the baseline."""
    rests = {r for r in rests if not is_baseline(r)} or rests
    if len(rests) == 1:
        return next(iter(rests))
    changes = [r for r in rests if OF_CHANGE in r]
    if len(changes) == 1 and not find_timepoints(head.text):
        return changes[0]  # what stands behind the changes tests them
    named = {m.hours for m in find_timepoints(head.text) if m.kind == "point"}
    meant = [r for r in rests if named and {m.hours for m in find_timepoints(r)} == named]
    return meant[0] if len(meant) == 1 else head.rest


def tests_model(head: Head) -> bool:
    """Whether a column holds F: beside a baseline it may test an interaction, or the course."""
    return _F_HEAD.search(head.text) is not None


def _names_arms(row: Row, arms: Sequence[Arm], vocabulary: Vocabulary) -> bool:
    """Whether a row in the body heads columns of arms anew."""
    return is_head(row) and any(match_text(c.text, arms, vocabulary) for c in row.cells.values())


def _renamed(grid: Grid, row: Row, arms: Sequence[Arm], vocabulary: Vocabulary) -> dict[int, Head]:
    """Heads that stand in the middle of a table ("n/N", "%") take the lowest heads' place."""
    found = {}
    for column, cell in row.cells.items():
        path = grid.headers.get(column, ())
        found[column] = read_head((*(path[:-1] if len(path) > 1 else path), cell), arms, vocabulary)
    return found


def _numbers(row: Row, heads: Mapping[int, Head]) -> dict[str, int]:
    """How many were analysed in each arm, from a row of numbers."""
    return {
        head.match.arm.id: int(cell.text)
        for column, cell in row.cells.items()
        if (head := heads.get(column)) and head.match and cell.text.isdecimal()
    }


def is_head(row: Row) -> bool:
    """Whether a row in the body heads the columns below it: words in several cells, no figure."""
    texts = [_HEAD_NUMBER.sub("", c.text) for c in row.cells.values()]
    return len(texts) > 1 and all(
        re.search("[a-z%]", t, re.IGNORECASE) and not re.search(r"\d", t) for t in texts
    )
