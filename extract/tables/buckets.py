"""Gather the cells of one measure at one time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.registry.groups import Match
from dosetable.extract.tables.cells import read_figure
from dosetable.extract.tables.columns import GROUP_N, Head, read_head
from dosetable.extract.tables.effect_rows import EffectRole, effect_head, effect_role
from dosetable.extract.tables.grid import Cell, Grid, Row
from dosetable.extract.tables.subjects import Bucket
from dosetable.extract.vocabulary import Vocabulary

# 'Patients randomized, n': sizes of the groups, whatever the caption is about.
_COUNTED = re.compile(
    r"\b(?:patients|participants|subjects)\b[^()%]{0,40}\bn\.?$|"
    r"^(?:n|no\.?|number)\b(?: of (?:patients|participants|subjects))?[^()%]{0,30}(?:\([^()%]*\))?$",
    re.IGNORECASE,
)
_ALLOCATED = re.compile(r"\brandomi[sz]ed|\ballocated|\bassigned|\benrolled|\bscreened", re.I)
_SECOND_BEST = re.compile(
    r"(?i:\bper[- ]protocol|\bcompleters?\b|\bobserved[- ]cases?\b|\bsensitivity\b)|\bPP\b|\bOC\b"
)
_P_LABEL = re.compile(r"p(?:[- ]?values?)?\s?[*a-c†‡]?", re.IGNORECASE)
_BOTH = 2


def one_population(heads: dict[int, Head]) -> dict[int, Head]:
    """Where an arm has columns of several populations, those of the lesser ones tell nothing."""
    better = {
        (h.match.arm.id, h.role)
        for h in heads.values()
        if h.match and not _SECOND_BEST.search(h.text)
    }
    whole = any(_SECOND_BEST.search(h.text) for h in heads.values()) and bool(better)
    return {
        c: replace(h, role="other", match=None)
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
    counted: dict[tuple[str | None, str], dict[str, int]] = {}  # by part and section
    for row in grid.rows:
        if not row.label.text and not any(read_figure(c.text) for c in row.cells.values()):
            heads = heads | _renamed(grid, row, arms, vocabulary)
            continue
        role = effect_role(row, vocabulary)
        if role is not None:
            _put_effects(row, role, heads, above)
            continue
        above = {}
        section = row.section.text if row.section else ""
        if _COUNTED.search(row.label.text):
            if not _ALLOCATED.search(row.label.text):
                counted[row.part, section] = _numbers(row, heads)
            continue
        ns = counted.get((row.part, section)) or counted.get((row.part, "")) or {}
        rests = {h.rest for c, h in heads.items() if h.match and c in row.cells}
        for column, cell in row.cells.items():
            head = heads.get(column)
            if head is None or head.role == "other":
                continue
            if head.role == "figure" and len(_arms_of(row, cell, heads)) > 1:
                continue  # one cell over several arms' columns is no arm's own figure
            rest = head.rest if head.match else _time_of(head, rests)
            key = (row.number, rest)
            if key not in found:
                found[key] = Bucket(label=row.label, section=row.section, rest=rest, part=row.part)
            put(found[key], head, head.match, cell)
            if head.role == "figure":
                above[rest] = found[key]
                if head.match and head.match.arm.id in ns:
                    found[key].ns[head.match.arm.id] = ns[head.match.arm.id]
    return list(found.values())


def _time_of(head: Head, rests: set[str]) -> str:
    """The time of a column without an arm: its own, the one of its name ("P at 24 h"), or the row's
    only one."""
    if len(rests) == 1:
        return next(iter(rests))
    named = {m.hours for m in find_timepoints(head.text) if m.kind == "point"}
    meant = [r for r in rests if named and {m.hours for m in find_timepoints(r)} == named]
    return meant[0] if len(meant) == 1 else head.rest


def _arms_of(row: Row, cell: Cell, heads: Mapping[int, Head]) -> set[str]:
    return {
        h.match.arm.id
        for c, other in row.cells.items()
        if other is cell and (h := heads.get(c)) and h.match
    }


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


def _put_effects(
    row: Row, role: EffectRole, heads: dict[int, Head], above: Mapping[str, Bucket]
) -> None:
    """Add a row of effects, intervals or p-values to the row of figures above it."""
    spanned: dict[int, list[Head]] = {}
    for column, cell in row.cells.items():
        if column in heads:
            spanned.setdefault(cell.start, []).append(heads[column])
    for column, cell in row.cells.items():
        head = heads.get(column)
        bucket = above.get(head.rest) if head else None
        if head is None or bucket is None or head.role not in {"figure", "effect"}:
            continue
        # One cell over the columns of several groups is of their contrast.
        match = head.match if len(spanned[cell.start]) == 1 else None
        if match is None and len(bucket.figures) != _BOTH:
            continue
        read = Head(role, match, None, head.rest, effect_head(row), None)
        key = match.arm.id if match else ""
        bucket.tests_apart = bucket.tests_apart or row.section is not bucket.section
        if role == "effect" and bucket.effects.get(key, (cell, ""))[0] is cell:
            bucket.effects[key] = (cell, read.text)
        elif role != "effect":
            put(bucket, read, match, cell)


def by_column(
    labelled: Sequence[tuple[Row, Match | None, Cell | None]], heads: dict[int, Head]
) -> list[Bucket]:
    """The buckets of a table whose rows are arms."""
    found: dict[tuple[str, str | None, str], Bucket] = {}
    for row, match, section in labelled:
        place = (section.text if section else "", row.part)
        if match is None:
            if _P_LABEL.fullmatch(row.label.text):
                _put_ps(row, heads, found)
            continue
        own: dict[str, list[Bucket]] = {}  # this row's figures by their column's time
        counted = GROUP_N.search(row.label.text)
        for column, cell in row.cells.items():
            head = heads.get(column)
            if head is None or head.role not in {"other", "figure"}:
                continue
            key = (*place, head.text)
            if key not in found:
                label = Cell(head.text, cell.start, cell.end, row.number, column)
                found[key] = Bucket(label=label, section=section, rest="", part=row.part)
            n = int(counted[1]) if counted else head.n
            put(found[key], replace(head, role="figure", n=n), match, cell)
            own.setdefault(head.rest, []).append(found[key])
        for column, cell in row.cells.items():
            head = heads.get(column)
            if head is None or head.role in {"other", "figure"}:
                continue
            timed = own.get(head.rest, [])
            meant = timed or [b for buckets in own.values() for b in buckets]
            if len(meant) == 1:
                put(meant[0], head, match, cell)
    return list(found.values())


def _put_ps(
    row: Row, heads: Mapping[int, Head], found: Mapping[tuple[str, str | None, str], Bucket]
) -> None:
    """A row of p-values below the arms' rows: each is of the figures in its column."""
    section = row.section.text if row.section else ""
    for column, cell in row.cells.items():
        head = heads.get(column)
        bucket = found.get((section, row.part, head.text)) if head else None
        if bucket is not None and len(bucket.figures) == _BOTH:
            bucket.ps.setdefault("", (cell, None))


def put(bucket: Bucket, head: Head, match: Match | None, cell: Cell) -> None:
    """File a cell in its bucket by what its column's head says it holds."""
    key = match.arm.id if match else ""
    if match:
        bucket.matches[key] = match
    if head.role == "figure":
        if key in bucket.figures and bucket.figures[key] is not cell:
            bucket.ambiguous = True
        bucket.figures[key] = cell
        bucket.heads += f" {head.text}"
        if head.n is not None:
            bucket.ns.setdefault(key, head.n)
    elif head.role == "spread":
        bucket.spreads[key] = cell
        bucket.heads += f" {head.text}"
    elif head.role == "percent":
        bucket.percents[key] = cell
    elif head.role == "n":
        if cell.text.isdecimal():
            bucket.ns[key] = int(cell.text)
    elif head.role == "effect":
        if key in bucket.effects and bucket.effects[key][0] is not cell:
            bucket.ambiguous = True
        bucket.effects[key] = (cell, head.text)
    elif head.role == "ci":
        bucket.intervals[key] = (cell, head.text)
    elif head.role == "p" and (key not in bucket.ps or head.adjusted):
        bucket.ps[key] = (cell, head.adjusted)
