"""Figures and measures in two lists of one length: 'response and remission were 64% and 40%'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.place import RESPECTIVELY, runs_of, told_anew
from dosetable.extract.pipes.outcomes.plan import Plan
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.subjects import named, subjects_of
from dosetable.extract.pipes.statistics import Estimate, Figure


def by_lists(clause: Clause, plan: Plan) -> dict[int, tuple[str, MeasureMention]]:
    """The measures of the figures that stand in such a list, by the start of the figure."""
    scales = [m for m in clause.measures if m.kind not in ("event", "other")]
    scores = [f for f in clause.figures if f.kind != "percent"]
    return (
        _coordinated(clause, plan)
        | _respective(clause, plan)
        | _one_by_one(clause, scales, scores, plan)
        | _list_for_each_arm(clause, scales, scores, plan)
        | _of_one_arm(clause, plan)
        | _closing_scale(clause, scales, scores, plan)
    )


_AND = re.compile(
    r"(?:\s?[(\[][^()\[\]]{1,60}[)\]])?\s?(?:rates?|scores?)?\s?(?:,|and|or|, and)\s(?:the )?"
)


def _coordinated(clause: Clause, plan: Plan) -> dict[int, tuple[str, MeasureMention]]:
    """'Response and remission rates were 64% and 40%': as many figures as measures, or as many
    for each arm; by the start of the figure."""
    rates = [f for f in clause.figures if f.kind == "percent"]
    events = [m for m in clause.measures if m.kind == "event" and rates and m.end <= rates[0].start]
    every = [m for m in clause.measures if m.kind == "event"]
    # '... (odds ratio for response 4.0)' names again, behind the shares, what they are of
    here = [m for m in every if rates and m.start < rates[-1].end]
    crossed = _one_by_one(clause, every, rates, plan) or _one_by_one(clause, here, rates, plan)
    if crossed:
        return crossed
    if between := _between_rates(clause, rates):
        half = len(between)
        return {f.start: named(between[k % half], plan) for k, f in enumerate(rates)}
    behind = _behind_rates(clause, rates)
    if behind:
        return {f.start: named(m, plan) for f, m in zip(rates, behind, strict=True)}
    pair = events[-2:]
    if len(pair) < 2 or pair[0].name == pair[1].name or len(rates) % 2:
        return {}
    if not _AND.fullmatch(clause.text[pair[0].end : pair[1].start]):
        return {}
    versus = re.search(r"\bv(?:s\.?|ersus|\.)?\s", clause.text[rates[0].end : rates[1].start])
    half = len(rates) // 2
    return {
        f.start: named(pair[(k // half if versus and half > 1 else k % 2)], plan)
        for k, f in enumerate(rates)
    }


def _between_rates(clause: Clause, rates: Sequence[Figure]) -> list[MeasureMention]:
    """'42% and 21% of A achieved response and remission, respectively, compared with 8% and 4% of B':
    the outcomes stand between two lists of as many shares."""
    half = len(rates) // 2
    if half < 2 or runs_of(rates, clause.text) != [half, half]:
        return []
    events = [m for m in clause.measures if m.kind == "event"]
    inside = [m for m in events if rates[half - 1].end <= m.start and m.end <= rates[half].start]
    if len(inside) != half or inside != events or len({m.name for m in events}) != half:
        return []
    pairs = zip(inside, inside[1:], strict=False)
    joined = all(_AND.fullmatch(clause.text[a.end : b.start]) for a, b in pairs)
    return inside if joined else []


def _of_one_arm(clause: Clause, plan: Plan) -> dict[int, tuple[str, MeasureMention]]:
    """'MADRS and QIDS fell, by 26% and 56%, respectively, in the X group', 'changes in MADRS and PHQ-9
    were -12.9 and -5.9': the scales in one list, and as many figures of the one arm that the clause
    names, or where it names none."""
    scales = [m for m in clause.measures if m.kind != "other"]
    count = len(scales)
    if count < 2 or len(clause.figures) != count or len({m.name for m in scales}) != count:
        return {}
    if len({m.arms for m in clause.arms}) > 1 or any(len(m.arms) != 1 for m in clause.arms):
        return {}
    if scales[-1].end > clause.figures[0].start:
        return {}
    pairs = zip(scales, scales[1:], strict=False)
    listed = all(_AND.fullmatch(clause.text, a.end, b.start) for a, b in pairs)
    told = RESPECTIVELY.match(clause.text[clause.figures[-1].end :].lstrip(" %,)]"))
    if not told and not (listed and runs_of(clause.figures, clause.text) == [count]):
        return {}
    return {f.start: named(m, plan) for f, m in zip(clause.figures, scales, strict=True)}


_FOR_THE = re.compile(
    r"[^;]*?,? for (?:the )?(?:(?:adjusted|mean|median|total|change|changes|from|baseline|in|to|of|the|week|day|\d+|final|visit) )*",
    re.I,
)


def _closing_scale(
    clause: Clause, marks: Sequence[MeasureMention], figures: Sequence[Figure], plan: Plan
) -> dict[int, tuple[str, MeasureMention]]:
    """'The MADRS changed by -1, -2 and -3 in A, B and C, and by -2, -4 and -5 for the BDI': a scale that
    closes the sentence is of the second half of the figures."""
    half = len(figures) // 2
    if len(marks) != 2 or half < 2 or len(figures) != 2 * half or marks[0].name == marks[1].name:
        return {}
    first, last = marks
    if first.end > figures[0].start or last.start < figures[-1].end:
        return {}
    if runs_of(figures, clause.text) != [half, half]:
        return {}
    if not _FOR_THE.fullmatch(clause.text, figures[-1].end, last.start):
        return {}
    return {f.start: named(first if k < half else last, plan) for k, f in enumerate(figures)}


def _behind_rates(clause: Clause, rates: Sequence[Figure]) -> list[MeasureMention]:
    """'12 (30%) and 5 (13%) patients responded and remitted, respectively': the outcomes of the figures
    before them, as many and in their order."""
    events = [m for m in clause.measures if m.kind == "event"]
    if len(events) < 2 or len(events) != len(rates) or len({m.name for m in events}) != len(events):
        return []
    if events[0].start < rates[-1].end or not RESPECTIVELY.search(clause.text, events[-1].end):
        return []
    pairs = zip(events, events[1:], strict=False)
    joined = all(_AND.fullmatch(clause.text[a.end : b.start]) for a, b in pairs)
    return events if joined else []


def _one_by_one(
    clause: Clause, marks: Sequence[MeasureMention], figures: Sequence[Figure], plan: Plan
) -> dict[int, tuple[str, MeasureMention]]:
    """'Higher response (41%) and remission (29%) with A than with B (13% and 7%, respectively)', 'A
    scored 14 on the MADRS and 16 on the BDI, and B 22 and 24': each of ``marks`` with its figure, and
    the other arm's figures in the same order."""
    half = len(marks)
    if half < 2 or len(figures) != 2 * half or len({m.name for m in marks}) != half:
        return {}
    ends = [*(m.start for m in marks[1:]), figures[half].start]
    told = list(zip(marks, figures[:half], ends, strict=True))
    named_first = all(mark.end <= figure.start < end for mark, figure, end in told)
    named_after = all(
        figure.end <= mark.start and mark.end <= following.start
        for (mark, figure, _), following in zip(told, figures[1 : half + 1], strict=True)
    )
    anew = any(told_anew(clause.text, figure.end, mark) for mark, figure, _ in told[1:])
    if not (named_first or (named_after and not anew)):
        return {}
    listed = runs_of(figures[half:], clause.text) == [half]
    if not (listed or RESPECTIVELY.search(clause.text, figures[-1].end)):
        return {}
    return {f.start: named(marks[k % half], plan) for k, f in enumerate(figures)}


