"""Visits and measures of which a clause takes back what it says of others: 'but not at day 7'."""

from __future__ import annotations

import re

from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.verdicts import is_null

# 'At 24 h, but not at day 7 or 14, scores were lower'
_BUT_NOT_THEN = re.compile(
    r"\b(?:but|and|though|yet|albeit) (?:not|no longer|(?:on|in|for|with) (?:neither|none)(?: of)?(?: (?!at\b|on\b|by\b)[a-z]+){0,3}) (?:(?:at|on|by|after|in|the|to|or|and|nor|days?|weeks?|hours?|h|minutes?|min|months?|\d+)\b[\s,-]*)*$",
    re.IGNORECASE,
)


# '(P = .02), and this difference was no longer present on day 28'; ', an effect not seen at week 3'
_OVER = re.compile(
    r"\bno longer (?:statistically )?(?:present|seen|evident|observed|detectable|significant|apparent|there)\b"
    r"|\bnot (?:seen|present|evident|observed|found|maintained|sustained|apparent|detected)\b"
    r"|\b(?:did|does) not (?:persist|last|endure|continue|hold|remain)\b"
    r"|\b(?:had |was |were )?(?:lost|gone|disappeared|vanished|faded|waned|dissipated)\b",
    re.IGNORECASE,
)
# 'higher at 40 min (P < .001), but similar by 2 h'
_EVEN_THEN = re.compile(
    r"\b(?:but|and|although|though|whereas|while|yet) (?:[\w-]+ ){0,4}?(?:similar|comparable|alike|indistinguishable|the same|equal|did not differ|no longer differed|not different|no differences?)(?: [\w-]+){0,4}? (?:at|by|on|after|from) (?:the )?$",
    re.IGNORECASE,
)
_NEXT = re.compile(r"[\s,]*(?:and|or|nor)?\s?(?:(?:at|on|by) )?", re.IGNORECASE)


# 'lower at all visits, except at 40 min'
_EXCEPT = re.compile(
    r"\b(?:except|apart from|other than|with the exception of)(?: that)?(?: (?:at|on|for|after|the))* $",
    re.IGNORECASE,
)


def times_of_no_effect(clause: Clause) -> frozenset[int]:
    """Where the clause names times of which it says, behind an earlier time, that what it told of
    that one was over."""
    found = {
        time.start
        for time in clause.times
        if not is_null(clause.text) and _EXCEPT.search(clause.text, 0, time.start)
    }
    for before, time in zip(clause.times, clause.times[1:], strict=False):
        between = clause.text[before.end : max(time.start, before.end)]
        over = _OVER.search(between) or _EVEN_THEN.search(between)
        if over or (before.start in found and _NEXT.fullmatch(between)):
            found.add(time.start)
    return frozenset(found)


BUT_NOT_ON = re.compile(
    r"\b(?:but|though|yet|albeit) not (?:(?:on|in|for|with|of|to|the|those|self-reported|clinician-rated) )*$",
    re.IGNORECASE,
)
"""'MADRS, but not BDI, scores were lower'."""


def not_then(clause: Clause, place: int) -> bool:
    """Whether 'but not' stands before the visit that is named at ``place``."""
    return _BUT_NOT_THEN.search(clause.text, 0, place) is not None


def said_of_others_alone(row: Row, clause: Clause) -> bool:
    """Whether the clause says of the visit or the measure of ``row`` that it was not so."""
    if row.time_span is not None and not_then(clause, row.time_span[0] - clause.offset):
        return True
    return row.measure_span is not None and bool(
        BUT_NOT_ON.search(clause.text, 0, row.measure_span[0] - clause.offset)
    )
