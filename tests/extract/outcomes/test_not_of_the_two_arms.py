"""What reads like a result of the two arms and is none; who did better in words that are easily turned
round; how long it took; and nobody on the other drug. Every sentence is our own."""

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


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes(text.encode())
    return facts


@pytest.mark.parametrize(
    "text",
    [
        "Both ketamine and midazolam were better than placebo on the MADRS at 24 h (P < 0.05), but not "
        "significantly different from each other.",
        "The ketamine and midazolam groups had significantly decreased MADRS scores at every visit up to "
        "day 7.",
        "MADRS was lower in both the ketamine and midazolam groups than in the control group (P < 0.001).",
        "The QIDS-SR showed improvement at day 1 in both groups (P = 0.02, 0.03, respectively), but did not "
        "show improvement at day 7.",
        "Post treatment MADRS was significantly lower than pre-treatment MADRS in both ketamine and midazolam "
        "treated patients (P < 0.0001 for both groups).",
        "Both those given ketamine (z = -5.8, P < 0.001) and those given midazolam (z = -3.1, P = 0.002) had "
        "significant decreases in MADRS scores.",
        "Neither of two interim analyses of time to relapse showed a difference between ketamine and midazolam "
        "at the adjusted value of p<0.0119.",
        "Remission rates differed between the four study sites (χ2(3) = 13.7, P = 0.003).",
        "The better effect of ketamine on the MADRS was observed when the white matter integrity was higher.",
        "There was no overall effect of age at onset on the MADRS (F(3, 31) = 2.20, p = 0.11).",
        "Those who chose a further infusion were more likely to be older (P = 0.007) and in remission at 24 h "
        "(P < 0.001).",
        "Average age of the children with relapse was lower than that of the children without relapse (27 vs. "
        "29 years), which was not significant (P = 0.18).",
        "MADRS fell with ketamine. There was a difference in mean abuse scores (15.9 vs 21.8, difference -8.7, "
        "95% CI -16.2 to -1.2).",
        "The core mood subscale of the MADRS fell by 1.97 more with ketamine (t = 2.39, P = 0.02).",
        "In the ketamine group, 3 of the 11 subjects who experienced relapse were admitted (27%).",
    ],
)
def test_no_figure_and_no_test_of_the_two(text: str) -> None:
    told = [
        o
        for o in _facts(KETAMINE + text).outcomes
        if o.value is not None
        or o.experimental_value is not None
        or o.p_value is not None
        or o.direction == LOST
    ]
    assert told == []


def test_what_was_absent_is_of_another_thing() -> None:
    text = (
        "MADRS at 24 h was lower with ketamine (d = 0.7, 95% CI 0.3 to 1.1). There was no decrease in absolute "
        "and relative presenteeism (d = 0.15, 95% CI -0.2 to 0.5)."
    )
    assert [(o.measure, o.value) for o in _facts(KETAMINE + text).outcomes] == [("MADRS", 0.7)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MADRS improvement increased over time with ketamine compared to midazolam.", WON),
        (
            "Reduction in MADRS score at 24 h was higher with ketamine than with midazolam (P < 0.01).",
            WON,
        ),
        (
            "Mean change in MADRS at day 7 was +12.4 with midazolam versus +8.3 with ketamine (p=0.029).",
            WON,
        ),
        (
            "Patients on midazolam had significantly greater worsening of the MADRS at day 7 than those on "
            "ketamine (P = 0.01).",
            WON,
        ),
        (
            "A higher proportion of ketamine than midazolam patients met each threshold of improvement on the "
            "QIDS-SR at 24 h (P = 0.03).",
            WON,
        ),
        (
            "Significantly more patients on ketamine than on midazolam reported improvements in MADRS at or "
            "above the MCID at day 7 (P < 0.05).",
            WON,
        ),
        (
            "At 90 minutes the MADRS was on average 6.9 points below baseline with ketamine vs 3.0 points below "
            "baseline with midazolam (mean difference -3.9, 95% CI -7.1 to -0.7).",
            WON,
        ),
        ("QIDS-SR did not distinguish the groups at any visit.", EVEN),
        ("MADRS scores showed no hint of an effect.", EVEN),
    ],
)
def test_who_did_better(text: str, expected: str) -> None:
    facts = _facts(KETAMINE + text)
    assert {o.direction for o in facts.outcomes} == {expected}


def test_another_drug_that_did_not_differ_takes_nothing_back() -> None:
    head = KETAMINE.replace(
        "or midazolam 0.045 mg/kg (n = 30)", "(n = 30), placebo (n = 30) or lithium (n = 30)"
    ).replace("(n = 30) (n = 30)", "(n = 30)")
    text = (
        "Decreases in MADRS were significantly greater with ketamine versus placebo at day 7; differences "
        "between lithium and placebo were not significant."
    )
    facts = _facts(head + text)
    drugs = {a.id: a.drug for a in facts.arms}
    told = {(drugs.get(o.experimental_arm or ""), o.direction) for o in facts.outcomes}
    assert ("ketamine", EVEN) not in told


