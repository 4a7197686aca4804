"""The course of one arm, differences from the time before treatment, and visits told before. Every sentence
is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

TWO = (
    "A randomized trial of ketamine against midazolam in resistant depression\n\n"
    "Methods: In this double-blind trial, 80 adults with treatment-resistant depression were randomized to a "
    "single infusion of ketamine 0.5 mg/kg (n = 40) or midazolam 0.045 mg/kg (n = 40) over 40 minutes. The primary "
    "outcome was the MADRS score at 24 hours.\nResults: "
)
CONTROLLED = (
    "Intravenous ketamine in depression: a randomized placebo-controlled trial\n\n"
    "Methods: Eighty patients with major depressive disorder were randomized to ketamine 0.5 mg/kg (n = 40) or "
    "placebo (n = 40). Depression was rated with the HAM-D-17 at baseline, day 3 and day 10.\nResults: "
)
BIRTH = (
    "Esketamine and depression after birth: a randomized trial\n\n"
    "Methods: Women having a caesarean were randomized to esketamine 0.25 mg/kg (n = 90) or saline (n = 90). The "
    "primary outcome was postpartum depression at 42 days.\nResults: "
)
WON = "favours experimental"
Told = tuple[object, ...]


def _hours(row: Outcome) -> float | None:
    return row.timepoint.hours if row.timepoint else None


def _rows(text: str) -> set[Told]:
    """Measure, hours, statistic, value, the two arms' values, p and direction of each row."""
    (facts,) = extract_bytes(text.encode())
    return {
        (o.measure, _hours(o), o.statistic, o.value, o.experimental_value, o.comparator_value,
         o.p_value, o.direction)
        for o in facts.outcomes
    }  # fmt: skip


def test_pairs_with_their_scale_behind_them() -> None:
    assert _rows(
        f"{TWO}Reductions from baseline at 24 hours were 16.9 and 8.8 points on the MADRS (p = .002), and 11.7 and 6.3 "
        "points on the HAM-D (p = .004), for ketamine and midazolam respectively."
    ) == {
        ("MADRS", 24.0, "mean change", None, 16.9, 8.8, 0.002, WON),
        ("HAM-D", 24.0, "mean change", None, 11.7, 6.3, 0.004, WON),
    }  # fmt: skip


def test_corresponding_figures_are_of_the_visits_just_told() -> None:
    assert _rows(
        f"{TWO}Of the ketamine group, 58% were responders at 24 h, falling to 40% at day 7; the corresponding figures for "
        "midazolam were 28% and 18%."
    ) == {
        ("response", 24.0, "response rate", None, 58.0, 28.0, None, None),
        ("response", 168.0, "response rate", None, 40.0, 18.0, None, None),
    }  # fmt: skip


def test_what_became_of_the_controls_is_no_contrast() -> None:
    told = _rows(
        f"{TWO}At 24 hours, ketamine significantly reduced MADRS from 33.0 ± 5.1 to 15.2 ± 9.0 (t = 9.1, p < .001), whereas "
        "midazolam reduced it from 31.6 ± 5.5 to 22.9 ± 9.4 (t = 4.6, p < .001)."
    )
    assert ("MADRS", 24.0, "mean score", None, 15.2, 22.9, None, None) in told
    assert not {row for row in told if row[3] == 4.6}


@pytest.mark.parametrize(
    "sentence",
    [
        "The within-group effect size was 1.84 for ketamine and 0.92 for midazolam.",
        "MADRS change scores at 24 hours did not correlate with CADSS scores (r = 0.15, p = .41).",
    ],
)
def test_what_sets_no_arm_against_another(sentence: str) -> None:
    assert not _rows(TWO + sentence)


def test_between_group_effects_beside_those_within() -> None:
    told = _rows(
        f"{TWO}At 24 hours the within-group effect size was 1.84 with ketamine, and the between-group effect size was 0.83 "
        "(95% CI 0.37 to 1.29)."
    )
    assert {row[3] for row in told} == {0.83}


def test_how_much_of_the_score_a_difference_is() -> None:
    assert _rows(
        f"{TWO}Mean MADRS at 24 hours was lower by 7.4 points (33%) with ketamine (95% CI 3.0 to 11.8)."
    ) == {("MADRS", 24.0, "mean difference", 7.4, None, None, None, WON)}


