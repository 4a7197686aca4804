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
from typing import Literal

from dosetable.site.synthesis.pooling import Estimate
from dosetable.site.table import time_window
from dosetable.store.evidence_table import ArmView, Cell, Effect, Figure, Row, Status, StudyView

Kind = Literal["mean difference", "risk ratio"]
_RATES = {"response rate": "response", "remission rate": "remission", "relapse rate": "relapse"}
_MEANS = ("mean change", "mean score")
# What a reader of the table sees without a warning; the rest is not good enough to be counted.
_SURE: frozenset[Status] = frozenset({"machine", "computed", "accepted", "corrected"})


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


class _Unusable(ValueError):
    """Why a result cannot be used."""


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
        except _Unusable as error:
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
        kind = _kind(row)
        if tested.role.value != "experimental" or against is None or kind is None:
            continue
        question = Question(
            drug=tested.drug.value or "", route=tested.route.value or "route not found",
            against=against, outcome=_RATES.get(row.statistic or "", row.measure),
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


def _kind(row: Row) -> Kind | None:
    if row.statistic in _RATES:
        return "risk ratio"
    if row.statistic == "risk ratio" and row.measure in _RATES.values():
        return "risk ratio"
    if row.statistic in (*_MEANS, "mean difference") and row.unit in (None, "points"):
        return "mean difference"
    return None


def _effect(candidate: _Candidate) -> TrialEffect:
    """Raises _Unusable."""
    study, rows = candidate.study, candidate.rows
    if study.retracted:
        raise _Unusable("retracted")
    if any("same participants" in warning for warning in study.warnings):
        raise _Unusable("may report the same participants as another study")
    statistic = rows[0][0].statistic
    if len({arm.id for _, arm in rows}) < len(rows):
        raise _Unusable("several results of one arm at one time: which is meant is not plain")
    if statistic in ("mean difference", "risk ratio"):
        if len(rows) > 1:
            raise _Unusable("several dose groups share one control, and only differences are given")
        estimate, how = _reported(rows[0][0], candidate.question.kind), "reported"
        n = _sum([rows[0][1].n.value, candidate.control.n.value])
    else:
        if study.assignment.value == "crossover":
            raise _Unusable("crossover trial without its own, paired estimate")
        pair = [(_sure(row.experimental), _sure(row.comparator)) for row, _ in rows]
        sizes = [arm.n.value for _, arm in rows]
        estimate, n = (
            _from_counts(pair, sizes, candidate.control.n.value)
            if candidate.question.kind == "risk ratio"
            else _from_means(
                pair, sizes, candidate.control.n.value, falls=_printed_as_falls(rows, pair)
            )
        )
        if candidate.question.kind == "mean difference" and not _fits(estimate.value, rows):
            raise _Unusable("the means and the direction stated do not fit together")
        how = "computed from the arms" if len(rows) == 1 else "dose groups combined"
    first = rows[0][0]
    return TrialEffect(
        slug=study.slug, name=study.name, year=study.year, row_id=first.id, estimate=estimate, n=n,
        hours=candidate.hours, doses=tuple(dict.fromkeys(arm.label for _, arm in rows)),
        primary=first.outcome_role == "primary", how=how,
    )  # fmt: skip


def _printed_as_falls(
    rows: Sequence[tuple[Row, ArmView]], pairs: Sequence[tuple[Figure, Figure]]
) -> bool:
    """Whether changes are printed as falls. Raises _Unusable where their signs are mixed."""
    if rows[0][0].statistic != "mean change":
        return False
    values = [f.value for pair in pairs for f in pair if f.value]
    if any(v > 0 for v in values) and any(v < 0 for v in values):
        raise _Unusable("changes of both signs: which is a fall is not plain")
    return any(v > 0 for v in values)


def _fits(value: float, rows: Sequence[tuple[Row, ArmView]]) -> bool:
    """Lower is better on a scale: does the sign fit what the report says of who did better?"""
    said = {row.direction.value for row, _ in rows}
    return not (value > 0 and "favours experimental" in said) and not (
        value < 0 and "favours comparator" in said
    )


def _sure(cell: Cell[Figure]) -> Figure:
    if cell.value is None or cell.status not in _SURE:
        raise _Unusable("an arm's figure is missing, unsure or in conflict")
    return cell.value


def _sum(sizes: Sequence[int | None]) -> int | None:
    return sum(size for size in sizes if size is not None) if None not in sizes else None


def _reported(row: Row, kind: Kind) -> Estimate:
    """The trial's own estimate with its variance from the interval, lower meaning better for the
    tested arm on a scale. Raises _Unusable where the sign is not plain."""
    if row.effect.status not in _SURE or row.direction.status == "conflicting":
        raise _Unusable("the estimate is unsure or in conflict")
    effect: Effect | None = row.effect.value
    if effect is None or None in (effect.value, effect.ci_low, effect.ci_high):
        raise _Unusable("the estimate has no interval")
    assert effect.value is not None and effect.ci_low is not None and effect.ci_high is not None  # noqa: S101, PT018
    numbers = [effect.value, effect.ci_low, effect.ci_high]
    if kind == "risk ratio":
        if min(numbers) <= 0:
            raise _Unusable("a ratio at or below zero")
        numbers = [math.log(number) for number in numbers]
    value, low, high = numbers
    level = (effect.ci_level or 95.0) / 100
    error = (high - low) / (2 * NormalDist().inv_cdf((1 + level) / 2))
    if error <= 0 or not low <= value <= high:
        raise _Unusable("the interval does not hold the estimate")
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
    raise _Unusable("the sign of the difference cannot be settled")


def _from_counts(
    pairs: Sequence[tuple[Figure, Figure]], sizes: Sequence[int | None], control_n: int | None
) -> tuple[Estimate, int]:
    """Log risk ratio; half a patient is added to each cell where one is empty (Handbook 10.4.4.2)."""
    ours = [_counted(figure, n) for (figure, _), n in zip(pairs, sizes, strict=True)]
    theirs = {_counted(figure, control_n) for _, figure in pairs}
    if len(theirs) != 1:
        raise _Unusable("the control group is not the same for each dose")
    events, people = sum(e for e, _ in ours), sum(n for _, n in ours)
    ((other_events, other_people),) = theirs
    if events + other_events == 0 or (events, other_events) == (people, other_people):
        raise _Unusable("nobody, or everybody, had the event in both groups")
    a, n1, c, n2 = float(events), float(people), float(other_events), float(other_people)
    if 0 in (events, other_events) or events == people or other_events == other_people:
        a, n1, c, n2 = a + 0.5, n1 + 1, c + 0.5, n2 + 1
    value = math.log((a / n1) / (c / n2))
    return Estimate(value=value, variance=1 / a - 1 / n1 + 1 / c - 1 / n2), people + other_people


def _counted(figure: Figure, allocated: int | None) -> tuple[int, int]:
    n = figure.n if figure.n is not None else allocated
    if not n:
        raise _Unusable("the number of participants is missing")
    if figure.count is not None:
        return figure.count, n
    if figure.value is None:
        raise _Unusable("neither a count nor a percentage")
    count = round(figure.value * n / 100)
    if abs(100 * count / n - figure.value) > 100 / n / 2 + 0.5:
        raise _Unusable("the percentage is of no whole number of participants")
    return count, n


@dataclass(frozen=True, slots=True)
class _Group:
    n: int
    mean: float
    sd: float


def _from_means(
    pairs: Sequence[tuple[Figure, Figure]],
    sizes: Sequence[int | None],
    control_n: int | None,
    *,
    falls: bool,
) -> tuple[Estimate, int]:
    """Difference of means with its variance from both SDs."""
    ours = [_group(figure, n) for (figure, _), n in zip(pairs, sizes, strict=True)]
    theirs = {_group(figure, control_n) for _, figure in pairs}
    if len(theirs) != 1:
        raise _Unusable("the control group is not the same for each dose")
    tested = ours[0]
    for other in ours[1:]:
        tested = _combined(tested, other)
    (control,) = theirs
    # 'Fell by 12': a change printed as a positive number is a fall, and more of it is better.
    sign = -1 if falls else 1
    return (
        Estimate(
            value=sign * (tested.mean - control.mean),
            variance=tested.sd**2 / tested.n + control.sd**2 / control.n,
        ),
        tested.n + control.n,
    )


def _group(figure: Figure, allocated: int | None) -> _Group:
    n = figure.n if figure.n is not None else allocated
    if not n or n < 2:
        raise _Unusable("the number of participants is missing")
    if figure.value is None or figure.dispersion is None:
        raise _Unusable("a mean or its spread is missing")
    match figure.dispersion_type:
        case "SD":
            sd = figure.dispersion
        case "SE":
            sd = figure.dispersion * math.sqrt(n)
        case _:
            raise _Unusable("the spread is neither an SD nor an SE")
    if sd <= 0:
        raise _Unusable("a spread of zero")
    return _Group(n, figure.value, sd)


def _combined(one: _Group, other: _Group) -> _Group:
    """Two groups as one (Handbook, table 6.5.a)."""
    n = one.n + other.n
    mean = (one.n * one.mean + other.n * other.mean) / n
    variance = (
        (one.n - 1) * one.sd**2
        + (other.n - 1) * other.sd**2
        + one.n * other.n / n * (one.mean - other.mean) ** 2
    ) / (n - 1)
    return _Group(n, mean, math.sqrt(variance))
