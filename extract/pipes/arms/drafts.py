"""Candidates that name the same group, put together: a draft of each arm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Dose
from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.candidate import CONTROLS, Candidate
from dosetable.extract.pipes.arms.comparators import active_drafts, control_drafts
from dosetable.extract.pipes.arms.draft import (
    Draft,
    count_by_dose,
    count_from,
    fill,
    new_draft,
    without_same,
)
from dosetable.extract.pipes.arms.labels import by_label
from dosetable.extract.pipes.arms.same_group import best_tier, distinct, undosed

_UNDER_ANAESTHESIA = "electroconvulsive therapy"


def draft_arms(
    candidates: Sequence[Candidate],
    generic: str | None = None,
    anaesthetics: frozenset[str] = frozenset(),
) -> list[Draft]:
    """Choose which candidates are arms, one draft an arm, in order of first mention.

    ``generic``: the topic drug whose name may stand loosely for another one. ``anaesthetics``: the
    drugs that put people to sleep; where a group got one of them, all had the procedure.
    """
    topic = [
        _routed(d, candidates)
        for d in _topic_drafts([c for c in candidates if c.kind == TOPIC], generic)
    ]
    controls = control_drafts([c for c in candidates if c.kind in CONTROLS])
    active = active_drafts([c for c in candidates if c.kind == "active comparator"])
    beside = {name for d in (*controls, *active) for name in d.candidate.add_on}
    active = [d for d in active if d.name not in beside]  # 'saline during their ECT'
    controls, active = _told_by_companion(candidates, controls, active)
    controls = [_routed(d, candidates) if d.kind == "active placebo" else d for d in controls]
    active = [_routed(d, candidates) for d in active]
    asleep = [
        *(d.name for d in active),
        *(a for d in (*topic, *controls) for a in d.candidate.add_on),
    ]
    if anaesthetics.intersection(asleep):
        active = [d for d in active if d.name != _UNDER_ANAESTHESIA]
    return without_same(sorted([*topic, *controls, *active], key=lambda d: d.position))


def _told_by_companion(
    candidates: Sequence[Candidate], controls: list[Draft], active: list[Draft]
) -> tuple[list[Draft], list[Draft]]:
    """'X plus propofol (n = 30) or propofol (n = 30)', where propofol went with saline: one group,
    called by what all had. Its count is the placebo's."""
    beside = {a for c in candidates if c.kind == TOPIC and c.tier < 3 for a in c.add_on}
    inert = [d for d in controls if d.kind == "inert placebo"]
    same = [d for d in active if d.name in beside and not _set_against_placebo(d.name, candidates)]
    if len(inert) != 1 or not same:
        return controls, active
    (placebo,) = inert
    counted = next((d for d in same if d.n is not None), None)
    if placebo.n is None and counted is not None:
        named = replace(placebo, n=counted.n, n_span=counted.n_span)
        controls = [named if d is placebo else d for d in controls]
    return controls, [d for d in active if d not in same]


def _set_against_placebo(name: str, candidates: Sequence[Candidate]) -> bool:
    """'randomized to riluzole (n = 21) or placebo (n = 21)', in a sentence without the drug of the
    table: two groups that chance made of people who all had that drug."""
    by_sentence: dict[int, list[Candidate]] = {}
    for c in candidates:
        if c.tier == 1:
            by_sentence.setdefault(c.sentence.start, []).append(c)
    return any(
        any(c.name == name and c.ns for c in here)
        and any(c.kind == "inert placebo" and c.ns for c in here)
        and all(c.kind != TOPIC for c in here)
        or _listed_apart(name, here)
        for here in by_sentence.values()
    )


def _listed_apart(name: str, here: Sequence[Candidate]) -> bool:
    """'the drug, X, the drug plus X or saline': X is a group of its own, as the drug alone is."""
    listed = [c for c in here if c.relation == "alternative"]
    return (
        any(c.name == name for c in listed)
        and any(c.kind == "inert placebo" for c in listed)
        and any(c.kind == TOPIC and name not in c.add_on for c in listed)
        and any(c.kind == TOPIC and name in c.add_on for c in here)
    )


def _routed(draft: Draft, candidates: Sequence[Candidate]) -> Draft:
    """An arm whose own sentence says no route has the one that the drug has everywhere else; a route
    lent by the sentence's other arms gives way to it."""
    if draft.candidate.route is not None and not draft.candidate.route_lent:
        return draft
    said = {
        c.route.value: c.route
        for c in candidates
        if c.name == draft.name and c.route is not None and not c.route_lent
    }
    if len(said) != 1:
        return draft
    return replace(draft, candidate=replace(draft.candidate, route=next(iter(said.values()))))


def _topic_drafts(candidates: Sequence[Candidate], generic: str | None) -> list[Draft]:
    drafts: list[Draft] = []
    names = list(dict.fromkeys(c.name for c in candidates))
    for name in names:
        own = [c for c in candidates if c.name == name]
        dosed = _without_pumps([c for c in own if c.doses])
        strata = _strata(dosed)
        if strata:
            drafts += strata
        elif dosed:
            each = distinct(best_tier(dosed))
            drafts += (
                _by_companion(each[0], own)
                or by_label(own)
                or _by_schedule(each[0], own)
                or [count_from(each[0], own)]
                if len(each) == 1
                else [count_by_dose(d, own) for d in each]
            )
        elif any(c.tier == 1 for c in own) or len(names) == 1:
            plain = by_label(own) or undosed(own)
            drafts += [count_from(d, own) for d in plain] if len(plain) == 1 else plain
    return _drop_shadow(_drop_spans(drafts), generic)


