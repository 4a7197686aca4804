"""Intervals and p-values to the figures they stand with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.outcomes.place import measure_of, opened_at
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.statistics import Estimate, Figure, Interval, PValue

_REACH = 120


def intervals_of(
    sources: Sequence[Estimate | Figure], intervals: Sequence[Interval]
) -> list[Interval | None]:
    """The interval of each estimate or figure: the first that follows it, before the next one."""
    found: list[Interval | None] = [None] * len(sources)
    for interval in intervals:
        before = [k for k, s in enumerate(sources) if s.end <= interval.start + 1]
        named = [k for k in before if _is_effect(sources[k])]
        close = before[-1] if before and interval.start - sources[before[-1]].end <= 6 else None
        if close is not None and found[close] is None and _holds(sources[close], interval):
            found[close] = interval
        elif (
            named
            and found[named[-1]] is None
            and interval.start - sources[named[-1]].end <= _REACH
            and _holds(sources[named[-1]], interval)
        ):
            found[named[-1]] = interval
    return found


def _holds(source: Estimate | Figure, interval: Interval) -> bool:
    """An interval that does not hold the estimate is another one's; signs may be printed either way."""
    if source.value is None or interval.low is None or interval.high is None:
        return True
    low, high = sorted((interval.low, interval.high))
    return any(low <= value <= high for value in (source.value, -source.value))


def p_values_of(sources: Sequence[Estimate | Figure], clause: Clause) -> list[PValue | None]:
    """The p-value of each source. One p-value serves the whole clause; of several, each serves the
    figures since the last, and the last also those after it. An adjusted p-value that follows a
    crude one takes its place."""
    usable = [p for p in clause.p_values if p.kind != "omnibus" and not _of_other(p, clause)]
    if not usable or not sources:
        return [None] * len(sources)
    ordered: list[PValue] = []
    for p in usable:
        between = ordered and any(ordered[-1].end <= s.start < p.start for s in sources)
        if ordered and not between and p.adjusted and not ordered[-1].adjusted:
            ordered[-1] = p
        else:
            ordered.append(p)
    first = sources[0]
    leading = ordered[0].start < first.start
    found: list[PValue | None] = []
    for source in sources:
        after = [p for p in ordered if p.start >= source.start]
        before = [p for p in ordered if p.end <= source.start]
        # '(...; P < .001; effect size 0.48)': the test in the same bracket, if one stands before it.
        bracket = opened_at(clause.text, source.start)
        beside = [p for p in before if bracket is not None and p.start > bracket]
        own = [p for p in after if not any(source.end <= s.start < p.start for s in sources)]
        if own and bracket is not None and opened_at(clause.text, own[0].start) == bracket:
            found.append(own[0])  # '(28 mg: -4, P = .02; 56 mg: -6, P = .001)': each its own
            continue
        if beside:
            found.append(beside[-1])
            continue
        found.append(before[-1] if leading and before else (after[0] if after else before[-1]))
    return _own_only(sources, found, leading, clause.text)


_FOR_ALL = re.compile(r"[\s,)]*(?:for|in|with|at) (?:both|all|each|either)\b", re.IGNORECASE)


def _own_only(
    sources: Sequence[Estimate | Figure], found: list[PValue | None], leading: bool, text: str
) -> list[PValue | None]:
    """Of several estimates of one kind that share a p-value, only the nearest owns it, unless the
    text gives it to all."""
    if leading:
        return found
    shared = {p.start for p in found if p is not None and _FOR_ALL.match(text, p.end)}
    last: dict[tuple[str, int], int] = {}
    for k, (source, p) in enumerate(zip(sources, found, strict=True)):
        if isinstance(source, Estimate) and p is not None:
            last[source.statistic, p.start] = k
    return [
        None
        if isinstance(source, Estimate)
        and p is not None
        and p.start not in shared
        and last[source.statistic, p.start] != k
        else p
        for k, (source, p) in enumerate(zip(sources, found, strict=True))
    ]


def _of_other(p: PValue, clause: Clause) -> bool:
    mention = measure_of(p.start, clause.measures, event=None)
    return mention is not None and mention.kind == "other" and mention.start < p.start


def _is_effect(source: Estimate | Figure) -> bool:
    return isinstance(source, Estimate) and source.statistic != "test statistic"
