"""Rows without figures: a null result, a bare p-value or a verdict in words is a result, too."""

from __future__ import annotations

import re
from dataclasses import replace

from dosetable.extract.pipes.outcomes.apart import Times
from dosetable.extract.pipes.outcomes.contrast import verdict_contrasts
from dosetable.extract.pipes.outcomes.figure_rows import base
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.items import Item, Memory
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.plan import Plan
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.subjects import named
from dosetable.extract.pipes.outcomes.times import resolve
from dosetable.extract.pipes.outcomes.verdict_clauses import refused, says_who, tests_of
from dosetable.extract.pipes.outcomes.verdict_subjects import judged, spared, subjects
from dosetable.extract.pipes.outcomes.verdict_tests import (
    by_time,
    in_its_part,
    own_times,
    shared,
    times_beside,
)
from dosetable.extract.pipes.outcomes.verdicts import is_null
from dosetable.extract.pipes.statistics import Figure

_ALSO = re.compile(r"\b(?:also|nor|likewise|similarly|neither|at (?:that|this|the same))\b", re.I)
_NOTHING = Figure(start=0, end=0, kind="bare", value=None)


def verdict_rows(clause: Clause, names: ArmNames, plan: Plan, memory: Memory) -> list[Row]:
    """Return the rows of a clause that gives no figure that could be placed."""
    if refused(clause, names):
        return []
    tests = tests_of(clause)
    p = tests[0] if tests else None
    if not says_who(clause, names, p):
        return []
    measures = judged(clause, plan, memory, tested=p is not None)
    if not (clause.arms or p or is_null(clause.text)):
        return []
    rows: list[Row] = []
    points = own_times(clause)
    mentions = list({named(m, plan)[0]: m for m in reversed(measures)}.values())
    mentions.sort(key=lambda m: m.start)
    contrasts = verdict_contrasts(clause, names)
    of_each = shared(tests, subjects(clause, mentions), len(contrasts))
    for mention in mentions:
        if spared(mention, clause.text):
            continue
        name = named(mention, plan)[0]
        item = Item(
            start=mention.start, end=mention.end, source=_NOTHING, name=name, mention=mention
        )
        alike = memory if memory.measure == name or _ALSO.search(clause.text) else Memory()
        placed = resolve((), item, clause, plan, alike)
        mine = times_beside(mention, mentions, points, clause.text)
        said: list[Times] = [((t.timepoint, (t.start, t.end)),) for t in mine]
        times = said or [placed[:1]]
        dated = by_time(tests, mine, mentions, contrasts, clause.text)
        for k, time in enumerate(times):
            own = dated[k] if dated else of_each.get(mention.start, [None] * len(contrasts))
            for contrast, own_p in zip(contrasts, own, strict=True):
                row = base(item, time, clause, contrast)
                own_p = own_p or in_its_part(row, tests, clause)
                rows.append(
                    replace(row, p=own_p, rule="outcome.verdict", confidence=row.confidence * 0.9)
                )
    return rows
