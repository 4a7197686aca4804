"""Whose a figure is, and of what: ways of reporting found in published abstracts; every sentence
here is our own."""

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
DOSES = (
    "A randomized trial of esketamine spray in treatment-resistant depression\n\n"
    "Methods: In this double-blind trial 120 adults with treatment-resistant depression were "
    "randomized to esketamine nasal spray 56 mg, esketamine nasal spray 84 mg or placebo spray. "
    "{more}\nResults: {results}\n"
)
MADRS = "The MADRS was the primary outcome."


def _facts(results: str, more: str = MADRS, text: str = TWO) -> StudyFacts:
    (facts,) = extract_bytes(text.format(more=more, results=results).encode())
    return facts


def _rows(results: str, more: str = MADRS, text: str = TWO) -> list[Outcome]:
    return list(_facts(results, more, text).outcomes)


def _drug(facts: StudyFacts, arm: str | None) -> str | None:
    return next((a.drug for a in facts.arms if a.id == arm), None)


@pytest.mark.parametrize("against", ["Compared with", "Relative to", "In contrast to", "Versus"])
def test_the_first_of_two_figures_is_of_the_arm_spoken_of(against: str) -> None:
    facts = _facts(f"{against} saline, more patients given ketamine responded (64% vs 21%).")
    (row,) = facts.outcomes
    assert (_drug(facts, row.experimental_arm), row.experimental_value) == ("ketamine", 64)
    assert (_drug(facts, row.comparator_arm), row.comparator_value) == ("saline", 21)


@pytest.mark.parametrize(
    "result",
    [
        "At baseline, MADRS scores were significantly higher in the saline group than with ketamine.",
        "Baseline MADRS scores (P = 0.41) were similar in the ketamine and saline groups.",
        "MADRS scores at day 7 fell significantly from baseline in both groups.",
        "Both groups improved significantly on the MADRS (P < 0.001).",
    ],
)
def test_how_groups_began_or_that_all_changed_is_no_verdict(result: str) -> None:
    assert _rows(result) == []


def test_a_verdict_on_a_list_holds_for_its_members_that_are_outcomes() -> None:
    rows = _rows(
        "No significant differences were found between the groups in MADRS and anxiety scores."
    )
    assert [(r.measure, r.direction) for r in rows] == [("MADRS", "no significant difference")]


@pytest.mark.parametrize(
    "other",
    ["anxiety (12% vs. 38%)", "apathy (12% vs. 38%)", "a reduced incidence of tremor (9% vs. 23%)"],
)
def test_rates_of_something_else_are_not_of_depression(other: str) -> None:
    rows = _rows(
        f"The ketamine group had lower rates of depression (8% vs. 33%; P < 0.001) and {other} on "
        "postoperative day (POD) 7 than the saline group.",
        more="The primary outcome was the prevalence of depression.",
    )
    assert [(r.experimental_value, r.comparator_value) for r in rows] == [(8, 33)]
    assert rows[0].timepoint is not None
    assert rows[0].timepoint.hours == 168


@pytest.mark.parametrize("scale", ["QoR-15", "WXQ-20", "TAPS"])
def test_scores_of_a_scale_that_no_list_has_are_left_out(scale: str) -> None:
    rows = _rows(
        f"The ketamine group had higher {scale} scores at 1 month (median difference = 2, 95% CI "
        "0.5 to 5; P = 0.04)."
    )
    assert rows == []


def test_a_difference_announced_before_the_scores_is_not_their_value() -> None:
    (row,) = _rows(
        "MADRS scores differed significantly at day 7, with a mean score of 19.4 \u00b1 6.1 in the "
        "saline group and 12.2 \u00b1 5.8 in the ketamine group (P < 0.001)."
    )
    assert (row.statistic, row.value) == ("mean score", None)
    assert (row.experimental_value, row.comparator_value) == (12.2, 19.4)


def test_an_abbreviation_stands_for_what_the_document_said_it_means() -> None:
    (row,) = _rows(
        "A greater fall in SI was seen at day 7 with ketamine than with saline (Cohen's d = 0.7).",
        more="Suicidal ideation (SI) was rated by an item of the MADRS.",
    )
    assert (row.measure, row.value) == ("suicidal ideation", 0.7)


def test_figures_behind_which_the_sentence_turns_are_not_of_the_arm_it_turns_to() -> None:
    facts = _facts(
        "The higher dose differed from placebo on the MADRS at day 1 (12.4 \u00b1 6.4 vs 18.9 \u00b1 "
        "5.1, p = 0.002), while 56 mg did not.",
        text=DOSES,
    )
    (row,) = [r for r in facts.outcomes if r.statistic == "mean score"]
    dose = next(a.dose for a in facts.arms if a.id == row.experimental_arm)
    assert dose is not None
    assert (dose.value, row.experimental_value, row.comparator_value) == (84, 12.4, 18.9)


