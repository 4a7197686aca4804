"""Results that a register's page posts, copied as text: with tabs, bars or a cell a line. All invented."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts

TOP = (
    "Ketamine versus midazolam in treatment-resistant depression\n\nClinicalTrials.gov Identifier: NCT00000001\nStudy Type: Interventional\nAllocation: Randomized\n"
    "Intervention Model: Parallel Assignment\nMasking: Double\nConditions: Treatment Resistant Depression\nEnrollment: 80 (Actual)\nArms and Interventions\n"
    "Experimental: Ketamine. A single intravenous infusion of ketamine 0.5 mg/kg over 40 minutes.\n"
    "Active Comparator: Midazolam. A single intravenous infusion of midazolam 0.045 mg/kg over 40 minutes.\n\nOutcome Measures\n"
)
GROUPS = "Arm/Group Title\tKetamine\tMidazolam\nArm/Group Description:\tKetamine 0.5 mg/kg over 40 min\tMidazolam 0.045 mg/kg over 40 min\nOverall Number of Participants Analyzed\t51\t27\n"
SCORE = (
    "1. Primary Outcome\nTitle\tMADRS Total Score\nDescription\tThe total is from 0 to 60.\nTime Frame\t24 hours\nOutcome Measure Data\nAnalysis Population Description\nAll who were infused\n"
    f"{GROUPS}Mean (Standard Deviation)\nUnit of Measure: units on a scale\n\t16.4 (10.9)\t23.0 (9.8)\n"
)
TEST = (
    "Statistical Analysis 1\nStatistical Analysis Overview\tComparison Group Selection\tKetamine, Midazolam\nComments\t[Not Specified]\nType of Statistical Test\tSuperiority\n"
    "Statistical Test of Hypothesis\tP-Value\t0.011\nMethod\tt-test, 2 sided\nMethod of Estimation\tEstimation Parameter\tMean Difference (Final Values)\nEstimated Value\t-6.6\n"
    "Confidence Interval\t(2-Sided) 95%\n-11.6 to -1.6\n"
)
COUNT = (
    "2. Secondary Outcome\nTitle\tNumber of Participants With Response on the MADRS\nTime Frame\t24 hours and 7 days\nOutcome Measure Data\n"
    f"{GROUPS}Measure Type: Count of Participants\nUnit of Measure: Participants\n24 hours\tNumber Analyzed\t50 participants\t27 participants\n\t30  60.0%\t9  33.3%\n"
    "7 days\tNumber Analyzed\t48 participants\t26 participants\n\t22  45.8%\t8  30.8%\n"
)
SCORES = ("MADRS", "mean score", 24, None, 16.4, 23.0, None)
DIFFERENCE = ("MADRS", "mean difference", 24, -6.6, None, None, 0.011)


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes(text.encode())
    return facts


def _rows(facts: StudyFacts) -> list[tuple[object, ...]]:
    return [
        (o.measure, o.statistic, o.timepoint and o.timepoint.hours, o.value, o.experimental_value, o.comparator_value, o.p_value)
        for o in facts.outcomes
    ]  # fmt: skip


def _a_cell_a_line(text: str) -> str:
    return text.replace("  ", "\t").replace("\n\t", "\n").replace("\t", "\n")


@pytest.mark.parametrize("copied", [str, _a_cell_a_line])
def test_a_page_of_outcomes(copied: type[str]) -> None:
    facts = _facts(TOP + copied(SCORE + TEST + COUNT) + "\nAdverse Events\nTime Frame\t7 days\n")
    assert _rows(facts) == [
        SCORES,
        DIFFERENCE,
        ("response", "response rate", 24, None, 30, 9, None),
        ("response", "response rate", 168, None, 22, 8, None),
    ]
    score, difference, day, week = facts.outcomes
    assert (score.experimental_n, score.comparator_n, score.dispersion_type) == (51, 27, "SD")
    assert (difference.ci_low, difference.ci_high, difference.ci_level) == (-11.6, -1.6, 95)
    assert difference.direction == "favours experimental"
    assert (day.experimental_n, week.comparator_n) == (50, 26)
    assert [o.role for o in facts.outcomes] == ["primary", "primary", "secondary", "secondary"]


def test_the_older_page() -> None:
    facts = _facts(
        f"{TOP}1.  Primary:   MADRS Total Score   [ Time Frame: 24 hours ]\nMeasure Type\tPrimary\nMeasure Title\tMADRS Total Score\nMeasure Description\tFrom 0 to 60.\nTime Frame\t24 hours\n"
        "Safety Issue\tNo\nReporting Groups\n \tDescription\nKetamine\tOne infusion\nMidazolam\tOne infusion\nMeasured Values\n \tKetamine\tMidazolam\n"
        "Participants Analyzed\n[Units: Participants]\t51\t27\nMADRS Total Score\n[Units: units on a scale]\nMean (Standard Deviation)\t16.4 (10.9)\t23.0 (9.8)\n"
        "Statistical Analysis 1 for MADRS Total Score\nGroups [1]\tAll groups\nMethod [2]\tANOVA\nP Value [3]\t0.011\nMean Difference (Final Values) [4]\t-6.6\n95% Confidence Interval\t-11.6 to -1.6\n"
    )
    assert _rows(facts) == [SCORES, DIFFERENCE]
    assert facts.outcomes[1].ci_level == 95


EU = (
    "Clinical Trial Results:\nEsketamine nasal spray in adults with treatment-resistant depression: a randomised double-blind study\n\nSummary\nEudraCT number\n2014-000001-22\nTrial protocol\nDE ES\n"
    "Global end of trial date\n1 Feb 2018\nResults version number\nv1\nArm title\nEsketamine 56 mg\nArm description\nIntranasal esketamine 56 mg twice a week for 4 weeks.\nArm type\nExperimental\n"
    "Arm title\nEsketamine 84 mg\nArm description\nIntranasal esketamine 84 mg twice a week for 4 weeks.\nArm type\nExperimental\nArm title\nPlacebo\nArm description\nIntranasal placebo twice a week for 4 weeks.\n"
    "Arm type\nPlacebo\nAllocation method\nRandomised - controlled\nBlinding used\nDouble blind\n\nEnd points\n"
)
POINT = (
    "Primary: Change From Baseline in MADRS Total Score at Day 28\nEnd point title\nChange From Baseline in MADRS Total Score at Day 28\nEnd point description\nA negative change is an improvement.\n"
    "End point type\nPrimary\nEnd point timeframe\nBaseline and Day 28\nEnd point values\nEsketamine 56 mg\nEsketamine 84 mg\nPlacebo\nSubject group type\nReporting group\nReporting group\nReporting group\n"
    "Number of subjects analysed\n104\n97 [1]\n101\nUnits: Units on a scale\nleast squares mean (standard error)\n-18.1 (± 1.3)\n-17.6 (± 1.4)\n-14.2 (± 1.3)\nNotes\n[1] - one moved away\n"
)


def _analysis(dose: int, p: str, value: float, low: float, high: float) -> str:
    return (
        f"Statistical analysis title\nStatistical Analysis of {dose} mg\nComparison groups\nEsketamine {dose} mg v Placebo\nNumber of subjects included in analysis\n205\nAnalysis specification\nPre-specified\n"
        f"Analysis type\nsuperiority\nP-value\n{p}\nMethod\nMMRM\nParameter type\nLS Mean difference\nPoint estimate\n{value}\nConfidence interval\nlevel\n95%\nsides\n2-sided\nlower limit\n{low}\nupper limit\n{high}\n"
    )


@pytest.mark.parametrize("end", ["\n", " |\n", "\n|\n"])
def test_end_points_of_the_european_register(end: str) -> None:
    point = POINT + _analysis(56, "= 0.021", -3.9, -7.2, -0.6) + _analysis(84, "= 0.07", -3.4, -7.1, 0.3)  # fmt: skip
    facts = _facts(EU + point.replace("\n", end))
    assert [(r[0], r[1], *r[2:]) for r in _rows(facts)] == [
        ("MADRS", "mean change", 672, None, -18.1, -14.2, None),
        ("MADRS", "mean change", 672, None, -17.6, -14.2, None),
        ("MADRS", "mean difference", 672, -3.9, None, None, 0.021),
        ("MADRS", "mean difference", 672, -3.4, None, None, 0.07),
    ]
    doses = {a.id: a.dose and a.dose.value for a in facts.arms}
    assert [doses[o.experimental_arm or ""] for o in facts.outcomes] == [56, 84, 56, 84]
    assert [o.direction for o in facts.outcomes][2:] == [
        "favours experimental",
        "no significant difference",
    ]
    assert [o.experimental_n for o in facts.outcomes][:2] == [104, 97]


def test_figures_with_their_units_beside_the_sizes_of_groups() -> None:
    head = "Outcome measures\n| Measure |\nKetamine\nn=51 Participants\nKetamine 0.5 mg/kg over 40 minutes\n|\nMidazolam\nn=27 Participants\nMidazolam 0.045 mg/kg\n|\n|---|---|---|\n"
    facts = _facts(
        f"{TOP}PRIMARY outcome\nTimeframe: 24 hours\nPopulation: all infused\n{head}|\nMADRS Total Score\n|\n16.4 units on a scale\nStandard Deviation 10.9\n|\n23.0 units on a scale\nStandard Deviation 9.8\n|\n\n"
        f"SECONDARY outcome\nTimeframe: 24 hours\n{head}|\nResponse on the MADRS\n|\n30 Participants\n|\n9 Participants\n|\n\nAdverse Events\n"
    )
    assert _rows(facts) == [SCORES, ("response", "response rate", 24, None, 30, 9, None)]
    assert facts.outcomes[0].experimental_dispersion == 10.9


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\t16.4 (10.9)\t23.0 (9.8)", "\t16.4 (10.9)"),  # a figure is missing: whose is the other?
        ("\t16.4 (10.9)\t23.0 (9.8)", "\t16.4 (10.9)\tnot posted\t23.0 (9.8)"),
        ("Analyzed\t51\t27", "Analyzed\t51"),
        ("Title\tMADRS Total Score", "Title\tBlood pressure"),
    ],
)
def test_what_does_not_come_out_as_one_figure_a_group_is_left_out(old: str, new: str) -> None:
    assert _rows(_facts(TOP + SCORE.replace(old, new) + TEST)) == []


@pytest.mark.parametrize(
    "groups", ["Ketamine, Placebo", "Men, Women", "Ketamine responders, Midazolam"]
)
def test_an_analysis_of_other_groups_is_left_out(groups: str) -> None:
    assert _rows(_facts(TOP + SCORE + TEST.replace("Ketamine, Midazolam", groups))) == [SCORES]


def test_a_noninferiority_p_is_none() -> None:
    facts = _facts(TOP + SCORE + TEST.replace("\tSuperiority", "\tNon-Inferiority"))
    assert [o.p_value for o in facts.outcomes] == [None, None]


def test_visits_as_rows_with_their_own_numbers() -> None:
    point = (
        POINT.replace("Baseline and Day 28", "Baseline, Day 8 and Day 28")
        .replace("Score at Day 28", "Score")
        .replace("-18.1 (± 1.3)\n-17.6 (± 1.4)\n-14.2 (± 1.3)\n", "Day 8 (n=103, 97, 100)\n-9.0 (± 1.1)\n-8.8 (± 1.1)\n-6.1 (± 1.0)\nDay 28 (n=99, 92, 96)\n-18.1 (± 1.3)\n-17.6 (± 1.4)\n-14.2 (± 1.3)\n")
    )  # fmt: skip
    facts = _facts(EU + point)
    assert [
        (o.timepoint and o.timepoint.hours, o.experimental_value, o.experimental_n, o.comparator_n)
        for o in facts.outcomes
    ] == [
        (192, -9.0, 103, 100), (192, -8.8, 97, 100), (672, -18.1, 99, 96), (672, -17.6, 92, 96),
    ]  # fmt: skip
