"""One clause into rows: each figure gets its measure, time, arms, interval and p-value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dosetable.extract.facts import Statistic, Timepoint
from dosetable.extract.pipes.outcomes.attach import intervals_of, p_values_of
from dosetable.extract.pipes.outcomes.contrast import (
    Contrast,
    arms_here,
    contrasts_of,
    verdict_contrasts,
)
from dosetable.extract.pipes.outcomes.direction import judge
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.items import (
    GENERIC,
    GOES_ON,
    Item,
    Memory,
    items_of,
    named,
    occurs,
)
from dosetable.extract.pipes.outcomes.names import ArmMention, ArmNames
from dosetable.extract.pipes.outcomes.place import arms_of, times_of
from dosetable.extract.pipes.outcomes.plan import Plan
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.verdicts import BETTER, HIGHER, LOWER, is_null
from dosetable.extract.pipes.statistics import Estimate, Figure, Interval, PValue
from dosetable.extract.pipes.timepoints import TimepointMention

_THERE = re.compile(
    r"\bat (?:that|this|the same) (?:visit|time(?: ?point)?|point|assessment)|\bby (?:that|this) time\b|^\W*there\b|\bthen\b",
    re.I,
)
_NO_TIME = re.compile(
    r"\bend of (?:the )?(?:treatment|study|trial|infusions?|double-blind)|\bat (?:any|some) (?:time|point)|\bthroughout|\bover time\b|\bsustained\b|\bfollow-up\b",
    re.I,
)
_ALSO = re.compile(r"\b(?:also|nor|likewise|similarly|neither|at (?:that|this|the same))\b", re.I)
_CHANGE = re.compile(
    r"\b(?:chang\w+|decreas\w+|reduc\w+|fell|fall\w*|lower\w*|drop\w*|improv\w+|declin\w+)\b", re.I
)
_END_SCORE = re.compile(r"\b(?:scores? (?:was|were|of)|averaged|mean scores?)\b", re.I)
_RATE: dict[str, Statistic] = {
    "response": "response rate",
    "remission": "remission rate",
    "relapse": "relapse rate",
}


# Each with its span in the clause; None where the time was said earlier.
Times = tuple[tuple[Timepoint, tuple[int, int] | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    item: Item
    times: Times
    p: PValue | None
    interval: Interval | None
    arm: str | None = None

    @property
    def figure(self) -> Figure:
        assert isinstance(self.item.source, Figure)  # noqa: S101 - built from figures alone
        return self.item.source

    @property
    def key(self) -> tuple[object, ...]:
        return self.item.name, self.figure.kind == "percent", [t.hours for t, _ in self.times]


def read_clause(
    clause: Clause, names: ArmNames, plan: Plan, memory: Memory
) -> tuple[list[Row], Memory]:
    """Return the rows of ``clause`` and what the next clause may refer to."""
    items = items_of(clause, plan, memory)
    times = [
        _resolve(t, item, clause, plan, memory)
        for t, item in zip(times_of(items, clause.times), items, strict=True)
    ]
    intervals = intervals_of([i.source for i in items], clause.intervals)
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
        row = _base(items[k], times[k], clause, contrast)
        rows.append(replace(
            row, statistic=estimate.statistic, value=estimate.value, unit=estimate.unit,
            value_span=_span(clause, estimate.value_start, estimate.value_end),
            interval=intervals[k], p=p_values[k], rule=f"outcome.{estimate.kind}-estimate",
            confidence=row.confidence * {"named": 1.0, "points": 0.97, "bare": 0.9, "test": 0.95}[estimate.kind],
        ))  # fmt: skip
    figures = [k for k, item in enumerate(items) if isinstance(item.source, Figure)]
    rows += _figure_rows(
        [
            _Placed(item=items[k], times=times[k], p=p_values[k], interval=intervals[k])
            for k in figures
        ],
        clause,
        names,
    )
    if not rows:
        rows = _verdict_rows(clause, names, plan, memory)
    rows = judge([_spans(row, clause) for row in rows], clause, names)
    return rows, _remember(rows, items, clause, memory)


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
    if len(memory.times) == 1:
        return ((memory.times[0], None),)
    return ()


def _base(
    item: Item,
    times: Times,
    clause: Clause,
    contrast: Contrast,
) -> Row:
    time, span = times[0] if len(times) == 1 else (None, None)
    confidence = 0.9 if span is not None else 0.75
    if contrast.experimental is None and contrast.comparator is None:
        confidence -= 0.3
    here = item.mention if item.mention in clause.measures else None
    return Row(
        measure=item.name,
        start=clause.offset,
        end=clause.offset + len(clause.text.rstrip()),
        confidence=confidence,
        rule="outcome",
        time=time,
        time_span=_span(clause, *span) if span else None,
        measure_span=_span(clause, here.start, here.end) if here else None,
        experimental=contrast.experimental,
        comparator=contrast.comparator,
        on_measure=_behind(item, clause),
    )


def _behind(item: Item, clause: Clause) -> str | None:
    if item.mention.kind != "event":
        return None
    scales = [m for m in clause.measures if m.kind in ("depression", "suicidality")]
    return scales[0].name if len({m.name for m in scales}) == 1 else None


def _span(clause: Clause, start: int, end: int) -> tuple[int, int]:
    return clause.offset + start, clause.offset + end


def _spans(row: Row, clause: Clause) -> Row:
    interval, p = row.interval, row.p
    return replace(
        row,
        interval_span=_span(clause, interval.start, interval.end) if interval else None,
        p_span=_span(clause, p.start, p.end) if p else None,
    )


def _figure_rows(placed: Sequence[_Placed], clause: Clause, names: ArmNames) -> list[Row]:
    """Rows of per-arm figures: the figures of one measure, time and kind, an arm each."""
    exp, ctl = arms_here(clause, names)
    order = [a.id for a in (*exp, *ctl)]
    if len(order) == 1:
        return [_alone(p, order[0], clause) for p in placed if _single_arm_ok(p, clause)]
    allowed = frozenset(order)
    mentions = [replace(m, arms=m.arms & allowed) for m in clause.arms if m.arms & allowed]
    kinds = {(p.item.name, p.figure.kind == "percent"): None for p in placed}
    rows: list[Row] = []
    for name, percent in kinds:
        same = [p for p in placed if (p.item.name, p.figure.kind == "percent") == (name, percent)]
        run: list[_Placed] = []
        placed_arms = arms_of([p.item for p in same], mentions, order)
        arms = _set_apart(same, placed_arms, mentions, order, clause)
        for one, arm in zip(same, arms, strict=True):
            if run and (one.key != run[0].key or any(o.arm == arm for o in run)):
                rows += _run_rows(run, clause, names)
                run = []
            run.append(replace(one, arm=arm))
        rows += _run_rows(run, clause, names)
    return rows


_UNCONTROLLED = re.compile(r"\bopen-label (?:phase|extension|period|part|stage|follow-up)\b", re.I)
_WENT = re.compile(r"\bfrom [^.;,]{0,30}\d[^.;,]{0,30} to [^.;,]{0,12}\d")


def _within_arm(clause: Clause, names: ArmNames) -> bool:
    """A change from one score to another, or an open-label phase: no comparator is spoken of."""
    controls = frozenset(a.id for a in names.control)
    spoken_of = any(m.arms & controls for m in clause.arms)
    if _UNCONTROLLED.search(clause.text):
        return not spoken_of
    return not spoken_of and bool(_WENT.search(clause.text)) and len(clause.estimates) == 1


_VERSUS = re.compile(
    r"[\s\[(]*(?:v\.?|vs\.?|versus|against|compared (?:with|to)|as against)\s[\w\s(]{0,12}"
)
_THAN = re.compile(r"\b(?:than|versus|vs\.?|compared (?:with|to)|over|against) [\w\s+]{0,20}$")


def _set_apart(
    same: Sequence[_Placed],
    arms: Sequence[str | None],
    mentions: Sequence[ArmMention],
    order: Sequence[str],
    clause: Clause,
) -> list[str | None]:
    """'More given X than placebo responded (92% v. 57%)': two figures set against each other are
    never of one arm. The first is of the arm that is spoken of, not the one behind 'than'."""
    found = list(arms)
    for k in range(len(same) - 1):
        first, second = same[k].item, same[k + 1].item
        if found[k] is None or found[k] != found[k + 1]:
            continue
        if not _VERSUS.fullmatch(clause.text[first.end : second.start]):
            continue
        named = [m for m in mentions if m.end <= first.start and len(m.arms) == 1]
        if len(order) != 2 or not named:
            found[k] = found[k + 1] = None
            continue
        behind = _THAN.search(clause.text[: named[-1].start]) is not None
        last = next(iter(named[-1].arms))
        other = next(arm for arm in order if arm != last)
        found[k], found[k + 1] = (other, last) if behind else (last, other)
    return found


def _single_arm_ok(one: _Placed, clause: Clause) -> bool:
    return one.figure.value is not None and (one.figure.kind != "bare" or bool(one.times))


def _run_rows(run: Sequence[_Placed], clause: Clause, names: ArmNames) -> list[Row]:
    by_arm = {p.arm: p for p in run if p.arm is not None}
    exp = [a.id for a in names.experimental if a.id in by_arm]
    ctl = [a.id for a in names.control if a.id in by_arm]
    if len(exp) == 2 and ctl and is_null(clause.text):  # 'no differences' speaks of every pair
        among = [_pair(by_arm[exp[0]], by_arm[exp[1]], exp[0], exp[1], clause)]
    else:
        among = []
    if exp and ctl:
        return [
            *(
                _pair(by_arm[e], by_arm[c], e, c, clause)
                for e in exp
                for c in _matching(e, ctl, names, clause)
            ),
            *among,
        ]
    if len(exp) == 2 and not names.control:
        return [_pair(by_arm[exp[0]], by_arm[exp[1]], exp[0], exp[1], clause)]
    return [
        replace(_alone(p, arm, clause), confidence=0.6)
        for arm, p in by_arm.items()
        if p.figure.kind != "bare" and p.figure.value is not None
    ]


def _matching(
    experimental: str, controls: Sequence[str], names: ArmNames, clause: Clause
) -> Sequence[str]:
    """Where cohorts have controls of their own, an arm is compared with its own cohort's."""
    if len(controls) == 1:
        return controls
    for _, ids in names.strata:
        mine = [c for c in controls if c in ids]
        if experimental in ids and len(mine) == 1:
            return mine
    return controls if len({a.drug for a in names.control}) > 1 else ()