def test_one_dose_without_significance_and_the_other_better() -> None:
    text = (
        "No significance was shown for 0.5 mg/kg on the MADRS at day 7, but 1.0 mg/kg was better than placebo "
        "(P < 0.001)."
    )
    facts = _facts(DOSES + text)
    doses = {a.id: a.dose.value for a in facts.arms if a.dose}
    assert {(doses.get(o.experimental_arm or ""), o.direction) for o in facts.outcomes} == {
        (0.5, EVEN),
        (1.0, WON),
    }


def test_an_effect_that_is_gone_was_there_before() -> None:
    text = (
        "MADRS was lower with ketamine at 24 h. The treatment effect was no longer significant at the end of the "
        "7-day assessment period."
    )
    facts = _facts(KETAMINE + text)
    assert [(o.timepoint and o.timepoint.hours, o.direction) for o in facts.outcomes] == [
        (24.0, WON),
        (168.0, EVEN),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Median times to response and remission were shorter with ketamine than with midazolam (2 versus 9 "
            "days [P = 0.005] and 6 versus 21 days [P = 0.007], respectively).",
            [("response", 2.0, 9.0, 0.005, WON), ("remission", 6.0, 21.0, 0.007, WON)],
        ),
        (
            "Median time to relapse was longer with ketamine (18 versus 9 days; P = 0.03).",
            [("relapse", 18.0, 9.0, 0.03, WON)],
        ),
        (
            "Median time to response was 2 days with ketamine and 9 days with midazolam (P = 0.005).",
            [("response", 2.0, 9.0, 0.005, WON)],
        ),
    ],
)
def test_how_long_it_took_is_no_visit(text: str, expected: list[tuple[object, ...]]) -> None:
    facts = _facts(KETAMINE + text)
    assert [
        (o.measure, o.experimental_value, o.comparator_value, o.p_value, o.direction)
        for o in facts.outcomes
    ] == expected
    assert all(o.timepoint is None and o.unit == "days" for o in facts.outcomes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "At day 1, 7 of 25 patients (28%) receiving ketamine responded and 5 of 25 (20%) remitted, compared "
            "with none receiving midazolam.",
            {("response", 28.0, 0.0), ("remission", 20.0, 0.0)},
        ),
        (
            "At day 1, 28% of patients receiving ketamine responded and no patient receiving midazolam did.",
            {("response", 28.0, 0.0)},
        ),
        (
            "Six (25%) of them remitted on ketamine. None remitted on midazolam.",
            {("remission", 25.0, 0.0)},
        ),
        (
            "At day 1, 28% of patients on ketamine responded and none on midazolam withdrew.",
            set(),
        ),
    ],
)
def test_nobody_on_the_other_drug(text: str, expected: set[tuple[object, ...]]) -> None:
    facts = _facts(KETAMINE + text)
    assert {
        (o.measure, o.experimental_value, o.comparator_value)
        for o in facts.outcomes
        if o.comparator_value is not None
    } == expected


@pytest.mark.parametrize(
    "text",
    [
        "The difference in MADRS between groups was not significant at 2 h but became so at 24 h (p = 0.01).",
        "The difference in MADRS between groups was not significant at 2 h but was at 24 h (p = 0.01).",
        "MADRS scores did not differ at 2 h but were lower with ketamine at 24 h (p = 0.01).",
        "MADRS scores did not differ at 2 h but did so at 24 h (p = 0.01).",
        "MADRS scores did not differ at 2 h, only at 24 h (p = 0.01).",
        "There was no difference in MADRS at 2 h but a significant one at 24 h (p = 0.01).",
        "No difference in MADRS was seen at 2 h, but at 24 h scores were lower with ketamine (p = 0.01).",
    ],
)
def test_the_test_behind_the_turn_is_not_of_the_visit_before_it(text: str) -> None:
    told = {
        (o.timepoint.hours if o.timepoint else None, o.p_value, o.direction)
        for o in _facts(KETAMINE + text).outcomes
    }
    assert told == {(2, None, EVEN), (24, 0.01, WON)}


def test_figures_behind_the_turn_stay_with_the_name_before_it() -> None:
    (row,) = _facts(
        KETAMINE + "Response rates did not differ at 2 h but were higher with ketamine at 24 h "
        "(60% v. 30%, p = 0.01)."
    ).outcomes
    assert (row.experimental_value, row.comparator_value, row.p_value) == (60, 30, 0.01)
