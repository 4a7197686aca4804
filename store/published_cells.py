"""The values of a study as text, one a cell: what an edition's history is kept of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from dosetable.store.evidence_table import ArmView, Cell, Effect, Figure, Row, StudyView
from dosetable.store.normalise import dose_text

T = TypeVar("T")
NAME_COLUMN = "name"

# (study slug, arm or row id or '', column)
CellKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class PublishedCell:
    """``label`` says in words what the value is of: 'MADRS at 24 hours, ...: effect'."""

    label: str
    value: str


def published_cells(views: Sequence[StudyView]) -> dict[CellKey, PublishedCell]:
    """All cells of the table that have a value."""
    found: dict[CellKey, PublishedCell] = {}
    for view in views:
        for row_key, column, label, value in _study(view):
            if value is not None:
                found[view.slug, row_key, column] = PublishedCell(label, value)
    return found


Line = tuple[str, str, str, str | None]


def _study(view: StudyView) -> Iterable[Line]:
    yield "", NAME_COLUMN, "name", view.name
    yield "", "assignment", "design", _shown(view.assignment, str)
    yield "", "masking", "masking", _shown(view.masking, str)
    yield "", "conditions", "population", _shown(view.conditions, ", ".join)
    yield "", "n_randomized", "participants randomized", _shown(view.n_randomized, str)
    yield "", "retracted", "retraction", "retracted" if view.retracted else None
    yield "", "corrected", "correction", "corrected" if view.corrected else None
    # Also that a source no longer has a record: what is deleted there is a change to readers.
    yield "", "warnings", "notes to readers", " ".join(view.warnings) or None
    for arm in view.arms:
        yield from _arm(arm)
    labels = {arm.id: arm.label for arm in view.arms}
    for row in view.rows:
        yield from _row(row, labels)


def _arm(arm: ArmView) -> Iterable[Line]:
    yield arm.id, "drug", f"{arm.label}: drug", _shown(arm.drug, str)
    yield arm.id, "dose", f"{arm.label}: dose", _shown(arm.dose, dose_text)
    yield arm.id, "role", f"{arm.label}: role", _shown(arm.role, str)
    yield arm.id, "route", f"{arm.label}: route", _shown(arm.route, str)
    yield (
        arm.id,
        "infusion_minutes",
        f"{arm.label}: infusion time",
        _shown(arm.infusion_minutes, lambda minutes: f"{minutes:g} min"),
    )
    yield arm.id, "schedule", f"{arm.label}: schedule", _shown(arm.schedule, str)
    yield arm.id, "n", f"{arm.label}: participants", _shown(arm.n, str)


def _row(row: Row, labels: dict[str, str]) -> Iterable[Line]:
    label = row_label(row, labels)
    for column, cell in (("experimental", row.experimental), ("comparator", row.comparator)):
        yield row.id, column, f"{label}: {column} arm", _shown(cell, figure_text)
    yield row.id, "effect", f"{label}: effect", _shown(row.effect, effect_text)
    yield row.id, "direction", f"{label}: direction", _shown(row.direction, str)


def row_label(row: Row, labels: dict[str, str]) -> str:
    """What a row is about, in words."""
    time = row.timepoint.value
    when = f" at {time.value:g} {time.unit}{'' if time.value == 1 else 's'}" if time else ""
    arms = [labels.get(arm, arm) for arm in (row.experimental_arm, row.comparator_arm) if arm]
    parts = [row.measure + when, " against ".join(arms), row.statistic or "", row.subgroup or ""]
    return ", ".join(part for part in parts if part)


def figure_text(figure: Figure) -> str:
    """'15.44 (SD 10.07), 13 of 17'."""
    parts = []
    if figure.value is not None:
        spread = (
            f" ({figure.dispersion_type or 'dispersion'} {figure.dispersion!r})"
            if figure.dispersion is not None
            else ""
        )
        parts.append(f"{figure.value!r}{spread}")
    if figure.count is not None:
        parts.append(f"{figure.count} of {figure.n}" if figure.n else f"{figure.count}")
    elif figure.n is not None:
        parts.append(f"n = {figure.n}")
    return ", ".join(parts)


def effect_text(effect: Effect) -> str:
    """'-8.7 (95% CI -15.1 to -2.3), p = 0.03'."""
    parts = []
    if effect.value is not None:
        parts.append(repr(effect.value))
    if effect.ci_low is not None or effect.ci_high is not None:
        level = f"{effect.ci_level:g}% " if effect.ci_level is not None else ""
        parts.append(f"({level}CI {effect.ci_low!r} to {effect.ci_high!r})")
    text = " ".join(parts)
    if effect.p_value is not None:
        p = f"p {effect.p_operator or '='} {effect.p_value!r}"
        text = f"{text}, {p}" if text else p
    return text


def _shown(cell: Cell[T], text: Callable[[T], str]) -> str | None:
    if cell.value is None:
        return None
    others = "; ".join(text(other.value) for other in cell.alternatives)
    # Beside a curator's value stands what the machine reads, in whichever report.
    whose = "the machine reads" if cell.status in ("accepted", "corrected") else "another report"
    return f"{text(cell.value)} ({whose}: {others})" if others else text(cell.value)