def test_doses_taken_together_give_no_one_dose_a_result() -> None:
    rows = _rows(
        "Pooled esketamine doses (56 and 84 mg) were superior to placebo on the MADRS at 24 hours "
        "(difference -5.1, 95% CI -9.9 to -0.3; p = 0.04).",
        text=DOSES,
    )
    (row,) = rows
    assert (row.value, row.direction) == (-5.1, "favours experimental")
    assert row.experimental_arm is None
    assert row.comparator_arm is not None


def test_estimates_in_the_order_of_the_arms_named_before_them() -> None:
    facts = _facts(
        "The differences for 84 mg and 56 mg versus placebo on the MADRS at day 28 were -5.7 "
        "([-9.9, -1.5], p = 0.01) and -4.9 ([-8.2, -1.6], p = 0.02), respectively.",
        text=DOSES,
    )
    doses = {a.id: a.dose.value for a in facts.arms if a.dose is not None}
    found = {doses.get(r.experimental_arm or ""): (r.value, r.ci_low) for r in facts.outcomes}
    assert found == {84: (-5.7, -9.9), 56: (-4.9, -8.2)}


def test_a_part_of_the_people_is_not_the_trial() -> None:
    rows = _rows(
        "The difference in MADRS score at 24 hours was -3.2 (95% CI -5.4 to -1.0) for all patients "
        "and -6.1 (95% CI -9.3 to -2.9) for those with an earlier attempt."
    )
    assert [r.value for r in rows] == [-3.2]


def test_an_interval_goes_to_the_estimate_in_whose_middle_it_lies() -> None:
    rows = _rows(
        "MADRS scores were lower with ketamine than saline at day 7 (mean difference = -8.0, d = "
        "0.9, 95% CI = -12.0 to -4.0, P = 0.001)."
    )
    assert {r.statistic: (r.ci_low, r.ci_high) for r in rows} == {
        "mean difference": (-12.0, -4.0),
        "Cohen d": (None, None),
    }


def test_two_ends_in_a_bracket_stand_with_a_median() -> None:
    (row,) = _rows(
        "MADRS scores were lower with ketamine than with saline on POD 3 (9 [6-13] vs. 15 [11-20], "
        "p < 0.001)."
    )
    assert (row.statistic, row.experimental_value, row.comparator_value) == ("median", 9, 15)


def test_ends_declared_as_quartiles_are_no_interval() -> None:
    rows = _rows(
        "MADRS scores at day 3 were lower in the ketamine group [median (IQR), 9 (6 to 13)] than in "
        "the saline group [15 (11 to 20); median difference, -6; 95% CI, -9 to -3; P < 0.001]."
    )
    assert {r.statistic: r.value for r in rows} == {"median": None, "median difference": -6}


def test_a_time_does_not_pass_to_another_measure_of_the_next_sentence() -> None:
    rows = _rows(
        "MADRS scores were lower with ketamine at 4 hours (difference -4.2, 95% CI -6.4 to -2.0). "
        "Suicidal ideation fell in both groups on the SSI; the difference between ketamine and "
        "saline was not significant."
    )
    assert [(r.measure, r.timepoint) for r in rows if r.measure == "SSI"] == [("SSI", None)]


def test_a_response_may_be_told_by_its_definition() -> None:
    rows = _rows(
        "The primary outcome occurred in 31/54 (57%) given ketamine and 16/54 (30%) given saline: "
        "relative risk 1.94 (95% CI 1.21 to 3.10).",
        more="The primary outcome was the share of patients with at least a 50% reduction in MADRS "
        "score.",
    )
    assert {(r.measure, r.statistic) for r in rows} == {
        ("response", "response rate"),
        ("response", "risk ratio"),
    }


def test_two_doses_without_a_control_are_set_against_each_other() -> None:
    (facts,) = extract_bytes(
        b"High or low dose of oral ketamine in treatment-resistant depression\n\n"
        b"Methods: In this trial 30 patients with treatment-resistant depression were randomly "
        b"assigned to low-dose (1 mg/kg; n = 15) or high-dose (2 mg/kg; n = 15) oral ketamine.\n"
        b"Results: Neither the HAM-D (P = 0.91) nor the BDI (P = 0.64) differed between the groups.\n"
    )
    assert {(r.measure, r.p_value, r.direction) for r in facts.outcomes} == {
        ("HAM-D", 0.91, "no significant difference"),
        ("BDI", 0.64, "no significant difference"),
    }