def _pair(ours: _Placed, theirs: _Placed, e: str, c: str, clause: Clause) -> Row:
    contrast = Contrast(experimental=e, comparator=c)
    row = _base(ours.item, ours.times, clause, contrast)
    f, g = ours.figure, theirs.figure
    statistic = _statistic(ours, clause)
    return replace(
        row, statistic=statistic, unit="percent" if f.kind == "percent" else "points",
        experimental_value=f.value, comparator_value=g.value,
        experimental_count=f.count, comparator_count=g.count,
        experimental_n=f.n, comparator_n=g.n,
        dispersion_type=f.dispersion_type, experimental_dispersion=f.dispersion,
        comparator_dispersion=g.dispersion,
        experimental_span=_span(clause, f.start, f.end), comparator_span=_span(clause, g.start, g.end),
        p=ours.p if ours.item.start > theirs.item.start else theirs.p,
        rule=f"outcome.{f.kind}-pair",
        confidence=row.confidence * (0.85 if f.kind == "bare" else 1.0) * (1.0 if _agree(f, g) else 0.5),
    )  # fmt: skip


def _agree(*figures: Figure) -> bool:
    """Do counts and percentages say the same, to the rounding of the print?"""
    for f in figures:
        if (
            f.value is not None
            and f.count is not None
            and f.n
            and abs(100 * f.count / f.n - f.value) > 1
        ):
            return False
    return True


