"""Figures told arm after arm, as fractions in words, with intervals of their own, or at a visit that closes
the sentence. Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome, StudyFacts

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
DOSES = (
    "Two doses of ketamine for resistant depression: a randomized double-blind trial\n\n"
    "Methods: Ninety patients with treatment-resistant depression were randomized to ketamine 0.5 mg/kg (n = 30), "
    "ketamine 1.0 mg/kg (n = 30) or midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. Depression was rated "
    "with the MADRS.\nResults: "
)
BIRTH = (
    "Esketamine and depression after birth: a randomized trial\n\n"
    "Methods: Women having a caesarean were randomized to esketamine 0.25 mg/kg (n = 90) or saline (n = 90). The "
    "EPDS was the primary outcome.\nResults: "
)
WON, EVEN = "favours experimental", "no significant difference"
Told = tuple[object, ...]


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes(text.encode())
    return facts


def _hours(row: Outcome) -> float | None:
    return row.timepoint.hours if row.timepoint else None


def _rows(text: str) -> set[Told]:
    """Measure, hours, statistic, value, the two arms' values, p and direction of each row."""
    return {
        (o.measure, _hours(o), o.statistic, o.value, o.experimental_value, o.comparator_value,
         o.p_value, o.direction)
        for o in _facts(text).outcomes
    }  # fmt: skip


def _doses(text: str) -> set[Told]:
    facts = _facts(text)
    dose = {None: None} | {
        a.id: a.dose.value if a.dose and a.role == "experimental" else 0.0 for a in facts.arms
    }
    return {
        (dose[o.experimental_arm], dose[o.comparator_arm], o.value, o.experimental_value,
         o.comparator_value, o.p_value, o.direction)
        for o in facts.outcomes
    }  # fmt: skip


def test_arms_over_semicolons_are_set_against_the_only_control() -> None:
    told = _doses(
        f"{DOSES}Mean MADRS scores at 48 hours: midazolam 23.4 ± 7.9; 0.5 mg/kg 17.7 ± 8.8 (p = 0.03 vs midazolam); "
        "1.0 mg/kg 14.1 ± 8.2 (p = 0.002 vs midazolam)."
    )
    assert told == {
        (0.5, 0.0, None, 17.7, 23.4, 0.03, WON),
        (1.0, 0.0, None, 14.1, 23.4, 0.002, WON),
    }


def test_a_test_of_each_arm_alone_is_none_of_the_pair() -> None:
    told = _doses(
        f"{DOSES}MADRS scores at 48 hours: 0.5 mg/kg 17.7 ± 8.8 (p = 0.01); 1.0 mg/kg 14.1 ± 8.2 (p < 0.001); "
        "midazolam 23.4 ± 7.9 (p = 0.04)."
    )
    assert told == {
        (0.5, 0.0, None, 17.7, 23.4, None, None),
        (1.0, 0.0, None, 14.1, 23.4, None, None),
    }


def test_the_title_of_a_controlled_trial_gives_no_order() -> None:
    assert _rows(
        f"{CONTROLLED}Response at day 10 was seen in 22/40 (55%) and 9/40 (22.5%), respectively."
    ) == {("response", 240.0, "response rate", None, 55.0, 22.5, None, None)}


def test_the_visit_that_closes_the_sentence() -> None:
    assert _rows(
        f"{CONTROLLED}The mean HAM-D-17 score at day 3 was 4.6 points lower in the ketamine group (95% CI 1.5 to 7.7; "
        "P = .004), and the difference was 2.1 points (95% CI -1.0 to 5.2; P = .18) at day 10."
    ) == {
        ("HAM-D-17", 72.0, "mean difference", 4.6, None, None, 0.004, WON),
        ("HAM-D-17", 240.0, "mean difference", 2.1, None, None, 0.18, EVEN),
    }  # fmt: skip


