"""One arm of a study out of what its reports say of it: its id, its cells and its place. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar, get_args

from dosetable.extract.facts import Arm, Dose, Role, Route
from dosetable.store.arm_matching import ArmGroup, ArmMatching, is_generic
from dosetable.store.cells import Reading, ReportFacts, cell, quotes_for
from dosetable.store.evidence_table import ArmView, Cell, Missing, NormalDose
from dosetable.store.normalise import dose_text, normal_dose, same_dose

T = TypeVar("T")

ROLE_RANK: dict[Role, int] = {role: rank for rank, role in enumerate(get_args(Role))}
_PLACEBOS: frozenset[Role] = frozenset({"placebo", "active placebo", "active comparator"})
_NO_DOSE_DRUGS = frozenset({"placebo", "saline", "no treatment", "electroconvulsive therapy"})
_TIMED_ROUTES = frozenset({"intravenous", "subcutaneous", "intramuscular", None})


def arm_ids(matching: ArmMatching) -> list[str]:
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


def arm_view(identifier: str, group: ArmGroup, ordered: Sequence[ReportFacts]) -> ArmView:
    """The arm as the table shows it; ``ordered``: the reports, the first to be believed first."""
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


def arm_order(arm: ArmView) -> tuple[object, ...]:
    """Where an arm stands in the table: by role, then drug, then dose, lowest first."""
    dose: NormalDose | None = arm.normal_dose
    return (
        ROLE_RANK[arm.role.value] if arm.role.value else len(ROLE_RANK),
        arm.drug.value or "",
        dose is None,
        (dose.unit, dose.low, dose.high) if dose else ("", 0.0, 0.0),
        arm.id,
    )
