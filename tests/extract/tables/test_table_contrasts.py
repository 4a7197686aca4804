"""Columns and rows that name what they compare: their figures belong to that contrast alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dosetable.extract.facts import Outcome

Tabulated = Callable[..., tuple[tuple[Outcome, ...], tuple[str, ...]]]
TWO = "ketamine 0.5 mg/kg, midazolam"
DOSES = "ketamine 0.5 mg/kg, ketamine 1.0 mg/kg, placebo"
CONTROLS = "ketamine 0.5 mg/kg, midazolam, saline"


def effects(found: tuple[Outcome, ...]) -> list[tuple[Any, ...]]:
    return [
        (o.experimental_arm, o.comparator_arm, o.value, o.ci_low, o.ci_high, o.p_value)
        for o in found
        if o.value is not None
    ]


def ps_of_pairs(found: tuple[Outcome, ...]) -> dict[tuple[Any, Any], Any]:
    """(experimental arm, comparator arm) -> p, of the rows that hold the arms' own figures."""
    return {(o.experimental_arm, o.comparator_arm): o.p_value for o in found if o.value is None}


@pytest.mark.parametrize(
    "head",
    [
        "Ketamine vs midazolam: difference (95% CI) | p value",
        "Mean difference vs midazolam (95% CI) | P",
        "Between-group difference (95% CI) | P",
        "Difference (ketamine − midazolam), 95% CI | P",
        "Difference between ketamine and midazolam (95% CI) | P value",
        "LS mean difference from midazolam (95% CI) | p (ketamine vs. midazolam)",
        "Treatment difference, active minus control (95% CI) | p (K vs M)",
    ],
)
def test_a_contrast_of_two_arms(head: str, tabulated: Tabulated) -> None:
    found, warnings = tabulated(
        TWO, "MADRS", [f"Time | Ketamine | Midazolam | {head}"], "Day 1 | 14 (6) | 19 (7) | -5.2 (-9.0 to -1.4) | 0.008"
    )  # fmt: skip
    assert effects(found) == [("A1", "A2", -5.2, -9.0, -1.4, 0.008)]
    assert ps_of_pairs(found) == {("A1", "A2"): 0.008}
    assert warnings == ()


def test_each_contrast_of_several_has_its_own_interval_and_p(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        DOSES,
        "Change in MADRS, mean (SD)",
        [
            "Time | Ketamine 0.5 mg/kg | Ketamine 1.0 mg/kg | Placebo | Ketamine 0.5 mg/kg vs placebo^^3 | Ketamine 1.0 mg/kg vs placebo^^3",
            "| | | | Difference | 95% CI | P | Difference | 95% CI | P",
        ],
        "Day 1 | -9 (8) | -13 (8) | -6 (7) | -3 | -7 to 1 | 0.1 | -7 | -11 to -3 | 0.001",
    )
    assert effects(found) == [("A1", "A3", -3, -7, 1, 0.1), ("A2", "A3", -7, -11, -3, 0.001)]
    assert ps_of_pairs(found) == {("A1", "A3"): 0.1, ("A2", "A3"): 0.001}


def test_contrasts_in_flat_heads_keep_their_neighbours(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        CONTROLS,
        "MADRS at day 7",
        ["Outcome | Difference, ketamine vs midazolam | 95% CI | P | Difference, ketamine vs saline | 95% CI | P"],
        "MADRS score | -4 | -8 to 0.5 | 0.08 | -9 | -13 to -5 | 0.0004",
    )  # fmt: skip
    assert effects(found) == [("A1", "A2", -4, -8, 0.5, 0.08), ("A1", "A3", -9, -13, -5, 0.0004)]


def test_p_values_of_named_pairs_and_of_two_doses(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        DOSES,
        "Change in MADRS",
        ["Time | Ketamine 0.5 mg/kg | Ketamine 1.0 mg/kg | Placebo | p (0.5 mg/kg vs placebo) | p (1.0 mg/kg vs placebo) | p (1.0 vs 0.5 mg/kg)"],
        "Day 1 | -9 (8) | -13 (8) | -6 (7) | 0.1 | 0.001 | 0.03",
    )  # fmt: skip
    assert ps_of_pairs(found) == {("A1", "A3"): 0.1, ("A2", "A3"): 0.001, ("A2", "A1"): 0.03}