def test_a_list_of_differences_that_its_bracket_closes() -> None:
    told = _rows(
        f"{BIRTH}EPDS scores at 2, 7 and 30 days were 5 (3-8), 6 (4-9) and 4 (2-7) in the esketamine group and 7 (5-10), "
        "8 (6-11) and 6 (4-9) in the saline group (median difference -2, -2 and -1; all p < 0.05)."
    )
    assert told == {
        ("EPDS", 48.0, "median", None, 5.0, 7.0, 0.05, WON),
        ("EPDS", 168.0, "median", None, 6.0, 8.0, 0.05, WON),
        ("EPDS", 720.0, "median", None, 4.0, 6.0, 0.05, WON),
        ("EPDS", 48.0, "median difference", -2.0, None, None, 0.05, WON),
        ("EPDS", 168.0, "median difference", -2.0, None, None, 0.05, WON),
        ("EPDS", 720.0, "median difference", -1.0, None, None, 0.05, WON),
    }


def test_days_until_relapse_beside_a_hazard_ratio() -> None:
    told = _rows(
        f"{CONTROLLED}Median time to relapse was 39 days with ketamine and 17 days with placebo (HR = 0.48, 95% CI "
        "0.27-0.86, P = .014)."
    )
    assert {(statistic, direction) for _, _, statistic, *_, direction in told} == {
        ("hazard ratio", WON),
        ("median", WON),
    }


def test_medians_by_their_short_name() -> None:
    told = _rows(
        f"{CONTROLLED}HAM-D-17 scores at day 3 were lower in the ketamine group (Mdn = 10) than in the placebo group "
        "(Mdn = 16), U = 512.5, p = .006."
    )
    assert told == {("HAM-D-17", 72.0, "median", None, 10.0, 16.0, 0.006, WON)}


@pytest.mark.parametrize(
    "people",
    ["In the intention-to-treat population, ", "In the per-protocol population, ", ""],
)
def test_all_who_were_assigned_are_no_part_of_the_people(people: str) -> None:
    told = _rows(
        f"{TWO}{people}23 of 40 patients (58%) assigned to ketamine and 11 of 40 (28%) assigned to midazolam had a "
        "response at 24 hours (absolute difference, 30 percentage points; 95% CI, 9 to 51)."
    )
    assert told == {
        ("response", 24.0, "response rate", None, 58.0, 28.0, None, WON),
        ("response", 24.0, "risk difference", 30.0, None, None, None, WON),
    }


def test_so_many_times_the_odds() -> None:
    told = _rows(
        f"{TWO}The odds of remission at 24 hours were 3.4 times higher with ketamine than with midazolam (95% CI, 1.3 to "
        "8.9)."
    )
    assert told == {("remission", 24.0, "odds ratio", 3.4, None, None, None, WON)}


def test_fractions_in_words() -> None:
    assert _rows(
        f"{TWO}Three quarters of the patients given ketamine and one third of those given midazolam responded at 24 hours."
    ) == {("response", 24.0, "response rate", None, 75.0, 33.3, None, None)}


@pytest.mark.parametrize(
    "sentence",
    [
        "About half of the patients on ketamine and one quarter of those on midazolam responded at 24 hours.",
        "By day 7 half of the responders had relapsed.",
        "Response was seen in the second half of the patients enrolled.",
    ],
)
def test_fractions_that_are_no_share_of_an_arm(sentence: str) -> None:
    assert not {row for row in _rows(TWO + sentence) if row[3] is not None or row[4] is not None}


def test_shares_with_intervals_of_their_own() -> None:
    assert _rows(
        f"{TWO}Remission at 24 hours was seen in 17 of 40 (42.5%; 95% CI, 27.0% to 59.1%) ketamine and 7 of 40 (17.5%; "
        "95% CI, 7.3% to 32.8%) midazolam participants (risk ratio, 2.43; 95% CI, 1.13-5.21)."
    ) == {
        ("remission", 24.0, "remission rate", None, 42.5, 17.5, None, WON),
        ("remission", 24.0, "risk ratio", 2.43, None, None, None, WON),
    }  # fmt: skip


