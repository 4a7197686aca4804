"""Results of a part of the people, of another subject, or in the words of a later sentence."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

TITLE = "Esketamine spray in treatment-resistant depression: a randomized trial\n\n"
TWO = (
    "Methods: 200 adults with treatment-resistant depression were randomized 1:1 to esketamine nasal "
    "spray (56 or 84 mg) or placebo spray, double-blind, for four weeks. The MADRS at day 28 was the "
    "primary outcome.\n"
)
DOSES = (
    "Methods: 300 adults with treatment-resistant depression were randomized to esketamine nasal spray "
    "28 mg (n = 100), 56 mg (n = 100) or placebo spray (n = 100) for four weeks. The MADRS at day 28 "
    "was the primary outcome.\n"
)


def rows(results: str, methods: str = TWO, title: str = TITLE) -> list[Outcome]:
    (found,) = extract_bytes(f"{title}{methods}Results: {results}\n".encode())
    return list(found.outcomes)


def hours(row: Outcome) -> float | None:
    return row.timepoint.hours if row.timepoint else None


@pytest.mark.parametrize(
    "result",
    [
        "Of those achieving response after one dose, 66% reached remission after four weeks.",
        "Only 20% of non-responders after two weeks achieved remission.",
        "MADRS fell more with esketamine in both women and men (-20.3 vs -15.8 and -18.3 vs -16.0).",
        "Patients with and without anxiety improved on the MADRS (-21.0 and -22.7, respectively).",
        "Among those who had a partial response at week 2, 94% and 80% had response and remission.",
        "In the Asian population, the least squares mean difference on the MADRS was -0.7 (-3.3, 1.9).",
        "MADRS change was alike in younger versus older patients (-18.0 vs -18.1; t = 0.69).",
        "A 2-point change of the CGI-S corresponded to a 12- and 6-point change on the MADRS and PHQ-9.",
        "No genotype effect on MADRS reductions was detected with esketamine at day 2 or 28.",
        "Of the 96 patients, 32 (33%) took esketamine at the time of relapse and 64 (67%) took placebo.",
        "Patients with anxious depression had fewer symptoms on the MADRS than those with other forms.",
        "A linear mixed model showed an effect of anxiety status on the MADRS (p = 0.04).",
        "Rises in kynurenic acid levels at 24 h were associated with reductions in MADRS (P < 0.05).",
        "Patients on esketamine needed fewer treatments to halve the MADRS than with placebo (2 [1-3] vs 4 [2-7]).",
        "Change in receptor binding did not differ between esketamine and placebo at 24 h.",
        "Response was alike when assessed using the MADRS (61%) and the CGI-S (62%).",
        "20.7% (25/121) of those approached consented and 34.8% (8/23) of those assessed had a MADRS above 20.",
        "With onset of depression before age 55 it was -6.1 (95% CI -10.3 to -1.8), with later onset 3.1.",
        "Patients who responded at 24 hours had lower baseline MADRS scores (28.1 vs 34.2, p = .01).",
        "In a previous trial, esketamine produced a response rate of 71% versus 0% with placebo.",
        "A meta-analysis of 7 trials found a response rate of 45% with esketamine and 18% with placebo.",
        "The effect of esketamine on the MADRS mediated 33.6% of its effect on suicidal ideation.",
        "Esketamine had no advantage on the vitality domain of the SF-36 over placebo at day 28 (p = .2).",
    ],
)
def test_no_row_of_a_part_of_the_people_or_another_subject(result: str) -> None:
    assert rows(result) == []


def test_odds_in_percent_are_no_share_of_people() -> None:
    found = rows(
        "Patients given esketamine had 68% and 55% increased odds of response and remission, "
        "respectively, versus placebo."
    )
    assert all(r.value is None and r.experimental_value is None for r in found)


def test_the_verb_behind_a_share_says_what_it_counts() -> None:
    methods = (
        "Methods: In an open-label trial 75 adults with treatment-resistant depression had three "
        "ketamine infusions.\n"
    )
    title = "Three ketamine infusions in depression: an open-label trial\n\n"
    found = rows(
        "After three infusions 52% achieved remission, with 67% achieving response.", methods, title
    )
    assert {(r.measure, r.value) for r in found} == {("remission", 52), ("response", 67)}
    found = rows(
        "More than half of the patients responded, and by the end 47.2% of patients had achieved "
        "remission.",
        methods,
        title,
    )
    assert ("remission", 47.2) in {(r.measure, r.value) for r in found}
    assert ("response", 47.2) not in {(r.measure, r.value) for r in found}


def test_a_share_that_went_on_to_another() -> None:
    found = rows(
        "Response rates at week 1 were 35.4% for esketamine vs. 19.1% for placebo, which increased to "
        "55.5% and 39.5%, respectively, by week 4."
    )
    assert [(hours(r), r.experimental_value, r.comparator_value) for r in found] == [
        (168, 35.4, 19.1),
        (672, 55.5, 39.5),
    ]


def test_a_list_of_tests_in_the_sentence_behind() -> None:
    found = rows(
        "The least-squares mean differences from placebo were -1.0 (SE 2.2) for 28 mg and 0.6 (SE 2.3) "
        "for 56 mg. The improvement with esketamine did not reach statistical significance (p = 0.475 "
        "and p = 0.504, respectively).",
        DOSES,
    )
    assert [(r.value, r.p_value, r.direction) for r in found] == [
        (-1.0, 0.475, "no significant difference"),
        (0.6, 0.504, "no significant difference"),
    ]


def test_scores_of_two_arms_at_baseline_then_at_a_visit() -> None:
    (row,) = rows(
        "The mean (SD) MADRS total score at baseline was 36.5 (5.2) for esketamine and 35.9 (4.5) for "
        "placebo, and at day 28 was 26.5 (10.3) and 27.9 (10.0), respectively."
    )
    assert (hours(row), row.experimental_value, row.comparator_value) == (672, 26.5, 27.9)


@pytest.mark.parametrize("name", ["odds ratio [OR]: 2.39", "OR: 2.39", "odds ratio (OR) 2.39"])
def test_an_interval_in_square_brackets_behind_a_ratio(name: str) -> None:
    found = rows(
        f"More had remission with esketamine (34.5% vs. 18.2%; {name} [1.67, 3.41], p<0.001)."
    )
    (ratio,) = [r for r in found if r.statistic == "odds ratio"]
    assert (ratio.value, ratio.ci_low, ratio.ci_high) == (2.39, 1.67, 3.41)


def test_numerically_more_is_no_verdict() -> None:
    found = rows(
        "Response was numerically more frequent with esketamine than placebo (46% v. 40%)."
    )
    assert [r.direction for r in found] == [None]


def test_points_against_placebo_for_each_dose() -> None:
    found = rows(
        "At day 28, esketamine improved MADRS total score versus placebo by 3.1 points (28 mg) and 5.8 "
        "points (56 mg).",
        DOSES,
    )
    assert [(r.experimental_arm, r.statistic, r.value) for r in found] == [
        ("A1", "mean difference", 3.1),
        ("A2", "mean difference", 5.8),
    ]


def test_effect_sizes_listed_for_listed_doses() -> None:
    found = rows(
        "The observed effect sizes on the MADRS at day 28 were 0.28 and 0.43 for the 28-mg and 56-mg "
        "dose groups, respectively.",
        DOSES,
    )
    assert [(r.experimental_arm, r.value) for r in found] == [("A1", 0.28), ("A2", 0.43)]


def test_a_verdict_stands_apart_from_the_next_subject() -> None:
    found = rows(
        "Compared with placebo, the remission and response rates were significantly increased with "
        "esketamine, the seizure duration was prolonged, and the consumption of propofol was reduced."
    )
    assert {(r.measure, r.direction) for r in found} == {
        ("remission", "favours experimental"),
        ("response", "favours experimental"),
    }


def test_a_length_of_time_beyond_which_something_lasted() -> None:
    (row,) = rows(
        "Continuing esketamine beyond 16 weeks was superior to placebo in delaying relapse (p = 0.01)."
    )
    assert (row.measure, hours(row)) == ("relapse", None)


def test_people_without_response_are_no_responders() -> None:
    methods = (
        "Methods: In an open-label trial 31 adults with treatment-resistant depression had six "
        "ketamine infusions. The MADRS was rated after four and 24 hours.\n"
    )
    title = "Six ketamine infusions in depression: an open-label trial\n\n"
    found = rows(
        "After six infusions, 17 of 31 patients (55%) showed a response, while 14 patients (45%) had no "
        "response.",
        methods,
        title,
    )
    assert [(r.measure, r.value, hours(r)) for r in found] == [("response", 55, None)]


def test_a_label_that_no_list_knows_is_another_scale() -> None:
    found = rows(
        "MADRS improved more with esketamine (MADRS: Cohen's d = 0.64; XAS: Cohen's d = 0.41)."
    )
    assert [r.value for r in found] == [0.64]


def test_one_test_across_three_groups_is_no_pairs() -> None:
    found = rows(
        "There was a difference in response across the three groups (28 mg: 45.8%; 56 mg: 39.1%; "
        "placebo: 12.5%; p = 0.03), which was lower than expected (70%).",
        DOSES,
    )
    assert [(r.experimental_value, r.comparator_value, r.p_value) for r in found] == [
        (45.8, 12.5, None),
        (39.1, 12.5, None),
    ]


@pytest.mark.parametrize(
    "against", ["in comparison with", "compared to", "as opposed to", "versus"]
)
def test_whom_a_reduction_is_set_against(against: str) -> None:
    (row,) = rows(
        f"Esketamine caused a significant reduction of the MADRS {against} placebo (P<0.001)."
    )
    assert row.direction == "favours experimental"


def test_a_reduction_in_a_list_of_results_has_its_own_verdict() -> None:
    found = rows(
        "The esketamine group showed a higher rate of satisfaction (OR 1.4, p = 0.02), a reduction in "
        "MADRS scores (MD -1.0 [95% CI, -2.0 to -0.1]; p = 0.002) and higher recovery scores."
    )
    assert [(r.value, r.direction) for r in found] == [(-1.0, "favours experimental")]


def test_a_score_that_dropped_behind_a_comma() -> None:
    methods = "Methods: In an open-label trial six adults with bipolar depression had arketamine 1 mg/kg.\n"
    title = "Arketamine in bipolar depression: an open-label trial\n\n"
    (row,) = rows(
        "The mean MADRS score before the infusion was 32.0, dropping to 17.7 after 24 h (p < 0.001).",
        methods,
        title,
    )
    assert (row.value, hours(row)) == (17.7, 24)


def test_an_effect_that_was_blunted_is_no_success_of_what_blunted_it() -> None:
    found = rows(
        "There was an interaction on the MADRS (P = .02): the fall was blunted after esketamine."
    )
    assert {r.direction for r in found} <= {None}
