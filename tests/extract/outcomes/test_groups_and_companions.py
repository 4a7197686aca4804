"""Groups known by a letter, control groups that are never described, trials of a companion drug.

Every sentence is our own.
"""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts


def _facts(*lines: str) -> StudyFacts:
    (facts,) = extract_bytes("\n".join(lines).encode())
    return facts


TITLE = "Esketamine in the pump against postpartum depression: a randomized double-blind trial\n"
THREE = (
    "Methods: 150 women were randomly divided into a control group (group C, n = 50), a low-dose "
    "esketamine group (group L, n = 50) and a high-dose esketamine group (group H, n = 50). The "
    "pump held sufentanil, with esketamine 0.4 mg/kg in group L and esketamine 0.8 mg/kg in group H."
)


def test_a_letter_stands_for_its_group_and_the_control_group_for_none() -> None:
    facts = _facts(
        TITLE,
        THREE,
        "Results: The incidence of postpartum depression at 1 week was lower in group H than in "
        "group C (6.0% vs 22.0%, P = 0.02).",
    )
    high = next(a.id for a in facts.arms if a.dose and a.dose.value == 0.8)
    (row,) = facts.outcomes
    assert (row.experimental_arm, row.comparator_arm) == (high, None)
    assert (row.experimental_value, row.comparator_value) == (6.0, 22.0)
    assert row.direction == "favours experimental"


def test_letters_told_behind_what_each_group_received() -> None:
    facts = _facts(
        "Esketamine for depressed patients before surgery: a randomized trial\n",
        "Methods: 90 patients with depression were randomized. Group S received 0.5 mg/kg esketamine"
        " and group N received normal saline.",
        "Results: HAMD-17 scores on day 3 were 9.1 ± 2.2 in group S and 12.4 ± 2.9 in group N "
        "(P < 0.01).",
    )
    (row,) = facts.outcomes
    assert (row.experimental_value, row.comparator_value) == (9.1, 12.4)
    assert row.comparator_arm is not None


def test_an_uncontrolled_trial_has_no_undescribed_control() -> None:
    facts = _facts(
        "Repeated ketamine in treatment-resistant depression: an open-label trial\n",
        "Methods: 20 patients received six ketamine infusions (0.5 mg/kg over 40 minutes). There "
        "was no control group.",
        "Results: The mean MADRS score was 14.2 (SD 6.1) at week 2.",
    )
    (row,) = facts.outcomes
    assert (row.value, row.comparator_value) == (14.2, None)


@pytest.mark.parametrize(
    "chance",
    [
        "the 30 who responded were randomized to riluzole (100-200 mg/day; n = 15) or placebo (n = 15).",
        "the 30 who responded were randomly assigned to lithium 600 mg (n = 15) or matching placebo (n = 15).",
    ],
)
def test_what_chance_decided_is_the_contrast(chance: str) -> None:
    facts = _facts(
        "A companion to ketamine in treatment-resistant depression: a randomized trial\n",
        "Methods: Adults with treatment-resistant depression were given ketamine 0.5 mg/kg over 40 "
        f"minutes; {chance}",
        "Results: At 4 weeks MADRS scores did not differ between the companion drug and placebo "
        "(p = 0.64).",
    )
    assert [(a.role, a.drug, a.n) for a in facts.arms] == [
        ("experimental", "ketamine", 15),
        ("active comparator", "ketamine", 15),
    ]
    assert len(facts.arms[0].add_on) == 1
    assert facts.arms[1].add_on == ("placebo",)
    assert facts.arms[0].dose == facts.arms[1].dose is not None
    assert [(o.experimental_arm, o.comparator_arm) for o in facts.outcomes] == [("A1", "A2")]


def test_ketamine_against_another_drug_and_placebo_stays_three_arms() -> None:
    facts = _facts(
        "Ketamine in major depression: a randomized trial\n",
        "Methods: 60 patients with major depressive disorder were randomized to ketamine 0.5 mg/kg,"
        " lithium or placebo.",
        "Results: MADRS scores did not differ.",
    )
    assert {a.drug for a in facts.arms} == {"ketamine", "lithium", "placebo"}


def test_twice_and_thrice_weekly_named_together_are_two_arms_each() -> None:
    facts = _facts(
        "How often to infuse ketamine in treatment-resistant depression: a randomized trial\n",
        "Methods: 64 adults with treatment-resistant depression were randomized to ketamine 0.5 "
        "mg/kg two or three times weekly, or to placebo two or three times weekly, for 4 weeks.",
        "Results: In the twice-weekly groups the mean (SD) change in MADRS at day 15 was -17.2 "
        "(11.0) with ketamine and -6.1 (9.8) with placebo (P < 0.001); in the thrice-weekly groups "
        "it was -16.9 (8.1) with ketamine and -4.0 (6.2) with placebo (P < 0.001).",
    )
    assert [(a.drug, a.schedule) for a in facts.arms] == [
        ("ketamine", "twice weekly"),
        ("ketamine", "three times weekly"),
        ("placebo", "twice weekly"),
        ("placebo", "three times weekly"),
    ]
    pairs = [(r.experimental_arm, r.comparator_arm) for r in facts.outcomes]
    assert pairs == [("A1", "A3"), ("A2", "A4")]


def test_a_flexible_number_of_sessions_is_one_arm() -> None:
    facts = _facts(
        "Ketamine in treatment-resistant depression: a randomized trial\n",
        "Methods: 64 adults with treatment-resistant depression were randomized to ketamine 0.5 "
        "mg/kg two or three times weekly, or to placebo, for 4 weeks.",
        "Results: MADRS scores did not differ.",
    )
    assert len(facts.arms) == 2


def test_symptoms_after_birth_are_counted_and_the_control_group_has_its_count() -> None:
    facts = _facts(
        "Esketamine at caesarean section and depression after birth: a randomized trial\n",
        "Methods: 160 women were randomized. Women in the esketamine group (n = 80) received "
        "esketamine 0.2 mg/kg and those in the control group (n = 80) received saline.",
        "Results: The incidence of postpartum depressive symptoms (EPDS score of 10 or more) at 6 "
        "weeks was 6/79 (7.6%) in the esketamine group and 14/78 (17.9%) in the control group "
        "(P = 0.04).",
    )
    assert [a.n for a in facts.arms] == [80, 80]
    (row,) = facts.outcomes
    assert (row.measure, row.statistic) == ("postpartum depression", "event rate")
    assert (row.experimental_count, row.comparator_count) == (6, 14)
    assert row.direction == "favours experimental"


def test_symptoms_after_birth_that_did_not_differ_are_a_result() -> None:
    facts = _facts(
        "Esketamine at caesarean section and depression after birth: a randomized trial\n",
        "Methods: 160 women were randomized to esketamine 0.2 mg/kg or saline. The EPDS was rated.",
        "Results: The incidence of postpartum depressive symptoms at 6 weeks did not differ between "
        "esketamine and saline (P = 0.44).",
    )
    assert [(r.p_value, r.direction) for r in facts.outcomes] == [
        (0.44, "no significant difference")
    ]
