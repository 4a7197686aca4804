"""Rows into outcomes: roles, numbering, evidence, and what two sentences both state."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dosetable.extract.facts import (
    Direction,
    DispersionType,
    Evidence,
    Noninferiority,
    Outcome,
    ResultUnit,
    Statistic,
    Timepoint,
)
from dosetable.extract.pipes.outcomes.plan import Plan
from dosetable.extract.pipes.statistics import Interval, PValue

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One result before numbering. Spans are offsets into the document."""

    measure: str
    start: int
    end: int
    confidence: float
    rule: str
    time: Timepoint | None = None
    experimental: str | None = None
    comparator: str | None = None
    statistic: Statistic | None = None
    value: float | None = None
    value_span: Span | None = None
    unit: ResultUnit | None = None
    experimental_value: float | None = None
    comparator_value: float | None = None
    experimental_count: int | None = None
    comparator_count: int | None = None
    experimental_n: int | None = None
    comparator_n: int | None = None
    experimental_span: Span | None = None
    comparator_span: Span | None = None
    dispersion_type: DispersionType | None = None
    experimental_dispersion: float | None = None
    comparator_dispersion: float | None = None
    interval: Interval | None = None
    interval_span: Span | None = None
    p: PValue | None = None
    p_span: Span | None = None
    time_span: Span | None = None
    measure_span: Span | None = None
    said_at: int | None = None
    """Where its own words stand, if not where its time or measure is named."""
    direction: str | None = None
    direction_rule: str = ""
    on_measure: str | None = None
    noninferiority: Noninferiority | None = None
    sentence: Span = (0, 0)
    section: str | None = None

    @property
    def has_figure(self) -> bool:
        return any(
            v is not None
            for v in (
                self.value,
                self.experimental_value,
                self.comparator_value,
                self.experimental_count,
            )
        )

    @property
    def says_nothing(self) -> bool:
        """Of two arms neither a figure nor a test nor a verdict: what the text gave could not be told
        apart."""
        told = (self.p, self.interval, self.direction, self.noninferiority)
        return bool(self.comparator) and not self.has_figure and all(v is None for v in told)

    @property
    def contrast(self) -> tuple[object, ...]:
        hours = None if self.time is None else round(self.time.hours, 1)
        return self.measure, hours, self.experimental, self.comparator


def deduplicate(rows: Sequence[Row]) -> list[Row]:
    """Drop what another row states already: the same figures again, a bare verdict on a contrast
    that has figures."""
    rows = [
        _directed(row, rows)
        for row in rows
        if not (_said_twice(row, rows) or _said_in_short(row, rows))
    ]
    kept: list[Row] = []
    seen: set[tuple[object, ...]] = set()
    told = {r.contrast for r in rows if r.has_figure and r.direction}
    tests = {(r.contrast, r.p.value) for r in rows if r.has_figure and r.direction and r.p}
    for row in rows:
        key = (
            *row.contrast,
            row.statistic,
            *amounts(row),
            row.direction if row.time is None and not row.has_figure else None,
        )
        again = row.p is None or (row.contrast, row.p.value) in tests
        if key in seen or (not row.has_figure and again and row.contrast in told):
            continue
        seen.add(key)
        kept.append(row)
    return kept


def amounts(result: Row | Outcome) -> tuple[float | None, ...]:
    """The figures of ``result``; 'fell by 15.2 points' is the change of -15.2 points."""
    figures = (result.value, result.experimental_value, result.comparator_value)
    if result.statistic != "mean change":
        return figures
    return tuple(None if v is None else abs(v) for v in figures)


def _said_twice(row: Row, rows: Sequence[Row]) -> bool:
    """'5.1 points lower (mean difference -5.1)': the words repeat the named figure."""
    return row.rule == "outcome.points-estimate" and any(
        r is not row
        and r.rule == "outcome.named-estimate"
        and (r.measure, r.experimental, r.statistic)
        == (row.measure, row.experimental, row.statistic)
        and r.sentence == row.sentence
        and r.value is not None
        and row.value is not None
        and abs(r.value) == abs(row.value)
        for r in rows
    )


def _said_in_short(row: Row, rows: Sequence[Row]) -> bool:
    """'Better than placebo', without time or test, where the text gives that result with both: the
    lead of a page, the first sentence of a paragraph."""
    if row.has_figure or row.p is not None or row.time is not None or row.comparator is None:
        return False
    told = (row.measure, row.comparator, row.direction)
    return any(
        r.has_figure and r.time is not None and (r.measure, r.comparator, r.direction) == told
        for r in rows
    )


def _directed(row: Row, rows: Sequence[Row]) -> Row:
    """Direction belongs to the contrast: a row without one takes that of the contrast's others."""
    if row.direction is not None or row.comparator is None or not row.has_figure:
        return row
    same = {r.direction for r in rows if r.contrast == row.contrast and r.direction}
    if len(same) != 1:
        return row
    return replace(row, direction=same.pop(), direction_rule="direction.same-contrast")


_LEVEL = re.compile(
    r"(\d{2}(?:\.\d+)?) ?(?:%|per ?cent)[ -](?:CI|C\.I\.|confidence)", re.IGNORECASE
)


def with_level(rows: Sequence[Row], twin: str) -> list[Row]:
    """Rows whose interval says no level, with the only one that the document says of any."""
    levels = {float(m.group(1)) for m in _LEVEL.finditer(twin)}
    if len(levels) != 1:
        return list(rows)
    (level,) = levels
    return [
        replace(row, interval=replace(row.interval, level=level))
        if row.interval is not None and row.interval.level is None
        else row
        for row in rows
    ]


