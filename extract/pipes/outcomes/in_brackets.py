"""Figures whose arms stand beside them: behind each figure, or in the bracket that holds several."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.outcomes.names import ArmMention
from dosetable.extract.pipes.outcomes.place import BEFORE_BRACKET, Spanned, opened_at

_BEHIND = re.compile(
    r"\s?(?:%|per ?cent)?(?:\s?[(\[][^()\[\]]{1,40}[)\]])?(?:\s?[(\[]| (?:points? )?(?:with|for|in|of|on|after|among|by|given|receiving|following|taking) (?:(?:the|those|all|patients|participants|women|given|on|in|receiving|assigned to|randomi[sz]ed to|treated with) )*)",
    re.IGNORECASE,
)


def told_beside(
    items: Sequence[Spanned], mentions: Sequence[ArmMention], text: str
) -> list[str | None] | None:
    """The arm of each figure where words right beside all of them name it, whatever else the
    sentence says of several arms; None where it is not so built."""
    single = [m for m in mentions if len(m.arms) == 1]
    if before := _before_each(items, single, text):
        return before
    if some := _behind_several(items, mentions, text):
        return some
    if len(items) < 2 or len(single) == len(mentions) or len(single) < 2:
        return _by_bracket(items, single, text)
    return _behind_each(items, single, text) or _by_bracket(items, single, text)


def _behind_each(
    items: Sequence[Spanned], single: Sequence[ArmMention], text: str
) -> list[str | None] | None:
    """'64% (0.5 mg/kg) and 62% (1 mg/kg) of those on the drug, and 49% of the placebo group'."""
    found = [_arm(m) for m in right_behind(items, single, text, _BEHIND)]
    return [*found] if found and len(set(found)) == len(found) else None


def right_behind(
    items: Sequence[Spanned], mentions: Sequence[ArmMention], text: str, between: re.Pattern[str]
) -> list[ArmMention]:
    """The first name behind each of ``items`` before the next, where nothing but ``between`` parts all
    of them; else none."""
    ends = [*(i.start for i in items[1:]), len(text)]
    found = []
    for item, end in zip(items, ends, strict=True):
        behind = next((m for m in mentions if item.end <= m.start < end), None)
        if behind is None or not between.fullmatch(text, item.end, behind.start):
            return []
        found.append(behind)
    return found


_AT_ONCE = re.compile(r"\s?(?:%|per ?cent)?\s(?:(?:with|for|in|on|of) (?:the )?)?")


def _behind_several(
    items: Sequence[Spanned], mentions: Sequence[ArmMention], text: str
) -> list[str | None] | None:
    """'58.9% placebo, 50.5% ketamine', of which there were two doses: right behind one figure a name
    that stands for several arms, which are none's own."""
    found = right_behind(items, mentions, text, _AT_ONCE)
    if len(items) < 2 or all(len(m.arms) == 1 for m in found):
        return None
    return [_arm(m) if len(m.arms) == 1 else None for m in found]


_BEFORE = re.compile(r"(?: (?:groups?|arms?|patients|participants|recipients|women))?[\s:,=]{1,3}")


def _before_each(
    items: Sequence[Spanned], single: Sequence[ArmMention], text: str
) -> list[str | None] | None:
    """'(mean [SD]: A, -15.7 [11.6]; B, -12.4 [10.4])': in one bracket each arm right before its
    figure."""
    opened = {opened_at(text, i.start) for i in items}
    if len(items) < 2 or len(opened) != 1 or None in opened:
        return None
    found = []
    for item in items:
        before = [m for m in single if m.end <= item.start]
        if not before or not _BEFORE.fullmatch(text, before[-1].end, item.start):
            return None
        found.append(_arm(before[-1]))
    return [*found] if len(set(found)) == len(found) else None


def _by_bracket(
    items: Sequence[Spanned], single: Sequence[ArmMention], text: str
) -> list[str | None] | None:
    """'Compared with placebo (46%), more remitted with the drug (65% and 62% for 0.5 and 1 mg/kg)': in
    each bracket a list with its arms behind it, or one figure of the arm named before the bracket."""
    opened = [opened_at(text, i.start) for i in items]
    if None in opened or len(items) < 3:
        return None
    found: list[str] = []
    for place in dict.fromkeys(opened):
        mine = [i for i, o in zip(items, opened, strict=True) if o == place]
        arms = _of_bracket(mine, place or 0, single, text)
        if arms is None:
            return None
        found += arms
    return [*found] if len(set(found)) == len(found) else None


def _of_bracket(
    mine: Sequence[Spanned], opened: int, single: Sequence[ArmMention], text: str
) -> list[str] | None:
    stops = re.compile(r"[;)\]]|\b[Pp] ?[=<>]")
    runs: list[str] = []
    waiting = 0
    for item, following in zip(mine, [*mine[1:], None], strict=True):
        waiting += 1
        stop = stops.search(text, item.end)
        while (
            stop is not None
            and stop.group() in ")]"
            and text.rfind("[", item.end - 12, stop.start()) > 0
        ):
            stop = stops.search(text, stop.end())  # the bracket of the figure's own spread
        end = following.start if following else (stop.start() if stop else len(text))
        here = [m for m in single if item.end <= m.start < end]
        if not here:
            continue
        if len(here) != waiting:
            return None
        runs += [_arm(m) for m in here]
        waiting = 0
    if waiting == 1 and len(mine) == 1:
        before = [m for m in single if m.end <= opened]
        if before and BEFORE_BRACKET.fullmatch(text, before[-1].end, opened):
            return [_arm(before[-1])]
    return None if waiting else runs


def _arm(mention: ArmMention) -> str:
    return next(iter(mention.arms))
