"""Visits told twice, by their code and in a bracket behind it: 'at T1 (1 day), T2 (3 days) and T3'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.timepoints import TimepointMention

_OPENS = re.compile(r"\s?[(\[](?:at |on |day |week |month |hour )?")
_NEXT = re.compile(r"[^()\[\]]{0,40}[)\]](?:, | and |, and )(?:at )?")


def told_once(times: Sequence[TimepointMention], text: str) -> list[TimepointMention]:
    """``times`` without those in a bracket right behind the same time; the codes before such brackets
    that follow on each other are one list."""
    kept: list[TimepointMention] = []
    bracket = 0  # where the bracket of the last one kept was told again
    for time in times:
        last = kept[-1] if kept else None
        if last is not None and last.hours == time.hours and _again(last, time, text):
            bracket = time.end
        elif last is not None and bracket and _NEXT.fullmatch(text, bracket, time.start):
            kept.append(replace(time, group=last.group))
            bracket = 0
        else:
            kept.append(time)
            bracket = 0
    return kept


def _again(code: TimepointMention, time: TimepointMention, text: str) -> bool:
    return time.kind == code.kind and _OPENS.fullmatch(text, code.end, time.start) is not None
