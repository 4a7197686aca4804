"""Doses said twice, sizes told late, and people who had a treatment before chance decided."""

from __future__ import annotations

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm, StudyFacts

TITLE = "A randomized trial of ketamine in major depressive disorder\n\n"


def facts(text: str, title: str = TITLE) -> StudyFacts:
    (found,) = extract_bytes(f"{title}{text}\n".encode())
    return found


def doses(arms: tuple[Arm, ...]) -> list[tuple[str, float | None]]:
    return [(a.drug, a.dose.value) for a in arms if a.dose]


def test_the_daily_total_of_a_dose_is_no_second_arm() -> None:
    found = facts(
        "Methods: 80 outpatients were randomized to oral ketamine (25 mg twice daily, i.e. 50 mg/d) "
        "or placebo for 6 weeks."
    )
    assert doses(found.arms) == [("ketamine", 25)]


def test_a_bolus_and_its_infusion_stay_one_dose_of_two_parts() -> None:
    found = facts(
        "Methods: 40 patients were randomized to a ketamine bolus of 0.2 mg/kg followed by an "
        "infusion of 0.15 mg/kg/h for 4 hours or to saline."
    )
    (arm,) = [a for a in found.arms if a.dose]
    assert arm.dose is not None
    assert arm.dose.unit == "mg/kg/h"
    assert arm.dose.bolus is not None
    assert arm.dose.bolus.value == 0.2


def test_sizes_with_their_shares_in_the_results() -> None:
    found = facts(
        "Methods: 120 patients were randomized to ketamine 0.5 mg/kg or saline.\n"
        "Results: 63 patients (52.5%) were in the saline group and 57 (47.5%) in the ketamine group."
    )
    assert {a.drug: a.n for a in found.arms} == {"ketamine": 57, "saline": 63}


def test_severely_depressed_patients_are_people_with_depression() -> None:
    found = facts(
        "Methods: We randomly assigned 70 severely depressed patients having ECT to ketamine "
        "0.5 mg/kg or saline beside propofol.",
        "Ketamine beside electroconvulsive therapy: a randomised trial\n\n",
    )
    assert found.screening.included


def test_one_group_without_a_word_of_chance_or_comparison() -> None:
    found = facts(
        "Methods: Sixteen patients with severe depression received one infusion of ketamine "
        "(0.5 mg/kg over 40 min) and were rated after 24 hours.",
        "Low-dose ketamine in a depression clinic\n\n",
    )
    assert (found.design.randomized, found.design.assignment) == (False, "single group")
    assert [a.n for a in found.arms] == [16]


def test_sizes_of_those_analysed_are_not_sizes_as_allocated() -> None:
    found = facts(
        "Methods: Patients were randomized to ketamine 0.5 mg/kg or saline.\n"
        "Results: Of 90 patients randomized, 84 were analysed (42 per group)."
    )
    assert [a.n for a in found.arms] == [None, None]


def test_those_completing_are_no_arm() -> None:
    found = facts(
        "Methods: In this trial 41 patients were randomized to ketamine 0.5 mg/kg or placebo.\n"
        "Results: Twenty participants were randomised to the ketamine group, and 21 to the control "
        "group, with 80% (n = 33) completing the study."
    )
    assert {a.drug: a.n for a in found.arms} == {"ketamine": 20, "placebo": 21}


def test_up_to_a_dose_is_its_upper_end() -> None:
    found = facts(
        "Methods: 38 inpatients were randomly allocated to ketamine up to 2 mg/kg or methohexital "
        "up to 1 mg/kg before up to 12 ECT sessions."
    )
    dosed = [(a.drug, a.dose.value, a.dose.high) for a in found.arms if a.dose]
    assert dosed == [("ketamine", None, 2), ("methohexital", None, 1)]
    assert "electroconvulsive therapy" not in {a.drug for a in found.arms}


def test_the_total_of_two_doses_a_day_in_a_bracket_is_no_second_arm() -> None:
    found = facts(
        "Methods: 70 outpatients were assigned to oral ketamine 30 mg twice daily (60 mg per day) or "
        "placebo for 5 weeks."
    )
    assert doses(found.arms) == [("ketamine", 30)]


def test_sizes_with_a_v_between_them() -> None:
    found = facts(
        "Methods: Patients were randomized to ketamine 0.4 mg/kg or saline.\n"
        "Results: 75 were randomly assigned (38 ketamine v 37 saline); 66 (33 ketamine, 33 saline) were "
        "analysed."
    )
    assert [(a.drug, a.n) for a in found.arms] == [("ketamine", 38), ("saline", 37)]


def test_the_size_of_a_step_is_no_dose() -> None:
    found = facts(
        "Methods: 18 women each had three subcutaneous injections of esketamine, 0.4 mg/kg rising by 0.2 "
        "mg/kg a week to at most 0.8 mg/kg.",
        "Esketamine in postpartum depression: an uncontrolled study\n\n",
    )
    (arm,) = found.arms
    assert arm.dose is not None
    assert (arm.dose.low, arm.dose.high) == (0.4, 0.8)
