from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dosetable.nightly.gates import Counts, build_gate, check_gates
from dosetable.nightly.settings import GateSettings
from dosetable.site.build import FieldAccuracy
from dosetable.store.evidence_table import SourceStatus


def _stopped(before: Counts | None, after: Counts, **settings: object) -> list[str]:
    return [
        gate.name for gate in check_gates(before, after, GateSettings(**settings)) if gate.stops
    ]


@pytest.mark.parametrize(
    ("before", "after", "stopped"),
    [
        (None, Counts(studies=3, rows=9), []),
        (None, Counts(studies=0, rows=0), ["empty"]),
        (Counts(studies=100, rows=500), Counts(studies=95, rows=475), []),
        (Counts(studies=100, rows=500), Counts(studies=94, rows=500), ["studies-lost"]),
        (Counts(studies=100, rows=500), Counts(studies=100, rows=400), ["rows-lost"]),
        (Counts(studies=100, rows=500), Counts(studies=120, rows=700), []),
        (Counts(studies=0, rows=0), Counts(studies=2, rows=3), []),
    ],
)
def test_a_table_that_shrinks_is_held_back(
    before: Counts | None, after: Counts, stopped: list[str]
) -> None:
    assert _stopped(before, after) == stopped


def test_a_gate_can_be_allowed_by_name_and_still_says_that_it_failed() -> None:
    before, after = Counts(studies=100, rows=500), Counts(studies=50, rows=500)
    settings = GateSettings(allow=("studies-lost",))
    gate = next(g for g in check_gates(before, after, settings) if g.name == "studies-lost")
    assert not gate.passed
    assert not gate.stops
    assert "50.0% lost" in gate.reason


COUNTS = Counts(studies=10, rows=20)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def _failing(settings: GateSettings | None = None, **more: Any) -> list[str]:
    gates = check_gates(COUNTS, COUNTS, settings or GateSettings(), **more)
    return [gate.name for gate in gates if gate.stops]


def _source(days_ago: float | None) -> SourceStatus:
    last = None if days_ago is None else NOW - timedelta(days=days_ago)
    return SourceStatus(
        source="pubmed", last_success=last, last_attempt=NOW, total=1, documents=0, new=0,
        changed=0, failed=0, error=None,
    )  # fmt: skip


@pytest.mark.parametrize(("now", "failing"), [(0.80, []), (0.75, []), (0.74, ["coverage-dose"])])
def test_the_coverage_of_a_field_may_fall_by_so_much(now: float, failing: list[str]) -> None:
    assert _failing(measured=({"coverage.dose": 0.8}, {"coverage.dose": now})) == failing


@pytest.mark.parametrize(("now", "failing"), [(110, []), (130, []), (131, ["conflicts"])])
def test_conflicts_may_grow_by_so_much(now: float, failing: list[str]) -> None:
    assert _failing(measured=({"conflicts": 100}, {"conflicts": now})) == failing


@pytest.mark.parametrize(
    ("days", "failing"), [(None, []), (1, []), (7, []), (7.1, ["silent-pubmed"])]
)
def test_a_silent_source_holds_the_edition_back(days: float | None, failing: list[str]) -> None:
    assert _failing(sources=[_source(days)], now=NOW) == failing


@pytest.mark.parametrize(
    ("f1", "failing"), [(90.0, []), (89.9, ["accuracy-dose"]), (None, ["accuracy-dose"])]
)
def test_accuracy_has_floors(f1: float | None, failing: list[str]) -> None:
    measured = [FieldAccuracy(field="dose", precision=1, recall=1, f1=f1, items=9)] if f1 else []
    settings = GateSettings(accuracy_floors={"dose": 90})
    assert _failing(settings, accuracy=measured) == failing


def test_a_broken_build_is_a_gate_that_says_what_is_broken() -> None:
    assert build_gate(()).passed
    gate = build_gate(["index.html: a link leads nowhere"])
    assert gate.stops
    assert "leads nowhere" in gate.reason
