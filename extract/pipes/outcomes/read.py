"""One clause into rows: each figure gets its measure, time, arms, interval and p-value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Statistic
from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.entry_words import START
from dosetable.extract.pipes.outcomes.apart import Placed
from dosetable.extract.pipes.outcomes.arm_order import LISTED, letters_unknown
from dosetable.extract.pipes.outcomes.attach import (
    intervals_of,
    of_told_visits,
    p_values_of,
)
from dosetable.extract.pipes.outcomes.base_row import base, place_of
from dosetable.extract.pipes.outcomes.contrast import Contrast, contrasts_of
from dosetable.extract.pipes.outcomes.direction import judge
from dosetable.extract.pipes.outcomes.durations import duration_rows
from dosetable.extract.pipes.outcomes.figure_rows import figure_rows
from dosetable.extract.pipes.outcomes.figure_tests import AMONG_ALL, PAIRWISE
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.item_times import as_before, is_test, own_times
from dosetable.extract.pipes.outcomes.items import items_of
from dosetable.extract.pipes.outcomes.memory import Item, Memory
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.noninferiority import of_noninferiority, verdict
from dosetable.extract.pipes.outcomes.one_arm import of_control_alone, within_arm, within_group
from dosetable.extract.pipes.outcomes.only import others_than_the_only
from dosetable.extract.pipes.outcomes.own_tests import of_another, of_later_visit, rows_of_tests
from dosetable.extract.pipes.outcomes.place import RESPECTIVELY
from dosetable.extract.pipes.outcomes.plan import Plan
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.strangers import (
    abbreviation_unknown,
    group_unknown,
    than_stranger,
    without_strangers,
)
from dosetable.extract.pipes.outcomes.subjects import general_spans
from dosetable.extract.pipes.outcomes.then_listed import visits_then_listed
from dosetable.extract.pipes.outcomes.times import NO_TIME, resolve
from dosetable.extract.pipes.outcomes.told_pairs import brackets_of_tests
from dosetable.extract.pipes.outcomes.unnamed import off_topic
from dosetable.extract.pipes.outcomes.verdict_cells import UNDATED
from dosetable.extract.pipes.outcomes.verdict_clauses import of_each_alone
from dosetable.extract.pipes.outcomes.verdict_rows import verdict_rows
from dosetable.extract.pipes.outcomes.verdict_subjects import of_nnt
from dosetable.extract.pipes.statistics import Estimate, Figure
from dosetable.extract.pipes.timepoints import starts_alone

_POOLED = re.compile(
    r"\b(?:pooled|combined|merged)(?: [\w/.-]+){0,3} (?:dos(?:es|ages|ing)|groups?|arms?|cohorts?|treatment|(?:es|ar)?ketamine)\b|\b(?:ketamine|treatment|dose|(?:both|all|two|three)(?: \w+)?) (?:groups|arms|doses) (?:were )?(?:pooled|combined|together)\b",
    re.IGNORECASE,
)


def _of_pooled(clause: Clause) -> bool:
    """Whether several arms are spoken of as one; 'the combined group' may be the name of an arm."""
    return any(
        not any(a.start <= m.start() < a.end and len(a.arms) == 1 for a in clause.arms)
        for m in _POOLED.finditer(clause.text)
    )


def _as_one(rows: Sequence[Row], names: ArmNames) -> list[Row]:
    """The rows of several arms as one, against a control: of no arm that the trial lists."""
    controls = frozenset(a.id for a in names.control)
    mine = [replace(r, experimental=None) for r in rows if r.comparator in controls]
    once: dict[tuple[object, ...], set[tuple[object, ...]]] = {}
    for row in mine:
        told = (row.value, row.experimental_value, row.comparator_value, row.direction)
        once.setdefault((row.contrast, row.statistic), set()).add(told)
    kept = {(r.contrast, r.statistic): r for r in mine if len(once[r.contrast, r.statistic]) == 1}
    return list(kept.values())


def read_clause(
    clause: Clause, names: ArmNames, plan: Plan, memory: Memory
) -> tuple[list[Row], Memory]:
    """Return the rows of ``clause`` and what the next clause may refer to."""
    pooled = len(names.experimental) > 1 and _of_pooled(clause)
    if than_stranger(clause, names):
        return [], _remember((), (), clause, memory)
    unknown = group_unknown(clause) or abbreviation_unknown(clause, names)
    if unknown and len({m.arms for m in clause.arms}) < 2:
        return [], _remember((), (), clause, memory)  # of groups that no arm is known to be
    if _before_and_after(clause) or (not clause.times and starts_alone(clause.text, {})):
        return [], _remember((), (), clause, memory)
    items = without_strangers(_of_all(items_of(clause, plan, memory), clause), clause)
    if len(names.arms) > 1 and (of_each_alone(clause.text) or of_control_alone(clause, names)):
        items = [i for i in items if isinstance(i.source, Figure)]
    if len(names.arms) > 1:
        items = [i for i in items if not within_group(i, clause)]
    times = [
        resolve(t, item, clause, plan, memory)
        for t, item in zip(own_times(items, clause), items, strict=True)
    ]
    times = as_before(times, items, clause, memory)
    figures = [k for k, item in enumerate(items) if isinstance(item.source, Figure)]
    visits = visits_then_listed([items[k] for k in figures], clause)
    for first, second in zip(figures[:visits], figures[visits : 2 * visits], strict=True):
        times[second] = times[first]
    intervals = intervals_of([i.source for i in items], clause.intervals, clause.text)
    p_values = p_values_of([i.source for i in items], clause)
    p_values = of_told_visits(p_values, [{t.hours for t, _ in at} for at in times], clause)
    p_values = [
        None
        if of_another(p, item.name, clause, plan)
        or of_later_visit(p, item, {t.hours for t, _ in at}, clause)
        else p
        for p, item, at in zip(p_values, items, times, strict=True)
    ]
    p_values = of_noninferiority(p_values, [i.source for i in items], intervals)
    rows: list[Row] = []
    estimates = [k for k, item in enumerate(items) if isinstance(item.source, Estimate)]
    own = figure_rows(
        [
            Placed(item=items[k], times=times[k], p=p_values[k], interval=intervals[k])
            for k in figures
        ],
        clause,
        names,
        memory.sides,
    )
    if _of_all_arms(own, clause):
        estimates = [k for k in estimates if not is_test(items[k])]
    # 'Relapse: 18%, 20% and 41%, respectively (HR v. placebo: 0.36 and 0.42)': in one order
    order = _order(own) or memory.order
    contrasts = contrasts_of([items[k] for k in estimates], clause, names, order)
    contrasts = _of_pair_before([items[k] for k in estimates], contrasts, own, clause)
    if within_arm(clause, names):
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
        if estimate.statistic in ("hazard ratio", "test statistic") and _TIME_TO.search(
            clause.text
        ):
            placed = ()  # 'with a shorter time to response (HR 2.1)': of the whole time
        row = base(items[k], placed, clause, contrast)
        rows.append(replace(
            row, statistic=estimate.statistic, value=estimate.value, unit=estimate.unit,
            value_span=place_of(clause, estimate.value_start, estimate.value_end),
            interval=intervals[k], p=p_values[k], rule=f"outcome.{estimate.kind}-estimate",
            confidence=row.confidence * {"named": 1.0, "points": 0.97, "bare": 0.9, "test": 0.95}[estimate.kind],
        ))  # fmt: skip
    own = _without_others_tests(own, rows)
    rows = _without_unresolved(rows, clause)
    rows += own
    rows += duration_rows(clause, names)
    rows += rows_of_tests(rows, items, clause, plan)
    if not rows and not letters_unknown(clause):
        rows = verdict_rows(clause, names, plan, memory)
    rows = judge([_spans(row, clause) for row in rows], clause, names)
    rows += others_than_the_only(rows, clause, names)
    rows = _as_one(rows, names) if pooled else rows
    told = verdict(clause.text, clause.p_values, plan.margin)
    if told is not None:
        rows = [replace(r, noninferiority=told) if r.comparator else r for r in rows]
    return rows, _remember(rows, items, clause, memory)


def _without_others_tests(own: Sequence[Row], estimates: Sequence[Row]) -> list[Row]:
    """'-12 and -8 versus -5 (difference for A, -7; P < .001; for B, -3)': a test beside an estimate is
    of its contrast, and of no other pair's figures."""
    owners: dict[int, set[tuple[object, ...]]] = {}
    for row in estimates:
        if row.p is not None:
            owners.setdefault(row.p.start, set()).add((row.experimental, row.comparator))
    return [
        replace(row, p=None)
        if row.p is not None
        and row.comparator
        and row.p.start in owners
        and (row.experimental, row.comparator) not in owners[row.p.start]
        else row
        for row in own
    ]


