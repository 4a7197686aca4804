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
    assert (row.measure, row.direction) == ("postpartum depression", BETTER)
    assert (row.experimental_value, row.comparator_value) == (11, 24)


DOSES = (
    "A randomized trial of esketamine spray in treatment-resistant depression\n\n"
    "Methods: In this double-blind trial 120 adults with treatment-resistant depression were "
    "randomized to esketamine nasal spray 56 mg, esketamine nasal spray 84 mg or placebo spray. "
    "The primary outcome was the change in MADRS at day 28.\nResults: {}\n"
)


def test_the_dose_behind_but_not_did_not_do_better() -> None:
    rows = _rows(
        "The 84 mg dose, but not the 56 mg dose, was superior to placebo on the MADRS at day 28 "
        "(P = 0.02).",
        DOSES,
    )
    assert {(r.experimental_arm, r.direction, r.p_value) for r in rows} == {
        ("A1", EVEN, None),
        ("A2", BETTER, 0.02),
    }


def test_a_dose_set_against_doses_and_placebo_is_set_against_placebo() -> None:
    rows = _rows(
        "MADRS scores at day 28 with esketamine 84 mg were lower than with esketamine 56 mg and "
        "placebo (P < .01).",
        DOSES,
    )
    assert {r.direction for r in rows if r.comparator_arm == "A3"} == {BETTER}


@pytest.mark.parametrize(
    ("result", "verdict"),
    [
        (
            "Those given ketamine showed greater reductions on the MADRS at every visit (p = 0.03) "
            "and less need for further ECT than expected.",
            BETTER,
        ),
        ("Fewer patients remitted with ketamine than with ECT (41% v. 58%, P = 0.03).", WORSE),
        ("MADRS scores fell sooner with ECT.", WORSE),
    ],
)
def test_the_arm_that_a_comparative_is_tied_to(result: str, verdict: str) -> None:
    assert {r.direction for r in _rows(result, ECT)} == {verdict}


@pytest.mark.parametrize(
    ("result", "verdicts"),
    [
        (
            "Dissociation (CADSS) was greater with ketamine than midazolam at 40 minutes (p < 0.01).",
            {("CADSS", WORSE)},
        ),
        (
            "No significant differences in depressive symptoms, MCCB performance, or adverse "
            "events were seen between the groups.",
            {("MADRS", EVEN)},
        ),
        (
            "HADS anxiety and depression scores at day 7 were lower in the ketamine group than in "
            "the midazolam group (p = 0.02).",
            {("HADS", BETTER)},
        ),
        (
            "Scores fell in both groups on the MADRS. Ketamine was superior to midazolam.",
            {("MADRS", BETTER)},
        ),
        (
            "The share of patients in remission and the change in MADRS favoured ketamine.",
            {("remission", BETTER), ("MADRS", BETTER)},
        ),
        (
            "At day 7 scores on the MADRS were lower in the ketamine group.",
            {("MADRS", BETTER)},
        ),
    ],
)
def test_what_a_verdict_is_on(result: str, verdicts: set[tuple[str, str]]) -> None:
    assert _verdicts(_rows(result)) == verdicts


def test_the_same_result_of_fewer_people_is_left_out() -> None:
    rows = _rows(
        "The MADRS difference at 24 hours was -4.9 (95% CI -8.8 to -1.1). After excluding those "
        "with protocol deviations the MADRS difference was -5.3 (95% CI -9.3 to -1.2)."
    )
    assert [r.value for r in rows] == [-4.9]


def test_the_prevalence_and_the_scores_of_depression() -> None:
    rows = _rows(
        "The prevalence and EPDS scores of depression were lower with esketamine at 1 week (12.5% "
        "vs. 31.2%; 5.1 ± 1.9 vs. 6.6 ± 2.2, P < 0.05).",
        CAESAREAN,
    )
    assert {(r.measure, r.experimental_value, r.comparator_value) for r in rows} == {
        ("postpartum depression", 12.5, 31.2),
        ("EPDS", 5.1, 6.6),
    }


@pytest.mark.parametrize("name", ["observation", "intervention", "experimental", "study"])
def test_other_names_of_the_group_that_got_the_drug(name: str) -> None:
    (row,) = _rows(
        f"EPDS scores at 1 week were 5.1 (1.9) in the {name} group and 6.6 (2.2) in the control "
        "group (P = 0.01).",
        CAESAREAN,
    )
    assert (row.experimental_value, row.comparator_value, row.direction) == (5.1, 6.6, BETTER)


def test_a_share_beside_that_of_a_drug_no_more_is_said_of() -> None:
    rows = _rows(
        "Time to relapse did not differ between lithium and midazolam groups (p = 0.3), with 72% "
        "of patients relapsing on lithium vs. 45% on midazolam."
    )
    assert not [r for r in rows if r.value == 72 or r.experimental_value == 72]


@pytest.mark.parametrize(
    ("result", "counts"),
    [
        (
            "Remission came in 31 (62.0%) of 50 given ketamine and 15 (30.0%) of 50 given midazolam.",
            (31, 50, 15, 50),
        ),
        (
            "Twenty-six patients (52%) on ketamine and eleven (22%) on midazolam remitted.",
            (26, None, 11, None),
        ),
        (
            "Six participants in the ketamine group (27.3%) and two in the midazolam group (9.1%) "
            "remitted.",
            (6, None, 2, None),
        ),
    ],
)
def test_counts_beside_their_shares(result: str, counts: tuple[int | None, ...]) -> None:
    (row,) = _rows(result)
    assert counts == (
        row.experimental_count,
        row.experimental_n,
        row.comparator_count,
        row.comparator_n,
    )


def test_an_abbreviation_is_what_the_text_says_it_is() -> None:
    rows = _rows(
        "The Self-Rating Depression Scale (SDS) was given on day 7. SDS scores were 41.2 (5.5) in "
        "the esketamine group and 46.8 (6.1) in the control group (P = 0.01).",
        CAESAREAN,
    )
    assert [(r.measure, r.experimental_value, r.comparator_value) for r in rows] == [
        ("SDS", 41.2, 46.8)
    ]


@pytest.mark.parametrize(
    ("told", "winner"),
    [
        ("MADRS of patients given ketamine was lower than that of participants in the saline group", "experimental"),
        ("Compared with patients in the saline group, those given ketamine had lower MADRS scores", "experimental"),
        ("Lower MADRS scores were seen with ketamine than in patients who received saline", "experimental"),
        ("Patients who received saline had higher MADRS scores than patients who received ketamine", "experimental"),
        ("MADRS scores decreased less in the saline group than in the ketamine group", "experimental"),
        ("Reductions in MADRS scores among those given ketamine were lower than in the saline group", "comparator"),
        ("Reductions in 6-item and 17-item HAM-D scores with ketamine were smaller than with saline", "comparator"),
        ("Ketamine reduced relapse (HR 0.49) compared to patients in the oral drug plus saline group", "experimental"),
    ],
)  # fmt: skip
def test_people_stand_behind_than(told: str, winner: str) -> None:
    text = (
        "Ketamine in depression: a randomized trial\n\nMethods: 60 adults with depression were "
        "randomized to one infusion of ketamine 0.5 mg/kg or saline. The MADRS was the primary "
        f"outcome.\nResults: {told} (p = 0.02).\n"
    )
    (found,) = extract_bytes(text.encode())
    assert {r.direction for r in found.outcomes} == {f"favours {winner}"}
