"""Groups that a clause speaks of and that no arm is known to be."""

from __future__ import annotations

import re

from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.outcomes.memory import Item
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.scan import Clause

_THAN_GROUP = re.compile(
    rf"\b(?:than|{COMPARED_WITH}|versus|vs\.?) (?:in |with |that of )?(?:the )?(?:(?!in |with |of |those |the )[\w/+-]+ ){{1,3}}(?:group|arm)s?\b",
    re.IGNORECASE,
)
_OTHER_GROUP = re.compile(
    r"\b(?:other|control|comparison|comparator|second|first)\b", re.IGNORECASE
)


def than_unknown(clause: Clause) -> bool:
    """'improved more than the tablet group': set against a group by a name that no arm has."""
    match = _THAN_GROUP.search(clause.text)
    if match is None or _OTHER_GROUP.search(match.group()):
        return False
    return not any(match.start() <= m.start < match.end() for m in clause.arms)


_LETTERED = re.compile(
    r"\b(?:[Gg]roups?|[Aa]rms?) [A-Z]\d?\b(?! of)|\b[A-Z]\d? (?:groups?|arms?)\b"
)


_GROUP_C = re.compile(r"(?:[Gg]roup|[Aa]rm) C|C (?:group|arm)")


_THAN_CONTROL = re.compile(
    rf"\b(?:than|{COMPARED_WITH}|versus|vs\.?|superior to|over|relative to) (?:(?:in|with|that of|those (?:in|on|given)) )?(?:the )?(?P<who>placebo|sham|saline|controls?)\b",
    re.IGNORECASE,
)


_CALLED_SO = re.compile(r"placebo|sham|saline|control|\bPBO\b|\bPLB\b", re.IGNORECASE)


def than_stranger(clause: Clause, names: ArmNames) -> bool:
    """'Both A and B were better than placebo', in a trial of which no arm is known to be placebo: what
    they were set against is none of the arms."""
    match = _THAN_CONTROL.search(clause.text)
    if match is None or not names.control:
        return False
    controls = frozenset(a.id for a in names.control)
    before = frozenset(arm for m in clause.arms if m.end <= match.start() for arm in m.arms)
    here = [m for m in clause.arms if m.start < match.end() and match.start("who") < m.end]
    told = [m for m in clause.arms if m.end <= match.start() and here and m.arms == here[0].arms]
    if here and (not told or any(_CALLED_SO.search(clause.text[m.start : m.end]) for m in told)):
        return False
    told_of_both = bool(before & controls) and bool(before - controls)
    return told_of_both or match["who"].lower() in ("placebo", "sham")


# 'the DM60 group', 'the KETH group': an abbreviation that stands for one of several arms
_ABBREVIATED = re.compile(
    r"\b(?P<name>(?=[A-Za-z0-9-]*[A-Z][A-Za-z0-9-]*[A-Z0-9])[A-Z][A-Za-z0-9-]{1,9}) (?:groups?|arms?)\b"
)


def abbreviation_unknown(clause: Clause, names: ArmNames) -> bool:
    """'The DM60 group had lower scores than placebo', in a trial of several doses: which of them that
    is, no name that is known tells."""
    return len(names.experimental) > 1 and any(
        not any(match.start() < a.end and a.start < match.end() for a in clause.arms)
        for match in _ABBREVIATED.finditer(clause.text)
    )


def group_unknown(clause: Clause) -> bool:
    """'Group B had lower scores': of which arm that is, the text does not say; C is the controls'."""
    return any(
        not _GROUP_C.fullmatch(match.group())
        and not any(match.start() < a.end and a.start < match.end() for a in clause.arms)
        for match in _LETTERED.finditer(clause.text)
    )


# '29% of those who switched', '12% of patients without a history of ECT'
_OF_SOME_PEOPLE = re.compile(
    r"(?: of| in| among) (?:those|(?:the )?(?:patients|participants|people|women|subjects)) (?:who|with|without|that) (?:[^,;.()\d]|\.\d){3,60}"
)


def without_strangers(items: list[Item], clause: Clause) -> list[Item]:
    """'37% on A, 29% of those who switched, and 18% on B': of as many figures more than arms, those of
    people whom no arm's name stands for."""
    named = {m.arms for m in clause.arms if len(m.arms) == 1}
    kept = [i for i in items if not _of_some_people(i, clause)]
    return kept if len(named) > 1 and len(kept) == len(named) < len(items) else items


def _of_some_people(item: Item, clause: Clause) -> bool:
    told = _OF_SOME_PEOPLE.match(clause.text, item.end)
    starts = [*(m.start for m in clause.arms), *(m.start for m in clause.measures)]
    return told is not None and not any(told.start() <= s < told.end() for s in starts)
