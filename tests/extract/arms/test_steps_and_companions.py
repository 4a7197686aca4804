"""Steps of one arm, treatments in every arm, and sizes in further wordings."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm


def _arms(body: str, title: str = "Esketamine in major depressive disorder: a trial") -> list[Arm]:
    (facts,) = extract_bytes(f"{title}\n\n{body}\n".encode())
    return list(facts.arms)


def _doses(arms: list[Arm], drug: str) -> list[float | None]:
    return [a.dose.value for a in arms if a.drug == drug and a.dose is not None]


def test_a_second_step_is_no_second_arm() -> None:
    arms = _arms(
        "Methods: Women with depression were randomly assigned to esketamine (n = 48) or saline "
        "(n = 50). The first had 0.25 mg/kg of esketamine at birth, followed by 40 mg of "
        "esketamine in the pump."
    )
    assert _doses(arms, "esketamine") == [0.25]
    assert sorted(a.n or 0 for a in arms) == [48, 50]


def test_the_step_that_differs_tells_the_arms_apart() -> None:
    arms = _arms(
        "Methods: Women with prenatal depression were randomly divided into three groups. Two had "
        "a first infusion of esketamine 0.25 mg/kg followed by a pump with esketamine 1 mg/kg "
        "(group L) or 2 mg/kg (group H); the third had saline."
    )
    assert _doses(arms, "esketamine") == [1.0, 2.0]


def test_a_range_whose_ends_are_arms_is_not_a_third_arm() -> None:
    arms = _arms(
        "Methods: Adults with major depressive disorder were randomized to 56 mg of esketamine, "
        "84 mg of esketamine or placebo. Results: Sedation was seen on 56 mg and 84 mg."
    )
    assert _doses(arms, "esketamine") == [56.0, 84.0]
    assert len(arms) == 3


@pytest.mark.parametrize("join", ["+", "plus", "combined with"])
def test_what_all_groups_take_is_no_arm(join: str) -> None:
    arms = _arms(
        f"Methods: Sixty patients with major depressive disorder were randomized to sertraline 100 "
        f"mg/day {join} ketamine (0.5 mg/kg) or sertraline 100 mg/day {join} placebo.",
        "Ketamine as an add-on to sertraline in depression: a randomized trial",
    )
    assert {a.drug for a in arms} == {"ketamine", "placebo"}


def test_a_double_dummy_comparator_stays_an_arm() -> None:
    arms = _arms(
        "Methods: Patients with major depressive disorder were randomized to esketamine spray plus "
        "placebo tablets or quetiapine plus placebo spray."
    )
    assert "quetiapine" in {a.drug for a in arms}


def test_the_role_in_brackets_is_no_second_control() -> None:
    arms = _arms(
        "Methods: 39 adults with major depressive disorder were randomized to ketamine 0.5 mg/kg "
        "(n = 20) or midazolam 0.045 mg/kg (active placebo) (n = 19).",
        "Ketamine in major depressive disorder: a randomized trial",
    )
    assert [(a.drug, a.n) for a in arms] == [("ketamine", 20), ("midazolam", 19)]


def test_a_volume_of_saline_is_what_the_placebo_was() -> None:
    arms = _arms(
        "Methods: 150 women with depression were randomized to esketamine (0.25 mg/kg, diluted "
        "in 10 mL of 0.9% saline) or a placebo (10 mL of 0.9% saline)."
    )
    assert {a.drug for a in arms} == {"esketamine", "saline"}


def test_sizes_in_the_order_of_the_groups() -> None:
    arms = _arms(
        "Methods: Adults with major depressive disorder were randomized to ketamine (0.5 mg/kg) or "
        "esketamine (0.25 mg/kg). Results: 63 adults were included (29 and 34 randomly assigned to "
        "receive ketamine or esketamine, respectively)."
    )
    assert {a.drug: a.n for a in arms} == {"ketamine": 29, "esketamine": 34}


def test_sizes_on_lines_of_their_own() -> None:
    arms = _arms(
        "Allocation: Randomized. Masking: Double. Condition: Major Depressive Disorder\n"
        "Enrollment: 25 [Actual]\n"
        "Arm 1 (Experimental): Ketamine 0.5 mg/kg over 40 minutes. Participants assigned: 13.\n"
        "Arm 2 (Active Comparator): Midazolam 0.045 mg/kg over 40 minutes. Participants assigned: 12.",
        "Ketamine against midazolam in major depressive disorder, a randomized trial (record view)",
    )  # fmt: skip
    assert {a.drug: a.n for a in arms} == {"ketamine": 13, "midazolam": 12}
