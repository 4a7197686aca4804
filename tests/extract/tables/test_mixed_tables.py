"""Tables that hold results among other things, counts alone, and those of a trial of one arm."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dosetable.extract.facts import Outcome

Tabulated = Callable[..., tuple[tuple[Outcome, ...], tuple[str, ...]]]
TWO = "ketamine 0.5 mg/kg, midazolam"
HEAD = ["Variable | Ketamine (n = 25) | Midazolam (n = 24) | P"]


def read(found: tuple[Outcome, ...]) -> list[tuple[object, ...]]:
    return [
        (o.measure, o.timepoint and o.timepoint.hours, o.experimental_value, o.comparator_value)
        for o in found
    ]


def test_results_beside_a_baseline_say_when(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "Baseline characteristics and clinical outcomes", HEAD,
        "Age, mean (SD) | 44 (11) | 45 (12) | 0.7", "MADRS, mean (SD) | 34 (5) | 33 (5) | 0.6", "Baseline MADRS, mean (SD) | 34 (5) | 33 (5) | 0.6",
        "Remission in the past, n (%) | 10 (40) | 12 (50) | 0.5", "MADRS at day 7, mean (SD) | 17 (8) | 22 (9) | 0.04",
        "Outcomes^^4", "Response, n (%) | 14 (56) | 6 (25) | 0.03",
    )  # fmt: skip
    assert read(found) == [("MADRS", 168, 17, 22), ("response", None, 56, 25)]


def test_results_among_adverse_events(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "Efficacy and adverse events at day 7", HEAD,
        "MADRS, mean (SD) | 17 (8) | 22 (9) | 0.04", "Suicidal ideation, n (%) | 2 (8) | 1 (4.2) | 0.6",
        "Adverse events^^4", "Remission of nausea, n (%) | 2 (8) | 1 (4.2) | 0.6",
    )  # fmt: skip
    assert read(found) == [("MADRS", 168, 17, 22)]


@pytest.mark.parametrize(
    "caption",
    [
        "Adverse outcomes at day 7",
        "Baseline characteristics by treatment outcome",
        "Predictors of outcome",
        "Characteristics of responders and non-responders: outcomes",
    ],
)
def test_captions_of_no_results(caption: str, tabulated: Tabulated) -> None:
    row = "MADRS at day 7, mean (SD) | 17 (8) | 22 (9) | 0.04"
    assert tabulated(TWO, caption, HEAD, row)[0] == ()


@pytest.mark.parametrize("label", ["Responders at day 7, n", "Number of responders at day 7", "Response at day 7 (n)"])  # fmt: skip
def test_a_count_without_its_percentage(label: str, tabulated: Tabulated) -> None:
    found, _ = tabulated(TWO, "Outcomes", HEAD, f"{label} | 14 | 6 | 0.03", "MADRS at day 7, mean (SD) | 17 (8) | 22 (9) | 0.04")  # fmt: skip
    response, score = found
    assert (response.statistic, response.unit) == ("response rate", "patients")
    assert (response.experimental_value, response.experimental_count, response.experimental_n) == (14, 14, 25)  # fmt: skip
    assert (response.comparator_count, response.comparator_n) == (6, 24)
    assert score.experimental_n == 25  # responders are not those who were analysed


def test_number_is_not_no(tabulated: Tabulated) -> None:
    found, _ = tabulated(TWO, "Outcomes", HEAD, "Response at day 7^^4", "No. (%) | 14 (56) | 6 (25) | 0.03")  # fmt: skip
    assert read(found) == [("response", 168, 56, 25)]
    assert tabulated(TWO, "Outcomes", HEAD, "Response at day 7^^4", "No, n (%) | 11 (44) | 18 (75) | 0.03")[0] == ()  # fmt: skip


def test_more_than_all_are_left_out(tabulated: Tabulated) -> None:
    assert tabulated(TWO, "Outcomes", HEAD, "Responders at day 7, n | 26 | 6 | 0.03")[0] == ()


def test_the_better_of_two_counts_is_told_by_their_shares(tabulated: Tabulated) -> None:
    head = ["Variable | Ketamine (n = 20) | Midazolam (n = 80) | P"]
    (row,) = tabulated(TWO, "Outcomes", head, "Responders at day 7, n | 14 | 16 | 0.001")[0]
    assert row.direction == "favours experimental"


@pytest.mark.parametrize(
    "label",
    [
        "MADRS at day 7, % change, mean (SD)",
        "Percentage reduction in MADRS at day 7",
        "Suicidal ideation at day 7, n (%)",
        "MADRS at day 7, n",
    ],
)
def test_a_share_or_a_count_is_no_score(label: str, tabulated: Tabulated) -> None:
    assert tabulated(TWO, "Outcomes", HEAD, f"{label} | 14 (5) | 6 (3) | 0.03")[0] == ()
    assert tabulated(TWO, "Outcomes", HEAD, f"{label} | 14 | 6 | 0.03")[0] == ()


def of_one(found: tuple[Outcome, ...]) -> list[tuple[object, ...]]:
    assert {(o.experimental_arm, o.comparator_arm) for o in found} <= {("A1", None)}
    assert all(o.p_value is None for o in found if o.statistic != "mean change")
    return [
        (o.measure, o.timepoint and o.timepoint.hours, o.statistic, o.value, o.experimental_dispersion)
        for o in found
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (["Scale | Baseline | Day 1 | Day 7 | P"], ["MADRS, mean (SD) | 34 (5) | 16 (7) | 19 (8) | <0.001"]),
        (["Time | MADRS, mean (SD)"], ["Baseline | 34 (5)", "Day 1 | 16 (7)", "Day 7 | 19 (8)"]),
        (["MADRS | Mean | SD | P"], ["Baseline | 34 | 5 | ", "Day 1 | 16 | 7 | 0.001", "Day 7 | 19 | 8 | 0.001"]),
        (["Scale | Baseline^^2 | Day 1^^2 | Day 7^^2", "| Mean | SD | Mean | SD | Mean | SD"], ["MADRS | 34 | 5 | 16 | 7 | 19 | 8"]),
    ],
)  # fmt: skip
def test_before_and_after_in_the_only_arm(
    head: list[str], rows: list[str], tabulated: Tabulated
) -> None:
    found, _ = tabulated("ketamine 0.5 mg/kg", "MADRS before and after ketamine", head, *rows)
    assert of_one(found) == [
        ("MADRS", 24, "mean score", 16, 7),
        ("MADRS", 168, "mean score", 19, 8),
    ]


def test_after_treatment_and_the_change(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        "esketamine", "Outcomes, mean (SD)", ["Scale | Before | Post-treatment | Change | P"],
        "MADRS | 34 (5) | 16 (7) | -18 (8) | <0.001", "Remission, n (%) | - | 9 (45) | | ",
    )  # fmt: skip
    assert of_one(found) == [
        ("MADRS", None, "mean score", 16, 7),
        ("MADRS", None, "mean change", -18, 8),
        ("remission", None, "remission rate", 45, None),
    ]


@pytest.mark.parametrize(
    ("caption", "head"),
    [
        ("MADRS at day 7, mean (SD)", "Scale | Responders | Non-responders"),
        ("MADRS at day 7, mean (SD)", "Scale | Men | Women"),
        ("MADRS at day 7, mean (SD)", "Scale | Group 1 | Group 2"),
        ("MADRS, mean (SD)", "Scale | Midazolam, day 7 | Day 14"),
        ("MADRS in the midazolam group, mean (SD)", "Scale | Day 7 | Day 14"),
        ("MADRS, mean (SD)", "Scale | All | Bipolar"),
        ("MADRS at day 7", "Scale | Mean | p"),
    ],
)
def test_what_is_not_surely_of_the_only_arm_and_later(
    caption: str, head: str, tabulated: Tabulated
) -> None:
    assert tabulated("ketamine 0.5 mg/kg", caption, [head], "MADRS | 16 (7) | 19 (8)")[0] == ()


def test_what_two_tables_say_is_said_once(tabulated: Tabulated) -> None:
    found, _ = tabulated(TWO, "Outcomes", HEAD, "MADRS at day 7, mean (SD) | 17 (8) | 22 (9) | 0.04", times=2)  # fmt: skip
    assert [o.id for o in found] == ["T1"]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Group | Week 1 | F | P", ["Ketamine | 15 (4) | 4.5 | 0.01", "Midazolam | 19 (4) | 1.2 | 0.3"]),
        ("Group | Week 1 | t value | df", ["Ketamine | 15 (4) | 4.5 | 19", "Midazolam | 19 (4) | 1.2 | 18"]),
        ("Time | Ketamine | Midazolam | t", ["Week 1 | 15 (4) | 19 (4) | 4.5", "t value | 4.5 | 1.2 | "]),
        ("Time | Ketamine | Midazolam", ["Week 1 | 15 (4) | 19 (4)", "Week 2, minimum | 2 | 5", "Week 3, SE | 2 | 5", "Week 4, range | 2 | 5", "Week 6, number of patients | 20 | 21"]),
        ("Time | Ketamine^^2 | Midazolam^^2 / | Mean | Max | Mean | Max", ["Week 1 | 15 (4) | 40 | 19 (4) | 50"]),
    ],
)  # fmt: skip
def test_other_statistics_are_no_figures(head: str, row: list[str], tabulated: Tabulated) -> None:
    found, _ = tabulated(TWO, "HAM-D scores", head.split(" / "), *row)
    assert [r for r in read(found) if r[2] is not None] == [("HAM-D", 168, 15, 19)]
    assert {o.value for o in found} <= {None, 4.5 if "| t" in head and "df" not in head else None}


def test_a_spread_in_the_row_below(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "MADRS", ["| Ketamine | Midazolam"], "Day 1^^3", "Mean | 15 | 19", "SD | 6 | 7", "Day 7^^3", "Mean | 17 | 20", "SE | 1.2 | 1.3",
    )  # fmt: skip
    assert [(o.experimental_value, o.dispersion_type, o.experimental_dispersion, o.comparator_dispersion) for o in found] == [(15, "SD", 6, 7), (17, "SE", 1.2, 1.3)]  # fmt: skip


def test_the_cell_says_which_effect_it_is(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "Outcomes at week 4", ["Outcome | Ketamine | Midazolam | Estimate (95% CI) | P"],
        "Remission, n (%) | 9 (36) | 3 (12.5) | OR 3.9 (0.9 to 16.9) | 0.07", "MADRS, mean (SD) | 15 (8) | 19 (9) | MD -4.0 (-8.8 to 0.8) | 0.1",
    )  # fmt: skip
    effects = [(o.statistic, o.value, o.ci_low) for o in found if o.value is not None]
    assert effects == [("odds ratio", 3.9, 0.9), ("mean difference", -4.0, -8.8)]


def test_a_difference_of_medians(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "Outcomes", ["Outcome | Ketamine | Midazolam | Difference (95% CI)"], "EPDS at day 7, median (IQR) | 4 (2-7) | 6 (3-9) | -2 (-3 to -1)"
    )  # fmt: skip
    assert [o.statistic for o in found] == ["median", "median difference"]


@pytest.mark.parametrize(
    ("caption", "read"),
    [
        ("EPDS among women", 0), ("EPDS in women after cesarean delivery", 1), ("EPDS in completers", 0),
        ("EPDS in the Japanese subpopulation", 0), ("EPDS in patients with bipolar depression", 1),
    ],
)  # fmt: skip
def test_tables_of_a_part_of_the_patients(caption: str, read: int, tabulated: Tabulated) -> None:
    head = ["Outcome | Ketamine | Midazolam"]
    assert len(tabulated(TWO, caption, head, "Day 7, mean (SD) | 4 (2) | 6 (3)")[0]) == read


@pytest.mark.parametrize(
    ("label", "hours"),
    [
        ("-60 min", None), ("Day 0", None), ("Week 0", None), ("0 h", None), ("T0", None), ("Day -1", None),
        ("Before surgery", None), ("Prior to the first infusion", None), ("40 min", 0.667), ("Day 0, 2 hours after infusion", 2),
        ("At 7 d", 168), ("7 d", 168), ("T1 (24 h)", 24),
    ],
)  # fmt: skip
def test_rows_before_and_after_the_first_dose(
    label: str, hours: float | None, tabulated: Tabulated
) -> None:
    head = ["MADRS, mean (SD) | Ketamine | Midazolam"]
    found, _ = tabulated(TWO, "MADRS scores", head, f"{label} | 17 (8) | 22 (9)", "Day 14 | 20 (8) | 23 (9)")  # fmt: skip
    expected = [] if hours is None else [pytest.approx(hours, abs=1e-3)]
    assert [o.timepoint.hours for o in found if o.timepoint] == [*expected, 336]
    assert len(found) == len(expected) + 1


def test_the_number_in_a_head_is_not_that_of_another_percentage(tabulated: Tabulated) -> None:
    found, _ = tabulated(
        TWO, "Outcomes at week 4", ["| Ketamine (N = 110) | Midazolam (N = 105)"], "Response, n (%) | 66 (65.3) | 42 (40)"
    )  # fmt: skip
    (row,) = found
    assert (row.experimental_value, row.experimental_count, row.experimental_n) == (65.3, 66, None)
    assert (row.comparator_value, row.comparator_count, row.comparator_n) == (40, 42, 105)


@pytest.mark.parametrize(
    ("stub", "row", "expected"),
    [
        ("MADRS, mean (SD)", "17 (8) | 22 (9)", ("MADRS", "mean score", "SD", 17)),
        ("Change in MADRS, mean (SE)", "15 (1.8) | 11 (1.9)", ("MADRS", "mean change", "SE", 15)),
        ("Response, n (%)", "14 (56) | 6 (25)", ("response", "response rate", None, 56)),
        ("Scale", "17 (8) | 22 (9)", None),
    ],
)
def test_the_head_of_the_labels_names_the_measure(
    stub: str, row: str, expected: tuple[object, ...] | None, tabulated: Tabulated
) -> None:
    found, _ = tabulated(TWO, "Outcomes", [f"{stub} | Ketamine | Midazolam"], f"Day 7 | {row}")
    read = [(o.measure, o.statistic, o.dispersion_type, o.experimental_value) for o in found]
    assert read == ([expected] if expected else [])
