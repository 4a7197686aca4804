"""Forms in which abstracts report results: estimates in brackets, groups named together, letters."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

TITLE = "A randomized trial of ketamine in treatment-resistant depression\n\n"
TWO = (
    "Methods: In this double-blind trial 60 adults with treatment-resistant depression were "
    "randomized to a ketamine infusion (0.5 mg/kg over 40 minutes) or saline. The MADRS was the "
    "primary outcome.\n"
)


def rows(results: str, methods: str = TWO) -> list[Outcome]:
    (found,) = extract_bytes(f"{TITLE}{methods}Results: {results}\n".encode())
    return list(found.outcomes)


def pairs(outcomes: list[Outcome]) -> list[tuple[float | None, float | None, float | None]]:
    return [
        (r.timepoint.hours if r.timepoint else None, r.experimental_value, r.comparator_value)
        for r in outcomes
    ]


def test_letters_of_groups_before_their_figures() -> None:
    methods = (
        "Methods: 90 women were randomly assigned to esketamine 0.2 mg/kg (group L), esketamine "
        "0.5 mg/kg (group H) or saline (group C) after caesarean section. The EPDS was the primary "
        "outcome.\n"
    )
    found = rows(
        "EPDS scores at day 7 were lower (L 6.4 ± 2.2, H 5.3 ± 2.1, C 9.8 ± 3.4).", methods
    )
    assert pairs(found) == [(168, 6.4, 9.8), (168, 5.3, 9.8)]


def test_a_p_value_on_the_edge_leaves_the_word_to_the_text() -> None:
    (row,) = rows(
        "MADRS at day 7 was lower with ketamine than with saline (15.0 (SD 6.0) v. 19.0 (SD 7.0); "
        "P = .05).",
        TWO,
    )
    assert row.direction == "favours experimental"


def test_labels_before_a_colon_and_a_dose_in_another_unit() -> None:
    methods = (
        "Methods: 90 women were randomly assigned to one of three pumps after caesarean section: "
        "C: sufentanil (2 µg/kg) + saline placebo, E1: sufentanil + esketamine 1 mg/kg, E2: "
        "sufentanil + esketamine 2 mg/kg. The EPDS was the primary outcome.\n"
    )
    found = rows(
        "EPDS scores at day 7 were lower (E1 6.4 ± 2.2, E2 5.3 ± 2.1, C 9.8 ± 3.4).", methods
    )
    assert pairs(found) == [(168, 6.4, 9.8), (168, 5.3, 9.8)]


def test_the_first_figure_of_before_and_after_is_the_score_before() -> None:
    methods = (
        "Methods: In an open-label trial, 30 adults with depression had one ketamine infusion.\n"
    )
    found = rows(
        "The MADRS scores before and after 30, 60 and 90 minutes of the injection were 31.0 ± 6.1, "
        "22.4 ± 5.2, 19.3 ± 4.3 and 18.1 ± 4.0, respectively.",
        methods,
    )
    assert [(r.timepoint and r.timepoint.hours, r.value) for r in found] == [
        (0.5, 22.4),
        (1.0, 19.3),
        (1.5, 18.1),
    ]


def estimates(outcomes: list[Outcome]) -> list[tuple[str | None, float | None, float | None]]:
    return [(r.statistic, r.value, r.ci_low) for r in outcomes if r.value is not None]


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ("(OR [95% CI]: 1.9 [1.1, 3.3])", ("odds ratio", 1.9, 1.1)),
        ("(OR [95% CI] = 1.9 [1.1 to 3.3])", ("odds ratio", 1.9, 1.1)),
        ("(RR (95% CI), 1.9 (1.1, 3.3))", ("risk ratio", 1.9, 1.1)),
        ("(RD 9.1% [1.5%, 16.7%])", ("risk difference", 9.1, 1.5)),
        ("(RD [95% CI]: 9.1% [1.5%, 16.7%])", ("risk difference", 9.1, 1.5)),
    ],
)
def test_estimates_behind_their_bracketed_level(
    result: str, told: tuple[str, float, float]
) -> None:
    found = rows(f"At week 4 remission was more frequent with ketamine than with saline {result}.")
    assert estimates(found) == [told]


@pytest.mark.parametrize(
    "result",
    [
        "more of the ketamine group than of the saline group were in remission (29.3% vs. 12.2%).",
        "more patients were in remission with ketamine than with saline (29.3% vs. 12.2%).",
        "29.3% of the ketamine group and 12.2% of the saline group were in remission.",
    ],
)
def test_who_was_in_remission_more_often(result: str) -> None:
    assert pairs(rows(f"At week 4, {result}")) == [(672, 29.3, 12.2)]


def test_a_second_bracket_of_the_same_build_is_the_same_estimate() -> None:
    found = rows(
        "MADRS was lower with ketamine than with saline at day 7 (difference -4.3; 95% CI -7.5 to "
        "-1.1) but not at day 28 (-1.9; -5.0 to 1.2)."
    )
    assert [(r.value, r.ci_low, r.direction) for r in found] == [
        (-4.3, -7.5, "favours experimental"),
        (-1.9, -5.0, "no significant difference"),
    ]


def test_the_number_needed_to_treat_is_not_what_a_verdict_is_on() -> None:
    found = rows(
        "At day 7 the MADRS was lower with ketamine than with saline (-4.6; 95% CI -8.0 to -1.2; "
        "p = 0.008; NNT for response 5)."
    )
    assert [(r.measure, r.value) for r in found] == [("MADRS", -4.6), ("response", 5)]


def test_a_calculation_of_power_is_no_result() -> None:
    assert not rows(
        "With a superiority difference of 15% in response between ketamine and saline, 198 subjects "
        "are needed."
    )


@pytest.mark.parametrize(
    "result",
    [
        "lower in the ketamine groups than in the saline group (6.4 and 5.3 vs 9.8; P = 0.03)",
        "higher in the saline group than in the two ketamine groups (9.8 vs 6.4 and 5.3; P = 0.03)",
    ],
)
def test_figures_of_arms_named_together_beside_another(result: str) -> None:
    methods = (
        "Methods: 90 adults with depression were randomly assigned to ketamine 0.2 mg/kg, ketamine "
        "0.5 mg/kg or saline. The MADRS was the primary outcome.\n"
    )
    found = rows(f"The MADRS at day 7 was {result}.", methods)
    assert pairs(found) == [(168, 6.4, 9.8), (168, 5.3, 9.8)]


def test_the_verb_behind_a_figure_says_what_it_counts() -> None:
    methods = (
        "Methods: In an open-label trial, 24 adults with depression had one ketamine infusion.\n"
    )
    found = rows("Response was seen in 17 of 24 (71%), and 11 (46%) remitted by day 14.", methods)
    assert [(r.measure, r.value) for r in found] == [("response", 71), ("remission", 46)]


SURGERY = (
    "Methods: 90 patients before orthopedic surgery were randomly divided into a ketamine group "
    "(group K, 0.5 mg/kg) and a control group (group C, saline). Depression was assessed with the "
    "PHQ-9.\n"
)


def test_arms_right_before_their_figures_win_over_arms_behind() -> None:
    found = rows("PHQ-9 (K: 4.2 ± 1.1; C: 6.3 ± 1.5) was lower with ketamine on POD 1.", SURGERY)
    assert pairs(found) == [(24, 4.2, 6.3)]


def test_no_difference_before_surgery_is_how_the_trial_began() -> None:
    found = rows(
        "There was no significant difference in PHQ-9 scores between the two groups before surgery "
        "(P > 0.05), but scores were significantly lower in group K on POD 1 (P < 0.05).",
        SURGERY,
    )
    assert [(r.timepoint and r.timepoint.hours, r.direction) for r in found] == [
        (24, "favours experimental")
    ]


def test_the_test_behind_shares_is_of_the_shares() -> None:
    found = rows(
        "The incidence of postoperative depression was 11.1% in group K and 28.9% in group C "
        "(χ2 = 4.44, P = 0.035).",
        SURGERY,
    )
    assert {r.measure for r in found} == {"postoperative depression"}


def test_the_two_higher_doses_are_two_arms() -> None:
    methods = (
        "Methods: 90 adults with depression were randomly assigned to ketamine 0.1 mg/kg, 0.2 mg/kg, "
        "0.4 mg/kg or 0.8 mg/kg or midazolam. The HAM-D was the primary outcome.\n"
    )
    found = rows(
        "At day 3 the HAM-D was lower with the two higher doses than with midazolam.", methods
    )
    assert [(r.experimental_arm, r.comparator_arm) for r in found] == [("A3", "A5"), ("A4", "A5")]


def test_a_test_before_every_measure_is_of_something_else() -> None:
    found = rows(
        "The groups did not differ in severity of illness (p = 0.47) or suicidal ideation (p = 0.32)."
    )
    assert [r.p_value for r in found if r.measure == "suicidal ideation"] == [0.32]


def test_more_people_who_scored_zero_is_better() -> None:
    (row,) = rows(
        "On three measures of suicidality, 53% of patients given ketamine and 24% of those given saline "
        "scored zero at 24 hours (p = 0.03)."
    )
    assert row.direction == "favours experimental"


def test_differences_that_each_name_their_dose() -> None:
    methods = (
        "Methods: Adults with depression were randomized to esketamine 28 mg (n = 20), 56 mg (n = 20) or "
        "84 mg (n = 20) or placebo (n = 20). The MADRS was the primary outcome.\n"
    )
    found = rows(
        "At day 8, the mean difference (SE) from placebo in MADRS was -4.1 (2.9) for 28 mg (P = .16), "
        "-6.6 (2.9) for 56 mg (P = .02), and -9.5 (2.8) for 84 mg (P < .001).",
        methods,
    )
    assert [(r.experimental_arm, r.value, r.p_value) for r in found] == [
        ("A1", -4.1, 0.16),
        ("A2", -6.6, 0.02),
        ("A3", -9.5, 0.001),
    ]


def test_the_rest_of_a_sentence_keeps_its_visit() -> None:
    methods = (
        "Methods: 90 adults with depression were randomly assigned to ketamine 0.2 mg/kg, ketamine "
        "0.5 mg/kg or saline. The primary outcome was the MADRS at day 28.\n"
    )
    found = rows(
        "At 24 hours the MADRS was lower with 0.5 mg/kg than with saline (-4.6; 95% CI -8.0 to -1.2), "
        "while 0.2 mg/kg was not better (-2.0; 95% CI -5.4 to 1.4).",
        methods,
    )
    assert [(r.timepoint and r.timepoint.hours, r.value) for r in found] == [(24, -4.6), (24, -2.0)]


def test_a_score_after_a_mean_before_is_no_change_and_percent_changes_keep_their_sign() -> None:
    methods = (
        "Methods: In an open-label trial, 24 adults with depression had one ketamine infusion.\n"
    )
    found = rows(
        "MADRS scores decreased from a mean of 31.2 (SD 4.4) at baseline to 15.0 (SD 7.9) at day 14. The "
        "mean percent change in MADRS was -52% at day 14.",
        methods,
    )
    assert [(r.statistic, r.value) for r in found] == [("mean score", 15.0), ("mean change", -52)]


def test_the_mean_before_treatment_is_no_arm_of_its_own() -> None:
    methods = (
        "Methods: Adults with bipolar depression were given ketamine 0.5 mg/kg and, a week later, "
        "1 mg/kg.\n"
    )
    found = rows(
        "The mean baseline Montgomery-Asberg Depression Rating Scale (MADRS) total score was 36.2, "
        "which decreased to 27.1 24 h after the first infusion of 0.5 mg/kg (p = 0.03).",
        methods,
    )
    assert 36.2 not in {
        v for r in found for v in (r.value, r.experimental_value, r.comparator_value)
    }
