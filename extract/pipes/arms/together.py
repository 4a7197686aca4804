"""What one group got together: 'Group S: 0.25 mg/kg of esketamine, 1 mg/kg of propofol'.

Reports of surgery, childbirth and electroconvulsive therapy list all that each group was given. In
such a list the drug of the table (or, in a control group, what stands for it) is the treatment, and
the analgesics and anaesthetics are given beside it (CONSORT 2010, item 5).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.arms.treatments import Treatment
from dosetable.extract.prefilter import Prefiltered

_NAME = (
    r"(?:\b(?:[Gg]roup|[Aa]rm) (?-i:[A-Z0-9][A-Za-z0-9+/-]{0,5})(?![\w-])|\b(?-i:[A-Z][A-Z0-9+-]{0,5}) (?:group|arm)\b"
    r"|\b(?:control|observation|study|experimental|treatment|intervention|test|placebo|saline|\w*ketamine|\w+ol) (?:group|arm)\b)"
)
_HEAD = Prefiltered(
    rf"{_NAME}(?:\s?[(\[][^()\[\]]{{1,40}}[)\]])?\s?(?:,|:|(?:patients |participants |women )?(?:was|were|received|got|had|underwent)\b"
    r"|,? (?:(?:it|an?|the|their|whose) )?(?:[\w-]+ ){0,2}?(?:contained|held|consisted of|comprised)\b|(?P<elided>\s(?:(?:with|by|using) )?)(?=[a-z]))",
    re.IGNORECASE,
)
# 'the control group (saline and X 1.5 mg/kg)': what stands in the bracket behind a group's name
_IN_BRACKET = Prefiltered(
    rf"{_NAME}\s?[(\[](?:[nN] ?= ?\d{{1,4}}[,;:] ?)?(?P<what>(?:[^()]|\([^()]*\)){{5,160}})[)\]]",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:\b[\w-]+ )?\b(?:groups?|arms?)\b|,? and all\b|\ball (?:patients|participants|women|subjects)\b|\b(?:or|versus|vs|while|whereas|than|compared)\b|;",
    re.IGNORECASE,
)


# 'induced with X in group K and in group T with Y'
_NEXT_GROUP = re.compile(
    rf"(?:,|\band|\bwhile|\bwhereas|\bor)(?: those)?(?: in| for)? (?:the )?{_NAME}(?: (?:was|were|patients|women|induced|anesthetized|anaesthetized|treated))* (?:with|by|using) $",
    re.IGNORECASE,
)


_OR_AGAIN = re.compile(r"\b(?:or|versus|vs\.?|and)\b")


def _over_the_same(twin: str, treatments: Sequence[Treatment]) -> list[Treatment]:
    """'P with X, or P with ketamine': what both groups had under it is no group's own."""
    found = list(treatments)
    told = [t for t in found if t.name != "electroconvulsive therapy"]
    if len(told) != 4 or told[0].name != told[2].name or told[0].kind == "topic":
        return found
    base, one, again, other = told
    if {one.kind, other.kind} == {"topic"} or "topic" not in (one.kind, other.kind):
        return found
    with_it = _WITH.fullmatch(twin, base.end, one.start) and _WITH.fullmatch(
        twin, again.end, other.start
    )
    if not with_it or not _OR_AGAIN.search(twin, one.end, again.start):
        return found
    own = (one.start, other.start)
    return [
        replace(t, relation="alternative", adjunct=False) if t.start in own else t for t in found
    ]


_WITH = re.compile(r"(?:[^;()]|\.\d){0,30}?\b(?:with|plus|and)\s|\s?\+\s?")


def within_groups(
    twin: str, start: int, end: int, treatments: Sequence[Treatment]
) -> list[Treatment]:
    """Return ``treatments`` with what a group got beside its own treatment as 'addition', where
    the words between ``start`` and ``end`` list one group's drugs at a time."""
    found = list(treatments)
    if len(found) < 2:
        return found
    for i, (before, one) in enumerate(zip(found, found[1:], strict=False), 1):
        if one.relation == "addition" and _NEXT_GROUP.search(twin, before.end, one.start):
            found[i] = replace(one, relation="alternative")
    found = _over_the_same(twin, found)
    with_topic: list[set[str]] = []
    others: list[list[int]] = []
    elided: list[list[int]] = []
    starts = {t.start for t in found}
    for head in _HEAD.finditer(twin, start, end):
        if head["elided"] and head.end() not in starts:
            continue
        if _SIZE_NEXT.match(twin, head.end()):
            continue  # 'X 0.3 mg/kg (group S, n = 51), Y': the name behind what the group got
        stop = _END.search(twin, head.end(), end)
        inside = _between(found, head.end(), stop.start() if stop else end)
        main = _main([found[i] for i in inside])
        if main is None:
            others.append(inside)
            if head["elided"]:
                elided.append(inside)
        elif main.kind == "topic":
            with_topic.append({found[i].name for i in inside})
        for i in inside:
            if main is not None and found[i].kind == "active comparator" and found[i].adjunct:
                found[i] = replace(found[i], relation="addition")
    found = _in_brackets(twin, start, end, found)
    by_all = set.intersection(*with_topic) if with_topic else set()
    for inside in others if with_topic else ():
        if len(inside) > 1 and _nothing_else(twin, [found[i] for i in inside]):
            for i in inside:
                found[i] = replace(found[i], relation="other")
            continue
        own = [i for i in inside if found[i].name not in by_all]
        if inside in elided and not own:
            continue  # 'those in the control group X 2 mg/kg': another amount of what all had
        for i in inside:
            if i not in own:  # what the other group had beside its drug
                found[i] = replace(found[i], relation="addition")
            elif i in (inside[0], own[0]):  # 'ES group: X and Y; C group: Z and Y'
                found[i] = replace(found[i], relation="alternative")
    return found


