"""One clause into rows: each figure gets its measure, time, arms, interval and p-value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.attach import intervals_of, p_values_of
from dosetable.extract.pipes.outcomes.contrast import (
    contrasts_of,
    verdict_contrasts,
)
from dosetable.extract.pipes.outcomes.direction import judge
from dosetable.extract.pipes.outcomes.figure_rows import (
    Placed,
    Times,
    base,
    figure_rows,
    place_of,
)
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.items import (
    GENERIC,
    GOES_ON,
    Item,
    Memory,
    general_spans,
    items_of,
    named,
    occurs,
)
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.noninferiority import verdict
from dosetable.extract.pipes.outcomes.place import times_of
from dosetable.extract.pipes.outcomes.plan import Plan
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.verdicts import BETTER, HIGHER, LOWER, NULL, is_null
from dosetable.extract.pipes.statistics import Estimate, Figure, PValue
from dosetable.extract.pipes.timepoints import TimepointMention

_THERE = re.compile(
    r"\bat (?:that|this|the same) (?:visit|time(?: ?point)?|point|assessment)|\bby (?:that|this) time\b|^\W*there\b|\bthen\b",
    re.I,
)
_NO_TIME = re.compile(
    r"\bend of (?:the )?(?:treatment|study|trial|infusions?|double-blind)|\bat (?:any|some) (?:time|point)|\bthroughout|\bover time\b|\bsustained\b|\bfollow-up\b"
    r"|\b(?:after|following) (?:the )?(?:second|third|fourth|fifth|sixth|seventh|eighth|last|final|\d{1,2}(?:nd|rd|th)) (?:\w+ )?(?:ECT|session|infusion|treatment|injection|dose)s?\b",
    re.I,
)

_POOLED = re.compile(
    r"\b(?:pooled|combined|merged)(?: [\w-]+){0,2} (?:dos(?:es|ages|ing)|groups?|arms?|cohorts?|treatment|(?:es|ar)?ketamine)\b|\b(?:ketamine|treatment|dose) (?:groups|arms) (?:were )?(?:pooled|combined)\b",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\b(?:also|nor|likewise|similarly|neither|at (?:that|this|the same))\b", re.I)


def read_clause(
    clause: Clause, names: ArmNames, plan: Plan, memory: Memory
) -> tuple[list[Row], Memory]:
    """Return the rows of ``clause`` and what the next clause may refer to."""
    if len(names.experimental) > 1 and _POOLED.search(clause.text):
        return [], _remember((), (), clause, memory)  # of several arms as one: no arm's result
    items = _of_all(items_of(clause, plan, memory), clause)
    times = [
        _resolve(t, item, clause, plan, memory)
        for t, item in zip(times_of(items, clause.times), items, strict=True)
    ]
    intervals = intervals_of([i.source for i in items], clause.intervals, clause.text)
    p_values = p_values_of([i.source for i in items], clause)
    rows: list[Row] = []
    estimates = [k for k, item in enumerate(items) if isinstance(item.source, Estimate)]
    contrasts = contrasts_of([items[k] for k in estimates], clause, names, memory.order)
    if _within_arm(clause, names):
        contrasts = [replace(c, comparator=None) for c in contrasts]
    for k, contrast in zip(estimates, contrasts, strict=True):
        estimate = items[k].source
        assert isinstance(estimate, Estimate)  # noqa: S101 - chosen so above
        if (
            contrast.comparator is None
            and len(names.control) <= 1
            and estimate.statistic == "mean difference"
        ):
            estimate = replace(estimate, statistic="mean change")  # one arm: before and after
        placed = times[k]
        if estimate.statistic == "hazard ratio" and _of_rates(placed, items, k):
            placed = ()
        row = base(items[k], placed, clause, contrast)
        rows.append(replace(
            row, statistic=estimate.statistic, value=estimate.value, unit=estimate.unit,
            value_span=place_of(clause, estimate.value_start, estimate.value_end),
            interval=intervals[k], p=p_values[k], rule=f"outcome.{estimate.kind}-estimate",
            confidence=row.confidence * {"named": 1.0, "points": 0.97, "bare": 0.9, "test": 0.95}[estimate.kind],
        ))  # fmt: skip
    figures = [k for k, item in enumerate(items) if isinstance(item.source, Figure)]
    rows += figure_rows(
        [
            Placed(item=items[k], times=times[k], p=p_values[k], interval=intervals[k])
            for k in figures
        ],
        clause,
        names,
    )
    if not rows:
        rows = _verdict_rows(clause, names, plan, memory)
    rows = judge([_spans(row, clause) for row in rows], clause, names)
    told = verdict(clause.text, clause.p_values, plan.margin)
    if told is not None:
        rows = [replace(r, noninferiority=told) if r.comparator else r for r in rows]
    return rows, _remember(rows, items, clause, memory)


_ALL_PEOPLE = re.compile(
    r"[)\]]?,? (?:for|in|among) (?:all|the (?:full|whole|overall|total|entire)) ", re.IGNORECASE
)
_SOME_PEOPLE = re.compile(
    r"\b(?:for|in|among) (?:those|(?:the )?(?:patients|participants|women|men|people|individuals|adults|adolescents)) (?:with|without|who|whose|aged)\b",
    re.IGNORECASE,
)


def _of_all(items: list[Item], clause: Clause) -> list[Item]:
    """'-0.2 (...) for all patients and -0.3 (...) for those with an earlier attempt': a part of the
    people is not the trial."""
    everybody = _ALL_PEOPLE.search(clause.text)
    if everybody is None or not items:
        return items
    ends = [*(i.start for i in items[1:]), len(clause.text)]
    return [
        item
        for item, end in zip(items, ends, strict=True)
        if item.start < everybody.start() or not _SOME_PEOPLE.search(clause.text, item.end, end)
    ]


def _resolve(
    group: tuple[TimepointMention, ...], item: Item, clause: Clause, plan: Plan, memory: Memory
) -> Times:
    if group:
        return tuple((t.timepoint, (t.start, t.end)) for t in group)
    if _THERE.search(clause.text) and memory.times:
        return tuple((t, None) for t in memory.times)
    if _NO_TIME.search(clause.text):
        return ()
    fixed = plan.primary.get(item.name) or plan.times.get(item.name)
    if fixed is not None:
        return ((fixed, None),)
    if len(memory.times) == 1 and not _of_another_kind(memory, item):
        return ((memory.times[0], None),)
    return ()


def _of_rates(times: Times, items: Sequence[Item], k: int) -> bool:
    """'At 4 weeks 60% v. 30% had responded, with a shorter time to response (HR 2.1)': the visit is
    that of the rates; a hazard ratio is of the whole time."""
    spans = [span for _, span in times if span is not None]
    return bool(spans) and any(
        span[0] < other.start < items[k].start
        for span in spans
        for other in items
        if isinstance(other.source, Figure) and other.source.kind == "percent"
    )


_EFFICACY = frozenset({"depression", "suicidality", "event"})


def _of_another_kind(memory: Memory, item: Item) -> bool:
    """'Dissociation resolved within 1.5 h. The MADRS fell by 16': not at 1.5 h."""
    if memory.same_sentence or memory.mention is None:
        return memory.off_topic
    return (memory.mention.kind in _EFFICACY) != (item.mention.kind in _EFFICACY)


def _spans(row: Row, clause: Clause) -> Row:
    interval, p = row.interval, row.p
    return replace(
        row,
        interval_span=place_of(clause, interval.start, interval.end) if interval else None,
        p_span=place_of(clause, p.start, p.end) if p else None,
    )


_UNCONTROLLED = re.compile(r"\bopen-label (?:phase|extension|period|part|stage|follow-up)\b", re.I)
_WENT = re.compile(r"\bfrom [^.;,]{0,30}\d[^.;,]{0,30} to [^.;,]{0,12}\d")


def _within_arm(clause: Clause, names: ArmNames) -> bool:
    """A change from one score to another, or an open-label phase: no comparator is spoken of."""
    controls = frozenset(a.id for a in names.control)
    spoken_of = any(m.arms & controls for m in clause.arms)
    if _UNCONTROLLED.search(clause.text):
        return not spoken_of
    return not spoken_of and bool(_WENT.search(clause.text)) and len(clause.estimates) == 1


def _verdict_rows(clause: Clause, names: ArmNames, plan: Plan, memory: Memory) -> list[Row]:
    """A null result or a bare p-value is a result: a row without figures."""
    if any(f.kind == "percent" for f in clause.figures):
        return []  # the p-value is of shares that could not be placed
    if len(names.arms) == 1 and sum(f.kind == "mean" for f in clause.figures) > 1:
        return []  # of two groups' means, one of them not known
    if any(e.kind != "test" for e in clause.estimates):
        return []  # the verdict is on a figure that could not be placed
    if _OVER_TIME.search(clause.text) and not _BETWEEN.search(clause.text):
        return []  # everybody changed: no contrast
    if _ALL_CHANGED.search(clause.text) and not _MORE.search(clause.text):
        return []
    if not clause.measures and _OTHER_SUBJECT.search(clause.text):
        return []  # the verdict is on something else than the scale of the sentence before
    if "|" in clause.text:
        return []  # a line of a form
    tests = [p for p in clause.p_values if p.kind == "superiority"]
    p = tests[0] if tests else None
    if len(names.arms) > 2 and p and _ANY_OF.search(clause.text) and not is_null(clause.text):
        return []  # one test of more than two groups: which of them differ is not said
    told = (
        is_null(clause.text)
        or BETTER.search(clause.text)
        or LOWER.search(clause.text)
        or HIGHER.search(clause.text)
    )
    if not (told or p):
        return []
    controls = frozenset(a.id for a in names.control)
    compared = _BETWEEN.search(clause.text) or any(m.arms & controls for m in clause.arms)
    if not (p or is_null(clause.text) or compared):
        return []  # 'ketamine had a robust effect': against what is not said
    measures = [
        m
        for m in clause.measures
        if (not m.measure.condition or occurs(m, clause))
        and not (m.measure.generic and plan.suicidality)
    ]
    if plan.main and clause.arms and GENERIC.search(clause.text):
        general = _beside(clause, measures)
        if not measures:
            measures = [plan.main]
        elif general is not None:
            measures = [*measures, replace(plan.main, start=general[0], end=general[1])]
    if (
        not measures
        and memory.mention is not None
        and (p or clause.arms or is_null(clause.text))
        and GOES_ON.search(clause.text)
        and (clause.times or memory.same_sentence)
    ):
        measures = [memory.mention]
    if (
        not measures
        and plan.main
        and plan.main.name in plan.primary
        and clause.arms
        and clause.times
    ):
        measures = [plan.main]
    measures = _without_others(measures, clause)
    if any(m.kind == "other" for m in measures) or not (clause.arms or p or is_null(clause.text)):
        return []
    rows: list[Row] = []
    points = _own_times(clause)
    mentions = list({named(m, plan)[0]: m for m in reversed(measures)}.values())
    mentions.sort(key=lambda m: m.start)
    contrasts = verdict_contrasts(clause, names)
    shared = _shared(tests, _subjects(clause, mentions), len(contrasts))
    for mention in mentions:
        name = named(mention, plan)[0]
        item = Item(
            start=mention.start, end=mention.end, source=_NOTHING, name=name, mention=mention
        )
        alike = memory if memory.measure == name or _ALSO.search(clause.text) else Memory()
        placed = _resolve((), item, clause, plan, alike)
        mine = _times_beside(mention, mentions, points)
        said: list[Times] = [((t.timepoint, (t.start, t.end)),) for t in mine]
        times = said or [placed[:1]]
        for time in times:
            own = shared.get(mention.start, [None] * len(contrasts))
            for contrast, own_p in zip(contrasts, own, strict=True):
                row = base(item, time, clause, contrast)
                rows.append(
                    replace(row, p=own_p, rule="outcome.verdict", confidence=row.confidence * 0.9)
                )
    return rows


_ANY_OF = re.compile(
    r"\bdose[- ](?:related|dependent|response)\b|\bamong (?:the )?(?:three |four |five |all )?(?:groups|arms|treatments)\b",
    re.IGNORECASE,
)
_OTHER_SUBJECT = re.compile(
    r"\b(?:consumption|pain|VAS|NRS|sessions?|pressure|heart rate|recovery|sedation|sufentanil|opioid|propofol|analgesi\w+|seizure|nausea|vomiting|dizziness|sleep|cognit\w+|memory|adverse|satisfaction)\b",
    re.IGNORECASE,
)
_TIME_TO = re.compile(
    r"\btime[- ]to[- ](?:\w+[- ])?(?:relapse|response|remission)\b", re.IGNORECASE
)
_OVER = re.compile(r"\b(?:over|during|within) (?:an? |the )?(?:first |following |next )?$", re.I)
_OVER_TIME = re.compile(
    r"\bover (?:\w+ )?time\b|\b(?:main )?effects? of time\b|\btime effect", re.I
)
# 'Scores fell significantly from baseline in both groups': which did better is not said.
_ALL_CHANGED = re.compile(
    r"\b(?:decreas|improv|reduc|declin|fell|chang|drop|lower)\w*\b[^.;]{0,100}\b(?:in|for|across|within|by) (?:both|all|each|either|every|the two|the three)(?: of the)?(?: (?:two|three|four|study|treatment|\w+))? (?:groups?|arms?|conditions?|treatments?)\b"
    r"|\b(?:both|all)(?: of the)?(?: (?:two|three|four|study|treatment))? (?:groups|arms|conditions|treatments)\b[^.;]{0,60}\b(?:decreas|improv|reduc|declin|fell|drop)\w*",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:more|greater|larger|less|fewer|superior\w*|inferior\w*|better|differ\w*|between|than|higher|versus|vs|similar\w*|no|not)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\b(?:than|versus|vs\.?|between|compared|differ\w*|superior\w*|both groups)\b|[x\u00d7*-] ?(?:time|treatment|group)\b|\bby[- ](?:time|group|treatment)\b",
    re.IGNORECASE,
)


def _own_times(clause: Clause) -> list[TimepointMention]:
    """The times of a verdict: 'due to differences at day 1, with none at day 3' denies day 3 alone."""
    if _TIME_TO.search(clause.text):
        return []  # 'median time to relapse was 2 and 6 weeks': the times are the result
    points = [t for t in clause.times if t.kind == "point"]
    if not points:  # 'reduced symptoms over a three-day period': how long it was followed
        points = [
            t
            for t in clause.times
            if t.timepoint.unit in ("day", "week") and _OVER.search(clause.text[: t.start])
        ][:1]
    denied = NULL.search(clause.text)
    if denied is None:
        return points
    return [t for t in points if t.start >= denied.start()] or points


_JOINED = re.compile(r",?\s(?:and|or|nor|and/or)\s(?:in |on |of )?(?:the )?", re.IGNORECASE)
_LISTED = re.compile(
    r"(?: (?:total )?(?:scores?|ratings|rates))?(?:,|,? (?:and|or|nor|and/or)) (?:in |on |of )?(?:the )?",
    re.IGNORECASE,
)


def _without_others(measures: Sequence[MeasureMention], clause: Clause) -> list[MeasureMention]:
    """'No difference in BDI and anxiety scores': a verdict on a list is one on each of its members,
    and those of the list that are no outcome of ours say nothing against it."""
    lists: list[list[MeasureMention]] = []
    for m in measures:
        last = lists[-1][-1] if lists else None
        if last is not None and _LISTED.fullmatch(clause.text, last.end, m.start):
            lists[-1].append(m)
        else:
            lists.append([m])
    kept = []
    for members in lists:
        own = [m for m in members if m.kind != "other"]
        kept += own or members
    return kept


def _beside(clause: Clause, measures: Sequence[MeasureMention]) -> tuple[int, int] | None:
    """'in depression severity or suicidal ideation': depression named without its scale, in one
    list with a measure."""
    for start, end in general_spans(clause):
        for m in measures:
            gap = (end, m.start) if end <= m.start else (m.end, start)
            if _JOINED.fullmatch(clause.text, *gap):
                return start, end
    return None


def _subjects(clause: Clause, mentions: Sequence[MeasureMention]) -> list[int]:
    """Where the clause names what it judged, a scale or 'depression severity', in order."""
    return sorted({*(start for start, _ in general_spans(clause)), *(m.start for m in mentions)})


def _times_beside(
    mention: MeasureMention, mentions: Sequence[MeasureMention], points: list[TimepointMention]
) -> list[TimepointMention]:
    """'A at 1 h, B at 2 and 4 h': the times between a measure and the next are its own."""
    if len(mentions) == 1:
        return points
    starts = [m.start for m in mentions]
    shares = [
        [t for t in points if start <= t.start < end]
        for start, end in zip(starts, [*starts[1:], 10**9], strict=True)
    ]
    return shares[mentions.index(mention)] if all(shares) else points


def _shared(
    tests: Sequence[PValue], subjects: Sequence[int], contrasts: int
) -> dict[int, list[PValue | None]]:
    """By the place of each subject, the p-value of each contrast: one for all; as many as subjects
    or as contrasts, in their order; else which is whose is not said, and none is given."""
    distinct = {(p.operator, p.value): p for p in tests}
    none: list[PValue | None] = [None] * contrasts
    if len(distinct) == 1:
        return {place: [tests[0]] * contrasts for place in subjects}
    if len(subjects) == len(tests):
        return {place: [p] * contrasts for place, p in zip(subjects, tests, strict=True)}
    if len(subjects) == 1 and len(tests) == contrasts:
        return {subjects[0]: list(tests)}
    return dict.fromkeys(subjects, none)


_NOTHING = Figure(start=0, end=0, kind="bare", value=None)


def _order(rows: Sequence[Row]) -> tuple[str, ...]:
    """The experimental arms in the order in which the clause gave their figures."""
    placed = [r for r in rows if r.experimental and (r.value_span or r.experimental_span)]
    placed.sort(key=lambda r: r.value_span or r.experimental_span or (0, 0))
    return tuple(dict.fromkeys(r.experimental for r in placed if r.experimental))


def _remember(rows: Sequence[Row], items: Sequence[Item], clause: Clause, memory: Memory) -> Memory:
    spoke = bool(rows or items or clause.measures or general_spans(clause))
    points = [t for t in clause.times if t.kind == "point"] if spoke else []
    times = tuple({t.timepoint.hours: t.timepoint for t in points}.values())
    mention = items[-1].mention if items else next(
        (m for m in reversed(clause.measures) if m.kind != "other"), None
    )  # fmt: skip
    if mention is None and any(m.kind == "other" for m in clause.measures):
        return Memory(times=memory.times, off_topic=True)
    measure = rows[-1].measure if rows else (mention.name if mention else memory.measure)
    return Memory(
        measure=measure,
        mention=mention or memory.mention,
        times=times or (memory.times if measure == memory.measure or items else ()),
        statistic=clause.estimates[0].statistic if clause.estimates else memory.statistic,
        same_sentence=True,
        order=_order(rows) or memory.order,
    )
