"""A study out of its reports: what is shown where they agree, differ or are silent. Pure.

The order of precedence and its reasons: docs/adr/0005-which-report-is-shown.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar, get_args

from dosetable.extract.facts import Arm, Condition, Dose, Masking, Outcome, Population, Role, Route
from dosetable.store.arm_matching import (
    ArmGroup,
    ArmMatching,
    ArmSource,
    is_generic,
    match_arms,
)
from dosetable.store.cells import Reading, ReportFacts, cell, quotes_for
from dosetable.store.evidence_table import (
    ArmView,
    Cell,
    Missing,
    NormalDose,
    ReportKind,
    StudyView,
)
from dosetable.store.normalise import dose_text, normal_dose, same_dose
from dosetable.store.outcome_rows import PlacedOutcome, build_rows

T = TypeVar("T")

KIND_RANK: dict[str, int] = {kind: rank for rank, kind in enumerate(get_args(ReportKind))}
WEAK_KINDS: frozenset[ReportKind] = frozenset({"press page", "text"})
ROLE_RANK: dict[Role, int] = {role: rank for rank, role in enumerate(get_args(Role))}
_DOUBLE_OR_MORE: frozenset[Masking] = frozenset({"double", "triple", "quadruple"})
_PLACEBOS: frozenset[Role] = frozenset({"placebo", "active placebo", "active comparator"})
_NO_DOSE_DRUGS = frozenset({"placebo", "saline", "no treatment", "electroconvulsive therapy"})
_TIMED_ROUTES = frozenset({"intravenous", "subcutaneous", "intramuscular", None})


def precedence(reports: Iterable[ReportFacts]) -> list[ReportFacts]:
    """Retracted reports last; then by kind; of one kind the earlier paper, then the key."""
    return sorted(
        reports,
        key=lambda report: (
            report.view.retracted,
            KIND_RANK[report.view.kind],
            report.view.year or 9999,
            report.key,
        ),
    )


def consolidate(
    slug: str, name: str, reports: Sequence[ReportFacts], warnings: Sequence[str] = ()
) -> StudyView:
    """The study as the table shows it. Raises ValueError for a study without reports."""
    if not reports:
        raise ValueError(f"study {slug} has no report")
    ordered = precedence(reports)
    matching = match_arms(
        [
            ArmSource(arms=report.facts.arms, weak=report.view.kind in WEAK_KINDS)
            for report in ordered
        ]
    )
    ids = _arm_ids(matching)
    arms = [
        _arm_view(identifier, group, ordered)
        for identifier, group in zip(ids, matching.groups, strict=True)
    ]
    placed = [
        _place(outcome, index, report, matching, ids, arms)
        for index, report in enumerate(ordered)
        for outcome in report.facts.outcomes
    ]
    main = _main_report(ordered)
    retracted = main.view.retracted
    return StudyView(
        slug=slug,
        name=name,
        title=main.view.title,
        year=main.view.year,
        acronym=None,
        assignment=_design(ordered, "assignment", lambda r: r.facts.design.assignment),
        masking=_design(ordered, "masking", lambda r: r.facts.design.masking, same=_same_masking),
        randomized=_design(ordered, "randomized", lambda r: r.facts.design.randomized),
        phase=_design(ordered, "phase", lambda r: r.facts.design.phase),
        conditions=_conditions(ordered),
        age_min=_population(ordered, "age_min", lambda p: p.age_min),
        age_max=_population(ordered, "age_max", lambda p: p.age_max),
        n_randomized=_population(ordered, "n_randomized", lambda p: p.n_randomized),
        arms=tuple(sorted(arms, key=_arm_order)),
        rows=build_rows(slug, placed),
        planned=_planned(ordered),
        reports=tuple(report.view for report in ordered),
        warnings=tuple(_warnings(ordered, matching, warnings, retracted=retracted)),
        retracted=retracted,
        corrected=any(report.view.corrected for report in ordered),
    )


def _main_report(ordered: Sequence[ReportFacts]) -> ReportFacts:
    """The trial's first paper; else its best report."""
    papers = [r for r in ordered if r.view.kind in {"full text", "abstract"}]
    return min(
        papers or ordered,
        key=lambda r: (
            r.view.year or 9999,
            r.view.kind != "abstract",
            KIND_RANK[r.view.kind],
            r.key,
        ),
    )


def _design(
    ordered: Sequence[ReportFacts],
    name: str,
    read: Callable[[ReportFacts], T | None],
    same: Callable[[T, T], bool] | None = None,
) -> Cell[T]:
    readings = [
        Reading(
            value=value,
            report=report.view.id,
            quotes=quotes_for(report, report.facts.design.evidence, name),
        )
        for report in ordered
        if (value := read(report)) is not None
    ]
    return cell(readings, same=same) if same else cell(readings)


