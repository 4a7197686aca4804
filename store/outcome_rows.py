"""Rows of the table out of the outcomes of several reports.

Same measure, time, arms, statistic and subgroup is one row, with the quotes of all that say it.
Row ids depend on nothing else, so they stay from edition to edition.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from dosetable.extract.facts import Direction, Outcome, Timepoint
from dosetable.store.cells import Reading, ReportFacts, cell, merge_quotes, quotes_for
from dosetable.store.evidence_table import Cell, Effect, Figure, Missing, Row, Status
from dosetable.store.figures import (
    comparator_figure,
    compatible,
    effect_of,
    effect_says,
    experimental_figure,
    figure_says,
    has_figures,
    same_effect,
    same_figure,
)

LATER_ANCHORS = frozenset({"last dose", "delivery"})
_A_DAY = 24.01  # hours, as exact as times are kept
_DOUBT: tuple[Status, ...] = (
    "conflicting",
    "unsure",
    "corrected",
    "accepted",
    "machine",
    "computed",
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedOutcome:
    """An outcome with the study's own arm ids. ``subgroup`` says it where several arms stand
    together."""

    outcome: Outcome
    report: ReportFacts
    experimental_arm: str | None
    comparator_arm: str | None
    subgroup: str | None


RowKey = tuple[str, str, str, str, str, str, str, str]


@dataclass(slots=True)
class _Bundle:
    """Outcomes that are one row, in order of precedence."""

    key: RowKey
    placed: list[PlacedOutcome] = field(default_factory=list)


def row_key(placed: PlacedOutcome) -> RowKey:
    """What makes two outcomes the same row."""
    outcome, time = placed.outcome, placed.outcome.timepoint
    anchor = time.anchor if time and time.anchor in LATER_ANCHORS else ""
    return (
        outcome.measure,
        outcome.on_measure or "",
        repr(round(time.hours, 3)) if time else "",
        anchor or "",
        placed.experimental_arm or "",
        placed.comparator_arm or "",
        outcome.statistic or "",
        (placed.subgroup or "").casefold(),
    )


def row_id(slug: str, key: RowKey, ordinal: int) -> str:
    """The row's address within its study for ever: twelve hex digits of what it is about."""
    parts = [slug, *key, *([str(ordinal)] if ordinal else [])]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def build_rows(slug: str, placed: Sequence[PlacedOutcome]) -> tuple[Row, ...]:
    """All rows of a study. ``placed`` comes in order of precedence of its reports."""
    by_key: dict[RowKey, list[_Bundle]] = defaultdict(list)
    bare: list[PlacedOutcome] = []
    timeless: list[PlacedOutcome] = []
    for item in placed:
        if not has_figures(item.outcome):
            bare.append(item)
        elif item.outcome.timepoint is None:
            timeless.append(item)
        else:
            _place(by_key, item)
    for item in timeless:  # after all that say when, since they may be one of those told again
        _place(by_key, item)
    contrasts = {(b.key[4], b.key[5]) for bundles in by_key.values() for b in bundles}
    for item in bare:
        homes = [
            bundle
            for key, bundles in by_key.items()
            for bundle in bundles
            if _about_the_same(key, row_key(item)) and _fits(bundle, item)
        ]
        contrast = (item.experimental_arm or "", item.comparator_arm or "")
        if homes:
            for bundle in homes:
                bundle.placed.append(item)
        elif item.report.view.kind != "press page" or contrast not in contrasts:
            _add(by_key[row_key(item)], item)
    rows = [
        _row(slug, bundle, ordinal)
        for key in sorted(by_key)
        for ordinal, bundle in enumerate(sorted(by_key[key], key=_content))
    ]
    return tuple(sorted(rows, key=_reading_order))


def _about_the_same(key: RowKey, other: RowKey) -> bool:
    """Same measure, time, arms and subgroup; the bare verdict names no statistic of its own."""
    return key[:6] == other[:6] and key[7] == other[7] and other[6] in ("", key[6])


def _place(by_key: dict[RowKey, list[_Bundle]], item: PlacedOutcome) -> None:
    """Into the row that tells the same result, or the one of its key."""
    key = row_key(item)
    for other, bundles in by_key.items():
        if other != key and _but_for_time(other) == _but_for_time(key):
            for bundle in bundles:
                if _told_again(bundle, item) and _fits(bundle, item):
                    bundle.placed.append(item)
                    return
    _add(by_key[key], item)


def _but_for_time(key: RowKey) -> tuple[str, ...]:
    return (*key[:2], *key[4:])


def _told_again(bundle: _Bundle, item: PlacedOutcome) -> bool:
    """Whether an estimate at another time, or at none, is one that the row has already.

    Reports count from the dose or from its day ('24 hours', 'day 2'), and tables leave the time out:
    the same estimate with the same interval is not a second result. Without an interval the same
    p-value must stand beside it, and one of the two have no time.
    """
    held, told = bundle.placed[0].outcome, item.outcome
    if held.value is None or held.value != told.value:
        return False
    bounds = (held.ci_low, held.ci_high)
    same_interval = None not in bounds and bounds == (told.ci_low, told.ci_high)
    if held.timepoint is None or told.timepoint is None:
        return same_interval or (
            None not in (held.p_value, told.p_value) and held.p_value == told.p_value
        )
    elsewhere = all(other.report.view.id != item.report.view.id for other in bundle.placed)
    apart = abs(held.timepoint.hours - told.timepoint.hours)
    return same_interval and elsewhere and apart <= _A_DAY


