"""One effect estimate or test statistic as it is printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from dosetable.extract.facts import ResultUnit, Statistic
from dosetable.extract.pipes.statistics.numbers import to_float

UNITS: dict[Statistic, ResultUnit] = {
    "mean difference": "points", "median difference": "points", "Cohen d": "standard deviations",
    "Hedges g": "standard deviations", "standardized mean difference": "standard deviations",
    "effect size": "standard deviations", "odds ratio": "ratio", "risk ratio": "ratio",
    "hazard ratio": "ratio", "risk difference": "percent", "number needed to treat": "patients",
}  # fmt: skip
RATIOS = ("odds ratio", "risk ratio", "hazard ratio")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """``kind`` 'named', 'points' ('8 points lower'), 'bare' (before an interval) or 'test'."""

    start: int
    end: int
    value_start: int
    value_end: int
    statistic: Statistic
    value: float
    unit: ResultUnit | None
    kind: Literal["named", "points", "bare", "test"] = "named"


def named_estimate(match: re.Match[str], statistic: Statistic) -> Estimate:
    """The estimate of a match with the groups ``value`` and ``unit``; of percent, a difference is of risks."""
    printed_unit = (match["unit"] or "").strip(" -")
    percent = printed_unit.startswith(("%", "per"))
    if statistic == "mean difference" and percent:
        statistic = "risk difference"
    return Estimate(
        start=match.start(),
        end=match.end(),
        value_start=match.start("value"),
        value_end=match.end("value"),
        statistic=statistic,
        value=to_float(match["value"]),
        unit=UNITS.get(statistic),
    )