def _list_for_each_arm(
    clause: Clause, marks: Sequence[MeasureMention], figures: Sequence[Figure], plan: Plan
) -> dict[int, tuple[str, MeasureMention]]:
    """'MADRS and QIDS fell to 14 and 8 with A and to 22 and 13 with B': the scales in one list, and a
    list of as many figures for each arm."""
    half = len(marks)
    if half < 2 or len(figures) != 2 * half or len({m.name for m in marks}) != half:
        return {}
    pairs = zip(marks, marks[1:], strict=False)
    if not all(_AND.fullmatch(clause.text, a.end, b.start) for a, b in pairs):
        return {}
    if marks[-1].end > figures[0].start or runs_of(figures, clause.text) != [half, half]:
        return {}
    return {f.start: named(marks[k % half], plan) for k, f in enumerate(figures)}


def _respective(clause: Clause, plan: Plan) -> dict[int, tuple[str, MeasureMention]]:
    """'Depressive symptoms and suicidal ideation improved (d = 0.9 and 1.0, respectively)': as many
    estimates of one kind as things named before them; by the start of the estimate."""
    kinds = {e.statistic for e in clause.estimates}
    if len(clause.estimates) < 2 or len(kinds) != 1:
        return {}
    first, last = clause.estimates[0], clause.estimates[-1]
    subjects = subjects_of(clause, plan)
    if not RESPECTIVELY.search(clause.text, last.end):
        subjects = [m for m in subjects if m.start < last.end]
        if not _one_list(subjects, first, clause):
            return {}
    if len(subjects) != len(clause.estimates) or any(m.end > first.start for m in subjects):
        return {}
    if len({m.name for m in subjects}) != len(subjects):
        return {}
    return {e.start: named(m, plan) for e, m in zip(clause.estimates, subjects, strict=True)}


