"""Sizes told in several sentences or once for all, and comparators that are groups without an 'or'."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts


def _facts(text: str, title: str = "Treatment-resistant depression: a trial") -> StudyFacts:
    return extract_bytes(f"{title}\n\n{text}".encode())[0]


def _sizes(text: str) -> list[tuple[str, int | None]]:
    return [(a.drug, a.n) for a in _facts(text).arms]


@pytest.mark.parametrize(
    "said",
    [
        "Eighteen subjects were randomized for each study group.",
        "Eighteen patients were assigned to each arm.",
        "There were 18 patients in each treatment group after randomization.",
    ],
)
def test_one_size_said_for_each_group(said: str) -> None:
    design = "Thirty-six patients were randomized to intranasal ketamine 40 mg or saline. "
    assert _sizes(design + said) == [("ketamine", 18), ("saline", 18)]


@pytest.mark.parametrize(
    "said",
    [
        "Seventeen patients received an IV infusion of 0.5-mg/kg ketamine and 19 patients underwent bilateral ECT.",
        "Nineteen patients underwent a course of ECT and 17 patients received ketamine 0.5 mg/kg.",
        "Seventeen patients were given ketamine 0.5 mg/kg while 19 patients underwent ECT.",
    ],
)
def test_sizes_of_who_received_what_add_up(said: str) -> None:
    sizes = _sizes(
        f"Thirty-six patients with depression were randomly allocated to two groups. {said}"
    )
    assert sorted(sizes, key=str) == [("electroconvulsive therapy", 19), ("ketamine", 17)]


def test_sizes_in_brackets_of_several_sentences_add_up() -> None:
    text = (
        "Methods: {} veterans were randomized to ketamine 0.15 mg/kg, ketamine 0.6 mg/kg or midazolam "
        "0.03 mg/kg.\nResults: Ketamine 0.15 mg/kg (n = 6) was stopped early. Response was 70% with ketamine 0.6 mg/kg "
        "(n = 13) and 40% with midazolam (n = 12)."
    )
    assert [n for _, n in _sizes(text.format("Thirty-one"))] == [6, 13, 12]
    assert [n for _, n in _sizes(text.format("Thirty-four"))] == [None, None, None]


def test_a_list_of_counts_in_brackets_is_in_the_order_of_the_groups() -> None:
    assert _sizes(
        "Patients were randomised to esketamine 56 mg, esketamine 84 mg or placebo (41, 42 and 39 "
        "patients, respectively)."
    ) == [("esketamine", 41), ("esketamine", 42), ("placebo", 39)]


def test_a_sequence_of_two_drugs_is_one_group() -> None:
    assert _sizes(
        "Veterans were randomized (six ketamine 0.5 mg/kg, n = 28; five midazolam 0.045 mg/kg then one "
        "ketamine 0.5 mg/kg, n = 26)."
    ) == [("ketamine", 28), ("midazolam", 26)]


@pytest.mark.parametrize(
    ("text", "drugs"),
    [
        (
            "Adults undergoing ECT received either methohexital (1 to 2 mg/kg) or ketamine (1 to 2 mg/kg) anesthesia in this randomized trial.",
            ["methohexital", "ketamine"],
        ),
        (
            "Patients were randomly assigned to the propofol group (1.2 mg/kg propofol), the ketamine group (0.7 mg/kg ketamine) and the combined group (1.2 mg/kg propofol plus 0.7 mg/kg ketamine) for ECT.",
            ["propofol", "ketamine", "ketamine"],
        ),
    ],
)
def test_comparators_that_no_or_ties_in(text: str, drugs: list[str]) -> None:
    assert [a.drug for a in _facts(text).arms] == drugs


@pytest.mark.parametrize("spread", ["0.9 ± 0.2 mg/kg", "0.9 [SD 0.2] mg/kg", "0.9 (SD 0.2) mg/kg"])
def test_the_spread_of_a_mean_dose_is_no_dose(spread: str) -> None:
    (arm, _) = _facts(f"Patients were randomised to ketamine ({spread}) or placebo.").arms
    assert arm.dose is not None
    assert arm.dose.value == 0.9


def test_a_number_that_the_groups_add_up_to_is_everybody() -> None:
    found = _facts(
        "Methods: Inpatients were randomized to esketamine 0.25 mg/kg (n = 31) or midazolam (n = 32).\n"
        "Results: Of 63 participants, 60 completed all infusions."
    )
    assert found.population.n_randomized == 63


def test_everybody_who_received_the_drug_of_one_group() -> None:
    found = _facts(
        "Methods: Individuals with PTSD and depression (N = 17) received six ketamine infusions "
        "(0.5 mg/kg).\nResults: Two of the remitting patients relapsed.\n"
        "Conclusions: This open-label study shows a rapid benefit."
    )
    assert found.population.n_randomized == 17


def test_a_dose_by_the_hour_ran_into_a_vein() -> None:
    arms = _facts(
        "Patients were randomized to esketamine 0.3 mg/kg followed by 0.1 mg/kg/h or to saline."
    ).arms
    assert arms[0].route == "intravenous"


def test_the_racemate_is_the_reference_of_a_noninferiority_trial_with_a_control() -> None:
    arms = _facts(
        "Patients were randomised to esketamine 0.25 mg/kg, ketamine 0.5 mg/kg or midazolam 0.03 mg/kg. "
        "Esketamine was tested for non-inferiority to ketamine."
    ).arms
    assert [a.role for a in arms] == ["experimental", "active comparator", "active placebo"]


def test_the_drug_alone_is_not_the_group_that_had_it_with_another() -> None:
    found = _facts(
        "Methods: Patients were randomly assigned to the propofol group (1.2 mg/kg propofol), the ketamine "
        "group (0.7 mg/kg ketamine) and the combined group (1.2 mg/kg propofol plus 0.7 mg/kg ketamine) for "
        "ECT.\nResults: On day 3 HAM-D scores were lower with ketamine than with propofol (p = 0.03)."
    )
    assert [o.experimental_arm for o in found.outcomes] == ["A2"]


@pytest.mark.parametrize(
    "said",
    [
        "Forty women were assigned at random to each of three groups: saline, and esketamine at 0.1 and 0.3 mg/kg.",
        "Women were randomly assigned to saline, esketamine 0.1 mg/kg or esketamine 0.3 mg/kg, 40 each.",
        "Women were randomized to saline, esketamine 0.1 mg/kg or esketamine 0.3 mg/kg (forty in each arm).",
    ],
)
def test_one_size_of_each_of_several_groups_is_not_everybody(said: str) -> None:
    found = _facts(said)
    assert [a.n for a in found.arms] == [40, 40, 40]
    assert found.population.n_randomized is None


def test_those_who_were_randomized_later_are_no_arm() -> None:
    found = _facts(
        "Participants first received open-label esketamine nasal spray (56 or 84 mg); those in stable "
        "remission (n = 146) were randomised to continue esketamine (n = 75) or switch to placebo (n = 71)."
    )
    assert [a.n for a in found.arms] == [75, 71]
    assert found.population.n_randomized == 146


def test_daily_holds_for_all_doses_of_a_list() -> None:
    arms = _facts(
        "Patients were randomised to oral ketamine 40 mg, 80 mg or 120 mg daily, or placebo."
    ).arms
    assert [(a.dose.value, a.dose.unit) for a in arms if a.dose] == [
        (40, "mg/day"),
        (80, "mg/day"),
        (120, "mg/day"),
    ]


def test_groups_told_apart_by_their_schedule_share_the_one_dose() -> None:
    found = _facts(
        "Fifty-four outpatients were assigned to ketamine twice weekly (n = 14), placebo twice weekly "
        "(n = 13), ketamine thrice weekly (n = 15) or placebo thrice weekly (n = 12). Ketamine was given at "
        "0.6 mg/kg."
    )
    drug = [a for a in found.arms if a.drug == "ketamine"]
    assert [(a.dose.value if a.dose else None, a.n) for a in drug] == [(0.6, 14), (0.6, 15)]


def test_what_the_drugs_were_added_to_is_no_arm() -> None:
    assert _sizes(
        "Inpatients were randomised to add ketamine 0.6 mg/kg (n = 12) or midazolam 0.03 mg/kg (n = 13) to "
        "treatment as usual."
    ) == [("ketamine", 12), ("midazolam", 13)]


def test_the_route_of_what_all_had_is_not_the_arms() -> None:
    arms = _facts(
        "Inpatients were randomized to an infusion of ketamine 0.6 mg/kg or saline, both with oral clonidine."
    ).arms
    assert [a.route for a in arms] == ["intravenous", "intravenous"]


def test_the_amount_of_one_spray_is_no_dose() -> None:
    assert _sizes(
        "Veterans were randomly allocated to intranasal ketamine 60 mg (six sprays of 10 mg; n = 11) or "
        "saline sprays (n = 12)."
    ) == [("ketamine", 11), ("saline", 12)]


def test_what_went_into_the_pump_after_the_dose_is_no_arm() -> None:
    assert _sizes(
        "Women were randomly assigned to esketamine 0.3 mg/kg (n = 51) or saline (n = 52), followed by "
        "patient-controlled analgesia (PCIA) with sufentanil, with or without esketamine 40 mg."
    ) == [("esketamine", 51), ("saline", 52)]


def test_each_of_two_drugs_and_both_together_are_three_arms() -> None:
    arms = _facts(
        "60 inpatients were randomized to anaesthesia with ketamine (0.8 mg/kg), propofol (1.5 mg/kg) or "
        "a combination of ketamine (0.4 mg/kg) and propofol (0.7 mg/kg) for ECT."
    ).arms
    assert [(a.drug, a.dose.value if a.dose else None, "plus" in a.label) for a in arms] == [
        ("ketamine", 0.8, False),
        ("propofol", 1.5, False),
        ("ketamine", 0.4, True),
    ]


def test_the_letter_of_a_group_before_its_dose() -> None:
    arms = _facts(
        "90 patients were randomly divided into a ketamine group (group K, 0.6 mg/kg, n = 45) and a "
        "control group (group C, saline, n = 45)."
    ).arms
    assert [(a.drug, a.dose.value if a.dose else None, a.n) for a in arms] == [
        ("ketamine", 0.6, 45),
        ("saline", None, 45),
    ]


@pytest.mark.parametrize(
    "told",
    [
        "The trial compared four doses of ketamine (0.1, 0.2, 0.4 and 0.8 mg/kg) with midazolam.",
        "The trial tested four doses of ketamine (0.1, 0.2, 0.4 and 0.8 mg/kg) against midazolam.",
    ],
)
def test_doses_that_are_compared_are_arms(told: str) -> None:
    arms = _facts(f"60 inpatients with depression took part. {told}").arms
    doses = [a.dose.value for a in arms if a.drug == "ketamine" and a.dose]
    assert doses == [0.1, 0.2, 0.4, 0.8]