def _of_all_arms(own: Sequence[Row], clause: Clause) -> bool:
    """'20%, 47% and 57% in A, B and C (χ2 = 9.1)': a test of them all, and of no two."""
    arms = {arm for r in own for arm in (r.experimental, r.comparator) if arm}
    return len(arms) > 2 and (
        not PAIRWISE.search(clause.text) or bool(AMONG_ALL.search(clause.text))
    )


_THAN_BEFORE = re.compile(
    rf"\b(?:than|{COMPARED_WITH}|versus|vs\.?) (?:those |that |the )?(?:(?:at |in )?{START}|before|pre-?(?:infusion|treatment|dose|operati\w+)|prior to)\b[^;]{{0,60}}[(\[][^;]*\d\s?(?:[^;]{{0,20}}\s)?(?:vs?\.?|versus)\s",
    re.IGNORECASE,
)


# 'After ketamine there was an improvement in symptoms (35.2 vs. 14.9)': who had the second score, or
# when, is not said
_GAIN_FROM = re.compile(
    r"^(?!.*\b(?:than|compared|comparison|between|relative|control|greater|more|larger|groups)\b).*\b(?:improvements?|reductions?|decreases?|declines?|drops?) (?:in|of) [^()]{3,60}"
    r"[(](?:[a-z ]+)?(?P<first>\d+(?:\.\d+)?)(?:\s?(?:\u00b1|\+/-)\s?[\d.]+)?\s(?:vs?\.?|versus)\s(?P<then>\d+(?:\.\d+)?)(?![\d.]*\s?(?:%|per ?cent))",
    re.IGNORECASE | re.DOTALL,
)


