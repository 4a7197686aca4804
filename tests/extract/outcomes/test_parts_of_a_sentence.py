"""One sentence that says several things: each part keeps its own measure, visit, arm and test.

Every sentence is our own.
"""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts

TWO = (
    "Ketamine for resistant depression: a randomized double-blind trial\n\n"
    "Methods: Sixty patients with treatment-resistant depression were randomized to ketamine 0.5 mg/kg "
    "(n = 30) or saline (n = 30), infused over 40 minutes.\nResults: "
)
LETTERS = (
    "Two doses of ketamine in resistant depression: a randomized trial\n\n"
    "Methods: Ninety patients with treatment-resistant depression were randomly assigned to group L "
    "(ketamine 0.3 mg/kg, n = 30), group H (ketamine 0.8 mg/kg, n = 30) or group S (saline, n = 30).\n"
    "Results: "
)


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes(text.encode())
    return facts


def _doses(facts: StudyFacts) -> dict[str, float | None]:
    return {a.id: a.dose.value if a.dose else None for a in facts.arms}


def test_a_list_of_letters_names_its_arms_one_by_one() -> None:
    facts = _facts(
        LETTERS + "HAMD-17 scores at 24 hours were lower in groups L and H than in group S "
        "(12.1 ± 4.2 and 11.8 ± 4.0 vs 17.5 ± 5.1, P < 0.001). There was no significant difference "
        "between groups L and H (P = 0.71)."
    )
    dose = _doses(facts)
    rows = [
        (dose[o.experimental_arm or ""], dose[o.comparator_arm or ""], o.experimental_value)
        for o in facts.outcomes
    ]
    assert rows == [(0.3, None, 12.1), (0.8, None, 11.8), (0.8, 0.3, None)]
    last = facts.outcomes[-1]
    assert (last.measure, last.p_value, last.direction) == (
        "HAM-D-17",
        0.71,
        "no significant difference",
    )


def test_the_words_before_groups_are_letters_too() -> None:
    facts = _facts(
        LETTERS + "At 7 days the response rates in the L, H and S groups were 40%, 50% and 13%."
    )
    dose = _doses(facts)
    assert [(dose[o.experimental_arm or ""], o.experimental_value) for o in facts.outcomes] == [
        (0.3, 40.0),
        (0.8, 50.0),
    ]


def test_no_space_behind_the_point_before_a_heading() -> None:
    text = TWO.replace(".\nResults: ", ".Results: ")
    facts = _facts(text + "MADRS scores at day 1 were 14.0 (SD 5.0) vs 20.1 (SD 6.0) (P = 0.01).")
    (row,) = facts.outcomes
    assert (row.experimental_value, row.comparator_value) == (14.0, 20.1)
    assert next(e for e in row.evidence if e.field is None).section == "results"


def test_a_verdict_behind_figures_is_of_its_own_measure() -> None:
    facts = _facts(
        TWO
        + "HDRS-17 and MADRS scores fell more with ketamine on day 1 (mean differences -5.2 (95% CI"
        " -7.9 to -2.5) and -7.4 (-11.0 to -3.8)), and the BDI did not differ at any visit."
    )
    rows = [(o.measure, o.value, o.direction) for o in facts.outcomes]
    assert rows == [
        ("HAM-D-17", -5.2, "favours experimental"),
        ("MADRS", -7.4, "favours experimental"),
        ("BDI", None, "no significant difference"),
    ]


def test_a_visit_that_opens_a_later_part_is_not_of_the_figures_before_it() -> None:
    facts = _facts(
        TWO
        + "Response was seen in 48% vs 11% (P = 0.01), and at 4 weeks 33% and 20%, respectively "
        "(P = 0.30)."
    )
    assert [(o.timepoint and o.timepoint.hours, o.experimental_value) for o in facts.outcomes] == [
        (None, 48.0),
        (672, 33.0),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Both groups improved to a similar degree on the QIDS-SR.",
        "QIDS-SR scores improved similarly in the ketamine and saline groups.",
    ],
)
def test_alike_in_both_groups_is_a_null_result(words: str) -> None:
    (row,) = _facts(TWO + words).outcomes
    assert (row.measure, row.direction) == ("QIDS-SR", "no significant difference")