def _alone(one: _Placed, arm: str, clause: Clause) -> Row:
    f = one.figure
    row = _base(one.item, one.times, clause, Contrast(experimental=arm))
    return replace(
        row, statistic=_statistic(one, clause), unit="percent" if f.kind == "percent" else "points",
        value=f.value, value_span=_span(clause, f.start, f.end), experimental_count=f.count,
        experimental_n=f.n, dispersion_type=f.dispersion_type, experimental_dispersion=f.dispersion,
        p=one.p, interval=one.interval, rule=f"outcome.{f.kind}-alone",
    )  # fmt: skip


def _statistic(one: _Placed, clause: Clause) -> Statistic:
    if one.figure.kind == "percent":
        return _RATE.get(one.item.name, "event rate")
    if re.search(r"\bmedians?\b", clause.text, re.IGNORECASE):
        return "median"
    before = clause.text[: one.figure.start]
    changed = list(_CHANGE.finditer(before))
    if one.figure.value is not None and one.figure.value < 0:
        return "mean change"  # no scale has scores below zero
    if not changed or re.search(r"\bto (?:a mean of )?$", before):
        return "mean score"
    if re.search(r"\bscores?\s?:(?!.*\b(?:chang|reduc|decreas|improv))", before, re.IGNORECASE):
        return "mean score"
    ended = any(m.start() > changed[-1].start() for m in _END_SCORE.finditer(before))
    return "mean score" if ended else "mean change"


