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
