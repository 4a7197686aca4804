"""A dose that lay between, and one dose set against each of the others. Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

DOSES = (
    "Two doses of ketamine for resistant depression: a randomized double-blind trial\n\nMethods: Ninety patients with "
    "treatment-resistant depression were randomized to ketamine 0.5 mg/kg (n = 30), ketamine 1.0 mg/kg (n = 30) or "
    "midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. Depression was rated with the MADRS.\nResults: "
)
WON, EVEN = "favours experimental", "no significant difference"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Response was more frequent with 1.0 mg/kg than with midazolam (P = .01), while the 0.5 mg/kg group was intermediate.",
            {(1.0, 0.0, None, None, 0.01, WON)},
        ),
        (
            "Remission at day 3 was more common with 1.0 mg/kg (40%) than with 0.5 mg/kg (23%; P = .17) or midazolam (10%; P = .008).",
            {(1.0, 0.5, 40, 23, 0.17, EVEN), (1.0, 0.0, 40, 10, 0.008, WON)},
        ),
        (
            "MADRS scores at day 3 were lower with 1.0 mg/kg (14.1, P = .004) and 0.5 mg/kg (16.2, P = .03) than with midazolam (20.3).",
            {(1.0, 0.0, 14.1, 20.3, 0.004, WON), (0.5, 0.0, 16.2, 20.3, 0.03, WON)},
        ),
        (
            "MADRS scores fell in a dose-dependent manner, with differences from midazolam for 1.0 mg/kg (P = .001) but not for 0.5 mg/kg (P = .14).",
            {(1.0, 0.0, None, None, 0.001, WON), (0.5, 0.0, None, None, 0.14, EVEN)},
        ),
        (
            "MADRS scores fell in a dose-dependent manner at day 3 (P = .001).",
            set(),
        ),
    ],
)  # fmt: skip
def test_each_pair_has_its_own(sentence: str, expected: set[tuple[object, ...]]) -> None:
    (facts,) = extract_bytes(f"{DOSES}{sentence}".encode())
    dose = {a.id: a.dose.value if a.dose and a.role == "experimental" else 0.0 for a in facts.arms}
    told = {
        (
            dose[o.experimental_arm or ""],
            dose[o.comparator_arm or ""],
            o.experimental_value,
            o.comparator_value,
            o.p_value,
            o.direction,
        )
        for o in facts.outcomes
    }
    assert told == expected
