"""Trials whose groups all had the drug, and in which chance decided on something beside it."""

from __future__ import annotations

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm


def _arms(
    text: str, title: str = "After ketamine in treatment-resistant depression"
) -> tuple[Arm, ...]:
    (facts,) = extract_bytes(f"{title}: a randomized trial\n\nMethods: {text}".encode())
    return facts.arms


def test_a_drug_after_ketamine_of_unknown_dose() -> None:
    arms = _arms(
        "26 patients with treatment-resistant depression who had responded to ketamine were randomly "
        "divided into 4-week D-cycloserine (200 mg for 3 days, 400 mg for 3 days and 800 mg for 3 weeks) "
        "and placebo groups."
    )
    assert [(a.role, a.drug) for a in arms] == [
        ("experimental", "D-cycloserine"),
        ("placebo", "placebo"),
    ]
    dose = arms[0].dose
    assert dose is not None
    assert (dose.low, dose.high) == (200, 800)
    assert {a.add_on for a in arms} == {("ketamine",)}


def test_a_psychotherapy_after_ketamine() -> None:
    arms = _arms(
        "Patients with treatment-resistant depression were treated with four ketamine infusions. "
        "Those who responded were then randomized to cognitive behavioral therapy or treatment as usual."
    )
    assert [(a.role, a.drug) for a in arms] == [
        ("experimental", "cognitive behavioral therapy"),
        ("active comparator", "treatment as usual"),
    ]


def test_two_counted_groups_of_people_who_all_had_the_drug() -> None:
    arms = _arms(
        "36 patients with treatment-resistant depression had one ketamine infusion (0.4 mg/kg). They "
        "were then randomized to riluzole (100 mg/day; n = 18) or placebo (n = 18). Riluzole was given "
        "in addition to ketamine."
    )
    assert [(a.role, a.drug, a.n) for a in arms] == [
        ("experimental", "ketamine", 18),
        ("active comparator", "ketamine", 18),
    ]


def test_the_group_with_a_sham_is_what_the_other_is_compared_with() -> None:
    arms = _arms(
        "60 adults with treatment-resistant depression were randomized to ketamine plus memory training "
        "(n = 20), saline plus memory training (n = 20) or ketamine plus sham training (n = 20). One "
        "infusion of ketamine (0.4 mg/kg) was given.",
    )
    assert sorted((a.role, a.drug) for a in arms) == [
        ("active comparator", "ketamine"),
        ("experimental", "ketamine"),
        ("placebo", "saline"),
    ]


def test_doses_that_follow_one_another() -> None:
    (facts,) = extract_bytes(
        b"Repeated ketamine in major depressive disorder: an open-label study\n\nMethods: 12 patients "
        b"received ketamine infusions over 4 weeks (0.4 mg/kg over 50 minutes for the first 4 infusions; "
        b"0.6 mg/kg over 50 minutes for the last 4)."
    )
    (arm,) = facts.arms
    assert arm.dose is not None
    assert (arm.dose.low, arm.dose.high) == (0.4, 0.6)


def test_a_range_of_ages_is_no_group() -> None:
    arms = _arms(
        "90 adolescents (12 to <18 years old) with major depression were randomized (1:1) to esketamine "
        "28 mg or to oral midazolam."
    )
    assert [(a.n, a.route) for a in arms if a.drug == "midazolam"] == [(None, "oral")]
    assert all(a.n is None for a in arms)