def test_what_goes_with_depression_is_no_effect_of_treatment() -> None:
    rows = _rows(
        "Risk factors for depression after ketamine or saline were earlier episodes (OR = 5.2, 95% "
        "CI 2.1 to 12.7) and stress (OR = 3.2, 95% CI 1.8 to 5.7)."
    )
    assert rows == []


def test_two_things_counted_under_one_name_are_left_out() -> None:
    rows = _rows(
        "The prevalence of colic and postpartum depression was lower with ketamine than "
        "with saline (11.8% vs. 18.3%, p = 0.02; 12.8% vs. 19.6%, p = 0.02)."
    )
    assert rows == []


def test_the_blues_are_counted_apart_from_depression() -> None:
    rows = _rows(
        "The prevalence of postpartum blues and postpartum depression was lower with ketamine than "
        "with saline (11.8% vs. 18.3%, p = 0.02; 12.8% vs. 19.6%, p = 0.03)."
    )
    assert [(r.measure, r.experimental_value, r.p_value) for r in rows] == [
        ("postpartum blues", 11.8, 0.02),
        ("postpartum depression", 12.8, 0.03),
    ]


def test_when_the_drug_was_given_is_not_when_the_outcome_was_seen() -> None:
    (row,) = _rows(
        "Ketamine was given as an injection 10 min after delivery. The prevalence of postpartum "
        "depression was lower with ketamine than with saline (12.8% vs. 19.6%, p = 0.02)."
    )
    assert row.timepoint is None


def test_a_result_likened_to_earlier_studies_is_this_ones() -> None:
    (row,) = _rows(
        "Response rates were similar between ketamine and saline (60% versus 50% on day 1) and "
        "comparable to previous studies of ketamine."
    )
    assert (row.experimental_value, row.comparator_value) == (60, 50)


def test_sentences_without_a_space_between_them() -> None:
    (row,) = _rows(
        "Compared with saline,seizures were longer with ketamine(P<0.05).There was no significant "
        "difference in MADRS scores between the two groups."
    )
    assert (row.measure, row.direction) == ("MADRS", "no significant difference")


def test_a_sentence_on_two_strata_gives_neither_a_figure() -> None:
    text = (
        "Ketamine twice or three times weekly in treatment-resistant depression\n\n"
        "Methods: In this double-blind trial 60 adults with treatment-resistant depression were "
        "randomized to intravenous ketamine (0.5 mg/kg) or placebo, either two or three times "
        "weekly. {more}\nResults: {results}\n"
    )
    rows = _rows(
        "Similar changes in the MADRS score were seen with ketamine in the open-label phase "
        "(twice-weekly, -12.2 [SD=12.8] on day 4; thrice-weekly, -14.0 [SD=12.5] on day 5).",
        text=text,
    )
    assert rows == []


@pytest.mark.parametrize(
    "bound", ["95% CILB -13.6%", "95% CI LB = -13.6%", "95% CI lower bound -13.6%"]
)
def test_a_one_sided_bound(bound: str) -> None:
    rows = _rows(
        f"Remission at 24 h was seen in 24% given saline and 29% given ketamine, with a difference "
        f"of 5.3% ({bound})."
    )
    assert [(r.ci_low, r.ci_high) for r in rows if r.statistic == "risk difference"] == [
        (-13.6, None)
    ]


def test_a_test_behind_each_visit() -> None:
    rows = _rows(
        "Ketamine and saline differed on the MADRS at all visits (week 2 (P < 0.001), week 4 (P = "
        "0.01) and week 6 (P = 0.03))."
    )
    assert [(r.timepoint and r.timepoint.hours, r.p_value) for r in rows] == [
        (336, 0.001),
        (672, 0.01),
        (1008, 0.03),
    ]


def test_better_than_a_group_that_is_not_known_is_better_than_none_of_the_known() -> None:
    assert _rows("MADRS scores fell more with ketamine than in the tablet group (p = 0.003).") == []


def test_an_interval_without_its_level_has_the_one_that_the_document_says() -> None:
    rows = _rows(
        "The MADRS differed between ketamine and saline at day 1 (difference [95% CI]: -4.1 [-7.7, "
        "-0.5]). At day 7 the difference was -3.0 [-6.0, -0.1] on the MADRS."
    )
    assert {(r.value, r.ci_level) for r in rows} == {(-4.1, 95.0), (-3.0, 95.0)}
