"""Rows without figures: a null result, a bare p-value or a verdict in words is a result, too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.apart import Times
from dosetable.extract.pipes.outcomes.contrast import Contrast, verdict_contrasts
from dosetable.extract.pipes.outcomes.direction import place_of_result
from dosetable.extract.pipes.outcomes.figure_rows import base
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.items import GOES_ON, Item, Memory
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.place import LISTED
from dosetable.extract.pipes.outcomes.plan import PRIMARY, Plan
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.subjects import GENERIC, general_spans, named, occurs
from dosetable.extract.pipes.outcomes.times import resolve
from dosetable.extract.pipes.outcomes.verdicts import (
    BETTER,
    HIGHER,
    LOWER,
    NONINFERIOR,
    NULL,
    WORSE,
    is_null,
    part_about,
)
from dosetable.extract.pipes.statistics import Figure, PValue
from dosetable.extract.pipes.timepoints import TimepointMention

_ALSO = re.compile(r"\b(?:also|nor|likewise|similarly|neither|at (?:that|this|the same))\b", re.I)


def verdict_rows(clause: Clause, names: ArmNames, plan: Plan, memory: Memory) -> list[Row]:
    """Return the rows of a clause that gives no figure that could be placed."""
    if any(f.kind == "percent" for f in clause.figures) and not _percent_change(clause):
        return []  # the p-value is of shares that could not be placed
    if _than_unknown(clause) or (len(names.experimental) > 1 and _group_unknown(clause)):
        return []
    if len(names.arms) == 1 and sum(f.kind == "mean" for f in clause.figures) > 1:
        return []  # of two groups' means, one of them not known
    if any(e.kind != "test" for e in clause.estimates):
        return []  # the verdict is on a figure that could not be placed
    if _OVER_TIME.search(clause.text) and not _BETWEEN.search(clause.text):
        return []  # everybody changed: no contrast
    if _ALL_CHANGED.search(clause.text) and not _MORE.search(clause.text):
        return []
    unnamed = not clause.measures and not general_spans(clause)
    if unnamed and _OTHER_SUBJECT.search(clause.text):
        return []  # the verdict is on something else than the scale of the sentence before
    if _WITHIN.search(clause.text) and not _BETWEEN.search(clause.text):
        return []  # what became of one group
    if "|" in clause.text:
        return []  # a line of a form
    tests = [p for p in clause.p_values if p.kind == "superiority"]
    if len(tests) == 1 and _of_each_group(tests[0], clause.text):
        tests = []
    p = tests[0] if tests else None
    if len(names.arms) > 2 and p and _ANY_OF.search(clause.text) and not is_null(clause.text):
        return []  # one test of more than two groups: which of them differ is not said
    told = (
        is_null(clause.text)
        or NONINFERIOR.search(clause.text)
        or BETTER.search(clause.text)
        or WORSE.search(clause.text)
        or LOWER.search(clause.text)
        or HIGHER.search(clause.text)
    )
    if not (told or p):
        return []
    controls = frozenset(a.id for a in names.control)
    compared = (
        _BETWEEN.search(clause.text)
        or NONINFERIOR.search(clause.text)
        or any(m.arms & controls for m in clause.arms)
        or (len(names.arms) == 2 and _in_one_group(clause))
    )
    if not (p or is_null(clause.text) or compared):
        return []  # 'ketamine had a robust effect': against what is not said
    measures = [
        m
        for m in clause.measures
        if (not m.measure.condition or occurs(m, clause))
        and not (m.measure.generic and plan.suicidality)
    ]
    if plan.main and (clause.arms or _BOTH.search(clause.text)) and GENERIC.search(clause.text):
        general = _beside(clause, measures)
        if not measures:
            measures = [plan.main]
        elif general is not None:
            measures = [*measures, replace(plan.main, start=general[0], end=general[1])]
    if (
        not measures
        and memory.mention is not None
        and (p or clause.arms or is_null(clause.text))
        and (
            (GOES_ON.search(clause.text) and (clause.times or memory.same_sentence))
            or (_NOT_THEN.match(clause.text) and memory.same_sentence)
            or (_NO_DIFFERENCE.match(clause.text) and clause.arms and not memory.off_topic)
            or (memory.same_sentence and clause.arms and p and is_null(clause.text))
            or (
                _SUPERIOR.search(clause.text)
                and memory.mention.kind != "event"
                and not memory.off_topic
                and clause.arms
            )
        )
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
    if not measures:
        measures = _primary_spoken_of(clause, plan, memory)
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
        placed = resolve((), item, clause, plan, alike)
        mine = _times_beside(mention, mentions, points)
        said: list[Times] = [((t.timepoint, (t.start, t.end)),) for t in mine]
        times = said or [placed[:1]]
        dated = _by_time(tests, mine, mentions, contrasts, clause.text)
        for k, time in enumerate(times):
            own = dated[k] if dated else shared.get(mention.start, [None] * len(contrasts))
            for contrast, own_p in zip(contrasts, own, strict=True):
                row = base(item, time, clause, contrast)
                own_p = own_p or _in_its_part(row, tests, clause)
                rows.append(
                    replace(row, p=own_p, rule="outcome.verdict", confidence=row.confidence * 0.9)
                )
    return rows


_IN_EACH = re.compile(r"\b(?:both|all|each)\b", re.IGNORECASE)
_ALIKE = re.compile(
    r"\b(?:no (?:\w+ ){0,2}difference|did not differ|without (?:\w+ ){0,2}difference|similar\w*)\b",
    re.IGNORECASE,
)


def _of_each_group(p: PValue, text: str) -> bool:
    """'Decreased in both groups (P < .01), with no difference between them': a test of the change in
    each group, and behind it the groups are called alike."""
    return bool(_IN_EACH.search(text, 0, p.start) and _ALIKE.search(text, p.end))


_CHANGED_BY = re.compile(
    r"\b(?:reduc|decreas|chang|improve|declin|fall|fell|lower)\w*\b[^;]{0,60}?\d\s?%", re.IGNORECASE
)
_PEOPLE = re.compile(r"\b(?:patients|participants|women|subjects|of those|proportion)\b", re.I)


def _percent_change(clause: Clause) -> bool:
    """'The MADRS reduction was 51% with A and 30% with B': a scale's changes, no shares of people."""
    scales = all(m.kind == "depression" for m in clause.measures) and bool(clause.measures)
    return (
        scales
        and _CHANGED_BY.search(clause.text) is not None
        and _PEOPLE.search(clause.text) is None
    )


