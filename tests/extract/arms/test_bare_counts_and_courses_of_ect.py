"""Groups counted in bare brackets behind the first, and what all had during their course of
electroconvulsive therapy or with it. Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts


def _facts(methods: str) -> StudyFacts:
    text = (
        "A randomized trial in depression\n\n"
        f"Methods: {methods} The MADRS was the primary outcome.\nResults: Scores fell.\n"
    )
    (facts,) = extract_bytes(text.encode())
    return facts


@pytest.mark.parametrize(
    ("methods", "sizes"),
    [
        (
            "Women with major depressive disorder were randomized to esketamine 0.1 mg/kg (38 women), "
            "0.2 mg/kg (42) or saline (40).",
            {("esketamine", 0.1): 38, ("esketamine", 0.2): 42, ("saline", None): 40},
        ),
        (
            "Patients with major depressive disorder were randomly allocated to ketamine 0.5 mg/kg "
            "(26 patients), midazolam 0.045 mg/kg (24) and saline (25).",
            {("ketamine", 0.5): 26, ("midazolam", 0.045): 24, ("saline", None): 25},
        ),
        (  # a number that stands behind a clause of its own is a reference
            "Patients with major depressive disorder were randomly allocated to ketamine 0.5 mg/kg "
            "(26 patients) or midazolam 0.045 mg/kg, and were rated with the scale of others (12).",
            {("ketamine", 0.5): 26, ("midazolam", 0.045): None},
        ),
        (
            "Patients with major depressive disorder were randomly allocated to ketamine 0.5 mg/kg "
            "(26 patients) or midazolam 0.045 mg/kg as described (12).",
            {("ketamine", 0.5): 26, ("midazolam", 0.045): None},
        ),
    ],
)
def test_bare_bracket_behind_a_counted_group(
    methods: str, sizes: dict[tuple[str, float | None], int | None]
) -> None:
    got = {(a.drug, a.dose.value if a.dose else None): a.n for a in _facts(methods).arms}
    assert got == sizes


@pytest.mark.parametrize(
    "told",
    [
        "during ECT",
        "for the duration of their ECT course",
        "throughout a course of electroconvulsive therapy",
        "adjunctive to the anaesthetic for ECT",
    ],
)
def test_both_groups_have_the_ect_they_are_given_drugs_in(told: str) -> None:
    arms = _facts(
        f"Eighty patients with major depressive disorder were randomly assigned to ketamine (0.5 mg/kg) or saline {told}."
    ).arms
    assert [(a.drug, a.role, a.add_on) for a in arms] == [
        ("ketamine", "experimental", ("electroconvulsive therapy",)),
        ("saline", "placebo", ("electroconvulsive therapy",)),
    ]


def test_ect_set_against_the_drug_stays_a_group() -> None:
    arms = _facts(
        "Eighty patients with major depressive disorder were randomly assigned to ketamine (0.5 mg/kg) or ECT."
    ).arms
    assert [(a.drug, a.role, a.add_on) for a in arms] == [
        ("ketamine", "experimental", ()),
        ("electroconvulsive therapy", "active comparator", ()),
    ]


def test_each_drug_of_the_class_that_both_groups_had_is_beside_both() -> None:
    arms = _facts(
        "Ninety patients with major depressive disorder were randomized to esketamine 56 mg or placebo nasal "
        "spray, each with a new oral antidepressant (sertraline, venlafaxine or duloxetine)."
    ).arms
    beside = ("oral antidepressant", "sertraline", "venlafaxine", "duloxetine")
    assert [(a.drug, a.add_on) for a in arms] == [("esketamine", beside), ("placebo", beside)]


@pytest.mark.parametrize("words", ["standard care", "their ongoing oral antidepressant"])
def test_what_stands_alongside_the_last_group_is_of_all(words: str) -> None:
    arms = _facts(
        "Seventy inpatients with major depressive disorder were randomized to infusions of either ketamine or "
        f"the psychoactive comparator midazolam alongside {words}."
    ).arms
    (ketamine, midazolam) = arms
    assert (ketamine.drug, midazolam.drug) == ("ketamine", "midazolam")
    assert ketamine.add_on == midazolam.add_on
    assert len(ketamine.add_on) == 1


def test_companion_of_one_drug_alongside_is_its_own() -> None:
    arms = _facts(
        "Seventy patients with major depressive disorder were randomized to ketamine 0.5 mg/kg alongside "
        "escitalopram or to ketamine 0.5 mg/kg alongside placebo."
    ).arms
    assert [a.add_on for a in arms if a.drug == "ketamine"][0] == ("escitalopram",)
    assert all("escitalopram" not in a.add_on for a in arms[1:])
