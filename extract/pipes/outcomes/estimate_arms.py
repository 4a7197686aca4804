"""Which treatment each effect estimate is of, by the names that stand beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.outcomes.in_brackets import right_behind
from dosetable.extract.pipes.outcomes.names import ArmMention
from dosetable.extract.pipes.outcomes.place import (
    LISTED,
    RESPECTIVELY,
    Spanned,
    by_style,
    opened_at,
)
from dosetable.extract.pipes.outcomes.scan import Clause


def listed_arms(
    text: str,
    items: Sequence[Spanned],
    marks: Sequence[ArmMention],
    experimental: frozenset[str],
) -> Sequence[ArmMention | None]:
    """The names of the treatments in a list of as many as the estimates; else none."""
    return (
        _told_by_list(text, items, marks)
        or _for_each(items, marks, experimental, text)
        or _one_by_one(items, marks, experimental, text)
    )


def arms_by_place(
    text: str, items: Sequence[Spanned], marks: Sequence[ArmMention]
) -> list[ArmMention | None]:
    """The name of the treatment that stands nearest to each estimate, as the sentence is built."""
    placed = _in_brackets(text, items, marks, by_style(items, marks))
    return _not_of_several(text, items, marks, _respectively(text, items, marks, placed))


_COORDINATED = re.compile(
    r"(?:-?\s?mg)?(?:/kg)?(?: (?:groups?|arms?|doses?))?(?: (?:\+|plus) [\w-]+)?,? (?:and|or) (?:the )?",
    re.IGNORECASE,
)


def _not_of_several(
    text: str,
    items: Sequence[Spanned],
    marks: Sequence[ArmMention],
    placed: Sequence[ArmMention | None],
) -> list[ArmMention | None]:
    """'A and B reduced scores more than C (difference -7.0)': of which of the two, or of both together,
    is not said."""
    found = list(placed)
    for first, last in zip(marks, marks[1:], strict=False):
        if first.arms == last.arms or not _COORDINATED.fullmatch(text, first.end, last.start):
            continue
        mine = [k for k, mark in enumerate(placed) if mark is last]
        if mine and all(items[k].start > last.end for k in mine):
            for k in mine:
                found[k] = None
    return found


_ITS_ARM = re.compile(
    r"(?:\s?[(\[][^()\[\]]{0,80}[)\]])?\s(?:for|with|in|after|on) (?:the |those |patients )*",
    re.IGNORECASE,
)


def each_its_own(items: Sequence[Spanned], mentions: Sequence[ArmMention], clause: Clause) -> bool:
    """'-10 with A and -12 with B': each of the estimates is one arm's."""
    return any(
        m.start >= item.end and _ITS_ARM.fullmatch(clause.text, item.end, m.start)
        for item in items
        for m in mentions
    )


# '-5.6 [95% CI -8.7 to -2.5]; P < .001 for 60 mg'
_FOR_ARM = re.compile(
    r"(?:\s?[(\[]?[^()\[\]]{0,60}[)\]])?(?:[;,]?\s?[Pp]s?(?:[- ]values?)?\s?[=<>]\s?[\d.]+)?,?\s(?:for|with) (?:the |those |patients )*"
    r"|[^()\[\]]{0,60}[)\]]\s(?:the )?"  # '14/30 (OR 3.5, 95% CI 1.1-11.0) A and 17/30 (OR 5.2, ...) B'
)


def _for_each(
    items: Sequence[Spanned],
    marks: Sequence[ArmMention],
    experimental: frozenset[str],
    text: str,
) -> list[ArmMention]:
    """'(difference, -5.6 [...]; P < .001 for 60 mg and -7.4 [...]; P < .001 for 90 mg)': behind each
    estimate, its interval and its test stands its arm, whatever was named before them."""
    found = right_behind(items, marks, text, _FOR_ARM) if len(items) > 1 else []
    return found if _each_its_arm(found, experimental) else []


def _each_its_arm(marks: Sequence[ArmMention], experimental: frozenset[str]) -> bool:
    arms = [m.arms & experimental for m in marks]
    return len(set(arms)) == len(arms) and all(len(a) == 1 for a in arms)


def _one_by_one(
    items: Sequence[Spanned],
    marks: Sequence[ArmMention],
    experimental: frozenset[str],
    text: str,
) -> list[ArmMention | None]:
    """'The differences for 84 mg and 56 mg were -5.7 (...) and -5.9 (...)': as many arms named
    before the estimates as there are estimates, or behind them all, each once, in their order."""
    if len(items) > 1 and len(items) < len(marks):
        # '-12 with A and -8 with B (difference for A and B: -7 (...) and -3 (...))'
        brackets = {opened_at(text, i.start) for i in items}
        bracket = next(iter(brackets))
        marks = [m for m in marks if len(brackets) == 1 and m.start > (bracket or len(text))]
    if len(items) < 2 or len(items) != len(marks):
        return []
    if marks[-1].end > items[0].start and marks[0].start < items[-1].end:
        return []
    return list(marks) if _each_its_arm(marks, experimental) else []


_IN_THAT_ORDER = re.compile(r"[^.;()]{0,12},? respectively\b")


def _told_by_list(
    text: str, items: Sequence[Spanned], marks: Sequence[ArmMention]
) -> list[ArmMention] | None:
    """'-2, -3 and -4 for A, B and C, respectively, and ...': the arms between the last of a list of
    figures and that word, as many as the figures and in their order."""
    end = RESPECTIVELY.search(text, items[-1].end) if len(items) > 1 else None
    if end is None:
        return None
    beside = [m for m in marks if items[-1].end <= m.start < end.start()]
    gaps = (text[a.end : b.start] for a, b in zip(beside, beside[1:], strict=False))
    alike = len(beside) == len(items) == len({m.arms for m in beside})
    return beside if alike and all(map(LISTED.fullmatch, gaps)) else None


def _respectively(
    text: str,
    items: Sequence[Spanned],
    marks: Sequence[ArmMention],
    placed: Sequence[ArmMention | None],
) -> list[ArmMention | None]:
    """'-5 for 56 mg, -7 for 84 mg, with effect sizes of 0.5 and 0.6, respectively': a list that
    ends the clause is in the order of the arms named before it, where it is as long."""
    found: list[ArmMention | None] = list(placed)
    if len(items) < 2 or not _IN_THAT_ORDER.match(text, items[-1].end):
        return found
    first = len(items) - 1
    while first and LISTED.fullmatch(text, items[first - 1].end, items[first].start):
        first -= 1
    named = {m.arms: m for m in reversed(marks) if m.end <= items[first].start}
    in_order = sorted(named.values(), key=lambda m: m.start)
    return [*found[:first], *in_order] if len(in_order) == len(items) - first > 1 else found


def _in_brackets(
    text: str,
    items: Sequence[Spanned],
    marks: Sequence[ArmMention],
    placed: Sequence[ArmMention | None],
) -> list[ArmMention | None]:
    """'-5 for 56 mg (...; effect size 0.5) and -7 for 84 mg (...)': what stands in a bracket is of
    the arm of the figure before the bracket, also where the arms follow their figures."""
    found = list(placed)
    for index, item in enumerate(items):
        opened = opened_at(text, item.start)
        if opened is None or any(opened < m.start < item.start for m in marks):
            continue
        before = [m for m in marks if m.end <= opened]
        outer = [k for k in range(index) if items[k].end <= opened + 1]
        if before and (not outer or before[-1].start > items[outer[-1]].start):
            found[index] = before[-1]
        elif outer:
            found[index] = found[outer[-1]]  # '-7 (...; effect size 0.6) for 84 mg'
    return found
