"""What each group got beside its treatment, doses that rise, controls told with 'or', and counts that
are no sample. Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm, StudyFacts


def _facts(methods: str) -> StudyFacts:
    (facts,) = extract_bytes(
        f"Ketamine for treatment-resistant depression\n\nMethods: {methods}".encode()
    )
    return facts


def _range(arm: Arm) -> tuple[float | None, float | None, float | None] | None:
    return (arm.dose.value, arm.dose.low, arm.dose.high) if arm.dose else None


@pytest.mark.parametrize(
    "tail",
    [
        ", each with a newly started oral antidepressant",
        ", added to ongoing antidepressant treatment",
    ],
)
def test_what_is_added_for_each_is_of_all_arms(tail: str) -> None:
    facts = _facts(
        f"Adults were randomized to esketamine 56 mg, esketamine 84 mg or placebo{tail}."
    )
    assert [a.add_on for a in facts.arms] == [("oral antidepressant",)] * 3


@pytest.mark.parametrize("control", ["saline", "saline spray"])
def test_a_control_told_with_or_makes_two_groups(control: str) -> None:
    facts = _facts(
        f"Forty patients with MDD were given intranasal ketamine 40 mg (n = 20) or {control} (n = 20)."
    )
    assert [(a.drug, a.n) for a in facts.arms] == [("ketamine", 20), ("saline", 20)]


@pytest.mark.parametrize(
    "methods",
    [
        "Fourteen patients with MDD received up to eight injections of ketamine, starting at 0.1 mg/kg and "
        "rising by 0.1 mg/kg to 0.8 mg/kg.",
        "Doses were escalated individually from 0.1 to 0.8 mg/kg in 14 patients with MDD who received "
        "ketamine s.c.",
    ],
)
def test_doses_that_rise_are_one_arm(methods: str) -> None:
    facts = _facts(methods)
    assert [_range(a) for a in facts.arms] == [(None, 0.1, 0.8)]
    assert facts.population.n_randomized == 14


def test_those_of_a_second_stage_are_no_sample() -> None:
    facts = _facts(
        "Non-responders to placebo (n = 15) were re-randomized to intravenous esketamine 0.20 mg/kg or "
        "0.40 mg/kg; altogether 30 patients with MDD took part."
    )
    assert facts.population.n_randomized == 30


@pytest.mark.parametrize(
    "methods",
    [
        "Patients over the age of 60 with MDD were randomized to ketamine 0.5 mg/kg or saline.",
        "We planned to enrol 40; patients with TRD were randomized to ketamine 0.5 mg/kg or saline.",
    ],
)
def test_ages_and_plans_are_no_sample(methods: str) -> None:
    assert _facts(methods).population.n_randomized is None


def test_one_day_and_a_count_are_no_two_days() -> None:
    facts = _facts(
        "Sixty patients with TRD were randomized to ketamine 0.5 mg/kg or saline.\n"
        "Results: On day 1, 10 on ketamine (33%) and 1 on saline (3%) had remitted."
    )
    assert [o.timepoint.hours for o in facts.outcomes if o.timepoint] == [24.0]


def test_a_group_each_is_no_sample() -> None:
    facts = _facts(
        "ECT was given under ketamine (1-2 mg/kg) in 25 patients with MDD and under methohexital (1 mg/kg) "
        "in 25, by random allocation."
    )
    assert facts.population.n_randomized is None


def test_allocation_was_random() -> None:
    facts = _facts(
        "Patients received IM ketamine 0.5 mg/kg, IM ketamine 0.25 mg/kg or IV ketamine 0.5 mg/kg (n = 9 "
        "per group) for MDD; allocation was random."
    )
    assert facts.design.randomized
    assert [(_range(a), a.route, a.n) for a in facts.arms] == [
        ((0.5, None, None), "intramuscular", 9),
        ((0.25, None, None), "intramuscular", 9),
        ((0.5, None, None), "intravenous", 9),
    ]


def test_a_size_is_parted_from_the_minutes_behind_it() -> None:
    facts = _facts(
        "Sixty adults with MDD were randomized 2:1 to four ketamine infusions (n = 40; 0.5 mg/kg, 40 min, twice "
        "weekly) or four saline infusions (n = 20; 40 min, twice weekly)."
    )
    assert [(a.drug, a.n) for a in facts.arms] == [("ketamine", 40), ("saline", 20)]


def test_a_group_named_before_its_drug_is_an_arm() -> None:
    facts = _facts(
        "Sixty inpatients with MDD were randomly divided into two groups. In group K anesthesia was induced with "
        "ketamine 0.8 mg/kg and in group T with thiopental 1.5 mg/kg."
    )
    assert [(a.drug, _range(a)) for a in facts.arms] == [
        ("ketamine", (0.8, None, None)),
        ("thiopental", (1.5, None, None)),
    ]


def test_what_both_groups_had_under_their_drugs_is_no_arm() -> None:
    facts = _facts(
        "Sixty patients with depression were randomized to methohexital 0.75 mg/kg with remifentanil 1 μg/kg, or "
        "methohexital 0.75 mg/kg with ketamine 0.4 mg/kg, for each ECT of a course."
    )
    assert {a.drug for a in facts.arms} == {"remifentanil", "ketamine"}


def test_a_dose_for_every_kilogram() -> None:
    facts = _facts(
        "308 women with depression were randomized to esketamine, 0.25 milligrams for every kilogram of body "
        "weight, or saline."
    )
    assert [a.dose.unit for a in facts.arms if a.dose] == ["mg/kg"]


@pytest.mark.parametrize(
    ("words", "masking"),
    [
        ("Raters, though not patients, were masked.", "single"),
        ("Patients knew the route; the raters did not.", "single"),
        ("The sequence was concealed from patients and raters.", "double"),
    ],
)
def test_who_did_not_know(words: str, masking: str) -> None:
    facts = _facts(f"Fifty adults with depression received at random ketamine or saline. {words}")
    assert facts.design.masking == masking
