"""The same results told in other ways: lists cut short, figures with intervals of their own, letters,
verdicts after a concession. Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

KETAMINE = (
    "Ketamine for resistant depression: a randomized double-blind trial\n\n"
    "Methods: Sixty patients with treatment-resistant depression were randomized to ketamine 0.5 mg/kg "
    "(n = 30) or midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. Depression was rated with the "
    "MADRS and the QIDS-SR.\nResults: "
)
ECT = (
    "Ketamine against electroconvulsive therapy in depression: a randomized trial\n\n"
    "Methods: Eighty inpatients with major depressive disorder were randomized to ketamine 0.5 mg/kg "
    "(n = 40) or electroconvulsive therapy (n = 40).\nResults: "
)
LETTERS = (
    "Two regimens in resistant depression: a randomized trial\n\n"
    "Methods: Sixty patients with treatment-resistant depression were randomly assigned to arm K "
    "(ketamine 0.5 mg/kg, n = 30) or arm C (saline, n = 30).\nResults: "
)
WON, LOST, EVEN = "favours experimental", "favours comparator", "no significant difference"
Row = tuple[object, ...]


def _pairs(text: str) -> list[Row]:
    (facts,) = extract_bytes(text.encode())
    return [
        (
            o.measure,
            o.timepoint.hours if o.timepoint else None,
            o.statistic,
            o.experimental_value,
            o.comparator_value,
        )
        for o in facts.outcomes
        if o.experimental_value is not None or o.comparator_value is not None
    ]


def _said(text: str) -> list[Row]:
    (facts,) = extract_bytes(text.encode())
    return [(o.measure, o.p_value, o.direction) for o in facts.outcomes]


@pytest.mark.parametrize(
    "text",
    [
        "With ketamine the mean MADRS score was 14.2 at day 1 and 16.8 at day 7; with midazolam 20.9 and "
        "21.4.",
        "With ketamine the mean MADRS score was 31.9 at baseline, 14.2 at day 1 and 16.8 at day 7; with "
        "midazolam 32.4, 20.9 and 21.4.",
    ],
)
def test_the_second_list_has_the_visits_of_the_first(text: str) -> None:
    assert _pairs(KETAMINE + text) == [
        ("MADRS", 24.0, "mean score", 14.2, 20.9),
        ("MADRS", 168.0, "mean score", 16.8, 21.4),
    ]


def test_two_scales_and_a_list_for_each_arm() -> None:
    text = "MADRS and QIDS-SR fell to 14.1 and 8.2 with ketamine and to 21.8 and 12.9 with midazolam at 24 h."
    assert _pairs(KETAMINE + text) == [
        ("MADRS", 24.0, "mean score", 14.1, 21.8),
        ("QIDS-SR", 24.0, "mean score", 8.2, 12.9),
    ]


def test_means_with_intervals_of_their_own_are_no_differences() -> None:
    text = (
        "At day 1 the MADRS score was 14.2 (95% CI 12.0 to 16.4) with ketamine and 20.9 (95% CI 18.5 to "
        "23.3) with midazolam (d = 0.9)."
    )
    (facts,) = extract_bytes((KETAMINE + text).encode())
    assert {o.statistic for o in facts.outcomes} == {"mean score", "Cohen d"}
    assert _pairs(KETAMINE + text) == [("MADRS", 24.0, "mean score", 14.2, 20.9)]


def test_what_was_lower_with_the_other_treatment_favours_it() -> None:
    text = "At week 3 the HAM-D score was lower in the ECT group than in the ketamine group (P = 0.01)."
    assert _said(ECT + text) == [("HAM-D", 0.01, LOST)]


@pytest.mark.parametrize("name", ["arm K than in arm C", "the K arm than in the C arm"])
def test_arms_by_their_letters(name: str) -> None:
    text = (
        f"At 24 hours the MADRS score was statistically significantly lower in {name} (P = 0.004)."
    )
    assert _said(LETTERS + text) == [("MADRS", 0.004, WON)]


@pytest.mark.parametrize("entry", ["baseline", "study entry", "enrolment"])
def test_the_time_before_treatment_is_no_result(entry: str) -> None:
    text = (
        f"MADRS scores at {entry} were 33.1 with ketamine and 32.8 with midazolam; at day 1 they were "
        "15.0 and 22.0 (P < 0 .05)."
    )
    assert _pairs(KETAMINE + text) == [("MADRS", 24.0, "mean score", 15.0, 22.0)]
    assert _said(KETAMINE + text) == [("MADRS", 0.05, WON)]


@pytest.mark.parametrize("item", ["MADRS item 10", "MADRS (item 10)"])
def test_an_item_of_a_scale_is_not_the_scale(item: str) -> None:
    text = f"At day 1 {item} was 0.8 with ketamine and 1.9 with midazolam (P = 0.03)."
    assert [row[0] for row in _pairs(KETAMINE + text)] == ["MADRS suicidal thoughts item"]


def test_a_fall_in_both_groups_conceded_first() -> None:
    text = (
        "Despite a significant fall in both groups, the MADRS score at day 7 did not differ between "
        "ketamine and midazolam (P = 0.40)."
    )
    assert _said(KETAMINE + text) == [("MADRS", 0.4, EVEN)]


def test_all_instruments_are_those_of_the_methods() -> None:
    text = "At day 1 ketamine was better than midazolam on all instruments (P < 0.01)."
    assert _said(KETAMINE + text) == [("MADRS", 0.01, WON), ("QIDS-SR", 0.01, WON)]


@pytest.mark.parametrize(
    "text",
    [
        "The MADRS change at day 1 was larger in females than in males (P = 0.03).",
        "Age was negatively correlated with the MADRS change at day 1 (r = -0.35, P = 0.02).",
        "Naltrexone attenuated the effects of ketamine on the MADRS at day 1 (P = 0.01).",
    ],
)
def test_what_is_of_no_two_arms_is_no_result(text: str) -> None:
    assert _said(KETAMINE + text) == []


def test_the_odds_of_improving_on_a_scale() -> None:
    text = "With ketamine the odds ratio of improving on the MADRS at day 7 was 3.2 (95% CI 1.2 to 8.4)."
    (facts,) = extract_bytes((KETAMINE + text).encode())
    found = [(o.measure, o.statistic, o.value, o.direction) for o in facts.outcomes]
    assert found in ([], [("MADRS", "odds ratio", 3.2, WON)])


def test_this_difference_is_the_one_just_told() -> None:
    text = (
        "At day 7 MADRS scores were lower with ketamine than with midazolam. This difference (P = 0.03) "
        "was significant."
    )
    assert _said(KETAMINE + text) == [("MADRS", 0.03, WON)]


@pytest.mark.parametrize(
    "text",
    [
        "At day 1, 10 of those on ketamine (33%) and one of those on midazolam (3%) remitted.",
        "At day 1 ten of the ketamine group (33%) remitted; one of the midazolam group (3%) remitted.",
        "At day 1, 10 of those on ketamine (33%) remitted; one of those on midazolam (3%) did.",
    ],
)
def test_counts_with_their_group_before_the_share(text: str) -> None:
    (facts,) = extract_bytes((KETAMINE + text).encode())
    found = [
        (o.timepoint.hours if o.timepoint else None, o.experimental_value, o.comparator_value)
        for o in facts.outcomes
    ]
    assert found == [(24.0, 33.0, 3.0)]


def test_one_figure_between_two_names_is_of_its_subject() -> None:
    text = "Ketamine led to a 53% reduction in MADRS at 24 h and midazolam to a 25% reduction."
    (facts,) = extract_bytes((KETAMINE + text).encode())
    drugs = {a.id: a.drug for a in facts.arms}
    assert [(drugs[o.experimental_arm or ""], o.value) for o in facts.outcomes] == [
        ("ketamine", 53.0)
    ]


def test_a_standardized_difference_is_of_no_event() -> None:
    text = "The effect size was 0.30, and the number needed to treat for remission was 5."
    (facts,) = extract_bytes((KETAMINE + text).encode())
    assert not [o for o in facts.outcomes if o.measure == "remission" and o.value == 0.3]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Midazolam was not inferior to ketamine on the MADRS at day 7.", EVEN),
        ("Ketamine was no worse than midazolam on the MADRS at day 7.", EVEN),
        ("Ketamine was inferior to midazolam on the MADRS at day 7.", LOST),
    ],
)
def test_not_inferior_is_no_victory(text: str, direction: str) -> None:
    assert _said(KETAMINE + text) == [("MADRS", None, direction)]


def test_two_falls_are_no_verdict() -> None:
    text = (
        "At day 7 the MADRS decreased by 21.4 points with ketamine and 17.0 points with midazolam."
    )
    assert _pairs(KETAMINE + text) == [("MADRS", 168.0, "mean change", 21.4, 17.0)]
    assert _said(KETAMINE + text) == [("MADRS", None, None)]


def test_a_pressure_is_no_score() -> None:
    text = "Systolic pressure rose by 19 mm Hg v 2 mm Hg, and CADSS by 14.2 v 1.9 points at 40 min."
    assert [row[3:] for row in _pairs(KETAMINE + text)] == [(14.2, 1.9)]


@pytest.mark.parametrize(
    "text",
    [
        "We calculated that 30 patients per group were needed to detect a difference of 5 points on the MADRS "
        "with 80% power.",
        "A MADRS difference of 1.9 points is held to be clinically meaningful.",
        "Earlier work had shown response rates of 71% with ketamine at 24 h.",
        "MADRS at 24 h did not predict relapse (OR 1.02, 95% CI 0.97 to 1.08).",
        "The effect of ketamine on the MADRS at 24 h was mediated by sleep (indirect effect -2.1, 95% CI -3.9 "
        "to -0.4).",
        "Mean age was 45.2 (12.1) and 43.9 (11.8) years; mean MADRS 33.1 (5.0) and 32.8 (5.4).",
        "The response rate in published trials of ECT is 60% to 80%.",
        "In women the response rate at 24 h was 70% with ketamine and 25% with midazolam.",
        "Blinding was broken: 78% of ketamine patients and 40% of midazolam patients guessed right.",
    ],
)
def test_plans_thresholds_others_and_who_they_were_are_no_results(text: str) -> None:
    assert _said(KETAMINE + text) == []


def test_by_how_much_is_a_change_without_its_verb() -> None:
    text = "Anxiety fell by 8 points with ketamine and 4 with midazolam; MADRS at 24 h by 18 and 9 (P < 0.001)."
    assert _pairs(KETAMINE + text) == [("MADRS", 24.0, "mean change", 18.0, 9.0)]
    assert _said(KETAMINE + text) == [("MADRS", 0.001, WON)]


def test_the_ratings_that_count_as_improved_are_no_scores() -> None:
    text = "Global improvement at 24 h (CGI-I of 1 or 2) was seen in 60% and 20% (P = 0.002)."
    assert (1.0, 2.0) not in [row[3:] for row in _pairs(KETAMINE + text)]
