"""Result tables -> outcomes. What a label does not settle is left out, with a warning."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dosetable.extract.document import Document
from dosetable.extract.facts import Arm, Outcome
from dosetable.extract.registry.groups import Match
from dosetable.extract.tables.columns import Head, match_text, read_head
from dosetable.extract.tables.effect_rows import EffectRole, effect_head, effect_role
from dosetable.extract.tables.emit import emit
from dosetable.extract.tables.grid import Cell, Grid, Row, read_grid
from dosetable.extract.tables.subjects import Bucket
from dosetable.extract.vocabulary import Vocabulary

_NOT_RESULTS = re.compile(
    r"\bbaseline (?:characteristics|demographic|clinical|data|values|variables|features)|\bdemographic|\bcharacteristics\b|"
    r"\badverse|\bside effects?|\bsafety\b|\btolerab|\bTEAE|\bvital signs|\bblood pressure|\bpharmacokinetic|"
    r"\bschedule of\b|\binclusion\b|\beligib|\bsubgroup|\bsensitivity anal|\bprevious (?:studies|trials)|\bmeta-anal|"
    r"\bcorrelat|\bpredictors?\b|\bregression\b|\bnumber of participants randomi[sz]ed\b",
    re.IGNORECASE,
)  # fmt: skip


def table_outcomes(
    document: Document, arms: Sequence[Arm], vocabulary: Vocabulary
) -> tuple[tuple[Outcome, ...], tuple[str, ...]]:
    """Return the outcomes of the document's result tables, and warnings.

    Baseline, demographic and safety tables are never read. Ids are T1, T2, ... in order: the
    caller numbers all outcomes of the document.
    """
    found: list[Outcome] = []
    warnings: list[str] = []
    for table in document.tables:
        grid = read_grid(document, table)
        if grid is None or _NOT_RESULTS.search(grid.caption) or not arms:
            continue
        name = table.label or "a table"
        for bucket in _buckets(grid, arms, vocabulary):
            found += emit(bucket, grid, arms, vocabulary, name, warnings, len(found))
    return tuple(found), tuple(dict.fromkeys(warnings))


def _buckets(grid: Grid, arms: Sequence[Arm], vocabulary: Vocabulary) -> list[Bucket]:
    """Cells that belong to one measure at one time: by row where columns are arms, else by column."""
    heads = {c: read_head(cells, arms, vocabulary) for c, cells in grid.headers.items() if c > 0}
    in_columns = {h.match.arm.id for h in heads.values() if h.match}
    labelled = [(row, match_text(row.label.text, arms, vocabulary)) for row in grid.rows]
    in_rows = {m.arm.id for _, m in labelled if m}
    if in_columns and len(in_columns) >= len(in_rows):
        return _by_row(grid, heads, vocabulary)
    if in_rows:
        return _by_column(labelled, heads)
    return []


def _by_row(grid: Grid, heads: dict[int, Head], vocabulary: Vocabulary) -> list[Bucket]:
    found: dict[tuple[int, str], Bucket] = {}
    above: dict[str, Bucket] = {}  # by the time of a column: the last row of figures
    for row in grid.rows:
        role = effect_role(row, vocabulary)
        if role is not None:
            _put_effects(row, role, heads, above)
            continue
        if _COUNTED.search(row.label.text):
            above = {}
            continue  # how many were randomized: no result
        above = {}
        rests = {h.rest for c, h in heads.items() if h.match and c in row.cells}
        for column, cell in row.cells.items():
            head = heads.get(column)
            if head is None or head.role == "other":
                continue
            # An effect column without a time of its own belongs to the row's one time.
            rest = (
                head.rest
                if head.match or head.rest in rests or len(rests) != 1
                else next(iter(rests))
            )
            key = (row.number, rest)
            if key not in found:
                found[key] = Bucket(label=row.label, section=row.section, rest=rest)
            _put(found[key], head, head.match, cell)
            if head.role == "figure":
                above[rest] = found[key]
    return list(found.values())


# 'Patients randomized, n': sizes of the groups, whatever the caption is about.
_COUNTED = re.compile(
    r"\b(?:patients|participants|subjects)\b[^()%]{0,40}\bn\.?$|^(?:n|no\.?|number)\b(?: of (?:patients|participants|subjects))?[^()%]{0,30}$",
    re.IGNORECASE,
)


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
        if role == "effect" and bucket.effects.get(key, (cell, ""))[0] is cell:
            bucket.effects[key] = (cell, read.text)
        elif role != "effect":
            _put(bucket, read, match, cell)


_BOTH = 2


def _by_column(
    labelled: Sequence[tuple[Row, Match | None]], heads: dict[int, Head]
) -> list[Bucket]:
    found: dict[tuple[int | None, str], Bucket] = {}
    for row, match in labelled:
        if match is None:
            continue
        rests = {
            h.rest or h.text
            for c, h in heads.items()
            if h.role in {"other", "figure"} and c in row.cells
        }
        for column, cell in row.cells.items():
            head = heads.get(column)
            if head is None:
                continue
            if head.role in {"other", "figure"}:
                rest = head.text
            else:
                rest = head.rest or (next(iter(rests)) if len(rests) == 1 else "")
            key = (row.section.start if row.section else None, rest)
            label = Cell(rest, cell.start, cell.end, row.number, column)
            if key not in found:
                found[key] = Bucket(label=label, section=row.section, rest="")
            role = "figure" if head.role == "other" else head.role
            _put(
                found[key],
                Head(role, match, head.n, head.rest, head.text, head.adjusted),
                match,
                cell,
            )
    return list(found.values())


def _put(bucket: Bucket, head: Head, match: Match | None, cell: Cell) -> None:
    key = match.arm.id if match else ""
    if match:
        bucket.matches[key] = match
    if head.role == "figure":
        if key in bucket.figures:
            bucket.ambiguous = True
        bucket.figures[key] = cell
        bucket.heads += f" {head.text}"
        if head.n is not None:
            bucket.ns[key] = head.n
    elif head.role == "n":
        if cell.text.isdecimal():
            bucket.ns[key] = int(cell.text)
    elif head.role == "effect":
        if key in bucket.effects:
            bucket.ambiguous = True
        bucket.effects[key] = (cell, head.text)
    elif head.role == "ci":
        bucket.intervals[key] = (cell, head.text)
    elif head.role == "p" and (key not in bucket.ps or head.adjusted):
        bucket.ps[key] = (cell, head.adjusted)
