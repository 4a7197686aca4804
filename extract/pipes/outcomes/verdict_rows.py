"""Rows without figures: a null result, a bare p-value or a verdict in words is a result, too."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.apart import Times
from dosetable.extract.pipes.outcomes.base_row import base
from dosetable.extract.pipes.outcomes.contrast import Contrast, verdict_contrasts
from dosetable.extract.pipes.outcomes.direction import WORSENING
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.memory import NOTHING, Item, Memory
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.plan import Plan
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.subjects import named
from dosetable.extract.pipes.outcomes.times import resolve
from dosetable.extract.pipes.outcomes.verdict_cells import (
    BASELINE,
    UNDATED,
    Cell,
    cells_of,
    visits_of,
)
from dosetable.extract.pipes.outcomes.verdict_clauses import refused
from dosetable.extract.pipes.outcomes.verdict_parts import part_about
from dosetable.extract.pipes.outcomes.verdict_subjects import judged, spared, subjects
from dosetable.extract.pipes.outcomes.verdict_tests import (
    by_time,
    in_its_part,
    of_another_part,
    own_times,
    shared,
    tests_beside,
    times_beside,
    without_another,
)
from dosetable.extract.pipes.outcomes.verdicts import FEWER_SESSIONS, is_null
from dosetable.extract.pipes.outcomes.who_differs import differ, says_who, tests_of
from dosetable.extract.pipes.statistics import PValue
from dosetable.extract.pipes.timepoints import TimepointMention

# 'Response was more frequent at 24 h (P = .02), but remission was not': seen then, too
_WAS_NOT = re.compile(r"\b(?:was|were|did) not\W*(?:[(\[]|$)", re.IGNORECASE)
_ALSO = re.compile(
    r"\b(?:also|nor|likewise|similarly|neither|at (?:that|this|the same))\b|^\W*(?:but )?not (?:on|for|in)\b",
    re.I,
)


def verdict_rows(clause: Clause, names: ArmNames, plan: Plan, memory: Memory) -> list[Row]:
    """Return the rows of a clause that gives no figure that could be placed."""
    if refused(clause, names) or _before_all(clause):
        return []
    if _of_all_groups(clause, names, memory):
        return []
    tests = _of_known(tests_of(clause), clause)
    p = tests[0] if tests else None
    if not says_who(clause, names, p):
        return []
    measures = judged(clause, plan, memory, tested=p is not None)
    spoken_of = clause.arms or p or is_null(clause.text) or differ(clause, names)
    if not (spoken_of or len(names.arms) == 1):
        return []
    measures = [m for m in measures if m not in clause.measures or not spared(m, clause.text)]
    if sessions := FEWER_SESSIONS.search(clause.text):
        # 'fewer sessions to remission', 'to halve the MADRS': what it took
        measures = [
            m
            for m in measures
            if m.name not in ("response", "remission") and m.start < sessions.start()
        ]
    mentions = _each_once(measures, plan)
    contrasts = verdict_contrasts(clause, names)
    as_many = len(memory.contrasts) == len(tests) > 1
    goes_on = memory.same_sentence or as_many
    if not clause.arms and goes_on and memory.contrasts and len(names.arms) > 2:
        contrasts = list(memory.contrasts)  # ', but not at day 7': of the arms just spoken of
    earlier = [c.experimental for c in memory.contrasts if c.experimental and memory.same_sentence]
    ours = frozenset(a.id for a in names.experimental)
    if in_bracket := tests_beside(measures, tests, clause.text):
        return _raised(_by_bracket(in_bracket, mentions, contrasts, clause, plan, memory), clause)
    cells = cells_of(clause, tests, measures, ours, earlier)
    if len(tests) > 1 or any(cell.test is None for cell in cells):
        told = _by_cell(cells, measures, contrasts, clause, plan, memory)
        if told:
            return _raised(told, clause)
    return _raised(_by_measure(tests, mentions, contrasts, clause, plan, memory), clause)


_PAIRWISE = re.compile(r"\b(?:pair-?wise|any two|any of the)\b", re.IGNORECASE)


def _of_all_groups(clause: Clause, names: ArmNames, memory: Memory) -> bool:
    """'No difference between the groups', of three: one test of them all, and of no two."""
    if len(names.arms) < 3 or clause.arms or _PAIRWISE.search(clause.text):
        return False
    spoken_of = memory.same_sentence and memory.contrasts
    return not spoken_of and len(clause.tests) < 2


_NEXT_THING = re.compile(r"[)\]]?,? (?:or|and|nor) (?:in |for |on )?(?:the )?[a-z]", re.IGNORECASE)


def _of_known(tests: list[PValue], clause: Clause) -> list[PValue]:
    """``tests`` without those that stand before every measure, where another stands behind one: 'in
    severity (p = .5) or suicidal ideation (p = .3)'."""
    first = min((m.start for m in clause.measures), default=None)
    if first is None or not any(t.start > first for t in tests):
        return tests
    return [t for t in tests if t.start > first or not _NEXT_THING.match(clause.text, t.end)]


