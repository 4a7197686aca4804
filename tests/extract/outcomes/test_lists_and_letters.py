"""Lists of results, groups known by letters, and words that turn a figure round; our own sentences."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome, StudyFacts

TITLE = "A randomized trial of ketamine in treatment-resistant depression\n\n"
TWO = (
    "Methods: In this double-blind trial 60 adults with treatment-resistant depression were "
    "randomized to a ketamine infusion (0.5 mg/kg over 40 minutes) or saline. The MADRS was the "
    "primary outcome.\n"
)
THREE = (
    "Methods: Ninety patients with depression before surgery were randomly divided into group C "
    "(normal saline), group L (esketamine 0.2 mg/kg) and group H (esketamine 0.4 mg/kg, infused at "
    "a rate of 0.3 mg/kg/h until closure), 30 in each group.\n"
)


def facts(methods: str, results: str) -> StudyFacts:
    (found,) = extract_bytes(f"{TITLE}{methods}Results: {results}\n".encode())
    return found


def rows(results: str, methods: str = TWO) -> list[Outcome]:
    return list(facts(methods, results).outcomes)


def pairs(outcomes: list[Outcome]) -> list[tuple[float | None, float | None, float | None]]:
    return [
        (r.timepoint.hours if r.timepoint else None, r.experimental_value, r.comparator_value)
        for r in outcomes
    ]


def test_groups_described_behind_their_letter_and_a_rate_that_is_no_arm() -> None:
    found = facts(THREE, "Nobody left the trial.")
    doses = [a.dose.value if a.dose else None for a in found.arms]
    assert doses == [None, 0.2, 0.4]


def test_a_sentence_may_end_with_a_group_letter() -> None:
    found = rows(
        "Recovery was quicker in group H. The HAMD-17 score in group H was lower than in group C "
        "at 1 day, 3 days and 1 week (9.4 ± 2.0 vs 12.2 ± 2.8, 8.1 ± 1.7 vs 11.6 ± 2.4, and "
        "7.0 ± 1.6 vs 10.5 ± 2.3; all P < 0.05).",
        THREE,
    )
    assert pairs(found) == [(24, 9.4, 12.2), (72, 8.1, 11.6), (168, 7.0, 10.5)]
    assert {r.experimental_arm for r in found} == {"A3"}
    assert {r.direction for r in found} == {"favours experimental"}


def test_incidence_of_postoperative_depression_by_letter() -> None:
    found = rows(
        "The incidence of postoperative depression at 3 days was 60% in group C, 40% in group L "
        "and 20% in group H.",
        THREE,
    )
    assert {(r.measure, r.experimental_value, r.comparator_value) for r in found} == {
        ("postoperative depression", 40, 60),
        ("postoperative depression", 20, 60),
    }


def test_two_means_set_against_each_other_are_no_difference() -> None:
    (row,) = rows(
        "There was no difference in MADRS score between the ketamine and saline groups at 1 week "
        "(18.2 ± 6.1 vs 19.0 ± 5.8, P = 0.52)."
    )
    assert (row.value, row.experimental_value, row.comparator_value) == (None, 18.2, 19.0)
    assert row.direction == "no significant difference"


def test_each_dose_in_one_bracket_keeps_the_test_behind_it() -> None:
    methods = (
        "Methods: Patients with treatment-resistant depression were randomized to intranasal "
        "esketamine 20 mg, 40 mg or 60 mg or to placebo. The primary end point was MADRS at day 7.\n"
    )
    found = rows(
        "The difference from placebo in MADRS was larger with each dose (20 mg: -2.1 [1.9], "
        "P = .27; 40 mg: -5.0 [1.9], P = .009; 60 mg: -7.3 [2.0], P = .001).",
        methods,
    )
    assert [(r.value, r.p_value) for r in found] == [(-2.1, 0.27), (-5.0, 0.009), (-7.3, 0.001)]


def test_response_and_remission_each_with_both_arms() -> None:
    found = rows(
        "At day 7 we saw higher response (52%) and remission rates (31%) after ketamine than after "
        "saline (20%, p = 0.01, and 9%, p = 0.04, respectively)."
    )
    assert {(r.measure, r.experimental_value, r.comparator_value, r.p_value) for r in found} == {
        ("response", 52, 20, 0.01),
        ("remission", 31, 9, 0.04),
    }


@pytest.mark.parametrize("words", ["had no suicidal ideation", "reported no suicidal thoughts"])
def test_having_no_suicidal_thoughts_is_the_good_end(words: str) -> None:
    (row,) = rows(
        f"Ninety minutes after the infusion 80% of the ketamine group {words} vs 30% of the saline "
        "group (p < 0.001)."
    )
    assert (row.measure, row.direction) == ("remission", "favours experimental")


def test_improvement_after_one_treatment_but_not_the_other() -> None:
    (row,) = rows(
        "Depressive symptoms on the MADRS improved within 72 hours after ketamine but not saline "
        "infusion (decreases of 13 ± 9 vs. 1 ± 10 points)."
    )
    assert row.direction == "favours experimental"


def test_sensitivity_of_a_predictor_is_no_rate_of_response() -> None:
    found = rows(
        "Response after the course was predicted by response at 4 hours (92% sensitive, 70% specific)."
    )
    assert [r.value for r in found] == []


def test_the_time_of_one_result_is_not_the_time_of_another() -> None:
    found = rows(
        "The response rate at study end was 65% with ketamine and 30% with saline. Response at "
        "4 hours foretold the later course."
    )
    assert [r.timepoint for r in found] == [None]


def test_scores_after_a_session_have_no_day_and_are_scores() -> None:
    methods = (
        "Methods: Forty inpatients with major depression receiving ECT were randomly allocated to "
        "ketamine (1 mg/kg) or thiopental (3 mg/kg) anaesthesia. The HDRS was rated after the "
        "second, fourth and last session and at one month.\n"
    )
    found = facts(
        methods,
        "Depression improved earlier with ketamine (HDRS after the second ECT, 18.0 ± 4.0 vs. "
        "22.5 ± 5.0 with thiopental; P = 0.01).",
    )
    assert [a.drug for a in found.arms] == ["ketamine", "thiopental"]
    (row,) = found.outcomes
    assert (row.timepoint, row.statistic) == (None, "mean score")
    assert row.direction == "favours experimental"


def test_strata_and_second_cohorts_have_their_own_contrast() -> None:
    methods = (
        "Methods: In cohort 1 patients with treatment-resistant depression were randomized to "
        "ketamine 0.4 mg/kg or midazolam 0.02 mg/kg. A second cohort was randomized to ketamine "
        "0.8 mg/kg or midazolam 0.04 mg/kg.\n"
    )
    found = rows(
        "In the second cohort remission was commoner with ketamine than with midazolam (24% v. 5%; "
        "P = 0.01).",
        methods,
    )
    assert [(r.experimental_arm, r.comparator_arm) for r in found] == [("A3", "A4")]


def test_medians_with_quartiles_are_no_estimates_with_intervals() -> None:
    found = rows(
        "PHQ-9 scores on day 3 were 5 (3, 6) in the ketamine group and 7 (4, 9) in the saline group "
        "(median difference -2, 95% CI -3 to -1, P = 0.004)."
    )
    assert {(r.statistic, r.value, r.ci_low) for r in found} == {
        ("median difference", -2, -3),
        ("median", None, None),
    }
    assert (3, 5, 7) not in {(r.experimental_value, r.ci_low, r.ci_high) for r in found}


def test_a_reduction_in_mean_score_is_a_change() -> None:
    (row,) = rows(
        "After 7 days there was a reduction in mean MADRS score of 13.1 in the ketamine group versus "
        "3.2 points with saline (P < 0.001)."
    )
    assert (row.statistic, row.direction) == ("mean change", "favours experimental")


def test_a_p_value_for_both_comparisons_is_of_both() -> None:
    methods = (
        "Methods: 200 patients with major depressive disorder were randomized to intranasal "
        "esketamine 20 mg, esketamine 40 mg or placebo.\n"
    )
    found = rows(
        "At day 28 the mean difference in MADRS between esketamine 20 mg and placebo was -3.1 (95% CI, "
        "-5.0 to -1.2) and between esketamine 40 mg and placebo was -4.6 (95% CI, -6.6 to -2.6), with "
        "P < .001 for both comparisons.",
        methods,
    )
    assert [r.p_value for r in found] == [0.001, 0.001]


def test_a_time_to_relapse_is_no_visit() -> None:
    found = rows(
        "The median time to relapse did not differ between ketamine and saline (2 and 6 weeks)."
    )
    assert [r.timepoint for r in found] == [None]


def test_time_to_response_as_primary_makes_neither_scale_nor_rate_primary() -> None:
    methods = TWO.replace(
        "The MADRS was the primary outcome.",
        "Time to response (a fall of at least 50% on the MADRS) was the primary outcome.",
    )
    found = rows(
        "At day 7 response was 60% with ketamine and 30% with saline (P = 0.03). MADRS at day 7 was "
        "15.0 (SD 6.0) with ketamine and 21.0 (SD 7.0) with saline.",
        methods,
    )
    assert {r.role for r in found} == {None}


def test_a_count_behind_a_week_is_no_week() -> None:
    (row,) = rows("At week 8, 31 of 52 patients (59.6%) had responded to ketamine.")
    assert (row.timepoint and row.timepoint.value, row.experimental_count, row.experimental_n) == (
        8,
        31,
        52,
    )


def test_figures_of_an_arm_that_is_not_known_are_left_out() -> None:
    methods = (
        "Methods: 60 patients with treatment-resistant depression were randomly assigned to ketamine "
        "(0.5 mg/kg) plus active rTMS or ketamine plus sham rTMS.\n"
    )
    found = rows(
        "HAM-D at week 2 was 9.8 (SD 4.1) with active rTMS and 13.2 (SD 4.5) with sham.", methods
    )
    assert not [r for r in found if r.value is not None]


def test_the_drug_may_be_the_last_of_what_a_letters_group_was_given() -> None:
    methods = (
        "Methods: Seventy patients with depression were randomly divided before surgery: group A (n = 35) was induced with "
        "propofol 1.5 mg/kg, fentanyl and ketamine 1 mg/kg; group B (n = 35) with propofol and fentanyl only.\n"
    )
    told = rows(
        "HRSD scores in group A on day 1 were 9.9 (4.1) vs 14.4 (3.8) in group B (P < .05).",
        methods,
    )
    assert pairs(told) == [(24.0, 9.9, 14.4)]
    assert told[0].direction == "favours experimental"
