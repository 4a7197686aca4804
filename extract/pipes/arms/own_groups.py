"""Comparators that all groups had, but one group by itself; and those told with their groups.

'sufentanil 2 ug/kg alone, or sufentanil 1.5 ug/kg combined with the drug', 'in the propofol group
with propofol 1 mg/kg', 'thiopental in group T and the drug in group K'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.arms.treatments import Treatment

_AMOUNT = r"(?:\s?\(?\d[\d.]*(?:-\d[\d.]*)? ?(?:mg|mcg|μg|ug)(?:/kg)?\)?)?"
_JOINED = re.compile(
    rf"{_AMOUNT}\s?(?:\+|plus|combined with|together with|in combination with|mixed with)\s?(?:the )?(?:\d[\d.]*(?:-\d[\d.]*)? ?(?:mg|mcg|μg|ug)(?:/kg)? (?:of )?)?",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"{_AMOUNT} (?:alone|only)\b", re.IGNORECASE)
_GROUP = re.compile(r"[- ](?:only |alone )?(?:group|arm)\b", re.IGNORECASE)
_HAD = re.compile(
    r"[- ](?:only |alone )?(?:group|arm),? (?:(?:with|using|by|only|it was|received|was|were|had|got|given|induced|administered|of) ){0,3}(?:\d[\d.]*(?:-\d[\d.]*)? ?(?:mg|mcg|μg|ug)(?:/kg)? (?:of )?)?",
    re.IGNORECASE,
)
# 'and those in the control group X 2 mg/kg': the verb was said once
_CONTROLS = re.compile(
    r"\b(?:those|patients|women|participants|subjects|the others) (?:in|of) (?:the )?(?:control|comparison|reference) group (?:\([^()]{1,20}\) )?(?:\d[\d.]* ?(?:mg|mcg|μg|ug)(?:/kg)? (?:of )?)?$",
    re.IGNORECASE,
)
_IN_GROUP = re.compile(
    rf"(?:\s?\([A-Z][A-Za-z]{{3,20}}\))?{_AMOUNT}(?: alone| only)?(?: (?:was|were) (?:given|used|administered|injected))? (?:in|for|to) (?:the )?(?P<label>(?:[Gg]roup|[Aa]rm) [A-Z][A-Z0-9]{{0,3}}\b|[A-Z][A-Z0-9]{{0,3}} group\b|control group\b)"
)


# 'and with X 4 mg/kg alone in the control group'
_ALONE_IN = re.compile(
    rf"(?:\s?\([A-Z][A-Za-z]{{3,20}}\))?{_AMOUNT} (?:alone|only) in the control group"
)


def alone_or_with_drug(twin: str, treatments: Sequence[Treatment]) -> list[Treatment]:
    """Return ``treatments`` with a comparator that one group had alone as 'alternative', and where
    it stood beside the drug as 'addition'."""
    found = list(treatments)
    beside: dict[str, list[int]] = {}
    for i, (first, second) in enumerate(zip(found, found[1:], strict=False)):
        if not _JOINED.fullmatch(twin, first.end, second.start):
            continue
        if {first.kind, second.kind} == {"topic", "active comparator"}:
            other = i if second.kind == "topic" else i + 1
            beside.setdefault(found[other].name, []).append(other)
    for name, joined in beside.items():
        single = [
            i
            for i, t in enumerate(found)
            if t.name == name and i not in joined and _ALONE.match(twin, t.end)
        ]
        if len(single) != 1:
            continue
        found[single[0]] = replace(found[single[0]], relation="alternative")
        for i in joined:
            found[i] = replace(found[i], relation="addition")
            if i + 1 < len(found) and found[i + 1].kind == "topic":
                found[i + 1] = replace(found[i + 1], relation="alternative")
    return found


def in_own_group(twin: str, treatments: Sequence[Treatment]) -> list[Treatment]:
    """Return ``treatments`` with a comparator told with the group that had it as 'alternative'."""
    found = list(treatments)
    for first, (i, second) in zip(found, enumerate(found[1:], 1), strict=False):
        if second.kind != "active comparator" or first.name != second.name:
            continue
        if _GROUP.match(twin, first.end) and _HAD.fullmatch(twin, first.end, second.start):
            found[i] = replace(second, relation="alternative")
    for i, treatment in enumerate(found):
        own = treatment.kind == "active comparator" and treatment.relation != "addition"
        if own and _CONTROLS.search(twin, max(0, treatment.start - 60), treatment.start):
            found[i] = replace(treatment, relation="alternative")
    labels = {i: m["label"] for i, t in enumerate(found) if (m := _IN_GROUP.match(twin, t.end))}
    drug = {label for i, label in labels.items() if found[i].kind == "topic"}
    for i, label in labels.items():
        apart = drug or (label == "control group" and _ALONE_IN.match(twin, found[i].end))
        if found[i].kind == "active comparator" and apart and label not in drug:
            found[i] = replace(found[i], relation="alternative")
    return found


_LIST_NEXT = re.compile(
    r"(?:\s?\(?\d[\d.]*(?:-\d[\d.]*)? ?(?:mg|mcg|\u03bcg|ug)(?:/kg)?\)?)?(?:,|,? (?:and|plus|with)|\s?\+) (?:\d[\d.]* ?(?:mg|mcg|\u03bcg|ug)(?:/kg)? (?:of )?)?",
    re.IGNORECASE,
)
_BUT_NOT = re.compile(
    r"(?:\s?\(?\d[\d.]*(?:-\d[\d.]*)? ?(?:mg|mcg|\u03bcg|ug)(?:/kg)?\)?)?,? (?:but )?without (?:any |the |added |additional )?$",
    re.IGNORECASE,
)


def beside_and_without(twin: str, treatments: Sequence[Treatment]) -> list[Treatment]:
    """'P, F and the drug 1 mg/kg, or P and F without the drug': what both groups were given is no
    group's own, and what one of them went without is no third one's."""
    for i, drug in enumerate(treatments):
        if drug.kind != "topic" or i == 0:
            continue
        if not _BUT_NOT.fullmatch(twin, treatments[i - 1].end, drug.start):
            continue
        first = i - 1
        while first > 0 and _LIST_NEXT.fullmatch(
            twin, treatments[first - 1].end, treatments[first].start
        ):
            first -= 1
        names = {t.name for t in treatments[first:i] if t.kind == "active comparator"}
        names &= {t.name for t in (*treatments[:first], *treatments[i + 1 :])}
        return [replace(t, relation="addition") if t.name in names else t for t in treatments]
    return list(treatments)