def _before_all(clause: Clause) -> bool:
    """'No difference between the groups before surgery': how the trial began."""
    visits = visits_of(clause)
    first = [
        t is None
        and BASELINE.match(clause.text, start) is not None
        and _FROM_THEN.search(clause.text, 0, start) is None
        for start, _, t in visits
    ]
    return bool(first) and all(first)


# 'lower with A, compared with before treatment': how far it changed since
_FROM_THEN = re.compile(
    r"\b(?:compared (?:with|to)|than|from|versus|relative to|with|to) $", re.IGNORECASE
)


_SETTLED = re.compile(
    r"\b(?:normali[sz]\w+|return\w*|resol\w+|subsid\w+|abat\w+|settl\w+|disappear\w*|gone|dissipat\w+|fad\w+|wan(?:ed|ing)|back to)\b[^.;]{0,40}$",
    re.IGNORECASE,
)


def _raised(rows: Sequence[Row], clause: Clause) -> list[Row]:
    """``rows`` without the times by which dissociation was over again: 'higher with A at 30 min,
    normalising by 2 h' compares the arms at 30 min alone."""
    return [
        row
        for row in rows
        if row.measure not in WORSENING
        or row.time_span is None
        or row.p is not None
        or not _SETTLED.search(clause.text, 0, row.time_span[0] - clause.offset)
    ]


def _by_bracket(
    tests: Mapping[int, PValue],
    mentions: Sequence[MeasureMention],
    contrasts: Sequence[Contrast],
    clause: Clause,
    plan: Plan,
    memory: Memory,
) -> list[Row]:
    """A row of each measure that stands in one bracket with its test, at each of its visits."""
    points = own_times(clause)
    mine = [m for m in mentions if m.start in tests]
    rows: list[Row] = []
    for mention in mine:
        item, placed = _placed(mention, clause, plan, memory)
        visits = times_beside(mention, mine, points, clause.text)
        said: list[Times] = [((t.timepoint, (t.start, t.end)),) for t in visits]
        rows += [
            _bare(item, time, clause, contrast, tests[mention.start])
            for time in said or [placed[:1]]
            for contrast in contrasts
        ]
    return rows


def _by_cell(
    cells: Sequence[Cell],
    measures: Sequence[MeasureMention],
    contrasts: Sequence[Contrast],
    clause: Clause,
    plan: Plan,
    memory: Memory,
) -> list[Row]:
    """A row of each measure, visit and contrast of each cell, with the cell's own test."""
    if not own_times(clause) and any(cell.visits for cell in cells):
        return []
    rows: list[Row] = []
    mentions = _each_once(measures, plan)
    for cell in cells:
        own = [m for m in cell.measures if m in measures]
        if cell.measures and not own:
            continue  # the test of something else
        for mention in _each_once(own, plan) or mentions:
            item, placed = _placed(mention, clause, plan, memory)
            times: list[Times] = [
                ((t.timepoint, (t.start, t.end)),) if t is not None else ()
                for start, _, t in cell.visits
                if t is not None or not BASELINE.match(clause.text, start)
            ]
            if cell.visits and not times:
                continue  # before anything was given
            for time in times or [placed[:1]]:
                for contrast in _of_arms(cell.arms, contrasts):
                    if cell.against and contrast.comparator not in cell.against:
                        continue
                    row = _bare(item, time, clause, contrast, cell.test)
                    at = None if cell.start is None else clause.offset + cell.start
                    rows.append(replace(row, said_at=at))
    return rows