_INERT = re.compile(r"(?:an? |the |matching )?(?:placebo|sham|dummy)\b", re.IGNORECASE)


def _by_companion(dosed: Draft, own: Sequence[Candidate]) -> list[Draft]:
    """'X plus real stimulation, X plus sham stimulation': a draft for each, all at the one dose;
    none where no sentence sets the drug beside several companions."""
    for first in own:
        if first.tier != 1:
            continue
        here = [c for c in own if c.sentence.start == first.sentence.start]
        here = [c for c in here if c.add_on or c.beside]
        apart = {c.add_on or c.beside: c for c in reversed(here)}
        known = all(c.add_on or len(c.ns) == 1 or _INERT.match(c.beside) for c in here)
        if known and len(apart) > 1 and len(apart) == len(here):
            return [
                fill(replace(dosed, candidate=_completed(c, dosed.candidate), n=None), c, 0)
                for c in here
            ]
    return []


def _by_schedule(dosed: Draft, own: Sequence[Candidate]) -> list[Draft]:
    """'X twice weekly (n = 18), X thrice weekly (n = 17)', and the one dose elsewhere: a draft for
    each; none where no sentence tells counted groups apart by their schedules."""
    for first in own:
        here = [c for c in own if c.sentence.start == first.sentence.start and c.tier == 1]
        plain = [c for c in here if c.schedule and len(c.ns) == 1 and not c.doses]
        said = {c.schedule.value.lower() for c in plain if c.schedule}
        together = sum(c.ns[0] for c in plain)
        # '66 were randomized to X 0.4 mg/kg or Y': what all had, with the count of all.
        dose = [c for c in here if c.doses and (not c.ns or c.ns[0] > together)]
        if len(said) == len(plain) > 1 and len(plain) + len(dose) == len(here):
            return [
                fill(replace(dosed, candidate=_completed(c, dosed.candidate), n=None), c, 0)
                for c in plain
            ]
    return []


def _completed(candidate: Candidate, dosed: Candidate) -> Candidate:
    """``candidate`` with what only the sentence of the dose tells."""
    return replace(
        candidate,
        doses=candidate.doses or dosed.doses,
        route=candidate.route or dosed.route,
        minutes=candidate.minutes or dosed.minutes,
        schedule=candidate.schedule or dosed.schedule,
    )


def _without_pumps(dosed: list[Candidate]) -> list[Candidate]:
    """What went into a pump of pain relief after a dose given by itself is the same people's; where
    groups were told apart by it, it is what was assigned."""
    best = min((c.tier for c in dosed), default=0)
    assigned = [c for c in dosed if c.tier == best]
    if all(c.pump for c in assigned) and len({d.dose for c in assigned for d in c.doses}) > 1:
        return [c for c in dosed if c.pump]
    apart = [c for c in dosed if not c.pump]
    pumps = [c for c in assigned if c.pump]
    alike = len({d.dose for c in apart for d in c.doses}) == 1
    if alike and len({d.dose for c in pumps for d in c.doses}) > 1:
        return pumps  # the same first dose for both, and pumps that differ
    return apart or dosed


def _drop_spans(drafts: list[Draft]) -> list[Draft]:
    """Leave out a range whose two ends are fixed arms: "56 or 84 mg" said of both at once, and doses
    of mg/70 kg that were only worked out from those of mg/kg."""
    fixed = {
        (d.name, d.dose.unit, d.dose.value)
        for d in drafts
        if d.dose is not None and d.dose.value is not None
    }

    def told(draft: Draft, dose: Dose) -> bool:
        ends = {dose.low, dose.high} if dose.value is None else {dose.value}
        same = dose.value is None and {(draft.name, dose.unit, end) for end in ends} <= fixed
        by_kg = {(draft.name, "mg/kg", round(end / _STANDARD, 4)) for end in ends if end}
        return same or (dose.unit == "mg/70 kg" and by_kg <= fixed)

    return [d for d in drafts if d.dose is None or not told(d, d.dose)]


_STANDARD = 70
"""The body weight, in kg, that doses of psychedelics are scaled to."""


def _drop_shadow(drafts: list[Draft], generic: str | None) -> list[Draft]:
    """An undosed drug beside a dosed one is the same drug under a looser name ("ketamine" for
    esketamine), unless it was assigned and counted for itself."""
    if not any(d.reading for d in drafts):
        first = {
            d.name
            for d in drafts
            if d.candidate.sentence.part in {"title", "methods", "aim"} or d.n
        }
        special = [d for d in drafts if d.name != generic]
        if (
            special
            and len({d.name for d in drafts}) > 1
            and not any(d.n or d.candidate.racemic for d in drafts if d.name == generic)
        ):
            return special
        return [d for d in drafts if d.name in first] or drafts
    return [d for d in drafts if d.reading or d.n or d.label]


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
    return [fill(new_draft(c, c.doses[0]), c, 0) for c in unique.values()]