def test_of_how_many_is_no_difference() -> None:
    assert _rows(
        f"{TWO}Response rates at 24 hours were 57.5% (23/40; 95% CI 40.9-73.0) for ketamine and 27.5% (11/40; 95% CI "
        "14.6-43.9) for midazolam (difference 30.0 percentage points; 95% CI, 9 to 51; P = .007)."
    ) == {
        ("response", 24.0, "response rate", None, 57.5, 27.5, 0.007, WON),
        ("response", 24.0, "risk difference", 30.0, None, None, 0.007, WON),
    }  # fmt: skip


def test_an_event_named_anew_has_the_figures_behind_it() -> None:
    assert _rows(
        f"{TWO}23 patients (58%) in the ketamine arm responded at 24 hours versus 11 (28%) in the midazolam arm, with "
        "remission in 17 (43%) and 7 (18%), respectively."
    ) == {
        ("response", 24.0, "response rate", None, 58.0, 28.0, None, None),
        ("remission", 24.0, "remission rate", None, 43.0, 18.0, None, None),
    }  # fmt: skip


def test_the_coefficient_of_a_group_is_a_test_of_it() -> None:
    told = _rows(
        f"{TWO}On day 4, the MADRS score was significantly lower in the ketamine group (β = -5.2, 95% CI -8.8 to -1.6, "
        "p = .005)."
    )
    assert told == {("MADRS", 96.0, None, None, None, None, 0.005, WON)}
    assert not _rows(
        f"{TWO}Older age was associated with a lower response in the ketamine group (β = -0.27, p = .02)."
    )


def test_estimated_means_and_effect_sizes_of_the_primary_outcome() -> None:
    assert _rows(
        f"{TWO}EMM at 72 h: ketamine 15.2 (SE 1.4), midazolam 20.9 (SE 1.5), p = .02."
    ) == {("MADRS", 72.0, "mean score", None, 15.2, 20.9, 0.02, WON)}
    assert _rows(
        f"{TWO}Hedges' g was 0.88 (95% CI 0.42 to 1.34) at 24 hours and 0.31 (-0.13 to 0.75) at day 7."
    ) == {
        ("MADRS", 24.0, "Hedges g", 0.88, None, None, None, WON),
        ("MADRS", 168.0, "Hedges g", 0.31, None, None, None, EVEN),
    }


def test_two_doses_and_their_differences_in_order() -> None:
    told = _doses(
        f"{DOSES}Ketamine 1.0 mg/kg, but not 0.5 mg/kg, reduced MADRS scores more than midazolam at day 4 (mean difference "
        "-5.8, p = .01 and -2.7, p = .24, respectively)."
    )
    assert told == {
        (1.0, 0.0, -5.8, None, None, 0.01, WON),
        (0.5, 0.0, -2.7, None, None, 0.24, EVEN),
    }


def test_one_test_of_three_groups_is_none_of_two() -> None:
    told = _doses(
        f"{DOSES}Response rates on day 2 were 17%, 43% and 53% for midazolam, 0.5 mg/kg and 1.0 mg/kg (χ2 = 8.8, p = .012)."
    )
    assert told == {
        (0.5, 0.0, None, 43.0, 17.0, None, None),
        (1.0, 0.0, None, 53.0, 17.0, None, None),
    }


def test_a_test_belongs_to_the_estimate_before_it() -> None:
    told = _doses(
        f"{DOSES}At day 2, the least-squares mean difference from midazolam was -6.1 (SE 1.9; 95% CI -9.9 to -2.3; "
        "p = 0.002) for 1.0 mg/kg and -3.0 (SE 1.9; 95% CI -6.8 to 0.8) for 0.5 mg/kg."
    )
    assert told == {
        (1.0, 0.0, -6.1, None, None, 0.002, WON),
        (0.5, 0.0, -3.0, None, None, None, EVEN),
    }


