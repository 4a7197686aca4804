"""Amounts of one drug that are told one by one, each with its route or its length of infusion."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.arms.lengths import lasting_apart
from dosetable.extract.pipes.arms.readings import find_routes
from dosetable.extract.pipes.doses import DoseMention
from dosetable.extract.vocabulary import Vocabulary

SEPARATOR = re.compile(
    r"[,;]|\b(?:or|and|versus|vs|against|compared (?:with|to)|followed by|than)\b", re.IGNORECASE
)


# '150 mg daily (50 mg three times a day)'
_TIMES_A_DAY = re.compile(
    r",? ?(?:(?P<four>q\.?i\.?d\b|four times)|(?P<three>t\.?i\.?d\b|three times|thrice)|(?P<two>b\.?i\.?d\b|twice|two times))",
    re.IGNORECASE,
)
_PORTIONS = {"four": 4, "three": 3, "two": 2}


def without_portions(twin: str, own: Sequence[DoseMention]) -> list[DoseMention]:
    """``own`` without what is a day's dose in portions, told beside the whole of it."""
    kept: list[DoseMention] = []
    for mention in own:
        times = _TIMES_A_DAY.match(twin, mention.end)
        last = kept[-1] if kept else None
        if times and last and last.kind == mention.kind == "single" and times.lastgroup:
            whole, portion = last.amounts[0].value, mention.amounts[0].value
            if abs(portion * _PORTIONS[times.lastgroup] - whole) < 1e-6:
                continue
        kept.append(mention)
    return kept


def one_by_one(
    twin: str, own: Sequence[DoseMention], left: int, right: int, vocabulary: Vocabulary
) -> list[list[DoseMention]]:
    """'0.5 mg/kg i.v., 0.5 mg/kg i.m. or 0.25 mg/kg i.m.': the amounts one by one, as each has its own
    route (or length of infusion); where not each has one behind or before it, all together."""
    if not 2 <= len(own) <= 6:
        return [list(own)]
    ends = [*(m.start for m in own[1:]), right]
    routes = [find_routes(twin, m.end, stop, vocabulary) for m, stop in zip(own, ends, strict=True)]
    if not all(routes):  # 'IV 0.5 mg/kg, IM 0.5 mg/kg and IM 0.25 mg/kg'
        begins = [max(left, own[0].start - 15), *(m.end for m in own[:-1])]
        routes = [
            find_routes(twin, start, m.start, vocabulary)
            for start, m in zip(begins, own, strict=True)
        ]
    if all(routes) and len({r[0].value for r in routes}) > 1:
        return [[m] for m in own]
    return [[m] for m in own] if lasting_apart(twin, own, left, right) else [list(own)]


def cut(twin: str, first: Sequence[DoseMention], second: Sequence[DoseMention]) -> int:
    """Where the words about one amount end and those about the next begin."""
    found = list(SEPARATOR.finditer(twin, first[-1].end, second[0].start))
    return found[-1].start() if found else second[0].start
