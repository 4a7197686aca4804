"""Figures of an edition that the gates compare from night to night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dosetable.store.evidence_table import Cell, StudyView

CONFLICTS = "conflicts"
_STUDY_FIELDS = ("n_randomized", "masking", "randomized")
_ARM_FIELDS = ("dose", "route", "n", "infusion_minutes")
_ROW_FIELDS = ("timepoint", "effect", "direction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How many studies and rows there are; ``figures``: the coverage of each field (0 to 1, as
    ``coverage.dose``) and the count of conflicting cells."""

    studies: int
    rows: int
    figures: dict[str, float]


def measured(views: Iterable[StudyView]) -> Measured:
    """The figures of a table, in one reading of it."""
    studies = arms = rows = compared = conflicts = 0
    filled: Counter[str] = Counter()
    for view in views:
        studies, arms, rows = studies + 1, arms + len(view.arms), rows + len(view.rows)
        compared += sum(row.comparator_arm is not None for row in view.rows)
        for arm in view.arms:
            filled.update(name for name in _ARM_FIELDS if getattr(arm, name).value is not None)
        for row in view.rows:
            filled.update(name for name in _ROW_FIELDS if getattr(row, name).value is not None)
        conflicts += sum(cell.status == "conflicting" for cell in _cells(view))
    figures = {f"coverage.{name}": _share(filled[name], arms) for name in _ARM_FIELDS}
    figures |= {f"coverage.{name}": _share(filled[name], rows) for name in _ROW_FIELDS}
    figures["coverage.comparator"] = _share(compared, rows)
    figures[CONFLICTS] = float(conflicts)
    return Measured(studies=studies, rows=rows, figures=figures)


def coverage(found: Mapping[str, float]) -> dict[str, float]:
    """The coverage alone, by the field's name."""
    return {
        name.removeprefix("coverage."): value
        for name, value in found.items()
        if name.startswith("coverage.")
    }


def _share(filled: int, of: int) -> float:
    return round(filled / of, 4) if of else 0.0


def _cells(view: StudyView) -> Iterator[Cell[object]]:
    yield from (getattr(view, name) for name in _STUDY_FIELDS)
    for arm in view.arms:
        yield from (getattr(arm, name) for name in (*_ARM_FIELDS, "role", "drug"))
    for row in view.rows:
        yield from (getattr(row, name) for name in (*_ROW_FIELDS, "experimental", "comparator"))
