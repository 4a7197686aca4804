"""Arm sizes listed after the arms were described."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

TITLE = "A randomized trial of esketamine spray in treatment-resistant depression"
METHODS = (
    "Methods: In this double-blind trial adults with treatment-resistant depression were randomized "
    "to esketamine nasal spray 28 mg, 56 mg or 84 mg, or to placebo nasal spray. "
)


def _sizes(results: str) -> list[int | None]:
    text = f"{TITLE}\n\n{METHODS}\nResults: {results}\n"
    (facts,) = extract_bytes(text.encode())
    arms = sorted(facts.arms, key=lambda a: (a.dose is None, a.dose.value or 0 if a.dose else 0))
    return [arm.n for arm in arms]


@pytest.mark.parametrize(
    ("results", "sizes"),
    [
        (
            "In total 202 patients were randomized (esketamine 28 mg: 41; 56 mg: 40; 84 mg: 41; "
            "placebo: 80).",
            [41, 40, 41, 80],
        ),
        (
            "In all, 120 patients were randomized: 31 to 28 mg, 29 to 56 mg, 30 to 84 mg and 30 to "
            "placebo.",
            [31, 29, 30, 30],
        ),
        # They do not add up to the number randomized: somebody is missing, so nobody is counted.
        ("In total 202 patients were randomized (28 mg: 41; 56 mg: 40; 84 mg: 41; placebo: 70).", [None] * 4),
        ("In total 202 patients were randomized and 183 completed.", [None] * 4),
    ],
)  # fmt: skip
def test_sizes_are_taken_where_they_add_up(results: str, sizes: list[int | None]) -> None:
    assert _sizes(results) == sizes
