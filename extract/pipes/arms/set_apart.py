"""Comparators that the words before them do not tie in, but that are groups for other reasons.

'either methohexital or ketamine', 'the propofol group (1.5 mg/kg of propofol)', '16 had ketamine
and 16 patients underwent ECT', 'in the control group only thiopental was used'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.arms.own_groups import (
    alone_or_with_drug,
    beside_and_without,
    in_own_group,
)
from dosetable.extract.pipes.arms.treatments import Treatment
from dosetable.extract.pipes.chance import CHANCE
from dosetable.extract.pipes.numbers import COUNT
from dosetable.extract.pipes.people import PEOPLE

_EITHER = re.compile(
    r"\beither (?:an? |the )?(?:[\w-]+ (?:of|with) )?(?:\d[\d.]* ?(?:mg|mcg)(?:/kg)? (?:of )?)?$",
    re.IGNORECASE,
)
_OR = re.compile(r"(?:[^;.]|\.\d){0,60}?\b(?:or|versus|vs)\b(?:[^;.]|\.\d){0,40}", re.IGNORECASE)
_OTHERS_HAD = re.compile(
    rf"\b(?:and|while|whereas|;|,) (?:the (?:other|remaining) )?(?:{COUNT}|others) (?:{PEOPLE} )?(?:underwent|received|had|got|were (?:given|treated with)) (?:(?!\b(?:after|before|plus|and)\b)[\w-]+ ){{0,4}}?$",
    re.IGNORECASE,
)
_FIRST_HAD = re.compile(
    rf"(?:^|[.:;] ?|\b){COUNT} {PEOPLE}(?: \([^()]{{1,20}}\))? (?:underwent|received|had|got|were (?:given|treated with)) (?:(?!\b(?:after|before|plus|and)\b)[\w-]+ ){{0,4}}?$",
    re.IGNORECASE,
)
_THEN_OTHERS = re.compile(
    rf"(?:[^.;]|\.\d){{0,60}}?(?:\b(?:and|while|whereas)|[,;]) {COUNT} (?:{PEOPLE} )?(?:\([^()]{{1,20}}\) )?(?:underwent|received|had|got|were (?:given|treated with))\b",
    re.IGNORECASE,
)
_CONTROLS_HAD = re.compile(
    r"\b(?:control|comparison|conventional|reference) (?:group|arm|women|patients)(?: \([^()]{1,30}\))?,? (?:(?:received|had|got|were given|was given) )?(?:only|just|solely) (?:[\w-]+ ){0,2}?(?:\d[\d.]*(?:-\d[\d.]*)? ?mg(?:/kg)? (?:(?:of )?bod\w* weight )?(?:of )?)?$",
    re.IGNORECASE,
)
# 'while only the same dose of X was used in group C'
_ONLY_IT = re.compile(
    r"\b(?:only|just|solely)\s(?:the |an? )?(?:(?:same|equal|identical|equivalent) )?(?:(?:dose|amount|volume|concentration|quantity|infusion|injection) of )?(?:\d[\d.]* ?(?:%|mg(?:/kg)?|ml) (?:of )?)?$",
    re.IGNORECASE,
)
_IN_CONTROLS = re.compile(
    r"(?: (?:hydrochloride|alone|\([^()]{1,30}\)|\d[\d.]* ?(?:mg|mcg)(?:/kg)?)){0,2} (?:was|were) (?:\w+ )?(?:used|given|administered|injected|infused|added)? ?(?:in|for|to) (?:the )?(?:control|comparison|reference|(?:[Gg]roup|[Aa]rm) C\b|C group|(?:[Gg]roup|[Aa]rm) (?:N|P|B|2|II)\b)",
)
_GROUP_NEXT = re.compile(r"\s(?:\([A-Z]{1,4}\) )?(?:group|arm)\b", re.IGNORECASE)
_PLUS_NEXT = re.compile(
    r"(?:\s\(?\d[\d.]*(?:-\d[\d.]*)? ?mg(?:/kg)?\)?)?\s?(?:\+|plus|combined with|together with)\s(?:\d[\d.]*(?:-\d[\d.]*)? ?mg(?:/kg)? (?:of )?)?",
    re.IGNORECASE,
)


# 'to add X (n = 20) or Y (n = 19) to treatment as usual'
_ADDED_TO = re.compile(
    r"\badd(?:ing|ed|s)?\b(?:[^.;]|\.\d){0,170}[)\]a-z] (?:on )?to (?:their |the |standard |ongoing |usual )*$",
    re.IGNORECASE,
)


def set_apart(twin: str, start: int, treatments: Sequence[Treatment]) -> list[Treatment]:
    """Return ``treatments`` with such comparators as 'alternative', and an anaesthetic that stands
    before the drug with "plus" as what was given beside it."""
    found = list(treatments)
    for i, treatment in enumerate(treatments):
        if treatment.kind != "active comparator":
            continue
        after = treatments[i + 1] if i + 1 < len(treatments) else None
        if _ADDED_TO.search(twin, max(start, treatment.start - 200), treatment.start):
            found[i] = replace(treatment, relation="addition")
            continue
        if _beside_both(twin, treatments, i):
            found[i - 1] = replace(found[i - 1], relation="alternative")
            found[i] = replace(treatment, relation="alternative")
            found[i + 1] = replace(treatments[i + 1], relation="alternative")
            continue
        alone = _names_a_group(twin, start, treatments, i)
        alone = alone or _first_of_list(twin, start, treatments, i)
        if treatment.relation == "other" and (alone or _own_group(twin, start, treatments, i)):
            found[i] = replace(treatment, relation="alternative")
        elif (
            treatment.anaesthetic
            and after is not None
            and after.kind == "topic"
            and after.relation == "addition"
            and _PLUS_NEXT.fullmatch(twin, treatment.end, after.start)
        ):
            found[i] = replace(treatment, relation="addition")
            found[i + 1] = replace(after, relation="alternative")
    found = beside_and_without(twin, alone_or_with_drug(twin, in_own_group(twin, found)))
    return _labelled(twin, start, found)


_LABEL = re.compile(
    r"(?:\b(?:[Gg]roup|[Aa]rm) [A-Z0-9][A-Za-z0-9+]{0,3}|\b[A-Z][A-Z0-9]{0,3} (?:group|arm)|\b[A-Z]{1,3}\d?)\s?(?:[(\[:]|, )(?:n ?= ?\d{1,4}[;,:]? ?)?$"
)


def _labelled(twin: str, start: int, treatments: Sequence[Treatment]) -> list[Treatment]:
    """'group D (X 0.5), group E (the drug 0.25) and group DE (both)': X is a group of its own, as one
    group had the drug without it."""
    lists: list[list[int]] = []
    for i, treatment in enumerate(treatments):
        if _LABEL.search(twin, max(start, treatment.start - 24), treatment.start):
            lists.append([i])
        elif lists:
            lists[-1].append(i)
    found = list(treatments)
    if len(lists) < 2 or CHANCE.search(twin, start, treatments[-1].end) is None:
        return found
    names = [{treatments[i].name for i in group} for group in lists]
    by_all = set.intersection(*names)
    drug = {t.name for t in treatments if t.kind == "topic"}
    for group, had in zip(lists, names, strict=True):
        own = [i for i in group if treatments[i].name not in by_all]
        if len(own) != 1 or had & drug or treatments[own[0]].kind != "active comparator":
            continue
        name = treatments[own[0]].name
        if any(name not in others for others in names):
            found[own[0]] = replace(treatments[own[0]], relation="alternative")
    return found


_DOSE = r"(?:\s?[(\[][^()\[\]]{1,40}[)\]])?"
_COMMA = re.compile(rf"(?: \d[\d.]* ?(?:m?c?g|\u03bcg|ug)(?:/kg)?)?{_DOSE}(?: alone)?,? (?:or )?")
_OR_BOTH = re.compile(
    rf"(?: \d[\d.]* ?(?:m?c?g|\u03bcg|ug)(?:/kg)?)?{_DOSE}(?: alone)?(?:,? (?:or|and|versus|vs\.?)|,) (?:(?:an?|the|their) )?(?:combination of |combined )?",
    re.IGNORECASE,
)
_PLUS_OTHER = re.compile(
    rf"(?: \d[\d.]* ?(?:m?c?g|\u03bcg|ug)(?:/kg)?)?{_DOSE} ?(?:\+|/|-|plus|and|with|combined with|together with) ?",
    re.IGNORECASE,
)


def _beside_both(twin: str, treatments: Sequence[Treatment], i: int) -> bool:
    """'ketamine, propofol or ketamine plus propofol': three groups, of which this is the second."""
    if not 0 < i < len(treatments) - 2:
        return False
    first, this, again, other = treatments[i - 1 : i + 3]
    return (
        first.kind == "topic"
        and (again.name, other.name) == (first.name, this.name)
        and _COMMA.fullmatch(twin, first.end, this.start) is not None
        and _OR_BOTH.fullmatch(twin, this.end, again.start) is not None
        and _PLUS_OTHER.fullmatch(twin, again.end, other.start) is not None
    )


def _own_group(twin: str, start: int, treatments: Sequence[Treatment], i: int) -> bool:
    treatment = treatments[i]
    head = max(start, treatment.start - 110)
    after = treatments[i + 1] if i + 1 < len(treatments) else None
    if after is not None and after.kind == "topic" and _EITHER.search(twin, head, treatment.start):
        return _OR.fullmatch(twin, treatment.end, after.start) is not None
    if not any(t.kind == "topic" for t in treatments[:i]):
        counted = _FIRST_HAD.search(twin, head, treatment.start)
        drug = next((t for t in treatments[i + 1 :] if t.kind == "topic"), None)
        return bool(
            counted and drug is not None and _THEN_OTHERS.match(twin, treatment.end, drug.start)
        )
    if _ONLY_IT.search(twin, head, treatment.start) and _IN_CONTROLS.match(twin, treatment.end):
        return True
    return any(e.search(twin, head, treatment.start) for e in (_OTHERS_HAD, _CONTROLS_HAD))


_SHARE = re.compile(r"(?:,? \d+ ?%)?,? ")


def _first_of_list(twin: str, start: int, treatments: Sequence[Treatment], i: int) -> bool:
    """'given X, the drug or placebo at random': the first of three groups."""
    if i + 2 >= len(treatments):
        return False
    this, drug, other = treatments[i : i + 3]
    share = _SHARE.match(twin, this.end)
    stop = twin.find(". ", other.end)
    at = share.end() - 1 if share and "%" in share[0] else this.end
    return (
        drug.kind == "topic"
        and other.kind not in {"adjunct", "topic"}
        and "," in twin[this.end : drug.start]
        and _COMMA.fullmatch(twin, at, drug.start) is not None
        and _OR_BOTH.fullmatch(twin, drug.end, other.start) is not None
        and CHANCE.search(twin, start, stop if stop > 0 else len(twin)) is not None
    )


def _names_a_group(twin: str, start: int, treatments: Sequence[Treatment], i: int) -> bool:
    """'randomly assigned to the propofol group (...), the ketamine group (...)'."""
    named = [t for t in treatments if _GROUP_NEXT.match(twin, t.end)]
    topic = any(t.kind == "topic" for t in named)
    chance = CHANCE.search(twin, start, treatments[i].start)
    return treatments[i] in named and topic and chance is not None
