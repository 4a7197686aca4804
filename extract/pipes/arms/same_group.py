"""Which candidates of one drug name one group, and which each its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Dose
from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.candidate import Candidate
from dosetable.extract.pipes.arms.draft import Draft, fill, new_draft


def best_tier(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates told where a group is told best."""
    if not candidates:
        return []
    tier = min(c.tier for c in candidates)
    return [c for c in candidates if c.tier == tier]


def distinct(candidates: Sequence[Candidate]) -> list[Draft]:
    """One draft a dose; the same dose twice in one enumeration is two arms when the schedule or
    the route tells them apart."""
    drafts: list[Draft] = []
    for candidate in candidates:
        for index, reading in enumerate(candidate.doses):
            same = [d for d in drafts if d.dose and _equal(d, reading.dose, candidate)]
            twin_arm = [d for d in same if not _told_apart(d.candidate, candidate)]
            if same and (twin_arm or len(same) > 3):
                at = drafts.index((twin_arm or same)[0])
                drafts[at] = fill(drafts[at], candidate, index)
                continue
            drafts.append(fill(new_draft(candidate, reading), candidate, index))
    return drafts


_ONCE_DAILY = {"mg", "mg/day"}


def _equal(draft: Draft, dose: Dose, candidate: Candidate) -> bool:
    """Whether two tell of one dose: also '120 mg once daily' and 'once-daily tablets of 120 mg'."""
    told = draft.dose
    if told is not None and {told.unit, dose.unit} == _ONCE_DAILY:
        plain = candidate if dose.unit == "mg" else draft.candidate
        daily = plain.schedule is not None and "daily" in plain.schedule.value.lower()
        return daily and replace(told, unit=dose.unit) == dose
    return told == dose


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


def undosed(candidates: Sequence[Candidate]) -> list[Draft]:
    """Drafts of what is given without a dose: one, or one for each that is told apart."""
    best = best_tier(candidates)
    drafts: list[Draft] = []
    for candidate in best:
        twin_arm = [d for d in drafts if not _told_apart(d.candidate, candidate)]
        if drafts and (twin_arm or len(drafts) > 3):
            at = drafts.index(twin_arm[0] if twin_arm else drafts[0])
            drafts[at] = fill(drafts[at], candidate, 0)
        else:
            drafts.append(fill(new_draft(candidate, None), candidate, 0))
    return drafts
