"""Assignment where the words for it are those of statistics, of another trial, or are missing."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Design

TITLE = "Ketamine in major depressive disorder: a clinical trial\n\nMethods: "


def _design(text: str, title: str = TITLE) -> Design:
    (facts,) = extract_bytes((title + text).encode())
    return facts.design


@pytest.mark.parametrize(
    ("text", "assignment"),
    [
        # sequences of tests, analyses with several factors
        ("90 adults were randomised to ketamine or placebo; a fixed-sequence procedure controlled error.", "parallel"),
        ("Hypotheses were tested in a fixed sequence. 60 adults were randomised to ketamine or placebo.", "parallel"),
        ("Doses were compared by a fixed sequence step-down closed test. 80 were randomised to ketamine or saline.", "parallel"),
        ("Scores were compared by factorial ANOVA in 40 patients randomised to ketamine or saline.", "parallel"),
        ("A two-way factorial analysis was run in 44 patients randomised to ketamine or saline.", "parallel"),
        ("In a fixed-order design, 12 subjects got saline and, a week later, ketamine.", "crossover"),
        ("The order of infusions was determined at random; 16 patients received ketamine and saline.", "crossover"),
        # who responded, divided among what they had had
        ("120 adults had open oral ketamine. Responders on day 6 (score 10 or less), n = 90, were randomized to "
         "40, 80 or 160 mg or placebo.", "randomized withdrawal"),
        ("Responders were randomised double-blind to ketamine tablets 30 mg, 60 mg or placebo.", "randomized withdrawal"),
        ("In this double-blind trial, patients who were stable remitters were enrolled to either continue ketamine or switch to placebo.", "randomized withdrawal"),
        ("The trial had an enriched design: 70 who had done well on ketamine were randomized.", "randomized withdrawal"),
        ("Responders to ketamine were randomised to riluzole 100 mg or placebo for a month.", "parallel"),
        ("Patients were randomised to have ketamine first or saline first.", "crossover"),
        # groups without chance
        ("Ketamine was given to 20 patients and saline to 20 patients.", "parallel"),
        ("In this quasi-experimental study 44 patients formed two groups of ketamine and thiopental.", "parallel"),
        ("Quasi-experimental study. Participants were allocated to the ketamine and control groups.", "parallel"),
        ("Fifty patients were treated with either ketamine infusions or ECT.", "parallel"),
        ("Of 73 people, two thirds were given ketamine, and one third midazolam.", "parallel"),
        ("We studied 60 patients, 30 of whom were given ketamine and 30 thiopental.", "parallel"),
        ("140 participants received TMS alone, while 52 received TMS and six infusions of ketamine.", "parallel"),
        ("In an open-label trial in 40 patients the score fell sooner in the ketamine group than in the propofol group.", "parallel"),
    ],
)  # fmt: skip
def test_assignment(text: str, assignment: str) -> None:
    assert _design(text).assignment == assignment


@pytest.mark.parametrize(
    "text",
    [
        "Twenty-six inpatients received a single infusion of ketamine. Anxious patients were compared with others.",
        "Six infusions of ketamine (0.5 mg/kg) were administered to 84 patients. Blood of 60 healthy controls was compared.",
        "A total of 135 individuals with depression were administered six doses of intravenous ketamine. "
        "Non-improvement after three infusions vs. after four was compared as a predictor.",
        "All 41 outpatients received four infusions of ketamine; responders versus non-responders were compared.",
        "Fifty patients had six infusions of ketamine, and 30 healthy controls gave one sample.",
    ],
)
def test_people_set_against_others_are_one_group_of_treatment(text: str) -> None:
    design = _design(text)
    assert (design.randomized, design.assignment) == (False, "single group")


@pytest.mark.parametrize(
    "text",
    [
        "This was a quasi-experimental study of ketamine and saline in 30 patients.",
        "Study design: quasi experimental. Patients of group A received ketamine, those of group B saline.",
        "A before-and-after study: 22 patients were given six injections of ketamine.",
        "In a pre-post design, 20 patients received ketamine.",
    ],
)
def test_no_chance(text: str) -> None:
    assert _design(text).randomized is False


def test_a_trial_in_volunteers_told_with_that_in_patients() -> None:
    design = _design(
        "Trial A was a double-blind, crossover phase 1 randomised trial in healthy male volunteers. Trial B was a "
        "placebo-controlled phase 2 randomised trial in outpatients with depression: ketamine tablets or placebo."
    )
    assert (design.assignment, design.phase) == ("parallel", "2")


def test_chance_in_the_trial_that_people_came_from() -> None:
    design = _design(
        "Patients who relapsed after randomization to placebo in CORALS-1 and entered CORALS-3 were given ketamine."
    )
    assert (design.randomized, design.assignment) == (None, None)


def test_one_of_several_trials_in_brackets() -> None:
    design = _design(
        "A post hoc analysis. Data from CORALS-1 and CORALS-2 (randomized, active-controlled studies) and CORALS-3 (relapse prevention "
        "study) of ketamine versus placebo were analysed."
    )
    assert design.assignment == "parallel"
