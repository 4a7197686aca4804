"""Result tables in JATS, laid out in the ways journals lay them out. Figures are invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dosetable.extract.document import Document
from dosetable.extract.facts import Outcome
from dosetable.extract.tables.cells import Estimate, Figure, read_estimate, read_figure, read_p

Table = Callable[..., Document]
Read = Callable[..., tuple[Outcome, ...]]
Tabulated = Callable[..., tuple[tuple[Outcome, ...], tuple[str, ...]]]
THREE = "ketamine 0.5 mg/kg, ketamine 1.0 mg/kg, placebo"


def test_arms_in_columns(table: Table, outcomes: Read) -> None:
    document = table(
        "Depression outcomes", ["Outcome | Ketamine (n = 20) | Midazolam (n = 21) | P"],
        "MADRS at day 1, mean (SD) | 12.5 (7.6) | 16.4 (10.0) | 0.03",
        "Response at day 1, n (%) | 12 (60) | 7 (33.3) | <0.05",
        "Heart rate, mean (SD) | 80 (5) | 78 (6) | 0.5",
    )  # fmt: skip
    score, response = outcomes(document)
    assert (score.measure, score.statistic, score.experimental_value, score.comparator_value) == ("MADRS", "mean score", 12.5, 16.4)  # fmt: skip
    assert (score.experimental_n, score.comparator_n) == (20, 21)
    assert (score.dispersion_type, score.experimental_dispersion) == ("SD", 7.6)
    assert (score.p_operator, score.p_value) == ("=", 0.03)
    assert score.timepoint is not None
    assert score.timepoint.hours == 24
    assert (response.measure, response.unit, response.experimental_value, response.experimental_count) == ("response", "percent", 60, 12)  # fmt: skip
    whole = next(e for e in score.evidence if e.field is None)
    assert document.text[whole.start : whole.end] == "12.5 (7.6)"


def test_several_timepoints_under_one_head_and_section_rows(table: Table, outcomes: Read) -> None:
    document = table(
        "Change in MADRS from baseline, mean ± SE",
        ["Time | Group^^2 | Difference (95% CI)", " | Ketamine | Midazolam | "],
        "Week 1 | −9.5 ± 1.2 | −4.0 ± 1.1 | −5.5 (−8.1 to −2.9)",
        "Week 2 | −8.0 ± 1.3 | – | –",
    )
    found = outcomes(document)
    pair = next(o for o in found if o.experimental_value is not None)
    effect = next(o for o in found if o.value is not None)
    assert len(found) == 2  # a dash is no figure, and no pair without both arms
    assert (pair.statistic, pair.experimental_value, pair.comparator_value) == (
        "mean change",
        -9.5,
        -4.0,
    )
    assert (pair.dispersion_type, pair.comparator_dispersion) == ("SE", 1.1)
    assert (effect.statistic, effect.value, effect.ci_low, effect.ci_high, effect.ci_level) == ("mean difference", -5.5, -8.1, -2.9, 95)  # fmt: skip


def test_doses_under_a_drug(table: Table, outcomes: Read) -> None:
    document = table(
        "MADRS at day 3", ["| Placebo | Ketamine^^2", "| | 0.5 mg/kg | 1.0 mg/kg"], "Mean (SD) | 20 (5) | 15 (6) | 11 (7)"
    )  # fmt: skip
    found = outcomes(document, THREE)
    assert [(o.experimental_arm, o.comparator_arm, o.experimental_value) for o in found] == [("A1", "A3", 15), ("A2", "A3", 11)]  # fmt: skip


def test_arms_in_rows(table: Table, outcomes: Read) -> None:
    document = table(
        "HAM-D-17 total score, mean (SD)", ["Group | Day 1 | Day 7"], "Ketamine | 10.1 (4.2) | 12.0 (5.0)", "Midazolam | 15.2 (4.4) | 15.5 (5.1)"
    )  # fmt: skip
    found = outcomes(document)
    assert [(o.experimental_value, o.comparator_value, o.timepoint and o.timepoint.hours) for o in found] == [(10.1, 15.2, 24), (12.0, 15.5, 168)]  # fmt: skip
    assert {o.measure for o in found} == {"HAM-D-17"}


@pytest.mark.parametrize(
    ("caption", "row"),
    [
        ("Demographic and baseline characteristics", "MADRS, mean (SD) | 30 (5) | 31 (5)"),
        ("Adverse events", "Remission of headache, n (%) | 3 (15) | 2 (10)"),
        ("Outcomes", "MADRS at baseline, mean (SD) | 30 (5) | 31 (5)"),
        ("Outcomes", "MADRS, mean (SD) | 130 (5) | 31 (5)"),  # outside the scale
        ("Outcomes", "Response at day 1 | 12 | 7"),  # neither count nor percentage is said
        ("MADRS", "Nausea | 12 | 7"),
    ],
)
def test_what_is_no_result_or_unsure_is_left_out(
    caption: str, row: str, table: Table, outcomes: Read
) -> None:
    assert outcomes(table(caption, ["Outcome | Ketamine | Midazolam"], row)) == ()


def test_cells() -> None:
    assert read_figure("12/20 (60%)") == Figure(value=60, percent=True, count=12, n=20)
    assert read_figure("12/20 (90%)") is None  # the figures contradict each other
    assert read_figure("25/20") is None
    assert read_figure("see text") is None
    assert read_estimate("3.7 (1.9 to 7.3)") == Estimate(3.7, 1.9, 7.3)
    assert read_estimate("3.7 (4.9 to 7.3)") is None  # outside its own interval
    assert read_p("<.001") == ("<", 0.001)
    assert read_p("ns") is None


def test_effects_in_rows_below_the_figures_of_each_dose(tabulated: Tabulated) -> None:
    found, warnings = tabulated(
        THREE,
        "MADRS total score at day 28",
        ["| Placebo | Ketamine^^2", "| | 0.5 mg/kg | 1 mg/kg"],
        "Patients randomized, n | 40 | 41 | 39",
        "Change at day 28, mean (SD) | -8.0 (9.1) | -9.5 (8.8) | -13.2 (9.4)",
        "Difference from placebo^^4",
        "Estimate (SE) | | -1.5 (2.0) | -5.2 (2.1)",
        "95% CI | | -5.4 to 2.4 | -9.3 to -1.1",
        "P value | | 0.45 | 0.014",
    )
    assert warnings == ()
    effects = {o.experimental_arm: o for o in found if o.statistic == "mean difference"}
    assert {k: (o.value, o.ci_low, o.ci_high, o.p_value) for k, o in effects.items()} == {
        "A1": (-1.5, -5.4, 2.4, 0.45),
        "A2": (-5.2, -9.3, -1.1, 0.014),
    }
    assert {k: o.direction for k, o in effects.items()} == {
        "A1": "no significant difference",
        "A2": "favours experimental",
    }


def test_an_effect_over_both_columns_is_of_their_contrast(table: Table, outcomes: Read) -> None:
    document = table(
        "Depression outcomes",
        ["Outcome | Ketamine | Midazolam"],
        "MADRS at day 1, mean (SD) | 12.5 (7.6) | 16.4 (10.0)",
        "Mean difference (95% CI) | -3.9 (-8.0 to 0.2)^^2",
    )
    effect = next(o for o in outcomes(document) if o.value is not None)
    assert (effect.value, effect.ci_low, effect.experimental_arm) == (-3.9, -8.0, "A1")
    assert effect.direction == "no significant difference"
