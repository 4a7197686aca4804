"""Counts in figures and in words: "99", "1,204", "Seventy-three", "one hundred and sixty"."""

from __future__ import annotations

import re

from dosetable.extract.prefilter import any_of

_UNITS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
VALUES = {w: i + 1 for i, w in enumerate(_UNITS)} | {w: 10 * (i + 2) for i, w in enumerate(_TENS)}

_ONES = any_of(_UNITS, longest=True)
_ONE = rf"{any_of(_UNITS[:9])}\b"
# 'Fifty three percent': where the whole of it is refused, no part of it is a number.
_UP_TO_99 = rf"(?:{any_of(_TENS)}(?:[- ]{any_of(_UNITS[:9])}|(?![- ]{_ONE}))|{_ONES})"
_WORDS = (
    rf"(?:(?:{_ONES}|a) (?:hundred|thousand)(?:(?: and|,)? {_UP_TO_99}(?: hundred(?:(?: and)? {_UP_TO_99})?)?"
    rf"|(?!(?: and)? (?:{any_of(_TENS)}|{_ONES})\b))|{_UP_TO_99})"
)
COUNT = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+|{_WORDS})"
"""An expression (without groups) of a whole number; match it ignoring case, at a word's start."""

_CLEAN = re.compile(r"[\s,-]+")


def parse_count(found: str) -> int:
    """Return the number that a match of COUNT stands for.

    Raises ValueError where ``found`` is no count.
    """
    if re.fullmatch(r"\d[\d,]*", found):
        return int(found.replace(",", ""))
    total = current = 0
    for word in _CLEAN.split(found.lower()):
        if word == "a":
            current = 1
        elif word == "hundred":
            current *= 100
        elif word == "thousand":
            total, current = total + current * 1000, 0
        elif word in VALUES:
            current += VALUES[word]
        elif word not in {"and", ""}:
            raise ValueError(f"no count: {found!r}")
    return total + current
