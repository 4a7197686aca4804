"""A measure of a list of figures that has a test alone: 'MADRS (14 v. 20, P = .01) and BDI (P = .3)'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.contrast import Contrast
from dosetable.extract.pipes.outcomes.figure_rows import base, place_of
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.items import NOTHING, Item
from dosetable.extract.pipes.outcomes.plan import Plan
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.subjects import named
from dosetable.extract.pipes.statistics import PValue

# What may stand between a measure and the bracket with nothing but its test.
_BRACKET = re.compile(
    r"(?:[ -](?:total|positive|negative|severity|intensity|symptoms?|items?|(?:sub)?scale|(?:sub)?scores?|ratings?|rates?)){0,4} ?[(\[](?:both |all |each )?$",
    re.IGNORECASE,
)
_CLOSED = re.compile(r" ?[)\]]")


def measure_tested(p: PValue, clause: Clause) -> MeasureMention | None:
    """The measure right before the bracket that holds ``p`` alone."""
    if not _CLOSED.match(clause.text, p.end):
        return None
    before = [m for m in clause.measures if m.end <= p.start]
    if not before or not _BRACKET.match(clause.text, before[-1].end, p.start):
        return None
    return before[-1]


def of_another(p: PValue | None, name: str, clause: Clause, plan: Plan) -> bool:
    """Whether ``p`` is the test of another measure than ``name``."""
    mention = measure_tested(p, clause) if p is not None else None
    return mention is not None and named(mention, plan)[0] != name


def rows_of_tests(rows: Sequence[Row], clause: Clause, plan: Plan) -> list[Row]:
    """A row of each measure that has a test of its own beside the figures of ``rows``; none where
    the clause has them at several visits."""
    pairs = dict.fromkeys((r.experimental, r.comparator) for r in rows if r.comparator)
    visits = {r.contrast[1]: (r.time, r.time_span) for r in rows}
    if not pairs or len(visits) != 1:
        return []
    ((time, span),) = visits.values()
    told = {r.measure for r in rows}
    inside = (span[0] - clause.offset, span[1] - clause.offset) if span else None
    found: list[Row] = []
    for p in clause.p_values:
        mention = measure_tested(p, clause)
        if mention is None or mention.kind == "other" or p.kind != "superiority":
            continue
        name = named(mention, plan)[0]
        if name in told:
            continue
        item = Item(
            start=mention.start, end=mention.end, source=NOTHING, name=name, mention=mention
        )
        times = ((time, inside),) if time is not None else ()
        for experimental, comparator in pairs:
            contrast = Contrast(experimental=experimental, comparator=comparator)
            row = base(item, times, clause, contrast)
            found.append(
                replace(
                    row,
                    p=p,
                    p_span=place_of(clause, p.start, p.end),
                    rule="outcome.verdict",
                    confidence=row.confidence * 0.9,
                )
            )
    return found