def _each_once(mentions: Sequence[MeasureMention], plan: Plan) -> list[MeasureMention]:
    """The first mention of each measure, in order."""
    first = {named(m, plan)[0]: m for m in sorted(mentions, key=lambda m: -m.start)}
    return sorted(first.values(), key=lambda m: m.start)


def _of_arms(arms: Sequence[str], contrasts: Sequence[Contrast]) -> list[Contrast]:
    """The contrasts of ``arms``: an arm of which the others' contrasts say nothing ('for neither
    dose') was set against the same comparator, if they have but one."""
    if not arms:
        return list(contrasts)
    controls = {c.comparator for c in contrasts}
    found: list[Contrast] = []
    for arm in arms:
        own = [c for c in contrasts if c.experimental == arm]
        if not own and len(controls) == 1 and arm not in controls:
            own = [Contrast(experimental=arm, comparator=next(iter(controls)))]
        found += own
    return found


def _placed(
    mention: MeasureMention, clause: Clause, plan: Plan, memory: Memory
) -> tuple[Item, Times]:
    name = named(mention, plan)[0]
    item = Item(start=mention.start, end=mention.end, source=NOTHING, name=name, mention=mention)
    same = memory.measure == name or _ALSO.search(clause.text)
    events = memory.mention and memory.mention.kind == "event" and mention.kind == "event"
    elliptic = memory.same_sentence or _WAS_NOT.search(clause.text)
    alike = memory if same or (events and elliptic) else Memory()
    if alike.same_sentence and len(alike.times) == 1 and not UNDATED.search(clause.text):
        return item, ((alike.times[0], None),)  # ', but not with B': at the visit just spoken of
    return item, resolve((), item, clause, plan, alike)


_BOTH_VISITS = re.compile(
    r"\b(?:on|at) both (?:days|occasions|visits|time ?points|times|assessments)\b", re.IGNORECASE
)


def _visits_before(clause: Clause, memory: Memory, name: str) -> list[Times]:
    """'..., with no difference between L and C': at each of the visits just spoken of."""
    if len(memory.times) == 2 and _BOTH_VISITS.search(clause.text):
        return [((time, None),) for time in memory.times]
    if not memory.same_sentence or memory.measure != name or len(memory.times) < 2:
        return []
    return [] if UNDATED.search(clause.text) else [((time, None),) for time in memory.times]


def _bare(item: Item, time: Times, clause: Clause, contrast: Contrast, p: PValue | None) -> Row:
    row = base(item, time, clause, contrast)
    return replace(row, p=p, rule="outcome.verdict", confidence=row.confidence * 0.9)


def _undated_beside(dated: TimepointMention, clause: Clause) -> bool:
    """'did not differ at the end of the course, nor 1 month after it': one visit with a date, and one
    without, in one list."""
    part = part_about(clause.text, dated.start)
    return any(
        time is None and not BASELINE.match(clause.text, start) and part[0] <= start < part[1]
        for start, _, time in visits_of(clause)
    )


def _by_measure(
    tests: Sequence[PValue],
    mentions: Sequence[MeasureMention],
    contrasts: Sequence[Contrast],
    clause: Clause,
    plan: Plan,
    memory: Memory,
) -> list[Row]:
    rows: list[Row] = []
    points = own_times(clause)
    of_each = shared(tests, subjects(clause, mentions), len(contrasts))
    for mention in mentions:
        item, placed = _placed(mention, clause, plan, memory)
        mine = times_beside(
            mention, mentions, without_another(points, mention, clause), clause.text
        )
        said: list[Times] = [((t.timepoint, (t.start, t.end)),) for t in mine]
        if mine and len(mentions) == 1 and _undated_beside(mine[0], clause):
            said.append(())
        times = said or _visits_before(clause, memory, item.name) or [placed[:1]]
        dated = by_time(tests, mine, mentions, contrasts, clause.text)
        for k, time in enumerate(times):
            own = (
                dated[k] if k < len(dated) else of_each.get(mention.start, [None] * len(contrasts))
            )
            for contrast, own_p in zip(contrasts, own, strict=True):
                at = mine[k].start if k < len(mine) else None
                if own_p is not None and of_another_part(own_p, mention, at, clause):
                    own_p = None
                row = _bare(item, time, clause, contrast, own_p)
                rows.append(replace(row, p=own_p or in_its_part(row, tests, clause)))
    return rows
