"""Intervals and p-values to the figures they stand with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.outcomes.place import measure_of, opened_at
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.statistics import Estimate, Figure, Interval, PValue
from dosetable.extract.pipes.statistics.estimate import RATIOS

_REACH = 120


def intervals_of(
    sources: Sequence[Estimate | Figure], intervals: Sequence[Interval], text: str
) -> list[Interval | None]:
    """The interval of each estimate or figure: the first that follows it, before the next one; of
    several in one bracket, the one in whose middle it lies."""
    found: list[Interval | None] = [None] * len(sources)
    for interval in intervals:
        inside = [k for k, s in enumerate(sources) if s.start < interval.start < s.end]
        if inside:
            found[inside[0]] = interval
            continue
        before = [k for k, s in enumerate(sources) if s.end <= interval.start + 1]
        named = [k for k in before if _is_effect(sources[k])]
        close = before[-1] if before and interval.start - sources[before[-1]].end <= 6 else None
        centred = _centred(sources, before, interval, text)
        if centred is not None and found[centred] is None:
            found[centred] = interval
            continue
        if close is not None and found[close] is None and _holds(sources[close], interval):
            found[close] = interval
        elif (
            named
            and found[named[-1]] is None
            and interval.start - sources[named[-1]].end <= _REACH
            and not _in_another_bracket(sources[named[-1]], interval, text)
            and _holds(sources[named[-1]], interval)
        ):
            found[named[-1]] = interval
    return found


def _in_another_bracket(source: Estimate | Figure, interval: Interval, text: str) -> bool:
    """'(d = 1.1) and, for anxiety, (d = 0.7, 95% CI ...)': what stands in the next bracket is of the
    figures there."""
    own, other = opened_at(text, source.start), opened_at(text, interval.start)
    return own is not None and other is not None and own < source.end <= other


_MIDDLE, _OFF = 0.1, 0.2  # of the interval's width


def _centred(
    sources: Sequence[Estimate | Figure], before: Sequence[int], interval: Interval, text: str
) -> int | None:
    """'(mean change 3.5, d = 1.1, 95% CI 1.1 to 5.9)': the interval of a difference is symmetrical,
    so where the nearest estimate lies off its middle and another one lies on it, it is that one's."""
    if len(before) < 2 or interval.low is None or interval.high is None:
        return None
    bracket = opened_at(text, interval.start)
    here = [
        k for k in before if bracket is not None and opened_at(text, sources[k].start) == bracket
    ]
    low, high = sorted((interval.low, interval.high))
    if len(here) < 2 or here[-1] != before[-1] or high == low:
        return None
    kinds = [s.statistic for k in here if isinstance(s := sources[k], Estimate)]
    if any(kind in RATIOS for kind in kinds):
        return None
    off = {
        k: min(abs((low + high) / 2 - v), abs((low + high) / 2 + v)) / (high - low)
        for k in here
        if (v := sources[k].value) is not None
    }
    on = [k for k, distance in off.items() if distance <= _MIDDLE]
    return on[0] if len(on) == 1 and off.get(here[-1], 0.0) > _OFF else None


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
    if len(usable) > 1 and _of_dropped(usable[0], sources, clause):
        usable = usable[1:]
    ordered: list[PValue] = []
    for p in usable:
        between = ordered and any(ordered[-1].end <= s.start < p.start for s in sources)
        if ordered and not between and p.adjusted and not ordered[-1].adjusted:
            ordered[-1] = p
        else:
            ordered.append(p)
    if one_by_one := _in_their_order(sources, ordered, clause.text):
        return one_by_one
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
        if own and bracket is not None:
            opened = opened_at(clause.text, own[0].start)
            if opened == bracket or (opened is not None and -2 <= opened - source.end <= 1):
                # '(28 mg: -4, P = .02; 56 mg: -6, P = .001)', '(-4 [...; P = .02] and -6 [...; P = .001])'
                found.append(own[0])
                continue
        if beside:
            found.append(beside[-1])
            continue
        if leading and before:
            found.append(before[-1])
        elif after:
            found.append(after[0])
        else:
            found.append(None if _of_measure_before(before[-1], source, clause) else before[-1])
    found = [
        p
        if p is None or _marked(source, p, clause.text) and not _told_of_arms(source, p, clause)
        else None
        for source, p in zip(sources, found, strict=True)
    ]
    return _own_only(sources, found, leading, clause.text)


_SIGNIFICANT_IN = re.compile(
    r"\b(?:was|were) (?:statistically )?significant(?:ly \w+)? (?:in|for|with|at) ", re.IGNORECASE
)


def _told_of_arms(source: Estimate | Figure, p: PValue, clause: Clause) -> bool:
    """'12.9%, 20.9% and 43.8% in A, B and C, and were significant in B (P = .02) and C (P < .001)': the
    tests go by the arms, named again."""
    told = _SIGNIFICANT_IN.search(clause.text, source.end, max(source.end, p.start))
    return told is not None and any(told.end() - 1 <= m.start < p.start for m in clause.arms)