def without_rivals(rows: Sequence[Row]) -> list[Row]:
    """The rows of one sentence, without those that give one result two values: of two things that
    were counted under one name ('blues and depression were rarer: 12% vs. 18%; 13% vs. 20%')."""
    values: dict[tuple[object, ...], set[tuple[object, ...]]] = {}
    for row in rows:
        if row.experimental_value is not None and row.unit == "percent":
            told = (row.experimental_value, row.comparator_value)
            values.setdefault((row.contrast, row.statistic), set()).add(told)
    return [r for r in rows if len(values.get((r.contrast, r.statistic), ())) < 2]


def counts_with_shares(rows: Sequence[Row]) -> list[Row]:
    """'17 of 40 versus 8 of 40 (42.5% v 20%)': the counts and the shares are one result."""
    counts = {
        (r.contrast, r.statistic): r
        for r in rows
        if r.unit == "percent" and r.experimental_value is None and r.experimental_count is not None
    }
    kept: list[Row] = []
    for row in rows:
        same = counts.get((row.contrast, row.statistic))
        if (
            row is same
            and sum((r.contrast, r.statistic) == (row.contrast, row.statistic) for r in rows) > 1
        ):
            continue
        if same is not None and row is not same and row.experimental_count is None:
            row = replace(
                row, experimental_count=same.experimental_count, comparator_count=same.comparator_count,
                experimental_n=same.experimental_n, comparator_n=same.comparator_n,
            )  # fmt: skip
        kept.append(row)
    return kept


def share_p(rows: Sequence[Row]) -> list[Row]:
    """The rows of one sentence: a contrast's only p-value goes to all of its rows."""
    shared = []
    for row in rows:
        mine = [
            r
            for r in rows
            if r.contrast == row.contrast and r.p is not None and not _another_analysis(r, row)
        ]
        if row.p is None and row.comparator and len({r.p for r in mine}) == 1:
            row = replace(row, p=mine[0].p, p_span=mine[0].p_span)
            if mine[0].p and mine[0].p.significant is False and mine[0].direction:
                # 'fell to 11 and 14; the difference was not significant': the test decides
                row = replace(row, direction=mine[0].direction, direction_rule="direction.test")
        shared.append(row)
    return shared


def _another_analysis(one: Row, other: Row) -> bool:
    """'-3.0 in those who completed and -2.2 in all (P = .07)': one contrast estimated twice."""
    values = (one.value, other.value)
    return one.statistic == other.statistic and None not in values and values[0] != values[1]


def to_outcomes(rows: Sequence[Row], plan: Plan) -> tuple[Outcome, ...]:
    """Number the rows and write out their evidence."""
    return tuple(_outcome(f"O{i}", row, plan) for i, row in enumerate(rows, 1))


def _outcome(identity: str, row: Row, plan: Plan) -> Outcome:
    interval, p = row.interval, row.p
    if p is not None and p.kind == "noninferiority":
        p = None
    direction: Direction | None = None
    for known in ("favours experimental", "no significant difference", "favours comparator"):
        if row.direction == known:
            direction = known
    return Outcome(
        id=identity,
        measure=row.measure,
        role=plan.role(row.measure, row.time.hours if row.time else None),
        timepoint=row.time,
        experimental_arm=row.experimental,
        comparator_arm=row.comparator,
        statistic=row.statistic,
        value=row.value,
        unit=row.unit,
        experimental_value=row.experimental_value,
        comparator_value=row.comparator_value,
        experimental_count=row.experimental_count,
        comparator_count=row.comparator_count,
        experimental_n=row.experimental_n,
        comparator_n=row.comparator_n,
        dispersion_type=row.dispersion_type,
        experimental_dispersion=row.experimental_dispersion,
        comparator_dispersion=row.comparator_dispersion,
        ci_level=interval.level if interval else None,
        ci_low=interval.low if interval else None,
        ci_high=interval.high if interval else None,
        p_operator=p.operator if p and p.value is not None else None,
        p_value=p.value if p else None,
        p_adjusted=p.adjusted if p else None,
        direction=direction,
        on_measure=row.on_measure,
        noninferiority=row.noninferiority,
        normalized_value=_normalized(row, direction),
        evidence=_evidence(row, p),
    )


_DIFFERENCES = ("mean difference", "median difference")


def _normalized(row: Row, direction: Direction | None) -> float | None:
    """A difference as experimental minus comparator: its sign is the verdict's, since texts print
    '8 points lower' and 'difference -8' of the same result. None where no side did better."""
    if row.statistic not in _DIFFERENCES or row.value is None or row.unit != "points":
        return None
    if direction == "favours experimental":
        return -abs(row.value)
    if direction == "favours comparator":
        return abs(row.value)
    return None


def _evidence(row: Row, p: PValue | None) -> tuple[Evidence, ...]:
    whole = Evidence(
        start=row.start, end=row.end, confidence=row.confidence, rule=row.rule, section=row.section
    )
    fields: list[tuple[str, Span | None, str]] = [
        ("measure", row.measure_span, "measure.named"),
        ("timepoint", row.time_span, "timepoint.named"),
        ("value", row.value_span, row.rule),
        ("experimental_value", row.experimental_span, row.rule),
        ("comparator_value", row.comparator_span, row.rule),
        ("ci", row.interval_span, "interval.printed"),
        ("p_value", row.p_span if p is not None else None, "p.printed"),
    ]
    if row.direction:
        fields.append(("direction", (row.start, row.end), row.direction_rule or "direction.words"))
    return (
        whole,
        *(
            replace(whole, start=span[0], end=span[1], field=name, rule=rule)
            for name, span, rule in fields
            if span is not None
        ),
    )
