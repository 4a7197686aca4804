"""Rates told along a ladder of doses that begins with none. All sentences invented."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

TRIAL = (
    "Two doses of ketamine: a randomized trial\n\nAbstract\n\nWe compared two doses of ketamine with saline in 72 patients with treatment-resistant depression, "
    "who were randomized to ketamine 0.5 mg/kg (n = 24), ketamine 0.2 mg/kg (n = 24) or saline (n = 24). {told}\n"
)


@pytest.mark.parametrize(
    "told",
    [
        "The response rate rose from 0 (16.7%) to 0.2 mg/kg (37.5%) and 0.5 mg/kg (54.2%).",
        "Response was seen more often as the dose went up from 0 mg/kg (16.7%) to 0.2 mg/kg (37.5%) and 0.5 mg/kg (54.2%).",
    ],
)
def test_no_dose_is_the_placebo(told: str) -> None:
    (facts,) = extract_bytes(TRIAL.format(told=told).encode())
    doses = {a.id: a.dose.value if a.dose else None for a in facts.arms}
    assert [
        (
            doses[str(o.experimental_arm)], o.experimental_value, doses[str(o.comparator_arm)], o.comparator_value,
            o.comparator_count,
        )
        for o in facts.outcomes
    ] == [(0.5, 54.2, None, 16.7, None), (0.2, 37.5, None, 16.7, None)]  # fmt: skip
