"""Lists whose arms, measures, visits and tests stand in another list or in the bracket beside them.
Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts

KETAMINE = (
    "Ketamine for resistant depression: a randomized double-blind trial\n\n"
    "Methods: Sixty patients with treatment-resistant depression were randomized to ketamine 0.5 mg/kg "
    "(n = 30) or midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. Depression was rated with the "
    "MADRS and the QIDS-SR.\nResults: "
)
DOSES = (
    "Two doses of ketamine in resistant depression: a randomized trial\n\n"
    "Methods: In this double-blind trial 90 adults with treatment-resistant depression were randomly "
    "assigned to ketamine 0.5 mg/kg, ketamine 1.0 mg/kg or placebo (saline). The MADRS at day 7 was the "
    "primary outcome.\n\nResults: "
)
WON, LOST, EVEN = "favours experimental", "favours comparator", "no significant difference"
Row = tuple[object, ...]


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes(text.encode())
    return facts


def _by_dose(text: str) -> set[Row]:
    """(dose, measure, hours, value, experimental value, comparator value, p) of each row against the
    control."""
    facts = _facts(DOSES + text)
    doses = {a.id: a.dose.value for a in facts.arms if a.dose}
    return {
        (
            doses.get(o.experimental_arm or ""),
            o.measure,
            o.timepoint.hours if o.timepoint else None,
            o.value,
            o.experimental_value,
            o.comparator_value,
            o.p_value,
        )
        for o in facts.outcomes
    }


def _pairs(text: str) -> list[Row]:
    return [
        (
            o.measure,
            o.timepoint.hours if o.timepoint else None,
            o.experimental_value,
            o.comparator_value,
            o.p_value,
        )
        for o in _facts(KETAMINE + text).outcomes
        if o.experimental_value is not None
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ketamine improved depression more than placebo, by mean change in MADRS from baseline to day 7 "
        "(mean [SE] -15.5 [0.6] and -14.8 [0.6] for ketamine 0.5 and 1.0 mg/kg, respectively, vs -11.6 "
        "[0.7] for placebo).",
        "MADRS changes at day 7 were -15.5 (0.6) and -14.8 (0.6) with ketamine 0.5 and 1.0 mg/kg, "
        "respectively, compared with -11.6 (0.7) with placebo.",
    ],
)
def test_two_doses_in_one_list_and_the_control_behind_it(text: str) -> None:
    assert _by_dose(text) == {
        (0.5, "MADRS", 168.0, None, -15.5, -11.6, None),
        (1.0, "MADRS", 168.0, None, -14.8, -11.6, None),
    }


def test_each_dose_in_the_bracket_behind_its_share() -> None:
    text = (
        "Among ketamine-treated patients, 64.7% (0.5 mg/kg) and 62.6% (1.0 mg/kg) were responders at day 7 "
        "compared with 49.0% of placebo-treated patients (P < 0.001 and P < 0.01 for 0.5 and 1.0 mg/kg, "
        "respectively)."
    )
    assert _by_dose(text) == {
        (0.5, "response", 168.0, None, 64.7, 49.0, 0.001),
        (1.0, "response", 168.0, None, 62.6, 49.0, 0.01),
    }


def test_the_control_in_one_bracket_and_the_doses_in_another() -> None:
    text = (
        "When compared with placebo (46.1%), significantly more ketamine-treated patients met remission "
        "criteria at day 7 (65.0% and 61.9% for 0.5 and 1.0 mg/kg, respectively; P < 0.001 vs placebo)."
    )
    assert _by_dose(text) == {
        (0.5, "remission", 168.0, None, 65.0, 46.1, 0.001),
        (1.0, "remission", 168.0, None, 61.9, 46.1, 0.001),
    }


def test_the_figure_without_a_test_is_the_controls() -> None:
    text = "Responder rates at day 7 were 28.1%, 36.1% (P = 0.08), and 40.7% (P = 0.02)."
    assert _by_dose(text) == {
        (0.5, "response", 168.0, None, 36.1, 28.1, 0.08),
        (1.0, "response", 168.0, None, 40.7, 28.1, 0.02),
    }


@pytest.mark.parametrize(
    ("first", "second"), [("1.0 mg/kg", "0.5 mg/kg"), ("0.5 mg/kg", "1.0 mg/kg")]
)
def test_neither_dose_and_then_a_test_for_each(first: str, second: str) -> None:
    text = f"Neither dose differed from placebo on the MADRS at day 7 ({first}: p = 0.73; {second}: p = 0.37)."
    told = {(dose, p) for dose, *_, p in _by_dose(text)}
    assert told == {(float(first[:3]), 0.73), (float(second[:3]), 0.37)}


def test_a_test_for_each_dose_at_each_visit() -> None:
    text = (
        "On the MADRS both doses were better at day 3 (p=0.004 for 0.5 mg/kg and p=0.007 for 1.0 mg/kg) as "
        "well as at day 7 (p=0.015 for 0.5 mg/kg and p=0.005 for 1.0 mg/kg)."
    )
    assert {(dose, hours, p) for dose, _, hours, *_, p in _by_dose(text)} == {
        (0.5, 72.0, 0.004),
        (1.0, 72.0, 0.007),
        (0.5, 168.0, 0.015),
        (1.0, 168.0, 0.005),
    }


def test_the_next_sentence_tests_each_dose() -> None:
    text = (
        "Response at day 7 was seen in 48.0% of the 0.5 mg/kg group, 40.0% of the 1.0 mg/kg group and 12.0% "
        "of the placebo group. Against placebo this was significant for the lower dose (p = 0.006) and for "
        "the higher (p = 0.24)."
    )
    facts = _facts(DOSES + text)
    assert [(o.p_value, o.direction) for o in facts.outcomes] == [(0.006, WON), (0.24, EVEN)]


def test_differences_that_span_zero_are_no_scores() -> None:
    text = (
        "Individually, neither 0.5 mg/kg (-2.5; 95% CI -6.6 to 1.6; P = .13) nor 1.0 mg/kg (-2.9; 95% CI "
        "-6.4 to 0.6; P = .075) was superior to placebo on the MADRS at day 7."
    )
    assert _by_dose(text) == {
        (0.5, "MADRS", 168.0, -2.5, None, None, 0.13),
        (1.0, "MADRS", 168.0, -2.9, None, None, 0.075),
    }


def test_doses_of_the_drug_named_before_their_list() -> None:
    head = DOSES.replace(
        "ketamine 0.5 mg/kg, ketamine 1.0 mg/kg or",
        "arketamine 0.25 mg/kg, arketamine 0.5 mg/kg, ketamine 0.5 mg/kg or",
    )
    text = (
        "Mean differences from placebo in MADRS at day 7 were -2.7 and -3.2 points for arketamine 0.25 and "
        "0.5 mg/kg, respectively."
    )
    facts = _facts(head + text)
    named = {a.id: (a.drug, a.dose.value if a.dose else None) for a in facts.arms}
    assert {(*named[o.experimental_arm or ""], o.value) for o in facts.outcomes} == {
        ("arketamine", 0.25, -2.7),
        ("arketamine", 0.5, -3.2),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "At 24 h, 42% and 21% of those given ketamine achieved response and remission, respectively, "
            "compared with 8% and 4% of those given midazolam.",
            [("response", 24.0, 42.0, 8.0, None), ("remission", 24.0, 21.0, 4.0, None)],
        ),
        (
            "MADRS scores at 24 h were 12.7 ± 5.4 for ketamine and 14.4 ± 3.8 for midazolam, and 9.9 ± 4.1 for "
            "ketamine and 12.3 ± 6.0 for midazolam at day 7.",
            [("MADRS", 24.0, 12.7, 14.4, None), ("MADRS", 168.0, 9.9, 12.3, None)],
        ),
        (
            "There was no difference in response at 24 h between the ketamine group (36.8%, 7 of 19) and the "
            "midazolam group (54.2%, 13 of 24) (p = 0.114).",
            [("response", 24.0, 36.8, 54.2, 0.114)],
        ),
        (
            "There was a significant difference in response at 24 h between the ketamine and midazolam groups "
            "(58% and 7%, respectively, with P = 0.001).",
            [("response", 24.0, 58.0, 7.0, 0.001)],
        ),
        (
            "The overall response rate at 24 h was 43.5% (ketamine 56.8% vs midazolam 34.2%, p = 0.014).",
            [("response", 24.0, 56.8, 34.2, 0.014)],
        ),
        (
            "No differences in remission at day 7 were seen between the low-level group and midazolam (12.9% "
            "vs. 16.0%, p=0.51).",
            [("remission", 168.0, 12.9, 16.0, 0.51)],
        ),
        (
            "On the MADRS at 24 h, patients from the ketamine group scored 8.2 points; those from the midazolam "
            "group, 14.0 (p = 0.02).",
            [("MADRS", 24.0, 8.2, 14.0, 0.02)],
        ),
        (
            "MADRS at 24 h: Experimental 13.4 +/- 4.6; control 16.2 +/- 4.9; P = 0.002.",
            [("MADRS", 24.0, 13.4, 16.2, 0.002)],
        ),
        (
            "MADRS scores at 1, 3, and 7 days decreased by 2.3, 3.8, and 4.5 points for the midazolam group and "
            "by 4.0 (P<0.001), 5.2 (P=0.001), and 5.5 (P=0.022) points for the ketamine group.",
            [
                ("MADRS", 24.0, 4.0, 2.3, 0.001),
                ("MADRS", 72.0, 5.2, 3.8, None),
                ("MADRS", 168.0, 5.5, 4.5, None),
            ],
        ),
    ],
)
def test_two_arms_and_their_figures(text: str, expected: list[Row]) -> None:
    assert _pairs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The fall in MADRS at 24 h was 12.2 ± 3.4 points in the ketamine group and 5.9 ± 3.5 points in the "
        "midazolam group (p < 0.01 and 0.04, respectively).",
        "MADRS at 24 h fell by 12.2 (P < 0.001) with ketamine and by 5.9 (P = 0.04) with midazolam.",
    ],
)
def test_a_test_of_each_group_alone_is_none_of_the_two(text: str) -> None:
    assert _pairs(text) == [("MADRS", 24.0, 12.2, 5.9, None)]


def test_two_lists_in_one_bracket_go_one_by_one() -> None:
    text = (
        "Scores on the MADRS differed between groups at days 2, 4, and 6 (P < 0.001, P = 0.006, and P = "
        "0.041; Cohen's d = 0.88, 0.62, and 0.46, respectively)."
    )
    facts = _facts(KETAMINE + text)
    assert [(o.value, o.p_value) for o in facts.outcomes] == [
        (0.88, 0.001),
        (0.62, 0.006),
        (0.46, 0.041),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Response (63.4% vs. 49.5%) and remission (48.2% vs. 30.3%) at day 7 gave an NNT of 8 and 6 for "
            "ketamine against midazolam.",
            {("response", 8.0), ("remission", 6.0)},
        ),
        (
            "The NNT was 8 (95% CI 4 to 90) for response and 6 (95% CI 3 to 20) for remission.",
            {("response", 8.0), ("remission", 6.0)},
        ),
        (
            "Response, remission and functional remission were each reached by more patients on ketamine (HRs: "
            "1.85, 1.71 and 1.82, respectively) than on midazolam.",
            {("response", 1.85), ("remission", 1.71)},
        ),
        (
            "Response and remission at day 7 were commoner with ketamine (ORs 2.8 and 3.1).",
            {("response", 2.8), ("remission", 3.1)},
        ),
    ],
)
def test_estimates_of_several_outcomes_in_one_list(text: str, expected: set[Row]) -> None:
    facts = _facts(KETAMINE + text)
    assert {(o.measure, o.value) for o in facts.outcomes if o.value is not None} == expected


def test_a_scale_beside_one_with_figures_has_the_verdict_too() -> None:
    text = (
        "Ketamine brought a larger fall in MADRS (group by time interaction; F = 4.79; p < 0.001) and QIDS-SR "
        "scores at 24 h."
    )
    facts = _facts(KETAMINE + text)
    assert [(o.measure, o.p_value, o.direction) for o in facts.outcomes] == [
        ("MADRS", 0.001, WON),
        ("QIDS-SR", None, WON),
    ]


def test_a_pooled_difference_is_of_no_arm_that_is_listed() -> None:
    text = "The combined ketamine doses differed from placebo on the MADRS at day 7 (mean difference -4.2; P = 0.01)."
    assert _by_dose(text) == {(None, "MADRS", 168.0, -4.2, None, None, 0.01)}


def test_nobody_with_its_zero_beside_it_is_one_figure() -> None:
    text = (
        "Remission was seen in 12 ketamine patients (42%). None of the midazolam patients (0%) "
        "achieved remission. This difference was at trend level (chi-square p = 0.09)."
    )
    assert _pairs(text) == [("remission", None, 42.0, 0.0, 0.09)]