def test_differences_from_baseline_are_each_arms_own() -> None:
    assert _rows(
        f"{CONTROLLED}HAM-D scores improved in the ketamine group on day 3 (mean difference from baseline -11.4, 95% CI "
        "-13.5 to -9.3) versus -5.8 (95% CI -7.9 to -3.7) in the placebo group."
    ) == {("HAM-D-17", 72.0, "mean change", None, -11.4, -5.8, None, None)}
    assert _rows(
        f"{CONTROLLED}The mean difference from baseline at day 3 was -11.4 (SD 5.2) with ketamine and -5.8 (SD 5.6) with "
        "placebo, a between-group difference of -5.6 (95% CI -8.0 to -3.2)."
    ) == {
        ("HAM-D-17", 72.0, "mean change", None, -11.4, -5.8, None, WON),
        ("HAM-D-17", 72.0, "mean difference", -5.6, None, None, None, WON),
    }  # fmt: skip


def test_a_difference_in_change_from_baseline_is_of_two_arms() -> None:
    assert _rows(
        f"{CONTROLLED}The HAM-D mean difference from baseline to day 3 compared with placebo was -5.6 (95% CI -8.0 to -3.2)."
    ) == {("HAM-D-17", 72.0, "mean difference", -5.6, None, None, None, WON)}


def test_a_second_event_at_the_visits_of_the_first() -> None:
    assert _rows(
        f"{CONTROLLED}Response rates (ketamine vs placebo) were 53% vs 20% at day 3 (p=0.01) and 63% vs 30% at day 10 "
        "(p=0.02); remission rates were 28% vs 8% (p=0.03) and 40% vs 15% (p=0.04), respectively."
    ) == {
        ("response", 72.0, "response rate", None, 53.0, 20.0, 0.01, WON),
        ("response", 240.0, "response rate", None, 63.0, 30.0, 0.02, WON),
        ("remission", 72.0, "remission rate", None, 28.0, 8.0, 0.03, WON),
        ("remission", 240.0, "remission rate", None, 40.0, 15.0, 0.04, WON),
    }  # fmt: skip


def test_effect_sizes_say_in_brackets_what_they_are() -> None:
    assert {
        row[2:4]
        for row in _rows(
            f"{CONTROLLED}Effect sizes (Cohen's d) at day 3 and day 10 were 1.03 and 0.81."
        )
    } == {("Cohen d", 1.03), ("Cohen d", 0.81)}


def test_first_scores_of_two_arms_behind_from() -> None:
    assert _rows(
        f"{TWO}From a baseline of 33.2 and 31.8, MADRS scores fell to 15.5 and 23.1 at 24 hours with ketamine and midazolam."
    ) == {("MADRS", 24.0, "mean score", None, 15.5, 23.1, None, None)}


def test_the_difference_of_all_people_alone() -> None:
    told = _rows(
        f"{TWO}The between-group difference at 24 hours was 7.2 points in the full sample, 8.8 in severe depression and 4.9 "
        "in moderate depression."
    )
    assert {row[3] for row in told} == {7.2}


@pytest.mark.parametrize(
    "sentence",
    [
        "Eighty patients completed the study: 44 women; mean age 43.1 (11.9) and 45.0 (12.3) years; MADRS 33.2 (5.1) and 31.8 (5.3).",
        "Patients who guessed ketamine had lower MADRS scores at 24 hours than those who guessed midazolam (14.0 vs 23.5, p < .001).",
        "After the exclusion of four patients with protocol violations, response rates were 61% and 29%.",
    ],
)
def test_who_they_were_and_a_part_of_them(sentence: str) -> None:
    assert not _rows(TWO + sentence)


def test_what_was_thought_before_is_no_result() -> None:
    told = _rows(
        f"{TWO}The response rate in the ketamine group (58%) exceeded our hypothesis of 45% vs 20%."
    )
    assert not {row for row in told if {45.0, 20.0} & {row[3], row[4], row[5]}}


def test_scores_that_they_were_behind_the_first_ones() -> None:
    assert _rows(
        f"{TWO}MADRS scores at baseline did not differ (33.2 ± 5.1 vs 31.8 ± 5.3; p = .24). At 24 hours they were 15.5 ± 9.0 "
        "vs 23.1 ± 9.4 (p = .003) and at 7 days 18.4 ± 10.0 vs 20.9 ± 9.8 (p = .30)."
    ) == {
        ("MADRS", 24.0, "mean score", None, 15.5, 23.1, 0.003, WON),
        ("MADRS", 168.0, "mean score", None, 18.4, 20.9, 0.30, "no significant difference"),
    }  # fmt: skip


def test_an_adjusted_ratio_names_its_event() -> None:
    assert _rows(
        f"{TWO}The adjusted odds ratio of remission was 4.2 (95% CI 1.4-12.6) at 24 hours and 2.7 (0.9-8.1) at day 7."
    ) == {
        ("remission", 24.0, "odds ratio", 4.2, None, None, None, WON),
        ("remission", 168.0, "odds ratio", 2.7, None, None, None, "no significant difference"),
    }  # fmt: skip


