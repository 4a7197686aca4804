"""Bounds of doses that name arms: 'doses of at least 0.2 mg/kg'."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dosetable.extract.facts import Arm

# 'doses of at least 0.2 mg/kg', '0.2 mg/kg or higher': all arms with such a dose.
BOUND = re.compile(
    r"(?:(?P<least>at least|\u2265|>=|no less than|not less than) ?|(?P<above>above|over|exceeding|greater than|higher than|larger than|more than|>) ?"
    r"|(?P<most>at most|up to|\u2264|<=|no more than|not more than) ?|(?P<below>below|under|less than|lower than|smaller than|<) ?)"
    r"(?P<dose>\d+(?:\.\d+)?|\.\d+) ?-?(?:mg|mcg|\u03bcg)(?:/kg)?\b"
    r"|(?<![\w.])(?P<dose2>\d+(?:\.\d+)?|\.\d+) ?-?(?:mg|mcg|\u03bcg)(?:/kg)? (?:or|and) (?:(?P<up>higher|above|more|over|greater|larger|upwards?)|(?P<down>lower|below|less|under|smaller))\b",
    re.IGNORECASE,
)


_THAN = re.compile(r"[a-z]+ than\b", re.IGNORECASE)
_OF_DOSES = re.compile(r"\b(?:doses?|dosages?|amounts?)(?: (?:of|was|were))?,? $", re.IGNORECASE)


def set_beside(bound: re.Match[str], arms: Iterable[Arm]) -> bool:
    """'1.0 mg/kg lowered scores more than 0.5 mg/kg': one arm set against another, and no bound."""
    if not _THAN.match(bound.group()) or _OF_DOSES.search(bound.string, 0, bound.start()):
        return False
    limit = float(bound["dose"] or bound["dose2"])
    return any(a.dose and a.dose.value == limit for a in arms)


def within(arm: Arm, bound: re.Match[str]) -> bool:
    """Whether the arm's only dose lies within the ``bound`` that the text names."""
    value = arm.dose.value if arm.dose else None
    if value is None:
        return False
    limit = float(bound["dose"] or bound["dose2"])
    near = abs(value - limit) < 1e-9
    if bound["least"] or bound["up"]:
        return value > limit or near
    if bound["most"] or bound["down"]:
        return value < limit or near
    return not near and (value > limit if bound["above"] else value < limit)