def _between(treatments: Sequence[Treatment], start: int, end: int) -> list[int]:
    return [i for i, t in enumerate(treatments) if start <= t.start < end]


def _in_brackets(
    twin: str, start: int, end: int, treatments: Sequence[Treatment]
) -> list[Treatment]:
    """Return ``treatments`` with what stands beside a drug or its placebo in a group's bracket as
    'addition', where several groups are told so."""
    found = list(treatments)
    groups = [
        _between(found, *head.span("what")) for head in _IN_BRACKET.finditer(twin, start, end)
    ]
    mains = [_main([found[i] for i in inside]) for inside in groups]
    if sum(main is not None for main in mains) < 2 or not any(
        m and m.kind == "topic" for m in mains
    ):
        return found
    for inside, main in zip(groups, mains, strict=True):
        for i in inside:
            if main is not None and found[i].kind == "active comparator" and found[i].adjunct:
                found[i] = replace(found[i], relation="addition")
    return found


_SIZE_NEXT = re.compile(r"\s?[nN] ?= ?\d{1,4}[)\]]")
_ALONE = re.compile(r"(?:\s?\(?\d[\d.]* ?m?c?g(?:/kg)?\)?)? (?:alone|only)\b", re.IGNORECASE)


def _nothing_else(twin: str, listed: Sequence[Treatment]) -> bool:
    """'group B, in whom propofol and fentanyl alone were given': the anaesthesia that all had."""
    return all(t.adjunct for t in listed) and _ALONE.match(twin, listed[-1].end) is not None


# 'groups C, A and B were given Y, X 0.5 mg/kg plus Y, and X 1 mg/kg plus Y, respectively'
_IN_ORDER = Prefiltered(
    r"\b(?:[Gg]roups?|[Aa]rms?) (?P<names>[A-Z][A-Z0-9]{0,3}(?:, ?[A-Z][A-Z0-9]{0,3})*,? (?:and|&) [A-Z][A-Z0-9]{0,3}) (?:(?:were|was) (?:[a-z]+ )?(?:given|administered|treated with|injected with|infused with|pumped)|received|had|got)\s"
)
_NAMES = re.compile(r"[A-Z][A-Z0-9]{0,3}")
_NEXT_ITEM = re.compile(r", (?:and )?|,? and |; ", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\brespectively\b")


def in_order(twin: str, end: int, start: int, treatments: Sequence[Treatment]) -> list[Treatment]:
    """Return ``treatments`` with the comparator that one group of an ordered list got by itself as
    'alternative'."""
    found = list(treatments)
    head = _IN_ORDER.search(twin, start, end)
    stop = _RESPECTIVELY.search(twin, head.end(), end) if head else None
    if head is None or stop is None:
        return found
    inside = [i for i, t in enumerate(found) if head.end() <= t.start < stop.start()]
    items: list[list[int]] = []
    for i in inside:
        last = found[items[-1][-1]].end if items else head.end()
        gap = twin[last : found[i].start]
        if not items or _NEXT_ITEM.search(gap):
            items.append([i])
        else:
            items[-1].append(i)
    if len(items) != len(_NAMES.findall(head["names"])):
        return found
    drug = [any(found[i].kind == "topic" for i in item) for item in items]
    for item, has in zip(items, drug, strict=True):
        if not has and any(drug) and found[item[0]].kind == "active comparator":
            found[item[0]] = replace(found[item[0]], relation="alternative")
    return found


def _main(listed: Sequence[Treatment]) -> Treatment | None:
    """The treatment of a group that got ``listed``; None where only companions are listed."""
    topic = [t for t in listed if t.kind == "topic"]
    inert = [t for t in listed if t.kind == "inert placebo" and t.relation != "diluent"]
    active = [t for t in listed if t.kind == "active placebo"]
    return next(iter([*topic, *inert, *active]), None)
