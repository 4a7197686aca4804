"""A ratio that chance keeps, an order that people were randomized to, and people who did not know."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts


def _facts(methods: str) -> StudyFacts:
    text = f"Ketamine in treatment-resistant depression\n\nMethods: {methods}\n"
    (facts,) = extract_bytes(text.encode())
    return facts


@pytest.mark.parametrize(
    "methods",
    [
        "Seventy patients were assigned 1:1 to ketamine 0.5 mg/kg or midazolam 0.03 mg/kg.",
        "Seventy patients were allocated (2:1) to ketamine 0.5 mg/kg or midazolam 0.03 mg/kg.",
        "Seventy patients received ketamine 0.5 mg/kg or midazolam 0.03 mg/kg at a ratio of 1:1.",
    ],
)
def test_a_ratio_of_groups_is_chance(methods: str) -> None:
    facts = _facts(methods)
    assert facts.screening.study_type == "randomized trial"
    assert (facts.design.assignment, len(facts.arms)) == ("parallel", 2)


def test_people_randomized_to_an_order_have_everything() -> None:
    facts = _facts(
        "Twenty patients were randomized to the order of ketamine 0.5 mg/kg and saline, two weeks apart."
    )
    assert facts.design.assignment == "crossover"
    assert [a.n for a in facts.arms] == [20, 20]


@pytest.mark.parametrize(
    ("told", "masking"),
    [
        ("The patients and the raters did not know which.", "double"),
        ("The patients knew, but the raters did not know which.", "single"),
    ],
)
def test_who_did_not_know(told: str, masking: str) -> None:
    facts = _facts(f"Seventy patients were randomized to ketamine 0.5 mg/kg or saline. {told}")
    assert facts.design.masking == masking


@pytest.mark.parametrize(
    "told",
    [
        "Responders (a fall of at least 50%) were then randomized to 30 mg, 60 mg or placebo.",
        "Responders were then randomized to 30 mg, 60 mg or placebo.",
        "Responders were then randomly assigned to 30 mg, 60 mg or placebo.",
        "Stable remitters on ketamine 0.5 mg/kg were randomly allocated to go on with ketamine or to placebo.",
    ],
)
def test_responders_randomized_after_an_open_phase_are_a_withdrawal_trial(told: str) -> None:
    facts = _facts(f"Patients took oral ketamine in the open for 5 days. {told}")
    assert facts.design.assignment == "randomized withdrawal"


def test_non_responders_randomized_next_are_no_withdrawal_trial() -> None:
    facts = _facts(
        "Patients took sertraline for 6 weeks. Non-responders (a fall below 50%) were then randomized to "
        "ketamine 0.5 mg/kg or placebo."
    )
    assert facts.design.assignment == "parallel"
