"""Random-effects meta-analysis of a handful of trials. Pure; numbers in, numbers out.

Between-trial variance by restricted maximum likelihood (Viechtbauer 2005); interval of the mean by
Hartung-Knapp-Sidik-Jonkman with k-1 degrees of freedom, which keeps its level with few trials where
the usual one does not (IntHout 2014; Cochrane Handbook 10.10.4), never narrower than the sampling
errors allow (Knapp and Hartung 2003; metafor's "adhoc"); prediction interval with k-1 degrees
of freedom and the same variance of the mean (Higgins 2009 with the t of the mean, as metafor has it).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from scipy.optimize import brentq
from scipy.stats import t as student

FEWEST = 3
LEVEL = 0.95
_Z = NormalDist().inv_cdf((1 + LEVEL) / 2)


class TooFew(ValueError):
    """Fewer trials than a pooled estimate is shown for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A trial's effect and its sampling variance, both on the scale that is pooled (log for ratios)."""

    value: float
    variance: float

    @property
    def interval(self) -> tuple[float, float]:
        """The trial's own, at LEVEL, by the normal distribution."""
        reach = _Z * math.sqrt(self.variance)
        return self.value - reach, self.value + reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """The mean effect with its interval, and where the effect of a new trial is expected.

    ``tau2``: variance between trials; ``i2``: its share of all variance in percent; ``weights``: of
    each trial, in percent, in the order given.
    """

    k: int
    mean: float
    error: float
    low: float
    high: float
    predicted_low: float
    predicted_high: float
    tau2: float
    i2: float
    weights: tuple[float, ...]


def pool(estimates: Sequence[Estimate]) -> Pooled:
    """Pool the effects of at least FEWEST trials. Raises TooFew, or ValueError for a variance that
    is not above zero."""
    k = len(estimates)
    if k < FEWEST:
        raise TooFew(f"{k} trials; a pooled estimate needs {FEWEST}")
    if any(not (e.variance > 0 and math.isfinite(e.variance + e.value)) for e in estimates):
        raise ValueError("an effect or variance is not finite and above zero")
    tau2 = _reml(estimates)
    weights = [1 / (e.variance + tau2) for e in estimates]
    total = sum(weights)
    mean = sum(w * e.value for w, e in zip(weights, estimates, strict=True)) / total
    spread = sum(w * (e.value - mean) ** 2 for w, e in zip(weights, estimates, strict=True))
    # Knapp and Hartung's own safeguard: trials that happen to agree make the mean no surer than
    # their sampling errors allow.
    error = math.sqrt(max(spread / (k - 1), 1.0) / total)
    quantile = float(student.ppf((1 + LEVEL) / 2, k - 1))
    reach = quantile * error
    predicted = quantile * math.sqrt(tau2 + error**2)
    return Pooled(
        k=k,
        mean=mean,
        error=error,
        low=mean - reach,
        high=mean + reach,
        predicted_low=mean - predicted,
        predicted_high=mean + predicted,
        tau2=tau2,
        i2=_share(estimates, tau2),
        weights=tuple(100 * w / total for w in weights),
    )


def _reml(estimates: Sequence[Estimate]) -> float:
    """Where the restricted likelihood has its greatest value: at zero, or where its slope is zero."""
    if _slope(0.0, estimates) <= 0:
        return 0.0
    upper = max(e.variance for e in estimates) + _range(estimates) ** 2
    while _slope(upper, estimates) > 0:
        upper *= 2
    return float(brentq(_slope, 0.0, upper, args=(estimates,), xtol=1e-12, rtol=1e-12))


def _slope(tau2: float, estimates: Sequence[Estimate]) -> float:
    """Derivative of twice the restricted log-likelihood by ``tau2`` (Viechtbauer 2005, eq. 11)."""
    weights = [1 / (e.variance + tau2) for e in estimates]
    total = sum(weights)
    mean = sum(w * e.value for w, e in zip(weights, estimates, strict=True)) / total
    squares = sum(w**2 * (e.value - mean) ** 2 for w, e in zip(weights, estimates, strict=True))
    return squares - total + sum(w**2 for w in weights) / total


def _range(estimates: Sequence[Estimate]) -> float:
    values = [e.value for e in estimates]
    return max(values) - min(values)


def _share(estimates: Sequence[Estimate], tau2: float) -> float:
    """I squared in percent (Higgins and Thompson 2002), from tau squared and the typical variance."""
    weights = [1 / e.variance for e in estimates]
    total, squares = sum(weights), sum(w**2 for w in weights)
    typical = (len(estimates) - 1) * total / (total**2 - squares)
    return 100 * tau2 / (tau2 + typical)
