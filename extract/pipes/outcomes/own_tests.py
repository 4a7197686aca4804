"""A measure of a list of figures that has a test alone: 'MADRS (14 v. 20, P = .01) and BDI (P = .3)'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.apart import Times
from dosetable.extract.pipes.outcomes.base_row import base, place_of
from dosetable.extract.pipes.outcomes.contrast import Contrast
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.memory import NOTHING, Item
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


def of_later_visit(p: PValue | None, item: Item, hours: set[float], clause: Clause) -> bool:
    """'-3 (...) at 24 h, and neither dose differed at day 7 (P = .4)': whether ``p`` is of a visit of
    which more is said behind the figure of another."""
    if p is None or not hours:
        return False
    between = [t for t in clause.times if item.end <= t.start < p.start and t.kind == "point"]
    if not between or any(t.hours in hours for t in between):
        return False
    ends = [f.end for f in clause.figures] + [e.end for e in clause.estimates]
    ends += [i.end for i in clause.intervals]
    start = max((end for end in ends if end <= p.start), default=item.end)
    return start <= between[0].start and _SAID.search(clause.text, start, p.start) is not None


def rows_of_tests(
    rows: Sequence[Row], items: Sequence[Item], clause: Clause, plan: Plan
) -> list[Row]:
    """The rows of what has a test but no figure beside the figures of ``rows``."""
    return [
        *_of_measures(rows, clause, plan),
        *_of_visits(rows, items, clause, plan),
        *_of_listed(rows, clause, plan),
    ]


# 'greater falls in the MADRS (F = 4.8; P < .001) and QIDS-SR scores with A than with B'
_AND_ALSO = re.compile(
    r"(?: (?:total )?scores?)?\s?[(\[](?:[^()\[\]]|[(\[][^()\[\]]*[)\]])*[)\]],? (?:and|as well as) (?:(?:the|in|on|also|for|of) )*",
    re.IGNORECASE,
)
_OWN_BRACKET = re.compile(r"(?: (?:total )?scores?)?\s?[(\[]\s?-?(?:\d|[A-Za-z ]{1,24}[=:<>])")


def _of_listed(rows: Sequence[Row], clause: Clause, plan: Plan) -> list[Row]:
    """A row of a scale that stands in one list with another, whose bracket alone has figures: what
    the words of the clause say of both."""
    told = {r.measure for r in rows}
    found: list[Row] = []
    for one, other in zip(clause.measures, clause.measures[1:], strict=False):
        if "other" in (one.kind, other.kind) or "event" in (one.kind, other.kind):
            continue
        if named(one, plan)[0] not in told or named(other, plan)[0] in told:
            continue
        if not _AND_ALSO.fullmatch(clause.text, one.end, other.start):
            continue
        if _OWN_BRACKET.match(clause.text, other.end):
            continue
        mine = [r for r in rows if r.measure == named(one, plan)[0]]
        visits = {r.contrast[1]: (r.time, r.time_span) for r in mine}
        if len(visits) != 1:
            continue
        ((time, span),) = visits.values()
        inside = (span[0] - clause.offset, span[1] - clause.offset) if span else None
        times = ((time, inside),) if time is not None else ()
        found += _bare(mine, other, times, None, clause, plan)
    return found


def _of_measures(rows: Sequence[Row], clause: Clause, plan: Plan) -> list[Row]:
    """A row of each measure that has a test of its own; none where the figures are of several
    visits."""
    visits = {r.contrast[1]: (r.time, r.time_span) for r in rows}
    if len(visits) != 1:
        return []
    ((time, span),) = visits.values()
    told = {r.measure for r in rows}
    inside = (span[0] - clause.offset, span[1] - clause.offset) if span else None
    found: list[Row] = []
    for p in clause.p_values:
        mention = measure_tested(p, clause)
        if mention is None or mention.kind == "other" or p.kind != "superiority":
            continue
        if named(mention, plan)[0] not in told:
            times = ((time, inside),) if time is not None else ()
            found += _bare(rows, mention, times, p, clause, plan)
    return found


def _of_visits(rows: Sequence[Row], items: Sequence[Item], clause: Clause, plan: Plan) -> list[Row]:
    """'..., and at 7 days there was none (P = .6)': a test that is no figure's, with visits of which
    nothing else is said."""
    if not rows or len({r.measure for r in rows}) != 1:
        return []
    used = {r.p.start for r in rows if r.p is not None}
    seen = {r.contrast[1] for r in rows}
    ends = [f.end for f in clause.figures] + [e.end for e in clause.estimates]
    ends += [i.end for i in clause.intervals] + [p.end for p in clause.p_values]
    mention = next((i.mention for i in items if i.name == rows[0].measure), None)
    found: list[Row] = []
    for p in clause.p_values:
        start = max((end for end in ends if end <= p.start), default=0)
        if p.start in used or p.kind != "superiority" or not start or mention is None:
            continue
        said = clause.text[start : p.start]
        goes_on = bool(found) and _NEXT_VISIT.fullmatch(said) is not None
        if any(start <= m.start < p.start for m in clause.measures):
            continue
        if not goes_on and not _SAID.search(said):
            continue
        for t in clause.times:
            if t.kind == "point" and start <= t.start < p.start and round(t.hours, 1) not in seen:
                times = ((t.timepoint, (t.start, t.end)),)
                found += _bare(rows, mention, times, p, clause, plan)
    return [replace(r, measure=rows[0].measure) for r in found]


# '... at 24 h (P < .001) and day 3 (P = .01)'
_NEXT_VISIT = re.compile(
    r"[)\]],? (?:and )?(?:at |on |by |after )?(?:\d+ ?(?:h|hours?|days?|weeks?|months?|min\w*)|(?:day|week|month|hour)s? \d+)\s?[(\[]",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:differences?|differ(?:ed)?|significan\w+|none|not|no|lower|higher|better|superior|maintained|lost|advantage|effect|disappeared|remained|gone)\b",
    re.IGNORECASE,
)


def _bare(
    rows: Sequence[Row],
    mention: MeasureMention,
    times: Times,
    p: PValue | None,
    clause: Clause,
    plan: Plan,
) -> list[Row]:
    """A row without figures for each contrast of ``rows``."""
    name = named(mention, plan)[0]
    item = Item(start=mention.start, end=mention.end, source=NOTHING, name=name, mention=mention)
    pairs = dict.fromkeys((r.experimental, r.comparator) for r in rows if r.comparator)
    bare = [
        base(item, times, clause, Contrast(experimental=ours, comparator=theirs))
        for ours, theirs in pairs
    ]
    place = place_of(clause, p.start, p.end) if p is not None else None
    return [
        replace(r, p=p, p_span=place, rule="outcome.verdict", confidence=r.confidence * 0.9)
        for r in bare
    ]
