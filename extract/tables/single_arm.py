"""Tables of a trial of one arm: scores before and after, without any column that names an arm."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm
from dosetable.extract.labels import foreign_words
from dosetable.extract.pipes.arms.treatments import find_treatments
from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.registry.groups import Match
from dosetable.extract.tables.arm_names import GROUP_N
from dosetable.extract.tables.baselines import is_baseline
from dosetable.extract.tables.buckets import joined_head
from dosetable.extract.tables.columns import Head
from dosetable.extract.tables.filing import put, put_told
from dosetable.extract.tables.grid import Grid
from dosetable.extract.tables.rows import Cell
from dosetable.extract.tables.subjects import AFTER, CHANGE, Bucket
from dosetable.extract.vocabulary import Vocabulary

# "P vs baseline" heads no scores.
_TESTED = re.compile(r"^\W*p\b|\bp[- ]?values?\b", re.IGNORECASE)
_RATES = re.compile(
    r"(?:%|\bpercent(?:age)?|\brates?|\bproportion|\bnumber|\bn|\bno\.?)(?: of)? (?:responders|remitters)|\bresponders,? ?(?:\(|n\b|%|rate)",
    re.IGNORECASE,
)
_GROUPS = re.compile(r"\b(?:groups?|arms?|cohorts?|controls?|responders|cases)\b", re.IGNORECASE)


def one_arm(
    grid: Grid, heads: Mapping[int, Head], arms: Sequence[Arm], vocabulary: Vocabulary
) -> list[Bucket]:
    """The figures of the only arm, by row and time.

    A figure must say that it is of a time after the first dose, or a change: what stands in a table
    of one arm without a time may be its baseline.
    """
    if len(arms) != 1 or arms[0].role != "experimental" or not _of_one(grid, arms[0], vocabulary):
        return []
    own = Match(arms[0], "the only arm", 0.92)
    found: dict[tuple[int, str], Bucket] = {}
    for row in grid.rows:
        tests: list[tuple[Head, Cell]] = []
        for column, cell in row.cells.items():
            head = heads.get(column)
            if head is None or head.compares or head.role in {"ci", "figure"}:
                continue
            if head.role in {"effect", "p", "test"} or (head.role == "n" and not head.rest):
                tests.append((head, cell))
                continue
            if _TESTED.search(head.text):
                continue
            text = GROUP_N.sub("", head.text).strip(" ()")
            if foreign_words(text, vocabulary):
                continue
            rest = head.rest or (text if AFTER.search(text) or CHANGE.search(text) else "")
            said = [row.label.text, rest, row.section.text if row.section else ""]
            if any(is_baseline(t) or _unread(t) for t in said) or not any(map(_after, said)):
                continue
            bucket = found.setdefault(
                (row.number, rest),
                Bucket(
                    label=row.label,
                    section=row.section,
                    rest=rest,
                    part=row.part,
                    alone=True,
                    stub=joined_head(grid),
                ),
            )
            count = GROUP_N.search(head.text)
            role = "figure" if head.role == "other" else head.role
            read = Head(role, own, int(count[1]) if count else None, rest, head.text)
            put(bucket, read, own, cell)
        _put_tests(tests, [b for (number, _), b in found.items() if number == row.number], own)
    return [b for b in found.values() if b.figures]


def _put_tests(tests: Sequence[tuple[Head, Cell]], buckets: Sequence[Bucket], own: Match) -> None:
    """File tests against the first score: of the time that they name, or of the row's only time. A
    score and its change have one p."""
    for head, cell in tests:
        named = {m.hours for m in find_timepoints(head.text) if m.kind == "point"}
        times = [{m.hours for m in find_timepoints(b.rest) if m.kind == "point"} for b in buckets]
        meant = [b for b, t in zip(buckets, times, strict=True) if not named or t == named]
        if head.role == "n" and any(b.percents for b in buckets):
            continue
        one_time = (
            len(set[float]().union(*times)) == 1
            or sum(not CHANGE.search(b.rest) for b in meant) < 2
        )
        if meant and (one_time or head.role == "n"):
            for bucket in meant[: 1 if head.role == "effect" else None]:
                put(bucket, replace(head, match=own), own, cell)
            put_told(meant[0], head, cell, own)


def _after(text: str) -> bool:
    timed = any(m.kind == "point" for m in find_timepoints(text))
    return timed or AFTER.search(text) is not None or CHANGE.search(text) is not None


# "Baseline up to 78 months": a time that is not understood.
_TIME = re.compile(r"\d[- ]?(?:hours?|days?|weeks?|months?|years?)\b", re.IGNORECASE)


def _unread(text: str) -> bool:
    return _TIME.search(text) is not None and not find_timepoints(text)


def _of_one(grid: Grid, arm: Arm, vocabulary: Vocabulary) -> bool:
    """Whether a table speaks of no group and no drug but the arm's own."""
    heads = " | ".join(c.text for path in grid.headers.values() for c in path)
    named = {
        t.name
        for t in find_treatments(f"{grid.caption} | {grid.labels}", vocabulary)
        if t.kind != "adjunct"
    }
    return named <= {arm.drug} and not _GROUPS.search(_RATES.sub(" ", heads))
