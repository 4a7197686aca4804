"""How long until a relapse: 'the median time to relapse was 18 days'. Days alone, as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.place import arms_of
from dosetable.extract.pipes.outcomes.scan import Clause

_DAYS = r"(?P<value>\d{1,3}(?:\.\d{1,2})?) days\b"
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
    rf"(?:\s?[(\[][^()\[\]]{{1,60}}[)\]])?(?: (?:in|with|for|after) [^.;\d]{{2,40}})?,? (?:and|vs\.?|versus|compared (?:with|to)) {_DAYS}",
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
        arms = arms_of(found, clause.arms, ()) if plain else [None] * len(found)
    if len(set(arms)) < len(arms):
        return []
    kind = next((k for k in (match["kind"], match.groupdict().get("kind2")) if k), "").lower()
    controls = {a.id for a in names.control}
    return [_row(clause, one, arm, kind) for one, arm in zip(found, arms, strict=True)
            if arm is not None and arm not in controls]  # fmt: skip


def _length(match: re.Match[str]) -> _Length:
    return _Length(start=match.start("value"), end=match.end("value"), value=float(match["value"]))


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