def _verdict_rows(clause: Clause, names: ArmNames, plan: Plan, memory: Memory) -> list[Row]:
    """A null result or a bare p-value is a result: a row without figures."""
    if any(f.kind == "percent" for f in clause.figures):
        return []  # the p-value is of shares that could not be placed
    if any(e.kind != "test" for e in clause.estimates):
        return []  # the verdict is on a figure that could not be placed
    if _OVER_TIME.search(clause.text) and not _BETWEEN.search(clause.text):
        return []  # everybody changed: no contrast
    if "|" in clause.text:
        return []  # a line of a form
    tests = [p for p in clause.p_values if p.kind == "superiority"]
    p = tests[0] if tests else None
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
    if not measures and plan.main and GENERIC.search(clause.text) and clause.arms:
        measures = [plan.main]
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
    if any(m.kind == "other" for m in measures) or not (clause.arms or p or is_null(clause.text)):
        return []
    rows: list[Row] = []
    points = [t for t in clause.times if t.kind == "point"]
    for mention in {named(m, plan)[0]: m for m in measures}.values():
        name = named(mention, plan)[0]
        item = Item(
            start=mention.start, end=mention.end, source=_NOTHING, name=name, mention=mention
        )
        alike = memory if memory.measure == name or _ALSO.search(clause.text) else Memory()
        placed = _resolve((), item, clause, plan, alike)
        said: list[Times] = [((t.timepoint, (t.start, t.end)),) for t in points]
        times = said or [placed[:1]]
        for time in times:
            contrasts = verdict_contrasts(clause, names)
            for contrast, own_p in zip(contrasts, _shared(tests, len(contrasts)), strict=True):
                row = _base(item, time, clause, contrast)
                rows.append(
                    replace(row, p=own_p, rule="outcome.verdict", confidence=row.confidence * 0.9)
                )
    return rows


_OVER_TIME = re.compile(
    r"\bover (?:\w+ )?time\b|\b(?:main )?effects? of time\b|\btime effect", re.I
)
_BETWEEN = re.compile(
    r"\b(?:than|versus|vs\.?|between|compared|differ\w*|superior\w*|both groups)\b|[x\u00d7*-] ?(?:time|treatment|group)\b|\bby[- ](?:time|group|treatment)\b",
    re.IGNORECASE,
)


def _shared(tests: Sequence[PValue], contrasts: int) -> Sequence[PValue | None]:
    """The p-value of each contrast: as many in their order, or one for all; else none is sure."""
    distinct = {(p.operator, p.value): p for p in tests}
    if len(tests) == contrasts:
        return tests
    return (
        [tests[0] if len(distinct) == 1 or contrasts == 1 else None] * contrasts
        if tests
        else [None] * contrasts
    )


_NOTHING = Figure(start=0, end=0, kind="bare", value=None)


def _order(rows: Sequence[Row]) -> tuple[str, ...]:
    """The experimental arms in the order in which the clause gave their figures."""
    placed = [r for r in rows if r.experimental and (r.value_span or r.experimental_span)]
    placed.sort(key=lambda r: r.value_span or r.experimental_span or (0, 0))
    return tuple(dict.fromkeys(r.experimental for r in placed if r.experimental))


def _remember(rows: Sequence[Row], items: Sequence[Item], clause: Clause, memory: Memory) -> Memory:
    times = tuple(
        {t.timepoint.hours: t.timepoint for t in clause.times if t.kind == "point"}.values()
    )
    mention = items[-1].mention if items else next(
        (m for m in reversed(clause.measures) if m.kind != "other"), None
    )  # fmt: skip
    if mention is None and any(m.kind == "other" for m in clause.measures):
        return Memory(times=times or memory.times, off_topic=True)
    return Memory(
        measure=rows[-1].measure if rows else (mention.name if mention else memory.measure),
        mention=mention or memory.mention,
        times=times or memory.times,
        statistic=clause.estimates[-1].statistic if clause.estimates else memory.statistic,
        same_sentence=True,
        order=_order(rows) or memory.order,
    )
