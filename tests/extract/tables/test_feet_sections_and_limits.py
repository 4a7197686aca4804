"""What the foot of a table explains, sections that are arms, and limits that say what a figure is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

Tabulated = Callable[..., tuple[tuple[Outcome, ...], tuple[str, ...]]]
TWO = "ketamine 0.5 mg/kg, midazolam 0.045 mg/kg"
DOSES = "esketamine 56 mg, esketamine 84 mg, placebo"
HEAD = ["Outcome | Ketamine (n = 25) | Midazolam (n = 24) | P"]


def full_text(head: str, rows: str, foot: str) -> tuple[Outcome, ...]:
    """The outcomes of a trial of three groups with letters, K, S and C; cells between bars."""

    def line(text: str, name: str) -> str:
        return f"<tr>{''.join(f'<{name}>{c.strip()}</{name}>' for c in text.split('|'))}</tr>"

    body = "".join(line(r, "td") for r in rows.splitlines())
    xml = (
        "<article><front><article-meta><title-group><article-title>Ketamine and esketamine for depression before surgery: a randomised trial</article-title></title-group>"
        "<abstract><p>One hundred and twenty patients with depression were randomly divided, double-blind, into the ketamine group (group K, n = 40, ketamine 0.3 mg/kg), "
        "the esketamine group (group S, n = 40, esketamine 0.15 mg/kg) and the control group (group C, n = 40, saline), all intravenously.</p></abstract></article-meta></front>"
        "<body><sec sec-type='results'><title>Results</title>"
        f"<table-wrap><label>Table 2</label><caption><p>HAMD-17 scores (mean ± SD)</p></caption><table><thead>{line(head, 'th')}</thead><tbody>{body}</tbody></table>"
        f"<table-wrap-foot><fn><p>{foot}</p></fn></table-wrap-foot></table-wrap></sec></body></article>"
    )
    return extract_bytes(xml.encode())[0].outcomes


@pytest.mark.parametrize(
    "foot",
    [
        "P1: group K vs group C; P2: group S vs group C; P3: group K vs group S.",
        "P1, K vs. C; P2, S vs. C; P3, K vs. S",
        "P1 for the comparison between group K and group C; P2 for the comparison between group S and group C; P3 for the comparison between group K and group S.",
    ],
)
def test_numbered_p_values(foot: str) -> None:
    found = full_text(
        "Time | Group K | Group S | Group C | P | P1 | P2 | P3",
        "3 d after surgery | 11.0 ± 2.6 | 9.2 ± 2.5 | 13.0 ± 2.9 | 0.001 | 0.02 | 0.003 | 0.17",
        foot,
    )
    assert {(o.experimental_arm, o.comparator_arm, o.p_value) for o in found} == {("A1", "A3", 0.02), ("A2", "A3", 0.003), ("A1", "A2", 0.17)}  # fmt: skip


def test_numbered_p_values_that_nothing_explains() -> None:
    found = full_text("Time | Group K | Group S | Group C | P1 | P2", "3 d after surgery | 11.0 ± 2.6 | 9.2 ± 2.5 | 13.0 ± 2.9 | 0.02 | 0.003", "SD, standard deviation.")  # fmt: skip
    assert {o.p_value for o in found} == {None}


def test_marks_against_a_group_by_its_letter() -> None:
    found = full_text("Time | Group K | Group S | Group C", "3 d after surgery | 11.0 ± 2.6* | 9.2 ± 2.5*# | 13.0 ± 2.9", "*P &lt; 0.05 vs. group C; # P &lt; 0.05, compared with group K.")  # fmt: skip
    assert {(o.experimental_arm, o.comparator_arm, o.p_value) for o in found} == {("A1", "A3", 0.05), ("A2", "A3", 0.05), ("A2", "A1", 0.05)}  # fmt: skip


@pytest.mark.parametrize(
    ("foot", "hours"),
    [
        ("T0, before surgery; T1, after 1 week; T2, after 4 weeks.", [168, 672]),
        ("T0: the day before surgery. T1: 1 week after surgery. T2: 4 weeks after surgery.", [168, 672]),
        ("T0 = baseline; T1 = end of surgery; T2 = 4 weeks after it.", [672]),
    ],
)  # fmt: skip
def test_codes_of_visits(foot: str, hours: list[int]) -> None:
    found = full_text("Group | T0 | T1 | T2", "Group K | 20 ± 3 | 12 ± 3 | 9 ± 3\nGroup C | 21 ± 3 | 15 ± 3 | 13 ± 3", foot)  # fmt: skip
    assert [o.timepoint.hours for o in found if o.timepoint] == hours


@pytest.mark.parametrize(
    ("caption", "foot", "statistic"),
    [
        ("Scores", "", None),
        ("Scores, median (IQR)", "", "median"),
        ("Scores", "Values are median [interquartile range].", "median"),
        ("Scores", "Data are mean (SD), median (IQR) or n (%).", "median"),
        ("Mean scores (95% CI)", "", "mean score"),
        ("Scores", "Values are means with 95% confidence intervals.", "mean score"),
    ],
)
def test_figures_with_two_ends(
    caption: str, foot: str, statistic: str | None, tabulated: Tabulated
) -> None:
    found, _ = tabulated(TWO, caption, HEAD, "MADRS, day 1 | 17 (12-21) | 22 (16-27) | .03", foot=foot)  # fmt: skip
    assert [o.statistic for o in found] == ([statistic] if statistic else [])


def test_means_beside_medians_of_other_rows(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "Scores", HEAD, "MADRS, day 1 | 17 ± 8 | 22 ± 9 | .03", "QIDS-SR, day 1 | 9 (6, 12) | 12 (9, 15) | .04", foot="Values are mean ± SD or median (IQR)."
    )  # fmt: skip
    assert [(o.measure, o.statistic) for o in found] == [("MADRS", "mean score"), ("QIDS-SR", "median")]  # fmt: skip


@pytest.mark.parametrize("cells", ["17 (8) [4–35] | 22 (9) [9–40]", "17 (8) [13.8, 20.2] | 22 (9) [18, 26]", "17 (8)^f | 22 (9)^gh"])  # fmt: skip
def test_limits_and_letters_behind_a_figure(cells: str, tabulated: Tabulated) -> None:
    (found,), _ = tabulated(TWO, "Scores, mean (SD)", HEAD, f"MADRS, day 1 | {cells} | .03")
    assert (found.experimental_value, found.experimental_dispersion, found.comparator_value) == (17, 8, 22)  # fmt: skip


@pytest.mark.parametrize("caption", ["Item scores of the MADRS at day 1", "Subscales of the MADRS at day 1"])  # fmt: skip
def test_items_without_the_name_of_their_scale(caption: str, tabulated: Tabulated) -> None:
    assert tabulated(TWO, f"{caption}, mean (SD)", HEAD, "Reported sadness | 2 (1) | 3 (1) | .01", "Suicidal ideation | 1 (1) | 2 (1) | .02")[0] == ()  # fmt: skip


SECTIONS = [
    "Placebo^^3", "n | 112 | 108", "Mean (SD) | -6.5 (9) | -14.8 (15)",
    "Esketamine 56 mg^^3", "n | 113 | 111", "Mean (SD) | -9.1 (9) | -19 (14)", "LS mean diff (SE) | -2.6 (1.2) | -4.1 (1.8)", "95% CI | -5.0, -0.2 | -7.7, -0.5", "P value | 0.03 | 0.02",
]  # fmt: skip


def test_sections_that_are_arms(tabulated: Tabulated) -> None:
    found, _ = tabulated(DOSES, "Change in MADRS", ["Treatment | Day 2 | Day 28"], *SECTIONS)
    assert [
        (o.timepoint and o.timepoint.hours, o.statistic, o.experimental_value, o.comparator_value, o.experimental_n, o.value, o.ci_low, o.p_value)
        for o in found
    ] == [
        (48, "mean change", -9.1, -6.5, 113, None, None, 0.03), (48, "mean difference", None, None, None, -2.6, -5.0, 0.03),
        (672, "mean change", -19, -14.8, 111, None, None, 0.02), (672, "mean difference", None, None, None, -4.1, -7.7, 0.02),
    ]  # fmt: skip
    assert {(o.experimental_arm, o.comparator_arm) for o in found} == {("A1", "A3")}


def test_sections_of_one_arm_alone_are_no_contrast(tabulated: Tabulated) -> None:
    assert tabulated(DOSES, "Change in MADRS", ["Treatment | Day 2 | Day 28"], *SECTIONS[:3])[0] == ()  # fmt: skip


def test_means_and_those_of_a_model(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "Efficacy", ["| Ketamine (N = 25) | Midazolam (N = 24)"], "Change in MADRS at day 1^^3", "n | 25 | 23", "Mean (SD) | -15 (8) | -7.4 (8)", "Median | -15.5 | -7",
        "Min, max | -30, 2 | -24, 5", "LS mean (SE) | -14.8 (1.4) | -7.5 (1.4)",
    )  # fmt: skip
    assert [(o.statistic, o.experimental_value) for o in found] == [("mean change", -15), ("median", -15.5)]  # fmt: skip


@pytest.mark.parametrize(
    ("effect", "foot", "statistic"),
    [
        ("MD, -1 (-2 to 0)", "MD, median difference; RR, relative risk.", "median difference"),
        ("MD, -1 (-2 to 0)", "MD = mean difference.", "mean difference"),
        ("MD -1 (-2 to 0)", "", None),  # beside medians it may be either
    ],
)
def test_what_md_is_short_for(
    effect: str, foot: str, statistic: str | None, tabulated: Tabulated
) -> None:
    head = ["Outcome | Ketamine | Midazolam | Effect estimate (95% CI)"]
    found, _ = tabulated(TWO, "Outcomes", head, f"MADRS at day 1, median (IQR) | 17 (12-21) | 18 (13-22) | {effect}", foot=foot)  # fmt: skip
    assert [o.statistic for o in found if o.value is not None] == ([statistic] if statistic else [])


def test_the_estimate_of_hodges_and_lehmann(tabulated: Tabulated) -> None:
    found, _ = tabulated(TWO, "MADRS", ["Time | Ketamine, median (IQR) | Midazolam, median (IQR) | Hodges–Lehmann estimate (95% CI)"], "Day 1 | 17 (12-21) | 22 (16-27) | -5 (-9 to -1)")  # fmt: skip
    assert [(o.statistic, o.value) for o in found if o.value is not None] == [("median difference", -5)]  # fmt: skip


@pytest.mark.parametrize(
    ("other", "p"),
    [
        ("Total (n = 49)", 0.03),
        ("All patients", 0.03),
        ("Both groups", 0.03),
        ("Group L (n = 20)", None),  # a third group
        ("Esketamine", None),
    ],
)
def test_a_column_of_everybody_is_no_third_group(
    other: str, p: float | None, tabulated: Tabulated
) -> None:
    (found,), _ = tabulated(TWO, "MADRS, mean (SD)", [f"Time | {other} | Ketamine (n = 25) | Midazolam (n = 24) | P"], "Day 1 | 20 (9) | 17 (8) | 22 (9) | .03")  # fmt: skip
    assert (found.experimental_value, found.comparator_value, found.p_value) == (17, 22, p)


@pytest.mark.parametrize("head", ["Risk/100 patients", "Events per 100 patients", "%"])
def test_rates_of_a_hundred(head: str, tabulated: Tabulated) -> None:
    (found,), _ = tabulated(TWO, "Outcomes at day 1", ["Outcome | Ketamine | Midazolam", f"| {head} | {head}"], "Responders | 56.1 | 25.2")  # fmt: skip
    assert (found.unit, found.experimental_value) == ("percent", 56.1)


def test_letters_of_groups_before_their_statistic() -> None:
    found = full_text("| Before surgery | Day 3", "Group K, mean (SD) | 20 (3) | 12 (3)\nGroup S, mean (SD) | 21 (3) | 11 (3)\nGroup C, mean (SD) | 20 (3) | 16 (3)", "")  # fmt: skip
    assert [(o.experimental_arm, o.experimental_value, o.comparator_value) for o in found] == [("A1", 12, 16), ("A2", 11, 16)]  # fmt: skip


@pytest.mark.parametrize("name", ["Period", "Cohort", "Treatment period"])
def test_parts_of_the_trial_over_the_arms(name: str, tabulated: Tabulated) -> None:
    head = [f"Time | {name} 1^^2 | {name} 2^^2", "| Ketamine | Midazolam | Ketamine | Midazolam"]
    found, _ = tabulated(TWO, "MADRS, mean (SD)", head, "Day 1 | 17 (8) | 22 (9) | 16 (8) | 20 (9)")
    part = name.split()[-1]
    assert [(o.subgroup and o.subgroup.lower(), o.experimental_value, o.comparator_value) for o in found] == [(f"{part} 1".lower(), 17, 22), (f"{part} 2".lower(), 16, 20)]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [("Pre", "Post"), ("BL", "Week 4"), ("Baseline", "Week 4"), ("Before", "After")])  # fmt: skip
def test_the_test_of_the_only_visit_beside_the_baseline(
    before: str, after: str, tabulated: Tabulated
) -> None:
    head = ["Scale | Ketamine^^2 | Midazolam^^2 | Difference (95% CI)vv2 | Pvv2", f"| {before} | {after} | {before} | {after}"]  # fmt: skip
    found, _ = tabulated(TWO, "Scores, mean (SD)", head, "MADRS | 34 (5) | 17 (8) | 33 (5) | 22 (9) | -5 (-9.9 to -0.1) | .04")  # fmt: skip
    assert [(o.experimental_value, o.value, o.p_value) for o in found] == [(17, None, 0.04), (None, -5, 0.04)]  # fmt: skip


def test_a_test_of_two_visits_beside_the_baseline_is_of_neither(tabulated: Tabulated) -> None:
    head = ["Scale | Ketamine^^3 | Midazolam^^3 | Pvv2", "| Baseline | Day 1 | Day 7 | Baseline | Day 1 | Day 7"]  # fmt: skip
    found, _ = tabulated(TWO, "Scores, mean (SD)", head, "MADRS | 34 (5) | 17 (8) | 20 (8) | 33 (5) | 22 (9) | 24 (8) | .04")  # fmt: skip
    assert [(o.experimental_value, o.p_value) for o in found] == [(17, None), (20, None)]


@pytest.mark.parametrize(
    ("foot", "expected"),
    [
        ("K, ketamine group; M, midazolam group.", [(17, 22)]),
        ("K = ketamine; M = midazolam; SD = standard deviation", [(17, 22)]),
        ("K, potassium; M, mean.", []),
    ],
)
def test_letters_that_the_foot_alone_explains(
    foot: str, expected: list[object], tabulated: Tabulated
) -> None:
    found, _ = tabulated(TWO, "MADRS, mean (SD)", ["Time | K (n = 25) | M (n = 24) | P"], "Day 1 | 17 (8) | 22 (9) | .04", foot=foot)  # fmt: skip
    assert [(o.experimental_value, o.comparator_value) for o in found] == expected


@pytest.mark.parametrize(
    ("statistic", "p"),
    [("F", None), ("F(1,47)", None), ("F value", None), ("t", 0.04), ("χ^2", 0.04)],
)
def test_an_f_beside_a_baseline_may_be_of_the_course(
    statistic: str, p: float | None, tabulated: Tabulated
) -> None:
    head = [f"Scale | Ketamine^^2 | Midazolam^^2 | {statistic}vv2 | Pvv2", "| Baseline | Week 4 | Baseline | Week 4"]  # fmt: skip
    found, _ = tabulated(TWO, "Scores, mean (SD)", head, "MADRS | 34 (5) | 17 (8) | 33 (5) | 22 (9) | 4.4 | .04")  # fmt: skip
    assert [(o.experimental_value, o.p_value) for o in found if o.value is None] == [(17, p)]
    found, _ = tabulated(TWO, "MADRS, mean (SD)", [f"Group | Baseline | Week 4 | {statistic} | P"], "Ketamine | 34 (5) | 17 (8) | 4.4vv2 | .04vv2", "Midazolam | 33 (5) | 22 (9)")  # fmt: skip
    assert [(o.experimental_value, o.p_value) for o in found if o.value is None] == [(17, p)]
    found, _ = tabulated(TWO, "MADRS, mean (SD)", [f"Time | Ketamine | Midazolam | {statistic} | P"], "Day 1 | 17 (8) | 22 (9) | 4.4 | .04")  # fmt: skip
    assert {o.p_value for o in found} == {0.04}  # of one day


def test_a_cell_over_the_rows_of_several_arms_is_no_arms_figure(tabulated: Tabulated) -> None:
    found, _ = tabulated(TWO, "MADRS, mean (SD)", ["Group | Day 1 | Both"], "Ketamine | 17 (8) | 20 (9)vv2", "Midazolam | 22 (9)")  # fmt: skip
    assert [(o.experimental_value, o.comparator_value) for o in found] == [(17, 22)]


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("Hours", 1), ("Hour", 1), ("Time (h)", 1), ("Time, hours", 1), ("Days", 24), ("Day", 24),
        ("Time point (days)", 24), ("Follow-up (weeks)", 168), ("Weeks", 168),
    ],
)  # fmt: skip
def test_numbers_below_a_unit_of_time(head: str, unit: int, tabulated: Tabulated) -> None:
    found, _ = tabulated(TWO, "MADRS, mean (SD)", [f"{head} | Ketamine | Midazolam"], "0 | 33 (4) | 33 (5)", "4 | 20 (8) | 27 (8)", "12 | 18 (8) | 25 (8)")  # fmt: skip
    assert [(o.timepoint and o.timepoint.hours, o.experimental_value) for o in found] == [(4 * unit, 20), (12 * unit, 18)]  # fmt: skip


def test_hours_of_the_first_day(tabulated: Tabulated) -> None:
    found, _ = tabulated(TWO, "MADRS, mean (SD)", ["Time | Ketamine | Midazolam"], "Day 1, predose | 33 (4) | 33 (5)", "Day 1, 4 h postdose | 20 (8) | 27 (8)", "Day 2 | 18 (8) | 25 (8)")  # fmt: skip
    assert [o.timepoint and o.timepoint.hours for o in found] == [4, 48]


@pytest.mark.parametrize("head", ["ARR, % (95% CI)", "Absolute risk difference (95% CI)", "ARD (95% CI)"])  # fmt: skip
def test_absolute_differences_of_risks(head: str, tabulated: Tabulated) -> None:
    found, _ = tabulated(TWO, "Response", [f"Time | Ketamine, n (%) | Midazolam, n (%) | {head}"], "Day 1 | 14 (56) | 6 (25) | 31 (5 to 57)")  # fmt: skip
    assert [(o.statistic, o.value) for o in found if o.value is not None] == [("risk difference", 31)]  # fmt: skip


@pytest.mark.parametrize(
    "before",
    ["Before", "Pre", "Day 0", "T0", "D0", "0 h", "-60 min", "Week 0", "Before surgery", "BL", "Baseline", "Day -1", "Preoperative"],
)  # fmt: skip
def test_a_baseline_behind_the_name_of_its_scale(before: str, tabulated: Tabulated) -> None:
    rows = [f"HAMD-17vv2 | {before} | 25 (3) | 26 (3)", "Day 7 | 8 (2) | 10 (3)"]
    found, _ = tabulated(TWO, "Scores, mean (SD)", ["Scale | Time | Ketamine | Midazolam"], *rows)
    assert [(o.experimental_value, o.comparator_value) for o in found] == [(8, 10)]


@pytest.mark.parametrize("label", ["Change in MADRS from day 0 to day 7", "MADRS - 7 days"])  # fmt: skip
def test_what_names_a_baseline_and_is_none(label: str, tabulated: Tabulated) -> None:
    found, _ = tabulated(TWO, "Change, mean (SD)", ["Scale | Ketamine | Midazolam"], f"{label} | -8 (2) | -5 (3)")  # fmt: skip
    assert [o.experimental_value for o in found] == [-8]


def test_a_difference_over_the_visits(tabulated: Tabulated) -> None:
    head = ["Scale | Ketamine^^2 | Midazolam^^2 | Difference (95% CI)^^2 | P value^^2", "| 24 h | Day 7 | 24 h | Day 7 | 24 h | Day 7 | 24 h | Day 7"]  # fmt: skip
    found, _ = tabulated(TWO, "Mean change (SE)", head, "MADRS | -15 (1) | -11 (1) | -8 (1) | -7 (1) | -7 (-11, -3) | -4 (-8, 0.1) | .001 | .06")  # fmt: skip
    assert [(o.timepoint and o.timepoint.hours, o.value, o.ci_low, o.p_value) for o in found] == [(24, None, None, 0.001), (24, -7, -11, 0.001), (168, None, None, 0.06), (168, -4, -8, 0.06)]  # fmt: skip


def test_a_contrast_in_the_row_of_an_arm_with_a_score_and_a_change(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "Outcomes", ["Outcome | n | Mean (SD) | Change (SD) | Mean difference (95% CI) | p"],
        "MADRS, day 1^^6", "Ketamine | 25 | 17 (8) | -15 (8) | -7 (-11 to -3) | .001", "Midazolam | 24 | 24 (8) | -8 (8) | |",
    )  # fmt: skip
    assert [(o.statistic, o.value, o.p_value) for o in found] == [("mean score", None, None), ("mean change", None, 0.001), ("mean difference", -7, 0.001)]  # fmt: skip


def test_the_columns_of_a_lesser_population_are_no_third_group(tabulated: Tabulated) -> None:
    head = ["Scale | ITT^^3 | PP^^3", "| Ketamine | Midazolam | P | Ketamine | Midazolam | P"]
    (found,), _ = tabulated(TWO, "Scores at day 1, mean (SD)", head, "MADRS | 17 (8) | 22 (9) | .03 | 16 (8) | 23 (9) | .01")  # fmt: skip
    assert (found.experimental_value, found.p_value) == (17, 0.03)
