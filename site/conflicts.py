"""Where the reports of a study differ: what each says, side by side, and which one the table shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dosetable.extract.facts import Dose, Timepoint
from dosetable.site import wording
from dosetable.site.quotes import QuoteShown, Reports
from dosetable.store.evidence_table import ArmView, Cell, Effect, Figure, Row, StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What one report says where reports disagree; ``shown`` marks the one in the table."""

    text: str
    report: int | None
    report_kind: str
    quotes: tuple[QuoteShown, ...]
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    what: str
    where: str
    versions: tuple[Version, ...]


def arm_cells(arm: ArmView) -> tuple[tuple[str, Cell[Any]], ...]:
    """The cells of an arm by what they say."""
    return (
        ("role", arm.role),
        ("drug", arm.drug),
        ("added to", arm.add_on),
        ("dose", arm.dose),
        ("route", arm.route),
        ("infusion time", arm.infusion_minutes),
        ("schedule", arm.schedule),
        ("n", arm.n),
        ("n analysed", arm.n_analyzed),
    )


def row_cells(row: Row) -> tuple[tuple[str, Cell[Any]], ...]:
    """The cells of a result by what they say."""
    return (
        ("time", row.timepoint),
        ("result of the tested arm", row.experimental),
        ("result of the comparator", row.comparator),
        ("effect", row.effect),
        ("direction", row.direction),
    )


def conflicts(study: StudyView, reports: Reports) -> Iterator[Conflict]:
    """Every cell of the study of which its reports say different things."""
    whole: tuple[tuple[str, Cell[Any]], ...] = (
        ("randomized", study.randomized),
        ("design", study.assignment),
        ("masking", study.masking),
        ("phase", study.phase),
        ("population", study.conditions),
        ("youngest age", study.age_min),
        ("oldest age", study.age_max),
        ("participants randomized", study.n_randomized),
    )
    for what, cell in whole:
        yield from _conflict(what, "the study", cell, None, reports)
    for arm in study.arms:
        for what, cell in arm_cells(arm):
            yield from _conflict(what, wording.short_arm(arm), cell, None, reports)
    for row in study.rows:
        for what, cell in row_cells(row):
            yield from _conflict(what, row.measure, cell, row, reports)


def _conflict(
    what: str, where: str, cell: Cell[Any], row: Row | None, reports: Reports
) -> Iterator[Conflict]:
    if not cell.alternatives:
        return
    versions = []
    if cell.value is not None:
        source = cell.quotes[0].report if cell.quotes else -1
        versions.append(
            Version(
                text=_words(cell.value, row),
                report=reports.number(source),
                report_kind=reports.kind(source),
                quotes=reports.quotes([("", cell.quotes)]),
                shown=True,
            )
        )
    versions += [
        Version(
            text=_words(other.value, row),
            report=reports.number(other.report),
            report_kind=reports.kind(other.report),
            quotes=reports.quotes([("", other.quotes)]),
            shown=False,
        )
        for other in cell.alternatives
    ]
    yield Conflict(what=what, where=where, versions=tuple(versions))


def _words(value: object, row: Row | None) -> str:
    """Any cell's value in words."""
    unit = row.unit if row else None
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return wording.number(value)
        case Dose():
            return wording.dose(value)
        case Timepoint():
            return wording.timepoint(value)
        case Figure():
            return wording.figure(value, unit)
        case Effect():
            return ", ".join(wording.effect_lines(value, row.statistic if row else None, unit))
        case tuple():
            return ", ".join(str(item) for item in value)
        case _:
            return str(value)
