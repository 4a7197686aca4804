"""'This improvement remained significant through day 3': a verdict that holds until a later visit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Timepoint
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.no_effect import not_then, times_of_no_effect
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.verdicts import is_null

_WHAT = (
    r"(?:this|these|the|which|that|it|an?|both|its|their|group|treatment|between-group|significant|antidepressant|therapeutic|clinical|observed|initial|early"
    r"|improvements?|differences?|effects?|benefits?|advantages?|superiority|separation|reductions?|decreases?|responses?|findings?|results?|changes?|gains?)"
)
_LASTS = re.compile(
    rf"^\W*(?:(?:and|but|with|moreover|furthermore|in addition),? )?(?:{_WHAT} ){{1,5}}"
    r"(?:remain(?:ed|ing)|stayed|persist(?:ed|ing)|continued|last(?:ed|ing)|endured|held|(?:was|were|being) (?:still |also )?(?:maintained|sustained|retained|preserved|present|evident|significant|seen|observed|apparent))\b",
    re.IGNORECASE,
)
# 'the same held at day 2', 'superiority was also shown at 24 h'
_ALSO = re.compile(
    rf"^\W*(?:and |with )?(?:(?:the )?same (?:was true|held(?: true)?|applied|was (?:found|seen|observed))|(?:{_WHAT} ){{1,5}}(?:was|were) (?:also|likewise|similarly|already) (?:shown|seen|found|observed|evident|apparent|present|demonstrated|reported|noted|achieved)|(?:superiority|similar (?:results|differences|effects|findings)|(?:a )?similar (?:result|difference|effect|finding)) (?:was|were) (?:also |already )?(?:shown|seen|found|observed|evident|apparent|present|demonstrated|reported|noted)|as (?:it|they) (?:had|did|was|were)(?: been)? (?:at|on|by|after))\b",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"\b(?:persist|last|endur|maintain|sustain|remain|continu|held)\w*\b[^;.]{0,30}\b(?:for|over|during|throughout)? ?(?:up to |at least |about |the )*$",
    re.IGNORECASE,
)


def carried(clause: Clause, before: Sequence[Row]) -> list[Row]:
    """The rows of a clause that says no more than that what ``before`` (the rows of the clause or
    sentence before) told of who did better still held at a later visit."""
    if clause.figures or clause.estimates or len(clause.p_values) > 1:
        return []
    if clause.measures:
        return _of_more_measures(clause, before)
    also = _ALSO.match(clause.text) is not None
    if not (also or _LASTS.match(clause.text)) or is_null(clause.text):
        return []
    told = [
        r
        for r in before
        if (r.comparator and (r.direction or "").startswith("favours"))
        or (r.comparator is None and r.experimental and r.rule == "outcome.verdict")
    ]
    times = _seen_at(clause)
    if not told or not times:
        return []
    together = (r for r in told if (r.start, r.end) == (told[-1].start, told[-1].end))
    last = [r for r in together if _same_time(r, told[-1])]
    p = clause.p_values[0] if clause.p_values else None
    if p is not None and (p.kind != "superiority" or not p.significant):
        return []
    rows: dict[tuple[object, ...], Row] = {}
    for time, (start, end), over in times:
        for row in last:
            earlier = row.time is None or row.time.hours < time.hours
            if not (earlier or (also and row.time != time)):
                continue
            kept = Row(
                measure=row.measure,
                start=clause.offset,
                end=clause.offset + len(clause.text.rstrip()),
                confidence=row.confidence * 0.9,
                rule="outcome.carried",
                time=time,
                time_span=(clause.offset + start, clause.offset + end),
                experimental=row.experimental,
                comparator=row.comparator,
                direction=row.direction,
                direction_rule="direction.carried" if row.direction else "",
                on_measure=row.on_measure,
            )
            if over:
                if row.direction is None:
                    continue  # one arm's own course
                kept = replace(kept, direction="no significant difference")
            elif p is not None:
                kept = replace(kept, p=p, p_span=(clause.offset + p.start, clause.offset + p.end))
            rows[kept.contrast] = kept
    return list(rows.values())


_SIMILAR = re.compile(
    r"^\W*(?:(?:and|while|with|in addition|moreover),? )?(?:(?:very |broadly |largely )?(?:similar|comparable|analogous|parallel|consistent|the same|equivalent) (?:[a-z]+ )?(?:results?|findings?|patterns?|effects?|differences?|outcomes?)|the same) (?:was|were|held|applied|emerged|could be) [^;()]{0,40}?\b(?:for|on|with|in|using|by|of) (?:the )?$",
    re.IGNORECASE,
)


def _of_more_measures(clause: Clause, before: Sequence[Row]) -> list[Row]:
    """'Similar results were found for X and Y': who did better on the measure before, at its one visit,
    did better on these."""
    named = clause.measures
    first = min(m.start for m in named)
    plain = not clause.arms and not clause.p_values and all(m.kind != "other" for m in named)
    if not plain or not _SIMILAR.match(clause.text[:first]):
        return []
    told = [r for r in before if r.comparator and r.direction]
    same = {(r.measure, _hours(r)) for r in told}
    if len(same) != 1 or clause.times:
        return []
    return [
        Row(
            measure=m.name,
            start=clause.offset,
            end=clause.offset + len(clause.text.rstrip()),
            confidence=row.confidence * 0.85,
            rule="outcome.carried",
            time=row.time,
            experimental=row.experimental,
            comparator=row.comparator,
            direction=row.direction,
            direction_rule="direction.carried",
        )
        for m in named
        for row in {r.contrast: r for r in told}.values()
        if m.name != row.measure
    ]


def _hours(row: Row) -> float | None:
    return None if row.time is None else row.time.hours


def _same_time(one: Row, other: Row) -> bool:
    return one.contrast[1] == other.contrast[1]


def _seen_at(clause: Clause) -> list[tuple[Timepoint, tuple[int, int], bool]]:
    """The visits that the clause names, or how long it lasted; and whether it was over by then ('but
    not at day 7')."""
    over = times_of_no_effect(clause)
    return [
        (t.timepoint, (t.start, t.end), t.start in over or not_then(clause, t.start))
        for t in clause.times
        if t.kind == "point"
        or (t.timepoint.unit != "minute" and _LENGTH.search(clause.text, 0, t.start))
    ]