def test_a_result_in_running_text_fixes_no_visit_for_an_earlier_one() -> None:
    facts = _facts(
        "Oral ketamine in resistant depression: a randomized trial\n\n"
        "Fifty patients with treatment-resistant depression were randomized to oral ketamine 1 mg/kg "
        "(n = 25) or placebo (n = 25). At week 6, MADRS scores were 14.0 (SD 6.0) vs 19.0 (SD 7.0). "
        "Responders were 13 (52%) and 8 (32%), respectively. By week 10, 30% of ketamine-treated and "
        "26% of placebo-treated patients were still responders."
    )
    rates = [o for o in facts.outcomes if o.measure == "response"]
    assert [(o.experimental_value, o.timepoint and o.timepoint.hours) for o in rates] == [
        (52.0, 1008),
        (30.0, 1680),
    ]


def test_the_lead_of_a_page_is_no_second_result() -> None:
    facts = _facts(
        "Ketamine tablets for resistant depression\n\n"
        "In a randomized trial a ketamine tablet reduced depression better than placebo. Researchers gave "
        "80 adults with treatment-resistant depression ketamine 120 mg tablets or placebo. At 12 weeks the "
        "MADRS was 6.1 points lower with ketamine than with placebo (P = 0.02)."
    )
    scores = [o for o in facts.outcomes if o.measure == "MADRS"]
    assert [(o.value, o.timepoint and o.timepoint.hours) for o in scores] == [(6.1, 2016)]


def test_the_figure_in_the_bracket_behind_an_arm_is_its_own() -> None:
    facts = _facts(TWO + "At day 7, ketamine (46%) did not differ from saline in response rates.")
    (row,) = facts.outcomes
    drug = {a.id: a.drug for a in facts.arms}
    assert (drug[row.experimental_arm or ""], row.value) == ("ketamine", 46.0)


def test_the_course_of_each_arm_told_clause_by_clause() -> None:
    facts = _facts(
        TWO
        + "In the ketamine group, MADRS scores fell from 31.2 at baseline to 14.1 at 24 h and 17.0 at 7 "
        "days; in the saline group, they fell from 30.8 to 25.0 at 24 h and 24.1 at 7 days. There was a "
        "difference between the groups at 24 h (P = 0.01)."
    )
    rows = [
        (o.timepoint and o.timepoint.hours, o.experimental_value, o.comparator_value)
        for o in facts.outcomes
        if o.experimental_value is not None
    ]
    assert rows == [(24, 14.1, 25.0), (168, 17.0, 24.1)]


def test_a_verdict_is_not_drawn_from_one_arms_course() -> None:
    facts = _facts(TWO + "In the saline group, MADRS scores fell from 31.2 to 25.0 at 24 h.")
    assert [(o.direction, o.comparator_arm) for o in facts.outcomes] == [(None, None)]


def test_of_lower_and_higher_the_word_said_of_the_result() -> None:
    facts = _facts(
        TWO
        + "The ketamine group had a lower bill, a higher remission rate and fewer visits than the saline "
        "group."
    )
    assert [(o.measure, o.direction) for o in facts.outcomes] == [
        ("remission", "favours experimental")
    ]


def test_an_effect_in_both_groups_is_none_between_them() -> None:
    facts = _facts(
        TWO
        + "Treatment had a significant effect on HDRS scores in both groups (F(2, 24) = 14.4, P < 0.001)."
    )
    assert facts.outcomes == ()


def test_when_something_was_over_is_no_visit_of_a_result() -> None:
    facts = _facts(
        TWO
        + "CADSS scores were higher with ketamine than with saline (P = 0.02) and had returned to "
        "baseline by 80 min."
    )
    (row,) = facts.outcomes
    assert (row.timepoint, row.p_value) == (None, 0.02)


def test_doses_without_a_unit_and_arms_by_the_length_of_their_infusion() -> None:
    facts = _facts(
        "Three doses of ketamine in late-life depression: a randomized trial\n\nMethods: Thirty adults with "
        "treatment-resistant depression were randomized to ketamine 0.1 mg/kg (KET 0.1), ketamine 0.5 mg/kg "
        "(KET 0.5) or midazolam 0.03 mg/kg.\nResults: Response at day 28 was higher for KET 0.5 (response "
        "rate = 82%) compared to midazolam (response rate = 37%)."
    )
    (row,) = facts.outcomes
    assert (_doses(facts)[row.experimental_arm or ""], row.experimental_value) == (0.5, 82.0)
    facts = _facts(
        "Ketamine over 96 hours in resistant depression: a randomized trial\n\nMethods: Twenty patients with "
        "treatment-resistant depression were randomized to ketamine 0.6 mg/kg/h over 96 hours or ketamine "
        "0.5 mg/kg over 40 minutes.\nResults: MADRS scores fell by 20.1 points in the 96-h arm and 17.6 points "
        "in the 40-min arm at day 5 (P = 0.49)."
    )
    minutes = {a.id: a.infusion_minutes for a in facts.arms}
    (row,) = [o for o in facts.outcomes if o.experimental_value is not None]
    assert (minutes[row.experimental_arm or ""], row.experimental_value) in {
        (5760, 20.1),
        (40, 17.6),
    }
    assert row.timepoint is not None
    assert row.timepoint.hours == 120


