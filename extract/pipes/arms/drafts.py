"""Candidates that name the same group, put together: a draft of each arm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Dose
from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.candidate import CONTROLS, Candidate
from dosetable.extract.pipes.arms.draft import (
    Draft,
    count_by_dose,
    count_from,
    fill,
    new_draft,
    without_same,
)
from dosetable.extract.pipes.arms.labels import by_label

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
    controls = _control_drafts([c for c in candidates if c.kind in CONTROLS])
    active = _active_drafts([c for c in candidates if c.kind == "active comparator"])
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
        for here in by_sentence.values()
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


def _best_tier(candidates: Sequence[Candidate]) -> list[Candidate]:
    if not candidates:
        return []
    tier = min(c.tier for c in candidates)
    return [c for c in candidates if c.tier == tier]


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
            distinct = _distinct(_best_tier(dosed))
            drafts += (
                _by_companion(distinct[0], own)
                or by_label(own)
                or _by_schedule(distinct[0], own)
                or [count_from(distinct[0], own)]
                if len(distinct) == 1
                else [count_by_dose(d, own) for d in distinct]
            )
        elif any(c.tier == 1 for c in own) or len(names) == 1:
            plain = by_label(own) or _undosed(own)
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
    """What went into a pump of pain relief after a dose given by itself is the same people's."""
    apart = [c for c in dosed if not c.pump]
    return apart or dosed


def _drop_spans(drafts: list[Draft]) -> list[Draft]:
    """Leave out a range whose two ends are fixed arms: "56 or 84 mg" said of both at once."""
    fixed = {
        (d.name, d.dose.unit, d.dose.value)
        for d in drafts
        if d.dose is not None and d.dose.value is not None
    }
    return [
        d
        for d in drafts
        if d.dose is None
        or d.dose.value is not None
        or not {(d.name, d.dose.unit, d.dose.low), (d.name, d.dose.unit, d.dose.high)} <= fixed
    ]


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
                drafts[at] = fill(drafts[at], candidate, index)
                continue
            drafts.append(fill(new_draft(candidate, reading), candidate, index))
    return drafts


def _both_counted(first: Candidate, second: Candidate) -> bool:
    """Two groups without a dose in one sentence, of the drug of the trial or each with its size: not
    'placebo-controlled' and the placebo of it."""
    undosed = not first.doses and not second.doses
    beside = first.sentence.start == second.sentence.start
    plain = first.kind == second.kind == TOPIC or bool(first.ns and second.ns)
    return undosed and beside and plain


def _told_apart(first: Candidate, second: Candidate) -> bool:
    if first.sentence.start != second.sentence.start or first is second:
        return False
    schedules = (
        first.schedule
        and second.schedule
        and first.schedule.value.lower() != second.schedule.value.lower()
    )
    routes = first.route and second.route and first.route.value != second.route.value
    minutes = first.minutes and second.minutes and first.minutes.value != second.minutes.value
    companions = (
        first.add_on != second.add_on
        and first.tier == second.tier == 1
        and (bool(first.doses and second.doses) or _both_counted(first, second))
        and second.relation == "alternative"
    )
    return companions or (
        bool(schedules or routes or minutes) and second.relation in {"alternative", "other"}
    )


def _undosed(candidates: Sequence[Candidate]) -> list[Draft]:
    best = _best_tier(candidates)
    drafts: list[Draft] = []
    for candidate in best:
        twin_arm = [d for d in drafts if not _told_apart(d.candidate, candidate)]
        if drafts and (twin_arm or len(drafts) > 3):
            at = drafts.index(twin_arm[0] if twin_arm else drafts[0])
            drafts[at] = fill(drafts[at], candidate, 0)
        else:
            drafts.append(fill(new_draft(candidate, None), candidate, 0))
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
    return [fill(new_draft(c, c.doses[0]), c, 0) for c in unique.values()]


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
    kept = _without_sum(kept)
    tier = min((c.tier for c in kept), default=3)
    for name in dict.fromkeys(c.name for c in kept):
        own = [c for c in kept if c.name == name and c.tier == tier]
        if not own:
            continue
        pool = [c for c in kept if c.name == name]
        dosed = _best_tier([c for c in pool if c.doses and c.kind == "active placebo"])
        strata = _control_strata(own)
        if dosed:
            drafts += [count_from(d, pool) for d in _distinct(dosed)]
        elif strata:
            drafts += strata
        else:
            drafts += [count_from(d, pool) for d in _undosed(pool)]
    return drafts


def _without_sum(controls: Sequence[Candidate]) -> list[Candidate]:
    """'X or placebo, twice or thrice weekly (... placebo twice weekly, n = 16; placebo thrice weekly,
    n = 16)': the groups that are counted one by one, and not what is said of them together."""
    here: dict[tuple[str, int], list[Candidate]] = {}
    for c in controls:
        here.setdefault((c.name, c.sentence.start), []).append(c)
    several = {
        c.name
        for same in here.values()
        for c in same
        if len({o.schedule.value.lower() for o in same if o.schedule and len(o.ns) == 1}) > 1
    }
    return [c for c in controls if c.name not in several or c.ns]


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
    return [fill(new_draft(c, None), c, 0) for c in unique.values()]


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
        dosed = [c for c in pool if c.doses] or _one_dose(own)
        drafts += _distinct(dosed) if dosed else _undosed(pool)
        drafts = [count_from(d, own) if d.name == name else d for d in drafts]
    return drafts


def _one_dose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that tell the dose elsewhere ("in group P propofol 1 mg/kg was given"), where
    they agree on one."""
    dosed = [c for c in candidates if c.doses]
    return dosed if len({r.dose for c in dosed for r in c.doses}) == 1 else []
