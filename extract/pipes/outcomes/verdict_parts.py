"""The parts of a clause that each say who did better on something of their own."""

from __future__ import annotations

import re
from functools import lru_cache

from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.outcomes.verdicts import says

_JOINT = re.compile(
    r"(?:,\s)?\b(?:and(?!\s\d+(?:st|nd|rd|th)?[- ]?(?:h|hours?|days?|weeks?|months?|min(?:utes)?)\b)|but(?!\s(?:\w+ly ){1,2}(?:greater|lower|higher|more|fewer|better|larger|smaller|less|superior|reduced|improved)\b)|while|whereas|although|though|yet)\s|,\swith\s|;\s|(?<=[)\]]),\s|,\s(?=as well as|along with|together with)",
    re.IGNORECASE,
)


def part_about(clause: str, place: int) -> tuple[int, int]:
    """The part of ``clause`` that says who did better on what is named at ``place``.

    A clause may say two things ('scores were lower with A, but responders were no more frequent').
    It is cut outside brackets where it goes on with 'and', 'but' and the like; a part without a
    verdict of its own shares the one before it, else the one behind.
    """
    inner = _cuts(clause)
    if not inner:
        return 0, len(clause)
    cuts = [0, *inner, len(clause)]
    parts = list(zip(cuts, cuts[1:], strict=False))
    mine = next((k for k, (a, b) in enumerate(parts) if a <= place < b), 0)
    if not says(clause[slice(*parts[mine])]) and mine + 1 < len(parts):
        listed = clause[slice(*parts[mine + 1])]
        if _IN_ONE_LIST.match(listed) and says(listed):
            return parts[mine][0], parts[mine + 1][1]  # 'at 24 h | and 48 h were lower'
    if _OWN_CHANGE.match(clause, *parts[mine]):
        return parts[mine]  # 'a higher response rate (...), a reduction in scores (...)'
    for first in range(mine, -1, -1):
        if says(clause[parts[first][0] : parts[mine][1]]):
            return parts[first][0], parts[mine][1]
    behind = parts[mine + 1] if mine + 1 < len(parts) else (0, 0)
    if _TURNS.match(clause, *behind) and _COMPARES.search(clause, *parts[mine]):
        return parts[
            mine
        ]  # 'quicker with A than with B at 24 h, but by week 3 there was no difference'
    for last in range(mine + 1, len(parts)):
        if says(clause[: parts[last][1]]):
            return 0, parts[last][1]
    return 0, len(clause)


_TURNS = re.compile(r"\W*(?:but|whereas|while|although|though|yet)\b", re.IGNORECASE)
_COMPARES = re.compile(rf"\b(?:than|{COMPARED_WITH}|relative to)\b", re.IGNORECASE)
_OWN_CHANGE = re.compile(
    r",?\s?(?:and |with )?an? (?:[\w-]+ ){0,2}?(?:reduction|decrease|decline|drop|fall|improvement|increase) (?:in|of) [^;()]{3,60}[(\[]",
    re.IGNORECASE,
)
_IN_ONE_LIST = re.compile(
    r"and (?!(?:was|were|is|are|did|had|has|not|no|showed|remained|became|statistically|significantly|lower|higher|fewer|more|greater|better|also|then|less|a|in)\b)",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def _cuts(clause: str) -> tuple[int, ...]:
    found, depth, seen = [], 0, 0
    for match in _JOINT.finditer(clause):
        between = clause[seen : match.start()]
        depth += sum(c in "([" for c in between) - sum(c in ")]" for c in between)
        seen = match.start()
        if depth <= 0:
            found.append(match.start())
    conceded = _end_of_concession(clause)
    return tuple(sorted({*found, *conceded}))


# 'Although response rates did not differ, scores were lower with A'
_CONCEDING = re.compile(
    r"\W*(?:[A-Z][\w /]{2,30}[:.] ?)?(?:(?:Even )?[Tt]hough|Although|While|Whereas|Despite|In spite of) ",
    re.IGNORECASE,
)
_COMMA = re.compile(r", ")


def _end_of_concession(clause: str) -> list[int]:
    """Where the clause of an opening 'although' ends: both it and what follows say who did better."""
    opened = _CONCEDING.match(clause)
    if opened is None:
        return []
    for comma in _COMMA.finditer(clause, opened.end()):
        first, rest = clause[: comma.start()], clause[comma.start() :]
        if first.count("(") == first.count(")") and says(first) and says(rest):
            return [comma.start()]
    return []
