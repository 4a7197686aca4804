"""From the candidates of all sentences to the arms of the document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dosetable.extract.facts import Arm, Design, Dose, Evidence, Population, Role, Route
from dosetable.extract.pipes.arms.amounts import DoseReading
from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.candidates import CONTROLS, Candidate
from dosetable.extract.pipes.arms.readings import Found

ROLES: dict[str, Role] = {
    "topic": "experimental",
    "inert placebo": "placebo",
    "unnamed active placebo": "active placebo",
    "active placebo": "active placebo",
    "active comparator": "active comparator",
    "no treatment": "no treatment",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An arm being put together: its best candidate and the values found so far."""

    candidate: Candidate
    name: str
    kind: str
    reading: DoseReading | None
    n: int | None = None
    n_span: tuple[int, int] | None = None
    label: str = ""

    @property
    def dose(self) -> Dose | None:
        return self.reading.dose if self.reading else None

    @property
    def position(self) -> int:
        return self.reading.start if self.reading else self.candidate.start


def draft_arms(candidates: Sequence[Candidate]) -> list[Draft]:
    """Choose which candidates are arms, one draft an arm, in order of first mention."""
    topic = _topic_drafts([c for c in candidates if c.kind == TOPIC])
    controls = _control_drafts([c for c in candidates if c.kind in CONTROLS])
    active = _active_drafts([c for c in candidates if c.kind == "active comparator"])
    return sorted([*topic, *controls, *active], key=lambda d: d.position)


def _best_tier(candidates: Sequence[Candidate]) -> list[Candidate]:
    if not candidates:
        return []
    tier = min(c.tier for c in candidates)
    return [c for c in candidates if c.tier == tier]


def _topic_drafts(candidates: Sequence[Candidate]) -> list[Draft]:
    drafts: list[Draft] = []
    names = list(dict.fromkeys(c.name for c in candidates))
    for name in names:
        own = [c for c in candidates if c.name == name]
        dosed = [c for c in own if c.doses]
        strata = _strata(dosed)
        if strata:
            drafts += strata
        elif dosed:
            distinct = _distinct(_best_tier(dosed))
            drafts += (
                [_count_from(distinct[0], own)]
                if len(distinct) == 1
                else [_count_by_dose(d, own) for d in distinct]
            )
        elif any(c.tier == 1 for c in own) or len(names) == 1:
            drafts += _undosed(own)
    return _drop_shadow(drafts)


def _drop_shadow(drafts: list[Draft]) -> list[Draft]:
    """An undosed drug beside a dosed one is the same drug under a looser name ("ketamine" for
    esketamine), unless it was assigned and counted for itself."""
    if not any(d.reading for d in drafts):
        first = {
            d.name
            for d in drafts
            if d.candidate.sentence.part in {"title", "methods", "aim"} or d.n
        }
        special = [d for d in drafts if d.name != "ketamine"]
        if (
            special
            and len({d.name for d in drafts}) > 1
            and not any(d.n for d in drafts if d.name == "ketamine")
        ):
            return special
        return [d for d in drafts if d.name in first] or drafts
    return [d for d in drafts if d.reading or d.n]


def _distinct(candidates: Sequence[Candidate]) -> list[Draft]:
    """One draft a dose; the same dose twice in one enumeration is two arms when the schedule or
    the route tells them apart."""
    drafts: list[Draft] = []
    for candidate in candidates:
        for index, reading in enumerate(candidate.doses):
            same = [d for d in drafts if d.dose == reading.dose]
            twin_arm = [d for d in same if not _told_apart(d.candidate, candidate)]
            if same and (twin_arm or len(same) > 3):
                at = drafts.index((twin_arm or same)[0])
                drafts[at] = _fill(drafts[at], candidate, index)
                continue
            drafts.append(_fill(_draft(candidate, reading), candidate, index))
    return drafts


def _told_apart(first: Candidate, second: Candidate) -> bool:
    if first.sentence.start != second.sentence.start or first is second:
        return False
    schedules = (
        first.schedule
        and second.schedule
        and first.schedule.value.lower() != second.schedule.value.lower()
    )
    routes = first.route and second.route and first.route.value != second.route.value
    return bool(schedules or routes) and second.relation in {"alternative", "other"}


def _draft(candidate: Candidate, reading: DoseReading | None) -> Draft:
    return Draft(candidate=candidate, name=candidate.name, kind=candidate.kind, reading=reading)


