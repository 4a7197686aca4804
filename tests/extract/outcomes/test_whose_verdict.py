"""Which arm, which visit and which test a verdict is of; every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

KETAMINE = (
    "A randomized trial of ketamine in treatment-resistant depression\n\n"
    "Methods: In this double-blind trial 60 adults with treatment-resistant depression were "
    "randomized to escitalopram plus a ketamine infusion (0.5 mg/kg over 40 minutes) or "
    "escitalopram plus saline. The primary outcome was the MADRS score.\nResults: {}\n"
)
DOSES = (
    "A randomized trial of esketamine spray in treatment-resistant depression\n\n"
    "Methods: In this double-blind trial 120 adults with treatment-resistant depression were "
    "randomized to esketamine nasal spray 56 mg, esketamine nasal spray 84 mg or placebo spray. "
    "The primary outcome was the change in MADRS at day 28.\nResults: {}\n"
)
LETTERS = (
    "Three doses of esketamine and postoperative depression: a randomized trial\n\n"
    "Methods: In this double-blind trial 120 patients were randomized. {} Depression was rated "
    "with the Self-Rating Depressive Scale (SDS).\nResults: {}\n"
)
IN_ORDER = (
    "Patients in groups A, B, and D received intravenous esketamine at 0.1 mg/kg, 0.2 mg/kg, and "
    "0.4 mg/kg, respectively, while group N (control group) received normal saline."
)
BETTER, EVEN = "favours experimental", "no significant difference"


def _rows(text: str, *parts: str) -> list[Outcome]:
    (facts,) = extract_bytes(text.format(*parts).encode())
    return list(facts.outcomes)


def test_letters_and_doses_told_in_two_lists() -> None:
    rows = _rows(
        LETTERS,
        IN_ORDER,
        "Group B had lower SDS scores than group N at 1 d, while group D had lower SDS scores "
        "than group N at 1 d and 5 d.",
    )
    assert {(r.experimental_arm, r.timepoint and r.timepoint.hours) for r in rows} == {
        ("A2", 24),
        ("A3", 24),
        ("A3", 120),
    }
    assert {r.direction for r in rows} == {BETTER}


def test_a_letter_that_stands_for_no_arm_we_know() -> None:
    assert not _rows(
        LETTERS,
        "They received esketamine 0.1 mg/kg, esketamine 0.2 mg/kg, esketamine 0.4 mg/kg or normal "
        "saline.",
        "Group B had lower SDS scores than group N at 1 d (P < 0.05).",
    )


def test_the_arm_behind_than_is_not_spoken_of() -> None:
    rows = _rows(
        DOSES,
        "MADRS scores at day 28 were lower with 84 mg than with placebo, and lower than with 56 mg "
        "(P = 0.03).",
    )
    assert {r.experimental_arm for r in rows} == {"A2"}


def test_an_effect_size_in_a_bracket_is_of_the_figure_before_the_bracket() -> None:
    rows = _rows(
        DOSES,
        "At day 28 the mean difference in MADRS was -4.8 (95% CI, -7.6 to -2.0; effect size, 0.44) "
        "for esketamine 56 mg and -6.5 (95% CI, -9.3 to -3.7; effect size, 0.61) for 84 mg.",
    )
    assert {(r.experimental_arm, r.value) for r in rows} == {
        ("A1", -4.8),
        ("A1", 0.44),
        ("A2", -6.5),
        ("A2", 0.61),
    }


@pytest.mark.parametrize("joined", ["placebo+escitalopram", "escitalopram+placebo"])
def test_arms_joined_with_a_plus(joined: str) -> None:
    rows = _rows(
        KETAMINE,
        f"Compared to {joined}, escitalopram+ketamine brought significantly lower MADRS scores at "
        "72 h.",
    )
    assert [r.direction for r in rows] == [BETTER]


def test_a_response_to_a_drug_is_not_what_it_is_compared_to() -> None:
    (row,) = _rows(
        KETAMINE,
        "A significantly larger proportion of participants had a response to ketamine within 3 "
        "days as compared with saline (71% and 32%, respectively).",
    )
    assert (row.experimental_value, row.comparator_value, row.direction) == (71, 32, BETTER)


def test_each_visit_has_the_test_of_its_own_part() -> None:
    rows = _rows(
        KETAMINE,
        "MADRS scores of the two groups before the infusion did not differ (P>0.05), and MADRS "
        "scores at 24 h and 48 h were significantly lower in the ketamine group than in the saline "
        "group (P < 0.05).",
    )
    told = {(r.timepoint and r.timepoint.hours, r.direction, r.p_operator) for r in rows}
    assert told == {(24, BETTER, "<"), (48, BETTER, "<")}


def test_days_as_a_letter_are_times_and_no_effect_size() -> None:
    rows = _rows(
        KETAMINE,
        "MADRS scores were lower with ketamine than with saline at 3 d, 7 d and 28 d (P<0.05).",
    )
    assert {(r.timepoint and r.timepoint.hours, r.value) for r in rows} == {
        (72, None),
        (168, None),
        (672, None),
    }


def test_per_cent_in_words_behind_a_day_in_words() -> None:
    (row,) = _rows(
        KETAMINE,
        "On day one, 58 percent of those given ketamine and 46 percent of those given saline had "
        "responded.",
    )
    assert (row.experimental_value, row.comparator_value) == (58, 46)


def test_a_subject_that_no_list_knows_is_not_the_scale_of_the_sentence_before() -> None:
    rows = _rows(
        KETAMINE,
        "The MADRS fell further with ketamine (p = 0.01, d = 0.7). Implicit associations with the "
        "self were weaker after ketamine (p = 0.02; d = 0.51) but not saline (p = 0.6; d = 0.11).",
    )
    assert [(r.measure, r.value) for r in rows] == [("MADRS", 0.7)]


def _told(rows: list[Outcome]) -> set[tuple[object, ...]]:
    return {(r.timepoint and r.timepoint.hours, r.direction, r.p_value) for r in rows}


@pytest.mark.parametrize(
    "result",
    [
        "MADRS scores favoured ketamine at 24 hours (P=0.004) but not at 7 days (P=0.12).",
        "At 24 hours, but not at 7 days, MADRS scores were lower after ketamine than after saline "
        "(p = 0.004 and p = 0.12).",
        "The MADRS was lower with ketamine at 24 hours (P=0.004), with no difference at 7 days "
        "(P=0.12).",
    ],
)
def test_better_at_one_visit_and_even_at_the_next(result: str) -> None:
    assert _told(_rows(KETAMINE, result)) == {(24, BETTER, 0.004), (168, EVEN, 0.12)}


def test_scores_that_came_down_by_points_are_changes() -> None:
    (row,) = _rows(
        KETAMINE,
        "MADRS scores had come down by 15.8 points with ketamine and by 9.1 with saline at 24 hours "
        "(p=0.004).",
    )
    assert (row.statistic, row.direction) == ("mean change", BETTER)


def test_only_one_dose_separated_from_placebo() -> None:
    rows = _rows(DOSES, "Only the 84 mg dose separated from placebo on the MADRS (P = 0.02).")
    assert {(r.experimental_arm, r.direction, r.p_value) for r in rows} == {
        ("A2", BETTER, 0.02),
        ("A1", EVEN, None),
    }


def test_as_many_tests_behind_the_figures_as_contrasts() -> None:
    rows = _rows(
        DOSES,
        "MADRS at day 28 fell by 18.6, 18.1 and 14.2 points with 56 mg, 84 mg and placebo (P = 0.02 "
        "and P = 0.08 versus placebo).",
    )
    assert {(r.experimental_arm, r.p_value, r.direction) for r in rows} == {
        ("A1", 0.02, BETTER),
        ("A2", 0.08, EVEN),
    }


def test_a_further_fall_is_a_difference() -> None:
    rows = _rows(
        DOSES,
        "Compared with placebo, MADRS scores were reduced by a further 4.3 points (95% CI 0.7 to "
        "7.9) with 56 mg and 3.1 points (95% CI -0.6 to 6.8) with 84 mg.",
    )
    assert {(r.statistic, r.value, r.direction) for r in rows} == {
        ("mean difference", 4.3, BETTER),
        ("mean difference", 3.1, EVEN),
    }


def test_an_advantage_in_points_is_a_difference() -> None:
    (row,) = _rows(
        KETAMINE,
        "Ketamine's advantage over saline was 6.2 points on the MADRS (95% CI 2.1 to 10.3).",
    )
    assert (row.statistic, row.value, row.direction) == ("mean difference", 6.2, BETTER)


def test_a_score_that_is_a_third_lower_is_no_rate() -> None:
    (row,) = _rows(
        KETAMINE, "After 24 hours, the mean MADRS was 29% lower in the ketamine group (P = .004)."
    )
    assert (row.statistic, row.direction, row.p_value) == (None, BETTER, 0.004)


def test_relapses_among_responders_are_no_responses() -> None:
    (row,) = _rows(
        KETAMINE,
        "Relapse occurred in 7 of 22 ketamine responders and 6 of 11 saline responders (p = 0.2).",
    )
    assert (row.measure, row.direction) == ("relapse", EVEN)
    assert (row.experimental_n, row.comparator_n) == (22, 11)


@pytest.mark.parametrize(
    "result",
    [
        "Response at 1 and 6 weeks was seen in 30.0% and 40.0% with ketamine and in 12.0% and 18.0% "
        "with saline.",
        "Response was seen at 1 week in 30.0% vs 12.0%, and at 6 weeks in 40.0% vs 18.0%.",
    ],
)
def test_two_visits_and_two_arms(result: str) -> None:
    rows = _rows(KETAMINE, result)
    assert {
        (r.timepoint and r.timepoint.hours, r.experimental_value, r.comparator_value) for r in rows
    } == {(168, 30, 12), (1008, 40, 18)}


def test_the_next_visit_behind_a_semicolon() -> None:
    rows = _rows(
        KETAMINE,
        "MADRS at 24 hours: 15.1 (6.2) vs 21.0 (7.9), P < 0.01; at 7 days: 19.0 (7.1) vs 20.3 (7.4), "
        "P = 0.4.",
    )
    assert _told(rows) == {(24, BETTER, 0.01), (168, EVEN, 0.4)}


def test_three_visits_two_arms_and_three_tests() -> None:
    rows = _rows(
        KETAMINE,
        "MADRS scores at 24 hours, day 3 and day 7 were 15.9, 18.2 and 21.0 with ketamine and 22.8, "
        "23.1 and 23.5 with saline (P = .002, P = .03 and P = .29, respectively).",
    )
    assert _told(rows) == {(24, BETTER, 0.002), (72, BETTER, 0.03), (168, EVEN, 0.29)}
    assert {(r.experimental_value, r.comparator_value) for r in rows} == {
        (15.9, 22.8),
        (18.2, 23.1),
        (21.0, 23.5),
    }


def test_a_scale_named_behind_its_figure() -> None:
    rows = _rows(
        KETAMINE,
        "The mean difference was 6.4 points (95% CI 2.9 to 9.9; P<.001) on the MADRS and 2.6 points "
        "(95% CI 0.3 to 4.9; P=.03) on the QIDS-SR, both favouring ketamine.",
    )
    assert {(r.measure, r.value, r.direction) for r in rows} == {
        ("MADRS", 6.4, BETTER),
        ("QIDS-SR", 2.6, BETTER),
    }


def test_differences_at_visits_with_intervals_behind_the_visit() -> None:
    rows = _rows(
        KETAMINE,
        "The difference in MADRS was 6.4 points at 24 hours (95% CI 2.9 to 9.9), 5.1 at day 3 (1.4 "
        "to 8.8) and 2.2 at day 7 (-1.5 to 5.9), in favour of ketamine.",
    )
    assert {
        (r.timepoint and r.timepoint.hours, r.value, r.ci_low, r.ci_high, r.direction) for r in rows
    } == {
        (24, 6.4, 2.9, 9.9, BETTER),
        (72, 5.1, 1.4, 8.8, BETTER),
        (168, 2.2, -1.5, 5.9, EVEN),
    }


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (
            "There was a 6.4-point difference in MADRS favouring ketamine (95% CI, 2.9 to 9.9).",
            ("MADRS", "mean difference", 6.4, BETTER),
        ),
        (
            "The standardised effect was 0.81 (95% CI 0.33 to 1.29) on the MADRS in favour of "
            "ketamine over saline.",
            ("MADRS", "standardized mean difference", 0.81, BETTER),
        ),
        (
            "The primary outcome did not differ between the groups (p = 0.43).",
            ("MADRS", None, None, EVEN),
        ),
        (
            "The mean MADRS reduction was 49% with ketamine and 31% with saline (P = 0.004).",
            ("MADRS", "mean change", None, BETTER),
        ),
    ],
)
def test_ways_to_state_one_result(result: str, told: tuple[object, ...]) -> None:
    (row,) = _rows(KETAMINE, result)
    assert (row.measure, row.statistic, row.value, row.direction) == told


def test_none_of_the_measures_in_brackets_differed() -> None:
    rows = _rows(KETAMINE, "None of the other outcomes (QIDS-SR, CGI-S) differed between groups.")
    assert {(r.measure, r.direction) for r in rows} == {("QIDS-SR", EVEN), ("CGI-S", EVEN)}


def test_being_in_remission_more_often_is_an_outcome() -> None:
    rows = _rows(
        KETAMINE, "Those given ketamine were in remission more often (31% v 12%, P = 0.04)."
    )
    assert [(r.measure, r.experimental_value, r.comparator_value) for r in rows] == [
        ("remission", 31, 12)
    ]


def test_a_sentence_of_verdicts_on_the_doses_before() -> None:
    rows = _rows(
        DOSES,
        "MADRS scores at day 28 averaged 14.2 with 84 mg, 16.8 with 56 mg and 18.5 with placebo. The "
        "84 mg dose was superior to placebo (p = 0.004); the 56 mg dose was not (p = 0.11); the two "
        "doses did not differ (p = 0.17).",
    )
    told = {(r.experimental_arm, r.comparator_arm, r.direction) for r in rows}
    assert told == {("A2", "A3", BETTER), ("A1", "A3", EVEN), ("A2", "A1", EVEN)}


def test_a_median_time_to_relapse_is_no_visit() -> None:
    rows = _rows(
        KETAMINE,
        "Median time to relapse was 5 weeks v 3 weeks (HR 0.61, 95% CI 0.29-1.28) with ketamine and "
        "saline.",
    )
    assert [(r.statistic, r.timepoint) for r in rows] == [("hazard ratio", None)]


def test_a_change_beside_none_at_all() -> None:
    (row,) = _rows(
        KETAMINE,
        "Symptoms improved within 72 hours after ketamine but not saline (mean MADRS scores fell by "
        "13 ± 9 points vs. 0 ± 11 points, respectively).",
    )
    assert (row.experimental_value, row.comparator_value, row.direction) == (13, 0, BETTER)


def test_recovery_from_depression_is_depression() -> None:
    (row,) = _rows(
        KETAMINE,
        "Both groups showed less severe depression, but there was no significant difference between "
        "the groups in the recovery process (P = 0.9).",
    )
    assert (row.measure, row.direction) == ("MADRS", EVEN)


@pytest.mark.parametrize(
    "result",
    [
        "The MADRS was significantly lower at 24 hours than before the infusion in the ketamine "
        "group (15.8 ± 7.9 vs 32.1 ± 5.0, P < 0.001).",
        "Within the ketamine group the MADRS improved (P < 0.001).",
    ],
)
def test_one_group_before_and_after_is_no_contrast(result: str) -> None:
    assert not [r for r in _rows(KETAMINE, result) if r.comparator_arm is not None]


def test_scores_right_behind_the_names_of_the_arms() -> None:
    (row,) = _rows(
        KETAMINE,
        "MADRS scores at 24 hours did not differ (ketamine 20.3, saline 21.4; P = 0.6).",
    )
    assert (row.experimental_value, row.comparator_value, row.direction) == (20.3, 21.4, EVEN)


def test_superior_without_a_scale_is_on_the_primary_one() -> None:
    rows = _rows(
        DOSES,
        "The higher dose was superior to placebo (P = .02), whereas the lower was not (P = .1).",
    )
    assert {(r.measure, r.experimental_arm, r.direction) for r in rows} == {
        ("MADRS", "A2", BETTER),
        ("MADRS", "A1", EVEN),
    }


def test_less_depression_is_depression_less_often() -> None:
    rows = _rows(
        LETTERS.replace("SDS", "HADS"),
        "They received esketamine 0.2 mg/kg or normal saline.",
        "Esketamine was associated with less postoperative depression on day 3 (9% vs 19%, P = "
        "0.03), but more dizziness (21% vs 5%, P < 0.001).",
    )
    assert [(r.measure, r.experimental_value, r.comparator_value) for r in rows] == [
        ("postoperative depression", 9, 19)
    ]


def test_letters_behind_decimal_doses() -> None:
    rows = _rows(
        LETTERS,
        "They received esketamine 0.2 mg/kg (group L), esketamine 0.4 mg/kg (group H) or saline "
        "(group S).",
        "On POD 7 only group H differed from group S on the SDS, with lower scores (P = 0.01).",
    )
    assert {(r.experimental_arm, r.comparator_arm, r.direction) for r in rows} == {
        ("A2", "A3", BETTER),
        ("A1", "A3", EVEN),
    }


def test_ratios_with_their_limits_in_bare_brackets() -> None:
    rows = _rows(
        KETAMINE,
        "The odds ratio for response was 2.10 (1.18–3.74) and for remission 1.85 (1.02–3.36).",
    )
    assert {(r.measure, r.value, r.ci_low, r.ci_high, r.direction) for r in rows} == {
        ("response", 2.10, 1.18, 3.74, BETTER),
        ("remission", 1.85, 1.02, 3.36, BETTER),
    }


def test_improved_more_than_the_other() -> None:
    rows = _rows(
        KETAMINE, "Ketamine improved depression on the MADRS significantly more than saline."
    )
    assert {(r.measure, r.direction) for r in rows} == {("MADRS", BETTER)}


def test_a_verdict_without_a_test_is_on_all_the_figures_before() -> None:
    rows = _rows(
        KETAMINE,
        "Mean MADRS scores with ketamine and saline were 13.1 (SD 7.0) and 15.9 (SD 9.1) on day 1 and "
        "15.8 (SD 9.9) and 16.9 (SD 10.2) on day 2. There was no significant difference between the "
        "groups over these two days.",
    )
    assert {(r.timepoint and r.timepoint.hours, r.direction) for r in rows} == {
        (24, EVEN),
        (48, EVEN),
    }
    assert all(r.experimental_value is not None for r in rows)