def _same_masking(one: Masking, other: Masking) -> bool:
    """Registries count everyone who was blinded where papers say 'double-blind'."""
    return one == other or {one, other} <= _DOUBLE_OR_MORE


def _population(
    ordered: Sequence[ReportFacts], name: str, read: Callable[[Population], T | None]
) -> Cell[T]:
    return cell(
        [
            Reading(
                value=value,
                report=report.view.id,
                quotes=quotes_for(report, report.facts.population.evidence, name),
            )
            for report in ordered
            if (value := read(report.facts.population)) is not None
        ]
    )


def _conditions(ordered: Sequence[ReportFacts]) -> Cell[tuple[Condition, ...]]:
    """All that any report names: they add to each other and do not disagree."""
    stating = [r for r in ordered if r.facts.population.conditions]
    # A press page's general words add nothing to what a better report names.
    stating = [r for r in stating if r.view.kind not in WEAK_KINDS] or stating
    named = {name for report in stating for name in report.facts.population.conditions}
    value = tuple(name for name in get_args(Condition) if name in named)
    return cell(
        [
            Reading(
                value=value,
                report=report.view.id,
                quotes=quotes_for(report, report.facts.population.evidence, "conditions"),
            )
            for report in stating
        ]
    )


def _arm_ids(matching: ArmMatching) -> list[str]:
    """'ketamine-0.5-mg-kg'; twins are told apart by their labels' order, never by database ids."""
    stems = [_stem(group) for group in matching.groups]
    ids: list[str] = []
    for stem, group in zip(stems, matching.groups, strict=True):
        twins = sorted(
            (_twin_order(g) for s, g in zip(stems, matching.groups, strict=True) if s == stem)
        )
        number = twins.index(_twin_order(group)) + 1
        while (candidate := stem if number == 1 else f"{stem}-{number}") in ids:
            number += 1
        ids.append(candidate)
    return ids


def _twin_order(group: ArmGroup) -> tuple[str, str, str]:
    lead = group.lead
    return lead.route or "", lead.schedule or "", lead.label


def _stem(group: ArmGroup) -> str:
    lead = group.lead
    text = f"{lead.drug} {dose_text(lead.dose)}" if lead.dose else lead.drug
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.")


def _arm_view(identifier: str, group: ArmGroup, ordered: Sequence[ReportFacts]) -> ArmView:
    members = sorted(group.members, key=lambda member: member[0])

    def read(
        name: str,
        value_of: Callable[[Arm], T | None],
        *,
        same: Callable[[T, T], bool] | None = None,
        first: Callable[[Arm], object] | None = None,
        missing: Missing = "not found",
    ) -> Cell[T]:
        readings = [
            Reading(
                value=value,
                report=ordered[index].view.id,
                quotes=quotes_for(ordered[index], arm.evidence, name),
            )
            for index, arm in (
                sorted(members, key=lambda m: (first(m[1]), m[0])) if first else members
            )
            if (value := value_of(arm)) is not None
        ]
        if same:
            return cell(readings, same=same, missing=missing)
        return cell(readings, missing=missing)

    role: Cell[Role] = read(
        "role", lambda arm: arm.role, same=_same_role, first=lambda arm: _vagueness(arm.role)
    )
    named = [(index, arm) for index, arm in members if not is_generic(arm)]
    drug = read(
        "drug",
        lambda arm: arm.drug if not named or not is_generic(arm) else None,
        same=_same_comparator if not named else None,
    )
    no_dose = drug.value in _NO_DOSE_DRUGS or role.value in {"placebo", "no treatment"}
    route: Cell[Route] = read(
        "route",
        lambda arm: arm.route,
        missing="not applicable" if role.value == "no treatment" else "not found",
    )
    dose = read(
        "dose",
        lambda arm: arm.dose if normal_dose(arm.dose) else None,
        same=same_dose,
        missing="not applicable" if no_dose else "not found",
    )
    timed = route.value in _TIMED_ROUTES and role.value != "no treatment"
    return ArmView(
        id=identifier,
        label=_label(drug, dose, group),
        role=role,
        drug=drug,
        add_on=_add_on(members, ordered),
        dose=dose,
        normal_dose=normal_dose(dose.value),
        route=route,
        infusion_minutes=read(
            "infusion_minutes",
            lambda arm: arm.infusion_minutes,
            missing="not found" if timed else "not applicable",
        ),
        schedule=_schedule(members, ordered),
        n=read("n", lambda arm: arm.n),
        n_analyzed=read("n_analyzed", lambda arm: arm.n_analyzed),
    )


