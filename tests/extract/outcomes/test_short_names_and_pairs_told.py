"""Groups by their short names, arms set against each other before a difference, and labels before figures.
Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome, StudyFacts

LETTERS = (
    "Two doses of esketamine in ECT: a randomized double-blind trial\n\n"
    "Methods: Ninety patients with major depressive disorder were randomized to saline (P group, n = 30), "
    "esketamine 0.25 mg/kg (PE1 group, n = 30) or esketamine 0.5 mg/kg (PE2 group, n = 30). The HAMD-24 was the "
    "primary outcome.\nResults: "
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


def _doses(facts: StudyFacts) -> dict[str | None, float | None]:
    return {None: None} | {
        a.id: a.dose.value if a.dose and a.role == "experimental" else 0.0 for a in facts.arms
    }


def _contrasts(text: str) -> list[tuple[float | None, float | None, Outcome]]:
    facts = _facts(text)
    dose = _doses(facts)
    return [(dose[o.experimental_arm], dose[o.comparator_arm], o) for o in facts.outcomes]


def test_short_names_of_groups_without_the_word_group() -> None:
    rows = _contrasts(
        f"{LETTERS}HAMD scores at day 7 were significantly lower in PE2 [14.8 (4.9)] than in P [18.9 (5.6), P=0.0002], "
        "whereas PE1 [17.2 (5.3)] fell between them and was not significantly different from P (P=0.11)."
    )
    told = {
        (e, c, o.experimental_value, o.comparator_value, o.p_value, o.direction) for e, c, o in rows
    }
    assert told == {(0.5, 0.0, 14.8, 18.9, 0.0002, WON), (0.25, 0.0, 17.2, 18.9, 0.11, EVEN)}


def test_a_sentence_ends_behind_a_group_of_one_letter() -> None:
    rows = _contrasts(
        f"{LETTERS}On day 7 both PE1 (P = 0.03) and PE2 (P = 0.001) had lower HAMD scores than P. At 42 days response "
        "was seen in 7 (11.7%) of P, 15 (25.0%) of PE1 and 18 (30.0%) of PE2."
    )
    told = {
        (e, c, o.measure, o.experimental_value, o.comparator_value, o.p_value) for e, c, o in rows
    }
    assert told == {
        (0.25, 0.0, "HAM-D-24", None, None, 0.03),
        (0.5, 0.0, "HAM-D-24", None, None, 0.001),
        (0.25, 0.0, "response", 25.0, 11.7, None),
        (0.5, 0.0, "response", 30.0, 11.7, None),
    }


def test_p_values_are_no_group() -> None:
    rows = _contrasts(
        f"{LETTERS}At day 7 the HAMD was lower with PE2, and P values were below 0.05 for PE2 and for PE1 (P = 0.04)."
    )
    assert {c for _, c, _ in rows} <= {0.0}
    assert 0.0 not in {e for e, _, _ in rows}


def test_what_is_no_name_of_a_group() -> None:
    text = (
        "Esketamine in ECT: a randomized trial\n\nMethods: Sixty patients with major depressive disorder were randomized "
        "to saline (P group, n = 30) or esketamine 0.25 mg/kg (ES group, n = 30). The HAMD was the outcome.\n"
        "Results: On day 7 the difference on the HAMD was significant (ES = 0.52, P = 0.01)."
    )
    (row,) = _facts(text).outcomes
    assert (row.statistic, row.value, row.p_value) == ("standardized mean difference", 0.52, 0.01)


def test_groups_listed_by_their_names_first() -> None:
    text = (
        "Two doses of esketamine after caesarean delivery: a randomized trial\n\nMethods: Women with depressive symptoms "
        "(n = 186) were randomly assigned to one of three groups: E1, esketamine 0.15 mg/kg; E2, esketamine 0.3 mg/kg; "
        "or S, saline. The EPDS was recorded.\nResults: On day 3 the EPDS score was 9.1 (2.0) in E1, 8.0 (2.1) in E2 and "
        "11.0 (2.4) in S; only E2 differed significantly from S (P = 0.002)."
    )
    told = {
        (e, o.experimental_value, o.comparator_value, o.p_value, o.direction)
        for e, _, o in _contrasts(text)
    }
    assert told == {(0.15, 9.1, 11.0, None, EVEN), (0.3, 8.0, 11.0, 0.002, WON)}


@pytest.mark.parametrize(
    "told",
    [
        "At 24 h the MADRS was lower on ketamine (1.0 mg/kg vs midazolam: -5.4 [95% CI -7.5, -0.7], p = 0.01; 0.5 mg/kg "
        "vs midazolam: -1.1 [-5.2, 3.0], p = 0.60).",
        "MADRS at 24 h: 1.0 mg/kg vs midazolam, -5.4 (95% CI -7.5 to -0.7), p = 0.01; 0.5 mg/kg vs midazolam, -1.1 (-5.2 "
        "to 3.0), p = 0.60.",
    ],
)
def test_behind_two_arms_set_against_each_other_stands_their_difference(told: str) -> None:
    rows = _contrasts(DOSES + told)
    assert {
        (e, c, o.statistic, o.value, o.ci_low, o.ci_high, o.p_value, o.direction)
        for e, c, o in rows
    } == {
        (1.0, 0.0, "mean difference", -5.4, -7.5, -0.7, 0.01, WON),
        (0.5, 0.0, "mean difference", -1.1, -5.2, 3.0, 0.6, EVEN),
    }


def test_a_list_of_doses_with_hyphens_holds_no_figure() -> None:
    text = (
        "Sublingual ketamine in treatment-resistant depression: a randomised double-blind trial\n\nMethods: Patients with "
        "treatment-resistant depression took one wafer daily. The wafers contained 25 mg, 50 mg or 100 mg of ketamine, "
        "or placebo; 39, 41, 40 and 42 patients, respectively, were randomised. The primary variable was the MADRS.\n"
        "Results: Mean changes in MADRS at day 21 were -9.1, -10.4 and -14.2 points for the 25-, 50- and 100-mg wafers "
        "and -8.7 points for placebo."
    )
    rows = _contrasts(text)
    assert {(e, o.experimental_value, o.comparator_value) for e, _, o in rows} == {
        (25.0, -9.1, -8.7), (50.0, -10.4, -8.7), (100.0, -14.2, -8.7)
    }  # fmt: skip
    assert _facts(text).population.n_randomized is None  # 40 is one group


def test_labels_stand_before_their_figures() -> None:
    rows = _contrasts(
        f"{DOSES}Title: Change from baseline in MADRS at day 28\nKetamine 0.5 mg/kg, number analyzed 30: mean -11.2 "
        "(standard error 1.8)\nMidazolam, number analyzed 29: mean -8.9 (standard error 1.9)\nStatistical analysis 1 "
        "(ketamine 0.5 mg/kg, midazolam): p-value 0.371"
    )
    assert {(e, o.experimental_value, o.comparator_value) for e, _, o in rows} == {
        (0.5, -11.2, -8.9)
    }


def test_a_share_of_the_patients_with_its_count() -> None:
    rows = _contrasts(
        f"{DOSES}Remission at day 28 was observed in 34.2% of the patients (94 of 275) in the 1.0 mg/kg group and in 22.8% "
        "of those (31 of 136) in the midazolam group (risk ratio, 1.50; 95% CI, 1.06 to 2.13; P = 0.02)."
    )
    (pair,) = [o for _, _, o in rows if o.statistic == "remission rate"]
    assert (pair.experimental_value, pair.experimental_count, pair.experimental_n) == (
        34.2,
        94,
        275,
    )
    assert (pair.comparator_value, pair.comparator_count, pair.comparator_n) == (22.8, 31, 136)


def test_one_result_in_two_halves() -> None:
    rows = _contrasts(
        f"{DOSES}The fall in MADRS on day 21 was 12.75 points with 1.0 mg/kg; in the midazolam group it was 2.49 points (P < "
        "0.001)."
    )
    told = [
        (e, c, o.experimental_value, o.comparator_value, o.p_value, o.direction) for e, c, o in rows
    ]
    assert told == [(1.0, 0.0, 12.75, 2.49, 0.001, WON)]


def test_neither_goes_on_to_another_scale() -> None:
    rows = _contrasts(
        f"{DOSES}The MADRS of 1.0 mg/kg and of midazolam could not be told apart (difference 0.4, 95% CI -1.8 to 2.6; p = "
        "0.72), and neither could those of the QIDS-SR (p = 0.55)."
    )
    assert {(o.measure, o.value) for _, _, o in rows if o.value is not None} == {("MADRS", 0.4)}
    assert {o.p_value for _, _, o in rows if o.measure == "QIDS-SR"} == {0.55}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # whose figure the bracket holds is not said
        ("The 0.5 mg/kg group was better than the midazolam group only on day 1 (13.3 ± 2.9; P = 0.006) by the MADRS.",
         [(0.5, None, None, WON)]),
        # each arm's own fall, and no word of who did better
        ("MADRS declined from 31.3 to 16.6 in the 1.0 mg/kg group and from 31.0 to 18.0 in the midazolam group.",
         [(1.0, 16.6, 18.0, None)]),
    ],
)  # fmt: skip
def test_no_more_than_is_told(told: str, expected: list[tuple[object, ...]]) -> None:
    rows = _contrasts(DOSES + told)
    assert [
        (e, o.experimental_value, o.comparator_value, o.direction) for e, _, o in rows
    ] == expected


def test_two_figures_that_no_words_give_to_an_arm_name_no_winner() -> None:
    text = (
        "Ketamine for resistant depression: a randomized double-blind trial\n\nMethods: Sixty patients with "
        "treatment-resistant depression were randomized to ketamine 0.5 mg/kg or midazolam.\nResults: On day 1, MADRS was "
        "reduced by 21.0 points (SD = 6.9) with midazolam and by 6.1 points (SD = 8.4) with ketamine (p = 0.001). "
        "Reductions on day 3 were 19.4 and 6.8 points (F = 12.5, p = 0.008)."
    )
    assert all(o.direction != WON for o in _facts(text).outcomes)


def test_an_economic_model_is_no_study() -> None:
    facts = _facts(
        "Cost-effectiveness of esketamine nasal spray in treatment-resistant depression: a decision model\n\nMethods: A "
        "Markov model was populated with response rates of a randomized trial of esketamine 56 mg against placebo.\n"
        "Results: Esketamine cost 237,000 per QALY."
    )
    assert not facts.screening.included
    assert facts.screening.study_type == "other"


def test_what_is_swallowed_is_not_infused() -> None:
    facts = _facts(
        "Sublingual esketamine after an infusion: a randomized trial\n\nThe 80 participants, all with treatment-resistant "
        "depression, had been allocated at random, after a single open infusion of esketamine (0.4 mg/kg over 40 min), to "
        "twelve weeks of sublingual esketamine, 1 mg/kg every third day (n = 41), or to sublingual placebo (n = 39)."
    )
    assert {a.infusion_minutes for a in facts.arms if a.route == "sublingual"} == {None}


@pytest.mark.parametrize(
    "before",
    [
        "MADRS at 24 h fell more with ketamine",
        "The change in the MADRS at 24 h was -16.4 (1.1) in the 0.5 mg/kg group, -18.2 (1.2) in the 1.0 mg/kg group, and "
        "-10.8 (1.1) in the midazolam group",
    ],
)
@pytest.mark.parametrize("test", ["; P < .001", ""])
def test_each_difference_with_its_arm_behind(before: str, test: str) -> None:
    rows = _contrasts(
        f"{DOSES}{before} (difference vs midazolam, -5.6 [95% CI, -8.7 to -2.5]{test} for 0.5 mg/kg and -7.4 [95% CI, -10.6 "
        f"to -4.2]{test} for 1.0 mg/kg)."
    )
    told = {(e, c, o.value, o.ci_low) for e, c, o in rows if o.statistic == "mean difference"}
    assert told == {(0.5, 0.0, -5.6, -8.7), (1.0, 0.0, -7.4, -10.6)}


def test_the_doses_against_each_other_and_then_both_against_the_control() -> None:
    rows = _contrasts(
        f"{DOSES}There was no difference between the two ketamine doses in MADRS at 24 h (p = 0.4), and both were superior "
        "to midazolam (p < 0.01)."
    )
    assert {(e, c, o.p_value, o.direction) for e, c, o in rows} == {
        (1.0, 0.5, 0.4, EVEN), (0.5, 0.0, 0.01, WON), (1.0, 0.0, 0.01, WON)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("told", "values"),
    [
        # two arms' scores with intervals of their own, the visit between them
        ("Participants given 1.0 mg/kg had a mean MADRS score of 14.2 (95% CI, 11.9 to 16.5) at 24 hours as compared with "
         "22.0 (95% CI, 19.6 to 24.4) in the midazolam group (difference, 7.8 points; 95% CI, 4.4 to 11.2; P<0.001).",
         {(14.2, 22.0, None), (None, None, 7.8)}),
        # a bracket behind each arm, and an arm behind them
        ("MADRS scores at 24 h decreased in the 1.0 mg/kg group (mean change -14.0, SD 9.1) and the midazolam group (mean "
         "change -9.0, SD 8.0), more so with 1.0 mg/kg (p = 0.01).",
         {(-14.0, -9.0, None)}),
        # a list of scores before treatment
        ("Mean (SD) MADRS at baseline was 33.1 (4.5) and 32.6 (4.9), and at 24 h it was 17.0 (9.1) and 24.2 (8.8), in the 1.0 "
         "mg/kg and midazolam groups, respectively (p = .003).",
         {(17.0, 24.2, None)}),
    ],
)  # fmt: skip
def test_whose_figures_these_are(told: str, values: set[tuple[float | None, ...]]) -> None:
    rows = _contrasts(DOSES + told)
    assert {(o.experimental_value, o.comparator_value, o.value) for _, _, o in rows} == values
