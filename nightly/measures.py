"""Figures of an edition that the gates compare from night to night."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dosetable.store.evidence_table import ArmView, Cell, Row, StudyView

CONFLICTS = "conflicts"
_ARM_FIELDS = ("dose", "route", "n", "infusion_minutes")
_ROW_FIELDS = ("timepoint", "effect", "direction")


def measures(views: Sequence[StudyView]) -> dict[str, float]:
    """Coverage of each field (0 to 1, as ``coverage.dose``) and the count of conflicting cells."""
    arms = [arm for view in views for arm in view.arms]
    rows = [row for view in views for row in view.rows]
    found = {f"coverage.{name}": _filled(_arm_cells(arms, name)) for name in _ARM_FIELDS}
    found |= {f"coverage.{name}": _filled(_row_cells(rows, name)) for name in _ROW_FIELDS}
    found["coverage.comparator"] = _share([row.comparator_arm is not None for row in rows])
    found[CONFLICTS] = float(sum(cell.status == "conflicting" for cell in _cells(views)))
    return found


def coverage(found: Mapping[str, float]) -> dict[str, float]:
    """The coverage alone, by the field's name."""
    return {
        name.removeprefix("coverage."): value
        for name, value in found.items()
        if name.startswith("coverage.")
    }


def _arm_cells(arms: Sequence[ArmView], name: str) -> list[Cell[object]]:
    return [getattr(arm, name) for arm in arms]


def _row_cells(rows: Sequence[Row], name: str) -> list[Cell[object]]:
    return [getattr(row, name) for row in rows]


def _filled(cells: Sequence[Cell[object]]) -> float:
    return _share([cell.value is not None for cell in cells])


def _share(flags: Sequence[bool]) -> float:
    return round(sum(flags) / len(flags), 4) if flags else 0.0


def _cells(views: Sequence[StudyView]) -> Iterator[Cell[object]]:
    for view in views:
        yield from (getattr(view, name) for name in ("n_randomized", "masking", "randomized"))
        for name in (*_ARM_FIELDS, "role", "drug"):
            yield from _arm_cells(view.arms, name)
        for name in (*_ROW_FIELDS, "experimental", "comparator"):
            yield from _row_cells(view.rows, name)