def _pairs(facts: StudyFacts) -> list[tuple[object, ...]]:
    return [
        (o.measure, o.statistic, o.experimental_value, o.comparator_value, o.p_value, o.direction)
        for o in facts.outcomes
    ]


def test_corresponding_values_behind_an_effect_are_the_arms_own() -> None:
    facts = _facts(
        TWO
        + "The MADRS on day 3 was 14.1 ± 5.0 with ketamine and 18.6 ± 6.4 with saline (mean difference -4.5; "
        "95% CI -7.5 to -1.5; P = 0.004). On day 7 the corresponding values were 16.0 ± 5.1 and 18.6 ± 6.3 "
        "(P = 0.08)."
    )
    assert _pairs(facts)[-1] == (
        "MADRS", "mean score", 16.0, 18.6, 0.08, "no significant difference",
    )  # fmt: skip


def test_means_in_the_bracket_of_no_difference_are_the_arms_own() -> None:
    facts = _facts(
        TWO + "At day 7 no difference in HDRS was seen (9.9 ± 4.4 and 10.3 ± 4.8, P = 0.76)."
    )
    assert _pairs(facts) == [("HAM-D", "mean score", 9.9, 10.3, 0.76, "no significant difference")]


def test_a_mean_behind_a_decrease_is_a_score() -> None:
    facts = _facts(
        TWO
        + "The decrease was faster with ketamine: at day 3, the mean HDRS was 17.2 ± 4.9 compared with "
        "21.4 ± 5.2 with saline (P = 0.006)."
    )
    assert _pairs(facts) == [("HAM-D", "mean score", 17.2, 21.4, 0.006, "favours experimental")]


def test_how_many_sessions_it_took_is_no_score() -> None:
    facts = _facts(
        TWO
        + "HDRS scores were lower with ketamine at day 3 (P = 0.01). The ketamine group needed fewer "
        "sessions to reach remission (median 6 vs 8, P = 0.03)."
    )
    assert [o.statistic for o in facts.outcomes] == [None]


def test_counts_and_behind_them_their_shares() -> None:
    facts = _facts(
        TWO
        + "Four of 15 remitters with ketamine and 5 of 13 with saline relapsed within one month (27% v. 38%, "
        "P = 0.50)."
    )
    (row,) = facts.outcomes
    assert (row.experimental_value, row.experimental_count, row.experimental_n) == (27.0, 4, 15)
    assert (row.comparator_value, row.comparator_count, row.comparator_n) == (38.0, 5, 13)


def test_a_test_and_a_visit_stay_with_their_own_outcome() -> None:
    facts = _facts(
        TWO
        + "Remission occurred in 35% and 33% (P = 0.88) and relapse within one month in 7% and 11%, "
        "respectively."
    )
    remission, relapse = facts.outcomes
    assert (remission.measure, remission.timepoint, remission.p_value) == ("remission", None, 0.88)
    assert (relapse.measure, relapse.timepoint and relapse.timepoint.hours, relapse.p_value) == (
        "relapse", 730.5, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        ("None of these differences was significant.", "no significant difference"),
        ("Neither difference reached statistical significance.", "no significant difference"),
        ("These differences were significant.", "favours comparator"),  # as the figures say
    ],
)
def test_a_sentence_on_the_differences_before_it(words: str, direction: str) -> None:
    facts = _facts(
        TWO
        + f"At day 1 the MADRS was 18.0 (SD 6.0) with ketamine and 14.0 (SD 5.0) with saline. {words}"
    )
    assert [o.direction for o in facts.outcomes] == [direction]


def test_results_of_an_open_phase_are_of_no_arm_compared() -> None:
    facts = _facts(
        TWO + "In the open-label phase 40 patients took ketamine 1.0 mg/kg, and 20 (50%) responded."
    )
    assert facts.outcomes == ()


def test_symptoms_that_remitted_in_more_patients_speak_for_them() -> None:
    facts = _facts(TWO + "Suicidal ideation had remitted in more patients given ketamine.")
    assert all(o.direction != "favours comparator" for o in facts.outcomes)
