"""Sizes of groups told by denominators, halves and verbs; counts that are none."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts

TITLE = "Ketamine in major depressive disorder: a randomized trial\n\n"


def _facts(text: str, title: str = TITLE) -> StudyFacts:
    (facts,) = extract_bytes((title + text).encode())
    return facts


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        # The same denominators for both, which add up to all who were randomized.
        ("Methods: 112 women were randomized to ketamine 0.3 mg/kg or saline.\nResults: Response was 57% (32/56) with "
         "ketamine and 36% (20/56) with saline.", [56, 56]),
        ("Methods: Sixty-two adults were randomized to ketamine or midazolam.\nResults: Response was 60% (18/30) with "
         "ketamine and 30% (9/30) with midazolam.", [None, None]),
        ("Methods: Thirty-three participants were randomized to ketamine or midazolam. Results: Seventeen patients "
         "given ketamine and 16 given midazolam were followed.", [17, 16]),
        ("Methods: One hundred patients were block-randomised (blocks of 4) to ketamine 0.5 mg/kg or saline, 50 vs "
         "50.", [50, 50]),
        ("Methods: Seventy patients were randomised, thirty-five each, to ketamine 0.3 mg/kg and saline.", [35, 35]),
        ("Results: The ketamine group consisted of 22 patients and the saline group of 23. All 45 randomised patients "
         "were outpatients.", [22, 23]),
        ("Methods: The sample was 64 adults, half of whom were randomised to ketamine and half to midazolam.", [32, 32]),
        # A hospital, and a sex, are no group.
        ("Methods: Eighty women (40 per centre) were randomised to ketamine 0.2 mg/kg or saline.", [None, None]),
        ("Methods: Patients were randomly assigned to ketamine 0.5 mg/kg (11 men, 14 women) or midazolam (12 men, 13 "
         "women).", [None, None]),
    ],
)  # fmt: skip
def test_sizes(text: str, sizes: list[int | None]) -> None:
    assert [a.n for a in _facts(text).arms] == sizes


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("Results: We screened 230 people; 97 were eligible and 90 consented. Forty-six were allocated to ketamine and "
         "44 to midazolam; 42 and 41 respectively completed week 4.", 90),
        ("Results: 131 people were randomised to ketamine and 134 to quetiapine.", 265),
        # A third group may follow.
        ("Results: 20 were randomised to ketamine and 21 to midazolam, and 19 got saline.", None),
    ],
)  # fmt: skip
def test_all_are_those_of_the_groups(text: str, n: int | None) -> None:
    assert _facts(text).population.n_randomized == n


def test_doses_that_each_person_had_in_turn() -> None:
    facts = _facts(
        "In this pilot study, we treated seven subjects with two infusions of arketamine one week apart, 0.4 mg/kg "
        "first and then 0.8 mg/kg.",
        "Arketamine for bipolar depression: open-label pilot\n\n",
    )
    assert {a.n for a in facts.arms} == {7}


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("Methods: Cohorts of 6 patients received single doses of ketamine of 10, 20 or 40 mg. Eighteen patients were "
         "dosed.", 18),
        ("Methods: Adults with depression (N=41; 26 women) got six infusions of ketamine 0.5 mg/kg.", 41),
        ("Methods: Twenty-six patients were assessed before and after a single dose of ketamine 0.5 mg/kg. In a second "
         "study, nine patients received infusions thrice weekly.", 26),
    ],
)  # fmt: skip
def test_one_group(text: str, n: int) -> None:
    facts = _facts(text, "Ketamine in resistant depression: an open-label study\n\n")
    assert facts.population.n_randomized == n


@pytest.mark.parametrize(
    ("text", "drugs"),
    [
        ("Methods: Sixty patients were randomised to Group 1 (ECT + ketamine 0.8 mg/kg) and Group 2 (ECT + thiopental 3 "
         "mg/kg).", ["ketamine", "thiopental"]),
        ("Methods: Eighty-four patients were randomised to inhaled 50% nitrous oxide for 1 h or IV ketamine 0.5 mg/kg.",
         ["ketamine", "nitrous oxide"]),
    ],
)  # fmt: skip
def test_what_another_group_had(text: str, drugs: list[str]) -> None:
    assert sorted(a.drug for a in _facts(text).arms) == drugs


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("Methods: Forty patients were recruited. Twenty-one were put on ketamine capsules (1 mg/kg) and 19 on matching "
         "placebo, allocation being by a list of random numbers.", [21, 19]),
        ("Methods: We meant to randomise 80 people over 60 to ketamine or midazolam; 11 were randomised (6 ketamine, 5 "
         "midazolam) when the trial was stopped.", [6, 5]),
        ("Methods: 57 patients were randomised to escitalopram 10 mg with ketamine (0.5 mg/kg, n=29) or escitalopram 10 "
         "mg with saline (n=28).", [29, 28]),
    ],
)  # fmt: skip
def test_sizes_in_long_sentences(text: str, sizes: list[int]) -> None:
    assert [a.n for a in _facts(text).arms] == sizes


def test_sizes_of_groups_in_one_bracket_count_nobody_else() -> None:
    facts = _facts(
        "Methods: Patients on lithium or placebo (n=24 and n=23) received ketamine 0.5 mg/kg.",
        "Ketamine in resistant depression\n\n",
    )
    assert facts.population.n_randomized is None