_WITHIN = re.compile(r"\bwithin (?:each|the|both|either)? ?(?:[\w-]+ )?(?:groups?|arms?)\b", re.I)
_BOTH = re.compile(r"\b(?:both|between|the two)\b[^.;]{0,30}\b(?:groups|arms|treatments)\b", re.I)
_COMPARATIVE = re.compile(
    r"\b(?:lower|higher|fewer|better|greater|larger|favou?r(?:s|ed)?)\b(?! (?:than |from )?(?:at )?baseline)",
    re.I,
)
_GROUP_OF = re.compile(
    r"\b(?:in|with|for|among|given|receiving|favou?r(?:s|ed)?) (?:the |patients |those |women )*$",
    re.I,
)


def _in_one_group(clause: Clause) -> bool:
    """'Scores were lower in the X group', of two groups: lower than in the other."""
    told = _COMPARATIVE.search(clause.text)
    return told is not None and any(
        m.start >= told.start() and _GROUP_OF.search(clause.text, 0, m.start) for m in clause.arms
    )


def _primary_spoken_of(clause: Clause, plan: Plan, memory: Memory) -> list[MeasureMention]:
    """'The primary outcome did not differ': of the measure that the methods made primary; 'but not
    at day 7': of the one spoken of before."""
    main = plan.main if plan.main and plan.main.name in plan.primary else None
    of_main = main is not None and memory.measure == main.name and memory.same_sentence
    if main and (
        _NOT_THEN.match(clause.text) or (is_null(clause.text) and clause.p_values and clause.arms)
    ):
        return [main] if of_main else []
    sides = {arm for m in clause.arms for arm in m.arms}
    unsaid = memory.mention is None and not memory.off_topic
    if main and unsaid and len(sides) > 1 and _SUPERIOR.search(clause.text):
        return [main]
    if not PRIMARY.search(clause.text):
        return []
    if plan.main is not None and plan.main.name in plan.primary:
        return [plan.main]
    return [plan.primary_event] if plan.primary_event is not None else []


_THAN_GROUP = re.compile(
    r"\b(?:than|compared (?:with|to)|versus|vs\.?) (?:in |with |that of )?(?:the )?(?:[\w/+-]+ ){1,3}(?:group|arm)s?\b",
    re.IGNORECASE,
)
_OTHER_GROUP = re.compile(
    r"\b(?:other|control|comparison|comparator|second|first)\b", re.IGNORECASE
)