def _vagueness(role: Role) -> int:
    """'Active placebo' says more than 'placebo' or 'active comparator'."""
    return 0 if role == "active placebo" else 1


def _same_role(one: Role, other: Role) -> bool:
    return one == other or ("active placebo" in {one, other} and {one, other} <= _PLACEBOS)


def _same_comparator(one: str, other: str) -> bool:
    return one == other or {one, other} <= {"placebo", "saline", "control", "active placebo"}


def _label(drug: Cell[str], dose: Cell[Dose], group: ArmGroup) -> str:
    lead = group.lead
    name = drug.value or lead.drug
    return f"{name} {dose_text(lead.dose)}" if lead.dose and dose.value else name


def _add_on(
    members: Sequence[tuple[int, Arm]], ordered: Sequence[ReportFacts]
) -> Cell[tuple[str, ...]]:
    """The fullest list: a report that names fewer is silent, not in disagreement."""
    stating = [(index, arm) for index, arm in members if arm.add_on]
    if not stating:
        return Cell(value=None, status="missing", missing="not found")
    fullest = max(stating, key=lambda member: (len(member[1].add_on), -member[0]))
    agreeing = [m for m in stating if set(m[1].add_on) <= set(fullest[1].add_on)]
    return cell(
        [
            Reading(
                value=fullest[1].add_on,
                report=ordered[index].view.id,
                quotes=quotes_for(ordered[index], arm.evidence, "add_on"),
            )
            for index, arm in sorted(agreeing, key=lambda m: (m[0] != fullest[0], m[0]))
        ]
    )


def _schedule(members: Sequence[tuple[int, Arm]], ordered: Sequence[ReportFacts]) -> Cell[str]:
    """The richest wording: it states most numbers, then most words. Free text does not conflict."""
    stating = [(index, arm, arm.schedule) for index, arm in members if arm.schedule]
    if not stating:
        return Cell(value=None, status="missing", missing="not found")
    index, arm, schedule = max(
        stating, key=lambda m: (len(re.findall(r"\d+", m[2])), len(m[2].split()), -m[0])
    )
    return cell(
        [
            Reading(
                value=schedule,
                report=ordered[index].view.id,
                quotes=quotes_for(ordered[index], arm.evidence, "schedule"),
            )
        ]
    )


def _arm_order(arm: ArmView) -> tuple[object, ...]:
    dose: NormalDose | None = arm.normal_dose
    return (
        ROLE_RANK[arm.role.value] if arm.role.value else len(ROLE_RANK),
        arm.drug.value or "",
        dose is None,
        (dose.unit, dose.low, dose.high) if dose else ("", 0.0, 0.0),
        arm.id,
    )


def _place(
    outcome: Outcome,
    index: int,
    report: ReportFacts,
    matching: ArmMatching,
    ids: Sequence[str],
    arms: Sequence[ArmView],
) -> PlacedOutcome:
    spoken_for: list[str] = []

    def resolve(arm_id: str | None) -> str | None:
        if arm_id is None:
            return None
        number = matching.group_of.get((index, arm_id))
        if number is not None:
            return ids[number]
        several = matching.together.get((index, arm_id), ())
        if several:
            labels = sorted({arms[number].drug.value or "" for number in several})
            spoken_for.append(f"{', '.join(labels)}: {len(several)} arms together")
        else:
            label = next((a.label for a in report.facts.arms if a.id == arm_id), arm_id)
            spoken_for.append(label)
        return None

    experimental, comparator = resolve(outcome.experimental_arm), resolve(outcome.comparator_arm)
    parts = [part for part in (outcome.subgroup, *spoken_for) if part]
    return PlacedOutcome(
        outcome=outcome,
        report=report,
        experimental_arm=experimental,
        comparator_arm=comparator,
        subgroup="; ".join(parts) or None,
    )


def _planned(ordered: Sequence[ReportFacts]) -> tuple[str, ...]:
    lines: dict[str, None] = {}
    for report in ordered:
        for planned in report.facts.planned_outcomes:
            role = f" ({planned.role})" if planned.role else ""
            when = f", {planned.time_frame}" if planned.time_frame else ""
            lines.setdefault(f"{planned.measure}{role}{when}")
    return tuple(lines)


def _warnings(
    ordered: Sequence[ReportFacts],
    matching: ArmMatching,
    given: Sequence[str],
    *,
    retracted: bool,
) -> Iterable[str]:
    yield from given
    for report in ordered:
        yield from (f"{report.view.citation}: {warning}" for warning in report.facts.warnings)
        if report.view.retracted and not retracted:
            yield f"{report.view.citation} was retracted; its values come last"
    for index, arm in matching.left_out:
        citation = ordered[index].view.citation
        yield f"{citation} speaks of an arm that no other report has: {arm.label}"