def _add(bundles: list[_Bundle], item: PlacedOutcome) -> None:
    """Into the first bundle it does not contradict, or that only other reports are in."""
    for bundle in bundles:
        if _fits(bundle, item):
            bundle.placed.append(item)
            return
    for bundle in bundles:
        if all(other.report.view.id != item.report.view.id for other in bundle.placed):
            bundle.placed.append(item)
            return
    bundles.append(_Bundle(key=row_key(item), placed=[item]))


def _fits(bundle: _Bundle, item: PlacedOutcome) -> bool:
    return all(compatible(other.outcome, item.outcome) for other in bundle.placed)


def _content(bundle: _Bundle) -> tuple[str, ...]:
    """An order of rows with one key that depends on what they say alone."""
    lead = bundle.placed[0].outcome
    return tuple(
        repr(value)
        for value in (
            lead.value,
            lead.experimental_value,
            lead.comparator_value,
            lead.p_value,
            lead.ci_low,
            lead.direction,
            lead.role,
        )
    )


def _reading_order(row: Row) -> tuple[object, ...]:
    time = row.timepoint.value
    return (
        row.outcome_role != "primary",
        row.measure,
        time is None,
        time.hours if time else 0.0,
        row.experimental_arm or "",
        row.comparator_arm or "",
        row.statistic or "",
        row.id,
    )


def _readings(
    bundle: _Bundle, read: Callable[[Outcome], T | None], name: str | None = None
) -> list[Reading[T]]:
    found = []
    for item in bundle.placed:
        value = read(item.outcome)
        if value is not None:
            quotes = quotes_for(item.report, item.outcome.evidence, name)
            found.append(Reading(value=value, report=item.report.view.id, quotes=quotes))
    return found


def _completed_figure(readings: list[Reading[Figure]], missing: Missing) -> Cell[Figure]:
    """The best report's figure, with what only others that agree state (an SD, an n)."""
    result = cell(readings, same=same_figure, missing=missing)
    if result.value is None or result.status == "conflicting":
        return result
    value = result.value
    for reading in readings[1:]:
        more = reading.value
        value = replace(
            value,
            value=value.value if value.value is not None else more.value,
            count=value.count if value.count is not None else more.count,
            n=value.n if value.n is not None else more.n,
        )
        if value.dispersion is None:
            value = replace(value, dispersion=more.dispersion, dispersion_type=more.dispersion_type)
    return replace(result, value=value)


def _completed_effect(readings: list[Reading[Effect]], missing: Missing) -> Cell[Effect]:
    """The best report's effect; an interval or a p comes whole from the next that states one."""
    result = cell(readings, same=same_effect, missing=missing)
    if result.value is None or result.status == "conflicting":
        return result
    value = result.value
    for reading in readings[1:]:
        more = reading.value
        if value.value is None:
            value = replace(value, value=more.value)
        if value.ci_low is None and value.ci_high is None:
            value = replace(value, ci_level=more.ci_level, ci_low=more.ci_low, ci_high=more.ci_high)
        if value.p_value is None:
            value = replace(value, p_operator=more.p_operator, p_value=more.p_value)
    return replace(result, value=value)


def _row(slug: str, bundle: _Bundle, ordinal: int) -> Row:
    lead = bundle.placed[0]
    outcome = lead.outcome
    single = lead.comparator_arm is None
    in_figure = any("figure" in w.casefold() for w in lead.report.facts.warnings)
    absent: Missing = "only in a figure" if in_figure else "not found"
    experimental = _completed_figure(
        _readings(bundle, lambda o: f if figure_says(f := experimental_figure(o)) else None), absent
    )
    comparator = _completed_figure(
        _readings(bundle, lambda o: f if figure_says(f := comparator_figure(o)) else None),
        "not applicable" if single else absent,
    )
    effect = _completed_effect(
        _readings(bundle, lambda o: e if effect_says(e := effect_of(o)) else None),
        "not applicable" if single else absent,
    )
    said: list[Reading[Direction]] = _readings(bundle, lambda o: o.direction, "direction")
    direction = cell(
        said,
        missing="not applicable" if single else "not found",
    )
    timepoint = cell(_readings(bundle, lambda o: o.timepoint, "timepoint"), same=_same_time)
    quotes = merge_quotes(
        *(quotes_for(item.report, item.outcome.evidence) for item in bundle.placed)
    )
    parts = (experimental.status, comparator.status, effect.status, direction.status)
    roles = [item.outcome.role for item in bundle.placed if item.outcome.role]
    return Row(
        id=row_id(slug, bundle.key, ordinal),
        experimental_arm=lead.experimental_arm,
        comparator_arm=lead.comparator_arm,
        measure=outcome.measure,
        on_measure=outcome.on_measure,
        outcome_role=roles[0] if roles else None,
        timepoint=timepoint,
        statistic=outcome.statistic,
        unit=outcome.unit,
        experimental=experimental,
        comparator=comparator,
        effect=effect,
        direction=direction,
        subgroup=lead.subgroup,
        status=row_status(parts),
        quotes=quotes,
        report=lead.report.view.id,
    )


def _same_time(one: Timepoint, other: Timepoint) -> bool:
    return math.isclose(one.hours, other.hours, abs_tol=0.01)


def row_status(parts: Iterable[Status]) -> Status:
    """The status of a row out of its cells': the most doubtful one speaks for all."""
    found = set(parts)
    return next((status for status in _DOUBT if status in found), "missing")
