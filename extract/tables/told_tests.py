"""Tests that a cell tells in words: "t(58) = -3.53, p = .001, d = 0.91 [0.38, 1.44]"."""

from __future__ import annotations

import re
from typing import Literal

Told = tuple[Literal["p", "effect"], str, str]

# Heads of columns of such cells; "Day 1 statistics" says the time too.
TEST_HEAD = re.compile(
    r"(?:.*\s)?(?:statistics|test results?|statistical tests?|(?:group |between[- ]group )?comparisons?)\W*",
    re.IGNORECASE,
)
# An F may be that of an interaction, or of all visits.
_OTHER = re.compile(r"\bF\b|\binteraction|\btime\b|\bwithin|η", re.IGNORECASE)
_P = re.compile(r"\bp\s?(?:<=|>=|[<>=≤≥])\s?\d?\.\d+", re.IGNORECASE)
_D = re.compile(
    r"\b(?:(?P<d>(?:Cohen'?s )?d)|(?P<g>(?:Hedges'? )?g))\s?=\s?(?P<value>-?\d*\.?\d+(?:\s?[(\[][^)\]]*[)\]])?)"
)


_T = re.compile(
    r"\bt\s?(?:\(\s?\d+(?:\.\d+)?\s?\)|\d{1,4})?\s?=\s?(?P<value>-?\d+(?:\.\d+)?)(?![\d.])"
)


def told_tests(text: str, *, paired: bool = False) -> list[Told]:
    """The p-value and the effect size of a cell, as (role, head, text); none where it tells several,
    or tests something else than two groups. ``paired``: its t, of one group before and after, too."""
    if _OTHER.search(text):
        return []
    found: list[Told] = []
    ps, sizes = _P.findall(text), list(_D.finditer(text))
    if len(ps) == 1:
        found.append(("p", "P", re.sub(r"\s", "", ps[0])))
    statistics = list(_T.finditer(text)) if paired else []
    if len(statistics) == 1 and len(ps) < 2:
        found.append(("effect", "test statistic", statistics[0]["value"]))
    if len(sizes) == 1 and len(ps) < 2:
        name = "Cohen d" if sizes[0]["d"] else "Hedges g"
        found.append(("effect", f"{name} (95% CI)" if "95" in text else name, sizes[0]["value"]))
    return found
