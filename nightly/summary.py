"""Facts as a table for a person at a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dosetable.extract.facts import Arm, Dose, Outcome, StudyFacts


def summary(facts: StudyFacts) -> RenderableType:
    """One document's facts: what it is, its arms, its outcomes."""
    head = Text(facts.document.title or "(no title)", style="bold")
    verdict = "included" if facts.screening.included else "left out"
    lines = [
        head,
        Text(
            f"{facts.document.kind}: {facts.screening.study_type}; {verdict}: {facts.screening.reason}"
        ),
    ]
    parts: list[RenderableType] = [*lines]
    if facts.arms:
        parts.append(_arms(facts.arms))
    if facts.outcomes:
        parts.append(_outcomes(facts.outcomes))
    parts.extend(Text(f"warning: {warning}", style="yellow") for warning in facts.warnings)
    return Group(*parts, Text())


def _arms(arms: tuple[Arm, ...]) -> Table:
    table = Table(
        "arm", "role", "drug", "dose", "route", "minutes", "schedule", "n", title_justify="left"
    )
    for arm in arms:
        table.add_row(
            arm.id, arm.role, arm.drug, dose_text(arm.dose), arm.route or "", _number(arm.infusion_minutes),
            arm.schedule or "", _number(arm.n),
        )  # fmt: skip
    return table


def _outcomes(outcomes: tuple[Outcome, ...]) -> Table:
    table = Table(
        "measure", "when", "contrast", "statistic", "value", "arms", "95% CI", "p", "direction"
    )
    for row in outcomes:
        when = f"{row.timepoint.unit} {row.timepoint.value:g}" if row.timepoint else ""
        contrast = " v ".join(a for a in (row.experimental_arm, row.comparator_arm) if a)
        arms = " v ".join(
            _number(v) for v in (row.experimental_value, row.comparator_value) if v is not None
        )
        interval = "" if row.ci_low is None else f"{row.ci_low:g} to {_number(row.ci_high)}"
        p = "" if row.p_value is None else f"{row.p_operator or '='} {row.p_value:g}"
        table.add_row(
            row.measure, when, contrast, row.statistic or "", _number(row.value), arms, interval, p,
            row.direction or "",
        )  # fmt: skip
    return table


def dose_text(dose: Dose | None) -> str:
    """A dose as a person writes it: ``0.5 mg/kg``, ``56 to 84 mg``; empty for none."""
    if dose is None:
        return ""
    amount = (
        _number(dose.value)
        if dose.value is not None
        else f"{_number(dose.low)} to {_number(dose.high)}"
    )
    bolus = f"{dose.bolus.value:g} {dose.bolus.unit} bolus, then " if dose.bolus else ""
    return f"{bolus}{amount} {dose.unit}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
