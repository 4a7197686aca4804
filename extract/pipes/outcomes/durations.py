"""How long until a relapse: 'the median time to relapse was 18 days'. Days alone, as printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dosetable.extract.pipes.outcomes.base_row import place_of
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.place import arms_of
from dosetable.extract.pipes.outcomes.scan import Clause

_DAYS = r"(?P<value>\d{1,3}(?:\.\d{1,2})?) (?:days|d)\b"
_UNTIL = re.compile(
    r"\b(?P<kind>median|mean|average) (?:[(\[][^()\[\]]{1,12}[)\]] )?time[- ](?:to|until)[- ](?:first |a )?relapse\b"
    rf"[^.;\d]{{0,80}}?\b(?:was|were|of|:|=) (?:about |approximately )?{_DAYS}",
    re.IGNORECASE,
)
_RELAPSED = re.compile(
    r"\brelapsed,? (?:(?P<kind>on average),?|(?:after|at) an? (?P<kind2>mean|median|average) of) "
    rf"(?:about |approximately )?{_DAYS}",
    re.IGNORECASE,
)
_OTHER = re.compile(
    rf"(?:\s?[(\[][^()\[\]]{{1,60}}[)\]])?(?: (?:in|with|for|after) [^.;\d]{{2,40}})?,? (?:and|vs\.?|versus|(?:compared|in comparison) (?:with|to)) {_DAYS}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Length:
    start: int
    end: int
    value: float


def duration_rows(clause: Clause, names: ArmNames) -> list[Row]:
    """Rows of an arm's time to relapse, where the arm is plain."""
    match = _UNTIL.search(clause.text) or _RELAPSED.search(clause.text)
    if match is None:
        return []
    found = [_length(match)]
    if other := _OTHER.match(clause.text, match.end()):
        found.append(_length(other))
    if len(names.arms) == 1:
        arms: list[str | None] = [names.arms[0].id] if len(found) == 1 else [None, None]
    else:
        named = {arm for m in clause.arms for arm in m.arms}
        plain = len(named) == len(found)
        arms = arms_of(found, clause.arms, (), clause.text) if plain else [None] * len(found)
    if len(set(arms)) < len(arms):
        return []
    kind = next((k for k in (match["kind"], match.groupdict().get("kind2")) if k), "").lower()
    controls = {a.id for a in names.control}
    told = {arm: one for arm, one in zip(arms, found, strict=True) if arm is not None}
    ours = [arm for arm in told if arm not in controls]
    theirs = [arm for arm in told if arm in controls]
    if len(ours) == len(theirs) == 1:
        return [_pair(clause, told, ours[0], theirs[0], kind)]
    return [_row(clause, told[arm], arm, kind) for arm in ours]


def _length(match: re.Match[str]) -> _Length:
    return _Length(start=match.start("value"), end=match.end("value"), value=float(match["value"]))


def _pair(clause: Clause, told: Mapping[str, _Length], ours: str, theirs: str, kind: str) -> Row:
    """One row of two arms' times; a single test in the clause is of the two."""
    tests = [p for p in clause.p_values if p.kind == "superiority"]
    one, other = told[ours], told[theirs]
    return replace(
        _row(clause, one, ours, kind),
        comparator=theirs,
        value=None,
        value_span=None,
        experimental_value=one.value,
        comparator_value=other.value,
        experimental_span=place_of(clause, one.start, one.end),
        comparator_span=place_of(clause, other.start, other.end),
        p=tests[0] if len(tests) == 1 else None,
    )


def _row(clause: Clause, one: _Length, arm: str, kind: str) -> Row:
    return Row(
        measure="relapse",
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
