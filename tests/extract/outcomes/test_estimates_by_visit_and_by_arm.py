"""Estimates listed by visit or by arm, the other arm's shares, and tests that are of something else.
Every sentence is our own."""

from __future__ import annotations

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome, StudyFacts

PLACEBO = (
    "Ketamine for depression: a randomized placebo-controlled trial\n\n"
    "Methods: Sixty patients with major depressive disorder were randomized to ketamine 0.5 mg/kg (n = 30) or "
    "placebo (saline; n = 30), infused over 40 minutes. Depression was rated with the HAM-D-17.\nResults: "
)
DOSES = (
    "Two doses of ketamine for resistant depression: a randomized double-blind trial\n\n"
    "Methods: Ninety patients with treatment-resistant depression were randomized to ketamine 0.5 mg/kg (n = 30), "
    "ketamine 1.0 mg/kg (n = 30) or midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. Depression was rated "
    "with the MADRS.\nResults: "
)
ECT = (
    "Ketamine or ECT for depression: a randomized trial\n\n"
    "Methods: Patients with treatment-resistant major depression were assigned in a 1:1 ratio to ketamine "
    "(0.5 mg/kg over 40 minutes, twice weekly) or electroconvulsive therapy for 3 weeks. The primary outcome was "
    "the HAM-D-17 score.\nResults: "
)
WON, EVEN = "favours experimental", "no significant difference"


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes(text.encode())
    return facts


def _outcomes(text: str) -> tuple[Outcome, ...]:
    return _facts(text).outcomes


def _hours(o: Outcome) -> float | None:
    return o.timepoint.hours if o.timepoint else None


def _estimates(text: str) -> set[tuple[object, ...]]:
    return {
        (_hours(o), o.statistic, o.value, o.p_value, o.direction, o.comparator_arm is not None)
        for o in _outcomes(text)
    }


def _pairs(text: str) -> set[tuple[object, ...]]:
    return {
        (o.measure, o.statistic, o.experimental_value, o.comparator_value, o.value, o.p_value)
        for o in _outcomes(text)
    }


def test_what_one_arm_differs_by_at_visit_after_visit() -> None:
    assert _estimates(
        f"{PLACEBO}Compared with placebo, ketamine lowered the HAM-D by 3.4 points (95% CI 1.1 to 5.7) at week 1, "
        "2.9 (95% CI 0.8 to 5.0) at week 2 and 2.2 (95% CI 0.4 to 4.0) at week 4."
    ) == {
        (168.0, "mean difference", 3.4, None, WON, True),
        (336.0, "mean difference", 2.9, None, WON, True),
        (672.0, "mean difference", 2.2, None, WON, True),
    }
    assert _estimates(
        f"{PLACEBO}The fall in HAM-D was greater with ketamine than with placebo (at 4 hours, -3.1 points, 95% CI, "
        "-5.9 to -0.3, P = .03; at 24 hours, -6.2 points, 95% CI, -9.0 to -3.4, P < .001)."
    ) == {
        (4.0, "mean difference", -3.1, 0.03, WON, True),
        (24.0, "mean difference", -6.2, 0.001, WON, True),
    }


def test_two_figures_that_face_each_other_are_two_arms_and_no_two_visits() -> None:
    assert _pairs(
        f"{PLACEBO}Response rates were higher with ketamine on both scales at weeks 2 and 4 (HAM-D 48.2% vs "
        "20.7%, P = .02)."
    ) == {("response", "response rate", 48.2, 20.7, None, 0.02)}
    rows = _outcomes(
        f"{PLACEBO}Response to ketamine at weeks 2 and 4 was 48% and 40%."
    )  # two visits of one arm
    assert {(_hours(o), o.value) for o in rows} == {(336.0, 48.0), (672.0, 40.0)}


def test_two_estimates_for_the_arms_named_in_their_bracket() -> None:
    text = (
        f"{DOSES}Mean changes in the MADRS at day 7 for the ketamine 1.0 mg/kg and 0.5 mg/kg groups versus midazolam "
        "were -14.1 and -9.3 versus -7.2 points (difference for the 1.0 mg/kg and 0.5 mg/kg groups versus midazolam "
        "was -6.9 points: 95% CI -10.4 to -3.4, P < .001; and -2.1 points: 95% CI -5.6 to 1.4; not significant)."
    )
    facts = _facts(text)
    dose = {a.id: a.dose.value if a.dose else None for a in facts.arms}
    told = {
        (
            dose[o.experimental_arm or ""],
            o.statistic,
            o.value or o.experimental_value,
            o.p_value,
            o.direction,
        )
        for o in facts.outcomes
    }
    assert told == {
        (1.0, "mean difference", -6.9, 0.001, WON),
        (1.0, "mean change", -14.1, 0.001, WON),
        (0.5, "mean difference", -2.1, None, EVEN),
        (0.5, "mean change", -9.3, None, EVEN),
    }