def _fill(draft: Draft, candidate: Candidate, index: int) -> Draft:
    counted = len(candidate.ns) == max(1, len(candidate.doses)) and candidate.tier < 3
    if draft.n is None and counted:
        return replace(draft, n=candidate.ns[index], n_span=candidate.n_span)
    return draft


def _undosed(candidates: Sequence[Candidate]) -> list[Draft]:
    best = _best_tier(candidates)
    drafts: list[Draft] = []
    for candidate in best:
        twin_arm = [d for d in drafts if not _told_apart(d.candidate, candidate)]
        if drafts and (twin_arm or len(drafts) > 3):
            at = drafts.index(twin_arm[0] if twin_arm else drafts[0])
            drafts[at] = _fill(drafts[at], candidate, 0)
        else:
            drafts.append(_fill(_draft(candidate, None), candidate, 0))
    return drafts


def _strata(candidates: Sequence[Candidate]) -> list[Draft]:
    """Groups randomized separately: the same dose counted anew in another sentence."""
    counted = [c for c in candidates if c.tier == 1 and len(c.ns) == len(c.doses) == 1]
    keys = {(c.doses[0].dose, c.ns) for c in counted}
    doses = {c.doses[0].dose for c in counted}
    sentences = {c.sentence.start for c in counted}
    if len(counted) < 2 or len(keys) == len(doses) or len(sentences) != len(counted):
        return []
    unique: dict[tuple[Dose, tuple[int, ...]], Candidate] = {}
    for candidate in counted:
        unique.setdefault((candidate.doses[0].dose, candidate.ns), candidate)
    return [_fill(_draft(c, c.doses[0]), c, 0) for c in unique.values()]


def _control_drafts(candidates: Sequence[Candidate]) -> list[Draft]:
    usable = [c for c in candidates if not (c.name == "no treatment" and c.tier == 3)]
    if not usable:
        return []
    names = {c.name for c in usable}
    active = [c for c in usable if c.kind == "active placebo"]
    generic = {"placebo"}
    kept = usable
    if active and _best_tier(active)[0].tier <= min(c.tier for c in usable):
        # "Placebo" beside a named active placebo is that drug by its role.
        separate = _enumerated(usable)
        kept = [
            c
            for c in usable
            if c.kind != "unnamed active placebo" and (c.name not in generic or separate)
        ]
    elif "saline" in names and "placebo" in names:
        kept = [replace(c, name="saline") if c.name == "placebo" else c for c in usable]
        if any(c.kind == "unnamed active placebo" for c in kept):
            kept = [c for c in kept if c.kind != "unnamed active placebo"]
    elif any(c.kind == "unnamed active placebo" for c in kept):
        kept = [replace(c, name="placebo") for c in kept if c.kind == "unnamed active placebo"]
    drafts: list[Draft] = []
    tier = min((c.tier for c in kept), default=3)
    for name in dict.fromkeys(c.name for c in kept):
        own = [c for c in kept if c.name == name and c.tier == tier]
        if not own:
            continue
        pool = [c for c in kept if c.name == name]
        dosed = _best_tier([c for c in pool if c.doses and c.kind == "active placebo"])
        strata = _control_strata(own)
        if dosed:
            drafts += [_count_from(d, pool) for d in _distinct(dosed)]
        elif strata:
            drafts += strata
        else:
            drafts += [_count_from(d, pool) for d in _undosed(pool)]
    return drafts


def _count_from(draft: Draft, pool: Sequence[Candidate]) -> Draft:
    if draft.n is not None:
        return draft
    counted = [c for c in pool if c.tier < 3 and len(c.ns) == 1]
    counts = {c.ns for c in counted}
    if len(counts) == 1:
        return replace(draft, n=counted[0].ns[0], n_span=counted[0].n_span)
    return draft


def _count_by_dose(draft: Draft, pool: Sequence[Candidate]) -> Draft:
    """A count given elsewhere to the same dose: "41 received 28 mg" after the design."""
    if draft.n is not None:
        return draft
    for candidate in pool:
        if candidate.tier == 3 or len(candidate.ns) != len(candidate.doses):
            continue
        for reading, n in zip(candidate.doses, candidate.ns, strict=True):
            if reading.dose == draft.dose:
                return replace(draft, n=n, n_span=candidate.n_span)
    return draft


