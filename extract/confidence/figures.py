"""Checks of results: percentages, dispersions, intervals, p-values and verdicts.

Each yields what does not fit; near a border, where rounding decides, nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import NormalDist

from dosetable.extract.confidence.doubts import Doubt
from dosetable.extract.facts import Outcome
from dosetable.extract.pipes.statistics.estimate import RATIOS

_RATES = frozenset({"response rate", "remission rate", "relapse rate", "event rate"})
# A share printed without decimals, of a denominator that may be one off, is within this many points.
_PERCENT_WITHIN = 1.0
# Between an SD and its SE lies the square root of n: a factor under these is ordinary.
_DISPERSIONS_APART, _ERRORS_APART = 4.0, 2.5
# p and interval are computed by different models: only a clear disagreement counts.
_P_APART = 1.6


def percentages(row: Outcome) -> Iterator[Doubt]:
    """A percentage is its count divided by n, and from 0 to 100."""
    for side, value, count, n in (
        ("experimental", row.experimental_value, row.experimental_count, row.experimental_n),
        ("comparator", row.comparator_value, row.comparator_count, row.comparator_n),
    ):
        share = row.unit == "percent" and row.statistic in _RATES
        if value is not None and share and not 0 <= value <= 100:
            yield _doubt(row, f"{value:g} is no percentage", f"{side}_value")
        if count is None or not n:
            continue
        if count > n:
            yield _doubt(row, f"{count} of {n} is more than all", f"{side}_count", f"{side}_n")
        elif value is not None and share and abs(100 * count / n - value) > _PERCENT_WITHIN:
            yield _doubt(
                row,
                f"{count} of {n} is {100 * count / n:.1f}%, not {value:g}%",
                f"{side}_value",
                f"{side}_count",
                f"{side}_n",
            )


def intervals(row: Outcome) -> Iterator[Doubt]:
    """An interval goes upwards and holds its estimate; p and the limits of a ratio are possible."""
    low, high, value = row.ci_low, row.ci_high, row.value
    if row.statistic in RATIOS and any(x is not None and x <= 0 for x in (low, high, value)):
        yield _doubt(row, f"a {row.statistic} is above zero", "value", "ci")
    if row.p_value is not None and not 0 <= row.p_value <= 1:
        yield _doubt(row, f"p = {row.p_value:g} is impossible", "p_value")
    if low is None or high is None:
        return
    if low > high:
        yield _doubt(row, f"the interval {low:g} to {high:g} goes down", "ci")
    # Some texts print an improvement without its sign beside signed limits.
    elif value is not None and not any(low <= v <= high for v in (value, -value)):
        yield _doubt(row, f"{value:g} is outside its interval {low:g} to {high:g}", "value", "ci")
    else:
        yield from _p_against_interval(row, low, high)


def _p_against_interval(row: Outcome, low: float, high: float) -> Iterator[Doubt]:
    if row.p_adjusted or row.noninferiority is not None or row.statistic is None:
        return
    nothing = 1.0 if row.statistic in RATIOS else 0.0
    alpha = 1 - (row.ci_level or 95.0) / 100
    holds = low < nothing < high
    if holds and _below(row, alpha / _P_APART):
        message = "the interval holds no effect, but p is small"
    elif not holds and nothing not in (low, high) and _above(row, alpha * _P_APART):
        message = "the interval excludes no effect, but p is large"
    else:
        return
    yield _doubt(row, message, "ci", "p_value")


def verdicts(row: Outcome) -> Iterator[Doubt]:
    """A verdict agrees with its p, and with the better figure where more is surely better."""
    said = row.direction
    if said is None:
        return
    if said == "no significant difference":
        # Below 0.01 no correction for many tests is needed to wonder.
        if _below(row, 0.01) and not row.p_adjusted and row.noninferiority is None:
            yield _doubt(row, "called no significant difference, but p is small", "direction")
        return
    if _above(row, 0.1):
        yield _doubt(row, f"“{said}”, but p is large", "direction")
    better = _better(row)
    if better and better != said:
        yield _doubt(row, f"“{said}”, but by the figures: {better}", "direction")


def _better(row: Outcome) -> str | None:
    own, other = row.experimental_value, row.comparator_value
    if row.unit == "patients":
        if not row.experimental_n or not row.comparator_n or own is None or other is None:
            return None
        own, other = own / row.experimental_n, other / row.comparator_n
    if own is None or other is None or own == other:
        return None
    if row.statistic in {"response rate", "remission rate"}:
        return "favours experimental" if own > other else "favours comparator"
    if row.statistic == "relapse rate":
        return "favours experimental" if own < other else "favours comparator"
    return None


def dispersions(row: Outcome) -> Iterator[Doubt]:
    """The arms' SDs (or SEs) are of one size, and above zero."""
    one, other = row.experimental_dispersion, row.comparator_dispersion
    if row.dispersion_type not in {"SD", "SE"} or one is None or other is None:
        return
    fields = ("experimental_dispersion", "comparator_dispersion")
    if min(one, other) < 0:
        yield _doubt(row, "a dispersion below zero", *fields)
    elif min(one, other) > 0 and max(one, other) / min(one, other) > _DISPERSIONS_APART:
        yield _doubt(row, f"{one:g} and {other:g}: an SD beside an SE?", *fields)