def test_the_other_arms_shares_are_of_the_two_outcomes_just_told() -> None:
    assert _pairs(
        f"{PLACEBO}Six patients (20%) had a response (a fall of half or more) and four (13%) a remission (HAM-D "
        "<= 7) after ketamine compared with one patient (3%) and none after placebo (odds ratio for response, 5.8; "
        "odds ratio for remission, 3.9)."
    ) == {
        ("response", "odds ratio", None, None, 5.8, None),
        ("remission", "odds ratio", None, None, 3.9, None),
        ("response", "response rate", 20.0, 3.0, None, None),
        ("remission", "remission rate", 13.0, 0.0, None, None),
    }


def test_shares_of_people_whom_no_arm_stands_for() -> None:
    assert _pairs(
        f"{PLACEBO}Remission occurred in 41% of patients on ketamine, 27% of those who crossed over, and 16% on "
        "placebo."
    ) == {("remission", "remission rate", 41.0, 16.0, None, None)}
    assert _pairs(
        f"{PLACEBO}Remission occurred in 41% of those who received ketamine and 16% of those who received placebo."
    ) == {("remission", "remission rate", 41.0, 16.0, None, None)}


def test_the_other_arms_reduction_is_no_share_of_people_and_its_test_no_test_of_response() -> None:
    rows = _outcomes(
        f"{PLACEBO}The ketamine group showed a 52% reduction in HAM-D compared with 23% for placebo (P < .001), and "
        "18 of 30 versus 7 of 30 patients responded (P = .004)."
    )
    told = {(o.measure, o.experimental_value, o.comparator_value, o.p_value) for o in rows}
    assert told == {("response", None, None, 0.004)}


def test_this_difference_is_of_the_result_before_also_with_its_statistic() -> None:
    rows = _outcomes(
        f"{PLACEBO}The response rate at day 7 was 57% for ketamine and 30% for placebo. This difference was "
        "significant (chi-square = 4.4, P = .036)."
    )
    told = {(o.measure, o.experimental_value, o.p_value, o.direction) for o in rows}
    assert told == {("response", 57.0, 0.036, WON)}


def test_a_significant_test_whose_limit_leaves_no_difference_is_of_noninferiority() -> None:
    assert {
        (o.statistic, o.value, o.ci_low, o.ci_high, o.p_value, o.direction)
        for o in _outcomes(
            f"{ECT}HAM-D-17 scores at week 3 were 12.9 (SD 7.1) with ketamine and 13.0 (SD 6.9) with ECT (adjusted "
            "difference 0.2, lower 95% CI -1.3; P = .002)."
        )
    } == {
        ("mean difference", 0.2, -1.3, None, None, EVEN),
        ("mean score", None, None, None, None, EVEN),
    }


def test_scores_that_went_from_one_visit_to_another_are_no_changes() -> None:
    assert _pairs(
        f"{PLACEBO}The HAM-D score changed from 23.1 at baseline and 11.4 at week 4 in the ketamine group and from "
        "22.8 at baseline and 16.9 at week 4 in the placebo group."
    ) == {("HAM-D-17", "mean score", 11.4, 16.9, None, None)}


def test_counts_and_shares_behind_n() -> None:
    rows = _outcomes(
        f"{PLACEBO}There were more remitters at week 4 in the ketamine group (n = 13, 43%) than in the placebo group "
        "(n = 5, 17%; P = .02)."
    )
    told = {
        (o.measure, o.experimental_value, o.experimental_count, o.comparator_value, o.p_value)
        for o in rows
    }
    assert told == {("remission", 43.0, 13, 17.0, 0.02)}


def test_they_were_goes_on_with_the_scores_of_the_sentence_before() -> None:
    rows = _outcomes(
        f"{PLACEBO}Mean HAM-D scores at week 2 were 14.2 in the ketamine group and 17.9 in the placebo group "
        "(P = .01). At week 6 they were 13.9 and 15.0 (P = .38)."
    )
    assert {
        (_hours(o), o.experimental_value, o.comparator_value, o.p_value, o.direction) for o in rows
    } == {(336.0, 14.2, 17.9, 0.01, WON), (1008.0, 13.9, 15.0, 0.38, EVEN)}