def test_first_and_last_scores_of_several_arms_in_a_bracket() -> None:
    told = _doses(
        f"{DOSES}The MADRS total score decreased from baseline to day 2 in all groups (0.5 mg/kg: 33.4 to 19.2; 1.0 mg/kg: "
        "33.8 to 16.1; midazolam: 33.5 to 24.7)."
    )
    assert told == {
        (0.5, 0.0, None, 19.2, 24.7, None, None),
        (1.0, 0.0, None, 16.1, 24.7, None, None),
    }


def test_an_interaction_is_of_the_whole_course() -> None:
    told = _rows(
        f"{CONTROLLED}The group × time interaction was significant (F2,154 = 5.7, P = .004), with ketamine superior at "
        "day 3 (t = 3.4, P = .001) and day 10 (t = 2.2, P = .03)."
    )
    assert {(hours, value) for _, hours, _, value, *_ in told} == {
        (None, 5.7),
        (72.0, 3.4),
        (240.0, 2.2),
    }


def test_the_test_of_a_time_until_response_has_no_visit() -> None:
    told = _rows(
        f"{TWO}Mean time to response was 1.6 days (95% CI 1.0-2.2) in the ketamine group and 3.9 days (95% CI 2.8-5.0) in "
        "the midazolam group (log-rank χ2 = 8.4, p = 0.004)."
    )
    assert {hours for _, hours, *_ in told} == {None}


def test_negative_figures_in_brackets_behind_their_visits() -> None:
    assert _rows(
        f"{CONTROLLED}HAM-D-17 scores were significantly lower in the ketamine group at days 3 (-5.5, p<0.001) and 10 "
        "(-4.1, p=0.006)."
    ) == {
        ("HAM-D-17", 72.0, "mean difference", -5.5, None, None, 0.001, WON),
        ("HAM-D-17", 240.0, "mean difference", -4.1, None, None, 0.006, WON),
    }  # fmt: skip


def test_differences_with_their_errors_and_tests_in_brackets() -> None:
    assert _rows(
        f"{TWO}The estimated between-group difference in MADRS was -6.9 (SE 2.1, p = 0.001) at 24 hours, -4.8 (SE 2.1, "
        "p = 0.02) at 72 hours, and -2.2 (SE 2.2, p = 0.32) at 7 days."
    ) == {
        ("MADRS", 24.0, "mean difference", -6.9, None, None, 0.001, WON),
        ("MADRS", 72.0, "mean difference", -4.8, None, None, 0.02, WON),
        ("MADRS", 168.0, "mean difference", -2.2, None, None, 0.32, EVEN),
    }  # fmt: skip


def test_a_difference_that_shrank() -> None:
    assert (
        "MADRS", 168.0, "mean difference", -2.0, None, None, 0.07, EVEN
    ) in _rows(
        f"{TWO}At 24 hours the difference in MADRS was -6.9 points (95% CI -11.0 to -2.8; p = .001). At day 7 it had "
        "shrunk to -2.0 points (95% CI -4.2 to 0.2; P = 0.07)."
    )  # fmt: skip


def test_groups_known_by_their_letters_in_one_list() -> None:
    assert _rows(
        f"{BIRTH}EPDS scores on day 7 were 5.8±2.9 and 7.9±3.4 in groups E and S, respectively (p<0.001)."
    ) == {("EPDS", 168.0, "mean score", None, 5.8, 7.9, 0.001, WON)}


def test_no_row_says_nothing() -> None:
    assert not _rows(
        f"{TWO}Mean changes in C-SSRS Ideation and Intensity scores at 24 hours were -2.4 (SD=1.9) and -9.8 (SD=8.0) in the "
        "ketamine group versus -1.5 (SD=2.0) and -4.7 (SD=7.1) in the midazolam group (p=0.01 and p=0.004, respectively)."
    )


