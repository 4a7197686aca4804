"""Shares of people that are told as fractions in words: 'half of the patients', 'one in four'."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetable.extract.pipes.numbers import VALUES

_PARTS = {"third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "tenth": 10}
_COUNTS = {"a": 1} | {word: n for word, n in VALUES.items() if n <= 10}
_OF = r"(?:one|two|three|four|a)[- ](?:third|quarter|fourth|fifth|tenth)s?"
_IN = r"(?:one|two|three|four|six|seven|eight|nine) (?:in|out of) (?:two|three|four|five|ten)"
_WHO = (
    r"(?:patients|participants|subjects|people|persons|individuals|adults|women|mothers|men|those"
    r"|recipients|(?:\w*ketamine|placebo|saline|midazolam|control) (?:group|arm)|(?:group|arm))\b"
)
_FRACTION = re.compile(
    rf"\b(?P<told>half|{_OF})(?= (?:of )?(?:the |all )?(?:\d+ )?{_WHO})"
    rf"|\b(?P<ratio>{_IN})(?= (?:(?:of )?(?:the )?{_WHO}|(?:in|on|with|given|of) (?:the )?))",
    re.IGNORECASE,
)
# Of a fraction that is no more than near the share, which share it was is not said.
_ROUGHLY = re.compile(
    r"\b(?:about|almost|nearly|around|roughly|approximately|some|over|above|below|under|beyond|than|least|most|up to|close to|well over|first|second|other|last|by|remaining)\s(?:an? )?$",
    re.IGNORECASE,
)


def find_fractions(text: str) -> Iterator[tuple[int, int, float]]:
    """The start, the end and the percentage of each fraction; none at all where one of them is told
    roughly, since its fellow would stand alone."""
    found = list(_FRACTION.finditer(text))
    if any(_ROUGHLY.search(text, max(0, m.start() - 16), m.start()) for m in found):
        return
    for match in found:
        yield match.start(), match.end(), _percent(match)


def _percent(match: re.Match[str]) -> float:
    words = re.split(r"[- ]", match.group().lower())
    if match["ratio"]:
        return round(100 * _COUNTS[words[0]] / _COUNTS[words[-1]], 1)
    if words == ["half"]:
        return 50.0
    return round(100 * _COUNTS[words[0]] / _PARTS[words[1].removesuffix("s")], 1)
