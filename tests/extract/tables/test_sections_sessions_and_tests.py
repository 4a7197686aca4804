"""Sections under sections, sessions of a course, tests told by marks and columns, and what the text says
of a table's figures. All tables are our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome, StudyFacts

TWO = (
    "Ketamine for resistant depression: a randomized double-blind trial\n\n"
    "Methods\nSixty patients with treatment-resistant depression were randomized to ketamine 0.5 mg/kg (n = 30) or "
    "midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. Depression was rated with the MADRS and the PHQ-9.\n\n"
    "Results\nThe scores are in the table.{told}\n\n"
)
SERIES = (
    "Six ketamine infusions in resistant depression: an open-label single-group study\n\n"
    "Methods\nTwenty patients with treatment-resistant depression received six infusions of ketamine 0.5 mg/kg over two weeks.\n\n"
    "Results\nAll completed the course.\n\n"
)
ECT = (
    "Anaesthesia for ECT in depression: a randomized double-blind trial\n\n"
    "Methods\nNinety patients with resistant depression were randomized to ketamine 0.8 mg/kg (n = 30), ketofol "
    "(ketamine 0.5 mg/kg plus propofol 0.5 mg/kg; n = 30) or propofol 0.8 mg/kg (n = 30) before ECT.\n\n"
)
Given = tuple[tuple[Outcome, ...], tuple[str, ...]]
WON, EVEN = "favours experimental", "no significant difference"


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes(text.encode())
    return facts


def _pairs(facts: StudyFacts) -> list[tuple[object, ...]]:
    """measure, hours, statistic, experimental and comparator value, p, direction, of pairs of figures"""
    return [
        (o.measure, o.timepoint and o.timepoint.hours, o.statistic, o.experimental_value, o.comparator_value, o.p_value, o.direction)
        for o in facts.outcomes
        if o.experimental_value is not None
    ]  # fmt: skip


def test_a_visit_under_a_scale_is_of_that_scale() -> None:
    facts = _facts(
        TWO.format(told="")
        + "Table 2. Efficacy endpoints\nEndpoint | Ketamine (n = 30) | Midazolam (n = 30)\nMADRS total score | |\n"
        "Baseline, mean (SD) | 33.1 (5.2) | 32.8 (5.0)\n4 h after the first infusion | |\nMean change (SD) | -12.1 (8.8) | -6.2 (7.9)\n"
        "LS mean difference (SE) [95% CI] | -5.9 (2.1) [-10.1 to -1.7] |\n2-sided P value | .006 |\nDay 25, 4 h postdose | |\n"
        "Mean change (SD) | -16.2 (9.9) | -12.9 (9.1) |\nPHQ-9, day 25 | |\nMean change (SD) | -8.0 (5.1) | -6.9 (5.3)\n"
    )
    assert _pairs(facts) == [
        ("MADRS", 4, "mean change", -12.1, -6.2, 0.006, WON),
        ("MADRS", 600, "mean change", -16.2, -12.9, None, None),
        ("PHQ-9", 600, "mean change", -8.0, -6.9, None, None),
    ]


def test_what_only_says_that_a_change_follows_stays_under_its_scale() -> None:
    facts = _facts(
        TWO.format(told="")
        + "Table 2. Scores\nScale | Ketamine (n = 30) | Midazolam (n = 30)\nMADRS total score (0-60) | |\nBaseline | 33.1 ± 5.2 | 32.8 ± 5.0\n"
        "Change from baseline at | |\nWeek 1 | -11.2 ± 8.1 | -6.0 ± 7.2\nWeek 4 | -14.0 ± 9.0 | -10.1 ± 8.3\n"
    )
    assert _pairs(facts) == [
        ("MADRS", 168, "mean change", -11.2, -6.0, None, None),
        ("MADRS", 672, "mean change", -14.0, -10.1, None, None),
    ]


def test_a_scale_named_once_stands_for_the_rows_below_it() -> None:
    facts = _facts(
        TWO.format(told="")
        + "Table 2. Scores at both visits\nOutcome | Time point | Ketamine (n = 30) | Midazolam (n = 30)\nMADRS | Baseline | 33.1 | 32.8\n"
        " | 6 weeks | 18.2 | 22.9\nPHQ-9 | Baseline | 17.0 | 16.4\n | 6 weeks | 9.9 | 12.0\n"
    )
    assert [row[:2] + row[3:5] for row in _pairs(facts)] == [
        ("MADRS", 1008, 18.2, 22.9),
        ("PHQ-9", 1008, 9.9, 12.0),
    ]


def test_sessions_of_a_course_are_told_apart() -> None:
    facts = _facts(
        SERIES
        + "Table 2. Scores (mean ± SD) and response by session\nAssessment | MADRS | Response, n (%)\nBaseline | 34.0 ± 5.1 | -\n"
        "24 h after infusion 1 | 24.2 ± 8.0 | 4 (20.0)\n24 h after infusion 3 | 18.8 ± 8.3 | 8 (40.0)\n24 h after infusion 6 | 12.5 ± 7.7 | 14 (70.0)\n"
    )
    rows = [
        (o.measure, o.timepoint and o.timepoint.hours, o.value, o.subgroup) for o in facts.outcomes
    ]
    assert sorted(rows, key=str) == sorted(
        [
            ("MADRS", 24, 24.2, None),
            ("MADRS", 24, 18.8, "session 3"),
            ("MADRS", 24, 12.5, "session 6"),
            ("response", 24, 20.0, None),
            ("response", 24, 40.0, "session 3"),
            ("response", 24, 70.0, "session 6"),
        ],
        key=str,
    )


def test_two_figures_of_one_session_are_still_left_out() -> None:
    facts = _facts(
        SERIES
        + "Table 2. Scores\nAssessment | MADRS | HAM-D\n24 h after infusion 3 | 18.8 ± 8.3 | 12.1 ± 4.4\nOne day after infusion 3 | 19.9 ± 8.8 | 12.1 ± 4.4\n"
    )
    assert {o.measure for o in facts.outcomes} <= {"HAM-D"}  # the same figure twice is one
    assert any("several figures of MADRS" in w for w in facts.warnings)


def test_marks_that_share_their_comparison() -> None:
    facts = _facts(
        ECT
        + "Results\nThe scores are in Table 2.\n\nTable 2\nHDRS-17 scores (mean ± SD)\nTime | Ketamine (n = 30) | Ketofol (n = 30) | Propofol (n = 30)\n"
        "Baseline | 29.4 ± 4.8 | 30.1 ± 5.2 | 29.2 ± 4.6\nWeek 1 | 17.6 ± 5.1** | 20.3 ± 5.6 | 21.8 ± 5.9\nWeek 2 | 11.2 ± 4.4** | 13.0 ± 4.7* | 15.7 ± 5.3\n"
        "* P < 0.05, ** P < 0.01 versus the propofol group (corrected).\n"
    )
    assert [row[1:2] + row[3:] for row in _pairs(facts)] == [
        (168, 17.6, 21.8, 0.01, WON),
        (168, 20.3, 21.8, None, EVEN),
        (336, 11.2, 15.7, 0.01, WON),
        (336, 13.0, 15.7, 0.05, WON),
    ]


def test_no_mark_no_word_on_the_test_without_a_legend() -> None:
    facts = _facts(
        ECT
        + "Results\nThe scores are in Table 2.\n\nTable 2\nHDRS-17 scores (mean ± SD)\nTime | Ketamine (n = 30) | Ketofol (n = 30) | Propofol (n = 30)\n"
        "Week 1 | 17.6 ± 5.1 | 20.3 ± 5.6 | 21.8 ± 5.9\nWeek 2 | 11.2 ± 4.4 | 13.0 ± 4.7 | 15.7 ± 5.3\n* P < 0.05 versus baseline.\n"
    )
    assert {row[-1] for row in _pairs(facts)} == {None}


@pytest.mark.parametrize("head", ["t value", "t", "χ2/t", "Z"])
def test_columns_of_test_statistics(head: str) -> None:
    facts = _facts(
        TWO.format(told="")
        + f"Table 2. MADRS scores (mean ± SD) and the share of the first score by which they fell\nTime | Ketamine (n = 30) | | Midazolam (n = 30) | | {head} | p value\n"
        " | Mean ± SD | % reduction | Mean ± SD | % reduction | |\nBaseline | 33.9 ± 4.6 | - | 33.1 ± 4.9 | - | 0.68 | 0.50\n"
        "24 hours | 18.2 ± 6.0 | 46.4 | 30.6 ± 5.1 | 7.5 | 8.68 | <0.001\n"
    )
    tests = [
        (o.statistic, o.value, o.p_value) for o in facts.outcomes if o.experimental_value is None
    ]
    assert tests == [("test statistic", 8.68, 0.001)]
    assert _pairs(facts) == [("MADRS", 24, "mean score", 18.2, 30.6, 0.001, WON)]


def test_an_f_of_more_than_two_groups_or_of_time_is_no_test_of_the_two() -> None:
    facts = _facts(
        TWO.format(told="")
        + "Table 2. MADRS scores\nTime | Ketamine (n = 30) | Midazolam (n = 30) | F | p value\nDay 1 | 18.2 ± 6.0 | 30.6 ± 5.1 | 8.68 | <0.001\n"
    )
    assert [o.statistic for o in facts.outcomes] == ["mean score"]


@pytest.mark.parametrize(
    ("told", "direction"),
    [
        (" At 24 h MADRS scores were significantly lower with ketamine than with midazolam.", WON),
        (" MADRS scores did not differ between the groups at any assessment.", EVEN),
        (" At day 7 MADRS scores were significantly lower with ketamine.", None),
        ("", None),
    ],
)
def test_the_verdict_of_the_text_is_that_of_the_table(told: str, direction: str | None) -> None:
    facts = _facts(
        TWO.format(told=told)
        + "Table 2. MADRS total score, mean (SD)\nTime | Ketamine (n = 30) | Midazolam (n = 30)\nBaseline | 33.0 (5.0) | 32.6 (4.8)\n24 h | 18.0 (9.0) | 23.8 (8.1)\n"
    )
    assert [row[-1] for row in _pairs(facts)] == [direction]


def test_cases_by_a_threshold_and_effects_named_in_the_cell() -> None:
    facts = _facts(
        "Esketamine at caesarean delivery and depression: a randomized double-blind trial\n\nMethods\nSixty-six women with prenatal depression were randomized to "
        "esketamine 0.25 mg/kg (n = 33) or saline (n = 33) over 40 minutes.\n\nResults\nSee the table.\n\nTABLE 3 Effectiveness outcomes\n"
        " | Esketamine group (n = 33) | Placebo group (n = 33) | Estimated effects (95% CI) | P value\nSecondary endpoints | | | |\n"
        "EPDS score at 7 days | 7 (4-10) | 8 (5-11) | MD = -1 (-3 to 1) | 0.44\nEPDS ≥10 at 42 days, n (%) | 7 (21.2%) | 9 (27.3%) | RR = 0.78 (0.33 to 1.82) | 0.56\n"
        "Data are median (interquartile range) or number (%). MD, median difference; RR, relative risk.\n"
    )
    rows = [
        (o.measure, o.timepoint and o.timepoint.hours, o.statistic, o.value, o.experimental_value)
        for o in facts.outcomes
    ]
    assert rows == [
        ("EPDS", 168, "median", None, 7.0),
        ("EPDS", 168, "median difference", -1.0, None),
        ("postpartum depression", 1008, "event rate", None, 21.2),
        ("postpartum depression", 1008, "risk ratio", 0.78, None),
    ]


def test_an_effect_with_its_p_in_a_third_bracket_and_a_route_that_tells_the_group() -> None:
    facts = _facts(
        "Two routes of ketamine in resistant depression: a randomized trial\n\nMethods\nNinety patients with treatment-resistant depression were randomized to intranasal ketamine "
        "1.0 mg/kg (n = 30), intravenous ketamine 0.5 mg/kg (n = 30) or midazolam 0.045 mg/kg (n = 30).\n\nResults\nSee the table.\n\nTable 2. Outcomes at week 1\n"
        "Outcome | Intranasal ketamine | Intravenous ketamine | Midazolam | Intravenous ketamine - midazolam, mean difference (95% CI) (p value)\n"
        "MADRS total score | 20.1 | 17.9 | 24.0 | -6.1 (-9.9 to -2.3) (0.002)\n"
    )
    arms = {a.id: (a.drug, a.route) for a in facts.arms}
    pairs = {
        (arms[str(o.experimental_arm)], o.experimental_value, o.comparator_value)
        for o in facts.outcomes
        if o.value is None
    }
    assert pairs == {
        (("ketamine", "intranasal"), 20.1, 24.0),
        (("ketamine", "intravenous"), 17.9, 24.0),
    }
    (effect,) = (o for o in facts.outcomes if o.value is not None)
    assert (effect.value, effect.ci_low, effect.ci_high, effect.p_value) == (
        -6.1,
        -9.9,
        -2.3,
        0.002,
    )


def test_a_change_between_two_days_is_of_the_later_one() -> None:
    facts = _facts(
        TWO.format(told="")
        + "Table 2. MADRS total score\nVisit | Ketamine | Midazolam\nDay 14 | 21.0 ± 8.7 | 24.6 ± 9.4\nChange from day 0 to day 14 | -11.9 ± 8.4 | -7.8 ± 7.7\n"
        "Change from day 0 to day 29 | -15.6 ± 9.4 | -9.9 ± 8.3\n"
    )
    assert [row[1:5] for row in _pairs(facts)] == [
        (336, "mean score", 21.0, 24.6),
        (336, "mean change", -11.9, -7.8),
        (696, "mean change", -15.6, -9.9),
    ]


def test_a_table_may_follow_right_behind_another() -> None:
    facts = _facts(
        TWO.format(told="")
        + "Table 2: MADRS scores\nTime | Ketamine (n = 30) | Midazolam (n = 30)\n24 hours | 18.2 ± 6.0 | 30.6 ± 5.1\n7 days | 17.0 ± 6.1 | 26.4 ± 5.4\n\n"
        "Table 3: Responders, n (%)\nGroup | 24 hours | 7 days\nKetamine | 13 (43.3) | 16 (53.3)\nMidazolam | 3 (10.0) | 6 (20.0)\n"
    )
    assert [row[0:2] + row[3:5] for row in _pairs(facts)] == [
        ("MADRS", 24, 18.2, 30.6),
        ("MADRS", 168, 17.0, 26.4),
        ("response", 24, 43.3, 10.0),
        ("response", 168, 53.3, 20.0),
    ]


def test_a_scale_named_once_in_a_journal(tabulated: Callable[..., Given]) -> None:
    found, warnings = tabulated(
        "ketamine 0.5 mg/kg, midazolam 0.045 mg/kg", "Scores at both visits",
        ["Outcome vv2|Time pointvv2|Ketamine (n = 30)^^2|Midazolam (n = 30)^^2", "Mean|s.d.|Mean|s.d."],
        "MADRS|Baseline|33.1|9.3|32.8|10.0", "|6 weeks|18.2|10.8|22.9|11.1",
        "PHQ-9|Baseline|17.0|4.1|16.4|4.4", "|6 weeks|9.9|5.0|12.0|5.2",
    )  # fmt: skip
    assert [(o.measure, o.experimental_value, o.experimental_dispersion) for o in found] == [
        ("MADRS", 18.2, 10.8),
        ("PHQ-9", 9.9, 5.0),
    ]
    assert not warnings


def test_visits_below_a_row_of_tests(tabulated: Callable[..., Given]) -> None:
    found, _ = tabulated(
        "ketamine 0.5 mg/kg, placebo", "Means, standard deviations and F statistics",
        ["|Ketamine M (SD)|Placebo M (SD)|Time effect|Interaction"],
        "Primary outcome", "MADRS|||F = 14.6|F = 14.4", "Baseline|30.9 (4.9)|31.1 (4.4)||",
        "Week 1|18.4 (7.5)|25.1 (6.6)||", "PHQ-9|||F = 0.8|F = 2.1", "Week 1|9.6 (4.8)|12.9 (3.7)||",
    )  # fmt: skip
    assert [(o.measure, o.experimental_value, o.comparator_value) for o in found] == [
        ("MADRS", 18.4, 25.1),
        ("PHQ-9", 9.6, 12.9),
    ]


def test_women_who_are_treated_are_no_part_of_the_people(tabulated: Callable[..., Given]) -> None:
    found, _ = tabulated(
        "ketamine 0.5 mg/kg, placebo", "Mean changes of scores in women treated with ketamine or placebo",
        ["|Placebo (n = 26)|Ketamine (n = 27)|p"], "MADRS|-6.5 (4.0)|-10.0 (3.5)|0.02",
    )  # fmt: skip
    assert [(o.experimental_value, o.comparator_value, o.p_value) for o in found] == [
        (-10.0, -6.5, 0.02)
    ]
