from __future__ import annotations

import pytest

from dosetable.nightly.gates import Counts, check_gates
from dosetable.nightly.settings import GateSettings


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