def _before_and_after(clause: Clause) -> bool:
    """'Lower at day 1 than before the infusion in the X group (16 vs 33)': one arm, twice."""
    named = {arm for m in clause.arms for arm in m.arms}
    told = any(f.after for f in clause.figures)
    if len(named) > 1 or told:
        return False
    if _THAN_BEFORE.search(clause.text):
        return True
    went = _GAIN_FROM.search(clause.text)
    return went is not None and float(went["first"]) > float(went["then"])


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
        if item.start < everybody.start()
        or not (
            _SOME_PEOPLE.search(clause.text, item.end, end) or _of_a_part(item.end, end, clause)
        )
    ]


_IN_A_PART = re.compile(
    r"(?:\s?(?:%|points?))?(?:\s?[(\[][^()\[\]]{0,60}[)\]])? (?:for|in|among) (?:the |those )?[a-z]"
)


def _of_a_part(start: int, end: int, clause: Clause) -> bool:
    """'9.2 in severe depression', behind a figure of the whole sample: of no arm and no visit."""
    starts = [m.start for m in clause.arms] + [m.start for m in clause.times]
    told = _IN_A_PART.match(clause.text, start, end)
    return told is not None and not any(start <= s < end for s in starts)


_TIME_TO = re.compile(
    r"\b(?:median|mean|shorter|longer|average) time[- ]to[- ]|\btime[- ]to[- ](?:first |clinical )?(?:response|remission)\b",
    re.IGNORECASE,
)


def _spans(row: Row, clause: Clause) -> Row:
    interval, p = row.interval, row.p
    return replace(
        row,
        interval_span=place_of(clause, interval.start, interval.end) if interval else None,
        p_span=place_of(clause, p.start, p.end) if p else None,
    )


_OF_SCALES = ("mean difference", "median difference", "standardized mean difference")


def _without_unresolved(rows: list[Row], clause: Clause) -> list[Row]:
    """'Better on X, Y and Z; the difference was 1.9, 6.5 and 0.6, respectively': rows that a list gave
    one measure, visit and contrast, since which of them each is of could not be told."""
    if clause.measures or not RESPECTIVELY.search(clause.text) or UNDATED.search(clause.text):
        return rows
    told: dict[tuple[object, ...], set[float | None]] = {}
    for row in rows:
        told.setdefault((row.contrast, row.statistic), set()).add(row.value)
    return [
        r for r in rows if r.statistic not in _OF_SCALES or len(told[r.contrast, r.statistic]) < 2
    ]


