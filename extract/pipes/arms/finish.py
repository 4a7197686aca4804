"""From drafts to arms: what holds for all groups is filled in; each field gets its evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dosetable.extract.facts import Arm, Design, Dose, Evidence, Population, Route
from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.beside import INFUSED, of_the_drug
from dosetable.extract.pipes.arms.candidate import CONTROLS
from dosetable.extract.pipes.arms.draft import (
    ROLES,
    Draft,
)
from dosetable.extract.pipes.arms.readings import Found

# --- finishing -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What the document says of all its groups at once."""

    route: Found[Route] | None = None
    minutes: Found[float] | None = None
    minutes_of_drug: bool = False  # they stand in the bracket of the drug's dose only
    schedule: Found[str] | None = None
    add_on: tuple[str, ...] = ()
    each: tuple[int, int, int] | None = None  # n, start, end: "28 per arm"
    margin: bool = False  # a non-inferiority trial: its racemate is what the other drug is held to


def finish(
    drafts: Sequence[Draft],
    shared: Shared,
    design: Design,
    population: Population,
    section_at: dict[int, str | None],
    generic: str | None = None,
) -> tuple[Arm, ...]:
    """Fill what the drafts lack from what holds for all groups, and number the arms.

    ``generic``: the topic drug that is the reference beside another one (the racemate).
    """
    total = population.n_randomized
    if design.assignment == "single group":
        drafts = _flexible([d for d in drafts if d.kind == TOPIC] or list(drafts))
    counted = _settle_counts(drafts, shared, design, total)
    arms = []
    for number, draft in enumerate(counted, 1):
        arms.append(_arm(f"A{number}", draft, shared, section_at))
    shams = [_with_sham(draft) for draft in counted]
    return tuple(_roles(_against_sham(arms, shams), generic, shared.margin))


_SHAM = re.compile(r"(?:an? |the )?(?:sham|placebo|inactive|dummy)\b")


def _with_sham(draft: Draft) -> bool:
    """Whether a group had its drug beside something inert: 'X plus sham training'."""
    beside = [draft.candidate.beside, *draft.candidate.add_on]
    return any(_SHAM.match(word) for word in beside)


def _against_sham(arms: Sequence[Arm], shams: Sequence[bool]) -> list[Arm]:
    """The group that had the same drug and dose as another one, but a sham of its companion, is
    what that one is compared with."""
    real = {
        (a.drug, a.dose)
        for a, sham in zip(arms, shams, strict=True)
        if a.role == "experimental" and not sham
    }
    return [
        replace(a, role="active comparator")
        if sham and a.role == "experimental" and (a.drug, a.dose) in real
        else a
        for a, sham in zip(arms, shams, strict=True)
    ]


def _flexible(drafts: list[Draft]) -> list[Draft]:
    """Several doses of one drug in a trial of one group are the ends of its flexible dosing."""
    drafts = _within_range(drafts)
    readings = [d.reading for d in drafts if d.reading]
    values = [r.dose.value for r in readings if r.dose.value is not None and r.dose.bolus is None]
    alike = {(d.name, d.reading.dose.unit) for d in drafts if d.reading}
    listed = {d.candidate.sentence.start for d in drafts}
    if len(drafts) < 2 or len(values) != len(drafts) or len(alike) != 1 or len(listed) != 1:
        return drafts
    first = readings[0]
    dose = replace(first.dose, value=None, low=min(values), high=max(values))
    end = max(r.end for r in readings)
    return [replace(drafts[0], reading=replace(first, dose=dose, end=end), n=None, n_span=None)]


def _within_range(drafts: list[Draft]) -> list[Draft]:
    """'From 0.5 mg/kg, raised to between 0.5 and 3 mg/kg': of one group, the range alone."""
    ranges = [d for d in drafts if d.dose and d.dose.value is None and d.dose.low is not None]
    if len(ranges) != 1 or len(drafts) < 2:
        return drafts
    whole = ranges[0].dose
    inside = all(
        d.name == ranges[0].name
        and d.dose is not None
        and whole is not None
        and d.dose.unit == whole.unit
        and (d.dose.value is None or (whole.low or 0) <= d.dose.value <= (whole.high or 0))
        for d in drafts
    )
    return ranges if inside else drafts


def _settle_counts(
    drafts: Sequence[Draft], shared: Shared, design: Design, total: int | None
) -> list[Draft]:
    if design.assignment in {"crossover", "single group"} and total is not None:
        in_turn = design.assignment == "crossover" or all(d.candidate.in_turn for d in drafts)
        spans = [e for e in population_evidence(design) if e]
        span = spans[0] if spans else None
        return [
            replace(d, n=total, n_span=d.n_span or span) if in_turn or len(drafts) == 1 else d
            for d in drafts
        ]
    if total is not None:
        # '68 were randomized to X or Y': the whole sample is no arm's.
        drafts = [replace(d, n=None, n_span=None) if d.n == total else d for d in drafts]
    if shared.each:
        n, start, end = shared.each
        return [d if d.n is not None else replace(d, n=n, n_span=(start, end)) for d in drafts]
    return list(drafts)