def errors_of_contrasts(outcomes: Sequence[Outcome]) -> Iterator[Doubt]:
    """What the arms' SDs or SEs imply for a mean difference is what its interval says."""
    stated = {
        _contrast(row): (row, error)
        for row in outcomes
        if row.statistic == "mean difference" and (error := _stated_error(row))
    }
    for row in outcomes:
        implied, found = _implied_error(row), stated.get(_contrast(row))
        if implied is None or found is None:
            continue
        ratio = implied / found[1]
        if not 1 / _ERRORS_APART < ratio < _ERRORS_APART:
            yield _doubt(
                row,
                f"the arms' {row.dispersion_type} gives a standard error of {implied:.2g}, the "
                f"interval of the difference one of {found[1]:.2g}: SD and SE mixed up?",
                "experimental_dispersion",
                "comparator_dispersion",
            )


def estimates_of_pairs(outcomes: Sequence[Outcome]) -> Iterator[Doubt]:
    """What the arms' own figures differ by lies in the interval of their estimate, or near it: if not,
    one of them is of something else. Signs, and which arm comes first, may be printed either way."""
    stated: dict[tuple[object, ...], list[Outcome]] = {}
    for row in outcomes:
        if row.value is not None and row.ci_low is not None and row.ci_high is not None:
            stated.setdefault(_contrast(row), []).append(row)
    for pair in outcomes:
        for row in stated.get(_contrast(pair), ()):
            implied = _implied(pair, row)
            if implied is None or _holds_nearly(row, implied):
                continue
            message = (
                f"the arms' figures give a {row.statistic} of {implied:.3g}, which is far outside "
                f"{row.ci_low:g} to {row.ci_high:g}"
            )
            yield _doubt(pair, message, "experimental_value", "comparator_value")
            yield _doubt(row, message, "value", "ci")


def _implied(pair: Outcome, row: Outcome) -> float | None:
    """The ``row``'s statistic as the two arms' figures of ``pair`` give it, if they can."""
    own, other = pair.experimental_value, pair.comparator_value
    if own is None or other is None or row.comparator_arm is None:
        return None
    points = pair.statistic in {"mean score", "mean change"} and pair.unit == "points"
    if points and row.statistic == "mean difference":
        return own - other
    if pair.statistic not in _RATES or not (0 < own < 100 and 0 < other < 100):
        return None
    if row.statistic == "risk difference":
        return own - other
    if row.statistic == "risk ratio":
        return own / other
    if row.statistic == "odds ratio":
        return own * (100 - other) / (other * (100 - own))
    return None