def test_one_p_for_three_arms_is_of_no_pair(tabulated: Tabulated) -> None:
    head = ["Time | Ketamine 0.5 mg/kg | Ketamine 1.0 mg/kg | Placebo | P"]
    found, _ = tabulated(DOSES, "Change in MADRS", head, "Day 1 | -9 (8) | -13 (8) | -6 (7) | 0.01")
    assert ps_of_pairs(found) == {("A1", "A3"): None, ("A2", "A3"): None}
    # The third arm's cell may be unreadable, or the arm unknown: the p is of all three still.
    found, _ = tabulated(
        DOSES, "Change in MADRS", head, "Day 1 | -9 (8) | see text | -6 (7) | 0.01"
    )
    assert ps_of_pairs(found) == {("A1", "A3"): None}
    found, _ = tabulated(
        TWO, "MADRS", ["Time | Ketamine | Midazolam | Healthy group | P"], "Day 1 | 14 (6) | 19 (7) | 2 (1) | 0.01"
    )  # fmt: skip
    assert ps_of_pairs(found) == {("A1", "A2"): None}


def test_a_p_over_the_rows_of_three_arms_is_of_no_pair(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        DOSES,
        "Change in MADRS at day 1",
        ["Arm | Change, mean (SD) | P"],
        "Ketamine 0.5 mg/kg | -9 (8) | 0.01vv3", "Ketamine 1.0 mg/kg | -13 (8)", "Placebo | -6 (7)",
    )  # fmt: skip
    assert ps_of_pairs(found) == {("A1", "A3"): None, ("A2", "A3"): None}


def test_arms_in_rows_against_a_named_comparator(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        DOSES,
        "Change in MADRS at day 1",
        ["Arm | Mean change (SD) | Difference vs placebo (95% CI) | P"],
        "Ketamine 0.5 mg/kg | -9 (8) | -3 (-7 to 1) | 0.1", "Ketamine 1.0 mg/kg | -13 (8) | -7 (-11 to -3) | 0.001", "Placebo | -6 (7) | - | -",
    )  # fmt: skip
    assert effects(found) == [("A1", "A3", -3, -7, 1, 0.1), ("A2", "A3", -7, -11, -3, 0.001)]


def test_the_difference_of_another_row_is_not_the_tested_arms(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        CONTROLS,
        "MADRS at day 1",
        ["Arm | Mean (SD) | Difference vs saline (95% CI) | P"],
        "Ketamine | 14 (6) | - | -", "Midazolam | 19 (7) | -4 (-8 to 0.2) | 0.06", "Saline | 23 (7) | - | -",
    )  # fmt: skip
    assert effects(found) == []
    assert ps_of_pairs(found) == {("A1", "A2"): None, ("A1", "A3"): None}


def test_a_difference_with_its_error_and_the_interval_below(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "Change in MADRS at day 7", ["| Ketamine | Midazolam | Difference"],
        "LS mean (SE) | -15.1 (1.4) | -9.2 (1.5) | -5.9 (2.0)", "95% CI | -17.9 to -12.3 | -12.2 to -6.2 | -9.9 to -1.9", "P value | | | 0.004",
    )  # fmt: skip
    assert effects(found) == [("A1", "A2", -5.9, -9.9, -1.9, 0.004)]


def test_contrasts_in_rows(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        CONTROLS,
        "MADRS at day 7",
        ["Comparison | Mean difference | 95% CI | P"],
        "Ketamine vs midazolam | -4 | -8 to 0.5 | 0.08", "Ketamine vs saline | -9 | -13 to -5 | 0.0004", "Midazolam vs saline | -5 | -9 to -1 | 0.02",
    )  # fmt: skip
    assert effects(found) == [("A1", "A2", -4, -8, 0.5, 0.08), ("A1", "A3", -9, -13, -5, 0.0004)]


def test_heads_that_name_contrasts_alone_hold_what_the_caption_says(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        CONTROLS,
        "Mean differences (95% CI) in MADRS",
        ["Time | Ketamine vs midazolam | Ketamine vs saline"],
        "Day 7 | -4 (-8 to 0.5) | -9 (-13 to -5)",
    )
    assert effects(found) == [("A1", "A2", -4, -8, 0.5, None), ("A1", "A3", -9, -13, -5, None)]
    assert {o.ci_level for o in found} == {95}


def test_doses_below_the_comparator_they_are_set_against(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        DOSES,
        "Change in MADRS",
        ["Time | Difference vs placebo (95% CI)^^2", "| Ketamine 0.5 mg/kg | Ketamine 1.0 mg/kg"],
        "Day 7 | -3 (-7 to 1) | -7 (-11 to -3)",
    )
    assert effects(found) == [("A1", "A3", -3, -7, 1, None), ("A2", "A3", -7, -11, -3, None)]


