"""More ways in which journals lay out results, and what such tables hold that is no result.

The layouts are those in use; words and figures are invented.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dosetable.extract.document import Document
from dosetable.extract.facts import Arm, Outcome
from dosetable.extract.tables.arm_names import match_text
from dosetable.extract.tables.cells import Estimate, Figure, read_estimate, read_figure
from dosetable.extract.vocabulary import load_vocabulary

Table = Callable[..., Document]
Read = Callable[..., tuple[Outcome, ...]]
Named = Callable[[str], tuple[Arm, ...]]
TWO = "ketamine 0.5 mg/kg, midazolam 0.045 mg/kg"
THREE = "ketamine 0.5 mg/kg, ketamine 1.0 mg/kg, placebo"
HEAD = ["Outcome | Ketamine | Midazolam | P"]


def pairs(found: tuple[Outcome, ...]) -> list[tuple[float | None, float | None, float | None]]:
    """(hours, experimental figure, comparator's figure) of the rows with the arms' figures."""
    return [
        (o.timepoint and o.timepoint.hours, o.experimental_value, o.comparator_value)
        for o in found
        if o.value is None
    ]


def test_change_from_baseline_is_no_baseline(table: Table, outcomes: Read) -> None:
    document = table(
        "MADRS total score", ["| Ketamine | Midazolam"],
        "Baseline^^3", "Mean (SD) | 30 (5) | 31 (5)",
        "Day 7^^3", "n | 18 | 19", "Mean (SD) | 15 (6) | 20 (7)",
        "Change from baseline at day 7^^3", "n | 17 | 18", "Mean (SD) | - 15 (6) | - 11 (7)",
    )  # fmt: skip
    score, change = outcomes(document)
    assert (score.statistic, score.experimental_value, score.experimental_n) == ("mean score", 15, 18)  # fmt: skip
    assert (change.statistic, change.experimental_value, change.comparator_n) == ("mean change", -15, 18)  # fmt: skip


def test_a_caption_that_speaks_of_changes_over_scores(table: Table, outcomes: Read) -> None:
    document = table(
        "Changes in MADRS over time", ["Time | Ketamine | Midazolam"],
        "Baseline | 30 (5) | 31 (5)", "Day 1 | 15 (6) | 20 (7)",
    )  # fmt: skip
    assert [o.statistic for o in outcomes(document)] == ["mean score"]


@pytest.mark.parametrize(
    "row",
    [
        "MADRS at day 1 in patients with anxiety, mean (SD) | 15 (6) | 20 (7) | 0.03",
        "HAM-D-17 depressed mood item at day 1, mean (SD) | 1.5 (0.6) | 2.0 (0.7) | 0.03",
        "Responders at day 1 (65-74 years), n (%) | 5 (50) | 4 (40) | 0.6",
        "Non-responders at day 1, n (%) | 5 (50) | 4 (40) | 0.6",
        "Partial response at day 1, n (%) | 5 (50) | 4 (40) | 0.6",
        "Pre-infusion MADRS, mean (SD) | 30 (6) | 31 (7) | 0.6",
    ],
)
def test_subgroups_items_and_opposites_are_left_out(row: str, table: Table, outcomes: Read) -> None:
    assert outcomes(table("Depression outcomes", HEAD, row)) == ()


def test_measure_and_time_in_columns_of_labels(table: Table, outcomes: Read) -> None:
    document = table(
        "Scores, mean (SD)", ["Scale | Day | Ketamine | Midazolam | P"],
        "MADRS | 1 | 15 (6) | 20 (7) | 0.03", "MADRS | 7 | 18 (6) | 21 (7) | 0.2",
        "QIDS-SR | 1 | 8 (4) | 12 (5) | 0.01",
    )  # fmt: skip
    assert pairs(outcomes(document)) == [(24, 15, 20), (168, 18, 21), (24, 8, 12)]
    assert [o.measure for o in outcomes(document)] == ["MADRS", "MADRS", "QIDS-SR"]


def test_measure_and_arm_in_columns_of_labels(table: Table, outcomes: Read) -> None:
    document = table(
        "Scores", ["Scale | Group | Baseline | Day 1"],
        "MADRS | Group K | 30 ± 5 | 15 ± 6*", "MADRS | Group M | 31 ± 5 | 20 ± 7",
    )  # fmt: skip
    assert pairs(outcomes(document)) == [(24, 15, 20)]


def test_mean_and_spread_in_columns_of_their_own(table: Table, outcomes: Read) -> None:
    document = table(
        "MADRS", ["Time | Ketamine^^3 | Midazolam^^3", "| Mean | SD | n | Mean | SD | n"],
        "Day 1 | 15 | 6 | 19 | 20 | 7 | 18",
    )  # fmt: skip
    (row,) = outcomes(document)
    assert (row.experimental_value, row.experimental_dispersion, row.experimental_n) == (15, 6, 19)
    assert (row.dispersion_type, row.comparator_dispersion, row.comparator_n) == ("SD", 7, 18)


def test_arms_in_rows_with_spreads_counts_and_p_below(table: Table, outcomes: Read) -> None:
    document = table(
        "MADRS", ["Group | Day 1^^2 | Day 7^^2", "| Mean | SD | Mean | SD"],
        "Ketamine (n = 19) | 15 | 6 | 18 | 6", "Midazolam (n = 18) | 20 | 7 | 21 | 7",
        "P | 0.03^^2 | 0.2^^2",
    )  # fmt: skip
    found = outcomes(document)
    assert [(o.experimental_value, o.experimental_dispersion, o.experimental_n, o.p_value) for o in found] == [(15, 6, 19, 0.03), (18, 6, 19, 0.2)]  # fmt: skip


def test_heads_in_the_middle_of_a_table(table: Table, outcomes: Read) -> None:
    document = table(
        "MADRS", ["Time | Ketamine^^2 | Midazolam^^2", "| Mean | SD | Mean | SD"],
        "Day 1 | 15 | 6 | 20 | 7", "| n/N | % | n/N | %", "Response on the MADRS^^5", "Day 1 | 12/20 | 60 | 5/20 | 25",
    )  # fmt: skip
    _, response = outcomes(document)
    assert (response.statistic, response.experimental_value, response.experimental_count, response.experimental_n) == ("response rate", 60, 12, 20)  # fmt: skip


def test_a_count_and_its_percentage_in_two_columns(table: Table, outcomes: Read) -> None:
    document = table(
        "Response on the MADRS", ["Time | Ketamine^^2 | Midazolam^^2", "| n | % | n | %"], "Day 1 | 12 | 60 | 0 | 0"
    )  # fmt: skip
    (row,) = outcomes(document)
    assert (row.experimental_value, row.experimental_count, row.comparator_count) == (60, 12, 0)
    assert (row.experimental_n, row.unit) == (None, "percent")


def test_tests_of_an_arm_against_its_own_baseline_are_no_contrast(
    table: Table, outcomes: Read
) -> None:
    document = table(
        "MADRS", ["Time | Ketamine^^3 | Midazolam^^3 | P (group x time)", "| Mean (SD) | P | Within-group d | Mean (SD) | P | Within-group d | "],
        "Day 7 | 18 (6) | 0.001 | 2.1 | 21 (7) | 0.002 | 1.5 | 0.04",
    )  # fmt: skip
    (row,) = outcomes(document)
    assert (row.experimental_value, row.p_value, row.value) == (18, None, None)


def test_periods_are_parts_of_the_trial(table: Table, outcomes: Read) -> None:
    document = table(
        "MADRS", HEAD, "Period 1^^4", "Change at day 1, mean (SD) | -15 (6) | -11 (7) | 0.03",
        "Period 2b^^4", "Change at day 1, mean (SD) | -9 (6) | -8 (7) | 0.5",
    )  # fmt: skip
    assert [(o.subgroup, o.experimental_value) for o in outcomes(document)] == [("Period 1", -15), ("Period 2", -9)]  # fmt: skip


def test_one_figure_for_one_measure_and_time(
    table: Table,
    outcomes: Read,
    tabulated: Callable[..., tuple[tuple[Outcome, ...], tuple[str, ...]]],
) -> None:
    rows = "MADRS at day 1, mean (SD) | 15 (6) | 20 (7) | 0.03", "MADRS at day 1, mean (SD) | 14 (6) | 21 (7) | 0.03"  # fmt: skip
    found, warnings = tabulated(TWO, "Outcomes", HEAD, *rows)
    assert found == ()
    assert warnings
    methods = (rows[0].replace("day 1", "day 1 (MMRM)"), rows[1].replace("day 1", "day 1 (LOCF)"))
    first, second = outcomes(table("Outcomes", HEAD, *methods))
    assert pairs([first, second]) == [(24, 15, 20), (24, 14, 21)]
    assert [first.subgroup, second.subgroup] == [None, "LOCF analysis"]


def test_the_whole_population_before_those_who_completed(table: Table, outcomes: Read) -> None:
    document = table(
        "MADRS at day 1", ["| Intention to treat^^2 | Per protocol^^2", "| Ketamine | Midazolam | Ketamine | Midazolam"],
        "Mean (SD) | 15 (6) | 20 (7) | 13 (6) | 22 (7)",
    )  # fmt: skip
    assert pairs(outcomes(document)) == [(24, 15, 20)]


def test_the_p_of_a_model_is_not_of_the_raw_figures_above_it(table: Table, outcomes: Read) -> None:
    document = table(
        "MADRS at day 28", ["| Placebo | Ketamine^^2", "| | 0.5 mg/kg | 1 mg/kg"],
        "Change^^4", "Mean (SD) | -8 (9) | -9 (8) | -13 (9)",
        "Model^^4", "Diff. of LS means (SE) | | - 1.5 (2.0) | - 5.2 (2.1)",
        "90% CI | | - 5.4; 2.4 | - 9.3; - 1.1", "P value | | 0.45 | 0.014",
    )  # fmt: skip
    found = outcomes(document, THREE)
    assert {o.p_value for o in found if o.value is None} == {None}
    effects = [(o.value, o.ci_low, o.ci_high, o.ci_level, o.p_value) for o in found if o.value]
    assert effects == [(-1.5, -5.4, 2.4, 90, 0.45), (-5.2, -9.3, -1.1, 90, 0.014)]


def test_a_head_for_ratios_and_differences(table: Table, outcomes: Read) -> None:
    document = table(
        "Outcomes", ["Outcome | Ketamine | Midazolam | RR or median difference (95% CI) | P"],
        "EPDS at day 3, median (IQR) | 6 (4-8) | 8 (5-10) | -2 (-3 to -1) | 0.01",
        "Remission at day 3, n (%) | 12 (60) | 5 (25) | 2.4 (1.1 to 5.1) | 0.03",
    )  # fmt: skip
    effects = [(o.statistic, o.value) for o in outcomes(document) if o.value is not None]
    assert effects == [("median difference", -2), ("risk ratio", 2.4)]


def test_depression_that_was_to_be_prevented(table: Table, outcomes: Read) -> None:
    document = table(
        "Outcomes", HEAD, "Postpartum depression (EPDS ≥ 10) at 42 days, n (%) | 8 (8) | 20 (20) | 0.01"
    )  # fmt: skip
    (row,) = outcomes(document)
    assert (row.measure, row.direction) == ("postpartum depression", "favours experimental")


def test_cells_with_limits_loose_signs_and_marks() -> None:
    assert read_figure("-19.8 (-22.0 to -17.6)") == Figure(value=-19.8)
    assert read_figure("5 [3-8]") == Figure(value=5)
    assert read_figure("9 [3-8]") is None
    assert read_figure("- 15.2 (13.1)***") == Figure(value=-15.2, second=13.1)
    assert read_figure("-19.6 ± 6.4 (-69%)") == Figure(value=-19.6, second=6.4)
    assert read_estimate("- 1.0 (- 5.8; 3.7)") == Estimate(-1.0, -5.8, 3.7)


@pytest.mark.parametrize(
    ("text", "arm"),
    [
        ("Ket (n = 20)", "A1"), ("KET", "A1"), ("Group K", "A1"), ("0.5 mg/kg", "A1"), ("MDZ", "A2"),
        ("M-group", "A2"), ("Group C", "A2"), ("Control group (n=21)", "A2"), ("Ketamine day 1", "A1"),
        ("Ketamine responders", None), ("Ketamine vs midazolam", None), ("Bipolar ketamine", None),
        ("Group S", None), ("1.0 mg/kg", None), ("All ketamine", None), ("Ketamine (any dose)", None),
        ("Ketamine/midazolam", None), ("Ketamine plus midazolam", None), ("Both groups", None),
    ],
)  # fmt: skip
def test_heads_of_arms(text: str, arm: str | None, named: Named) -> None:
    found = match_text(text, named(TWO), load_vocabulary())
    assert (found and found.arm.id) == arm


def test_a_head_that_several_arms_could_be_is_none(named: Named) -> None:
    assert match_text("Ketamine", named(THREE), load_vocabulary()) is None
    assert match_text("KET 1.0", named(THREE), load_vocabulary()) is not None


def test_outcomes_are_numbered(table: Table, outcomes: Read) -> None:
    rows = ("MADRS at day 1, mean (SD) | 15 (6) | 20 (7) | 0.03", "Remission at day 1, n (%) | 12 (60) | 5 (25) | 0.03")  # fmt: skip
    found: tuple[Outcome, ...] = outcomes(table("Outcomes", HEAD, *rows))
    assert [o.id for o in found] == ["T1", "T2"]