def test_tests_corrected_for_their_number() -> None:
    told = _rows(
        f"{CONTROLLED}After correction for multiple comparisons, HAM-D scores were lower with ketamine at day 3 (corrected "
        "p = .006)."
    )
    assert told == {("HAM-D-17", 72.0, None, None, None, None, 0.006, WON)}


def test_a_share_that_became_another_is_not_of_two_arms() -> None:
    assert not _rows(
        f"{TWO}Response rates increased from 28% to 58% with ketamine compared with midazolam."
    )


def test_chains_of_scores_with_arrows() -> None:
    assert _rows(
        f"{CONTROLLED}HAM-D fell 25.1 → 13.2 with ketamine and 24.7 → 18.9 with placebo at day 3."
    ) == {("HAM-D-17", 72.0, "mean score", None, 13.2, 18.9, None, None)}
    told = _rows(f"{CONTROLLED}Ketamine: HAM-D 25.1±4.0 → 13.2±4.9 (day 3) → 11.0±4.6 (day 10).")
    assert {row[1:4] for row in told} == {(72.0, "mean score", 13.2), (240.0, "mean score", 11.0)}


def test_a_share_at_both_visits_is_of_neither_alone() -> None:
    assert _rows(
        f"{CONTROLLED}Response at both day 3 and day 10 occurred in 48% with ketamine and 15% with placebo."
    ) == {("response", None, "response rate", None, 48.0, 15.0, None, None)}
    told = _rows(
        f"{CONTROLLED}HAM-D scores at both day 3 and day 10 were 13.2 and 11.0 with ketamine and 18.9 and 16.4 with placebo."
    )
    assert {(row[1], row[4], row[5]) for row in told} == {(72.0, 13.2, 18.9), (240.0, 11.0, 16.4)}


def test_incidences_of_depression_at_several_visits() -> None:
    assert _rows(
        f"{BIRTH}The incidences of postpartum depression at 7 and 42 days were 11.1% and 4.4% in the esketamine group and 22.2% "
        "and 14.4% in the control group (P = 0.04 and P = 0.02)."
    ) == {
        ("postpartum depression", 168.0, "event rate", None, 11.1, 22.2, 0.04, WON),
        ("postpartum depression", 1008.0, "event rate", None, 4.4, 14.4, 0.02, WON),
    }  # fmt: skip


def test_a_relative_reduction_is_no_share() -> None:
    assert _rows(
        f"{BIRTH}Esketamine reduced postpartum depression by 69% (RR 0.31, 95% CI 0.10-0.92) at 42 days."
    ) == {("postpartum depression", 1008.0, "risk ratio", 0.31, None, None, None, WON)}


def test_outperformed_by_so_many_points() -> None:
    assert _rows(
        f"{TWO}On the MADRS, ketamine outperformed midazolam by 7.3 points at 24 hours (P = .003) and by 5.1 points at 72 "
        "hours (P = .02)."
    ) == {
        ("MADRS", 24.0, "mean difference", 7.3, None, None, 0.003, WON),
        ("MADRS", 72.0, "mean difference", 5.1, None, None, 0.02, WON),
    }  # fmt: skip


def test_the_other_arms_course_without_from() -> None:
    assert _rows(
        f"{TWO}SSI scores decreased from 11.4 to 4.8 with ketamine vs 11.0 to 8.7 with midazolam at 24 hours."
    ) == {("SSI", 24.0, "mean score", None, 4.8, 8.7, None, None)}


def test_so_many_points_below_the_other_arm() -> None:
    assert {
        row[2:6]
        for row in _rows(
            f"{TWO}The ketamine arm had a 24-hour MADRS of 15.1 (SD = 9.0), 7.4 points below the midazolam arm (22.5, SD = 9.3)."
        )
    } == {("mean score", None, 15.1, 22.5), ("mean difference", 7.4, None, None)}


def test_scores_behind_their_test_in_a_bracket() -> None:
    assert _rows(
        f"{TWO}Ketamine-treated participants had lower MADRS scores than midazolam-treated participants at 24 h (p = 0.003; "
        "15.1 v. 22.5)."
    ) == {("MADRS", 24.0, "mean score", None, 15.1, 22.5, 0.003, WON)}


