"""Posted results of a registry as text, and arms that only a table's heads name. All invented."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts

PAGE = (
    "A study of a nasal spray in adults with treatment-resistant depression\n\nStudy Type: Interventional\nAllocation: Randomized\n"
    "Masking: Double\nCondition: Treatment-resistant Depression\nEnrollment: 110 participants (actual)\n\nArms and Interventions\n"
    "Experimental: Esketamine nasal spray. Participants take intranasal esketamine 84 mg twice a week for 4 weeks.\n"
    "Placebo Comparator: Placebo nasal spray. Participants take intranasal placebo twice a week for 4 weeks.\n\nResults\n"
)
ESK, PBO = "Esketamine nasal spray", "Placebo nasal spray"
OPEN = (
    "A long-term study of esketamine nasal spray in treatment-resistant depression\n\nStudy Type: Interventional\nIntervention Model: Single Group Assignment\n"
    "Masking: None (Open Label)\nCondition: Treatment-resistant Depression\n\nArms\nExperimental: Esketamine nasal spray\nParticipants took esketamine nasal spray 56 mg or 84 mg.\n\n"
)


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes(text.encode())
    return facts


def _rows(facts: StudyFacts) -> list[tuple[object, ...]]:
    return [
        (o.measure, o.statistic, o.timepoint and o.timepoint.hours, o.value, o.experimental_value, o.comparator_value, o.p_value)
        for o in facts.outcomes
    ]  # fmt: skip


def test_posted_outcomes_in_a_paragraph() -> None:
    facts = _facts(
        f"{PAGE}Outcome 1 (Primary): Change From Baseline in MADRS Total Score at Day 28. Time Frame: Baseline to Day 28. Mean (Standard Deviation), units on a scale. "
        f"{ESK}: 50 analyzed, -12.1 (9.8); {PBO}: 51 analyzed, -9.0 (10.2).\nStatistical analysis: Difference of LS means: -3.2; 95% confidence interval (2-sided) -6.9 to 0.5; P-value (2-sided) 0.091; Method: MMRM.\n"
        f"Outcome 2 (Secondary): Percentage of Responders Based on MADRS Total Score at Day 28. Percentage of participants. {ESK}: 50 analyzed, 34.0; {PBO}: 51 analyzed, 21.6.\n"
        f"Outcome 3 (Secondary): Percentage of Participants in Remission (MADRS Total Score of 12 or Less) at Day 28. Percentage of participants. {ESK}: 50 analyzed, 20.0; {PBO}: 51 analyzed, 15.7.\n"
        f"Outcome 4 (Secondary): Change From Baseline in Sheehan Disability Scale Total Score at Day 28. Mean (Standard Deviation). {ESK}: 44 analyzed, -6.3 (7.5); {PBO}: 43 analyzed, -5.3 (7.0).\n"
    )
    assert _rows(facts) == [
        ("MADRS", "mean change", 672, None, -12.1, -9.0, 0.091),
        ("MADRS", "mean difference", 672, -3.2, None, None, 0.091),
        ("response", "response rate", 672, None, 34.0, 21.6, None),
        ("remission", "remission rate", 672, None, 20.0, 15.7, None),
    ]
    first, second = facts.outcomes[:2]
    assert (first.experimental_n, first.comparator_n, first.dispersion_type) == (50, 51, "SD")
    assert (second.ci_level, second.ci_low, second.ci_high) == (95, -6.9, 0.5)
    assert second.direction == "no significant difference"
    assert [o.role for o in facts.outcomes] == ["primary", "primary", "secondary", "secondary"]


def test_posted_outcomes_in_lines_by_phase() -> None:
    facts = _facts(
        f"{OPEN}Outcome Measures With Posted Results\n1. Secondary Outcome\nTitle: Change From Baseline in Montgomery Asberg Depression Rating Scale (MADRS) Total Score\n"
        "Description: MADRS has 10 items, scored from 0 to 6. A negative change is an improvement.\nTime Frame: IND Phase: Baseline up to 4 weeks; MA Phase: Baseline up to 12 months\n"
        f"Measure Type: Mean (Standard Deviation); Unit: score on a scale\n{ESK} (IND Phase): 212 participants analyzed; -14.3 (8.8)\n{ESK} (MA Phase): 190 participants analyzed; 0.4 (7.7)\n\n"
        "2. Secondary Outcome\nTitle: Change From Baseline in Participant-Reported Depressive Symptoms Using the Patient Health Questionnaire - 9 (PHQ-9) Total Score\n"
        "Time Frame: IND Phase: Baseline up to 4 weeks; MA Phase: Baseline up to 78 months\nMeasure Type: Mean (Standard Deviation); Unit: score on a scale\n"
        f"{ESK} (IND Phase): 212 participants analyzed; -6.3 (5.8)\n{ESK} (MA Phase): 190 participants analyzed; 0.4 (5.7)\n\n"
        "3. Secondary Outcome\nTitle: Number of Participants With Adverse Events\nTime Frame: up to 12 months\nMeasure Type: Number; Unit: participants\n"
        f"{ESK} (IND Phase): 212 participants analyzed; 101\n"
    )
    assert [(r[0], r[1], r[2], r[3]) for r in _rows(facts)] == [
        ("MADRS", "mean change", 672, -14.3),
        ("MADRS", "mean change", 8766, 0.4),
        ("PHQ-9", "mean change", 672, -6.3),  # 78 months are no visit that is understood
    ]
    assert [o.experimental_n for o in facts.outcomes] == [212, 190, 212]


@pytest.mark.parametrize(
    "groups",
    [
        f"{ESK}: 50 analyzed, -12.1 (9.8); {PBO}: 51 analyzed, not posted.",
        f"{ESK}: 50 analyzed, -12.1 (9.8); All participants: 101 analyzed, -10.5 (9.9).",
    ],
)
def test_posted_figures_that_are_not_understood_are_left_out(groups: str) -> None:
    text = f"Outcome 1 (Primary): Change From Baseline in MADRS Total Score at Day 28. Time Frame: Baseline to Day 28. Mean (Standard Deviation). {groups}\n"
    assert _facts(PAGE + text).outcomes == ()


def test_posted_outcomes_line_by_line_with_a_count() -> None:
    facts = _facts(
        f"{PAGE}Primary Outcome 1:\nTitle: MADRS Total Score\nTime Frame: 24 hours\nMeasure Type: Mean (Standard Error); Unit: score\n"
        f"{PBO}: 51 participants analyzed; 24.1 (1.4)\n{ESK}: 50 participants analyzed; 19.8 (1.5)\n"
        "Statistical Analysis 1: Mean Difference (Final Values): -4.3; 95% CI (2-sided): -8.0 to -0.6; P-Value: 0.02\n\n"
        "2. Secondary Outcome\nTitle: Number of Participants With Response on the MADRS\nTime Frame: 24 hours\nMeasure Type: Count of Participants; Unit: Participants\n"
        f"{PBO}: 51 participants analyzed; 11 (21.6%)\n{ESK}: 50 participants analyzed; 17 (34.0%)\n"
    )
    assert _rows(facts) == [
        ("MADRS", "mean score", 24, None, 19.8, 24.1, 0.02),
        ("MADRS", "mean difference", 24, -4.3, None, None, 0.02),
        ("response", "response rate", 24, None, 34.0, 21.6, None),
    ]
    assert facts.outcomes[0].dispersion_type == "SE"


@pytest.mark.parametrize(
    ("frame", "analysis", "values"),
    [
        ("Baseline, 24 hours, 7 days", "Statistical analysis: Mean difference: -4.3", []),
        ("24 hours", f"Statistical analysis ({PBO} vs {ESK}): Mean difference: 4.3; P-value 0.02", [None]),
    ],
)  # fmt: skip
def test_which_visit_and_whose_difference_must_be_sure(
    frame: str, analysis: str, values: list[float | None]
) -> None:
    facts = _facts(
        f"{PAGE}Outcome 1 (Primary): MADRS Total Score. Time Frame: {frame}. Mean (Standard Deviation). {ESK}: 50 analyzed, 19.8 (9.9); {PBO}: 51 analyzed, 24.1 (9.1).\n{analysis}\n"
    )
    assert [o.value for o in facts.outcomes] == values


def test_a_planned_outcome_stays_prose() -> None:
    text = "Primary Outcome: Change From Baseline in MADRS Total Score. Time Frame: Baseline to Day 28.\n"
    facts = _facts(PAGE + text)
    assert facts.outcomes == ()


TITLE = (
    "Ketamine in treatment-resistant depression: a randomized controlled trial\n\n"
    "Background: Treatment-resistant depression is common.\n\n"
)


def _table(heads: str, caption: str = "Scores after the infusion") -> str:
    return (
        f"Table 1. {caption}\nOutcome | {heads} | P\n---|---|---|---\nMADRS at day 1, mean (SD) | 14.1 (6.2) | 21.3 (7.0) | .002\n"
        "Remission at day 1, n (%) | 9 (30) | 3 (10) | .05\n"
    )


def test_arms_that_only_the_heads_name() -> None:
    facts = _facts(TITLE + _table("Ketamine (n = 30) | Midazolam (n = 30)"))
    assert [(a.id, a.role, a.drug, a.n) for a in facts.arms] == [
        ("A1", "experimental", "ketamine", 30),
        ("A2", "active placebo", "midazolam", 30),
    ]
    assert ("MADRS", "mean score", 24, None, 14.1, 21.3, 0.002) in _rows(facts)


@pytest.mark.parametrize(
    ("heads", "caption"),
    [
        ("Ketamine responders (n = 30) | Midazolam responders (n = 30)", "Scores"),
        ("Ketamine (n = 30) | Ketamine (n = 28)", "Scores"),
        ("Ketamine | Midazolam", "Scores"),
        ("Men (n = 30) | Women (n = 30)", "Scores"),
        ("Ketamine (n = 30) | Total (n = 60)", "Scores"),
        ("Ketamine (n = 30) | Midazolam (n = 30)", "Scores in the subgroup of women"),
    ],
)
def test_heads_that_are_not_plain_name_no_arms(heads: str, caption: str) -> None:
    facts = _facts(TITLE + _table(heads, caption))
    assert len(facts.arms) < 2
    assert facts.outcomes == ()


@pytest.mark.parametrize(
    ("caption", "visit", "route"),
    [
        ("Scores", "24 h post infusion", "intravenous"),
        ("Scores after a single infusion of ketamine or midazolam", "day 1", "intravenous"),
        ("Scores", "day 1", None),
        ("Oral morphine and scores by visit", "24 h post infusion", None),
    ],
)
def test_the_route_that_the_table_alone_tells(caption: str, visit: str, route: str | None) -> None:
    table = _table("Ketamine (n = 30) | Midazolam (n = 30)", caption).replace("at day 1", f"at {visit}")  # fmt: skip
    assert [a.route for a in _facts(TITLE + table).arms] == [route, route]
