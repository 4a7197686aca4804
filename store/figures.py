"""The figures of an outcome, and whether two reports' figures contradict each other."""

from __future__ import annotations

import math

from dosetable.extract.facts import Outcome, Statistic
from dosetable.store.evidence_table import Effect, Figure

# Statistics that describe an arm; the others compare two.
DESCRIPTIVE: frozenset[Statistic] = frozenset(
    {
        "response rate",
        "remission rate",
        "relapse rate",
        "event rate",
        "mean change",
        "mean score",
        "median",
    }
)


def has_figures(outcome: Outcome) -> bool:
    """Whether the outcome states a number, and not only a verdict."""
    return any(
        value is not None
        for value in (
            outcome.value,
            outcome.experimental_value,
            outcome.comparator_value,
            outcome.experimental_count,
            outcome.comparator_count,
            outcome.ci_low,
            outcome.ci_high,
            outcome.p_value,
        )
    )


def compatible(one: Outcome, other: Outcome) -> bool:
    return (
        _close(one.value, other.value)
        and same_figure(experimental_figure(one), experimental_figure(other))
        and same_figure(comparator_figure(one), comparator_figure(other))
        and _close(one.ci_low, other.ci_low)
        and _close(one.ci_high, other.ci_high)
        and _same_p(one, other)
        and (one.direction is None or other.direction in (None, one.direction))
        and (one.unit is None or other.unit in (None, one.unit))
    )


def decimals(value: float) -> int:
    """How many decimals a number was printed with, as far as it shows."""
    text = repr(value)
    return 0 if "e" in text or text.endswith(".0") else len(text.partition(".")[2])


def close(one: float, other: float) -> bool:
    """Whether two printed numbers agree, signs aside, as the coarser one rounds.

    Signs are as printed ('7.95 points lower', '-7.95'); who won is the direction's to say. A
    number of one digit is too coarse to agree by rounding.
    """
    first, second = abs(one), abs(other)
    if first == second:
        return True
    places = min(decimals(one), decimals(other))
    coarser = first if decimals(one) <= decimals(other) else second
    if len(f"{coarser:.{places}f}".replace(".", "").lstrip("0")) < 2:
        return False
    return abs(first - second) <= 0.5 * 10**-places + 1e-9 and math.isfinite(first + second)


def _close(one: float | None, other: float | None) -> bool:
    return one is None or other is None or close(one, other)


def same_figure(one: Figure, other: Figure) -> bool:
    """Whether two figures do not contradict each other in anything both state."""
    return (
        _close(one.value, other.value)
        and (one.count is None or other.count in (None, one.count))
        and (one.n is None or other.n in (None, one.n))
        and (
            one.dispersion_type != other.dispersion_type or _close(one.dispersion, other.dispersion)
        )
    )


def _same_p(one: Outcome, other: Outcome) -> bool:
    if one.p_value is None or other.p_value is None:
        return True
    if one.p_operator == other.p_operator == "=":
        return close(one.p_value, other.p_value)
    return _p_possible(one, other) and _p_possible(other, one)


def _p_possible(bound: Outcome, exact: Outcome) -> bool:
    """Whether ``exact`` may lie within ``bound`` ('p < .001' and 'p = .0004')."""
    limit, value = bound.p_value, exact.p_value
    if limit is None or value is None or exact.p_operator != "=":
        return True
    match bound.p_operator:
        case "<" | "<=":
            return value <= limit
        case ">" | ">=":
            return value >= limit
        case _:
            return True


def same_effect(one: Effect, other: Effect) -> bool:
    """Whether two effects do not contradict each other in anything both state."""
    p_agrees = (
        one.p_value is None
        or other.p_value is None
        or one.p_operator != other.p_operator
        or close(one.p_value, other.p_value)
    )
    return (
        _close(one.value, other.value)
        and _close(one.ci_low, other.ci_low)
        and _close(one.ci_high, other.ci_high)
        and p_agrees
    )


def _single_arm(outcome: Outcome) -> bool:
    """Whether ``value`` is one arm's own figure and not a comparison's."""
    return (
        outcome.comparator_arm is None
        and outcome.statistic in DESCRIPTIVE
        and outcome.experimental_value is None
    )


def experimental_figure(outcome: Outcome) -> Figure:
    return Figure(
        value=outcome.value if _single_arm(outcome) else outcome.experimental_value,
        count=outcome.experimental_count,
        n=outcome.experimental_n,
        dispersion=outcome.experimental_dispersion,
        dispersion_type=(
            outcome.dispersion_type if outcome.experimental_dispersion is not None else None
        ),
    )


def comparator_figure(outcome: Outcome) -> Figure:
    return Figure(
        value=outcome.comparator_value,
        count=outcome.comparator_count,
        n=outcome.comparator_n,
        dispersion=outcome.comparator_dispersion,
        dispersion_type=(
            outcome.dispersion_type if outcome.comparator_dispersion is not None else None
        ),
    )


def effect_of(outcome: Outcome) -> Effect:
    return Effect(
        value=None if _single_arm(outcome) else outcome.value,
        ci_level=outcome.ci_level,
        ci_low=outcome.ci_low,
        ci_high=outcome.ci_high,
        p_operator=outcome.p_operator,
        p_value=outcome.p_value,
    )


def figure_says(figure: Figure) -> bool:
    return figure.value is not None or figure.count is not None


def effect_says(effect: Effect) -> bool:
    return any(
        value is not None for value in (effect.value, effect.ci_low, effect.ci_high, effect.p_value)
    )
