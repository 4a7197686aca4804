"""Doses that rise to a limit, and what stands in the bracket of one group alone."""

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm, StudyFacts

NASAL = "Esketamine in treatment-resistant depression: a randomized trial"
TITLE = "Ketamine in treatment-resistant depression: a randomized double-blind trial"


def facts(body: str, title: str = TITLE) -> StudyFacts:
    (found,) = extract_bytes(f"{title}\n\n{body}\n".encode())
    return found


def arms(body: str, title: str = TITLE) -> tuple[Arm, ...]:
    return facts(body, title).arms


def key(arm: Arm) -> tuple[str, tuple[float | None, float | None, float | None, str] | None]:
    dose = arm.dose
    return (arm.drug, None if dose is None else (dose.value, dose.low, dose.high, dose.unit))


@pytest.mark.parametrize(
    ("body", "dose"),
    [
        ("METHODS: Patients began with 0.25 mg/kg of ketamine, to be titrated to a maximum of "
         "1.5 mg/kg.", (None, 0.25, 1.5, "mg/kg")),
        ("METHODS: Patients received ketamine, flexible dose starting at 20 mg (10 mg at 70-80 years), at "
         "most 60 mg.", (None, 20, 60, "mg")),
        ("METHODS: Patients received ketamine 0.4 mg/kg, at most 40 mg.", (0.4, None, None, "mg/kg")),
    ],
)  # fmt: skip
def test_a_start_and_a_limit_are_a_range(
    body: str, dose: tuple[float | None, float | None, float | None, str]
) -> None:
    found = arms(body, "Oral ketamine in major depression: an open-label trial")
    assert [key(a) for a in found] == [("ketamine", dose)]


def test_the_dose_of_day_one_is_a_step_of_the_list() -> None:
    found = arms(
        "METHODS: Patients were randomized to flexibly dosed esketamine nasal spray (28, 56 or 84 mg; "
        "28 mg on day 1) (n = 61) or placebo nasal spray (n = 59).",
        NASAL,
    )
    assert [key(a) for a in found] == [("esketamine", (None, 28, 84, "mg")), ("placebo", None)]
    assert [a.n for a in found] == [61, 59]


def test_the_time_in_the_bracket_of_the_dose_is_the_drug_s() -> None:
    told = (
        "METHODS: Patients were randomized to ketamine (0.4 mg/kg over 50 min) or placebo (saline)."
    )
    assert [a.infusion_minutes for a in arms(told)] == [50, None]
    both = (
        "METHODS: Patients were randomized to ketamine (0.4 mg/kg) or saline, infused over 50 min."
    )
    assert [a.infusion_minutes for a in arms(both)] == [50, 50]


@pytest.mark.parametrize(
    "how",
    [
        "Both solutions were pumped for 45 min.",
        "The masked syringe was given by vein over the initial 45 min of surgery.",
    ],
)
def test_how_long_all_drugs_were_given(how: str) -> None:
    found = arms(f"METHODS: Women were randomized to ketamine 0.3 mg/kg or saline. {how}")
    assert [a.infusion_minutes for a in found] == [45, 45]


def test_the_first_minutes_of_a_score_are_no_infusion() -> None:
    found = arms(
        "METHODS: Women were randomized to ketamine 0.3 mg/kg or saline. Dissociation was rated over "
        "the first 45 min."
    )
    assert [a.infusion_minutes for a in found] == [None, None]


def test_counts_with_shares_and_no_space() -> None:
    found = arms(
        "METHODS: Women were randomized to ketamine 0.3 mg/kg or saline. RESULTS: 240 were randomly "
        "allocated: 120(50%)to the ketamine group and 120(50%)to the saline group."
    )
    assert [a.n for a in found] == [120, 120]


def test_the_groups_of_an_earlier_study_are_not_this_one_s() -> None:
    found = facts(
        "METHODS: An open-label study with nine patients was done. All received a single infusion of "
        "ketamine (0.7 mg/kg). We pooled these data with those of our earlier randomized "
        "trial (0.4 mg/kg, 0.1 mg/kg and placebo).",
        "A higher dose of ketamine in treatment-resistant depression: an open-label study",
    )
    assert [key(a) for a in found.arms] == [("ketamine", (0.7, None, None, "mg/kg"))]
    assert (found.design.randomized, found.design.assignment) == (False, "single group")
