"""Which visit each figure is of, by where the times of its sentence stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.outcomes.place import Spanned, by_style, opened_at, runs_of
from dosetable.extract.pipes.outcomes.verdicts import is_null
from dosetable.extract.pipes.timepoints import TimepointMention


def times_of(
    items: Sequence[Spanned], times: Sequence[TimepointMention], text: str = ""
) -> list[tuple[TimepointMention, ...]]:
    """The times of each item; a list of times goes to its items one by one where they are as many
    ('at 1, 2 and 3 h: 5, 4 and 3'), else all of it to each."""
    points = [t for t in times if t.kind == "point"]
    placed = (
        _later_visit(items, points, text)
        or _closing_visit(items, points, text)
        or by_style(items, points)
    )
    placed = [
        _before_bracket(item, points, text) or mark
        for item, mark in zip(items, placed, strict=True)
    ]
    placed = _tied_visits(items, points, placed, text)
    found: list[tuple[TimepointMention, ...]] = []
    for mark in placed:
        group = tuple(t for t in points if mark is not None and t.group == mark.group)
        found.append(group if len({t.hours for t in group}) > 1 else group[:1])
    found = [() if _either(group, text) else group for group in found]
    for group in set(found):
        members = [i for i, g in enumerate(found) if g == group]
        told = [items[k] for k in members]
        if len(group) == len(members) > 1 and _at_both(group, told, text):
            continue
        if len(group) == len(members) == 2 and _FACED.fullmatch(text, told[0].end, told[1].start):
            continue  # 'at weeks 4 and 6 (25% vs 14%)': of two arms, at which visit is not said
        if len(group) > 1 and len(members) == len(group):
            for position, index in enumerate(members):
                found[index] = (group[position],)
        elif len(group) > 1 and len(members) % len(group) == 0 and members:
            each = runs_of(told, text) == [len(group)] * (len(members) // len(group))
            by_visit = runs_of(told, text) == [len(members) // len(group)] * len(group)
            if not (each or by_visit or len(members) == 2 * len(group)):
                continue
            arms = len(members) // len(group)
            for position, index in enumerate(members):
                found[index] = (group[position % len(group) if each else position // arms],)
    return found


_FACED = re.compile(r"\s?(?:%|points?)?\s(?:vs?\.?|versus)\s-?", re.IGNORECASE)
_BOTH = re.compile(r"\b(?:both|all of) (?:at |on |the )?$", re.IGNORECASE)


def _at_both(group: Sequence[TimepointMention], told: Sequence[Spanned], text: str) -> bool:
    """'At both day 7 and day 14 50% of A and 17% of B had responded', 'at day 7 or 14 ...': each figure
    is of all of them."""
    gaps = [text[a.end : b.start] for a, b in zip(group, group[1:], strict=False)]
    both = _BOTH.search(text, 0, group[0].group) is not None
    either = any(re.search(r"\bor\b", gap) for gap in gaps)
    return (both or either) and runs_of(told, text) != [len(told)]


def _either(group: Sequence[TimepointMention], text: str) -> bool:
    """'A response at day 2 or 3 was seen in 15 and 5': at which of the two is not said."""
    return any(
        text[a.end : b.start].strip() == "or" for a, b in zip(group, group[1:], strict=False)
    ) and not is_null(text)


def _before_bracket(
    item: Spanned, points: Sequence[TimepointMention], text: str
) -> TimepointMention | None:
    """'A 9 and B 11 at week 4 (difference -1.8)': what stands in a bracket right behind a time, and
    names none, is of that time."""
    opened = opened_at(text, item.start) if points else None
    if opened is None or any(opened < t.start < item.start for t in points):
        return None
    before = [t for t in points if t.end <= opened]
    if not before or text[before[-1].end : opened].strip():
        return None
    return before[-1] if sum(t.group == before[-1].group for t in points) == 1 else None


# '3.8 points (95% CI 0.4 to 7.2; P = .03) at day 14': the time right behind a figure and its bracket
_AT_ONCE_AT = re.compile(
    r"(?:(?!\b(?:and|but|then|while|whereas)\b)[^,;()\[\]]){0,40}?(?:[)\]])?(?:\s?[(\[](?:[^()\[\]]|[(\[][^()\[\]]*[)\]])*[)\]])? (?:at|on|by) (?:the )?(?:(?:day|week|month|hour) )?",
    re.IGNORECASE,
)
_ITS_PAIR = re.compile(r"[^,;]*")
_CLOSES = re.compile(r"(?: ?-?(?:h|hours?|days?|weeks?|months?)\b)?\s?(?:[(\[,;.)]|$)")


def _tied_visits(
    items: Sequence[Spanned],
    points: Sequence[TimepointMention],
    placed: Sequence[TimepointMention | None],
    text: str,
) -> list[TimepointMention | None]:
    """'Lower by 5.2 at day 7, and the difference was 3.8 at day 14': where another time led the
    sentence, the figure that a time closes is of that time, with those beside it."""
    found = list(placed)
    if not items or len({t.group for t in points}) < 2 or points[0].start > items[0].start:
        return found
    for closing in points:
        before = [k for k, i in enumerate(items) if i.end <= closing.start]
        if closing.group == points[0].group or not before:
            continue
        last = before[-1]
        if not _CLOSES.match(text, closing.end) or not _AT_ONCE_AT.fullmatch(
            text, items[last].end, closing.start
        ):
            continue
        first = last
        while first and _ITS_PAIR.fullmatch(text, items[first - 1].end, items[first].start):
            first -= 1
        if first:  # else it is no part of the sentence, but all of it
            found[first : last + 1] = [closing] * (last + 1 - first)
    return found


_AND_AT = re.compile(
    r"[,;)\]]\s(?:and|but|while|whereas|then) (?:again )?(?:at|by|on|in|after|the) (?:the |a )?$",
    re.IGNORECASE,
)


_OF_THESE = re.compile(
    r"(?:(?!\b(?:was|were|did|had|remain\w*|persist\w*|held|still|and|but|with no)\b)[^,;]){0,90}"
)


def _closing_visit(
    items: Sequence[Spanned], points: Sequence[TimepointMention], text: str
) -> list[TimepointMention | None]:
    """'At 24 h 12 with A and 14 with B, and 9 with A and 13 with B at day 7': a time that closes the
    sentence is of the second half of the figures, as the first is of those behind it."""
    half = len(items) // 2
    if half < 2 or len(items) % 2 or len({t.group for t in points}) != 2:
        return []
    first, last = points[0], points[-1]
    if first.start > items[0].start or last.start < items[-1].end:
        return []
    if any(first.end < t.start < last.start for t in points):
        return []
    if not _OF_THESE.fullmatch(text, items[-1].end, last.start):
        return []
    parts = [text[a.end : b.start] for a, b in zip(items, items[1:], strict=False)]
    if not re.search(r"[,;)\]] and\b", parts[half - 1]):
        return []
    return [*[first] * half, *[last] * half]


def _later_visit(
    items: Sequence[Spanned], points: Sequence[TimepointMention], text: str
) -> list[TimepointMention | None]:
    """'48% vs 11% responded, and at week 8, 33% vs 11%': a time that opens a later part of the
    sentence is of the figures behind it alone; those before it have none of their own."""
    if not items or not points or points[0].start < items[0].start:
        return []
    before = [i for i in items if i.start < points[0].start]
    if len(before) == len(items) or points[-1].start > items[-1].start:
        return []
    if not _AND_AT.search(text, before[-1].end, points[0].start):
        return []
    rest = by_style(items[len(before) :], points)
    return [*[None] * len(before), *rest]
