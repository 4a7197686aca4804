"""Tables of texts whose rows are broken over lines, or have no mark between their cells. All invented."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts
from dosetable.extract.readers import read

TWO = (
    "Intravenous ketamine in treatment-resistant depression: a randomized trial\n\n"
    "Methods: Forty patients with treatment-resistant depression were randomized to ketamine 0.5 mg/kg"
    " (n = 20) or midazolam 0.03 mg/kg (n = 20), each infused over 40 minutes.\n\n"
)
THREE = (
    "Esketamine spray in treatment-resistant depression: a randomized trial\n\nMethods: Patients with "
    "treatment-resistant depression were randomized to placebo (n = 30) or esketamine 28 mg (n = 29) or "
    "84 mg (n = 31) nasal spray.\n\n"
)
ONE = (
    "Open-label ketamine in depression\n\nMethods: In this open-label, single-arm trial 14 adults with major depressive"
    " disorder were given one intravenous infusion of ketamine 0.5 mg/kg. Everybody got ketamine.\n\n"
)


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes(text.encode())
    return facts


def _pairs(facts: StudyFacts) -> list[tuple[object, ...]]:
    return [
        (o.measure, o.timepoint and o.timepoint.hours, o.experimental_value, o.comparator_value)
        for o in facts.outcomes
    ]


HEADS = [
    "Ketamine (n = 20)a |\nMidazolam (n = 20)a |\n|||\n---|---|---|---|---|\nMeasure | Mean (SD) | Within-group effect size d [95% CI] |\nMean (SD) | Within-group effect size d [95% CI] |\n",
    "Ketamine\n(n = 20) |\nMidazolam\n(n = 20) |\n|||\nMeasure | Mean (SD) | Within-group effect size d [95% CI] |\nMean (SD) | Within-group effect size d [95% CI] |\n---|---|---|---|---|\n",
]


@pytest.mark.parametrize("head", HEADS)
def test_heads_broken_over_lines_and_cells_over_two_rows(head: str) -> None:
    rows = (
        "MADRS | ||||\nBaseline | 31.1 (5.2) | d = 1.20 [0.70–1.60] | 30.4 (5.8) | d = 0.51 [0.10–0.90] |\n"
        "24 hr post infusion | 15.2 (8.1)***§ | 23.7 (9.0)* | ||\n"
        "BDI | ||||\nBaseline | 33.0 (9.0) | d = 1.00 [0.50–1.40] | 32.0 (8.8) | d = 0.40 [−0.10 –0.80] |\n"
        "24 hr post infusion | 18.0 (9.9)*** | 26.1 (9.2) | ||\n"
    )
    facts = _facts(TWO + "TABLE 2.\nScores before and after\n" + head + rows)
    assert _pairs(facts) == [("MADRS", 24, 15.2, 23.7), ("BDI", 24, 18.0, 26.1)]
    assert all(o.p_value is None for o in facts.outcomes)


def test_a_head_without_its_corner_over_columns_that_repeat() -> None:
    table = (
        "Table 4.\nScores\nKetamine group |\nMidazolam group |\nTreatment effect |\n||||\n---|---|---|---|---|---|---|\n"
        "Mean (SD) | n | Mean (SD) | n | Mean difference (95% CI) | p value | |\nMADRS | ||||||\n"
        "Baseline | 32.0 (7.1) | 20 | 33.0 (8.0) | 20 | .. | .. |\n"
        "Week 1 | 17.1 (9.2) | 19 | 20.5 (9.9) | 18 | −3.4 (−9.0 to 2.2) | 0.23 |\n"
    )
    facts = _facts(TWO + table)
    assert _pairs(facts)[0] == ("MADRS", 168, 17.1, 20.5)
    assert [(o.value, o.ci_low, o.p_value) for o in facts.outcomes[1:]] == [(-3.4, -9.0, 0.23)]
    assert (facts.outcomes[0].experimental_n, facts.outcomes[0].comparator_n) == (19, 18)


def test_a_corner_that_is_named_stays_the_corner() -> None:
    table = (
        "Table 3.\nScale | Ketamine | Midazolam | |||\n---|---|---|---|---|---|\nMean | SD | Mean | SD | |\n"
        "MADRS at day 1 | 12.5 | 7.1 | 16.0 | 9.0 |\nMADRS at day 7 | 16.1 | 9.0 | 17.0 | 9.9 |\n"
    )
    assert _pairs(_facts(TWO + table.replace("|||\n---", "||\n---", 1).replace("---|---|---|---|---|---|", "---|---|---|---|---|"))) == [
        ("MADRS", 24, 12.5, 16.0), ("MADRS", 168, 16.1, 17.0),
    ]  # fmt: skip


def test_cells_of_a_row_broken_over_lines() -> None:
    table = (
        "Table 2.\nPaired t-tests against baseline\nMeasure | Baseline (n = 14) | Day 1 | Day 1 Statistics | Day 7 | Day 7 Statistics |\n---|---|---|---|---|---|\n"
        "MADRS total | 34.1 (6.0) | 15.0 (8.8) |\nn = 14, t13\n= 9.1, p < 0.001, d = 2.4 [1.3,3.2] |\n18.2 (9.1) |\nn = 12, t11\n= 6.2, p = 0.002, d = 1.8 [0.9,2.7] |\n"
    )
    facts = _facts(ONE + table)
    rows = {(o.statistic, o.timepoint and o.timepoint.hours, o.value, o.ci_low, o.p_value) for o in facts.outcomes}  # fmt: skip
    assert {
        ("mean score", 24, 15.0, None, None), ("Cohen d", 24, 2.4, 1.3, 0.001),
        ("mean score", 168, 18.2, None, None), ("Cohen d", 168, 1.8, 0.9, 0.002),
    } <= rows  # fmt: skip


PLAIN = (
    "Table 2. MADRS total score\n\nCategory Esk28 (N = 29) Esk84 (N = 31) Placebo (N = 30)\nBaseline\n N 29 31 30\n"
    " Mean (SD) 36.1 (5.0) 37.0 (5.5) 36.6 (5.1)\n Median (Range) 36.0 (28; 50) 37.5 (29; 51) 36.0 (28; 47)\n"
    "Day 28\n N 27 28 26\n Mean (SD) 20.2 (11.1) 19.0 (12.0) 24.4 (11.9)\n Median (Range) 21.0 (0; 44) 18.5 (1; 46) 25.0 (2; 48)\n"
    "Change from baseline to Day 28\n N 27 28 26\n Mean (SD) - 15.8 (10.1) - 18.0 (11.2) - 12.2 (10.9)\n"
    "MMRM analysisa\n Diff. of LS means (SE) (Esk minus Placebo) - 3.1 (2.2) - 5.2 (2.3)\n 90% confidence interval on diffb - 6.8; 0.6 - 9.0; - 1.4\n"
    " 1-sided p-value (Esk minus Placebo)b 0.081 0.013\n\nA higher score is worse.\n"
)


def test_a_table_without_marks_between_its_cells() -> None:
    facts = _facts(THREE + PLAIN)
    scores = {(o.statistic, o.experimental_value, o.comparator_value, o.experimental_n) for o in facts.outcomes if o.value is None and o.statistic != "median"}  # fmt: skip
    assert scores == {
        ("mean score", 20.2, 24.4, 27), ("mean score", 19.0, 24.4, 28),
        ("mean change", -15.8, -12.2, 27), ("mean change", -18.0, -12.2, 28),
    }  # fmt: skip
    effects = {(o.value, o.ci_level, o.ci_low, o.ci_high, o.p_value) for o in facts.outcomes if o.value is not None}  # fmt: skip
    assert effects == {(-3.1, 90, -6.8, 0.6, 0.081), (-5.2, 90, -9.0, -1.4, 0.013)}
    assert {o.timepoint and o.timepoint.hours for o in facts.outcomes} == {672}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("MADRS day 1, mean (SD) 14.1 (6.2) 21.3 (7.0) 0.002\nMADRS day 7, mean (SD) 18.0 (7.7) 22.4 (6.9) 0.07\n", [(24, 14.1, 21.3, 0.002), (168, 18.0, 22.4, 0.07)]),
        ("MADRS day 1 14.1 ± 6.2 21.3 ± 7.0 0.002\nMADRS day 7 18.0 ± 7.7 22.4 ± 6.9 0.07\n", [(24, 14.1, 21.3, 0.002), (168, 18.0, 22.4, 0.07)]),
        ("MADRS day 1 14.1 21.3 0.002\nMADRS day 7 18.0 22.4 0.07\n", [(24, 14.1, 21.3, 0.002), (168, 18.0, 22.4, 0.07)]),
        ("MADRS\nDay 1 14.1 (6.2) 21.3 (7.0)\nDay 7 18.0 (7.7) 22.4 (6.9)\n", [(24, 14.1, 21.3, None), (168, 18.0, 22.4, None)]),
        # a figure more or less than the head has names
        ("MADRS day 1 14.1 21.3 8.8 0.002\nMADRS day 7 18.0 22.4 9.1 0.07\n", []),
        ("MADRS\nDay 1 14.1\nDay 7 18.0\n", []),
    ],
)  # fmt: skip
def test_forms_of_rows_without_marks(rows: str, found: list[tuple[object, ...]]) -> None:
    head = "Table 2. Scores\nOutcome Ketamine (n = 20) Midazolam (n = 20)" + (" P value" if "0.0" in rows else "")  # fmt: skip
    facts = _facts(f"{TWO}{head}\n{rows}")
    assert [
        (o.timepoint and o.timepoint.hours, o.experimental_value, o.comparator_value, o.p_value)
        for o in facts.outcomes
    ] == found


SPACED = {
    "names with their numbers": (
        "Table 2. Depression scores\n"
        "Measure              Ketamine (n=20)    Midazolam (n=20)    P value\n"
        "MADRS, mean (SD)\n"
        "  Baseline           33.1 (4.9)         32.7 (5.3)          0.76\n"
        "  24 h               15.2 (8.0)         24.1 (7.7)          <0.001\n"
        "  Day 7              19.8 (9.1)         23.0 (8.2)          0.16\n",
        [(24, 15.2, 24.1, None, 0.001), (168, 19.8, 23.0, None, 0.16)],
    ),
    "empty places": (
        "Table 2. MADRS total score, mean (SD)\n"
        "Time          Ketamine        Midazolam       Difference (95% CI)       P\n"
        "Baseline      33.1 (4.9)      32.7 (5.3)\n"
        "Day 1         15.2 (8.0)      24.1 (7.7)      -8.9 (-13.0 to -4.8)      <.001\n"
        "Day 3                         23.6 (7.9)\n"
        "Day 7         19.8 (9.1)      23.0 (8.2)      -3.2 (-7.7 to 1.3)        .16\n",
        [(24, 15.2, 24.1, None, 0.001), (24, None, None, -8.9, 0.001), (168, 19.8, 23.0, None, 0.16), (168, None, None, -3.2, 0.16)],
    ),
    "names over two columns": (
        "Table 2. Scores, mean (SD)\n"
        "                    Ketamine (n = 20)              Midazolam (n = 20)\n"
        "Scale               Baseline        Day 1          Baseline        Day 1\n"
        "MADRS               33.1 (4.9)      15.2 (8.0)     32.7 (5.3)      24.1 (7.7)\n"
        "BDI                 35.0 (9.0)      20.1 (9.9)     34.2 (9.4)      28.8 (9.8)\n",
        [(24, 15.2, 24.1, None, None), (24, 20.1, 28.8, None, None)],
    ),
    "what stands between two columns": (
        "Table 2. MADRS, mean (SD)\n"
        "Time          Ketamine        Midazolam\n"
        "Day 1         15.2 (8.0)      24.1 (7.7)\n"
        "Day 3                   20.1 (7.9)\n"
        "Day 7         19.8 (9.1)      23.0 (8.2)\n",
        [(24, 15.2, 24.1, None, None), (168, 19.8, 23.0, None, None)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPACED)
def test_columns_below_each_other(name: str) -> None:
    table, rows = SPACED[name]
    assert [
        (o.timepoint and o.timepoint.hours, o.experimental_value, o.comparator_value, o.value, o.p_value)
        for o in _facts(TWO + table).outcomes
    ] == rows  # fmt: skip


@pytest.mark.parametrize("caption", ["**Table 2.** Scores", "Scores by visit", "### Table 2"])
def test_markdown_with_bold_cells_and_a_line_that_names_the_table(caption: str) -> None:
    table = (
        f"{caption}\n| | **Ketamine (n=20)** | **Midazolam (n=20)** | Mean difference (95% CI) | **p** |\n|:--|--:|--:|--:|--:|\n"
        "| MADRS baseline | 33.1 (4.9) | 32.7 (5.3) | | |\n| **MADRS 24 h** | **15.2 (8.0)** | **24.1 (7.7)** | **-8.9 (-13.0, -4.8)** | **<0.001** |\n"
    )
    facts = _facts(TWO + table)
    assert _pairs(facts) == [("MADRS", 24, 15.2, 24.1), ("MADRS", 24, None, None)]
    assert [o.value for o in facts.outcomes] == [None, -8.9]


def test_a_difference_below_the_limits_of_the_arms() -> None:
    table = (
        "Table 2. MADRS total score\nKetamine (N = 20) Midazolam (N = 20)\nDay 7\nN 18 17\nMean (SD) 19.8 (9.1) 23.0 (8.2)\nRange 2, 40 5, 41\n"
        "Difference of means (ketamine minus midazolam) -3.2\n95% CI -7.9 to 1.5\nP value 0.18\n"
    )
    facts = _facts(TWO + table)
    assert _pairs(facts)[0] == ("MADRS", 168, 19.8, 23.0)
    effect = facts.outcomes[1]
    assert (effect.value, effect.ci_low, effect.ci_high, effect.p_value) == (-3.2, -7.9, 1.5, 0.18)


@pytest.mark.parametrize(
    ("rows", "p"),
    [
        (" Response | 12 (60) | 5 (25)\n Nonresponse | 8 (40) | 15 (75)\n", 0.03),
        (" Remission | 5 (25) | 2 (10)\n Response | 7 (35) | 3 (15)\n Neither | 8 (40) | 15 (75)\n", None),
    ],
)  # fmt: skip
def test_a_p_value_of_a_section_is_of_the_event_where_it_has_two_rows(
    rows: str, p: float | None
) -> None:
    table = f"Table 2. Outcomes\nOutcome | Ketamine (n = 20) | Midazolam (n = 20) | P value\nAge, y | 44 (12) | 45 (11) | .70\nOutcome at day 1, n (%) | .03\n{rows}"
    facts = _facts(TWO + table)
    assert facts.outcomes
    assert {o.p_value for o in facts.outcomes} == {p}


def test_prose_with_numbers_of_groups_is_no_table() -> None:
    text = "Patients were given ketamine (n = 20) and midazolam (n = 20)\nAt day 1 the scores were 14 21\nAt day 7 the scores were 18 22\n"
    (document,) = read((TWO + text).encode())
    assert document.tables == ()


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (  # tests of each arm against its baseline, and one between the arms below
            "Table 2. HAMD-17 scores\nGroup | Baseline | Day 7 | P (within group) |\n---|---|---|---|\nKetamine (n = 20) | 24.1 ± 4.0 | 11.2 ± 5.0 | <0.001 |\n"
            "Midazolam (n = 20) | 23.8 ± 4.2 | 17.9 ± 5.5 | 0.01 |\nP (between groups) | 0.77 | 0.002 | |\n",
            [("HAM-D-17", 168, 11.2, 17.9, 0.002)],
        ),
        (  # a head that reaches down beside three columns of each arm
            "Table 2. MADRS\n | Ketamine (n = 20) ||| Midazolam (n = 20) ||| P |\n | Baseline | Day 1 | Change | Baseline | Day 1 | Change | |\n---|---|---|---|---|---|---|---|\n"
            "MADRS | 33.1 (4.9) | 15.2 (8.0) | -17.9 (8.1) | 32.7 (5.3) | 24.1 (7.7) | -8.6 (7.2) | <.001 |\n",
            [("MADRS", 24, 15.2, 24.1, None), ("MADRS", 24, -17.9, -8.6, 0.001)],
        ),
    ],
)
def test_more_tables_between_bars(table: str, rows: list[tuple[object, ...]]) -> None:
    assert [
        (o.measure, o.timepoint and o.timepoint.hours, o.experimental_value, o.comparator_value, o.p_value)
        for o in _facts(TWO + table).outcomes
    ] == rows  # fmt: skip


def test_doses_with_a_point_in_a_head_without_marks() -> None:
    text = (
        "Ketamine doses in treatment-resistant depression: a randomized trial\n\nMethods: Patients with treatment-resistant depression were randomized to ketamine 0.1 mg/kg (n = 18),"
        " 0.5 mg/kg (n = 22) or midazolam 0.045 mg/kg (n = 19).\n\nTable 3. HAM-D-6, mean (SD)\nVisit Ketamine 0.1 mg/kg (n = 18) Ketamine 0.5 mg/kg (n = 22) Midazolam (n = 19)\n"
        "Baseline 12.6 (2.0) 12.9 (2.2) 12.8 (2.1)\nDay 1 8.4 (3.8) 6.5 (3.9) 9.6 (3.5)\n"
    )
    assert _pairs(_facts(text)) == [("HAM-D-6", 24, 8.4, 9.6), ("HAM-D-6", 24, 6.5, 9.6)]