def test_visits_as_labels_of_sentences() -> None:
    told = _rows(
        f"{CONTROLLED}Day 3 HAM-D-17 mean (SD): ketamine, 13.2 (4.9); placebo, 18.9 (5.1); mean difference, -5.7 (95% CI, -8.1 "
        "to -3.3). Day 10: ketamine, 11.0 (4.6); placebo, 16.4 (5.4); mean difference, -5.4 (95% CI, -7.8 to -3.0)."
    )
    assert {row[1:6] for row in told} == {
        (72.0, "mean score", None, 13.2, 18.9),
        (72.0, "mean difference", -5.7, None, None),
        (240.0, "mean score", None, 11.0, 16.4),
        (240.0, "mean difference", -5.4, None, None),
    }


def test_people_in_whom_an_item_fell_to_zero_are_no_change_of_the_scale() -> None:
    assert not _rows(
        f"{CONTROLLED}The HAM-D-17 item 3 score fell to zero in 64% of ketamine and 36% of placebo recipients at day 3 "
        "(p = 0.03)."
    )


SURGERY = (
    "Esketamine and mood after surgery: a randomized trial\n\n"
    "Methods: 100 patients with depression were randomized to esketamine (0.4 mg/kg; group S, n = 50) or saline (group C, "
    "n = 50).\nResults: "
)


def test_codes_of_visits_with_their_time_in_a_bracket() -> None:
    assert _rows(
        f"{SURGERY}At T1 (1 day), T2 (4 days) and T3 (8 days) after surgery the HAMD-17 scores were 13.9 ± 3.0, 12.5 ± 2.8 and "
        "10.8 ± 2.5 in group S and 16.6 ± 3.3, 15.4 ± 3.1 and 14.1 ± 2.9 in group C (all P < 0.001)."
    ) == {
        ("HAM-D-17", 24.0, "mean score", None, 13.9, 16.6, 0.001, WON),
        ("HAM-D-17", 96.0, "mean score", None, 12.5, 15.4, 0.001, WON),
        ("HAM-D-17", 192.0, "mean score", None, 10.8, 14.1, 0.001, WON),
    }  # fmt: skip


def test_scores_that_were_decreased_against_the_control_are_scores() -> None:
    assert _rows(
        f"{SURGERY}Compared with group C, HAMD-17 scores in group S were decreased at 4 days after surgery (12.5 ± 2.8 vs "
        "15.4 ± 3.1, P < 0.05)."
    ) == {("HAM-D-17", 96.0, "mean score", None, 12.5, 15.4, 0.05, WON)}


def test_shares_at_a_later_visit_with_their_ratio_behind_it() -> None:
    told = _rows(
        f"{TWO}Remission at day 3 was 60.0% versus 32.5% (OR 3.1; 95% CI 1.3-7.7; P=0.01), and 65.0% versus 55.0% at week 6 "
        "(OR 1.5; 95% CI 0.6-3.7; P=0.36)."
    )
    assert {row[1:6] for row in told} == {
        (72.0, "remission rate", None, 60.0, 32.5),
        (72.0, "odds ratio", 3.1, None, None),
        (1008.0, "remission rate", None, 65.0, 55.0),
        (1008.0, "odds ratio", 1.5, None, None),
    }


def test_courses_with_their_scores_in_brackets() -> None:
    assert _rows(
        f"{TWO}MADRS at 24 h decreased from (33.0±5.1) to (15.2±9.0) in the ketamine group and from (31.6±5.5) to (22.9±9.4) in "
        "the midazolam group."
    ) == {("MADRS", 24.0, "mean score", None, 15.2, 22.9, None, None)}


def test_so_many_in_ten() -> None:
    assert _rows(
        f"{TWO}By the next day, seven in ten people on ketamine and two in ten on midazolam had responded."
    ) == {("response", 24.0, "response rate", None, 70.0, 20.0, None, None)}


def test_a_share_at_one_of_two_visits_is_of_neither_alone() -> None:
    assert _rows(
        f"{CONTROLLED}A response at day 3 or 10 was seen in 16 (40.0%) patients given ketamine and 6 (15.0%) given placebo "
        "(P = .02)."
    ) == {("response", None, "response rate", None, 40.0, 15.0, 0.02, WON)}


def test_a_coefficient_of_correlation_is_no_result() -> None:
    assert not _rows(
        f"{TWO}The serum protein also fell along with the MADRS after ketamine (n=8, ρ=0.81, P=.02)."
    )


def test_a_number_needed_to_treat_under_another_heading() -> None:
    text = TWO.replace("\nResults: ", "\nMethods: ")
    assert {
        row[:4]
        for row in _rows(
            f"{text}The number needed to treat at day 3 was 2.6 for response and 3.9 for remission."
        )
    } == {
        ("response", 72.0, "number needed to treat", 2.6),
        ("remission", 72.0, "number needed to treat", 3.9),
    }