_PLURAL = re.compile(
    r"\b(?:differences|effect sizes|ratios|reductions|changes|[dg]s|NNTs?|numbers? needed to treat|[OHR]Rs)\b[^;]{0,60}$",
    re.IGNORECASE,
)
_ONE_LIST = re.compile(
    r"(?: ?[(\[][^()\[\]]{1,40}[)\]])?(?: (?:total )?scores?)?(?:,|,? and) (?:the )?"
)


def _one_list(subjects: Sequence[MeasureMention], first: Estimate, clause: Clause) -> bool:
    """'HAM-D and MADRS scores fell more (mean differences -5 (...) and -7 (...))': things in one list,
    and estimates in the plural."""
    pairs = zip(subjects, subjects[1:], strict=False)
    return all(_ONE_LIST.fullmatch(clause.text, a.end, b.start) for a, b in pairs) and bool(
        _PLURAL.search(clause.text, 0, first.value_start)
    )


_SCALE_THEN = re.compile(r" ?(?:total |score )?[(\[]$")


def of_two_scales(clause: Clause) -> frozenset[int]:
    """'alike by the MADRS (61%) and the CGI-S (62%)': the same people, counted by two scales. By the
    start of the share."""
    shares = [f for f in clause.figures if f.kind == "percent"]
    if len(shares) != 2 or clause.arms:
        return frozenset()
    by = [
        m.name
        for f in shares
        for m in clause.measures
        if m.kind != "event" and _SCALE_THEN.fullmatch(clause.text, m.end, f.start)
    ]
    return frozenset(f.start for f in shares) if len(set(by)) == 2 else frozenset()


def of_two_raters(clause: Clause) -> frozenset[int]:
    """'Clinician-rated and self-rated depression (d = 1.2 and d = 0.9, respectively)': of two scales of
    which neither is named; which of them ours is, is not said. By the
    start of the estimate."""
    raters = {m["rater"].lower() for m in _RATED_BY.finditer(clause.text)}
    if len(raters) < 2 or clause.measures:
        return frozenset()
    spoilt: set[int] = set()
    for first, second in zip(clause.estimates, clause.estimates[1:], strict=False):
        gap = clause.text[first.end : second.start]
        if _AND_NEXT.fullmatch(gap) and _THEN_RESPECTIVELY.match(clause.text, second.end):
            spoilt |= {first.start, second.start}
    return frozenset(spoilt)


_RATED_BY = re.compile(
    r"\b(?P<rater>clinician|self|patient|observer|rater)[- ](?:rated|reported|assessed)\b", re.I
)
_AND_NEXT = re.compile(r"\s?,?\s?(?:and|;)\s")
_THEN_RESPECTIVELY = re.compile(r"[\s,;]{0,3}respectively\b")
