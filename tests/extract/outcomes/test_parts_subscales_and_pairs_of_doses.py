"""Parts of the people, other things that were measured, courses of each group, doses set against each other,
and scales in a list. Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts

KETAMINE = (
    "Ketamine for resistant depression: a randomized double-blind trial\n\n"
    "Methods: Sixty patients with treatment-resistant depression were randomized to ketamine 0.5 mg/kg "
    "(n = 30) or midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. Depression was rated with the "
    "MADRS.\nResults: "
)
DOSES = (
    "Two doses of ketamine for resistant depression: a randomized double-blind trial\n\n"
    "Methods: Ninety patients with treatment-resistant depression were randomized to ketamine 0.5 mg/kg (n = 30), "
    "ketamine 1.0 mg/kg (n = 30) or midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. Depression was rated "
    "with the MADRS.\nResults: "
)
OPEN = (
    "Esketamine nasal spray for resistant depression: an open-label study\n\n"
    "Methods: Adults with treatment-resistant depression received esketamine 84 mg twice weekly for 4 weeks in this "
    "open-label study. Severity was rated on the MADRS and PHQ-9.\nResults: "
)
WON, LOST, EVEN = "favours experimental", "favours comparator", "no significant difference"


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes(text.encode())
    return facts


@pytest.mark.parametrize(
    "text",
    [
        "The benefit did not depend on use: the MADRS difference was -4.3 (95% CI -6.6 to -1.9) with benzodiazepines "
        "and -3.1 (95% CI -6.6 to 0.5) without.",
        "MADRS scores fell by 15.8 in users of benzodiazepines and by 16.8 in non-users.",
        "Among extroverted-stable patients response was more frequent with ketamine than with midazolam (71.9% vs "
        "45.7%, p < 0.05).",
        "MADRS at 24 h was 17.4 in responders and 25.1 in non-responders to ketamine (p = 0.005).",
        "In an analysis by age, patients aged 51 to 85 years remitted more often with midazolam (77% vs 50%).",
        "In the overweight group the MADRS declined more with midazolam (-1.73) than with ketamine (-1.37; P < 0.05).",
        "The outcome was significantly worse in BZD+ than in BZD- on day 3 (p = 0.04) by the MADRS.",
        "MADRS fell. There was significant improvement in processing speed at day 13 (effect size [ES] = 0.50) and day "
        "26 (ES = 0.65), and in verbal learning at day 13 (ES = 0.36).",
        "MADRS scores significantly decreased with time (F = 20.0, p < .001).",
        "The two groups were comparable in age, sex and depressive symptoms.",
        "Preoperative MADRS scores were similar.",
        "There was no significant relation between MADRS response and the need for fluids (P = .03).",
        "The numbers of days required for the disappearance of depressive symptoms were 5.3 ± 0.2 and 5.4 ± 0.2 in the "
        "ketamine and midazolam groups (P = .65).",
        "The sadness subscore of the MADRS improved with ketamine (p = 0.046), and so did the MADRS tension subscore "
        "(p = 0.061).",
        "Failure to reach response at 24 h was seen in 13.6% with ketamine and 28.9% with midazolam (P = .04).",
        "The difference between the baseline MADRS scores of the groups was not statistically significant (P = .59).",
    ],
)
def test_no_result_of_the_two_arms(text: str) -> None:
    assert not [
        o
        for o in _facts(KETAMINE + text).outcomes
        if o.p_value is not None or o.value is not None or o.experimental_value is not None
    ]


def test_what_fell_by_some_per_cent_is_no_share_of_people() -> None:
    facts = _facts(
        "Ketamine with psychotherapy in depression\n\nIn a clinical trial, patients with treatment-resistant depression were given ketamine. "
        "Depression scores dropped by an average of about 30 per cent, and suicidal thoughts improved by the end of the four-week study.\n"
    )
    assert 30.0 not in {o.value for o in facts.outcomes}


@pytest.mark.parametrize(
    ("text", "contrast", "p", "direction"),
    [
        ("The 0.5 and 1.0 mg/kg groups differed at day 1 (P = 0.03) but not later.", ("1.0", "0.5"), 0.03, WON),
        ("The 0.5 mg/kg and 1.0 mg/kg groups did not differ at day 7.", ("1.0", "0.5"), None, EVEN),
        ("The difference between the 1.0 and 0.5 mg/kg groups was not significant at day 7 (P = .6).", ("1.0", "0.5"), 0.6, EVEN),
    ],
)  # fmt: skip
def test_two_doses_set_against_each_other(
    text: str, contrast: tuple[str, str], p: float | None, direction: str
) -> None:
    facts = _facts(f"{DOSES}MADRS scores fell in all groups. {text}")
    doses = {a.id: f"{a.dose.value:.1f}" for a in facts.arms if a.dose and a.dose.value}
    rows = [
        (
            (doses.get(str(o.experimental_arm)), doses.get(str(o.comparator_arm))),
            o.p_value,
            o.direction,
        )
        for o in facts.outcomes
    ]
    assert rows == [(contrast, p, direction)]


def test_each_comparison_has_its_own_test() -> None:
    facts = _facts(
        DOSES + "MADRS scores at day 1: the difference between ketamine 0.5 mg/kg and midazolam was significant "
        "(P = 0.02), that between 1.0 and 0.5 mg/kg was not (P = 0.6)."
    )  # fmt: skip
    names = {a.id: f"{a.drug} {a.dose.value if a.dose else ''}" for a in facts.arms}
    assert [
        (names[str(o.experimental_arm)], names[str(o.comparator_arm)], o.p_value)
        for o in facts.outcomes
    ] == [("ketamine 0.5", "midazolam 0.045", 0.02), ("ketamine 1.0", "ketamine 0.5", 0.6)]


def test_the_visits_of_a_second_group_are_its_own() -> None:
    facts = _facts(
        DOSES + "The 1.0 mg/kg group had lower MADRS scores than the midazolam group on days 1, 2 and 3, and the "
        "0.5 mg/kg group on day 2 only."
    )  # fmt: skip
    ours = {a.id: a.dose.value for a in facts.arms if a.dose}
    rows = {
        (ours[str(o.experimental_arm)], o.timepoint and o.timepoint.hours) for o in facts.outcomes
    }
    assert rows == {(1.0, 24), (1.0, 48), (1.0, 72)}


def test_an_abbreviation_of_one_of_several_groups() -> None:
    facts = _facts(
        DOSES + "At day 7 the MADRS was significantly lower in the KX60 group (p = 0.003), but not the KX120 group, "
        "compared with the midazolam group."
    )  # fmt: skip
    assert not facts.outcomes


@pytest.mark.parametrize(
    "text",
    [
        "At week 4 the mean (SD) changes from baseline in MADRS and PHQ-9 total scores were -12.9 (9.67) and -5.9 (5.77), respectively.",
        "Mean (SD) changes in MADRS and PHQ-9 scores at week 4 were -12.9 (9.67) and -5.9 (5.77).",
        "From baseline to week 4, MADRS and PHQ-9 scores changed by -12.9 and -5.9.",
    ],
)
def test_as_many_figures_as_scales(text: str) -> None:
    rows = [
        (o.measure, o.timepoint and o.timepoint.hours, o.value)
        for o in _facts(OPEN + text).outcomes
    ]
    assert rows == [("MADRS", 672, -12.9), ("PHQ-9", 672, -5.9)]


def test_the_scale_behind_its_figure() -> None:
    facts = _facts(
        OPEN + "The mean changes (±SD) in depression scores at week 4 were -2.26 (±3.42) for the MADRS and -3.82 (±6.16) for the PHQ-9."
    )  # fmt: skip
    assert {(o.measure, o.value) for o in facts.outcomes} == {("MADRS", -2.26), ("PHQ-9", -3.82)}


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Those on ketamine scored one point higher on the MADRS at day 7, although the 95% CI included no difference.", EVEN),
        ("MADRS scores were significantly lower with ketamine at day 7.", WON),
    ],
)  # fmt: skip
def test_an_interval_that_holds_no_difference(text: str, direction: str) -> None:
    assert [o.direction for o in _facts(KETAMINE + text).outcomes] == [direction]


def test_figures_after_sessions_of_one_arm_are_no_pair() -> None:
    facts = _facts(
        KETAMINE + "The MADRS score was 22.8 after the first infusion and 14.6 after the sixth in the ketamine group."
    )  # fmt: skip
    assert not [o for o in facts.outcomes if o.comparator_value is not None]


def test_a_relapse_is_not_of_the_hour_before_it() -> None:
    facts = _facts(
        KETAMINE + "MADRS scores at 24 h were 14.5 with ketamine and 20.1 with midazolam. Among responders, time to "
        "relapse did not differ between the groups (hazard ratio 0.66, 95% CI 0.29 to 1.50)."
    )  # fmt: skip
    (ratio,) = (o for o in facts.outcomes if o.statistic == "hazard ratio")
    assert ratio.timepoint is None


def test_a_list_of_shares_in_the_order_of_the_flow() -> None:
    facts = _facts(
        "Fixed doses of esketamine in resistant depression: a randomized double-blind trial\n\nMethods: Patients with treatment-resistant depression were randomized (2:1:1:1) to "
        "placebo or esketamine (28, 56 or 84 mg) nasal spray twice weekly for 4 weeks.\nResults: In all, 202 were randomized (esketamine 28 mg, n = 41; 56 mg, n = 40; 84 mg, n = 41; "
        "placebo, n = 80). In the 24-week follow-up 46%, 42%, 33% and 36% of patients relapsed, respectively.\n"
    )
    doses = {a.id: a.dose.value if a.dose else None for a in facts.arms}
    assert {
        (doses[str(o.experimental_arm)], o.experimental_value, o.comparator_value)
        for o in facts.outcomes
    } == {(28, 46, 36), (56, 42, 36), (84, 33, 36)}
