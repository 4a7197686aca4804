"""Blinding, crossover and chance in the words of methods."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes(f"Ketamine in depression\n\nMethods: {text}\n".encode())
    assert facts.screening.included
    return facts


@pytest.mark.parametrize(
    ("text", "masking"),
    [
        ("Patients with MDD were randomly allocated to ketamine or saline. Both the anaesthetist giving the drug and "
         "the patient were unaware of the allocation.", "double"),
        ("Patients with MDD were randomly allocated to ketamine or ECT. Raters did not know the treatment.", "single"),
        ("Patients with MDD received, without blinding, ketamine 0.5 mg/kg in this pilot study.", "none"),
        ("A randomised, triple-masked trial of ketamine 0.5 mg/kg or saline in MDD.", "triple"),
        ("Randomised, participant- and rater-blinded trial of ketamine 0.5 mg/kg or saline in MDD.", "double"),
        ("An open randomised comparison of ketamine infusions and ECT in inpatients with MDD.", "none"),
        ("A prospective, randomized, open, blinded end-point trial compared ketamine with ECT in MDD.", "single"),
        ("Patients with MDD were randomized to esketamine spray 56 mg or placebo, each with a new, open-label oral "
         "antidepressant.", None),
    ],
)  # fmt: skip
def test_masking(text: str, masking: str | None) -> None:
    assert _facts(text).design.masking == masking


@pytest.mark.parametrize(
    ("text", "randomized", "assignment"),
    [
        ("Patients with MDD were assigned to ketamine or midazolam in a 1:1 ratio.", True, "parallel"),
        ("Two-period crossover: MDD patients had ketamine 0.5 mg/kg and midazolam in counterbalanced order.", None,
         "crossover"),
    ],
)  # fmt: skip
def test_chance(text: str, randomized: bool | None, assignment: str) -> None:
    design = _facts(text).design
    assert (design.randomized, design.assignment) == (randomized, assignment)


def test_a_mixture_in_a_ratio_is_no_chance() -> None:
    text = "Depressed patients received, in an open-label design, ketamine and propofol in a 1:1 ratio before ECT."
    assert _facts(text).design.randomized is not True


def test_what_a_drug_is_compared_with_is_an_arm() -> None:
    facts = _facts("This randomized trial compared ketamine 0.4 mg/kg with ECT in MDD.")
    assert [a.drug for a in facts.arms] == ["ketamine", "electroconvulsive therapy"]
