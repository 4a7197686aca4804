"""Tests behind a list of figures that say whose they are: '(A vs C, P = .01; B vs C, P = .20)'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dosetable.extract.pipes.comparison_words import COMPARED_WITH, SET_AGAINST
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.names import ArmMention
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.statistics import PValue

UNTOLD = "direction.untold"
"""The rule of a row of which the words do not say plainly who did better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPair:
    """Two arms set against each other by name; what stands in ``start:end`` is of the two."""

    start: int
    end: int
    arms: frozenset[str]
    first: str
    second: str


def brackets_of_tests(clause: Clause) -> list[tuple[int, int]]:
    """The brackets behind a figure that hold tests or estimates and no arm's own figure."""
    figures = [(f.start, f.end) for f in clause.figures]
    told = [e.start for e in clause.estimates] + [p.start for p in clause.p_values]
    return [
        (start, end)
        for start, end in _brackets(clause.text)
        if any(f_end <= start + 1 for _, f_end in figures)
        and any(start < s < end for s in told)
        and not any(start < s < end for s, _ in figures)
    ]


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    depth = start = 0
    for place, character in enumerate(text):
        if character in "([":
            if depth == 0:
                start = place
            depth += 1
        elif character in ")]" and depth:
            depth -= 1
            if depth == 0:
                yield start, place


def outside(
    mentions: Sequence[ArmMention], brackets: Sequence[tuple[int, int]]
) -> list[ArmMention]:
    """The mentions that stand in none of ``brackets``: those inside say whose a test is."""
    return [m for m in mentions if not any(a < m.start < b for a, b in brackets)]


def pairs_told(clause: Clause) -> list[ToldPair]:
    """The contrasts that the test brackets of ``clause`` name, with what is of each."""
    found: list[ToldPair] = _named_before_tests(clause)
    for start, end in brackets_of_tests(clause):
        here = [m for m in clause.arms if start < m.start < end and len(m.arms) == 1]
        pairs = [
            (a, b)
            for a, b in zip(here, here[1:], strict=False)
            if a.arms != b.arms and SET_AGAINST.fullmatch(clause.text, a.end, b.start)
        ]
        if not pairs:
            continue
        ends = [*(a.start for a, _ in pairs[1:]), end]
        behind = _behind_their_tests(pairs, start, clause)
        for (a, b), stop in zip(pairs, ends, strict=True):
            since = max((p.end for p in found if p.start >= start), default=start)
            span = (since, b.end) if behind else (a.start, stop)
            found.append(
                ToldPair(
                    start=span[0], end=span[1], arms=a.arms | b.arms,
                    first=next(iter(a.arms)), second=next(iter(b.arms)),
                )
            )  # fmt: skip
    return found


_THAN_WITH = re.compile(
    rf"(?:[ -]?(?:mg|/kg|kg|mcg|groups?|arms?|doses?|infusions?|/h))*,? (?P<joint>than|and|from|over|vs?\.?|versus|{COMPARED_WITH}|relative to) (?:(?:with|in|for|after|by|on|the|those|that) )*",
    re.IGNORECASE,
)
_ITS_TEST = re.compile(r"(?: (?:groups?|arms?|doses?|recipients))?,? [(\[]$")


_BETWEEN = re.compile(r"\bbetween (?:the )?$", re.IGNORECASE)


def _set_apart(text: str, first: ArmMention, second: ArmMention) -> bool:
    """'with A than with B', 'between A and B'; two arms at the end of a list are not set apart."""
    joint = _THAN_WITH.fullmatch(text, first.end, second.start)
    if joint is None or joint["joint"].lower() != "and":
        return joint is not None
    return _BETWEEN.search(text, 0, first.start) is not None


def _named_before_tests(clause: Clause) -> list[ToldPair]:
    """'..., with a greater fall with A than with C (P = .01) but not between B and C (P = .2)': behind
    the figures of all arms, two arms and their test."""
    last = max((f.end for f in clause.figures), default=0)
    found: list[ToldPair] = []
    for p in clause.tests if last else ():
        since = max((pair.end for pair in found), default=last)
        here = [m for m in clause.arms if since <= m.start < p.start][-2:]
        if len(here) != 2 or any(len(m.arms) != 1 for m in here) or here[0].arms == here[1].arms:
            continue
        first, second = here
        if _set_apart(clause.text, first, second) and _ITS_TEST.fullmatch(
            clause.text, second.end, p.start
        ):
            found.append(
                ToldPair(
                    start=first.start, end=p.end, arms=first.arms | second.arms,
                    first=next(iter(first.arms)), second=next(iter(second.arms)),
                )
            )  # fmt: skip
    return found


def _behind_their_tests(
    pairs: Sequence[tuple[ArmMention, ArmMention]], start: int, clause: Clause
) -> bool:
    """'(P = .01, A vs C; P = .20, B vs C)': each test stands before its pair."""
    first, last = pairs[0][0].start, pairs[-1][1].end
    tests = [p.start for p in clause.p_values if p.start > start]
    return any(t < first for t in tests) and not any(
        t > last and clause.text.find(")", last) > t for t in tests
    )


def pair_alone(clause: Clause) -> frozenset[str]:
    """The two arms of a clause that names them and their test: '; A v. C, P = .01', 'but not between B
    and C (P = .2)'."""
    here = [m for m in clause.arms if len(m.arms) == 1]
    if len(here) != 2 or len(clause.arms) != 2 or here[0].arms == here[1].arms:
        return frozenset()
    against = SET_AGAINST.fullmatch(clause.text, here[0].end, here[1].start)
    between = _BETWEEN.search(clause.text, 0, here[0].start)
    if against or (between and _set_apart(clause.text, *here)):
        return here[0].arms | here[1].arms
    return frozenset()


def test_of(pair: ToldPair, tests: Sequence[PValue]) -> PValue | None:
    here = [p for p in tests if pair.start <= p.start < pair.end and p.kind == "superiority"]
    return here[0] if here else None


def with_told_tests(rows: Sequence[Row], told: Sequence[ToldPair], clause: Clause) -> list[Row]:
    """``rows`` with the tests that name their contrast; those that name another's are not theirs."""
    tests = {pair.arms: test_of(pair, clause.p_values) for pair in told}
    if len(tests) < len(told):
        return list(rows)  # of one pair two tests: at two visits, say
    owned = {p.start for p in tests.values() if p is not None}
    if not owned:
        return list(rows)
    # 'a greater fall with A than with C (P = .01)': of the others nothing is said
    by_name = {p.start for p in clause.p_values if any(p.end == pair.end for pair in told)}
    kept = []
    for row in rows:
        mine = tests.get(frozenset({row.experimental or "", row.comparator or ""}))
        if mine is not None:
            kept.append(replace(row, p=mine))
        else:
            taken = row.p is not None and row.p.start in owned
            named = taken and row.p is not None and row.p.start in by_name
            rule = UNTOLD if named else row.direction_rule
            kept.append(replace(row, p=None, direction_rule=rule) if taken else row)
    return kept