def test_two_doses_with_their_differences_and_errors_in_one_bracket() -> None:
    told = _doses(
        f"{DOSES}Ketamine 0.5 mg/kg and 1.0 mg/kg were associated with greater reductions of the MADRS than midazolam at "
        "24 hours (LS mean difference -2.4 [SE 1.3], p = .066; -4.3 [1.3], p = .002)."
    )
    assert told == {
        (0.5, 0.0, -2.4, None, None, 0.066, EVEN),
        (1.0, 0.0, -4.3, None, None, 0.002, WON),
    }


def test_one_estimate_of_two_doses_is_neither_ones() -> None:
    told = _doses(
        f"{DOSES}Ketamine 0.5 mg/kg and 1.0 mg/kg were associated with greater reductions of the MADRS than midazolam at "
        "24 hours (mean difference -5.2, p = 0.004)."
    )
    assert told == {(None, 0.0, -5.2, None, None, 0.004, WON)}


def test_all_doses_as_one_against_the_control() -> None:
    told = _doses(
        f"{DOSES}At 48 hours, the proportion of responders was 50% in the ketamine groups and 17% in the midazolam group "
        "(P = .004)."
    )
    assert told == {(None, 0.0, None, 50.0, 17.0, 0.004, WON)}
    told = _doses(
        f"{DOSES}Response at 48 hours was 57% with ketamine 1.0 mg/kg and 17% with midazolam."
    )
    assert told == {(1.0, 0.0, None, 57.0, 17.0, None, None)}


def test_a_test_of_groups_of_which_one_is_not_known() -> None:
    assert not _rows(
        "Ketamine as the anaesthetic of ECT: a randomized trial\n\n"
        "Methods: Seventy-five patients with depression undergoing ECT were allocated to ketamine 0.8 mg/kg (group K, n=25), "
        "propofol 1 mg/kg (group P, n=25) or a combination (group KP, n=25). HAM-D-17 was the outcome.\nResults: "
        "HAM-D scores after the 2nd session were 16.8 ± 3.2, 20.6 ± 3.8 and 18.4 ± 3.4 in groups K, P and KP, respectively "
        "(p = 0.006)."
    )


def test_ratios_in_brackets_before_their_doses() -> None:
    told = _doses(
        f"{DOSES}Response at 48 hours: 5/30 midazolam, 13/30 (OR 3.8, 95% CI 1.2-12.6) 0.5 mg/kg and 16/30 (OR 5.7, 95% CI "
        "1.7-18.7) 1.0 mg/kg."
    )
    assert {row[:3] for row in told if row[2]} == {(0.5, 0.0, 3.8), (1.0, 0.0, 5.7)}


def test_doses_combined_are_none_of_them() -> None:
    told = _doses(
        f"{DOSES}Ketamine (both doses combined) reduced MADRS by 15.1 points versus 8.2 with midazolam at 48 hours (p < .001)."
    )
    assert not {row for row in told if row[0] is not None}


def test_counts_of_the_same_people() -> None:
    facts = _facts(
        f"{TWO}Response and remission were seen in 19 and 12 of 40 patients on ketamine, and in 8 and three of 40 on "
        "midazolam."
    )
    assert [
        (o.measure, o.experimental_count, o.experimental_n, o.comparator_count, o.comparator_n)
        for o in facts.outcomes
    ] == [("response", 19, 40, 8, 40), ("remission", 12, 40, 3, 40)]


def test_the_prevalence_spoken_of_before() -> None:
    facts = _facts(
        f"{BIRTH}At 42 days the prevalence of postpartum depression was 8.9% with esketamine and 18.9% with saline (P = .04). "
        "At 7 days, prevalence was 13.3% vs 23.3% (OR 0.51; 95% CI, 0.23-1.10; P = .08)."
    )
    assert [
        (o.timepoint and o.timepoint.hours, o.statistic, o.experimental_value, o.comparator_value)
        for o in facts.outcomes
    ] == [
        (1008.0, "event rate", 8.9, 18.9),
        (168.0, "odds ratio", None, None),
        (168.0, "event rate", 13.3, 23.3),
    ]
