"""Differences from a control that is named with 'compared with', and whose a test behind a list of arms is.
Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

DOSES = (
    "Two doses of ketamine for resistant depression: a randomized double-blind trial\n\nMethods: Ninety patients with "
    "treatment-resistant depression were randomized to ketamine 0.5 mg/kg (n = 30), ketamine 1.0 mg/kg (n = 30) or "
    "midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. Depression was rated with the MADRS.\nResults: "
)
TWO = (
    "Ketamine or midazolam: a randomized double-blind trial\n\nMethods: Sixty adults with major depressive disorder were "
    "randomized to ketamine 0.5 mg/kg (n = 30) or midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. Depression was "
    "rated with the MADRS.\nResults: "
)
WON, EVEN = "favours experimental", "no significant difference"


def _rows(text: str) -> list[tuple[float | None, float | None, Outcome]]:
    (facts,) = extract_bytes(text.encode())
    dose = {a.id: a.dose.value if a.dose and a.role == "experimental" else 0.0 for a in facts.arms}
    return [
        (dose.get(o.experimental_arm or ""), dose.get(o.comparator_arm or ""), o)
        for o in facts.outcomes
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Compared with midazolam, ketamine reduced MADRS scores at 24 hours (-7.3; 95% CI, -11.1 to -3.5; P < .001).",
        "Compared with midazolam, ketamine (-7.3; 95% CI, -11.1 to -3.5; P < .001) reduced MADRS scores at 24 hours.",
        "Ketamine was associated with a fall in the MADRS at 24 hours relative to midazolam (-7.3; 95% CI, -11.1 to -3.5; P < .001).",
    ],
)  # fmt: skip
def test_one_figure_of_two_arms_is_their_difference(sentence: str) -> None:
    ((ours, theirs, o),) = _rows(TWO + sentence)
    assert (ours, theirs) == (0.5, 0.0)
    assert (o.statistic, o.value, o.ci_low, o.ci_high) == ("mean difference", -7.3, -11.1, -3.5)
    assert (o.p_value, o.direction) == (0.001, WON)


def test_one_figure_a_visit() -> None:
    rows = _rows(
        f"{TWO}Compared with midazolam, MADRS scores improved with ketamine at day 7 (mean -4.5, 95% CI -7.0 to -2.0) and "
        "day 14 (-5.2, 95% CI -8.1 to -2.3)."
    )
    told = [
        (e, c, o.statistic, o.value, o.timepoint and o.timepoint.hours, o.direction)
        for e, c, o in rows
    ]
    assert told == [
        (0.5, 0.0, "mean difference", -4.5, 168, WON),
        (0.5, 0.0, "mean difference", -5.2, 336, WON),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The MADRS fell with ketamine at 24 hours (-15.2; 95% CI -18.0 to -12.4) compared with midazolam (-8.1; 95% CI -11.0 to -5.2).",
        "The MADRS changed by -15.2 (95% CI -18.0 to -12.4) and -8.1 (95% CI -11.0 to -5.2) at 24 hours for ketamine compared with midazolam.",
    ],
)  # fmt: skip
def test_two_figures_are_the_arms_own(sentence: str) -> None:
    ((_, _, o),) = _rows(TWO + sentence)
    assert (o.statistic, o.experimental_value, o.comparator_value) == ("mean change", -15.2, -8.1)


def test_a_fall_from_baseline_is_no_difference() -> None:
    ((ours, theirs, o),) = _rows(
        f"{TWO}Compared with baseline, the MADRS was lower at 24 hours after ketamine (-15.2; 95% CI -18.0 to -12.4)."
    )
    assert (ours, theirs, o.statistic, o.value) == (0.5, None, "mean change", -15.2)


def test_a_figure_for_each_of_two_doses() -> None:
    rows = _rows(
        f"{DOSES}Compared with midazolam, both 0.5 mg/kg (-4.2; 95% CI, -8.0 to -0.4; P = .03) and 1.0 mg/kg (-7.3; 95% CI, "
        "-11.1 to -3.5; P < .001) reduced MADRS scores at 24 hours."
    )
    told = [(e, c, o.statistic, o.value, o.p_value, o.direction) for e, c, o in rows]
    assert told == [
        (0.5, 0.0, "mean difference", -4.2, 0.03, WON),
        (1.0, 0.0, "mean difference", -7.3, 0.001, WON),
    ]


def test_a_test_of_the_two_arms_that_stand_before_it() -> None:
    rows = _rows(
        f"{DOSES}On day 3, the MADRS had fallen by 11.2 in the 0.5 mg/kg group, 14.8 in the 1.0 mg/kg group and 7.9 in the "
        "midazolam group, a significantly greater reduction with 1.0 mg/kg than with midazolam (P = .002)."
    )
    told = {
        (e, o.experimental_value, o.comparator_value, o.p_value, o.direction) for e, _, o in rows
    }
    assert told == {(0.5, 11.2, 7.9, None, None), (1.0, 14.8, 7.9, 0.002, WON)}


def test_one_pair_differed_but_not_the_other() -> None:
    rows = _rows(
        f"{DOSES}MADRS scores on day 3 were 18.2 with 0.5 mg/kg, 15.1 with 1.0 mg/kg and 22.4 with midazolam, with a "
        "significant difference between 1.0 mg/kg and midazolam (P = .002) but not between 0.5 mg/kg and midazolam (P = .11)."
    )
    told = {
        (e, o.experimental_value, o.comparator_value, o.p_value, o.direction) for e, _, o in rows
    }
    assert told == {(0.5, 18.2, 22.4, 0.11, EVEN), (1.0, 15.1, 22.4, 0.002, WON)}


@pytest.mark.parametrize(
    "tests",
    [
        "(overall P = .04; 1.0 mg/kg vs midazolam, P = .01)",
        "(P = .04 across the three groups; 1.0 mg/kg vs midazolam, P = .01)",
        "(ANOVA P = .04; 1.0 mg/kg vs midazolam, P = .01)",
    ],
)
def test_an_overall_test_is_no_pair_s(tests: str) -> None:
    rows = _rows(
        f"{DOSES}Remission at day 7 was seen in 27%, 37%, and 10% of patients given 0.5 mg/kg, 1.0 mg/kg, and midazolam {tests}."
    )
    told = {(e, o.experimental_value, o.comparator_value, o.p_value) for e, _, o in rows}
    assert told == {(0.5, 27, 10, None), (1.0, 37, 10, 0.01)}


def test_the_number_of_an_overall_test_is_no_score() -> None:
    rows = _rows(
        f"{DOSES}MADRS scores at day 7 were 18, 15 and 21 with 0.5 mg/kg, 1.0 mg/kg, and midazolam (ANOVA P = .04)."
    )
    told = {(e, o.experimental_value, o.comparator_value) for e, _, o in rows}
    assert told == {(0.5, 18, 21), (1.0, 15, 21)}


def test_a_list_behind_the_two_arms_set_against_each_other() -> None:
    rows = _rows(
        f"{TWO}Ketamine compared with midazolam: MADRS at 24 h -5.9 (95% CI -10.3 to -1.5), BDI -6.0 (95% CI -11.2 to -0.8)."
    )
    told = [(e, c, o.measure, o.statistic, o.value, o.direction) for e, c, o in rows]
    assert told == [
        (0.5, 0.0, "MADRS", "mean difference", -5.9, WON),
        (0.5, 0.0, "BDI", "mean difference", -6.0, WON),
    ]


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [
        ("The MADRS improved by a median of 17 points (IQR 9 to 23) with ketamine and 9 points (IQR 3 to 15) with midazolam at 24 h (P = .008).", WON),
        ("The median MADRS score at 24 h was 17 (IQR 9 to 23) with ketamine and 9 (IQR 3 to 15) with midazolam (P = .008).", "favours comparator"),
    ],
)  # fmt: skip
def test_a_median_of_what_was_gained(sentence: str, direction: str) -> None:
    ((_, _, o),) = _rows(TWO + sentence)
    assert (o.experimental_value, o.comparator_value, o.direction) == (17, 9, direction)
