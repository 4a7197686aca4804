"""An open phase before chance decided, groups told without a verb, what one group went without, and how
often people were rated. Every text is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts

TITLE = "A trial in patients with major depressive disorder\n\nMethods: "


def _facts(methods: str) -> StudyFacts:
    (facts,) = extract_bytes((TITLE + methods + "\nResults: All had follow-up.\n").encode())
    return facts


def _doses(methods: str) -> list[tuple[str, float | None, int | None]]:
    return [(a.drug, a.dose.value if a.dose else None, a.n) for a in _facts(methods).arms]


@pytest.mark.parametrize(
    "methods",
    [
        "Patients with depression (210) had open-label ketamine tablets 90 mg/day for 5 days; 140 responders "
        "were randomized to 30 mg, 60 mg or placebo for 10 weeks.",
        "All patients with depression had open-label oral ketamine 90 mg, and those who responded were "
        "randomized to ketamine 30 mg, 60 mg or placebo.",
    ],
)
def test_the_dose_of_an_open_phase_before_is_no_group(methods: str) -> None:
    assert [(drug, dose) for drug, dose, _ in _doses(methods)] == [
        ("ketamine", 30.0),
        ("ketamine", 60.0),
        ("placebo", None),
    ]


def test_an_open_phase_whose_dose_went_on_lends_it() -> None:
    """The near-miss: the second part has no dose of its own."""
    doses = _doses(
        "All patients with depression had open-label esketamine spray 84 mg, and those who responded were "
        "randomized to continue esketamine or to placebo."
    )
    assert [(drug, dose) for drug, dose, _ in doses] == [("esketamine", 84.0), ("placebo", None)]


def test_groups_of_one_list_with_the_verb_said_once() -> None:
    facts = _facts(
        "Ninety patients with major depressive disorder were randomised into three equal groups for ECT: group "
        "K received ketamine 1 mg/kg, group P propofol 1.2 mg/kg, and group KP ketamine 0.5 mg/kg plus "
        "propofol 0.6 mg/kg."
    )
    assert [(a.drug, a.dose and a.dose.value, a.n, a.add_on) for a in facts.arms] == [
        ("ketamine", 1.0, 30, ()),
        ("propofol", 1.2, 30, ()),
        ("ketamine", 0.5, 30, ("propofol",)),
    ]


def test_what_both_groups_had_and_one_without_the_drug() -> None:
    facts = _facts(
        "Seventy depressed patients having surgery were randomly allotted to induction with propofol, fentanyl "
        "and ketamine 0.8 mg/kg (group A, n = 36) or propofol and fentanyl without ketamine (group B, n = 34)."
    )
    assert [(a.role, a.n) for a in facts.arms] == [("experimental", 36), ("no treatment", 34)]


def test_ratings_lend_no_schedule() -> None:
    (ketamine, saline) = _facts(
        "Forty patients with major depressive disorder were randomised to ketamine 0.5 mg/kg or saline and "
        "rated weekly with the HDRS."
    ).arms
    assert (ketamine.schedule, saline.schedule) == (None, None)


def test_the_first_three_infusions_are_no_course() -> None:
    (arm,) = _facts(
        "In this open-label study 12 patients with major depressive disorder received intravenous ketamine, "
        "0.5 mg/kg for the first three infusions and 0.75 mg/kg for the last three."
    ).arms
    assert arm.schedule is None
    assert arm.dose is not None
    assert (arm.dose.low, arm.dose.high) == (0.5, 0.75)


@pytest.mark.parametrize(
    ("methods", "total", "sizes"),
    [
        (
            "Eighty patients with major depressive disorder were randomised in blocks of 4 to ketamine "
            "0.5 mg/kg or saline.",
            80,
            [None, None],
        ),
        (
            "Patients with major depressive disorder were randomised to ketamine 0.5 mg/kg or saline. "
            "There were 52 participants (26 in each group).",
            52,
            [26, 26],
        ),
        (
            "Patients with major depressive disorder were randomised to ketamine 0.5 mg/kg or saline. "
            "Recruitment stopped after 27 of the planned 60 patients.",
            27,
            [None, None],
        ),
        (
            "Patients with major depressive disorder were randomised to ketamine 0.5 mg/kg or saline. The "
            "trial was stopped after 25 participants had been randomized of the planned 72.",
            25,
            [None, None],
        ),
    ],
)
def test_numbers_randomized(methods: str, total: int, sizes: list[int | None]) -> None:
    facts = _facts(methods)
    assert facts.population.n_randomized == total
    assert [a.n for a in facts.arms] == sizes


@pytest.mark.parametrize("words", ["comprised", "consisted of", "included"])
def test_a_population_of_the_analysis_is_not_everybody(words: str) -> None:
    population = _facts(
        "Patients with major depressive disorder were randomised to ketamine 0.5 mg/kg or saline. The "
        f"modified intention-to-treat population {words} 67 patients."
    ).population
    assert (population.n_randomized, population.n_analyzed) == (None, 67)
