"""Assignment, chance and masking where the usual words are missing."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Design

TITLE = "Ketamine in major depressive disorder: a clinical trial\n\nMethods: "


def _design(text: str) -> Design:
    (facts,) = extract_bytes((TITLE + text).encode())
    return facts.design


@pytest.mark.parametrize(
    "text",
    [
        "In this double-blind trial 40 patients got ketamine or placebo. Scores fell further in the "
        "ketamine group than in the placebo group.",
        "Sixty patients were included, with 30 in each group. Group A received ketamine and group B "
        "saline.",
        "Sixty patients received an infusion of ketamine 0.5 mg/kg or saline in a double-blind trial.",
    ],
)
def test_groups_side_by_side_are_parallel_and_not_called_randomized(text: str) -> None:
    assert (_design(text).assignment, _design(text).randomized) == ("parallel", None)


def test_comparison_with_baseline_is_no_second_group() -> None:
    found = _design(
        "Forty patients received 0.3 mg/kg of ketamine. Scores were compared using the paired "
        "t-test."
    )
    assert (found.assignment, found.randomized) == ("single group", False)


@pytest.mark.parametrize(
    "text",
    [
        "Sixty patients were divided at random into two groups, ketamine and saline.",
        "Patients received ketamine or saline, as told by sealed opaque envelopes.",
        "Patients received ketamine or saline as a computer-generated list decided.",
        "Patients received ketamine or saline after a coin toss.",
    ],
)
def test_chance_in_other_words(text: str) -> None:
    assert _design(text).randomized is True


def test_people_chosen_at_random_for_a_survey_were_not_allocated_by_chance() -> None:
    found = _design("Randomly selected patients received open-label ketamine 0.5 mg/kg.")
    assert found.randomized is False


@pytest.mark.parametrize(
    ("text", "assignment"),
    [
        ("Twenty patients received ketamine or midazolam at random, and the alternate drug two weeks "
         "later.", "crossover"),
        ("Patients first took open-label tablets; those who improved most, or 120 remitters, were "
         "then randomized to ketamine or placebo. The remitters were then randomized.",
         "randomized withdrawal"),
        ("Patients who had not improved were then randomized to ketamine or placebo.", "parallel"),
    ],
)  # fmt: skip
def test_assignment(text: str, assignment: str) -> None:
    assert _design(text).assignment == assignment


@pytest.mark.parametrize(
    ("text", "masking"),
    [
        ("Anaesthesiologists, patients and nurses were unaware of the allocation.", "double"),
        ("The groups were blinded to both patients and psychiatrists.", "double"),
        ("Blinding applied to researchers and patients, that is, both were blinded.", "double"),
        ("Masked raters scored the scale.", "single"),
        ("Patients were blinded to their group.", "single"),
        ("This was an open-labelled trial.", "none"),
    ],
)
def test_masking(text: str, masking: str) -> None:
    found = _design("Patients were randomized to ketamine or saline. " + text)
    assert found.masking == masking
