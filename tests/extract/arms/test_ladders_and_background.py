"""Doses listed with their counts, ladders that one person climbed, and what everybody took before."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm

Dose = tuple[float | None, float | None, float | None]


def _arms(text: str, title: str = "Treatment-resistant depression: a trial") -> tuple[Arm, ...]:
    return extract_bytes(f"{title}\n\n{text}".encode())[0].arms


def _doses(text: str) -> list[tuple[str, float | None, int | None]]:
    return [(a.drug, a.dose.value if a.dose else None, a.n) for a in _arms(text)]


def _range(arm: Arm) -> Dose:
    assert arm.dose is not None
    return (arm.dose.value, arm.dose.low, arm.dose.high)


@pytest.mark.parametrize(
    "listed",
    [
        "ketamine 0.15 (n = 12), 0.3 (n = 11) or 0.6 (n = 13) mg/kg, or saline (n = 12)",
        "ketamine 0.15 [n = 12], 0.3 [n = 11], or 0.6 [n = 13] mg/kg, or to saline [n = 12]",
        "ketamine 0.15 (12 patients), 0.3 (11 patients) or 0.6 (13 patients) mg/kg or saline (12 patients)",
        "ketamine 0.15 (n = 12), 0.3 (n = 11), 0.6 mg/kg (n = 13), or saline (n = 12)",
        "0.15 (n = 12), 0.3 (n = 11) or 0.6 mg/kg (n = 13) ketamine or saline (n = 12)",
        "ketamine 0.15 mg/kg (group A; n = 12), 0.3 mg/kg (group B; n = 11), 0.6 mg/kg (group C; n = 13) or saline (group D; n = 12)",
    ],
)
def test_doses_listed_with_their_counts(listed: str) -> None:
    assert _doses(f"Forty-eight patients were randomly assigned to {listed}.") == [
        ("ketamine", 0.15, 12),
        ("ketamine", 0.3, 11),
        ("ketamine", 0.6, 13),
        ("saline", None, 12),
    ]


@pytest.mark.parametrize(
    "people",
    [
        "Patients with bipolar depression on lithium, lamotrigine or quetiapine were",
        "Twenty inpatients treated with lithium, lamotrigine or quetiapine at stable doses were",
        "While continuing a mood stabiliser (lithium, lamotrigine or quetiapine), adults were",
        "Outpatients taking lithium, lamotrigine or quetiapine were",
    ],
)
def test_what_people_took_before_is_no_arm(people: str) -> None:
    arms = _arms(f"{people} randomly assigned to esketamine 0.3 mg/kg (n = 10) or saline (n = 10).")
    assert [a.drug for a in arms] == ["esketamine", "saline"]
    assert {a.add_on for a in arms} == {("lithium", "lamotrigine", "quetiapine")}


def test_a_drug_set_against_a_placebo_is_a_group_and_no_background() -> None:
    arms = _arms(
        "Responders to ketamine 0.5 mg/kg were randomised to lithium (n = 14) or placebo (n = 15). "
        "Thereafter participants remained on lithium or placebo for eight weeks."
    )
    assert [a.n for a in arms] == [14, 15]


@pytest.mark.parametrize(
    "dosing",
    [
        "oral ketamine 40, 60 or 80 mg by weight",
        "oral ketamine 40 mg, 60 mg or 80 mg according to body weight",
        "weight-based oral ketamine (40, 60 or 80 mg)",
        "oral ketamine (40 mg below 55 kg, 60 mg for 55 to 75 kg and 80 mg above 75 kg)",
    ],
)
def test_amounts_that_follow_from_the_weight_are_one_arm(dosing: str) -> None:
    arms = _arms(f"Adults were randomised to {dosing} or to placebo.")
    assert [a.drug for a in arms] == ["ketamine", "placebo"]
    assert _range(arms[0]) == (None, 40, 80)


def test_doses_by_weight_of_groups_stay_apart() -> None:
    arms = _arms(
        "Adults were randomised to ketamine 0.2, 0.4 or 0.8 mg/kg based on actual body weight, or saline."
    )
    assert [a.dose.value for a in arms if a.dose] == [0.2, 0.4, 0.8]


_LADDER = (
    "Methods: In this double-blind crossover trial six patients were each given up to three doses of "
    "ketamine (0.15, 0.3 and 0.45 mg/kg) in ascending order, a week apart, with one dose of saline "
    "inserted at random.\nResults: {}"
)


def test_a_ladder_is_an_arm_a_dose_where_results_go_by_dose() -> None:
    arms = _arms(
        _LADDER.format(
            "Response was seen in 0%, 33% and 50% at 0.15, 0.3 and 0.45 mg/kg, respectively."
        )
    )
    assert [a.dose.value for a in arms if a.dose] == [0.15, 0.3, 0.45]


def test_a_ladder_is_a_range_where_results_do_not() -> None:
    arms = _arms(_LADDER.format("Four of six responded (67%), two of them below 0.45 mg/kg."))
    assert [_range(a) for a in arms if a.drug == "ketamine"] == [(None, 0.15, 0.45)]


def test_the_same_dose_given_faster_and_slower_is_two_arms() -> None:
    arms = _arms(
        "Forty patients were randomized to ketamine 0.5 mg/kg over 40 minutes (n = 20) or ketamine "
        "0.5 mg/kg over 100 minutes (n = 20)."
    )
    assert [(a.infusion_minutes, a.n) for a in arms] == [(40, 20), (100, 20)]


@pytest.mark.parametrize("other", ["thiopental 3 mg/kg", "etomidate 0.2 mg/kg", "propofol 1 mg/kg"])
def test_the_other_anaesthetic_is_an_arm(other: str) -> None:
    arms = _arms(
        f"Fifty patients referred for ECT were randomly assigned to anaesthesia with ketamine 1 mg/kg or {other}."
    )
    assert [a.drug for a in arms] == ["ketamine", other.split()[0]]