def population_evidence(design: Design) -> list[tuple[int, int]]:
    return [(e.start, e.end) for e in design.evidence if e.field == "assignment"]


def _roles(arms: Sequence[Arm], generic: str | None, margin: bool) -> list[Arm]:
    topics = {a.drug for a in arms if a.role == "experimental"}
    only = all(a.role == "experimental" for a in arms)
    if generic in topics and len(topics) > 1 and (only or margin):
        # Enantiomer against racemate: the racemate is the reference drug.
        return [replace(a, role="active comparator") if a.drug == generic else a for a in arms]
    return list(arms)


_SWALLOWED = {"oral", "sublingual"}
_NOT_SHARED = {"active comparator", "no treatment"}


def _arm(identifier: str, draft: Draft, shared: Shared, section_at: dict[int, str | None]) -> Arm:
    c = draft.candidate
    section = section_at.get(c.sentence.start)
    evidence = [_object_evidence(draft, section)]
    share = draft.kind not in _NOT_SHARED
    inherit = share or bool(
        draft.reading and draft.reading.dose.unit != "mg/day" and draft.name not in {"quetiapine"}
    )
    route = c.route or (shared.route if share and inherit else None)
    if (
        route is not None
        and c.kind == "active comparator"
        and c.name == "electroconvulsive therapy"
    ):
        route = None
    if route is not None:
        evidence.append(_field(route.start, route.end, "route", 0.95 if c.route else 0.85, section))
    minutes = c.minutes or (
        shared.minutes
        if share
        and not (shared.minutes_of_drug and draft.kind in CONTROLS)
        and (route is None or route.value in INFUSED)
        else None
    )
    if route is not None and route.value in _SWALLOWED:
        minutes = None  # 'after an infusion over 40 min, sublingual esketamine': of another phase
    if minutes is not None:
        evidence.append(
            _field(
                minutes.start, minutes.end, "infusion_minutes", 0.95 if c.minutes else 0.85, section
            )
        )
    schedule = c.schedule or (shared.schedule if share else None)
    if schedule and draft.kind in CONTROLS and of_the_drug(schedule.value):
        schedule = None
    if schedule is not None:
        evidence.append(
            _field(schedule.start, schedule.end, "schedule", 0.9 if c.schedule else 0.75, section)
        )
    if draft.n is not None and draft.n_span is not None:
        evidence.append(_field(draft.n_span[0], draft.n_span[1], "n", 0.9, section))
    if draft.kind == "no treatment":
        route = minutes = schedule = None
    add_on = tuple(
        dict.fromkeys([*c.add_on, *(shared.add_on if draft.kind != "no treatment" else ())])
    )
    return Arm(
        id=identifier,
        label=_label(draft, route.value if route else None, add_on),
        role="placebo" if draft.name.startswith("sham ") else ROLES[draft.kind],
        drug=draft.name,
        evidence=tuple(evidence),
        add_on=tuple(a for a in add_on if a != draft.name),
        dose=draft.dose,
        route=route.value if route else None,
        infusion_minutes=minutes.value if minutes else None,
        schedule=schedule.value if schedule else None,
        n=draft.n,
    )


def _object_evidence(draft: Draft, section: str | None) -> Evidence:
    c = draft.candidate
    start, end = c.start, c.end
    confidence = 0.9 if c.tier == 1 else 0.8
    rule = f"arms.{draft.kind.replace(' ', '_')}"
    if draft.reading is not None:
        start, end = min(start, draft.reading.start), max(end, draft.reading.end)
        rule = f"arms.{draft.reading.rule}"
        confidence = 0.97 if c.tier == 1 and not draft.reading.inferred else 0.85
    return Evidence(start=start, end=end, confidence=confidence, rule=rule, section=section)


def _field(start: int, end: int, field: str, confidence: float, section: str | None) -> Evidence:
    return Evidence(
        start=start,
        end=end,
        confidence=confidence,
        rule=f"arms.{field}",
        section=section,
        field=field,
    )


def _label(draft: Draft, route: str | None, add_on: tuple[str, ...]) -> str:
    words = [draft.name]
    if draft.dose is not None:
        words.append(dose_text(draft.dose))
    if re.search(
        r"week|daily", c := (draft.candidate.schedule.value if draft.candidate.schedule else "")
    ):
        words.append(c)
    if add_on:
        words.append("plus " + ", ".join(add_on))
    if draft.label:
        words.append(f"(group {draft.label})")
    return " ".join(words)


def dose_text(dose: Dose) -> str:
    """A dose in words: "0.5 mg/kg", "56-84 mg", "0.25 mg/kg bolus plus 0.2 mg/kg/h"."""
    amount = (
        f"{dose.value:g}" if dose.value is not None else f"{dose.low or 0:g}-{dose.high or 0:g}"
    )
    if dose.value is None and dose.low is None:
        amount = f"up to {dose.high or 0:g}"
    text = f"{amount} {dose.unit}"
    return f"{dose.bolus.value:g} {dose.bolus.unit} bolus plus {text}" if dose.bolus else text
