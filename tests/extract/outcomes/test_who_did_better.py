"""Who did better, in the words of reports: each sentence, in our own words, with its verdicts."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

KETAMINE = (
    "A randomized trial of ketamine in treatment-resistant depression\n\n"
    "Methods: In this double-blind trial 80 adults with treatment-resistant depression were "
    "randomized to a ketamine infusion (0.5 mg/kg over 40 minutes) or midazolam (0.045 mg/kg). "
    "The primary outcome was the MADRS score at 24 hours.\nResults: {}\n"
)
CAESAREAN = (
    "Esketamine and postpartum depression: a randomized trial\n\n"
    "Methods: In this double-blind trial 200 women having a caesarean section were randomized to "
    "esketamine 0.25 mg/kg (esketamine group) or saline (control group) after delivery. The "
    "primary outcome was postpartum depression (EPDS of 10 or more) at 6 weeks.\nResults: {}\n"
)
ECT = (
    "Ketamine or ECT for severe depression: a randomised trial\n\n"
    "Methods: In this open-label trial 180 inpatients with major depressive disorder were "
    "randomised to ketamine infusions (0.5 mg/kg) or electroconvulsive therapy (ECT). The primary "
    "outcome was remission (MADRS of 10 or less).\nResults: {}\n"
)
BETTER, WORSE, EVEN = "favours experimental", "favours comparator", "no significant difference"


def _rows(results: str, text: str = KETAMINE) -> list[Outcome]:
    (facts,) = extract_bytes(text.format(results).encode())
    return list(facts.outcomes)


def _verdicts(rows: list[Outcome]) -> set[tuple[str, str | None]]:
    return {(row.measure, row.direction) for row in rows}


@pytest.mark.parametrize(
    ("result", "verdicts"),
    [
        ("Midazolam was inferior to ketamine on the MADRS at 24 hours.", {("MADRS", BETTER)}),
        (
            "Ketamine beat midazolam on the MADRS (difference -4.4, 95% CI -8.0 to -0.8).",
            {("MADRS", BETTER)},
        ),
        (
            "The antidepressant effect of ketamine was larger than that of midazolam at 24 hours.",
            {("MADRS", BETTER)},
        ),
        ("The advantage of ketamine had faded by day 7.", {("MADRS", EVEN)}),
        (
            "MADRS scores were lower with ketamine at day 3 (p = 0.02), but at day 7 they did not "
            "differ (p = 0.4).",
            {("MADRS", BETTER), ("MADRS", EVEN)},
        ),
        (
            "MADRS scores were lower with ketamine than midazolam, and response was no more common.",
            {("MADRS", BETTER), ("response", EVEN)},
        ),
    ],
)
def test_words_that_say_who_did_better(result: str, verdicts: set[tuple[str, str]]) -> None:
    assert _verdicts(_rows(result)) == verdicts


def test_each_measure_has_the_words_of_its_own_part_of_the_sentence() -> None:
    rows = _rows(
        "Ketamine brought a higher response rate (OR 2.6; 95% CI 1.1 to 6.2), a lower BDI (mean "
        "difference -3.1; 95% CI -5.9 to -0.3; p = 0.03) and higher scores for sleep."
    )
    assert _verdicts(rows) == {("response", BETTER), ("BDI", BETTER)}


@pytest.mark.parametrize(
    "printed",
    [
        "[95% (CI) -8.8 to -1.1]",
        "([95% confidence interval [CI]: -8.8, -1.1]; P = .01)",
        "(95% confidence interval [95% CI] -8.8 to -1.1)",
    ],
)
def test_brackets_around_the_name_of_an_interval(printed: str) -> None:
    (row,) = _rows(f"The difference in MADRS at 24 hours was -4.9 {printed}.")
    assert (row.value, row.ci_low, row.ci_high) == (-4.9, -8.8, -1.1)
    assert row.direction == BETTER


@pytest.mark.parametrize("roughly", ["almost", "nearly", "about", "over", "approximately"])
def test_a_rounded_figure_in_words_is_no_second_result(roughly: str) -> None:
    rows = _rows(
        f"MADRS scores fell {roughly} 6 points further with ketamine than with midazolam, and were "
        f"{roughly} 6 points lower (mean difference -5.84, 95% CI -9.1 to -2.5)."
    )
    assert [r.value for r in rows] == [-5.84]


def test_two_falls_in_points_set_against_each_other() -> None:
    (row,) = _rows(
        "Those given ketamine had a mean reduction in MADRS of 13.1 points, compared with 6.4 "
        "points for midazolam."
    )
    assert (row.statistic, row.experimental_value, row.comparator_value) == (
        "mean change",
        13.1,
        6.4,
    )


@pytest.mark.parametrize(
    "result",
    [
        "The number of pump presses was lower with esketamine [2 (1-4) vs 4 (2-7), P < 0.001].",
        "Sufentanil consumption at 48 h was 61 (12) with esketamine and 77 (15) with saline.",
        "Length of stay was 4 (3-5) and 5 (4-6) days (P = 0.04).",
    ],
)
def test_what_was_counted_of_analgesia_and_stay_is_no_depression(result: str) -> None:
    scores = "EPDS scores at 1 week were lower with esketamine than with saline (P = 0.01). "
    assert _verdicts(_rows(scores + result, CAESAREAN)) == {("EPDS", BETTER)}
    assert not [r for r in _rows(scores + result, CAESAREAN) if r.experimental_value is not None]


@pytest.mark.parametrize(
    "result",
    [
        "Postpartum depression at 6 weeks was less frequent with esketamine (7.0% vs 16.0%; "
        "P = 0.04).",
        "Fewer women had postpartum depression at 6 weeks with esketamine than with saline (7.0% "
        "vs 16.0%; P = 0.04).",
        "The rate of postpartum depression at 6 weeks was 7.0% in the esketamine group and 16.0% "
        "in the control group (P = 0.04).",
    ],
)
def test_how_often_depression_came(result: str) -> None:
    (row,) = _rows(result, CAESAREAN)
    assert (row.measure, row.direction) == ("postpartum depression", BETTER)
    assert (row.experimental_value, row.comparator_value) == (7, 16)


def test_women_who_screened_positive_had_depression() -> None:
    (row,) = _rows(
        "Fewer women screened positive for depression at 1 week in the esketamine group (11.0% "
        "vs 24.0%; P = 0.02).",
        CAESAREAN,
    )
    assert (row.measure, row.experimental_value, row.comparator_value) == ("depression", 11, 24)
