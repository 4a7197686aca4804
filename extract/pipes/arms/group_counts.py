"""Counts that stand with a group's name, before the treatment that the group got.

'the control group (n = 60) received saline', 'group K (n = 36): ketamine 1 mg/kg'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.candidate import CONTROLS, Candidate
from dosetable.extract.pipes.arms.readings import Found

_NAMELESS_GROUP = re.compile(
    r"\b(?P<who>control|treatment|intervention|experimental|observation|study|test) (?:group|arm)\s?[(\[,](?:(?:[Gg]roup|[Aa]rm) \w,? )?\s?$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"[;,:]\s(?:normal |isotonic |an? )?")
_GOT = re.compile(r"\b(?:received|given|had|got|administered|treated with)\b", re.IGNORECASE)


# 'group P (n = 35) received X; group K (n = 36) Y'
_LETTERED_GROUP = re.compile(
    r"(?:\b(?:[Gg]roup|[Aa]rm) (?:[A-Z][a-z]{2,5}-[A-Z]{1,5}|[A-Z][A-Z0-9+-]{0,4})|\b(?:[Gg]roup|[Aa]rm) [1-5]|\b[Aa]rm [1-5A-F]|\b[A-Z][A-Z0-9+-]{0,4} (?:group|arm))\s?[(\[]\s?$"
)
_IN_GROUP = re.compile(r"[^.;]{0,30}\b(?:in|to|for|as) (?:the )?$")
_GROUP_GOT = re.compile(
    r"\s?[)\]]?\s?[,:]?\s?(?:(?:who |which )?(?:(?:was|were) )?(?:received|given|got|had|administered|treated with|induced with|injected with|infused with) )?"
    r"(?:(?:an?|the|only|single|intravenous|infusions?|injections?|doses?|bolus|of|with) ){0,5}$"
)


# 'group B (n = 29) were induced with ...': what it got is told behind, be it no arm's own treatment.
_TOLD = re.compile(
    r"(?:(?<=[)\]])|\s?[)\]]),? (?:who |which )?(?:was|were|received|got|had|underwent)\b"
)
_ENDS = re.compile(r"\b(?:[Gg]roups?|[Aa]rms?)\b|\.\s|;")
NOBODY = -1
"""The owner of a count that is of a group, but of none of the treatments that were found."""


def _lettered_behind(
    twin: str, n: Found[tuple[int, ...]], found: Sequence[Candidate]
) -> int | None:
    """The treatment right behind a group's letter and count, unless the drug stands before the
    letter: 'propofol in group P (n = 35), ketamine in group K (n = 36)'."""
    letter = _LETTERED_GROUP.search(twin, max(0, n.start - 20), n.start)
    if letter and any(letter.start() <= c.start < n.start for c in found):
        return None  # 'the KET group (n = 36)': the letters are a drug's
    ends = [max([c.end, *(d.end for d in c.doses)]) for c in found]
    before = max((e for e in ends if e <= n.start), default=None)
    if letter and before is not None and _IN_GROUP.fullmatch(twin, before, letter.start()):
        return None
    told = _TOLD.match(twin, n.end) is not None
    for i, candidate in enumerate(found):
        at = min([candidate.start, *(d.start for d in candidate.doses)])
        if at < n.end:
            continue
        gap = twin[n.end : at]
        if _GROUP_GOT.fullmatch(gap) or (told and len(gap) < 100 and not _ENDS.search(gap)):
            return i
        break
    return NOBODY if told else None


def group_behind(twin: str, n: Found[tuple[int, ...]], found: Sequence[Candidate]) -> int | None:
    """'the control group (n = 60) received saline': the count is of what comes behind it."""
    if len(n.value) == 1 and _LETTERED_GROUP.search(twin, max(0, n.start - 20), n.start):
        return _lettered_behind(twin, n, found)
    named = _NAMELESS_GROUP.search(twin, max(0, n.start - 40), n.start)
    if len(n.value) != 1 or named is None:
        return None
    kinds = CONTROLS if named["who"].lower() == "control" else {TOPIC}
    for i, candidate in enumerate(found):
        if candidate.start >= n.end:
            gap = twin[n.end : candidate.start]
            near = len(gap) < 60 and (_GOT.search(gap) or _LISTED.fullmatch(gap))
            return i if near and candidate.kind in kinds else None
    return None
