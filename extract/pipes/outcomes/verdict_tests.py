"""When a verdict in words was seen, and which p-value is whose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.contrast import Contrast
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.place import LISTED, opened_at
from dosetable.extract.pipes.outcomes.result_place import place_of_result
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.verdict_parts import part_about
from dosetable.extract.pipes.outcomes.verdicts import BETTER, HIGHER, LOWER, NULL
from dosetable.extract.pipes.statistics import PValue
from dosetable.extract.pipes.timepoints import TimepointMention

_TIME_TO = re.compile(
    r"\btime[- ]to[- ](?:\w+[- ])?(?:relapse|response|remission)\b", re.IGNORECASE
)

# 'evident within 2 hours and sustained for 1 week'
_KEPT_FOR = re.compile(
    r"\b(?:maintained|sustained|persist(?:ed|ing)|last(?:ed|ing)|endured|continu(?:ed|ing)|held|remain(?:ed|ing) (?:significant|evident|superior|lower|present))\b[^;.]{0,30}\bfor (?:up to |at least |about |approximately |the next |the following |another )?$",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:chang|improve|reduc|decreas|declin|fell|drop|increas|slope|trajector|course)\w*",
    re.IGNORECASE,
)
_AT_DAYS = re.compile(
    r"\b(?:on|at|from|between|for|during|through(?:out)?) (?:the )?(?:post[- ]?\w+ )?$", re.I
)


def _both_ends(points: Sequence[TimepointMention], text: str) -> list[TimepointMention]:
    """``points`` with the first visit of a range: 'lower on days 1-3', 'superior from day 1 to day 7'. A
    change 'from day 1 to day 28' is seen at the end alone."""
    found: list[TimepointMention] = []
    for time in points:
        told = time.since is not None and _AT_DAYS.search(text, 0, time.group)
        if time.since is not None and told and not _CHANGE.search(text):
            found.append(replace(time, timepoint=time.since, since=None))
        found.append(time)
    return found


_TURN = re.compile(r"\b(?:but|whereas|while|although|though|yet)\b", re.IGNORECASE)
_OVER = re.compile(r"\b(?:over|during|within) (?:an? |the )?(?:first |following |next )?$", re.I)


def own_times(clause: Clause) -> list[TimepointMention]:
    """The times of a verdict: 'due to differences at day 1, with none at day 3' denies day 3 alone."""
    if _TIME_TO.search(clause.text):
        return []  # 'median time to relapse was 2 and 6 weeks': the times are the result
    points = _both_ends([t for t in clause.times if t.kind == "point"], clause.text)
    points += [
        replace(t, kind="point")
        for t in clause.times
        if points and t.kind == "duration" and _KEPT_FOR.search(clause.text, points[0].end, t.start)
    ]
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
        # 'lower at week 1, with no difference at week 6'; 'the superiority at day 1 was gone at day 7'
        first, _ = part_about(clause.text, denied.start())
        later = any(t.start >= denied.start() for t in points)
        return [t for t in points if not (later and first <= t.start < denied.start())]
    turn = _TURN.search(denied.string, denied.end())
    if turn and any(p.search(denied.string, turn.end()) for p in (BETTER, LOWER, HIGHER)):
        return points  # 'at 24 h they did not differ, but at day 7 A was lower'
    return [t for t in points if t.start >= denied.start()] or points


def tests_beside(
    measures: Sequence[MeasureMention], tests: Sequence[PValue], text: str
) -> dict[int, PValue]:
    """'antidepressant (p = .03, measured by the X) and antisuicidal (p = .04, by the Y) effects': the
    test of each measure that stands in one bracket with it, where each has one. By the start of the
    measure."""
    if len(tests) < 2 or len(tests) != len(measures):
        return {}
    own = {opened_at(text, t.start): t for t in tests}
    opened = [opened_at(text, m.start) for m in measures]
    if None in own or len(own) != len(tests) or set(opened) != set(own):
        return {}
    return {m.start: own[o] for m, o in zip(measures, opened, strict=True)}


def times_beside(
    mention: MeasureMention,
    mentions: Sequence[MeasureMention],
    points: list[TimepointMention],
    text: str,
) -> list[TimepointMention]:
    """'A at 1 h, B at 2 and 4 h': the times between a measure and the next are its own; 'A was lower
    at 1 h, and B was less frequent': those of one part of a clause are not another's."""
    if len(mentions) == 1:
        return points
    starts = [m.start for m in mentions]
    shares = [
        [t for t in points if start <= t.start < end]
        for start, end in zip(starts, [*starts[1:], 10**9], strict=True)
    ]
    if all(shares):
        return shares[mentions.index(mention)]
    first, last = part_about(text, mention.start)
    if all(first <= start < last for start in starts):
        return points
    inside = [t for t in points if first <= t.start < last]
    leading = [t for t in points if t.start < starts[0]]
    joined = [t for t in points if t.start >= last and _joined(text, last)]
    return inside or leading or joined or _of_event_before(mention, mentions, points)


def _of_event_before(
    mention: MeasureMention, mentions: Sequence[MeasureMention], points: list[TimepointMention]
) -> list[TimepointMention]:
    """'Response at day 28 was more frequent with A, whereas remission rates did not differ': two events
    of one sentence with one visit are both of it."""
    events = all(m.kind == "event" and not m.measure.condition for m in mentions)
    return points if events and len(points) == 1 and points[0].end <= mention.start else []


# 'lower HAM-D and SSI scores at 24 h, with the effect on the SSI lasting to day 7'
_ON_ONE = re.compile(
    r",? (?:with|and|but|while|whereas) (?:the |an? |this |its )?(?:[\w-]+ )?(?:effects?|improvements?|reductions?|differences?|benefits?|changes?|advantages?|decreases?) (?:in|on|for|of) (?:the )?",
    re.IGNORECASE,
)


def without_another(
    points: Sequence[TimepointMention], mention: MeasureMention, clause: Clause
) -> list[TimepointMention]:
    """``points`` without those that a part at the end gives to another measure alone."""
    for match in _ON_ONE.finditer(clause.text):
        one = next((m for m in clause.measures if m.start == match.end()), None)
        before = any(m.end <= match.start() for m in clause.measures)
        if one is not None and before and one.name != mention.name:
            return [t for t in points if t.start < match.start()]
    return list(points)


def _joined(text: str, place: int) -> bool:
    """'A was lower and B rarer at week 4': a time at the end is of both."""
    return _AND.match(text, place) is not None


_AND = re.compile(r",?\s?and\s")


def in_its_part(row: Row, tests: Sequence[PValue], clause: Clause) -> PValue | None:
    """Of several tests, the only one in the part of the clause that is about ``row``."""
    if len(tests) < 2:
        return None
    start, end = part_about(clause.text, place_of_result(row, clause))
    inside = [p for p in tests if start <= p.start < end]
    return inside[0] if len(inside) == 1 else None


def of_another_part(
    test: PValue, mention: MeasureMention, visit: int | None, clause: Clause
) -> bool:
    """Whether the test stands outside the part about ``mention``, or about the ``visit`` named there,
    and contradicts it: 'whereas X did not differ, Y was lower with A (P = .02)'; 'lower at 2 h, with a
    trend at 24 h (P = .06)'."""
    if mention not in clause.measures or test.significant is None:
        return False
    place = mention.start if visit is None or test.significant else visit
    first, last = part_about(clause.text, place)
    if first <= test.start < last:
        return False
    if test.end <= first <= mention.start:
        return True  # 'a greater effect on X (P = .02), and a greater one on Y'
    part = clause.text[first:last]
    null = NULL.search(part) is not None
    if test.significant:
        return null
    won = any(p.search(part) for p in (BETTER, LOWER, HIGHER))
    return won and not null and visit is not None


def by_time(
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


def shared(
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
