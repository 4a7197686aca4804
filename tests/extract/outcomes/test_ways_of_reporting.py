"""Ways in which abstracts put several results into one sentence; every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome, StudyFacts

HEAD = "A randomized trial of ketamine in treatment-resistant depression\n\n"
METHODS = (
    "Methods: In this double-blind trial 40 adults with treatment-resistant depression were "
    "randomized to a ketamine infusion (0.5 mg/kg over 40 minutes) or saline. {more}\n"
)


def _facts(results: str, more: str = "The MADRS was the primary outcome.") -> StudyFacts:
    text = f"{HEAD}{METHODS.format(more=more)}Results: {results}\n"
    (facts,) = extract_bytes(text.encode())
    return facts


def _rows(results: str, more: str = "The MADRS was the primary outcome.") -> list[Outcome]:
    return list(_facts(results, more).outcomes)


def test_a_list_of_effect_sizes_goes_to_its_list_of_visits() -> None:
    rows = _rows(
        "Ketamine was superior to placebo at every visit (days 1, 3 and 7) on the MADRS with "
        "effect sizes (Cohen's d) of 0.71, 0.52, and 0.38, respectively."
    )
    assert [(r.timepoint and r.timepoint.hours, r.value) for r in rows] == [
        (24, 0.71),
        (72, 0.52),
        (168, 0.38),
    ]


@pytest.mark.parametrize("joined", ["or", "and"])
def test_two_p_values_go_to_the_two_things_that_did_not_differ(joined: str) -> None:
    rows = _rows(
        f"No differences in depression severity {joined} suicidal ideation were seen between "
        "ketamine and saline (p = 0.61 and p = 0.27, respectively).",
        more="Patients were followed for a week.",
    )
    assert {(r.measure, r.p_value) for r in rows} == {
        ("depressive symptoms", 0.61),
        ("suicidal ideation", 0.27),
    }


def test_more_p_values_than_things_leave_all_of_them_out() -> None:
    (row,) = _rows(
        "MADRS scores did not differ between ketamine and saline (p = 0.61, p = 0.27 and p = 0.33)."
    )
    assert row.p_value is None


@pytest.mark.parametrize(
    "result",
    [
        "Compared to escitalopram + placebo, ketamine led to significantly lower MADRS scores at 24 h (p = 0.01).",
        "MADRS scores at 24 h were significantly lower with ketamine than with placebo (p = 0.01).",
    ],
)
def test_the_arm_behind_compared_to_is_not_the_winner(result: str) -> None:
    assert {r.direction for r in _rows(result)} == {"favours experimental"}


@pytest.mark.parametrize(
    "result",
    [
        "MADRS scores were lower with ketamine than with saline from 2 h to 2 weeks (maximum ES = 1.27).",
        "MADRS scores were lower with ketamine than with saline (effect size (ES) = 1.08-1.18).",
    ],
)
def test_an_effect_size_of_no_one_visit_is_left_out(result: str) -> None:
    assert not [r for r in _rows(result) if r.value is not None]


def test_a_relative_reduction_is_no_rate() -> None:
    rows = _rows(
        "Ketamine decreased the risk of relapse by 51% (HR, 0.49; 95% CI, 0.29-0.84) in remitters "
        "and 70% (HR, 0.30; 95% CI, 0.16-0.55) in responders compared with saline."
    )
    assert sorted((r.statistic, r.value) for r in rows) == [
        ("hazard ratio", 0.30),
        ("hazard ratio", 0.49),
    ]


def test_rates_before_an_odds_ratio_are_rates() -> None:
    rows = _rows("Response at 24 h was 64% with ketamine and 28% with saline (OR 2.18).")
    assert ("response rate", 64, 28) in {
        (r.statistic, r.experimental_value, r.comparator_value) for r in rows
    }


def test_who_took_part_is_no_result() -> None:
    rows = _rows(
        "Of 40 patients randomized (mean [SD] age, 53.5 [18.6] years; 21 male), 38 were analyzed "
        "(20 ketamine; 18 saline). The MADRS at 24 h was 12 points lower with ketamine (P = .01)."
    )
    assert [r.value for r in rows] == [12]


def test_days_in_remission_do_not_turn_relapses_into_remissions() -> None:
    (row,) = _rows(
        "Among remitters, 70% and 63%, with 57 and 61 median days in remission, relapsed within "
        "6 months in the ketamine and saline groups, respectively."
    )
    assert (row.measure, row.experimental_value, row.comparator_value) == ("relapse", 70, 63)


def test_responders_of_a_proportion_are_an_outcome() -> None:
    rows = _rows(
        "The proportion of responders (a fall of at least 50% in MADRS) at 24 h was 55% for "
        "ketamine and 30% for saline (odds ratio=2.85, 95% CI=1.14, 7.15)."
    )
    assert {r.measure for r in rows} == {"response"}
    assert {r.statistic for r in rows} == {"response rate", "odds ratio"}


def test_the_test_of_each_arms_own_change_is_not_of_the_contrast() -> None:
    (row,) = _rows(
        "The mean MADRS fell from 31.4 ± 5.1 to 12.5 ± 3.2 with ketamine and from 30.8 ± 4.9 to "
        "20.1 ± 4.0 with saline (P < 0.001)."
    )
    assert (row.experimental_value, row.comparator_value, row.p_value) == (12.5, 20.1, None)


@pytest.mark.parametrize(
    ("result", "interval"),
    [
        ("The MADRS difference at 24 h was -4.1 [-7.7, -0.5] (P = .03).", (None, -7.7, -0.5)),
        (
            "At 24 h the LS mean difference in MADRS [95% CI] from saline was -3.2 [-6.9, 0.5].",
            (95, -6.9, 0.5),
        ),
        (
            "MADRS differed by 4.3 points at 24 h (difference 4.3 [CI 95% 1.6-7.0; p = 0.01]).",
            (95, 1.6, 7.0),
        ),
    ],
)
def test_intervals_in_brackets(result: str, interval: tuple[float | None, float, float]) -> None:
    assert interval in {(r.ci_level, r.ci_low, r.ci_high) for r in _rows(result)}


@pytest.mark.parametrize(
    ("sentence", "sizes"),
    [
        ("Twenty-two participants were randomised to the ketamine group, and 18 to the control.", (22, 18)),
        ("In all 40 were included (21 ketamine, 19 saline).", (21, 19)),
        ("In all 38 were included (20 ketamine, 18 saline).", (None, None)),
        ("Of those given ketamine, 82.5% (n = 17) completed the trial.", (None, None)),
    ],
)  # fmt: skip
def test_sizes_of_groups(sentence: str, sizes: tuple[int | None, int | None]) -> None:
    facts = _facts(sentence)
    found = {a.role: a.n for a in facts.arms}
    assert (found["experimental"], found["placebo"]) == sizes


def test_a_maximum_is_nobody_and_the_referred_may_be_the_randomized() -> None:
    text = (
        f"{HEAD}Methods: Forty-five patients with major depression who were referred for ECT were "
        "randomly divided into ketamine (0.5 mg/kg, intramuscular) and ECT groups. A maximum of 12 "
        "sessions were given.\n"
    )
    (facts,) = extract_bytes(text.encode())
    assert facts.population.n_randomized == 45


def test_respectively_over_two_things_measured() -> None:
    rows = _rows(
        "Within 40 minutes depressive symptoms and suicidal ideation improved with ketamine "
        "compared with placebo (d = .81, 95% CI .55-1.07, and 1.02, 95% CI .70-1.34, respectively)."
    )
    assert {(r.measure, r.value, r.ci_low, r.statistic) for r in rows} == {
        ("MADRS", 0.81, 0.55, "Cohen d"),
        ("suicidal ideation", 1.02, 0.70, "Cohen d"),
    }


def test_no_difference_in_brackets_is_the_arms_own_rates() -> None:
    rows = _rows(
        "There was no significant difference in remission between ketamine and saline at 3 days "
        "(16.8% vs. 14.3%, P = 0.55) and 6 weeks (11.9% vs. 13.0%, P = 0.78)."
    )
    assert [(r.experimental_value, r.comparator_value, r.p_value) for r in rows] == [
        (16.8, 14.3, 0.55),
        (11.9, 13.0, 0.78),
    ]


def test_rates_beside_a_control_group_that_is_not_described_keep_their_sides() -> None:
    text = (
        "Ketamine after caesarean section and postpartum depression: a randomized trial\n\n"
        "Methods: 200 women were assigned to ketamine (0.5 mg/kg, n = 100) or control (n = 100).\n"
        "Results: {result} (12% vs 20%; P = 0.02).\n"
    )
    unsure = "The prevalence of postpartum depression was lower than in the control group"
    told = (
        "The prevalence of postpartum depression was lower with ketamine than in the control group"
    )
    values = []
    for result in (unsure, told):
        (facts,) = extract_bytes(text.format(result=result).encode())
        values += [
            (r.comparator_arm, r.experimental_value, r.comparator_value) for r in facts.outcomes
        ]
    assert values == [(None, 12, 20)] * 2


def test_how_long_a_side_effect_lasted_is_not_when_the_scale_was_rated() -> None:
    (row,) = _rows(
        "Dissociation resolved within 1.5 hours after dosing. MADRS scores were 12 (SD 4) with "
        "ketamine and 18 (SD 5) with saline."
    )
    assert row.timepoint is None


def test_a_list_of_doses_in_a_trial_of_one_group_is_flexible_dosing() -> None:
    text = (
        "Long-term esketamine nasal spray in treatment-resistant depression: an open-label study\n\n"
        "Methods: In this single-arm study patients (aged 18 years or older) received esketamine nasal "
        "spray (28 mg, 56 mg, or 84 mg) twice a week. A subset came from another trial (aged 65 years "
        "or older).\nResults: Patients aged 65-74 years were compared with those of 75 and over.\n"
    )
    (facts,) = extract_bytes(text.encode())
    (arm,) = facts.arms
    assert arm.dose is not None
    assert (arm.dose.value, arm.dose.low, arm.dose.high) == (None, 28, 84)
    assert (facts.population.age_min, facts.population.age_max) == (18, None)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        # Two things counted under one name: which is meant is not said.
        ("Antisuicidal and antidepressant responses at 24 h were 69% and 61% for the ketamine group and 50% and 52% for the saline group, respectively.", []),
        # Quartiles are no interval of a difference.
        ("At day 7 the MADRS was 5 [3-8] vs 7 [4-10] (median difference -2, 95% CI -3 to -1).", [-2.0]),
        # The name of the effect size does not reach over to the next difference.
        ("On the MADRS at day 7 the mean difference was -5.1 (95% CI, -7.9 to -2.3; effect size 0.48) in week 1 and -6.8 (95% CI, -9.5 to -4.1) in week 2.", [-5.1, 0.48, -6.8]),
        ("There was no evidence of an effect of group assignment on MADRS scores at day 3 (-5.8, 95% CI -13.3 to 1.6, P = 0.13).", [-5.8]),
        ("MADRS scores did not differ between the groups at screening or pre-infusion baseline.", []),
    ],
)  # fmt: skip
def test_more_than_one_figure_in_a_sentence(result: str, expected: list[float]) -> None:
    rows = _rows(result)
    assert [r.value for r in rows if r.value is not None] == expected
    assert not [r for r in rows if r.experimental_value in (69, 61)]
    if "screening" in result:
        assert rows == []


def test_people_in_remission_may_be_counted() -> None:
    (row,) = _rows(
        "After four weeks 19.6 per cent of ketamine recipients were in remission compared with 2 per "
        "cent of those given saline."
    )
    assert (row.measure, row.experimental_value, row.comparator_value) == ("remission", 19.6, 2)


def test_a_p_value_behind_a_semicolon_is_of_the_result_before_it() -> None:
    (row,) = _rows("The MADRS difference at day 7 was 0.3 (95% CI -3.3 to 3.8); p = 0.93.")
    assert (row.value, row.p_value, row.direction) == (0.3, 0.93, "no significant difference")


def test_doses_with_their_counts_in_a_list_that_shares_a_unit() -> None:
    text = (
        "A randomized trial of esketamine nasal spray in treatment-resistant depression\n\nMethods: "
        "Patients were randomized (2:1:1:1) to placebo (n = 80), or esketamine 28- (n = 41), 56- "
        "(n = 40), or 84-mg (n = 42) nasal spray. In all, 900 were assessed and 203 were randomized.\n"
    )
    (facts,) = extract_bytes(text.encode())
    assert facts.population.n_randomized == 203
    assert [(a.dose.value, a.n) for a in facts.arms if a.dose] == [(28, 41), (56, 40), (84, 42)]


def test_differences_of_two_doses_each_with_interval_and_effect_size() -> None:
    text = (
        "A randomized trial of esketamine nasal spray in treatment-resistant depression\n\nMethods: "
        "Patients were randomized (1:1:1) to esketamine 56 mg, 84 mg or placebo nasal spray. The MADRS "
        "at day 28 was the primary outcome.\nResults: The mean difference (SE) from placebo at day 28 "
        "was -5.1 (1.4) for 56 mg (95% CI, -7.9 to -2.3; P < .001; effect size, 0.48) and -6.8 (1.4) "
        "for 84 mg (95% CI, -9.5 to -4.1; P < .001; effect size, 0.63). At day 2 it was -3.8 (1.3) "
        "(95% CI, -6.3 to -1.2; P = .004) and -3.4 (1.2) (95% CI, -5.9 to -1.0; P = .006).\n"
    )
    (facts,) = extract_bytes(text.encode())
    doses = {a.id: a.dose.value for a in facts.arms if a.dose is not None}
    found = [
        (
            doses[r.experimental_arm or ""],
            r.timepoint.value if r.timepoint else 0,
            r.value,
            r.ci_low,
        )
        for r in facts.outcomes
    ]
    assert found == [
        (56, 28, -5.1, -7.9),
        (56, 28, 0.48, None),
        (84, 28, -6.8, -9.5),
        (84, 28, 0.63, None),
        (56, 2, -3.8, -6.3),
        (84, 2, -3.4, -5.9),
    ]


def test_one_item_is_not_the_scale() -> None:
    item, whole = _rows(
        "The MADRS-SI score was lower with ketamine than with saline at 24 h (p = 0.05). The MADRS "
        "at 24 h was 12 (SD 4) with ketamine and 18 (SD 5) with saline."
    )
    assert (item.measure, item.experimental_value) == ("MADRS suicidal thoughts item", None)
    assert (whole.measure, whole.experimental_value) == ("MADRS", 12)


def test_quartiles_are_no_spread_of_one_number() -> None:
    (row,) = _rows(
        "The MADRS at 24 h did not differ (median, 5.0 [IQR, 3.0-7.0] with ketamine vs 6.0 [IQR, "
        "3.5-8.0] with saline; P = .61)."
    )
    assert (row.experimental_value, row.experimental_dispersion) == (5.0, None)
    assert (row.comparator_value, row.dispersion_type) == (6.0, "IQR")


def test_days_that_are_each_followed_by_their_bracket() -> None:
    rows = _rows(
        "HAMD-17 scores were lower with ketamine than with saline on days 1 (10.1 ± 2.5 vs. 12.9 ± "
        "3.0, P = 0.001), 3 (8.8 ± 2.2 vs. 11.0 ± 2.8, P < 0.001) and 7 (7.5 ± 2.1 vs. 8.9 ± 2.6, "
        "P = 0.03).",
        more="The HAMD-17 was the primary outcome.",
    )
    assert [
        (r.timepoint and r.timepoint.hours, r.statistic, r.experimental_value, r.comparator_value)
        for r in rows
    ] == [
        (24, "mean score", 10.1, 12.9),
        (72, "mean score", 8.8, 11.0),
        (168, "mean score", 7.5, 8.9),
    ]
    assert [r.p_value for r in rows] == [0.001, 0.001, 0.03]


def test_the_version_of_a_scale_is_no_day() -> None:
    (row,) = _rows(
        "HAM-D17 scores did not differ between ketamine and saline (p = 0.51).",
        more="Secondary outcomes were HAM-D17 scores.",
    )
    assert row.timepoint is None


def test_freedom_from_suicidal_thoughts_is_the_good_end() -> None:
    (row,) = _rows(
        "Eleven of 20 patients (55%) given ketamine were free of suicidal ideation at 24 hours "
        "compared with 3 of 20 (15%) given saline (p = 0.01).",
        more="The SSI was the primary outcome.",
    )
    assert (row.measure, row.direction) == ("remission", "favours experimental")


def test_sessions_to_remission_are_no_remission() -> None:
    rows = _rows(
        "The ketamine group needed fewer sessions until remission (6.1 vs. 8.4, p = 0.03).",
        more="Patients were followed for a week.",
    )
    assert not [r for r in rows if r.measure == "remission"]


def test_the_test_decides_where_the_words_only_tell_of_falls() -> None:
    (row,) = _rows(
        "Mean MADRS scores decreased to 12.1 (SD 7.0) with ketamine and to 14.8 (SD 8.1) with "
        "saline at day 7; the difference between groups was not significant (p = 0.31)."
    )
    assert (row.p_value, row.direction) == (0.31, "no significant difference")


def test_those_who_had_not_relapsed_did_not_relapse() -> None:
    rows = _rows("At 4 weeks 35% of the ketamine responders had not relapsed.")
    assert not [r for r in rows if r.measure == "relapse"]


def test_people_with_and_without_a_feature_are_subgroups() -> None:
    rows = _rows(
        "The difference in MADRS at day 7 was -4.0 (95% CI -6.1 to -1.9) in patients with anxious "
        "distress and -3.0 (95% CI -5.5 to -0.5) in those without anxious distress."
    )
    assert rows == []


def test_a_primary_outcome_without_a_scale_leaves_the_secondary_ones_theirs() -> None:
    rows = _rows(
        "HAM-D-17 scores did not differ between ketamine and saline (p = 0.68).",
        more="The primary outcome was the number of sessions to remission; secondary outcomes were "
        "HAM-D-17 scores.",
    )
    assert [r.role for r in rows] == ["secondary"]


def test_a_share_with_its_count_behind_a_semicolon_and_a_test_behind_another() -> None:
    (row,) = _rows(
        "More patients remitted with saline (60%; 12/20) than with ketamine (40%; 8/20); P = .04.",
        more="The primary outcome was remission.",
    )
    assert (row.experimental_value, row.comparator_value) == (40, 60)
    assert (row.experimental_count, row.comparator_count) == (8, 12)
    assert (row.p_value, row.direction) == (0.04, "favours comparator")


def test_what_came_after_remission_is_no_remission() -> None:
    rows = _rows(
        "After remission, relapse at 6 months occurred in 40% of the ketamine group and 52% of the "
        "saline group (P = .31).",
    )
    assert [(r.measure, r.experimental_value, r.comparator_value) for r in rows] == [
        ("relapse", 40, 52)
    ]


def test_scores_at_several_visits_after_a_baseline_are_scores() -> None:
    (facts,) = extract_bytes(
        b"Ketamine in treatment-resistant depression: an open-label trial\n\n"
        b"Methods: 30 patients received six ketamine infusions (0.5 mg/kg over 40 minutes).\n"
        b"Results: MADRS scores decreased from 31.0 (SD 7.1) at baseline to 17.2 (SD 9.0) on day "
        b"13 and 16.1 (SD 9.4) on day 26.\n"
    )
    assert [(r.value, r.statistic) for r in facts.outcomes] == [
        (17.2, "mean score"),
        (16.1, "mean score"),
    ]


def test_one_test_of_three_groups_is_no_pair_s() -> None:
    (facts,) = extract_bytes(
        b"Anaesthetics for ECT in major depression: a randomized trial\n\n"
        b"Methods: 60 patients with major depression were randomly allocated to ketamine (1 mg/kg), "
        b"etomidate (0.2 mg/kg) or thiopental (3 mg/kg).\n"
        b"Results: The mean HDRS score was 10.1 (SD 3.0) in the ketamine group, 12.2 (SD 3.9) in "
        b"the etomidate group and 13.4 (SD 4.2) in the thiopental group (P = 0.005).\n"
    )
    assert len(facts.outcomes) == 2
    assert {(r.p_value, r.direction) for r in facts.outcomes} == {(None, None)}
