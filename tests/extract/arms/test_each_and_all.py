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
