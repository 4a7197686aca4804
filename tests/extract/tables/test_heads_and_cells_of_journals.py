"""What heads, labels and cells of journals' tables say beside the plain figure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dosetable.extract.document import Document
from dosetable.extract.facts import Outcome
from dosetable.extract.readers import read
from dosetable.extract.tables import table_outcomes
from dosetable.extract.tables.merging import merged
from dosetable.extract.vocabulary import load_vocabulary

Tabulated = Callable[..., tuple[tuple[Outcome, ...], tuple[str, ...]]]
TWO = "ketamine 0.5 mg/kg, midazolam 0.045 mg/kg"
DOSES = "esketamine 0.2 mg/kg, esketamine 0.4 mg/kg, placebo"
THREE = "ketamine 0.3 mg/kg, esketamine 0.15 mg/kg, saline"
HEAD = ["Outcome | Ketamine (n = 25) | Midazolam (n = 24) | Difference (95% CI) | P"]


def told(found: tuple[Outcome, ...]) -> list[tuple[object, ...]]:
    return [
        (
            o.measure, o.timepoint and o.timepoint.hours, o.statistic,
            (o.experimental_value, o.comparator_value) if o.value is None else o.value, o.p_value,
        )
        for o in found
    ]  # fmt: skip


@pytest.mark.parametrize(
    "head",
    [
        ["Outcome | No. (%)^^2 | Difference (95% CI) | P", "| Ketamine (n = 25) | Midazolam (n = 24) | |"],
        ["Outcome | Ketamine (n = 25), n (%) | Midazolam (n = 24), n (%) | Difference (95% CI) | P"],
    ],
)  # fmt: skip
def test_means_below_a_head_of_counts(head: list[str], tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "Outcomes", head, "Response at day 1 | 14 (56) | 6 (25) | 31 (5 to 57) | .03",
        "MADRS, mean (SD)^^5", "Day 1 | 17 (8) | 22 (9) | -5 (-9.9 to -0.1) | .04", "% change, day 1 | 48 (20) | 31 (22) | 17 (5 to 29) | .01",
    )  # fmt: skip
    assert told(found) == [
        ("response", 24, "response rate", (56, 25), 0.03),
        ("response", 24, "risk difference", 31, 0.03),
        ("MADRS", 24, "mean score", (17, 22), 0.04),
        ("MADRS", 24, "mean difference", -5, 0.04),
    ]


@pytest.mark.parametrize(
    ("head", "cell", "read"),
    [
        ("Difference (95% CI)", "31 (5 to 57)", True),
        ("Difference, % (95% CI)", "31.2 (5 to 57)", True),
        ("Difference in percentage points", "31", True),
        ("Difference (95% CI)", "3.1 (0.5 to 5.7)", False),  # of what, nothing tells
    ],
)
def test_a_difference_of_percentages(
    head: str, cell: str, read: bool, tabulated: Tabulated
) -> None:
    found, _ = tabulated(TWO, "Response", [f"Time | Ketamine, n (%) | Midazolam, n (%) | {head}"], f"Day 1 | 14 (56) | 6 (25) | {cell}")  # fmt: skip
    assert [o.statistic for o in found if o.value is not None] == ["risk difference"] * read


@pytest.mark.parametrize("cells", ["17 (8; n=24) | 22 (9; n=23)", "17 (8), n = 24 | 22 (9), n = 23", "17 ± 8 (n = 24) | 22 ± 9 (n = 23)", "n=24; 17 (8) | n=23; 22 (9)"])  # fmt: skip
def test_how_many_a_figure_is_of_in_its_cell(cells: str, tabulated: Tabulated) -> None:
    (found,), _ = tabulated(TWO, "MADRS", ["Time, mean (SD) | Ketamine (n = 25) | Midazolam (n = 24)"], f"Day 1 | {cells}")  # fmt: skip
    assert (found.experimental_value, found.experimental_dispersion, found.experimental_n) == (17, 8, 24)  # fmt: skip
    assert (found.comparator_value, found.comparator_dispersion, found.comparator_n) == (22, 9, 23)


@pytest.mark.parametrize(
    ("row", "statistic", "value"),
    [
        ("MADRS, day 1 | 17 (8) | 22 (9) | Mean difference -5 (-9.9 to -0.1)", "mean difference", -5),
        ("Response, day 1, n (%) | 14 (56) | 6 (25) | Odds ratio 3.8 (1.1 to 12.9)", "odds ratio", 3.8),
        ("Response, day 1, n (%) | 14 (56) | 6 (25) | Risk difference 31 (5 to 57)", "risk difference", 31),
    ],
)  # fmt: skip
def test_a_cell_that_says_which_effect_it_is(
    row: str, statistic: str, value: float, tabulated: Tabulated
) -> None:
    head = ["Outcome | Ketamine | Midazolam | Effect size (95% CI)"]
    found, _ = tabulated(TWO, "Outcomes", head, row)
    assert [(o.statistic, o.value) for o in found if o.value is not None] == [(statistic, value)]


@pytest.mark.parametrize("cell", ["-5.1 (2.4); -9.9, -0.3", "-5.1 (2.4), -9.9 to -0.3", "-5.1 (2.4) [-9.9, -0.3]"])  # fmt: skip
def test_an_effect_its_error_and_its_interval(cell: str, tabulated: Tabulated) -> None:
    found, _ = tabulated(TWO, "MADRS", ["Time | Ketamine | Midazolam | LS mean difference (SE); 95% CI"], f"Day 1 | 17 (8) | 22 (9) | {cell}")  # fmt: skip
    assert [(o.value, o.ci_low, o.ci_high) for o in found if o.value is not None] == [(-5.1, -9.9, -0.3)]  # fmt: skip


def test_doses_without_their_unit_in_the_heads_of_tests(tabulated: Tabulated) -> None:
    head = ["Time | Placebo | Esketamine 0.2 mg/kg | Esketamine 0.4 mg/kg | P (0.2 vs placebo) | P (0.4 vs placebo) | P (0.2 vs 0.4)"]  # fmt: skip
    found, _ = tabulated(DOSES, "MADRS, mean (SD)", head, "Day 1 | 27 (6) | 20 (8) | 18 (8) | 0.006 | 0.001 | 0.48")  # fmt: skip
    assert {(o.experimental_arm, o.comparator_arm, o.p_value) for o in found} == {("A1", "A3", 0.006), ("A2", "A3", 0.001), ("A1", "A2", 0.48)}  # fmt: skip


def test_numbers_of_groups_are_no_doses(tabulated: Tabulated) -> None:
    head = ["Time | Ketamine 1 mg/kg | Ketamine 2 mg/kg | Placebo | P (1 vs 2)"]
    found, _ = tabulated("ketamine 1 mg/kg, ketamine 2 mg/kg, placebo", "MADRS, mean (SD)", head, "Day 1 | 17 (8) | 19 (8) | 24 (7) | 0.03")  # fmt: skip
    assert {(o.comparator_arm, o.p_value) for o in found} == {("A3", None)}


def test_a_row_of_differences_with_their_error(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        "esketamine 56 mg, esketamine 84 mg, placebo", "Change in MADRS at day 28", ["| Placebo | Esketamine 56 mg | Esketamine 84 mg"],
        "Mean change (SD) | -15 (15) | -19 (14) | -18.8 (14)", "LS mean difference (SE) vs placebo | | -4.1 (1.8) | -3.2 (1.9)", "95% CI | | -7.7 to -0.5 | -6.9 to 0.5",
    )  # fmt: skip
    assert [(o.experimental_arm, o.value, o.ci_low) for o in found if o.value is not None] == [("A1", -4.1, -7.7), ("A2", -3.2, -6.9)]  # fmt: skip


@pytest.mark.parametrize("panels", [("Panel A: day 1", "Panel B: day 7"), ("A. Day 1", "B. Day 7")])
def test_panels(panels: tuple[str, str], tabulated: Tabulated) -> None:
    first, second = panels
    found, _ = tabulated(TWO, "Outcomes", HEAD, f"{first}^^5", "MADRS, mean (SD) | 17 (8) | 22 (9) | | .04", f"{second}^^5", "MADRS, mean (SD) | 20 (8) | 23 (9) | | .2")  # fmt: skip
    assert [(o.timepoint and o.timepoint.hours, o.experimental_value) for o in found] == [(24, 17), (168, 20)]  # fmt: skip


@pytest.mark.parametrize(
    "foot",
    [
        "^aP < 0.05 compared with group C; ^bP < 0.05 compared with the ketamine group.",
        "^a P < 0.05, compared with saline; ^b P < 0.05, compared with ketamine",
    ],
)
def test_marks_against_another_tested_arm(foot: str, tabulated: Tabulated) -> None:
    found, _ = tabulated(
        THREE, "HAMD-17, mean (SD)", ["Time | Ketamine | Esketamine | Saline"],
        "1 day after surgery | 11.1 (2.5)^a | 9.2 (2.4)^ab | 13.4 (2.8)", "3 days after surgery | 12 (2.5) | 11.2 (2.4) | 13 (2.8)", foot=foot,
    )  # fmt: skip
    pairs = [(o.timepoint and o.timepoint.hours, o.experimental_arm, o.comparator_arm, o.p_value) for o in found]  # fmt: skip
    assert pairs == [(24, "A1", "A3", 0.05), (24, "A2", "A3", 0.05), (24, "A2", "A1", 0.05), (72, "A1", "A3", None), (72, "A2", "A3", None)]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "p", "size"),
    [
        ("t(47) = -2.1, p = .04, d = 0.6", 0.04, 0.6),
        ("t = -2.1; p=0.04; Cohen's d = 0.6 [0.1, 1.2]", 0.04, 0.6),
        ("U = 210, p < .001", 0.001, None),
        ("F(1,47) = 4.5, p = .04", None, None),  # it may be of all visits
        ("time x group: p = .04", None, None),
        ("p = .04 and p = .06", None, None),
    ],
)
def test_tests_told_in_a_cell(
    cell: str, p: float | None, size: float | None, tabulated: Tabulated
) -> None:
    found, _ = tabulated(TWO, "MADRS, mean (SD)", ["Time | Ketamine | Midazolam | Statistics"], f"Day 1 | 17 (8) | 22 (9) | {cell}")  # fmt: skip
    assert found[0].p_value == p
    assert [o.value for o in found if o.statistic == "Cohen d"] == ([size] if size else [])


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (["Time | Difference^^3", "| Mean | 95% CI | P"], "Day 1 | -5.1 | -9.9 to -0.3 | .04"),
        (["Time | Ketamine | | Midazolam | | Difference | |", "| Mean | 95% CI | Mean | 95% CI | LS mean (SE) | 95% CI | P"],
         "Day 1 | 17 | 14 to 20 | 22 | 19 to 25 | -5.1 (2.4) | -9.9 to -0.3 | .04"),
    ],
)  # fmt: skip
def test_a_difference_over_its_estimate(head: list[str], row: str, tabulated: Tabulated) -> None:
    if len(head[0].split("|")) < 4:
        head = [f"{head[0]} | Ketaminevv2 | Midazolamvv2", head[1]]
        row = f"{row} | 17 | 22"
    found, _ = tabulated(TWO, "MADRS", head, row)
    assert [(o.value, o.ci_low, o.ci_high, o.p_value) for o in found if o.value is not None] == [(-5.1, -9.9, -0.3, 0.04)]  # fmt: skip


def test_an_interval_around_an_arms_mean_is_not_of_the_difference(tabulated: Tabulated) -> None:
    head = ["Time | Ketamine | | Midazolam | | Difference", "| Mean | 95% CI | Mean | 95% CI | Mean"]  # fmt: skip
    found, _ = tabulated(TWO, "Change in MADRS", head, "Day 1 | -15 | -18 to -12 | -8 | -11 to -5 | -7")  # fmt: skip
    assert [(o.value, o.ci_low) for o in found if o.value is not None] == [(-7, None)]


@pytest.mark.parametrize(
    ("before", "after"),
    [("Before surgery", "3 days after surgery"), ("Before treatment", "After treatment"), ("T0", "Day 3")],
)  # fmt: skip
def test_scores_before_under_each_arm(before: str, after: str, tabulated: Tabulated) -> None:
    head = ["Scale | Ketamine^^2 | Midazolam^^2", f"| {before} | {after} | {before} | {after}"]
    found, _ = tabulated(TWO, "Scores, mean (SD)", head, "HAMD-17 | 25 (3) | 8 (2) | 26 (3) | 10 (3)")  # fmt: skip
    assert [(o.experimental_value, o.comparator_value) for o in found] == [(8, 10)]
    head = [f"Scale | {before}^^2 | {after}^^2", "| Ketamine | Midazolam | Ketamine | Midazolam"]
    found, _ = tabulated(TWO, "Scores, mean (SD)", head, "HAMD-17 | 25 (3) | 26 (3) | 8 (2) | 10 (3)")  # fmt: skip
    assert [(o.experimental_value, o.comparator_value) for o in found] == [(8, 10)]


def test_sizes_in_a_column_beside_several_visits(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "Response, n (%)", ["Group | n | Day 1 | Day 7"], "Ketamine | 25 | 14 (56) | 10 (40)", "Midazolam | 24 | 6 (25) | 3 (12.5)"
    )  # fmt: skip
    assert [(o.experimental_count, o.experimental_n, o.comparator_n) for o in found] == [(14, 25, 24), (10, 25, 24)]  # fmt: skip


def test_rows_of_populations(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "Response at day 7", ["Population | Ketamine, n/N (%) | Midazolam, n/N (%) | RR (95% CI)"],
        "Intention to treat | 12/25 (48) | 6/24 (25) | 1.92 (0.86 to 4.29)", "Per protocol | 12/22 (55) | 6/21 (29) | 1.91 (0.88 to 4.13)",
    )  # fmt: skip
    assert [(o.experimental_value, o.value) for o in found] == [(48, None), (None, 1.92)]


def test_of_two_effects_the_adjusted_one(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        "esketamine 0.25 mg/kg, saline", "Postpartum depression at 42 days",
        ["Group | Events/n (%) | Crude OR (95% CI) | P | Adjusted OR (95% CI) | P"],
        "Saline | 18/100 (18) | 1 [Reference] | | 1 [Reference] |", "Esketamine | 8/100 (8) | 0.40 (0.16-0.96) | .04 | 0.38 (0.15-0.95) | .03",
    )  # fmt: skip
    assert [(o.statistic, o.value, o.p_value) for o in found] == [("event rate", None, None), ("odds ratio", 0.38, 0.03)]  # fmt: skip


@pytest.mark.parametrize(
    "label",
    [
        "≥50% reduction in MADRS at day 1, n (%)",
        "Patients with ≥ 50% improvement of the MADRS at day 1, n (%)",
        "MADRS score decrease of at least 50% at day 1, n (%)",
        "50% or greater fall in MADRS, day 1, n (%)",
    ],
)
def test_response_told_by_its_definition(label: str, tabulated: Tabulated) -> None:
    (found,), _ = tabulated(TWO, "Outcomes", HEAD, f"{label} | 14 (56) | 6 (25) | | .03")
    assert (found.measure, found.on_measure, found.experimental_value) == ("response", "MADRS", 56)


def test_what_a_caption_is_about_is_no_scale_of_response(tabulated: Tabulated) -> None:
    (found,), _ = tabulated(TWO, "Depression and suicidal ideation", HEAD, "Response at day 1, n (%) | 14 (56) | 6 (25) | | .03")  # fmt: skip
    assert found.on_measure is None


@pytest.mark.parametrize(
    "head",
    [
        ["Scale | Day 1 | P | Cohen's d"],
        ["Scale | Baseline | Day 1 | P | d"],
        ["Scale | Baseline | Day 1 | Day 1 statistics"],
    ],
)
def test_tests_of_the_only_arm_against_its_baseline(head: list[str], tabulated: Tabulated) -> None:
    tests = "t(19) = 9.9, p < .001, d = 2.2 [1.4, 3.0]" if "statistics" in head[0] else "<.001 | 2.2 (1.4, 3.0)"  # fmt: skip
    first = "34 (5) | " if "Baseline" in head[0] else ""
    found, _ = tabulated("ketamine 0.5 mg/kg", "MADRS, mean (SD)", head, f"MADRS | {first}16 (7) | {tests}")  # fmt: skip
    told = [("test statistic", 9.9, None, 0.001, None)] if "statistics" in head[0] else []
    assert [(o.statistic, o.value, o.ci_low, o.p_value, o.comparator_arm) for o in found] == [("mean score", 16, None, None, None), *told, ("Cohen d", 2.2, 1.4, 0.001, None)]  # fmt: skip


def test_a_test_of_several_visits_is_of_none(tabulated: Tabulated) -> None:
    found, _ = tabulated("ketamine 0.5 mg/kg", "MADRS, mean (SD)", ["Scale | Baseline | Day 1 | Day 7 | P | d"], "MADRS | 34 (5) | 16 (7) | 19 (8) | <.001 | 2.2")  # fmt: skip
    assert [(o.statistic, o.p_value) for o in found] == [("mean score", None)] * 2


@pytest.mark.parametrize("head", ["P vs baseline", "P", "P value (paired t-test)"])
def test_tests_of_rows_of_visits_are_no_scores(head: str, tabulated: Tabulated) -> None:
    found, _ = tabulated("ketamine 0.5 mg/kg", "MADRS, mean (SD)", [f"Time | MADRS | {head}"], "Baseline | 34 (5) | ", "Day 1 | 16 (7) | 0.001")  # fmt: skip
    assert [o.value for o in found] == [16]


def test_the_change_in_the_only_arm_with_its_interval(tabulated: Tabulated) -> None:
    found, _ = tabulated("ketamine 0.5 mg/kg", "Scores", ["Scale | Week 2, mean (SD) | Mean change (95% CI) | p"], "MADRS | 14 (8) | -20 (-24, -16) | <.001")  # fmt: skip
    assert [(o.statistic, o.value, o.ci_low, o.ci_high, o.p_value) for o in found] == [("mean score", 14, None, None, None), ("mean change", -20, -24, -16, 0.001)]  # fmt: skip


def test_rates_beside_scores_in_the_only_arm(tabulated: Tabulated) -> None:
    found, _ = tabulated("ketamine 0.5 mg/kg", "Scores by visit", ["Visit | n | MADRS, mean (SD) | % responders"], "Baseline | 20 | 34 (5) |", "Week 2 | 18 | 14 (8) | 60")  # fmt: skip
    assert [(o.measure, o.value, o.experimental_n) for o in found] == [("MADRS", 14, 18), ("response", 60, 18)]  # fmt: skip


def test_letters_of_groups_below_each_visit() -> None:
    cells = lambda name, texts: "".join(f"<{name}>{t}</{name}>" for t in texts)  # noqa: E731
    xml = (
        "<article><front><article-meta><title-group><article-title>T</article-title></title-group></article-meta></front><body><sec><title>Methods</title>"
        "<p>Patients were given ketamine 0.3 mg/kg (group K), esketamine 0.15 mg/kg (group S) or saline (group C).</p></sec><sec><title>Results</title>"
        "<table-wrap><label>Table 2</label><caption><p>HAMD-24, mean (SD)</p></caption><table><thead><tr><th/><th colspan='3'>Before surgery</th><th colspan='3'>Day 3</th></tr>"
        f"<tr><th/>{cells('th', 'KSCKSC')}</tr></thead><tbody><tr>{cells('td', ['HAMD-24', '20 (3)', '21 (3)', '20 (2)', '12 (3)', '11 (3)', '16 (3)'])}</tr></tbody></table></table-wrap></sec></body></article>"
    )
    (document,) = read(xml.encode())
    found = table_outcomes(document, _three(), load_vocabulary())[0]
    assert [(o.experimental_arm, o.experimental_value, o.comparator_value) for o in found] == [("A1", 12, 16), ("A2", 11, 16)]  # fmt: skip


def _three() -> tuple[object, ...]:
    from tests.extract.tables.conftest import arms_of

    return arms_of(THREE)


@pytest.mark.parametrize(
    ("foot", "measures"),
    [
        ("SDS, Self-Rating Depression Scale; SAS, Self-Rating Anxiety Scale.", ["SDS"]),
        ("HAMA: Hamilton Anxiety Scale. SDS: Zung Self-Rating Depression Scale.", ["SDS"]),
        ("SDS, Sheehan Disability Scale.", []),
        ("", []),
    ],
)
def test_abbreviations_that_the_foot_explains(
    foot: str, measures: list[str], tabulated: Tabulated
) -> None:
    found, _ = tabulated(TWO, "Scores at day 1, mean (SD)", HEAD, "SDS | 43 (5) | 47 (5) | | .01", "SAS | 40 (4) | 44 (4) | | .02", foot=foot)  # fmt: skip
    assert [o.measure for o in found] == measures


def test_one_result_in_the_text_and_in_a_table(
    tabulated: Tabulated, table: Callable[..., Document]
) -> None:
    (row, effect), _ = tabulated(TWO, "MADRS, mean (SD)", HEAD, "MADRS, day 1 | 17 (8) | 22 (9) | -5 (-9.9 to -0.1) | .04")  # fmt: skip
    from dataclasses import replace

    bare = replace(row, p_operator=None, p_value=None, experimental_n=None, role="primary")
    told_, left = merged([bare], [row, effect])
    assert left == [effect]
    assert (told_[0].role, told_[0].p_value, told_[0].experimental_n) == ("primary", 0.04, 25)
    assert {e.field for e in told_[0].evidence} >= {"p_value", "experimental_n"}
    other = replace(bare, experimental_n=20)  # of other patients
    assert merged([other], [row]) == ([other], [row])
