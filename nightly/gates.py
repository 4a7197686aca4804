"""Gates: what must hold before an edition is published. A failed gate leaves the last one up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dosetable.nightly.measures import CONFLICTS, coverage
from dosetable.nightly.settings import GateSettings
from dosetable.site.build import FieldAccuracy
from dosetable.store.evidence_table import SourceStatus

BUILD = "build"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One check: its name (by which it can be allowed), whether it passed, and the figures."""

    name: str
    passed: bool
    reason: str
    allowed: bool = False

    @property
    def stops(self) -> bool:
        return not self.passed and not self.allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What an edition holds."""

    studies: int
    rows: int


def check_gates(
    before: Counts | None,
    after: Counts,
    settings: GateSettings,
    *,
    measured: tuple[Mapping[str, float], Mapping[str, float]] = ({}, {}),
    sources: Sequence[SourceStatus] = (),
    now: datetime | None = None,
    accuracy: Sequence[FieldAccuracy] = (),
) -> tuple[Gate, ...]:
    """Compare the edition to be with the last one. Nothing to compare with passes, but an edition
    without any study never does. ``measured``: the measures of the last edition and of this one.
    """
    gates = [
        Gate(
            name="empty",
            passed=after.studies > 0,
            reason=f"{after.studies} studies in the new edition",
        )
    ]
    if before is not None:
        gates += [
            _not_lost(
                "studies-lost", "studies", before.studies, after.studies, settings.max_studies_lost
            ),
            _not_lost("rows-lost", "rows", before.rows, after.rows, settings.max_rows_lost),
        ]
    gates += _coverage(*measured, settings.max_coverage_lost)
    gates += _conflicts(*measured, settings)
    if now is not None:
        gates += _silence(sources, now, settings.max_silent_days)
    gates += _accuracy(accuracy, settings.accuracy_floors)
    return with_allowed(gates, settings)


def with_allowed(gates: Iterable[Gate], settings: GateSettings) -> tuple[Gate, ...]:
    """Mark the gates that the operator has said may fail."""
    return tuple(replace(gate, allowed=gate.name in settings.allow) for gate in gates)


def build_gate(problems: Sequence[str]) -> Gate:
    """Broken links or invalid pages. It cannot be allowed: there is no site to publish."""
    reason = "every link leads somewhere, every page is well formed"
    if problems:
        reason = f"{len(problems)} problems: " + "; ".join(problems[:5])
    return Gate(name=BUILD, passed=not problems, reason=reason)


def _not_lost(name: str, what: str, before: int, after: int, limit: float) -> Gate:
    lost = max(0, before - after) / before if before else 0.0
    reason = f"{before} {what} before, {after} now: {lost:.1%} lost, {limit:.0%} allowed"
    return Gate(name=name, passed=lost <= limit, reason=reason)


def _coverage(
    before: Mapping[str, float], after: Mapping[str, float], limit: float
) -> Iterator[Gate]:
    now = coverage(after)
    for field, share in coverage(before).items():
        if field not in now:
            continue
        lost = share - now[field]
        yield Gate(
            name=f"coverage-{field}",
            # A hair more, so that a fall of exactly the limit is no matter of rounding.
            passed=lost <= limit + 1e-9,
            reason=f"{field} known in {share:.1%} before, {now[field]:.1%} now; "
            f"{limit:.0%} may be lost",
        )


def _conflicts(
    before: Mapping[str, float], after: Mapping[str, float], settings: GateSettings
) -> Iterator[Gate]:
    if CONFLICTS not in before or CONFLICTS not in after:
        return
    had, has = before[CONFLICTS], after[CONFLICTS]
    limit = had * (1 + settings.max_conflicts_more) + settings.conflicts_slack
    yield Gate(
        name=CONFLICTS,
        passed=has <= limit,
        reason=f"{had:.0f} conflicting cells before, {has:.0f} now; up to {limit:.0f} allowed",
    )


def _silence(sources: Sequence[SourceStatus], now: datetime, days: float) -> Iterator[Gate]:
    """A source that never succeeded gives nothing to lose: it is a warning of the crawl."""
    for source in sources:
        if source.last_success is None:
            continue
        silent = now - source.last_success
        yield Gate(
            name=f"silent-{source.source}",
            passed=silent <= timedelta(days=days),
            reason=f"{source.source} last answered in full on {source.last_success:%Y-%m-%d}; "
            f"{days:g} days of silence allowed",
        )


def _accuracy(measured: Sequence[FieldAccuracy], floors: Mapping[str, float]) -> Iterator[Gate]:
    f1 = {one.field: one.f1 for one in measured}
    for field, floor in sorted(floors.items()):
        reached = f1.get(field)
        said = "not measured" if reached is None else f"{reached:.1f}%"
        yield Gate(
            name=f"accuracy-{field}",
            passed=reached is not None and reached >= floor,
            reason=f"F1 of {field} is {said}; the floor is {floor:g}%",
        )
