"""One cell out of what several reports say: agreement, conflict, doubt, and why nothing is there."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from dosetable.extract.facts import Evidence, StudyFacts
from dosetable.store.evidence_table import Alternative, Cell, Missing, Quote, ReportView, Status

T = TypeVar("T")

# A single reading below this confidence is shown as unsure.
UNSURE_BELOW = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """A report of a study with what was read in it. ``quotes``: (start, end) -> short quote;
    ``key`` is stable and breaks ties."""

    view: ReportView
    facts: StudyFacts
    quotes: Mapping[tuple[int, int], str]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Generic[T]):
    """What one report says of one thing."""

    value: T
    report: int
    quotes: tuple[Quote, ...] = ()


def quotes_for(
    report: ReportFacts, evidence: Iterable[Evidence], field: str | None = None
) -> tuple[Quote, ...]:
    """The quotes of a field; where it has none of its own, those of the whole object."""
    spans = list(evidence)
    chosen = [span for span in spans if span.field == field] if field else []
    if not chosen:
        chosen = [span for span in spans if span.field is None]
    unique = {(span.start, span.end): span for span in reversed(chosen)}
    return tuple(
        Quote(
            text=report.quotes.get(place, ""),
            report=report.view.id,
            document_sha256=report.view.document_sha256,
            section=span.section,
            start=span.start,
            end=span.end,
            rule=span.rule,
            confidence=span.confidence,
        )
        for place, span in sorted(unique.items())
    )


def merge_quotes(*groups: Iterable[Quote]) -> tuple[Quote, ...]:
    """All quotes once, in the order given."""
    seen: dict[tuple[int, int, int], Quote] = {}
    for quote in (quote for group in groups for quote in group):
        seen.setdefault((quote.report, quote.start, quote.end), quote)
    return tuple(seen.values())


def cell(
    readings: Sequence[Reading[T]],
    *,
    same: Callable[[T, T], bool] = operator.eq,
    missing: Missing = "not found",
) -> Cell[T]:
    """The first reading's value, with all quotes of those that agree and the others beside it.

    Readings come in order of precedence: docs/adr/0005-which-report-is-shown.md.
    """
    if not readings:
        return Cell(value=None, status="missing", missing=missing)
    first = readings[0]
    agreeing = [reading for reading in readings if same(first.value, reading.value)]
    if first not in agreeing:
        agreeing.insert(0, first)
    others: list[list[Reading[T]]] = []
    for reading in readings:
        if reading in agreeing:
            continue
        home = next((group for group in others if same(group[0].value, reading.value)), None)
        if home is None:
            others.append([reading])
        else:
            home.append(reading)
    quotes = merge_quotes(*(reading.quotes for reading in agreeing))
    reports = {reading.report for reading in agreeing}
    return Cell(
        value=first.value,
        status="conflicting" if others else confidence_status(quotes, len(reports)),
        quotes=quotes,
        alternatives=tuple(
            Alternative(
                value=group[0].value,
                report=group[0].report,
                quotes=merge_quotes(*(reading.quotes for reading in group)),
            )
            for group in others
        ),
    )


def confidence_status(quotes: Sequence[Quote], reports: int) -> Status:
    """'unsure' for a value of one report that its best evidence is not sure of."""
    if reports > 1:
        return "machine"
    best = max((quote.confidence for quote in quotes), default=0.0)
    return "machine" if best >= UNSURE_BELOW else "unsure"
