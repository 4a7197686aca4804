"""Tables that test within and between their groups, marks that stand between two groups, means with
their medians below them, and estimates that only the figures explain. All invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dosetable.extract.facts import Outcome

Given = tuple[tuple[Outcome, ...], tuple[str, ...]]
Read = Callable[..., Given]
TWO = "ketamine 0.5 mg/kg, midazolam 0.045 mg/kg"
DOSES = "ketamine 0.5 mg/kg, ketamine 1 mg/kg, midazolam 0.045 mg/kg"


@pytest.mark.parametrize("own", ["P within", "Within-group P", "P vs baseline", "d"])
def test_columns_that_test_each_arm_are_no_third_group(tabulated: Read, own: str) -> None:
    given, _ = tabulated(
        TWO, "Depression before and after treatment", ["Scale vv2 | Ketamine^^3 | Midazolam^^3 | Between-group P vv2", f"Pre | Post | {own} | Pre | Post | {own}"],
        "MADRS | 32.9 (4.7) | 17.2 (8.6) | 0.001 | 33.4 (5.2) | 24.9 (8.0) | 0.01 | 0.004",
    )  # fmt: skip
    assert [(o.experimental_value, o.comparator_value, o.p_value) for o in given] == [
        (17.2, 24.9, 0.004)
    ]


@pytest.mark.parametrize(
    ("arms", "foot", "ps"),
    [
        (TWO, "*P < 0.05 between groups.", [0.05, None]),
        (TWO, "*P < 0.05, between the two groups", [0.05, None]),
        (TWO, "*P < 0.05 for comparisons within the group", [None, None]),
        (DOSES, "*P < 0.05 between groups.", [None, None]),
    ],
)
def test_a_mark_that_stands_between_the_only_two_groups(
    tabulated: Read, arms: str, foot: str, ps: list[float | None]
) -> None:
    given, _ = tabulated(
        arms, "MADRS scores", ["Time | Ketamine 0.5 mg/kg | Midazolam"], "24 h | 18.8 ± 8.7 | 25.1 ± 8.0*", "Day 7 | 22.6 ± 9.4 | 25.9 ± 8.5", foot=foot,
    )  # fmt: skip
    assert [o.p_value for o in given] == ps
    assert [o.direction for o in given] == (
        ["favours experimental", "no significant difference"] if ps[0] else [None, None]
    )


def test_tests_below_the_medians_are_of_the_means(tabulated: Read) -> None:
    given, _ = tabulated(
        TWO, "MADRS total score", ["Statistic | Ketamine | Midazolam"], "Change from baseline to day 7^^3",
        "Mean (SD) | -14.2 (8.9) | -8.8 (8.1)", "Median (range) | -14 (-33; 4) | -8 (-29; 6)", "Difference of LS means (95% CI)| -5.4 (-9.7; -1.1) | ", "P value | 0.015 | ",
    )  # fmt: skip
    assert [(o.statistic, o.value, o.p_value) for o in given] == [
        ("mean change", None, 0.015),
        ("mean difference", -5.4, 0.015),
        ("median", None, None),
    ]


def test_people_above_a_threshold_are_counted_by_their_cells(tabulated: Read) -> None:
    given, _ = tabulated(
        "esketamine 0.25 mg/kg, saline", "Outcomes after delivery", ["Outcome | Esketamine | Saline | P"],
        "EPDS ≥ 13 at 6 weeks | 9 (7.5%) | 20 (16.7%) | 0.03", "EPDS at 6 weeks, mean (SD) | 5.1 (3.2) | 6.6 (4.0) | 0.002",
    )  # fmt: skip
    assert [(o.measure, o.statistic, o.experimental_value) for o in given] == [
        ("postpartum depression", "event rate", 7.5),
        ("EPDS", "mean score", 5.1),
    ]


@pytest.mark.parametrize(
    ("head", "value", "statistic"),
    [
        ("Effect estimate (95% CI)", "-6.6 (-10.9 to -2.3)", "mean difference"),
        ("Effect estimate (95% CI)", "-0.8 (-1.3 to -0.2)", None),  # standardized, it seems
        ("Estimate", "-3.1 (-5.0 to -1.2)", None),
    ],
)
def test_an_estimate_that_the_means_explain(
    tabulated: Read, head: str, value: str, statistic: str | None
) -> None:
    given, _ = tabulated(
        TWO, "Outcomes", [f"Outcome | Ketamine | Midazolam | {head} | P"], f"MADRS at 24 h | 18.5 (8.8) | 25.1 (8.2) | {value} | 0.004"
    )  # fmt: skip
    assert [o.statistic for o in given if o.value is not None] == ([statistic] if statistic else [])


@pytest.mark.parametrize(
    ("over", "read"),
    [
        ("All patients", True),
        ("Patients with treatment-resistant depression", True),
        ("Patients with depression and suicidal ideation", True),
        ("Women", False),
        ("Men", False),
        ("Responders", False),
        ("Bipolar subgroup", False),
        ("Patients with anxiety (n = 20)", False),
    ],
)
def test_arms_below_the_name_of_a_part_of_the_patients(
    tabulated: Read, over: str, *, read: bool
) -> None:
    given, _ = tabulated(
        TWO, "Treatment outcomes", [f" vv2 | {over}^^2 | P vv2", "Ketamine | Midazolam"], "MADRS at 24 h | 18.5 (8.8) | 25.1 (8.2) | 0.004"
    )  # fmt: skip
    assert bool(given) is read


def test_women_are_all_the_patients_around_a_birth(tabulated: Read) -> None:
    given, _ = tabulated(
        "esketamine 0.25 mg/kg, saline", "Scores after caesarean delivery", [" vv2 | Women^^2 | P vv2", "Esketamine | Saline"], "EPDS at 6 weeks | 5.1 (3.2) | 6.6 (4.0) | 0.002"
    )  # fmt: skip
    assert len(given) == 1