def _of_pair_before(
    items: Sequence[Item], contrasts: Sequence[Contrast], own: Sequence[Row], clause: Clause
) -> list[Contrast]:
    """'8.1 in A and 9.9 in B (difference -1.8)': an estimate in a bracket that names no arm, behind the
    figures of one pair, is of the two."""
    told = {(r.experimental, r.comparator) for r in own if r.experimental and r.comparator}
    if len(told) != 1 or len(own) != sum(r.comparator is not None for r in own):
        return list(contrasts)
    ((experimental, comparator),) = told
    pair = Contrast(experimental=experimental, comparator=comparator)
    brackets = [
        (a, b)
        for a, b in brackets_of_tests(clause)
        if not any(a < m.start < b for m in clause.arms)
    ]
    return [
        pair
        if (c.experimental is None or c.comparator is None)
        and any(a < i.start < b for a, b in brackets)
        else c
        for i, c in zip(items, contrasts, strict=True)
    ]


def _order(rows: Sequence[Row]) -> tuple[str, ...]:
    """The experimental arms in the order in which the clause gave their figures."""
    placed = [r for r in rows if r.experimental and (r.value_span or r.experimental_span)]
    placed.sort(key=lambda r: r.value_span or r.experimental_span or (0, 0))
    return tuple(dict.fromkeys(r.experimental for r in placed if r.experimental))


def _sides(rows: Sequence[Row]) -> tuple[str, ...]:
    """All arms of the clause's pairs, in the order in which it gave their figures."""
    placed = [
        (span[0], arm)
        for r in rows
        for span, arm in (
            (r.experimental_span, r.experimental),
            (r.comparator_span, r.comparator),
        )
        if span is not None and arm is not None
    ]
    return tuple(dict.fromkeys(arm for _, arm in sorted(placed)))


def _statistic(clause: Clause, memory: Memory) -> Statistic | None:
    """What 'the corresponding figures' of the next clause are: an effect's only where this one gave
    effects alone."""
    if any(f.kind == "mean" for f in clause.figures):
        return None
    return clause.estimates[0].statistic if clause.estimates else memory.statistic


def _contrasts(rows: Sequence[Row]) -> tuple[Contrast, ...]:
    """The contrasts of the clause's last measure, each once."""
    mine = [r for r in rows if r.measure == rows[-1].measure and r.comparator]
    pairs = dict.fromkeys((r.experimental, r.comparator) for r in mine)
    return tuple(Contrast(experimental=e, comparator=c) for e, c in pairs)


_HEADING = re.compile(r"\s*(?:[\d.]+\s)?[A-Z][A-Za-z, '/()-]{3,90}[.:]?\s*")
_VERB = re.compile(
    r"\b(?:was|were|did|had|is|are|differ\w*|improv(?:ed|es)|decreas(?:ed|es)|f[ae]ll|declined|increased)\b"
)


def _is_heading(text: str) -> bool:
    """Whether ``text`` only names things: no verb, no figure behind its number."""
    return _HEADING.fullmatch(text) is not None and _VERB.search(text) is None


def _remember(rows: Sequence[Row], items: Sequence[Item], clause: Clause, memory: Memory) -> Memory:
    spoke = bool(rows or items or clause.measures or general_spans(clause) or clause.figures)
    points = [t for t in clause.times if t.kind == "point"] if spoke else []
    times = tuple({t.timepoint.hours: t.timepoint for t in points}.values())
    own = [i.mention for i in items if not of_nnt(i.mention, clause)]
    spoken = [m for m in clause.measures if m.kind != "other" and not of_nnt(m, clause)]
    if not own and len({m.name for m in spoken}) > 1 and _is_heading(clause.text):
        spoken = []  # 'Early improvement, response and remission': what follows is of any of them
    mention = next(reversed(own or spoken), None)
    if mention is None and off_topic(clause):
        return Memory(times=memory.times, off_topic=True, sides=memory.sides)
    told = [r for r in rows if r.statistic != "number needed to treat"]
    measure = told[-1].measure if told else (mention.name if mention else memory.measure)
    kept = memory.times if measure == memory.measure or items else ()
    return Memory(
        measure=measure,
        mention=mention or memory.mention,
        times=times or (() if NO_TIME.search(clause.text) else kept),
        statistic=_statistic(clause, memory),
        same_sentence=True,
        order=_order(rows) or memory.order,
        sides=_sides([r for r in rows if not r.rule.endswith(LISTED)]) or memory.sides,
        contrasts=_contrasts(rows) or memory.contrasts,
    )
