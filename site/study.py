"""The page of one study: every value beside the sentence it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dosetable.site import cells, wording
from dosetable.site.addresses import Link, anchor, outside_links
from dosetable.site.cells import Shown
from dosetable.site.charts import Chart, dose_scale
from dosetable.site.citations import citations
from dosetable.site.conflicts import Conflict, arm_cells, conflicts, row_cells
from dosetable.site.pictures.over_time import OverTime, over_time
from dosetable.site.quotes import QuoteShown, Reports
from dosetable.store.evidence_table import (
    ArmView,
    Cell,
    HeldValue,
    ReportView,
    Row,
    Status,
    StudyView,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A labelled value with its evidence, as 'At a glance' lists it."""

    label: str
    shown: Shown
    status: Status
    quotes: tuple[QuoteShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmShown:
    anchor: str
    label: str
    role: Shown
    drug: Shown
    dose: Shown
    route: Shown
    schedule: Shown
    n: Shown
    n_analyzed: Shown
    status: Status
    quotes: tuple[QuoteShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    anchor: str
    versus: str
    arm_anchors: tuple[str | None, str | None]
    outcome: Shown
    time: Shown
    result: Shown
    effect: Shown
    direction: Shown
    status: Status
    notes: tuple[str, ...]
    quotes: tuple[QuoteShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportShown:
    number: int
    kind: str
    citation: str
    title: str
    links: tuple[Link, ...]
    joined_because: str
    marks: tuple[str, ...]
    fetched: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyPage:
    slug: str
    name: str
    title: str
    summary: str
    retracted: bool
    corrected: bool
    concern: bool
    glance: tuple[Field, ...]
    arms: tuple[ArmShown, ...]
    scale: Chart | None
    over_time: tuple[OverTime, ...]
    rows: tuple[RowShown, ...]
    planned: tuple[str, ...]
    reports: tuple[ReportShown, ...]
    conflicts: tuple[Conflict, ...]
    warnings: tuple[str, ...]
    history: tuple[PastValue, ...]
    citations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastValue:
    """What a cell said for a time, and who or what said it. ``until`` None: it stands today."""

    label: str
    value: str
    since: datetime
    until: datetime | None
    why: str


def study_page(study: StudyView, history: Sequence[HeldValue] = ()) -> StudyPage:
    reports = Reports(study.reports)
    main = next((r for r in study.reports if r.pmid or r.doi), None)
    return StudyPage(
        slug=study.slug,
        name=study.name,
        title=study.title,
        summary=summary(study),
        retracted=study.retracted,
        corrected=study.corrected,
        concern=any(r.concern for r in study.reports),
        glance=tuple(_glance(study, reports)),
        arms=tuple(_arm(arm, reports) for arm in study.arms),
        scale=dose_scale(study),
        over_time=over_time(study),
        rows=tuple(_row(row, study, reports) for row in _ordered(study)),
        planned=study.planned,
        reports=tuple(_report(i, r) for i, r in enumerate(study.reports, start=1)),
        conflicts=tuple(conflicts(study, reports)),
        warnings=study.warnings,
        history=tuple(
            PastValue(label=v.label, value=v.value, since=v.since, until=v.until, why=v.why)
            for v in history
        ),
        citations=citations(main) if main is not None else (),
    )


def _ordered(study: StudyView) -> list[Row]:
    def order(row: Row) -> tuple[bool, str, float, str]:
        hours = row.timepoint.value.hours if row.timepoint.value is not None else 1e9
        return (row.outcome_role != "primary", row.measure, hours, row.id)

    return sorted(study.rows, key=order)


def summary(study: StudyView) -> str:
    """One sentence in plain words, of stated values alone."""
    words = ["A", *(["randomized"] if study.randomized.value else [])]
    if study.assignment.value:
        words.append(study.assignment.value.removeprefix("randomized "))
    words.append("trial")
    text = " ".join(words)
    if study.n_randomized.value is not None:
        text += f" of {wording.plural(study.n_randomized.value, 'participant')}"
    if study.conditions.value:
        text += " with " + " or ".join(study.conditions.value)
    tested = list(
        dict.fromkeys(wording.short_arm(a) for a in study.arms if a.role.value == "experimental")
    )
    controls = list(
        dict.fromkeys(
            wording.short_arm(a) for a in study.arms if a.role.value not in (None, "experimental")
        )
    )
    if tested:
        text += ": " + _listed(tested)
        if controls:
            text += " against " + _listed(controls)
    return text + "."


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def _field(label: str, cell: Cell[Any], shown: Shown, reports: Reports) -> Field:
    return Field(
        label=label,
        shown=shown,
        status=cell.status,
        quotes=reports.quotes([("", cell.quotes)]),
    )


def _glance(study: StudyView, reports: Reports) -> Iterator[Field]:
    def upper(text: str) -> tuple[str, ...]:
        return (wording.sentence_case(text),)

    def years(value: float) -> tuple[str, ...]:
        return (f"{wording.number(value)} years",)

    yield _field(
        "Randomized",
        study.randomized,
        cells.show(study.randomized, lambda v: ("Yes" if v else "No",)),
        reports,
    )
    yield _field("Design", study.assignment, cells.show(study.assignment, upper), reports)
    yield _field("Masking", study.masking, cells.show(study.masking, upper), reports)
    yield _field("Phase", study.phase, cells.plain(study.phase), reports)
    yield _field("Population", study.conditions, cells.population(study), reports)
    yield _field("Youngest", study.age_min, cells.show(study.age_min, years), reports)
    yield _field("Oldest", study.age_max, cells.show(study.age_max, years), reports)
    yield _field(
        "Participants randomized", study.n_randomized, cells.count(study.n_randomized), reports
    )


# The least certain first: what a reader most needs to know about a group of cells.
_GRAVITY: tuple[Status, ...] = (
    "conflicting", "unsure", "machine", "computed", "corrected", "accepted",
)  # fmt: skip


def _gravest(found: Iterable[Cell[Any]]) -> Status:
    statuses = {cell.status for cell in found if cell.value is not None}
    return next((status for status in _GRAVITY if status in statuses), "missing")


def _arm(arm: ArmView, reports: Reports) -> ArmShown:
    named = arm_cells(arm)
    drug = cells.plain(arm.drug)
    if arm.add_on.value:
        drug = Shown(
            lines=(*drug.lines, "added to " + ", ".join(arm.add_on.value)),
            missing=drug.missing,
            flag=drug.flag,
        )
    return ArmShown(
        anchor=anchor("arm", arm.id),
        label=arm.label,
        role=cells.show(
            arm.role, lambda r: (wording.COMPARATOR_WORDS[r] if r != "experimental" else "Tested",)
        ),
        drug=drug,
        dose=cells.dose(arm),
        route=cells.show(arm.route, lambda r: (wording.sentence_case(r),)),
        schedule=cells.schedule(arm),
        n=cells.count(arm.n),
        n_analyzed=cells.count(arm.n_analyzed),
        status=_gravest(cell for _, cell in named),
        quotes=reports.quotes((name, cell.quotes) for name, cell in named),
    )


def _row(row: Row, study: StudyView, reports: Reports) -> RowShown:
    arms = {arm.id: arm for arm in study.arms}
    tested, control = arms.get(row.experimental_arm or ""), arms.get(row.comparator_arm or "")
    named = row_cells(row)
    return RowShown(
        anchor=anchor("row", row.id),
        versus=versus(tested, control),
        arm_anchors=(
            anchor("arm", tested.id) if tested else None,
            anchor("arm", control.id) if control else None,
        ),
        outcome=cells.outcome(row),
        time=cells.timepoint(row),
        result=cells.arm_results(row),
        effect=cells.effect(row),
        direction=cells.direction(row, tested, control),
        status=row.status,
        notes=tuple(dict.fromkeys(cell.note for _, cell in named if cell.note)),
        quotes=reports.quotes(
            [*((name, cell.quotes) for name, cell in named), ("outcome", row.quotes)]
        ),
    )


def versus(tested: ArmView | None, control: ArmView | None) -> str:
    left = wording.short_arm(tested) if tested else "arm not found"
    right = wording.short_arm(control) if control else "comparator not found"
    return f"{wording.sentence_case(left)} vs {right}"


def _report(number: int, report: ReportView) -> ReportShown:
    marks = (
        ("Retracted", report.retracted),
        ("Corrected", report.corrected),
        ("Expression of concern", report.concern),
    )
    return ReportShown(
        number=number,
        kind=wording.sentence_case(report.kind),
        citation=report.citation,
        title=report.title,
        links=outside_links(report),
        joined_because=report.joined_because,
        marks=tuple(name for name, is_set in marks if is_set),
        fetched=f"{report.fetched_at:%Y-%m-%d}",
        sha256=report.document_sha256,
    )