_MARKS = "*#\u2020\u2021\u00a7&\u25b3\u25b2\u2606\u2605"


def _marked(source: Estimate | Figure, p: PValue, text: str) -> bool:
    """Whether ``p``, where a mark stands before it, is of ``source``: '6.2 ± 2.8* (*P < 0.05)'."""
    mark = text[max(0, p.start - 2) : p.start].strip()[-1:]
    if not mark or mark not in _MARKS:
        return True
    return mark in text[source.end : source.end + 4]


_NEXT_TEST = re.compile(r",?\s(?:and|or)\s|,\s|;\s")


def _of_dropped(p: PValue, sources: Sequence[Estimate | Figure], clause: Clause) -> bool:
    """'a 54% fall with A (P < .001), and 9 of 15 responded (P = .04)': the first test is of a figure
    that is no result."""
    if p.start > sources[0].start:
        return False
    return any(
        f.kind == "percent" and f.end <= p.start and p.start - f.end <= _REACH
        for f in clause.figures
    )


def _in_their_order(
    sources: Sequence[Estimate | Figure], tests: Sequence[PValue], text: str
) -> list[PValue | None]:
    """'-2.1, -4.8 and -5.9 for A, B and C (p = .56, .013 and .004)': behind a list of estimates of
    one kind, a list of as many tests."""
    kinds = {s.statistic if isinstance(s, Estimate) else None for s in sources}
    if len(sources) < 2 or len(tests) != len(sources) or len(kinds) != 1 or None in kinds:
        return []
    if tests[0].start < sources[-1].end and not _listed_before(sources, tests, text):
        return []
    gaps = (text[a.end : b.start] for a, b in zip(tests, tests[1:], strict=False))
    return list(tests) if all(map(_NEXT_TEST.fullmatch, gaps)) else []


def _listed_before(
    sources: Sequence[Estimate | Figure], tests: Sequence[PValue], text: str
) -> bool:
    """'(P < .001, P = .006 and P = .04; d = 0.9, 0.6 and 0.5)': two lists in one bracket."""
    opened = {opened_at(text, one.start) for one in (*sources, *tests)}
    return tests[-1].end <= sources[0].start and len(opened) == 1 and None not in opened


def _of_measure_before(p: PValue, source: Estimate | Figure, clause: Clause) -> bool:
    """'Remission occurred in 35% and 33% (P = 0.88) and relapse in 7% and 11%': the test is of what
    stands before it, where another measure is named behind it."""
    names = {m.name for m in clause.measures if m.start < p.start}
    return bool(names) and any(
        p.end <= m.start < source.start and m.name not in names for m in clause.measures
    )


_FOR_ALL = re.compile(r"[\s,)]*(?:for|in|with|at) (?:both|all|each|either)\b", re.IGNORECASE)

_OF_ALL = re.compile(r"\b(?:both|all|each)\s$", re.IGNORECASE)


def _own_only(
    sources: Sequence[Estimate | Figure], found: list[PValue | None], leading: bool, text: str
) -> list[PValue | None]:
    """Of several estimates of one kind that share a p-value, only the nearest owns it, unless the
    text gives it to all."""
    if leading:
        return found
    shared = {
        p.start
        for p in found
        if p is not None
        and (_FOR_ALL.match(text, p.end) or _OF_ALL.search(text, max(0, p.start - 8), p.start))
    }
    last: dict[tuple[str, int], int] = {}
    for k, (source, p) in enumerate(zip(sources, found, strict=True)):
        if isinstance(source, Estimate) and p is not None:
            # '-3.5 (95% CI ...; P = .02) for A and -2.4 (95% CI ...) for B': of the one before it
            if source.start > p.start and (source.statistic, p.start) in last:
                continue
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


_FOR_VISITS = re.compile(r"\s?(?:for|at|on) (?:both |all |the )?")


def of_told_visits(
    found: Sequence[PValue | None], hours: Sequence[set[float]], clause: Clause
) -> list[PValue | None]:
    """'(P < 0.05 at days 1 and 3)': the figures of another visit have no part in that test."""
    kept = list(found)
    for p in {p.start: p for p in found if p is not None}.values():
        said = _FOR_VISITS.match(clause.text, p.end)
        first = said and next((t for t in clause.times if 0 <= t.start - said.end() < 8), None)
        if not first:
            continue
        visits = {t.hours for t in clause.times if t.group == first.group}
        mine = [k for k, own in enumerate(found) if own is p and hours[k]]
        if any(hours[k] <= visits for k in mine):
            for k in mine:
                kept[k] = p if hours[k] & visits else None
    return kept


def _of_other(p: PValue, clause: Clause) -> bool:
    mention = measure_of(p.start, clause.measures, event=None)
    return mention is not None and mention.kind == "other" and mention.start < p.start


def _is_effect(source: Estimate | Figure) -> bool:
    return isinstance(source, Estimate) and source.statistic != "test statistic"