# An adjusted estimate may lie beside the plain one by as much as half its interval.
_BESIDE = 0.5


def _holds_nearly(row: Outcome, implied: float) -> bool:
    ends = (row.ci_low or 0.0, row.ci_high or 0.0)
    either = (implied, -implied)
    if row.statistic in RATIOS:
        if min(ends) <= 0 or implied <= 0:
            return True
        ends = (math.log(ends[0]), math.log(ends[1]))
        either = (math.log(implied), -math.log(implied))
    low, high = min(ends), max(ends)
    beside = _BESIDE * (high - low)
    return any(low - beside <= v <= high + beside for v in either)


def contradictions(outcomes: Sequence[Outcome]) -> Iterator[Doubt]:
    """Two tables give one figure for one measure, time and arm (but for rounding)."""
    seen: dict[tuple[object, ...], list[tuple[Outcome, float]]] = {}
    for row in outcomes:
        if row.timepoint is None or not any(e.section == "table" for e in row.evidence):
            continue
        kind = (row.on_measure, row.statistic, row.unit)
        for field, value, arms in (
            ("value", row.value, (row.experimental_arm, row.comparator_arm)),
            ("experimental_value", row.experimental_value, (row.experimental_arm,)),
            ("comparator_value", row.comparator_value, (row.comparator_arm,)),
        ):
            if value is None:
                continue
            same = seen.setdefault((_contrast(row)[:2], row.subgroup, kind, arms), [])
            others = {v for _, v in same if not _rounded(v, value)}
            if others:
                yield _doubt(row, f"{value:g} here, {others.pop():g} in another table", field)
            for other, v in same:
                if not _rounded(v, value):
                    yield _doubt(other, f"{v:g} here, {value:g} in another table", field)
            same.append((row, value))


def _rounded(one: float, other: float) -> bool:
    """Whether one figure may be the other with fewer decimals."""
    return any(
        math.isclose(round(a, digits), b, abs_tol=1e-9)
        or math.isclose(abs(a - b), 0.5 * 10**-digits, abs_tol=1e-9)
        for a, b in ((one, other), (other, one))
        for digits in (0, 1, 2)
        if math.isclose(round(b, digits), b, abs_tol=1e-9)
    )


def _contrast(row: Outcome) -> tuple[object, ...]:
    hours = row.timepoint.hours if row.timepoint else None
    return (row.measure, hours, row.experimental_arm, row.comparator_arm, row.subgroup)


def _stated_error(row: Outcome) -> float | None:
    if row.ci_low is None or row.ci_high is None or not 50 < (row.ci_level or 95.0) < 100:
        return None
    z = NormalDist().inv_cdf(0.5 + (row.ci_level or 95.0) / 200)
    return abs(row.ci_high - row.ci_low) / (2 * z) or None


def _implied_error(row: Outcome) -> float | None:
    one, other = row.experimental_dispersion, row.comparator_dispersion
    if not one or not other:
        return None
    if row.dispersion_type == "SE":
        return math.hypot(one, other)
    if row.dispersion_type == "SD" and row.experimental_n and row.comparator_n:
        return math.hypot(one / math.sqrt(row.experimental_n), other / math.sqrt(row.comparator_n))
    return None


def _below(row: Outcome, limit: float) -> bool:
    return row.p_value is not None and row.p_operator in {"=", "<", "<="} and row.p_value < limit


def _above(row: Outcome, limit: float) -> bool:
    return row.p_value is not None and row.p_operator in {"=", ">", ">="} and row.p_value > limit


def _doubt(row: Outcome, message: str, *fields: str) -> Doubt:
    """A doubt of the row as a whole and of the fields named."""
    time = f" at {row.timepoint.value:g} {row.timepoint.unit}" if row.timepoint else ""
    return Doubt(
        kind="outcome",
        subject=row.id,
        fields=("", *fields),
        message=f"{row.measure}{time}: {message}",
    )
