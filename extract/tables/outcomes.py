"""Result tables -> outcomes. What a label does not settle is left out, with a warning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dosetable.extract.document import Document
from dosetable.extract.facts import Arm, Outcome, OutcomeRole
from dosetable.extract.registry.groups import Match
from dosetable.extract.tables.arm_names import match_text
from dosetable.extract.tables.arm_rows import by_column
from dosetable.extract.tables.arm_sections import arm_sections, by_section
from dosetable.extract.tables.buckets import by_row, one_population
from dosetable.extract.tables.columns import Head, neighbours, read_head
from dosetable.extract.tables.contrasts import (
    UNNAMED,
    Contrast,
    find_contrast,
    only_contrast,
    resolved,
)
from dosetable.extract.tables.duplicates import without_contradictions
from dosetable.extract.tables.effect_rows import is_effect_of_its_own
from dosetable.extract.tables.emit import emit
from dosetable.extract.tables.grid import Grid, read_grids
from dosetable.extract.tables.head_times import with_time_of_change
from dosetable.extract.tables.kinds import is_of_part, kind_of
from dosetable.extract.tables.last_arm import with_last_arm
from dosetable.extract.tables.rows import Cell, Row
from dosetable.extract.tables.single_arm import one_arm
from dosetable.extract.tables.spelling import spelling
from dosetable.extract.tables.subjects import Bucket
from dosetable.extract.vocabulary import Vocabulary

# What posted results of a registry are called.
_ROLES: dict[str, OutcomeRole] = {
    "Primary outcome": "primary",
    "Secondary outcome": "secondary",
}


def table_outcomes(
    document: Document, arms: Sequence[Arm], vocabulary: Vocabulary
) -> tuple[tuple[Outcome, ...], tuple[str, ...]]:
    """Return the outcomes of the document's result tables, and warnings.

    Baseline, demographic and safety tables are never read, nor are such rows where results stand
    beside them. Ids are T1, T2, ... in order: the
    caller numbers all outcomes of the document.
    """
    found: list[Outcome] = []
    warnings: list[str] = []
    spell = spelling(document, arms, vocabulary)
    for table in document.tables:
        name = table.label or "a table"
        rows: list[tuple[Bucket, list[Outcome]]] = []
        for grid in read_grids(document, table, spell) if arms else ():
            kind = kind_of(grid.caption)
            if kind == "other":
                continue
            for bucket in _buckets(grid, arms, vocabulary):
                mixed = kind != "results"
                read = emit(bucket, grid, arms, vocabulary, name, warnings, mixed=mixed)
                rows.append((bucket, list(read)))
        role = _ROLES.get(table.label or "")
        kept_rows = without_contradictions(rows, name, warnings)
        found += [replace(o, role=role) for o in kept_rows] if role else kept_rows
    said = {replace(o, evidence=()): o for o in reversed(found)}  # what two tables say, once
    kept = [o for o in found if said[replace(o, evidence=())] is o]
    return tuple(replace(o, id=f"T{n}") for n, o in enumerate(kept, 1)), tuple(
        dict.fromkeys(warnings)
    )


def _buckets(grid: Grid, arms: Sequence[Arm], vocabulary: Vocabulary) -> list[Bucket]:
    """Cells that belong to one measure at one time: by row where columns are arms, else by column."""
    heads = {c: read_head(cells, arms, vocabulary) for c, cells in grid.headers.items() if c > 0}
    heads = {c: _whole(h, grid.caption) for c, h in heads.items()}
    heads = neighbours(with_last_arm(heads, arms, vocabulary), grid.caption, arms)
    heads = with_time_of_change(heads)
    in_columns = {h.match.arm.id for h in heads.values() if h.match}
    contrasts = {h.contrast.key for h in heads.values() if h.contrast}
    labelled = [(row, *_arm_label(row, arms, vocabulary)) for row in grid.rows]
    in_rows = {m.arm.id for _, m, _ in labelled if isinstance(m, Match)}
    if (in_columns and len(in_columns) >= len(in_rows)) or (contrasts and not in_rows):
        return by_row(grid, one_population(heads), arms, vocabulary)
    owners = None if in_columns or in_rows else arm_sections(grid, arms, vocabulary)
    if owners:
        return by_section(grid, owners, heads, arms, vocabulary)
    if any(m for _, m, _ in labelled):
        return by_column(grid, labelled, heads, arms, vocabulary)
    if (compared := _compared(grid, heads, arms, vocabulary)) is not None:
        return by_row(grid, compared, arms, vocabulary)
    return one_arm(grid, heads, arms, vocabulary)


def _whole(head: Head, caption: str) -> Head:
    """``head``; of a part of the patients it tells nothing of the arm."""
    if head.match is None or not is_of_part(head.text, caption):
        return head
    return replace(head, role="other", match=None, compares=True)


def _compared(
    grid: Grid, heads: Mapping[int, Head], arms: Sequence[Arm], vocabulary: Vocabulary
) -> dict[int, Head] | None:
    """The heads of a table of estimates alone, which says in its caption what they compare:
    "Difference between groups in the MADRS score"."""
    named = find_contrast(grid.caption, arms, vocabulary)
    contrast = resolved(named, None, arms) if named else None
    if named is None and UNNAMED.search(grid.caption):
        contrast = only_contrast(arms)
    tests = {c: h for c, h in heads.items() if h.role in {"effect", "ci", "p"}}
    if contrast is None:
        return None
    if not tests and any(is_effect_of_its_own(row, vocabulary) for row in grid.rows):
        # 'MADRS, Cohen's d', 'Response, OR' under the visits
        return {c: replace(h, contrast=contrast) for c, h in heads.items() if not h.compares}
    if not any(h.role == "effect" for h in tests.values()):
        return None
    return {c: replace(h, contrast=contrast) if c in tests else h for c, h in heads.items()}


def _arm_label(
    row: Row, arms: Sequence[Arm], vocabulary: Vocabulary
) -> tuple[Match | Contrast | None, Cell | None]:
    """The arm or the contrast that one of a row's labels names, and its other labels or its
    section."""
    labels = row.labels or (row.label,)
    for index, cell in enumerate(labels):
        named = find_contrast(cell.text, arms, vocabulary)
        contrast = resolved(named, None, arms) if named and named.first else None
        if match := contrast or (None if named else match_text(cell.text, arms, vocabulary)):
            others = labels[:index] + labels[index + 1 :]
            joined = replace(others[0], text=" ".join(c.text for c in others)) if others else None
            return match, joined or row.section
    return None, row.section
