"""Statistics in a column of their own below each visit, pairwise comparisons as statistics packages print
them, groups that are called by what they are for, and verdicts on estimates alone. All invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dosetable.extract.facts import Outcome

Given = tuple[tuple[Outcome, ...], tuple[str, ...]]
Read = Callable[..., Given]
TWO = "ketamine 0.5 mg/kg, midazolam 0.045 mg/kg"
DOSES = "ketamine 0.5 mg/kg, ketamine 1 mg/kg, saline"
WON, EVEN = "favours experimental", "no significant difference"


def _rows(given: Given) -> list[tuple[object, ...]]:
    return [
        (
            o.timepoint and o.timepoint.hours, o.statistic, o.value, o.experimental_value, o.comparator_value,
            o.ci_low, o.p_value, o.direction,
        )
        for o in given[0]
    ]  # fmt: skip


def test_visits_stand_over_their_statistics(tabulated: Read) -> None:
    given = tabulated(
        TWO, "MADRS total score: change from baseline", ["Visit | Statistic | Ketamine | Midazolam | Difference"],
        "Day 2vv4 | n | 29 | 30 |", "LS mean (SE) | -12.2 (1.1) | -7.0 (1.1) | -5.2 (1.5)", "95% CI | | | -8.1; -2.3", "p-value | | | 0.001",
        "Day 7vv4 | n | 28 | 29 |", "LS mean (SE) | -11.0 (1.2) | -8.9 (1.2) | -2.1 (1.7)", "95% CI | | | -5.4; 1.2", "p-value | | | 0.22",
    )  # fmt: skip
    assert _rows(given) == [
        (48, "mean change", None, -12.2, -7.0, None, 0.001, WON),
        (48, "mean difference", -5.2, None, None, -8.1, 0.001, WON),
        (168, "mean change", None, -11.0, -8.9, None, 0.22, EVEN),
        (168, "mean difference", -2.1, None, None, -5.4, 0.22, EVEN),
    ]
    assert [o.experimental_n for o in given[0] if o.statistic == "mean change"] == [29, 28]


@pytest.mark.parametrize(
    "head",
    [
        ["Time | Mean difference (ketamine - midazolam) | Std. error | Sig. | 95% CI lower | 95% CI upper"],
        [
            "Timevv2 | Mean difference (ketamine - midazolam)vv2 | SEvv2 | Sig. (2-tailed)vv2 | 95% CI for difference^^2",
            "Lower bound | Upper bound",
        ],
    ],
)  # fmt: skip
def test_pairwise_comparisons_of_a_statistics_package(tabulated: Read, head: list[str]) -> None:
    given = tabulated(
        TWO, "MADRS: pairwise comparisons", head,
        "Day 1 | -6.2 | 2.0 | 0.003 | -10.2 | -2.2", "Day 7 | -2.4 | 2.2 | 0.28 | -6.8 | 2.0",
    )  # fmt: skip
    assert _rows(given) == [
        (24, "mean difference", -6.2, None, None, -10.2, 0.003, WON),
        (168, "mean difference", -2.4, None, None, -6.8, 0.28, EVEN),
    ]


@pytest.mark.parametrize(
    ("caption", "pair", "value", "direction"),
    [
        ("Comparisons of MADRS scores at day 1", "Ketamine 1 mg/kg vs saline", "-7.7", WON),
        ("Comparisons of MADRS scores at day 1", "Ketamine 1 mg/kg vs saline", "7.7", None),
        ("Comparisons of the reduction in MADRS at day 1", "Ketamine 1 mg/kg vs saline", "-7.7", None),
    ],
)  # fmt: skip
def test_a_lower_score_by_a_named_comparison_is_the_better_one(
    tabulated: Read, caption: str, pair: str, value: str, direction: str | None
) -> None:
    given = tabulated(
        DOSES, caption, ["Comparison | Mean difference | P"], f"{pair} | {value} | 0.002",
        "Ketamine 0.5 mg/kg vs saline | -1.0 | 0.6",
    )  # fmt: skip
    assert [row[-1] for row in _rows(given)] == [direction, EVEN]


@pytest.mark.parametrize("name", ["Intervention group", "Experimental group (n = 30)", "Study group"])  # fmt: skip
def test_the_only_tested_arm_is_called_by_what_it_is_for(tabulated: Read, name: str) -> None:
    given = tabulated(
        TWO, "Scores at day 7", [f"| {name} | Control group | p"],
        "MADRS | 17.9 (9.0) | 21.1 (9.2) | 0.18",
    )  # fmt: skip
    assert [row[3:5] for row in _rows(given)] == [(17.9, 21.1)]


def test_of_several_tested_arms_none_is_the_intervention(tabulated: Read) -> None:
    given = tabulated(
        DOSES, "Scores at day 7", ["| Intervention group | Control group | p"],
        "MADRS | 17.9 (9.0) | 21.1 (9.2) | 0.18",
    )  # fmt: skip
    assert given[0] == ()


def test_a_scale_and_its_version_apart(tabulated: Read) -> None:
    given = tabulated(
        TWO, "Scores, mean (SD)", ["| Ketamine | Midazolam"], "HAM-D 17 at day 7 | 11.0 (5) | 13.1 (6)",
        "HAM-D 24 h | 9.0 (4) | 12.2 (5)",
    )  # fmt: skip
    assert [(o.measure, o.timepoint and o.timepoint.hours) for o in given[0]] == [
        ("HAM-D-17", 168),
        ("HAM-D", 24),
    ]


def test_tests_below_a_section_that_sets_two_arms_against_each_other(tabulated: Read) -> None:
    given = tabulated(
        TWO, "MADRS scores", ["| Day 1 | Day 7"], "Ketamine^^3", "n | 30 | 28", "Mean (SD) | 15.0 (8.0) | 18.4 (9.0)",
        "Midazolam^^3", "n | 30 | 29", "Mean (SD) | 22.3 (8.4) | 21.0 (9.2)",
        "Ketamine versus midazolam^^3", "Mean difference (95% CI) | -7.3 (-11.5, -3.1) | -2.6 (-7.3, 2.1)", "P value | 0.001 | 0.28",
    )  # fmt: skip
    assert _rows(given) == [
        (24, "mean score", None, 15.0, 22.3, None, 0.001, WON),
        (24, "mean difference", -7.3, None, None, -11.5, 0.001, WON),
        (168, "mean score", None, 18.4, 21.0, None, 0.28, EVEN),
        (168, "mean difference", -2.6, None, None, -7.3, 0.28, EVEN),
    ]


def test_sizes_of_effects_under_visits_with_the_comparison_in_the_caption(tabulated: Read) -> None:
    given = tabulated(
        TWO, "Effect sizes for ketamine versus midazolam", ["Outcome | 24 h | Day 7"],
        "MADRS, Cohen's d (95% CI) | 0.86 (0.33 to 1.39) | 0.28 (-0.24 to 0.80)", "Response, OR (95% CI) | 3.9 (1.3 to 11.6) | 1.9 (0.6 to 5.6)",
    )  # fmt: skip
    assert [(o.measure, *row[:3], row[-1]) for o, row in zip(given[0], _rows(given), strict=True)] == [
        ("MADRS", 24, "Cohen d", 0.86, None), ("MADRS", 168, "Cohen d", 0.28, EVEN),
        ("response", 24, "odds ratio", 3.9, WON), ("response", 168, "odds ratio", 1.9, EVEN),
    ]  # fmt: skip


def test_effects_under_visits_that_say_not_of_whom_are_left_out(tabulated: Read) -> None:
    given = tabulated(
        DOSES, "Effect sizes of the treatments", ["Outcome | 24 h | Day 7"],
        "MADRS, Cohen's d (95% CI) | 0.86 (0.33 to 1.39) | 0.28 (-0.24 to 0.80)",
    )  # fmt: skip
    assert given[0] == ()


@pytest.mark.parametrize(
    ("label", "cells", "read"),
    [
        ("CADSS at 40 min, mean (SD)", "17.1 (12.0) | 3.9 (5.0)", [(17.1, 3.9)]),
        ("CADSS at 40 min", "17.1 ± 12.0 | 3.9 ± 5.0", [(17.1, 3.9)]),
        ("CADSS above 4 at 40 min, n (%)", "17 (57) | 3 (10)", []),
        ("Dissociation", "17 (57) | 3 (10)", []),
        ("Suicidal ideation", "1 (3) | 2 (7)", []),
        ("Depression", "1 (3) | 2 (7)", []),
    ],
)
def test_scores_of_dissociation_among_adverse_events(
    tabulated: Read, label: str, cells: str, read: list[tuple[float, float]]
) -> None:
    given = tabulated(TWO, "Adverse events and dissociation", ["| Ketamine | Midazolam"], f"{label} | {cells}")  # fmt: skip
    assert [row[3:5] for row in _rows(given)] == read
