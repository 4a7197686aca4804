"""One cell of a page: what it says, and why where it says nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from dosetable.site import wording
from dosetable.store.evidence_table import ArmView, Cell, Effect, Figure, Row, StudyView

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """``lines``: the value, then its details. ``missing``: the lines say why there is no value.

    ``sort`` is what the column is ordered by, None where that is the text itself. ``quiet``: for
    readers of a screen reader alone, since another cell of the line says the same to the eye.
    """

    lines: tuple[str, ...]
    missing: bool = False
    flag: str | None = None
    sort: str | None = None
    quiet: bool = False

    @property
    def text(self) -> str:
        return "; ".join(self.lines)


NOT_FOUND = Shown(lines=("not found",), missing=True)
UNSAID = Shown(lines=("not found",), missing=True, quiet=True)


def gone(why: str) -> Shown:
    return Shown(lines=(why,), missing=True)


def show(
    cell: Cell[T],
    lines: Callable[[T], tuple[str, ...]],
    *,
    sort: Callable[[T], float | None] | None = None,
) -> Shown:
    """A cell's value as ``lines`` words it, or the reason why it has none."""
    if cell.value is None:
        return gone(cell.missing or "not found")
    said = tuple(line for line in lines(cell.value) if line)
    if not said:
        return gone("not reported")
    order = sort(cell.value) if sort is not None else None
    flag = cell.status if cell.status in ("conflicting", "unsure") else None
    return Shown(lines=said, flag=flag, sort=f"{order:g}" if order is not None else None)


def plain(cell: Cell[str]) -> Shown:
    return show(cell, lambda text: (wording.sentence_case(text),))


def route(cell: Cell[str]) -> Shown:
    return show(cell, lambda text: (wording.sentence_case(text),))


def count(cell: Cell[int]) -> Shown:
    return show(cell, lambda n: (wording.number(n),), sort=float)


def dose(arm: ArmView) -> Shown:
    """As reported, then on the common axis where that says more."""
    shown = show(arm.dose, lambda value: (wording.dose(value),))
    if shown.missing:
        return shown
    normal = arm.normal_dose
    if normal is None:
        return Shown(lines=(*shown.lines, "not on the common axis"), flag=shown.flag)
    reported, words = shown.lines[0], wording.normal_dose(normal)
    amount, _, basis = words.partition(", ")
    detail = wording.sentence_case(basis) if amount == reported else f"= {words}"
    order = f"{(normal.low + normal.high) / 2:g}"
    return Shown(lines=(reported, detail), flag=shown.flag, sort=order)


def schedule(arm: ArmView) -> Shown:
    """How often, then over how many minutes; the route's own reason where neither is known."""
    lines: list[str] = []
    if arm.schedule.value:
        lines.append(wording.sentence_case(arm.schedule.value))
    minutes = arm.infusion_minutes.value
    if minutes is not None:
        lines.append(f"over {wording.number(minutes)} min")
    if not lines:
        return gone(arm.schedule.missing or "not found")
    conflicting = "conflicting" in (arm.schedule.status, arm.infusion_minutes.status)
    return Shown(lines=tuple(lines), flag="conflicting" if conflicting else None)


def participants(arm: ArmView) -> Shown:
    """n allocated; n analysed under it where it is given."""
    shown = count(arm.n)
    if arm.n_analyzed.value is None:
        return shown
    analysed = f"{wording.number(arm.n_analyzed.value)} analysed"
    if shown.missing:
        return Shown(lines=(shown.lines[0], analysed), missing=True)
    return Shown(lines=(*shown.lines, analysed), flag=shown.flag, sort=shown.sort)


def population(study: StudyView) -> Shown:
    shown = show(
        study.conditions, lambda values: ("; ".join(wording.sentence_case(v) for v in values),)
    )
    ages = wording.age_range(study.age_min.value, study.age_max.value)
    if shown.missing or ages is None:
        return shown
    return Shown(lines=(*shown.lines, ages), flag=shown.flag)


def comparator_kind(arm: ArmView, against: ArmView | None) -> str:
    """The comparator's type; another arm of the same drug is 'other dose'."""
    role = arm.role.value
    if role == "experimental":
        same = against is not None and arm.drug.value == against.drug.value
        return "other dose" if same else "experimental"
    return role or "not found"


def comparator(arm: ArmView | None, against: ArmView | None) -> Shown:
    """What it was compared with: its type first, since saline and midazolam differ."""
    if arm is None:
        return NOT_FOUND
    kind = comparator_kind(arm, against)
    words = wording.COMPARATOR_WORDS.get(kind, "Type not found")
    flags = {arm.role.status, arm.drug.status, arm.dose.status}
    return Shown(
        lines=(words, wording.sentence_case(wording.short_arm(arm))),
        flag="conflicting" if "conflicting" in flags else None,
    )


def outcome(row: Row) -> Shown:
    """The instrument, then what was counted or averaged on it."""
    lines = [wording.sentence_case(row.measure)]
    if row.on_measure and row.on_measure != row.measure:
        lines.append(f"on {row.on_measure}")
    if row.statistic in wording.ARM_STATISTICS and row.statistic != row.measure:
        lines.append(row.statistic or "")
    if row.outcome_role is not None:
        lines.append(f"{row.outcome_role} outcome")
    if row.subgroup:
        lines.append(f"in {row.subgroup}")
    return Shown(lines=tuple(line for line in lines if line))


def timepoint(row: Row) -> Shown:
    return show(
        row.timepoint,
        lambda t: (wording.timepoint(t), "" if t.unit == "hour" else wording.hours(t.hours)),
        sort=lambda t: t.hours,
    )


def arm_results(row: Row) -> Shown:
    """Each arm's own result, experimental first."""

    def words(cell: Cell[Figure]) -> str:
        return wording.figure(cell.value, row.unit) if cell.value is not None else ""

    experimental, control = words(row.experimental), words(row.comparator)
    if not experimental and not control:
        return gone(row.experimental.missing or row.comparator.missing or "not reported")
    flags = {row.experimental.status, row.comparator.status}
    return Shown(
        lines=(
            experimental or f"({row.experimental.missing or 'not reported'})",
            f"vs {control or '(' + (row.comparator.missing or 'not reported') + ')'}",
        ),
        flag="conflicting" if "conflicting" in flags else None,
    )


def effect(row: Row) -> Shown:
    def lines(value: Effect) -> tuple[str, ...]:
        return wording.effect_lines(value, row.statistic, row.unit)

    shown = show(row.effect, lines, sort=lambda e: e.value)
    if shown.missing:
        return shown
    source = {"computed": "computed", "corrected": "corrected"}.get(row.effect.status, "reported")
    return Shown(lines=(*shown.lines, source), flag=shown.flag, sort=shown.sort)


def direction(row: Row, experimental: ArmView | None, control: ArmView | None) -> Shown:
    """Whom the result favours, by name; with an arrow for the eye only."""

    def words(value: str) -> tuple[str, ...]:
        if value == "no significant difference":
            return ("No significant difference",)
        winner, other = experimental, control
        if value == "favours comparator":
            winner, other = control, experimental
        if winner is None:
            return (wording.sentence_case(value),)
        if other is not None and winner.drug.value == other.drug.value:
            return (f"Favours {wording.short_arm(winner)}",)
        return (f"Favours {winner.drug.value or winner.label}",)

    return show(row.direction, words)
