"""Gates: what must hold before an edition is published. A failed gate leaves the last one up."""

from __future__ import annotations

from dataclasses import dataclass

from dosetable.nightly.settings import GateSettings


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


def check_gates(before: Counts | None, after: Counts, settings: GateSettings) -> tuple[Gate, ...]:
    """Compare the edition to be with the last one. Nothing to compare with passes, but an edition
    without any study never does."""
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
    return tuple(
        Gate(name=g.name, passed=g.passed, reason=g.reason, allowed=g.name in settings.allow)
        for g in gates
    )


def _not_lost(name: str, what: str, before: int, after: int, limit: float) -> Gate:
    lost = max(0, before - after) / before if before else 0.0
    reason = f"{before} {what} before, {after} now: {lost:.1%} lost, {limit:.0%} allowed"
    return Gate(name=name, passed=lost <= limit, reason=reason)