def _than_unknown(clause: Clause) -> bool:
    """'improved more than the tablet group': set against a group by a name that no arm has."""
    match = _THAN_GROUP.search(clause.text)
    if match is None or _OTHER_GROUP.search(match.group()):
        return False
    return not any(match.start() <= m.start < match.end() for m in clause.arms)


_LETTERED = re.compile(r"\b[Gg]roups? [A-Z]\d?\b(?! of)|\b[A-Z]\d? groups?\b")


_GROUP_C = re.compile(r"[Gg]roup C|C group")


def _group_unknown(clause: Clause) -> bool:
    """'Group B had lower scores': of which arm that is, the text does not say; C is the controls'."""
    return any(
        not _GROUP_C.fullmatch(match.group())
        and not any(match.start() < a.end and a.start < match.end() for a in clause.arms)
        for match in _LETTERED.finditer(clause.text)
    )


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
_NOT_THEN = re.compile(
    r"\W*(?:but )?not (?:(?:at|on|by|after) |\d+ (?:hours?|h|days?|d|weeks?|months?)\b)",
    re.IGNORECASE,
)
# 'There was no difference between A and B (P = .7)': of what, the sentence before has said.
_NO_DIFFERENCE = re.compile(
    r"\W*(?:(?:However|Moreover|In addition),? )?(?:there (?:was|were) )?no (?:\w+ ){0,2}differences? (?:(?:was|were) )?(?:(?:found|seen|observed|detected|noted) )?between ",
    re.IGNORECASE,
)
_SUPERIOR = re.compile(r"\bsuperior to\b|\bmore effective than\b|\bseparated from\b", re.I)
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
    if any(p.search(clause.text, 0, denied.start()) for p in (BETTER, LOWER, HIGHER)):
        return points  # 'lower at week 1, with no difference at week 6'
    return [t for t in points if t.start >= denied.start()] or points


_OPENED = re.compile(
    r"\s?(?:scores? |ratings? )?[(\[]|\s"
)  # 'dissociation (CADSS)', 'HADS anxiety'

_NAMED_TOGETHER = re.compile(
    r"[)\]]?(?: (?:total )?(?:scores?|ratings|rates|performance|levels?|function))?(?: ?[(\[][^()\[\]]{1,40}[)\]])?(?:,|,? (?:and|or|nor|and/or)) (?:in |on |of )?(?:the )?",
    re.IGNORECASE,
)


def _without_others(measures: Sequence[MeasureMention], clause: Clause) -> list[MeasureMention]:
    """'No difference in BDI and anxiety scores': a verdict on a list is one on each of its members,
    and those of the list that are no outcome of ours say nothing against it."""
    lists: list[list[MeasureMention]] = []
    ordered = sorted(measures, key=lambda m: m.start)
    for m in ordered:
        last = lists[-1][-1] if lists else None
        gap = clause.text[last.end : m.start] if last is not None else ""
        if last is not None and (_NAMED_TOGETHER.fullmatch(gap) or _OPENED.fullmatch(gap)):
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
            if _NAMED_TOGETHER.fullmatch(clause.text, *gap):
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


def _in_its_part(row: Row, tests: Sequence[PValue], clause: Clause) -> PValue | None:
    """Of several tests, the only one in the part of the clause that is about ``row``."""
    if len(tests) < 2:
        return None
    start, end = part_about(clause.text, place_of_result(row, clause))
    inside = [p for p in tests if start <= p.start < end]
    return inside[0] if len(inside) == 1 else None


def _by_time(
    tests: Sequence[PValue],
    points: Sequence[TimepointMention],
    mentions: Sequence[MeasureMention],
    contrasts: Sequence[Contrast],
    text: str,
) -> list[list[PValue | None]]:
    """'at week 2 (P < .001), week 4 (P = .01) and week 6 (P = .3)': one measure and one contrast, and
    as many tests as visits, each behind its own."""
    if len(mentions) != 1 or len(contrasts) != 1 or len(tests) != len(points) or len(tests) < 2:
        return []
    gaps = [text[a.end : b.start] for a, b in zip(tests, tests[1:], strict=False)]
    if tests[0].start > points[-1].end and all(map(LISTED.fullmatch, gaps)):
        return [[p] for p in tests]  # 'at week 2 and week 4 (P = .01 and P = .3)'
    ends = [*(t.start for t in points[1:]), 10**9]
    paired = zip(points, tests, ends, strict=True)
    if not all(point.end <= p.start < end for point, p, end in paired):
        return []
    return [[p] for p in tests]


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
