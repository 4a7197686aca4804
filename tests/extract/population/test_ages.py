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
        ("46 adolescents aged 13 to <18 years", 13, 17),
        ("46 children (8-12 years) and adolescents (13-17 years)", 8, 17),
        ("46 children (8 to 12 years old) and teenagers (13 to 17 years old)", 8, 17),
        ("46 patients (aged 19 y or older)", 19, None),
        ("46 patients aged nineteen to sixty-six with depression", 19, 66),
        ("46 patients with a mean age of 42.3 years", None, None),
    ],
)
def test_ages_and_count(people: str, low: float | None, high: float | None) -> None:
    (facts,) = extract_bytes(TEXT.format(people).encode())
    found = facts.population
    assert (found.age_min, found.age_max, found.n_randomized) == (low, high, 46)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("patients ≥60 yr old", 60, None),
        ("patients older than 18 years and younger than 70 years", 18, 69),
        ("adults, age 60+,", 60, None),
        ("outpatients (mean age 45 years, range 19-64)", 19, 64),
        ("outpatients over 65 years of age", 65, None),
        ("adults up to the age of 65", None, 65),
        ("inpatients not younger than 18 years", 18, None),
        ("inpatients aged eighteen or over", 18, None),
        ("inpatients with a minimum age of 18 and a maximum age of 64 years", 18, 64),
        ("inpatients (age: 40.5 ± 11.2 years; 18 men)", None, None),
    ],
)
def test_limits_in_other_words(text: str, low: float | None, high: float | None) -> None:
    (facts,) = extract_bytes(
        (
            "Ketamine in major depressive disorder: a randomized trial\n\n"
            f"Methods: We randomised {text} with depression to ketamine 0.5 mg/kg or midazolam.\n"
        ).encode()
    )
    assert (facts.population.age_min, facts.population.age_max) == (low, high)
