"""Test statistics: the letter of a test, its degrees of freedom and its value."""

from __future__ import annotations

import re

from dosetable.extract.pipes.statistics.estimate import Estimate
from dosetable.extract.pipes.statistics.numbers import NUMBER, blank, to_float

_TEST = re.compile(
    rf"(?<![A-Za-z])(?:F\s?(?:[\[(_]\s?\d+(?:\.\d+)?\s?[,;]\s?\d+(?:\.\d+)?\s?[\])]?|\d+\s?,\s?\d+(?:\.\d+)?)?|t\s?(?:[\[(_]\s?\d+(?:\.\d+)?\s?[\])]?|\d+)?"
    rf"|(?:χ\s?[2²]?|[Cc]hi(?:[- ]?squared?|\s?[2²])|[Xx][2²])\s?(?:[\[(][^)\]]{{0,20}}[)\]]|\d)?|[zZ])\s?=\s?(?P<value>{NUMBER})"
)


def take_tests(text: str, found: list[Estimate]) -> str:
    """Add the test statistics of ``text`` to ``found``; return ``text`` with them blanked."""
    lists = []
    for match in _TEST.finditer(text):
        start, end = match.span("value")
        if _OF_TIME.search(text, 0, match.start()):
            lists.append(match.span())  # 'of drug (F = 58) and time (F = 9)': no two arms
            continue
        if listed := _TESTS_ON.match(text, end):
            lists.append((match.start(), listed.end()))  # one of each visit, named once
            continue
        found.append(
            Estimate(
                start=match.start(), end=match.end(), value_start=start, value_end=end,
                statistic="test statistic", value=to_float(match["value"]), unit=None, kind="test",
            )
        )  # fmt: skip
    return blank(text, [*((e.start, e.end) for e in found), *lists])


_OF_TIME = re.compile(r"\b(?:time|visit|session)(?: effect)?,?\s?[(\[:]\s?$", re.IGNORECASE)
# 't = 11.4, 8.2 and 9.2'
_TESTS_ON = re.compile(
    rf"(?:\s?,\s?{NUMBER}(?![\d.]*\s?(?:%|per ?cent)))*(?:\s?,\s?|,?\sand\s){NUMBER}(?=\s?[,;)\]~])"
)
