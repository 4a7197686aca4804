"""Confidence and credible intervals in every notation in use."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dosetable.extract.pipes.statistics.numbers import to_float

_N = r"[-+]?\s?(?:\d{1,4}(?:\.\d+)?|\.\d+)"
_UNIT = r"\s?(?:%|points?|percentage points)?"
_NAME = r"(?:CIs?|C\.I\.|CrIs?|(?:confidence|credible|credibility) (?:intervals?|limits?)(?:\s?[\[(]CI[\])])?)"
_INTERVAL = re.compile(
    rf"(?:(?P<level>\d{{2}}(?:\.\d+)?)\s?%?\s?-?{_NAME}|{_NAME}\s?(?P<level2>\d{{2}}(?:\.\d+)?)\s?%?(?=\s?[:=,(\[])|(?<![A-Za-z]){_NAME})"
    rf"\s?(?:for [a-z -]{{3,40}}|was|were|ranged?|from|of)?[\s:=,;(\[]{{0,4}}(?:from )?"
    rf"(?P<low>{_N}){_UNIT}\s?(?:to|,|;|-|through|and|\.\.\.?)\s?(?P<high>{_N})(?![\d])"
)
_BOUND = re.compile(
    rf"(?P<level>\d{{2}}(?:\.\d+)?)\s?%\s?(?:one-sided )?(?:confidence|CI) (?P<side>lower|upper) (?:bound|limit)\s?(?:of|was|=|:|,)?\s?(?P<bound>{_N})"
    rf"|(?P<side2>lower|upper) (?:bound|limit) of the (?:one-sided |two-sided )?(?P<level2>\d{{2}}(?:\.\d+)?)\s?%\s?(?:CI|confidence interval)(?: was| of|,|:|=)?\s?(?P<bound2>{_N})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """``level`` in percent, None where not printed; a one-sided bound leaves the other end None."""

    start: int
    end: int
    level: float | None
    low: float | None
    high: float | None

    def excludes(self, null: float) -> bool | None:
        """Does the interval lie on one side of ``null``? None for a one-sided bound."""
        if self.low is None or self.high is None:
            return None
        low, high = sorted((self.low, self.high))
        return low > null or high < null


def find_intervals(text: str) -> list[Interval]:
    """Return the intervals of ``text`` in order."""
    found = []
    for match in _INTERVAL.finditer(text):
        level = match["level"] or match["level2"]
        found.append(
            Interval(
                start=match.start(),
                end=match.end(),
                level=float(level) if level else None,
                low=to_float(match["low"]),
                high=to_float(match["high"]),
            )
        )
    for match in _BOUND.finditer(text):
        value = to_float(match["bound"] or match["bound2"])
        lower = (match["side"] or match["side2"]).lower() == "lower"
        found.append(
            Interval(
                start=match.start(),
                end=match.end(),
                level=float(match["level"] or match["level2"]),
                low=value if lower else None,
                high=None if lower else value,
            )
        )
    return sorted(found, key=lambda i: i.start)
