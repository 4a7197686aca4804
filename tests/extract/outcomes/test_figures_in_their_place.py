"""Figures that are of something else than they seem: counts of people, entry scores, ranges, another
scale; every sentence here is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome, StudyFacts

TWO = (
    "A randomized trial of ketamine in treatment-resistant depression\n\n"
    "Methods: In this double-blind trial 40 adults with treatment-resistant depression were "
    "randomized to a ketamine infusion (0.5 mg/kg over 40 minutes) or saline. {more}\n"
    "Results: {results}\n"
)
ONE = (
    "An open-label trial of ketamine in treatment-resistant depression\n\n"
    "Methods: In this open-label trial 22 adults with treatment-resistant depression received a "
    "ketamine infusion (0.5 mg/kg over 40 minutes). {more}\nResults: {results}\n"
)
SURGERY = (
    "Esketamine and postpartum depression: a randomized trial\n\n"
    "Methods: {more} In total 120 women having a cesarean delivery were randomly assigned to the "
    "control (C) group (saline) or the esketamine (E) group (esketamine 0.2 mg/kg infused over 40 "
    "minutes). The Edinburgh Postnatal Depression Scale (EPDS) was scored.\nResults: {results}\n"
)
MADRS = "The MADRS was the primary outcome."


def _facts(results: str, more: str = MADRS, text: str = TWO) -> StudyFacts:
    (facts,) = extract_bytes(text.format(more=more, results=results).encode())
    return facts


def _rows(results: str, more: str = MADRS, text: str = TWO) -> list[Outcome]:
    return list(_facts(results, more, text).outcomes)


def _values(rows: list[Outcome]) -> set[tuple[str, float | None, float | None, float | None]]:
    return {(r.measure, r.value, r.experimental_value, r.comparator_value) for r in rows}


def test_scores_of_both_arms_before_treatment_are_no_results() -> None:
    rows = _rows(
        "The mean MADRS score was 31.2 ± 4.0 with ketamine and 30.8 ± 4.4 with saline before the "
        "infusion and 17.5 ± 8.1 with ketamine and 25.9 ± 7.7 with saline 1 day after the infusion."
    )
    assert _values(rows) == {("MADRS", None, 17.5, 25.9)}


def test_a_score_bracketed_behind_the_word_baseline_is_of_baseline() -> None:
    rows = _rows(
        "MADRS scores fell from baseline (mean 33, standard deviation 5.2) to day 7 (14 ± 6.1).",
        text=ONE,
    )
    assert [(r.value, r.statistic) for r in rows] == [(14, "mean score")]


@pytest.mark.parametrize(
    "counts", ["(7 dropped by 4 hours and 3 by 24 hours)", "(12 with major depression, 10 bipolar)"]
)
def test_counts_of_people_are_no_scores(counts: str) -> None:
    assert [r.value for r in _rows(f"All MADRS scores came down {counts}.", text=ONE)] == []


def test_ends_of_a_range_below_zero_are_no_figures() -> None:
    rows = _rows(
        "The median change on the CGI-SS-R at 24 hours was -1.0 (range: -5 to 1) with ketamine and "
        "-1.0 (range: -6 to 2) with saline."
    )
    assert _values(rows) == {("CGI-SS-R", None, -1, -1)}


def test_a_measure_between_the_name_of_an_estimate_and_its_figure_owns_it() -> None:
    rows = _rows(
        "MADRS scores were lower with ketamine (mean difference -3.0, 95% CI -5.0 to -1.0) and the "
        "difference in QoR-15 scores was 6.2 (95% CI 1.1 to 11.3)."
    )
    assert [r.value for r in rows] == [-3]


def test_response_and_remission_that_are_defined_in_brackets() -> None:
    rows = _rows(
        "Response (MADRS down by 50% or more) and remission (MADRS of 10 or less) rates at day 8 "
        "were 62% and 41%, respectively.",
        text=ONE,
    )
    assert {(r.measure, r.value) for r in rows} == {("response", 62), ("remission", 41)}


def test_remission_of_suicidal_ideation_is_one_outcome() -> None:
    rows = _rows(
        "At 4 hours, 71% of the ketamine group had reached remission of suicidal ideation, compared "
        "with 24% of the saline group (P = 0.01)."
    )
    assert _values(rows) == {("remission", None, 71, 24)}


def test_one_sign_of_percent_for_two_figures() -> None:
    rows = _rows(
        "Response rates with ketamine and saline at day 1 were 58.3 and 21.1% (P = 0.004)."
    )
    assert _values(rows) == {("response", None, 58.3, 21.1)}


def test_the_letter_of_a_group_may_stand_in_brackets_before_the_word_group() -> None:
    rows = _rows(
        "Depression rates in the C group and E group were 19.5 and 7.5% (P < 0.05) on day 3.",
        more="",
        text=SURGERY,
    )
    assert _values(rows) == {("depression", None, 7.5, 19.5)} or _values(rows) == {
        ("postpartum depression", None, 7.5, 19.5)
    }


def test_figures_of_the_outcome_last_spoken_of() -> None:
    rows = _rows(
        "One week after delivery, 4.1% of the esketamine group and 14.2% of the saline group had "
        "postpartum depression (P = 0.01). At six weeks the figures were 6.3% and 17.9% (P = 0.02).",
        more="",
        text=SURGERY,
    )
    assert {(r.experimental_value, r.timepoint and r.timepoint.hours) for r in rows} == {
        (4.1, 168),
        (6.3, 1008),
    }


def test_one_interval_of_each_arm_is_no_second_result() -> None:
    rows = _rows(
        "On day 21 MADRS scores had fallen by 12.1 points (95% CI 8.0 to 16.2) with ketamine but by "
        "only 3.3 points (95% CI 0.2 to 6.4) with saline (P = 0.004)."
    )
    assert [(r.statistic, r.experimental_value, r.comparator_value) for r in rows] == [
        ("mean change", 12.1, 3.3)
    ]


def test_a_difference_by_which_arms_differed_is_an_estimate() -> None:
    rows = _rows(
        "Ketamine differed from saline on the MADRS at day 7 by -4.4 ([-9.1, 0.3], p = 0.07)."
    )
    assert [(r.statistic, r.value, r.ci_low, r.ci_high) for r in rows] == [
        ("mean difference", -4.4, -9.1, 0.3)
    ]


def test_the_version_of_a_geriatric_scale() -> None:
    rows = _rows("GDS-15 scores on day 2 were 3.1 ± 1.4 with ketamine and 4.6 ± 1.9 with saline.")
    assert [r.measure for r in rows] == ["GDS-15"]


def test_two_ratings_neither_of_which_is_named() -> None:
    rows = _rows(
        "Both groups had large reductions in clinician-rated and self-rated depression (d = 1.3 and "
        "d = 0.8, respectively)."
    )
    assert [r.value for r in rows] == []


def test_a_test_of_two_visits_is_not_of_the_third() -> None:
    rows = _rows(
        "MADRS scores with ketamine and saline were lower on day 1 (14.2 ± 6.1 vs 22.9 ± 7.0), day 3 "
        "(15.8 ± 6.4 vs 22.1 ± 7.2) and day 7 (19.9 ± 6.8 vs 21.0 ± 7.1) (P < 0.01 for days 1 and 3)."
    )
    assert {(r.timepoint and r.timepoint.hours): r.p_value for r in rows} == {
        24: 0.01,
        72: 0.01,
        168: None,
    }


def test_figures_without_arms_keep_the_order_of_the_clause_before() -> None:
    rows = _rows(
        "On day 1, 18% of the saline group and 55% of the ketamine group responded (P = 0.01). On day "
        "7 the figures were 16% and 31% (P = 0.25)."
    )
    assert {(r.experimental_value, r.comparator_value) for r in rows} == {(55, 18), (31, 16)}


def test_a_rate_at_a_later_visit_at_which_the_arms_were_alike() -> None:
    rows = _rows(
        "The incidence of postpartum depression was lower with esketamine than with saline at 1 week "
        "(11.7% vs 26.7%, P = 0.04) but not at 6 weeks (10.0% vs 13.3%, P = 0.57).",
        more="",
        text=SURGERY,
    )
    assert {(r.experimental_value, r.direction) for r in rows} == {
        (11.7, "favours experimental"),
        (10.0, "no significant difference"),
    }


def test_whole_numbers_parted_by_a_comma_stand_with_a_median() -> None:
    rows = _rows("On day 1 the MADRS was lower [9 (4, 15) vs. 20 (13, 26), P < 0.001].")
    assert [(r.statistic, r.experimental_value) for r in rows] == [("median", 9)]


@pytest.mark.parametrize(
    ("words", "statistic"),
    [
        ("Among responders the median time to relapse was 16 days.", "median"),
        ("The average time to relapse was 16 days (SE 2.1).", None),
        ("Nine of 14 responders relapsed, on average, 16 days after the infusion.", None),
    ],
)
def test_how_long_until_a_relapse(words: str, statistic: str | None) -> None:
    rows = [r for r in _rows(words, text=ONE) if r.unit == "days"]
    assert [(r.measure, r.value, r.statistic, r.timepoint) for r in rows] == [
        ("relapse", 16, statistic, None)
    ]


def test_a_time_to_relapse_of_no_arm_in_particular_is_left_out() -> None:
    assert _rows("The average time to relapse was 16 days.") == []


DOSES = (
    "A randomized trial of esketamine spray in treatment-resistant depression\n\n"
    "Methods: In this double-blind trial 120 adults with treatment-resistant depression were "
    "randomized to esketamine nasal spray 56 mg, esketamine nasal spray 84 mg or placebo spray. "
    "{more}\nResults: {results}\n"
)


def test_two_advantages_in_points_each_with_its_dose() -> None:
    facts = _facts(
        "There was a 4.2-point (56 mg) and 6.9-point (84 mg) greater reduction in MADRS score at day "
        "28 compared with placebo.",
        text=DOSES,
    )
    doses = {a.id: a.dose and a.dose.value for a in facts.arms}
    assert {(doses.get(r.experimental_arm or ""), r.value) for r in facts.outcomes} == {
        (56, 4.2),
        (84, 6.9),
    }


def test_a_list_of_tests_behind_medians_of_several_visits() -> None:
    rows = _rows(
        "Median (IQR) PHQ-9 scores at 3, 30 and 90 days were 5 (3-8), 4 (2-7) and 3 (1-6) with "
        "ketamine and 8 (4-11), 6 (3-9) and 4 (2-8) with saline (P = .002, .006 and .11, respectively)."
    )
    told = {(r.timepoint and r.timepoint.value): (r.experimental_value, r.p_value) for r in rows}
    assert told == {3: (5, 0.002), 30: (4, 0.006), 90: (3, 0.11)}


def test_hours_that_name_an_arm_are_no_visit() -> None:
    rows = _rows(
        "On day 5 the MADRS was 14.4 ± 9.9 with ketamine (48-h arm) and 18.6 ± 9.0 with saline."
    )
    assert {r.timepoint and r.timepoint.hours for r in rows} == {120}


def test_suicidal_ideation_that_resolved_is_remission() -> None:
    rows = _rows(
        "On day 7, 31% of the ketamine group and 12% of the saline group responded. Suicidal ideation "
        "resolved in 78% and 38%, respectively."
    )
    assert {(r.measure, r.experimental_value) for r in rows} == {
        ("response", 31),
        ("remission", 78),
    }


def test_outcomes_behind_their_figures_in_the_same_order() -> None:
    rows = _rows(
        "In all, 11 (50.0%) and 6 (27.3%) patients responded and remitted, respectively.", text=ONE
    )
    assert {(r.measure, r.value) for r in rows} == {("response", 50), ("remission", 27.3)}


@pytest.mark.parametrize("who", ["Among day 2 nonresponders", "Of those not responding at day 2"])
def test_the_day_that_tells_who_the_people_were_is_no_visit(who: str) -> None:
    rows = _rows(f"{who}, 54% with ketamine and 33% with saline responded by day 28 (P = .02).")
    assert {r.timepoint and r.timepoint.value for r in rows} == {28}


def test_what_response_went_with_is_no_effect() -> None:
    text = "Response to ketamine was positively associated with no history of trauma (odds ratio = 3.1, p = 0.01)."
    assert _rows(text) == []


def test_a_figure_of_a_group_whose_letter_is_not_known() -> None:
    rows = _rows(
        "On day 1 MADRS scores were 12.1 ± 4.0 with ketamine and 17.3 ± 5.1 in group Q, which was healthy."
    )
    assert 17.3 not in {
        v for r in rows for v in (r.value, r.experimental_value, r.comparator_value)
    }


def test_the_scale_by_which_an_event_was_told_does_not_own_its_rate() -> None:
    rows = _rows(
        "The incidence of depression (SDS ≥ 53) on day 7 was 8.3% with ketamine and 25.0% with saline."
    )
    assert [(r.experimental_value, r.comparator_value) for r in rows] == [(8.3, 25)]


@pytest.mark.parametrize(
    "told",
    [
        "with ketamine were {a}, versus {b} with saline",
        "were {a} with ketamine and {b} with saline",
        "with ketamine and saline were {a} versus {b}",
    ],
)
def test_all_visits_of_one_arm_and_then_those_of_the_other(told: str) -> None:
    scores = told.format(
        a="12.1 ± 4.0, 13.2 ± 4.9, 15.0 ± 5.8 and 17.5 ± 6.1",
        b="18.3 ± 5.5, 19.4 ± 5.3, 20.6 ± 6.2 and 20.9 ± 6.2",
    )
    rows = _rows(f"MADRS scores on days 1, 3, 7 and 14 {scores}.")
    assert [
        (r.timepoint and r.timepoint.value, r.experimental_value, r.comparator_value) for r in rows
    ] == [
        (1, 12.1, 18.3),
        (3, 13.2, 19.4),
        (7, 15.0, 20.6),
        (14, 17.5, 20.9),
    ]
