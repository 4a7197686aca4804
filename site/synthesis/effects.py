"""One effect a trial for each contrast, outcome and window of time; what cannot be used, and why.

Rules of the Cochrane Handbook: several dose groups that share one control are combined, not counted
twice (23.3.4; means by 6.5.2.10); a crossover trial enters only by its own, paired estimate (23.2.6);
end scores and changes on one scale may be put together as mean differences (10.5.2). Comparators of
different type are never in one group, so saline and midazolam are never pooled.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from dosetable.site.synthesis.contrasts import (
    RATES,
    SURE,
    Kind,
    Unusable,
    from_arms,
    kind_of,
)
from dosetable.site.synthesis.pooling import Estimate
from dosetable.site.table import time_window
from dosetable.store.evidence_table import ArmView, Effect, Row, StudyView


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Question:
    """What the trials of one group have in common; ``against`` is the type of the comparator, with
    its drug where it is an active comparator."""

    drug: str
    route: str
    against: str
    outcome: str
    window: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialEffect:
    """A trial's answer. ``estimate`` is of the logarithm for ratios; ``row_id`` is where it stands."""

    slug: str
    name: str
    year: int | None
    row_id: str
    estimate: Estimate
    n: int | None
    hours: float
    doses: tuple[str, ...]
    primary: bool
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A result of a trial that is in no group, and why."""

    slug: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The trials of a question, a trial once, and those that could not be used."""

    question: Question
    trials: tuple[TrialEffect, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    question: Question
    study: StudyView
    control: ArmView
    hours: float
    rows: tuple[tuple[Row, ArmView], ...]


def results(study: StudyView) -> Iterator[tuple[Question, TrialEffect | LeftOut]]:
    """What a trial says to each question that it has a result for."""
    for candidate in _candidates(study):
        try:
            yield candidate.question, _effect(candidate)
        except Unusable as error:
            left_out = LeftOut(slug=study.slug, name=study.name, why=str(error))
            yield candidate.question, left_out


def answers(
    found_in_trials: Iterable[tuple[Question, TrialEffect | LeftOut]],
) -> tuple[Answers, ...]:
    """All questions that some trial answers, in order, each trial once in each."""
    found: dict[Question, dict[str, TrialEffect]] = {}
    missed: dict[Question, dict[str, LeftOut]] = {}
    for question, result in found_in_trials:
        if isinstance(result, LeftOut):
            missed.setdefault(question, {}).setdefault(result.slug, result)
            continue
        held = found.setdefault(question, {}).get(result.slug)
        if held is None or _rank(result) < _rank(held):
            found[question][result.slug] = result
    return tuple(
        Answers(
            question=question,
            trials=tuple(
                sorted(found.get(question, {}).values(), key=lambda t: (t.year or 9999, t.name))
            ),
            left_out=tuple(
                out
                for slug, out in sorted(missed.get(question, {}).items())
                if slug not in found.get(question, {})
            ),
        )
        for question in sorted(found.keys() | missed.keys())
    )


def _rank(effect: TrialEffect) -> tuple[bool, bool, float, str]:
    """Of several results of one trial: the primary outcome, its own analysis, the earliest time."""
    return not effect.primary, effect.how != "reported", effect.hours, effect.row_id


def _candidates(study: StudyView) -> Iterator[_Candidate]:
    arms = {arm.id: arm for arm in study.arms}
    grouped: dict[tuple[Question, str, float, str], list[tuple[Row, ArmView]]] = {}
    for row in study.rows:
        tested, control = arms.get(row.experimental_arm or ""), arms.get(row.comparator_arm or "")
        time = row.timepoint.value
        if tested is None or control is None or time is None or row.subgroup:
            continue
        against = _against(control)
        kind = kind_of(row)
        if tested.role.value != "experimental" or against is None or kind is None:
            continue
        question = Question(
            drug=tested.drug.value or "", route=tested.route.value or "route not found",
            against=against, outcome=RATES.get(row.statistic or "", row.measure),
            window=time_window(time.hours), kind=kind,
        )  # fmt: skip
        if question.drug:
            key = (question, control.id, time.hours, row.statistic or "")
            grouped.setdefault(key, []).append((row, tested))
    for (question, control_id, hours, _), rows in grouped.items():
        yield _Candidate(
            question=question, study=study, control=arms[control_id], hours=hours, rows=tuple(rows)
        )


def _against(control: ArmView) -> str | None:
    match control.role.value:
        case "placebo" | "active placebo" | "no treatment" as kind:
            return kind
        case "active comparator":
            return f"active comparator: {control.drug.value}" if control.drug.value else None
        case _:
            return None


def _effect(candidate: _Candidate) -> TrialEffect:
    """Raises Unusable."""
    study, rows = candidate.study, candidate.rows
    if study.retracted:
        raise Unusable("retracted")
    if any("same participants" in warning for warning in study.warnings):
        raise Unusable("may report the same participants as another study")
    statistic = rows[0][0].statistic
    if len({arm.id for _, arm in rows}) < len(rows):
        raise Unusable("several results of one arm at one time: which is meant is not plain")
    if statistic in ("mean difference", "risk ratio"):
        if len(rows) > 1:
            raise Unusable("several dose groups share one control, and only differences are given")
        estimate, how = _reported(rows[0][0], candidate.question.kind), "reported"
        n = _sum([rows[0][1].n.value, candidate.control.n.value])
    else:
        estimate, n = from_arms(study, candidate.question.kind, rows, candidate.control)
        how = "computed from the arms" if len(rows) == 1 else "dose groups combined"
    first = rows[0][0]
    return TrialEffect(
        slug=study.slug, name=study.name, year=study.year, row_id=first.id, estimate=estimate, n=n,
        hours=candidate.hours, doses=tuple(dict.fromkeys(arm.label for _, arm in rows)),
        primary=first.outcome_role == "primary", how=how,
    )  # fmt: skip


def _sum(sizes: Sequence[int | None]) -> int | None:
    return sum(size for size in sizes if size is not None) if None not in sizes else None


def _reported(row: Row, kind: Kind) -> Estimate:
    """The trial's own estimate with its variance from the interval, lower meaning better for the
    tested arm on a scale. Raises Unusable where the sign is not plain."""
    if row.effect.status not in SURE or row.direction.status == "conflicting":
        raise Unusable("the estimate is unsure or in conflict")
    effect: Effect | None = row.effect.value
    if effect is None or None in (effect.value, effect.ci_low, effect.ci_high):
        raise Unusable("the estimate has no interval")
    assert effect.value is not None and effect.ci_low is not None and effect.ci_high is not None  # noqa: S101, PT018
    numbers = [effect.value, effect.ci_low, effect.ci_high]
    if kind == "risk ratio":
        if min(numbers) <= 0:
            raise Unusable("a ratio at or below zero")
        numbers = [math.log(number) for number in numbers]
    value, low, high = numbers
    level = (effect.ci_level or 95.0) / 100
    error = (high - low) / (2 * NormalDist().inv_cdf((1 + level) / 2))
    if error <= 0 or not low <= value <= high:
        raise Unusable("the interval does not hold the estimate")
    if kind == "mean difference":
        value = _towards_tested(value, row.direction.value)
    return Estimate(value=value, variance=error**2)


def _towards_tested(value: float, direction: str | None) -> float:
    """Papers print differences either way round; the stated direction settles the sign."""
    if direction == "favours experimental":
        return -abs(value)
    if direction == "favours comparator":
        return abs(value)
    if value <= 0 and direction == "no significant difference":
        return value
    raise Unusable("the sign of the difference cannot be settled")
