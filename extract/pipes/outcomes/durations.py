"""How long until an event: 'the median time to relapse was 18 days'. Days alone, as printed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.outcomes.base_row import place_of
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.place import arms_of
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.statistics import PValue

_NUMBER = r"\d{1,3}(?:\.\d{1,2})?"
_DAYS = rf"(?P<value>{_NUMBER}) (?:days|d)\b"
_EVENT = r"(?:relapse|recurrence|response|remission)"
_UNTIL = re.compile(
    rf"\b(?:(?P<kind>median|mean|average) (?:[(\[][^()\[\]]{{1,12}}[)\]] )?)?times?[- ](?:taken )?(?:to|until) (?:(?:the|a|first|clinical|full|initial|achieve|reach) )*(?P<events>{_EVENT}(?:,? and (?:(?:time )?to )?{_EVENT})?)\b",
    re.IGNORECASE,
)
_WAS = re.compile(
    rf"[^.;\d]{{0,80}}?\b(?:was|were|of|:|=) (?:about |approximately )?{_DAYS}", re.IGNORECASE
)
_RELAPSED = re.compile(
    r"\brelapsed,? (?:(?P<kind>on average),?|(?:after|at) an? (?P<kind2>mean|median|average) of) "
    rf"(?:about |approximately )?{_DAYS}",
    re.IGNORECASE,
)
_OTHER = re.compile(
    rf"(?:\s?[(\[][^()\[\]]{{1,60}}[)\]])?(?: (?:in|with|for|after) [^.;\d]{{2,40}})?,? (?:and|vs\.?|versus|{COMPARED_WITH}) {_DAYS}",
    re.IGNORECASE,
)
# '(median 2 versus 9 days [P = .005])': the two arms' lengths side by side
_PAIR = re.compile(
    rf"(?<![\d.])(?P<one>{_NUMBER})(?: (?:days|d))?(?: ?[(\[][^()\[\]]{{1,40}}[)\]])?,? (?:vs?\.?|versus|compared (?:with|to)) (?P<two>{_NUMBER}) (?:days|d)\b"
    rf"|(?<![\d.])(?P<first>{_NUMBER}) (?:vs?\.?|versus) (?P<second>{_NUMBER})(?= ?[(\[][^()\[\]]{{1,30}}[)\]] and {_NUMBER} (?:vs?\.?|versus) {_NUMBER} (?:days|d)\b| and {_NUMBER} (?:vs?\.?|versus) {_NUMBER} (?:days|d)\b)",
    re.IGNORECASE,
)
_OPENED_AGAINST = re.compile(
    rf"\W*(?:(?:when )?{COMPARED_WITH}|relative to|versus|unlike)\b",
    re.I,
)
_KIND = re.compile(r"\b(?:median|mean|average)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Length:
    start: int
    end: int
    value: float


def duration_rows(clause: Clause, names: ArmNames) -> list[Row]:
    """Rows of an arm's time to an event, or of two arms', where the arms are plain."""
    until = _UNTIL.search(clause.text)
    if until is not None and (side_by_side := _side_by_side(until, clause, names)):
        return side_by_side
    was = _WAS.match(clause.text, until.end()) if until is not None else None
    match = was or _RELAPSED.search(clause.text)
    if match is None:
        return []
    events = _events(until) if was and until else ["relapse"]
    found = [_length(match)]
    if other := _OTHER.match(clause.text, match.end()):
        found.append(_length(other))
    if len(names.arms) == 1:
        arms: list[str | None] = [names.arms[0].id] if len(found) == 1 else [None, None]
    else:
        named = {arm for m in clause.arms for arm in m.arms}
        plain = len(named) == len(found)
        arms = arms_of(found, clause.arms, (), clause.text) if plain else [None] * len(found)
    if len(set(arms)) < len(arms) or len(events) > 1:
        return []
    kinds = (until["kind"] if was and until else match["kind"], match.groupdict().get("kind2"))
    kind = next((k for k in kinds if k), "").lower()
    controls = {a.id for a in names.control}
    told = {arm: one for arm, one in zip(arms, found, strict=True) if arm is not None}
    ours = [arm for arm in told if arm not in controls]
    theirs = [arm for arm in told if arm in controls]
    if len(ours) == len(theirs) == 1:
        p = clause.tests[0] if len(clause.tests) == 1 else None
        return [_pair(clause, told, (ours[0], theirs[0]), kind, events[0], p)]
    return [_row(clause, told[arm], arm, kind, events[0]) for arm in ours]


def _events(until: re.Match[str]) -> list[str]:
    """The measures that the times are to."""
    named = re.findall(_EVENT, until["events"], re.IGNORECASE)
    return ["relapse" if n.lower() == "recurrence" else n.lower() for n in named]


def _side_by_side(until: re.Match[str], clause: Clause, names: ArmNames) -> list[Row]:
    """The rows of a trial of two arms whose lengths are set against each other, a pair an event."""
    events = _events(until)
    pairs = list(_PAIR.finditer(clause.text, until.end()))
    if len(names.arms) != 2 or len(pairs) != len(events) or len(set(events)) < len(events):
        return []
    ours = [a.id for a in names.experimental if a not in names.control]
    theirs = [a.id for a in names.control]
    if len(ours) != 1 or len(theirs) != 1:
        return []
    spoken = [arm for m in clause.arms for arm in m.arms if m.start < pairs[0].start()]
    first = spoken[0] if spoken else ours[0]
    if _OPENED_AGAINST.match(clause.text) and spoken:
        first = ours[0] if first == theirs[0] else theirs[0]
    kinds = _KIND.findall(clause.text[: pairs[0].start()])
    ends = [*(m.start() for m in pairs[1:]), len(clause.text)]
    rows = []
    for event, match, end in zip(events, pairs, ends, strict=True):
        one, two = _two_lengths(match)
        if first == theirs[0]:
            one, two = two, one
        mine = [p for p in clause.tests if match.end() <= p.start < end]
        kind = kinds[0].lower() if kinds else ""
        told = {ours[0]: one, theirs[0]: two}
        p = mine[0] if len(mine) == 1 else None
        rows.append(_pair(clause, told, (ours[0], theirs[0]), kind, event, p))
    return rows


def _two_lengths(match: re.Match[str]) -> Sequence[_Length]:
    names = ("one", "two") if match["one"] else ("first", "second")
    return [_Length(start=match.start(n), end=match.end(n), value=float(match[n])) for n in names]


def _length(match: re.Match[str]) -> _Length:
    return _Length(start=match.start("value"), end=match.end("value"), value=float(match["value"]))


def _pair(
    clause: Clause,
    told: Mapping[str, _Length],
    arms: tuple[str, str],
    kind: str,
    event: str,
    p: PValue | None,
) -> Row:
    """One row of two arms' times to ``event``, ``arms`` the experimental one first."""
    one, other = told[arms[0]], told[arms[1]]
    return replace(
        _row(clause, one, arms[0], kind, event),
        comparator=arms[1],
        value=None,
        value_span=None,
        experimental_value=one.value,
        comparator_value=other.value,
        experimental_span=place_of(clause, one.start, one.end),
        comparator_span=place_of(clause, other.start, other.end),
        p=p,
    )


def _row(clause: Clause, one: _Length, arm: str, kind: str, event: str) -> Row:
    return Row(
        measure=event,
        start=clause.offset,
        end=clause.offset + len(clause.text.rstrip()),
        confidence=0.7,
        rule="outcome.time-to",
        experimental=arm,
        statistic="median" if kind == "median" else None,
        value=one.value,
        value_span=(clause.offset + one.start, clause.offset + one.end),
        unit="days",
    )
