"""The times of each figure of a clause, by what else the clause says between the two."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.outcomes.apart import Times
from dosetable.extract.pipes.outcomes.memory import Item, Memory
from dosetable.extract.pipes.outcomes.place import RESPECTIVELY, runs_of
from dosetable.extract.pipes.outcomes.place_times import times_of
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.verdict_cells import UNDATED
from dosetable.extract.pipes.statistics import Estimate
from dosetable.extract.pipes.timepoints import TimepointMention


def is_test(item: Item) -> bool:
    return isinstance(item.source, Estimate) and item.source.kind == "test"


def own_times(items: Sequence[Item], clause: Clause) -> list[tuple[TimepointMention, ...]]:
    """The times of each item, without that of a later measure: 'remission in 35% and 33% and relapse
    within one month in 7% and 11%'."""
    found = [
        ()
        if group
        and (
            _undated_since(group, item, clause)
            or _undated_before(group, item, items, clause)
            or _of_whole_course(group, item, items, clause)
        )
        else group
        for group, item in zip(times_of(items, clause.times, clause.text), items, strict=True)
    ]
    last = items[-1].name if items else None
    its = [i.start for i in items if i.name == last]
    return [
        ()
        if group
        and item.name != last
        and group[0].start < its[0]  # 'x% responded and y% remitted at week 1': seen together
        and group[0].start < items[-1].start
        and any(item.end <= m.start < group[0].start and m.name == last for m in clause.measures)
        else group
        for item, group in zip(items, found, strict=True)
    ]


def _undated_since(group: tuple[TimepointMention, ...], item: Item, clause: Clause) -> bool:
    """'response at 2 days (RR 2.1) and remission at discharge (RR 4.2)': another measure, and behind it
    a visit without a date, stand between the last one with a date and the figure."""
    before = [t.end for t in group if t.end <= item.start]
    if not before or group[-1].end > item.start:
        return False
    named = [m.end for m in clause.measures if max(before) <= m.start and m.end <= item.start]
    return bool(named) and UNDATED.search(clause.text, named[-1], item.start) is not None


def _undated_before(
    group: tuple[TimepointMention, ...], item: Item, items: Sequence[Item], clause: Clause
) -> bool:
    """'moderate after treatment (g = 0.5) and small at 6 months (g = 0.2)': the first is of a visit
    without a date, and another figure stands before the next one."""
    since = max((i.end for i in items if i.end <= item.start), default=0)
    after = [i.start for i in items if i.start >= item.end]
    if not after or group[0].start < item.end:
        return False
    if group[0].start > after[0]:  # '3.2 at the end of treatment and 1.1 at 3 months'
        return _UNDATED_VISIT.search(clause.text, item.end, after[0]) is not None
    return (
        any(group[0].end <= start for start in after)
        and _UNDATED_VISIT.search(clause.text, since, item.start) is not None
    )


_UNDATED_VISIT = re.compile(
    rf"{UNDATED.pattern}|\b(?:at|by) (?:the )?post-?(?:treatment|test|intervention|therapy)\b|\bafter (?:the )?(?:treatment|therapy|intervention)\b",
    re.IGNORECASE,
)
_COURSE = re.compile(
    r"\b(?:interactions?|(?:main )?effects? of (?:time|treatment|group|drug|condition))\b[^;]*$",
    re.IGNORECASE,
)


def _of_whole_course(
    group: tuple[TimepointMention, ...], item: Item, items: Sequence[Item], clause: Clause
) -> bool:
    """'The interaction was significant (F = 6.2), with A superior at day 7': of the whole course."""
    since = max((i.end for i in items if i.end <= item.start), default=0)
    return (
        is_test(item)
        and group[0].start > item.end
        and _COURSE.search(clause.text, since, item.start) is not None
    )


_CORRESPONDING = re.compile(
    r"\b(?:corresponding|respective|equivalent) (?:[\w-]+ ){0,2}(?:were|was|for|with|in|among)\b",
    re.IGNORECASE,
)


_AGAINST = re.compile(r"\s?(?:%|per ?cent)?\s(?:vs?\.?|versus)\s")


def as_before(
    times: Sequence[Times], items: Sequence[Item], clause: Clause, memory: Memory
) -> list[Times]:
    """'63% at 24 h and 43% at day 7; the corresponding figures for B were 27% and 20%': as many figures
    as visits just told, in their order; or, 'respectively', as many pairs of two arms."""
    told = memory.times
    pairs = list(zip(items[::2], items[1::2], strict=False))
    faced = [_AGAINST.fullmatch(clause.text, a.end, b.start) for a, b in pairs]
    if (
        memory.same_sentence
        and not clause.times
        and 1 < len(told) == len(faced)
        and len(items) == 2 * len(told)
        and all(faced)
        and RESPECTIVELY.search(clause.text, items[-1].end)
    ):
        return [((time, None),) for time in told for _ in range(2)]
    if (
        clause.times
        or not 1 < len(told) == len(items)
        or len({m.arms for m in clause.arms}) != 1
        or not _CORRESPONDING.search(clause.text)
        or runs_of(items, clause.text) != [len(items)]
    ):
        return list(times)
    return [((time, None),) for time in told]
