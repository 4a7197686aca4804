"""What stands beside a group's own treatment by the shape of the words: a dummy, a class's examples.

'ketamine plus intramuscular saline': the saline hides who got the other drug, and is no group's own
treatment (CONSORT 2010, item 11b). 'a new oral antidepressant (duloxetine or sertraline)': the drugs
in the bracket are the class that each person got one of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.arms.treatments import Treatment

_DRUGS = frozenset({"topic", "active placebo"})
_WORDS = r"(?:(?:an?|the|matching|matched|oral|nasal|intranasal|intravenous|intramuscular|subcutaneous|IV|IM|SC|i\.v\.|i\.m\.|s\.c\.|normal|isotonic|dummy|sham|weekly|daily|single)(?: \([A-Z]{2}\))?\s){0,4}"
_WITH_DUMMY = re.compile(
    rf"(?:(?!\b(?:or|versus|vs|than|groups?|arms?)\b)(?:[^;.]|\.\d)){{0,110}}?(?:\bplus|\+|\bcombined with|\btogether with|\bin combination with)\s?{_WORDS}",
    re.IGNORECASE,
)
# 'of adding an opioid antagonist, X, to the drug'
_ADDING = re.compile(
    r"\b(?:adding|the addition of)\s(?:(?:an?|the)\s)?(?:[\w-]+\s){0,5}?(?:[\w-]+,\s)?$",
    re.IGNORECASE,
)
_TO = re.compile(r"(?: \([^()]{1,30}\))?,? to\b")
_IN_BRACKET = re.compile(
    r"(?: (?:drug|treatment|therapy|medication|agent|tablets?)s?)?,?\s?(?:[(\[:]|such as|including|either)\s?(?:(?:either|one of|any of|e\.?g\.?,?|i\.?e\.?,?|namely|such as|the|an?|chosen from|following|open-label)[\s:]+){0,4}",
    re.IGNORECASE,
)
_OR_NEXT = re.compile(r"(?: [A-Z]{2}\b)?(?:\s?,? ?(?:or|and|and/or)\s|\s?[,/]\s?)", re.IGNORECASE)
_SET_AGAINST = re.compile(
    r"\b(?:or|versus|vs\.?|against|than|compared (?:with|to))\s(?:(?:an?|the|to|oral|standard|another|single|conventional)\s){0,3}$",
    re.IGNORECASE,
)


def beside_by_shape(twin: str, start: int, treatments: Sequence[Treatment]) -> list[Treatment]:
    """Return ``treatments`` with a dummy beside the drug as 'diluent', and the drugs that a class is
    made of as 'addition'."""
    found = list(treatments)
    for i, (first, second) in enumerate(zip(found, found[1:], strict=False)):
        if (
            second.kind == "inert placebo"
            and first.kind in _DRUGS
            and _WITH_DUMMY.fullmatch(twin, first.end, second.start)
        ):
            found[i + 1] = replace(second, relation="diluent")
        elif (
            second.kind == "active comparator"
            and second.relation == "other"
            and first.kind in _DRUGS
            and _WITH_DUMMY.fullmatch(twin, first.end, second.start)
        ):
            found[i + 1] = replace(second, relation="addition")
    if any(t.relation == "diluent" for t in found):  # both ways: 'X + placebo spray'
        for i, (first, second) in enumerate(zip(found, found[1:], strict=False)):
            apart = first.kind == "active comparator" and second.kind == "inert placebo"
            if apart and _WITH_DUMMY.fullmatch(twin, first.end, second.start):
                found[i + 1] = replace(second, relation="diluent")
    for i, treatment in enumerate(found):
        adding = _ADDING.search(twin, max(start, treatment.start - 70), treatment.start)
        if treatment.kind == "active comparator" and adding and _TO.match(twin, treatment.end):
            found[i] = replace(treatment, relation="addition")
    for i, treatment in enumerate(treatments):
        if treatment.kind != "adjunct":
            continue
        if _SET_AGAINST.search(twin, max(start, treatment.start - 50), treatment.start):
            continue  # 'X or an oral antidepressant (Y)': a group
        expression, end = _IN_BRACKET, treatment.end
        for j in range(i + 1, len(treatments)):
            other = treatments[j]
            if other.kind not in {"active comparator", "adjunct"}:
                break
            if not expression.fullmatch(twin, end, other.start):
                break
            found[j] = replace(other, relation="addition")
            expression, end = _OR_NEXT, other.end
    return found
