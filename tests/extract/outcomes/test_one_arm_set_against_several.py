"""One arm set against several by name, two analyses of one contrast, and tests told 'respectively'.
Every sentence is our own."""

from __future__ import annotations

import pytest

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
WON, EVEN = "favours experimental", "no significant difference"


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes(text.encode())
    return facts


def _contrasts(text: str) -> list[tuple[float | None, float | None, Outcome]]:
    facts = _facts(text)
    dose = {a.id: a.dose.value if a.dose else None for a in facts.arms}
    return [
        (dose[o.experimental_arm or ""], dose[o.comparator_arm or ""], o) for o in facts.outcomes
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "1.0 mg/kg was superior to 0.5 mg/kg (mean difference 3.9, P = .04) and to midazolam (mean difference 9.1, "
        "P < .001) on the MADRS.",
        "MADRS scores were lower with 1.0 mg/kg than with 0.5 mg/kg (mean difference 3.9, P = .04) and midazolam "
        "(mean difference 9.1, P < .001).",
        "1.0 mg/kg lowered the MADRS more than 0.5 mg/kg (difference 3.9; 95% CI 0.2 to 7.6; P = .04) or midazolam "
        "(difference 9.1; 95% CI 5.4 to 12.8; P < .001).",
    ],
)
def test_what_one_arm_differs_from_each_of_two_by(sentence: str) -> None:
    told = {(e, c, o.value, o.p_value, o.direction) for e, c, o in _contrasts(DOSES + sentence)}
    assert told == {(1.0, 0.5, 3.9, 0.04, WON), (1.0, 0.045, 9.1, 0.001, WON)}


def test_more_than_a_dose_that_is_an_arm_is_no_bound() -> None:
    rows = _contrasts(f"{DOSES}1.0 mg/kg lowered the MADRS more than 0.5 mg/kg (P = .02).")
    assert {(e, c, o.p_value, o.direction) for e, c, o in rows} == {(1.0, 0.5, 0.02, WON)}
    rows = _contrasts(
        f"{DOSES}Doses of more than 0.5 mg/kg lowered the MADRS more than midazolam (P = .02)."
    )
    assert {(e, c, o.p_value) for e, c, o in rows} == {(1.0, 0.045, 0.02)}


@pytest.mark.parametrize(
    "third",
    [
        "and 0.5 mg/kg was intermediate (-11.9; P = .02 versus midazolam).",
        "and 0.5 mg/kg was intermediate (-11.9; difference from midazolam -4.1; 95% CI -7.5 to -0.7; P = .02).",
    ],
)
def test_an_arm_told_behind_a_pair_of_others(third: str) -> None:
    rows = _contrasts(
        f"{DOSES}The change in the MADRS was greater for 1.0 mg/kg than for midazolam (-17.0 vs. -7.8; difference "
        f"-9.2; 95% CI -12.9 to -5.5; P < .001), {third}"
    )
    told = {
        (e, c, o.experimental_value, o.comparator_value, o.p_value)
        for e, c, o in rows
        if o.statistic == "mean change"
    }
    assert told == {(1.0, 0.045, -17.0, -7.8, 0.001), (0.5, 0.045, -11.9, -7.8, 0.02)}
    assert {(e, o.value) for e, _, o in rows if o.value is not None} <= {(1.0, -9.2), (0.5, -4.1)}


def test_the_test_of_one_analysis_is_not_the_others() -> None:
    rows = _contrasts(
        f"{PLACEBO}Among those who completed, the difference between groups was -3.3 points (95% CI -5.9 to -0.7); "
        "in the full analysis set it was -1.9 (95% CI -4.2 to 0.4; P = .10)."
    )
    told = {(o.value, o.p_value, o.direction) for _, _, o in rows}
    assert told == {(-3.3, None, WON), (-1.9, 0.1, EVEN)}


def test_tests_of_two_measures_in_their_order() -> None:
    rows = _contrasts(
        f"{PLACEBO}At week 4 the secondary outcomes, response (47% vs 27%) and CGI-I (2.2 vs 2.9), favoured ketamine "
        "(P = .04 and P = .008, respectively)."
    )
    told = {(o.measure, o.experimental_value, o.comparator_value, o.p_value) for _, _, o in rows}
    assert told == {("response", 47.0, 27.0, 0.04), ("CGI-I", 2.2, 2.9, 0.008)}


def test_response_behind_in_with_its_figures() -> None:
    rows = _contrasts(
        f"{PLACEBO}Ketamine was superior to placebo in the fall of the HAM-D (effect size: 0.5; P = .03) and in "
        "response (57% vs. 33%; OR 2.6, P = .02) but not in remission (27% vs 20%; OR 1.5, P = .54)."
    )
    told = {(o.measure, o.statistic, o.value, o.experimental_value, o.p_value) for _, _, o in rows}
    assert told == {
        ("HAM-D-17", "standardized mean difference", 0.5, None, 0.03),
        ("response", "odds ratio", 2.6, None, 0.02),
        ("response", "response rate", None, 57.0, 0.02),
        ("remission", "odds ratio", 1.5, None, 0.54),
        ("remission", "remission rate", None, 27.0, 0.54),
    }


def test_each_of_two_estimates_has_the_test_in_its_own_bracket() -> None:
    rows = _contrasts(
        f"{DOSES}1.0 mg/kg and 0.5 mg/kg were both superior to midazolam on the MADRS (difference vs. midazolam, 6.2 "
        "points [95% CI, 3.5 to 8.9; P<0.001] and 2.9 points [95% CI, 0.3 to 5.5; P=0.03], respectively)."
    )
    told = {(e, c, o.value, o.p_value, o.direction) for e, c, o in rows}
    assert told == {(1.0, 0.045, 6.2, 0.001, WON), (0.5, 0.045, 2.9, 0.03, WON)}


def test_the_lower_boundary_is_no_dose() -> None:
    rows = _contrasts(
        f"{DOSES}The lower boundary of the confidence interval for the MADRS with 1.0 mg/kg versus 0.5 mg/kg "
        "(difference, 1.9 points; 95% CI, -1.4 to 5.2; P=0.26) was below zero."
    )
    assert {(e, c, o.value, o.p_value) for e, c, o in rows} == {(1.0, 0.5, 1.9, 0.26)}
