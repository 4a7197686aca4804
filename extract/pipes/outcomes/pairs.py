"""The arms' own figures of one sentence, told clause by clause, set side by side."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.names import ArmNames


def paired(rows: Sequence[Row], names: ArmNames, twin: str) -> list[Row]:
    """'In A the score fell to 14 at day 1; in B it fell to 20': figures of one measure, visit and
    statistic, one of each arm, are set against the one of the only control. What is told of one arm
    twice, or of two controls, stays as it is."""
    ours = {a.id for a in names.experimental}
    theirs = {a.id for a in names.control}
    alone: defaultdict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if row.comparator is None and row.value is not None and row.statistic and row.experimental:
            hours = row.time.hours if row.time else None
            alone[row.measure, hours, row.statistic, row.unit].append(row)
    taken: dict[int, Row | None] = {}
    for group in alone.values():
        mine = [r for r in group if r.experimental in ours]
        control = [r for r in group if r.experimental in theirs]
        once = len({r.experimental for r in group}) == len(group)
        alike = len(mine) == 1 or len(theirs) == 1
        if not (mine and len(control) == 1 and once and alike):
            continue
        pairs = [_pair(r, control[0], names, twin) for r in mine]
        places = mine if len(mine) > 1 else group[:1]  # where the first of its figures stood
        taken |= {id(r): None for r in group}
        taken |= {id(place): pair for place, pair in zip(places, pairs, strict=True)}
    kept = (taken.get(id(row), row) for row in rows)
    return [row for row in kept if row is not None]


def _pair(ours: Row, theirs: Row, names: ArmNames, twin: str) -> Row:
    tested = _against(ours, theirs, names, twin)  # else each arm's own test is none between them
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
        p=ours.p if tested else None, p_span=ours.p_span if tested else None,
        rule=ours.rule.replace("-alone", "-pair"),
    )  # fmt: skip


_VERSUS = re.compile(rf",?\s(?:vs?\.?|versus|{COMPARED_WITH}|against)\s(?:the )?")


def _against(ours: Row, theirs: Row, names: ArmNames, twin: str) -> bool:
    """'A 15.0 (P < .001 vs placebo)': whether the test of ``ours`` names the arm of ``theirs``."""
    versus = _VERSUS.match(twin, ours.p_span[1]) if ours.p_span else None
    if versus is None:
        return False
    behind = names.find(twin[versus.end() : versus.end() + 40])
    return bool(behind) and behind[0].start == 0 and behind[0].arms == {theirs.experimental}