def test_effect_rows_that_name_their_contrast(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        CONTROLS,
        "Depression at day 7",
        ["| Ketamine | Midazolam | Saline"],
        "MADRS change, mean (SD) | -14 (8) | -10 (8) | -5 (7)",
        "Difference vs midazolam (95% CI) | -4 (-8 to 0.5) | | ", "P value | 0.08 | | ",
        "Difference vs saline (95% CI) | -9 (-13 to -5) | | ", "P value | 0.0004 | | ",
    )  # fmt: skip
    assert effects(found) == [("A1", "A2", -4, -8, 0.5, 0.08), ("A1", "A3", -9, -13, -5, 0.0004)]
    assert ps_of_pairs(found) == {("A1", "A2"): 0.08, ("A1", "A3"): 0.0004}


def test_the_comparator_named_first_is_left_out_with_a_warning(tabulated: Tabulated) -> None:
    found, warnings = tabulated(
        TWO, "MADRS", ["Time | Ketamine | Midazolam | Difference, midazolam minus ketamine (95% CI) | P"], "Day 1 | 14 (6) | 19 (7) | 5.2 (1.4 to 9.0) | 0.008"
    )  # fmt: skip
    assert effects(found) == []
    assert ps_of_pairs(found) == {("A1", "A2"): 0.008}
    assert any("comparator against experimental" in w for w in warnings)


@pytest.mark.parametrize(
    "head",
    [
        "p (men vs women)",
        "Difference, responders vs non-responders (95% CI)",
        "Difference, all ketamine doses vs placebo (95% CI)",
        "Difference, day 7 vs day 1 (95% CI)",
        "Ketamine vs baseline: difference (95% CI)",
        "Difference, midazolam vs saline (95% CI)",
    ],
)
def test_comparisons_of_something_else(head: str, tabulated: Tabulated) -> None:
    found, _ = tabulated(
        CONTROLS.replace("saline", "placebo"), "MADRS", [f"Time | Ketamine | Midazolam | {head}"], "Day 1 | 14 (6) | 19 (7) | -0.2 (-0.9 to 0.4)"
    )  # fmt: skip
    assert effects(found) == []
    assert ps_of_pairs(found) == {("A1", "A2"): None}


def test_a_column_of_a_contrast_is_no_arm(tabulated: Tabulated) -> None:
    head = ["Time | Ketamine − midazolam | Ketamine to midazolam"]
    assert tabulated(TWO, "MADRS, mean (SD)", head, "Day 1 | 14 (6) | 13 (5)")[0] == ()


def test_several_effects_of_one_contrast(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "MADRS", ["Time | Ketamine | Midazolam | Mean difference (95% CI) | P | Cohen's d | 95% CI"], "Day 1 | 14 (6) | 19 (7) | -5.2 (-9.0 to -1.4) | 0.008 | 0.7 | 0.2 to 1.2"
    )  # fmt: skip
    assert [(o.statistic, o.value, o.ci_low) for o in found if o.value is not None] == [("mean difference", -5.2, -9.0), ("Cohen d", 0.7, 0.2)]  # fmt: skip
    found, warnings = tabulated(
        TWO, "MADRS", ["Time | Ketamine | Midazolam | Unadjusted difference | Adjusted difference"], "Day 1 | 14 (6) | 19 (7) | -5.2 (-9.0 to -1.4) | -4.9 (-8.5 to -1.3)"
    )  # fmt: skip
    assert effects(found) == [("A1", "A2", -4.9, -8.5, -1.3, None)]
    found, warnings = tabulated(
        TWO, "MADRS", ["Time | Ketamine | Midazolam | Difference, model 1 | Difference, model 2"], "Day 1 | 14 (6) | 19 (7) | -5.2 (-9.0 to -1.4) | -4.9 (-8.5 to -1.3)"
    )  # fmt: skip
    assert effects(found) == []  # neither is told to be the trial's
    assert len(found) == 1
    assert warnings


def test_an_effect_with_its_p_in_one_cell(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "MADRS", ["Time | Ketamine | Midazolam | Difference (95% CI), P"], "Day 1 | 14 (6) | 19 (7) | -5.2 (-9.0 to -1.4); P = 0.008"
    )  # fmt: skip
    assert effects(found) == [("A1", "A2", -5.2, -9.0, -1.4, 0.008)]


