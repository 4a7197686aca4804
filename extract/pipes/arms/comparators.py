"""Drafts of the groups that a treatment is compared with: controls and active comparators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.arms.candidate import Candidate
from dosetable.extract.pipes.arms.draft import Draft, count_from, fill, new_draft
from dosetable.extract.pipes.arms.same_group import best_tier, distinct, undosed


def control_drafts(candidates: Sequence[Candidate]) -> list[Draft]:
    """The control groups: an active placebo by its drug's name, an inert one by what it is."""
    usable = [c for c in candidates if not (c.name == "no treatment" and c.tier == 3)]
    if not usable:
        return []
    names = {c.name for c in usable}
    active = [c for c in usable if c.kind == "active placebo"]
    generic = {"placebo"}
    kept = usable
    if active and best_tier(active)[0].tier <= min(c.tier for c in usable):
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
        dosed = best_tier([c for c in pool if c.doses and c.kind == "active placebo"])
        strata = _control_strata(own)
        if dosed:
            drafts += [count_from(d, pool) for d in distinct(dosed)]
        elif strata:
            drafts += strata
        else:
            drafts += [count_from(d, pool) for d in undosed(pool)]
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


def active_drafts(candidates: Sequence[Candidate]) -> list[Draft]:
    """An active comparator is an arm only where the text sets it against a topic drug."""
    drafts: list[Draft] = []
    for name in dict.fromkeys(c.name for c in candidates):
        own = [c for c in candidates if c.name == name and c.relation != "addition" and c.tier <= 2]
        firm = [c for c in own if c.tier == 1 and (c.relation == "alternative" or c.ns)]
        titled = [c for c in own if c.sentence.part == "title" and c.relation == "alternative"]
        if not (firm or titled):
            continue
        pool = firm or titled
        # 'X 100 mg, X 150 mg or placebo'
        starts = {c.start for c in firm if c.doses}
        pool = [
            c
            for c in own
            if c in pool or (c.doses and not c.beside and any(0 < s - c.end <= 30 for s in starts))
        ]
        dosed = [c for c in pool if c.doses] or _one_dose(own)
        drafts += distinct(dosed) if dosed else undosed(pool)
        drafts = [count_from(d, own) if d.name == name else d for d in drafts]
    return drafts


def _one_dose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that tell the dose elsewhere ("in group P propofol 1 mg/kg was given"), where
    they agree on one."""
    dosed = [c for c in candidates if c.doses]
    return dosed if len({r.dose for c in dosed for r in c.doses}) == 1 else []