def _enumerated(candidates: Sequence[Candidate]) -> bool:
    """Whether one sentence sets a plain placebo and an active one side by side."""
    by_sentence: dict[int, list[Candidate]] = {}
    for c in candidates:
        if c.tier == 1:
            by_sentence.setdefault(c.sentence.start, []).append(c)
    for group in by_sentence.values():
        names = [c for c in group if c.relation == "alternative"]
        if any(c.name in {"placebo", "saline"} and c.ns for c in names) and any(
            c.kind == "active placebo" and c.ns for c in names
        ):
            return True
    return False


def _control_strata(candidates: Sequence[Candidate]) -> list[Draft]:
    counted = [c for c in candidates if c.tier == 1 and len(c.ns) == 1]
    if len({c.ns for c in counted}) < 2 or len({c.sentence.start for c in counted}) < 2:
        return []
    unique: dict[tuple[int, ...], Candidate] = {}
    for c in counted:
        unique.setdefault(c.ns, c)
    return [_fill(_draft(c, None), c, 0) for c in unique.values()]


def _active_drafts(candidates: Sequence[Candidate]) -> list[Draft]:
    """An active comparator is an arm only where the text sets it against a topic drug."""
    drafts: list[Draft] = []
    for name in dict.fromkeys(c.name for c in candidates):
        own = [c for c in candidates if c.name == name and c.relation != "addition" and c.tier <= 2]
        firm = [c for c in own if c.tier == 1 and (c.relation == "alternative" or c.ns)]
        titled = [c for c in own if c.sentence.part == "title" and c.relation == "alternative"]
        if not (firm or titled):
            continue
        pool = firm or titled
        dosed = [c for c in pool if c.doses]
        drafts += _distinct(dosed) if dosed else _undosed(pool)
        drafts = [_count_from(d, own) if d.name == name else d for d in drafts]
    return drafts


# --- finishing -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What the document says of all its groups at once."""

    route: Found[Route] | None = None
    minutes: Found[float] | None = None
    schedule: Found[str] | None = None
    add_on: tuple[str, ...] = ()
    each: tuple[int, int, int] | None = None  # n, start, end: "28 per arm"


def finish(
    drafts: Sequence[Draft],
    shared: Shared,
    design: Design,
    population: Population,
    section_at: dict[int, str | None],
) -> tuple[Arm, ...]:
    """Fill what the drafts lack from what holds for all groups, and number the arms."""
    total = population.n_randomized
    if design.assignment == "single group":
        drafts = [d for d in drafts if d.kind == TOPIC] or drafts
    counted = _settle_counts(drafts, shared, design, total)
    arms = []
    for number, draft in enumerate(counted, 1):
        arms.append(_arm(f"A{number}", draft, shared, section_at))
    return tuple(_roles(arms))


def _settle_counts(
    drafts: Sequence[Draft], shared: Shared, design: Design, total: int | None
) -> list[Draft]:
    if design.assignment in {"crossover", "single group"} and total is not None:
        spans = [e for e in population_evidence(design) if e]
        span = spans[0] if spans else None
        return [
            replace(d, n=total, n_span=d.n_span or span)
            if design.assignment == "crossover" or len(drafts) == 1
            else d
            for d in drafts
        ]
    if total is not None and len(drafts) > 1:
        # '68 were randomized to X or Y': the whole sample is no arm's.
        drafts = [replace(d, n=None, n_span=None) if d.n == total else d for d in drafts]
    if shared.each:
        n, start, end = shared.each
        return [d if d.n is not None else replace(d, n=n, n_span=(start, end)) for d in drafts]
    return list(drafts)


def population_evidence(design: Design) -> list[tuple[int, int]]:
    return [(e.start, e.end) for e in design.evidence if e.field == "assignment"]


def _roles(arms: Sequence[Arm]) -> list[Arm]:
    topics = {a.drug for a in arms if a.role == "experimental"}
    if "ketamine" in topics and len(topics) > 1 and all(a.role == "experimental" for a in arms):
        # Enantiomer against racemate: the racemate is the reference drug.
        return [replace(a, role="active comparator") if a.drug == "ketamine" else a for a in arms]
    return list(arms)


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
        if share and (route is None or route.value in {"intravenous", "subcutaneous"})
        else None
    )
    if minutes is not None:
        evidence.append(
            _field(
                minutes.start, minutes.end, "infusion_minutes", 0.95 if c.minutes else 0.85, section
            )
        )
    schedule = c.schedule or (shared.schedule if share else None)
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
        role=ROLES[draft.kind],
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
