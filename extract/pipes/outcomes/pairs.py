"""The arms' own figures of one sentence, told clause by clause, set side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.names import ArmNames


def paired(rows: Sequence[Row], names: ArmNames) -> list[Row]:
    """'In A the score fell to 14 at day 1; in B it fell to 20': figures of one measure, visit and
    statistic, one of each side, are one row. What is told of more arms, or twice, stays as it is."""
    ours = {a.id for a in names.experimental}
    theirs = {a.id for a in names.control}
    alone: defaultdict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if row.comparator is None and row.value is not None and row.statistic and row.experimental:
            hours = row.time.hours if row.time else None
            alone[row.measure, hours, row.statistic, row.unit].append(row)
    taken: dict[int, Row | None] = {}
    for group in alone.values():
        first = [r for r in group if r.experimental in ours]
        second = [r for r in group if r.experimental in theirs]
        if len(group) == 2 and len(first) == len(second) == 1:
            earlier, later = group
            taken[id(earlier)], taken[id(later)] = _pair(first[0], second[0]), None
    kept = (taken.get(id(row), row) for row in rows)
    return [row for row in kept if row is not None]


def _pair(ours: Row, theirs: Row) -> Row:
    return replace(
        ours,
        start=min(ours.start, theirs.start), end=max(ours.end, theirs.end),
        confidence=min(ours.confidence, theirs.confidence),
        comparator=theirs.experimental,
        value=None, value_span=None, interval=None, interval_span=None,
        experimental_value=ours.value, comparator_value=theirs.value,
        experimental_span=ours.value_span, comparator_span=theirs.value_span,
        comparator_count=theirs.experimental_count, comparator_n=theirs.experimental_n,
        comparator_dispersion=theirs.experimental_dispersion,
        p=None, p_span=None,  # each arm's own test is none between them
        rule=ours.rule.replace("-alone", "-pair"),
    )  # fmt: skip
