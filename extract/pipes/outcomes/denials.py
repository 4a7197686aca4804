"""Of which of several arms a sentence denies what it says of another: '40 mg, but not 20 mg, was'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.outcomes.names import ArmMention
from dosetable.extract.pipes.outcomes.verdicts import BETTER, BUT_NOT, HIGHER, LOWER

_FILL = r"(?:(?:after|with|following|in|for|on|the|those|patients|receiving|given|an?|dose|of) )*"
# 'unlike 0.1 mg/kg', 'but neither 0.1 nor 0.5 mg/kg'
_LEFT_OUT = re.compile(
    rf"\b(?:unlike|except(?: for)?|apart from|other than|with the exception of|but neither(?: [^,;]{{1,40}} nor)?) {_FILL}$",
    re.IGNORECASE,
)
_REST = r"(?: ?(?:mg|mcg)?(?:/kg)?)?(?:[- ](?:dos(?:e|age)|group|arm|\w*ketamine|infusion)s?)*"
_IS_NOT = re.compile(
    rf"{_REST},? (?:(?:did|was|were|does|do|is|are|had|could) not|failed to|(?:was|were) no (?:better|more))\b",
    re.IGNORECASE,
)
_LISTED = re.compile(rf"{_REST},?(?: and| or|,) (?:the )?", re.IGNORECASE)


def denied(clause: str, mentions: Sequence[ArmMention]) -> frozenset[str]:
    """The arms of ``clause`` that it says did not do what another did."""
    plain = (
        m
        for m in mentions
        if (BUT_NOT.search(clause, 0, m.start) and clause[m.end : m.end + 30].strip())
        or _LEFT_OUT.search(clause, 0, m.start)
    )
    return frozenset(arm for m in plain for arm in m.arms) | _who_did_not(clause, mentions)


_MIDDLING = re.compile(
    rf"{_REST},? (?:was|were|fell|lay|had|showed|gave|produced) (?:(?:an?|in|scores?|values?|effects?|results?) )*(?:intermediate|in[- ]between|midway|somewhere between)\b",
    re.IGNORECASE,
)


def middling(clause: str, mentions: Sequence[ArmMention]) -> frozenset[str]:
    """The arms that lay between the others: '..., while 0.5 mg/kg was intermediate'."""
    found = (m.arms for m in mentions if _MIDDLING.match(clause, m.end))
    return frozenset(arm for arms in found for arm in arms)


def part_before_denial(clause: str, mentions: Sequence[ArmMention]) -> int | None:
    """Where the part of ``clause`` ends that stands before one of arms that 'did not differ'."""
    late = _who_did_not(clause, mentions)
    first = min((m.start for m in mentions if m.arms <= late), default=None)
    apart = _IN_CONTRAST.search(clause, 0, first) if first is not None else None
    return apart.start() if apart else None


_IN_CONTRAST = re.compile(
    r"\b(?:but|while|whereas|although|though),? (?:that |those )?(?:[\w-]+ ){0,3}$", re.IGNORECASE
)


def _who_did_not(clause: str, mentions: Sequence[ArmMention]) -> frozenset[str]:
    """'0.5 mg/kg was superior, whereas 0.1 mg/kg was not': the arms of the second part, which the
    first part does not name."""
    found: set[str] = set()
    for k, mention in enumerate(mentions):
        if not _IS_NOT.match(clause, mention.end):
            continue
        first = k  # of the list that ends with this arm
        while first and _LISTED.fullmatch(clause, mentions[first - 1].end, mentions[first].start):
            first -= 1
        earlier = {arm for m in mentions[:first] for arm in m.arms}
        theirs = {arm for m in mentions[first : k + 1] for arm in m.arms}
        if theirs & earlier or not earlier:
            continue
        start = mentions[first].start
        if any(w.search(clause, 0, start) for w in (BETTER, LOWER, HIGHER, _HELPED)):
            found |= theirs
    return frozenset(found)


_HELPED = re.compile(r"\b(?:help\w*|work\w*|benefi\w*|effective|improv\w*)\b", re.IGNORECASE)
