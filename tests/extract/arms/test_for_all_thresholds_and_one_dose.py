"""What everybody was given, amounts that are no dose of the trial, and one dose told in two ways. All texts
are our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts


def _facts(methods: str, title: str = "Ketamine in resistant depression") -> StudyFacts:
    (facts,) = extract_bytes(f"{title}\n\nMethods: {methods}\n".encode())
    return facts


def _arms(facts: StudyFacts) -> list[tuple[object, ...]]:
    return [
        (a.drug, a.dose and (a.dose.value or (a.dose.low, a.dose.high)), a.n) for a in facts.arms
    ]


TWO = "Sixty patients with treatment-resistant depression were randomized to ketamine 0.5 mg/kg or midazolam 0.045 mg/kg, double-blind. "
BOTH = [("ketamine", 0.5, None), ("midazolam", 0.045, None)]


@pytest.mark.parametrize(
    "more",
    [
        "Anesthesia was induced with propofol 1.5 mg/kg, remifentanil 1 μg/kg and cisatracurium 0.2 mg/kg.",
        "Antidepressants allowed were fluoxetine, escitalopram or sertraline.",
        "Quetiapine was permitted at night.",
        "The study was run from August 2015 to February 2018.",
        "People who took >8 mg of diazepam equivalent dose were compared with the rest (≤8mg).",
    ],
)
def test_what_is_for_all_is_no_group(more: str) -> None:
    assert _arms(_facts(TWO + more)) == BOTH


def test_anaesthetics_that_tell_groups_apart_are_arms() -> None:
    facts = _facts(
        "Sixty inpatients with depression referred for ECT were randomized. Anesthesia was induced with ketamine 0.8 mg/kg in group K and with propofol 1 mg/kg in group P."
    )
    assert {row[:2] for row in _arms(facts)} == {("ketamine", 0.8), ("propofol", 1.0)}


def test_the_drug_of_an_active_placebo_in_a_bracket() -> None:
    facts = _facts(
        "Forty patients with major depression were randomized to 0.5 mg/kg ketamine or active placebo (0.045 mg/kg midazolam)."
    )
    assert _arms(facts) == BOTH


def test_each_dose_behind_its_drug() -> None:
    facts = _facts(
        "Patients with depression were randomized, double-blind, to groups: ketamine, 0.5 mg/kg, single dose midazolam, 0.045 mg/kg."
    )
    assert ("ketamine", 0.5, None) in _arms(facts)
    assert ("midazolam", 0.5, None) not in _arms(facts)


def test_once_daily_in_the_unit_or_beside_it() -> None:
    facts = _facts(
        "In a randomized, double-blind trial patients with treatment-resistant depression took once-daily ketamine tablets (120 mg or 240 mg) or placebo for 3 weeks.",
        "Ketamine tablets, 120 mg or 240 mg once daily, against placebo in resistant depression",
    )
    assert sorted(row[1] or 0 for row in _arms(facts)) == [0, 120, 240]


def test_a_daily_dose_before_and_the_same_twice_weekly_are_two() -> None:
    facts = _facts(
        "Patients with treatment-resistant depression took 120 mg of ketamine daily for 5 days; responders were randomized, double-blind, to ketamine 60 mg or 120 mg twice weekly or placebo."
    )
    assert {(a.dose.value, a.dose.unit) for a in facts.arms if a.dose} >= {(60, "mg"), (120, "mg")}


def test_doses_worked_out_for_a_standard_weight() -> None:
    facts = _facts(
        "All 24 participants with major depression received subcutaneous ketamine 0.3 mg/kg, then 0.6 mg/kg one week later.",
        "Subcutaneous ketamine (21-42 mg/70 kg) in older adults: an open-label single-group trial",
    )
    assert _arms(facts) == [("ketamine", (0.3, 0.6), 24)]


def test_a_starting_dose_within_the_range_of_one_group() -> None:
    facts = _facts(
        "In this open-label single-group trial adults with chronic depression took oral ketamine once a week. The starting dose of 0.5 mg/kg was increased if tolerated, so that doses "
        "of ketamine ranged from 0.5 to 3.0 mg/kg."
    )
    assert _arms(facts) == [("ketamine", (0.5, 3.0), None)]


@pytest.mark.parametrize(
    ("methods", "n"),
    [
        ("Two hundred and ten patients with depression were split by a random number table into an esketamine group (0.25 mg/kg, n=105) and a saline group (n=105).", 210),
        ("In this open-label study 25 adults with depression were enrolled and received ketamine 0.5 mg/kg; 23 completed it and 16 entered the continuation phase.", 25),
    ],
)  # fmt: skip
def test_how_many_there_were(methods: str, n: int) -> None:
    assert _facts(methods).population.n_randomized == n


@pytest.mark.parametrize(
    "text",
    [
        "Fifteen patients with treatment-resistant depression were given multiple intravenous (0.5 mg/kg/40 minutes) ketamine infusions. Connectivity was compared between responders and nonresponders.",
        "We report how anhedonia changed over eight ketamine infusions given as an add-on in 42 patients with treatment-resistant depression.",
        "Forty-seven patients with resistant depression and 32 healthy controls were scanned, and 37 patients again 24 h after receiving four 0.5 mg/kg intravenous ketamine infusions.",
    ],
)  # fmt: skip
def test_everybody_had_the_drug(text: str) -> None:
    (facts,) = extract_bytes(f"Ketamine and the brain in depression\n\n{text}\n".encode())
    assert facts.screening.study_type == "non-randomized trial"
    assert (facts.design.randomized, facts.design.assignment) == (False, "single group")
    assert [a.drug for a in facts.arms] == ["ketamine"]