def test_p_values_of_each_arm_are_of_no_contrast(tabulated: Tabulated) -> None:
    rows = "Day 7, mean (SD) | 17 (6) | 21 (7)", "P value | <0.001 | 0.02"
    found, _ = tabulated(TWO, "MADRS", ["| Ketamine | Midazolam"], *rows)
    assert ps_of_pairs(found) == {("A1", "A2"): None}


def test_two_p_values_told_apart_by_nothing(tabulated: Tabulated) -> None:
    for heads, p in (("P^a | P^b", None), ("Unadjusted P | Adjusted P", 0.04), ("P (group) | P (time)", 0.03)):  # fmt: skip
        found, _ = tabulated(
            TWO, "MADRS", [f"| Ketamine | Midazolam | {heads}"], "Day 7, mean (SD) | 17 (6) | 21 (7) | 0.03 | 0.04"
        )  # fmt: skip
        assert ps_of_pairs(found) == {("A1", "A2"): p}


def test_means_with_intervals_beside_a_difference_with_everything(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "Change in MADRS", ["Visit | Ketamine LS mean (95% CI) | Midazolam LS mean (95% CI) | Difference (95% CI); P value"],
        "Day 2 | -15.1 (-17.4 to -12.8) | -10.3 (-12.6 to -8.0) | -4.8 (-8.3 to -1.3); P = .007",
    )  # fmt: skip
    assert effects(found) == [("A1", "A2", -4.8, -8.3, -1.3, 0.007)]
    assert [o.experimental_value for o in found if o.value is None] == [-15.1]
    found, _ = tabulated(
        TWO, "Change in MADRS", ["Visit | Ketamine | Midazolam | LS mean difference (SE) [95% CI] | P"], "Day 2 | -15 (1) | -10 (1) | -4.8 (1.8) [-8.3, -1.3] | .007"
    )  # fmt: skip
    assert effects(found) == [("A1", "A2", -4.8, -8.3, -1.3, 0.007)]


def test_rows_of_effects_that_name_their_measure(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        DOSES, "Outcomes at day 7", ["| Ketamine 0.5 mg/kg | Ketamine 1.0 mg/kg | Placebo"],
        "MADRS, mean (SD) | 17 (6) | 14 (7) | 21 (7)", "Difference in MADRS from placebo (95% CI) | -4 (-8 to 0.1) | -7 (-11 to -3) | reference",
        "Odds ratio for response vs placebo (95% CI) | 1.8 (0.6 to 5.2) | 3.9 (1.2 to 12.4) | 1",
    )  # fmt: skip
    assert effects(found) == [
        ("A1", "A3", -4, -8, 0.1, None), ("A2", "A3", -7, -11, -3, None),
        ("A1", "A3", 1.8, 0.6, 5.2, None), ("A2", "A3", 3.9, 1.2, 12.4, None),
    ]  # fmt: skip
    found, _ = tabulated(
        CONTROLS, "Outcomes at day 7", ["| Ketamine | Midazolam | Saline"], "Reduction in MADRS: difference from saline | 9 (2) | 4 (2) | 0"
    )  # fmt: skip
    assert found == ()  # no change of each arm, and "(2)" is of no stated kind
    found, warnings = tabulated(TWO, "Outcomes at day 7", ["| Ketamine | Midazolam"], "MADRS, Cohen's d | 1.4 | 0.8")  # fmt: skip
    assert (found, warnings) == ((), ())  # of each arm against its baseline
    found, _ = tabulated(TWO, "Outcomes at day 7", ["| Ketamine | Midazolam"], "Mean difference in MADRS (95% CI) | -4 (-8 to 0.1)^^2")  # fmt: skip
    assert effects(found) == [("A1", "A2", -4, -8, 0.1, None)]


@pytest.mark.parametrize("mark", ["", "h:"])
def test_a_second_head_further_down(mark: str, tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "Outcomes", ["MADRS, mean (SD) | Ketamine | Midazolam"], "Day 1 | 14 (6) | 19 (7)",
        f"{mark}QIDS-SR, mean (SD) | Midazolam | Ketamine", "QIDS-SR at day 1 | 12 (4) | 8 (4)", "QIDS-SR at day 7 | 13 (4) | 9 (4)",
    )  # fmt: skip
    read = [(o.measure, o.experimental_value, o.comparator_value) for o in found]
    assert read == [("MADRS", 14, 19), ("QIDS-SR", 8, 12), ("QIDS-SR", 9, 13)]
