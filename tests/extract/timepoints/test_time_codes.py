"""Visits that a report names by a code: '3 days (T2)', later 'at T2'. Sentences are our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts
from dosetable.extract.pipes.timepoints import coded_timepoints, find_time_codes
from dosetable.extract.twin import twin

METHODS = (
    "Scores were taken one day before (T0), and 1 day (T1), 3 days after the operation (T2) "
    "and 1 month (T3) after surgery. "
)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        (METHODS, {"T1": 24, "T2": 72, "T3": 730.5}),
        ("T1 (24 h after delivery), T2 (7 days after delivery)", {"T1": 24, "T2": 168}),
        ("at baseline (T0), 2 hours (T1) and 1 week (T2)", {"T1": 2, "T2": 168}),
        ("the T1 and T2 vertebrae were fused 3 days later", {}),
        ("T1: 24 h; T1: 48 h", {}),  # told twice, and not alike
    ],
)
def test_codes_take_the_time_beside_them(text: str, hours: dict[str, float]) -> None:
    assert {name: time.hours for name, time in find_time_codes(twin(text)).items()} == hours


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("at T1, T2 and T3", [24, 72, 730.5]),
        ("from T1-T3", [24, 72, 730.5]),
        ("at T9", []),
        ("at 2 weeks and T1", [336, 24]),
    ],
)
def test_codes_are_times_of_the_results(text: str, hours: list[float]) -> None:
    codes = find_time_codes(twin(METHODS))
    assert [m.hours for m in coded_timepoints(twin(text), codes)] == hours


def _facts(results: str) -> StudyFacts:
    (facts,) = extract_bytes(
        (
            "Esketamine for depressive symptoms after surgery: a randomized trial\n\n"
            "Methods: 80 patients with depressive symptoms were randomized to esketamine 0.2 mg/kg "
            f"(n = 40) or normal saline (n = 40). {METHODS}\nResults: {results}"
        ).encode()
    )
    return facts


def test_a_verdict_at_several_codes_and_its_opposite_at_another() -> None:
    facts = _facts(
        "HAMD-17 scores were lower in the esketamine group at T1 and T2 (P < 0.05), but there was no "
        "significant difference at T3 (P = 0.30)."
    )
    told = {o.timepoint.hours: o.direction for o in facts.outcomes if o.timepoint}
    assert told == {
        24: "favours experimental",
        72: "favours experimental",
        730.5: "no significant difference",
    }


def test_a_code_that_is_nowhere_explained_is_no_other_visit() -> None:
    facts = _facts(
        "HAMD-17 scores at T2 were 9.0 ± 2.0 with esketamine vs 12.1 ± 2.2 with saline (P = 0.01). "
        "At T8 HAMD-17 scores were 8.1 ± 2.0 with esketamine vs 8.3 ± 2.1 with saline (P = 0.60)."
    )
    assert [o.timepoint and o.timepoint.hours for o in facts.outcomes] == [72, None]
