"""Limits of age in the forms found in abstracts; the number of people is not lost beside them."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

TEXT = (
    "Ketamine in treatment-resistant depression: a randomized trial\n\nMethods: {} were randomized "
    "to ketamine 0.5 mg/kg or saline."
)


@pytest.mark.parametrize(
    ("people", "low", "high"),
    [
        ("46 patients between the ages of 19 and 66", 19, 66),
        ("46 patients aged 19~66 years old", 19, 66),
        ("46 inpatients aged from 19 to 46", 19, 46),
        ("46 patients in the age group of 19-56 years", 19, 56),
        ("46 adults aged at least 19", 19, None),
        ("46 geriatric patients (age > 61 years)", 61, None),
        ("46 patients of both sexes, aged nineteen to sixty-six,", 19, 66),
        ("46 patients aged ≥19 and ≤66 years", 19, 66),
        ("46 patients aged >19 and <66 years", 19, 65),
        ("46 late-life patients (56+ years)", 56, None),
        ("46 older adults (≥66)", 66, None),
        ("46 patients at or above 19 years of age", 19, None),
        ("46 patients (19 to 66 years; mean 44)", 19, 66),
        ("46 patients 13 to less than 18 years of age", 13, 17),
        ("46 patients with a mean age of 42.3 years", None, None),
    ],
)
def test_ages_and_count(people: str, low: float | None, high: float | None) -> None:
    (facts,) = extract_bytes(TEXT.format(people).encode())
    found = facts.population
    assert (found.age_min, found.age_max, found.n_randomized) == (low, high, 46)
