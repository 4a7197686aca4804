"""Who did better, by a table's own test and figures. A table says it in no other way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from dosetable.extract.facts import Direction, Evidence, Outcome
from dosetable.extract.pipes.statistics.estimate import RATIOS
from dosetable.extract.pipes.statistics.pvalues import is_significant

_MORE_IS_BETTER = frozenset({"response rate", "remission rate"})
_LESS_IS_BETTER = frozenset({"relapse rate", "mean score", "median"})
_WANTED = frozenset({"response", "remission"})
# Events that a trial wants to prevent; their incidence is an "event rate".
_UNWANTED = frozenset(
    {
        "postpartum depression",
        "postpartum blues",
        "postoperative depression",
        "depression",
        "major depressive episode",
    }
)


def judged(
    outcomes: Sequence[Outcome],
    *,
    falls: bool = False,
    named: Collection[tuple[str | None, str | None]] = (),
) -> list[Outcome]:
    """Give each outcome of one measure, time and contrast the direction that its test tells.
    ``falls``: changes are called reductions, so that the greater of two figures above zero is the
    better one. ``named``: the pairs of arms that the table sets against each other in this order."""
    better = {
        (o.experimental_arm, o.comparator_arm): _better(o, falls=falls)
        for o in outcomes
        if o.experimental_value is not None
    }
    for o in outcomes:
        pair = (o.experimental_arm, o.comparator_arm)
        if pair in named and pair not in better and (told := _by_estimate(o, falls=falls)):
            better[pair] = told
    found = [_with(o, better.get((o.experimental_arm, o.comparator_arm))) for o in outcomes]
    return [_of_contrast(o, found) for o in found]


def _of_contrast(outcome: Outcome, beside: Sequence[Outcome]) -> Outcome:
    """The arms' figures, tested by no p of their own, with what the estimates of their contrast tell:
    a verdict belongs to the contrast (annotation guide, rule 17)."""
    if outcome.direction is not None or outcome.p_value is not None:
        return outcome
    same = [
        o
        for o in beside
        if (o.experimental_arm, o.comparator_arm)
        == (outcome.experimental_arm, outcome.comparator_arm)
        and o.direction is not None
    ]
    if not same or len({o.direction for o in same}) > 1:
        return outcome
    told = next(e for e in same[0].evidence if e.field == "direction")
    return replace(outcome, direction=same[0].direction, evidence=(*outcome.evidence, told))


def _with(outcome: Outcome, better: Direction | None) -> Outcome:
    tested = _significant(outcome)
    said: Direction | None = None
    if tested is False:
        said = "no significant difference"
    elif tested:
        said = better
    if said is None:
        return outcome
    whole = outcome.evidence[0]
    span = Evidence(
        start=whole.start, end=whole.end, confidence=whole.confidence, rule="table.direction",
        section=whole.section, field="direction",
    )  # fmt: skip
    return replace(outcome, direction=said, evidence=(*outcome.evidence, span))


def _significant(outcome: Outcome) -> bool | None:
    if outcome.p_value is not None:
        return is_significant(outcome.p_operator, outcome.p_value)
    low, high = outcome.ci_low, outcome.ci_high
    if low is None or high is None or outcome.statistic is None:
        return None
    nothing = 1.0 if outcome.statistic in RATIOS else 0.0
    return None if nothing in (low, high) else not low < nothing < high


def _by_estimate(outcome: Outcome, *, falls: bool) -> Direction | None:
    """What an estimate tells where no figures of the arms stand beside it: a score that is lower by the
    difference, an event that is wanted and has the greater odds. The other way round nothing is sure."""
    value = outcome.value
    if value is None:
        return None
    if outcome.statistic == "mean difference" and not falls and value < 0:
        return "favours experimental"
    if outcome.statistic in RATIOS and outcome.measure in _WANTED and value > 1:
        return "favours experimental"
    return None


def _better(outcome: Outcome, *, falls: bool) -> Direction | None:
    ours, theirs = outcome.experimental_value, outcome.comparator_value
    if outcome.unit == "patients":
        ours, theirs = (
            c / n if c is not None and n else None
            for c, n in (
                (outcome.experimental_count, outcome.experimental_n),
                (outcome.comparator_count, outcome.comparator_n),
            )
        )
    if ours is None or theirs is None or ours == theirs:
        return None
    if outcome.statistic == "mean change":
        more = ours < theirs if min(ours, theirs) < 0 else ours > theirs if falls else None
    elif outcome.statistic in _MORE_IS_BETTER:
        more = ours > theirs
    elif outcome.statistic in _LESS_IS_BETTER or outcome.measure in _UNWANTED:
        more = ours < theirs
    else:
        more = None
    if more is None:
        return None
    return "favours experimental" if more else "favours comparator"
