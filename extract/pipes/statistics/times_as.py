"""'The odds of response were 2.18 times higher': a ratio told as how many times the odds."""

from __future__ import annotations

import re

from dosetable.extract.facts import Statistic
from dosetable.extract.pipes.statistics.estimate import Estimate, named_estimate
from dosetable.extract.pipes.statistics.numbers import NUMBER

_TIMES = rf"(?P<value>{NUMBER})(?P<unit>)(?:-fold| ?times)"
_TOLD = (
    re.compile(rf"\b(?P<of>odds|hazard|risk)\b[^.;()\d]{{0,80}}?{_TIMES}\b", re.IGNORECASE),
    re.compile(
        rf"{_TIMES} (?:the |as high |(?:higher|greater|lower|increased) )?(?:an? )?(?P<of>odds|hazard|risk)\b",
        re.IGNORECASE,
    ),
)
_STATISTICS: dict[str, Statistic] = {
    "odds": "odds ratio", "hazard": "hazard ratio", "risk": "risk ratio",
}  # fmt: skip


def times_as_high(text: str) -> list[Estimate]:
    """The ratios of ``text`` that are told as so many times the odds, the hazard or the risk."""
    return [
        named_estimate(match, _STATISTICS[match["of"].lower()])
        for pattern in _TOLD
        for match in pattern.finditer(text)
    ]
