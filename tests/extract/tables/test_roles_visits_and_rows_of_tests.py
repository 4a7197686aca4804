"""Which rows are primary, visits told by sessions alone, the visit of a change, effects in rows below
the arms', later analyses and bare counts. All tables invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

Given = tuple[tuple[Outcome, ...], tuple[str, ...]]
Read = Callable[..., Given]
TWO = "ketamine 0.5 mg/kg, midazolam 0.045 mg/kg"
DOSES = "esketamine 28 mg, esketamine 56 mg, placebo"
TRIAL = (
    "Ketamine for depression: a randomized trial\n\nMethods\nSixty adults with major depressive disorder were randomized to one "
    "infusion of ketamine 0.5 mg/kg (n = 30) or midazolam 0.045 mg/kg (n = 30). {told}\n\nResults\nThe scores are in Table 2.\n\n"
)
WON, EVEN = "favours experimental", "no significant difference"


def _facts(text: str) -> tuple[Outcome, ...]:
    (facts,) = extract_bytes(text.encode())
    return facts.outcomes


def _figures(outcome: Outcome) -> tuple[object, ...]:
    return (
        outcome.timepoint and outcome.timepoint.hours,
        outcome.statistic,
        outcome.value,
        outcome.experimental_value,
        outcome.comparator_value,
        outcome.p_value,
    )


def test_rows_of_a_table_have_the_role_that_the_methods_announce() -> None:
    told = (
        "The primary outcome was the MADRS score at day 7; secondary outcomes were HAMD-17 scores."
    )
    table = (
        "Table 2. Scores, mean (SD)\nScale | Ketamine | Midazolam | P\nMADRS, day 1 | 14.2 (7.0) | 20.3 (7.4) | 0.002\n"
        "MADRS, day 7 | 17.0 (8.1) | 20.6 (8.0) | 0.09\nHAMD-17, day 7 | 11.4 (5.0) | 13.6 (5.2) | 0.10\n"
    )
    found = _facts(TRIAL.format(told=told) + table)
    assert [(o.measure, o.timepoint and o.timepoint.hours, o.role) for o in found] == [
        ("MADRS", 24, None),
        ("MADRS", 168, "primary"),
        ("HAM-D-17", 168, "secondary"),
    ]


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("MADRS, day 7 (primary outcome)", "primary"),
        ("MADRS at day 7 (key secondary)", "secondary"),
        ("MADRS, day 7", None),
    ],
)
def test_a_row_says_its_role(tabulated: Read, label: str, role: str | None) -> None:
    given, _ = tabulated(
        TWO, "Outcomes", ["| Ketamine | Midazolam | P"],
        f"{label} | 17.0 (8.1) | 20.6 (8.0) | 0.09",
    )  # fmt: skip
    assert [o.role for o in given] == [role]


def test_sections_of_primary_and_secondary_outcomes(tabulated: Read) -> None:
    given, _ = tabulated(
        TWO, "Outcomes", ["| Ketamine | Midazolam | P"],
        "Primary end point^^4", "MADRS change at day 7 | -13.2 (8.0) | -9.1 (8.2) | 0.05",
        "Secondary end points^^4", "HAMD-17 change at day 7 | -9.0 (5.0) | -6.1 (5.2) | 0.03",
    )  # fmt: skip
    assert [(o.measure, o.role) for o in given] == [("MADRS", "primary"), ("HAM-D-17", "secondary")]


def test_one_drug_with_what_all_take_is_set_against_its_placebo_row_by_row(tabulated: Read) -> None:
    given, _ = tabulated(
        DOSES, "MADRS, change to day 28", ["Groupvv2 | Mean (SD)vv2 | Esketamine + AD minus AD + placebo^^3", "LS mean difference | 95% CI | P"],
        "Esketamine 28 mg + AD | -17.1 (9.0) | -2.9 | -5.6, -0.2 | .035",
        "Esketamine 56 mg + AD | -19.4 (9.2) | -4.4 | -7.1, -1.7 | .002",
        "AD + placebo | -14.0 (9.6) | - | - | -",
    )  # fmt: skip
    assert [_figures(o)[1:] + (o.ci_low,) for o in given] == [
        ("mean change", None, -17.1, -14.0, 0.035, None),
        ("mean change", None, -19.4, -14.0, 0.002, None),
        ("mean difference", -2.9, None, None, 0.035, -5.6),
        ("mean difference", -4.4, None, None, 0.002, -7.1),
    ]


def test_medians_of_scores_stay_beside_those_of_changes(tabulated: Read) -> None:
    given, _ = tabulated(
        TWO, "MADRS total score", ["| Ketamine | Midazolam"],
        "Day 7^^3", "Median (range) | 14.0 (2; 40) | 20.5 (3; 44)",
        "Change from baseline to day 7^^3", "Median (range) | -16.0 (-38; 3) | -9.0 (-33; 6)",
    )  # fmt: skip
    assert [_figures(o)[:4] for o in given] == [(168, "median", None, 14.0)]


def test_visits_told_by_sessions_alone_are_kept_apart(tabulated: Read) -> None:
    given, _ = tabulated(
        TWO, "MADRS scores, mean (SD)", ["| Ketamine | Midazolam | P"],
        "Pre-ECT | 33.0 (5.0) | 32.8 (5.1) | 0.9", "Mid-ECT | 20.1 (8.0) | 24.9 (8.3) | 0.03",
        "Post-ECT | 12.0 (7.0) | 13.4 (7.7) | 0.4", "1-month follow-up | 13.1 (8.2) | 13.9 (8.6) | 0.7",
    )  # fmt: skip
    assert [(o.subgroup, _figures(o)) for o in given] == [
        ("mid-treatment", (None, "mean score", None, 20.1, 24.9, 0.03)),
        (None, (None, "mean score", None, 12.0, 13.4, 0.4)),
        (None, (730.5, "mean score", None, 13.1, 13.9, 0.7)),
    ]


@pytest.mark.parametrize(
    "told",
    [
        "The MADRS was rated before ECT (T0), after the second session (T1) and after the fourth session (T2).",
        "The MADRS was rated at T0 = before ECT, T1 = after the 2nd ECT, T2 = after the 4th ECT.",
    ],
)
def test_codes_of_visits_after_sessions(told: str) -> None:
    table = "Table 2. MADRS scores, mean (SD)\nTime | Ketamine | Midazolam | P\nT0 | 33.0 (5.0) | 32.8 (5.1) | 0.9\nT1 | 20.1 (8.0) | 24.9 (8.3) | 0.03\nT2 | 14.0 (7.0) | 15.4 (7.7) | 0.4\n"
    found = _facts(TRIAL.format(told=told) + table)
    assert [(o.subgroup, o.timepoint, o.experimental_value) for o in found] == [
        ("session 2", None, 20.1),
        ("session 4", None, 14.0),
    ]


def test_a_change_beside_the_only_visit_is_that_to_the_visit(tabulated: Read) -> None:
    given, _ = tabulated(
        TWO, "Scores, mean (SD)", ["Scale | Group | Baseline | Day 7 | Change | Cohen's d | p"],
        "MADRSvv2 | Ketamine | 33.0 (5.0) | 18.2 (8.0) | -14.8 (8.1) | 0.66vv2 | 0.01vv2", "Midazolam | 32.6 (5.2) | 23.1 (8.4) | -9.5 (8.0)",
    )  # fmt: skip
    assert [_figures(o) for o in given] == [
        (168, "mean score", None, 18.2, 23.1, None),
        (168, "mean change", None, -14.8, -9.5, 0.01),
        (168, "Cohen d", 0.66, None, None, 0.01),
    ]


def test_a_change_beside_two_visits_is_of_neither(tabulated: Read) -> None:
    given, _ = tabulated(
        TWO, "Scores, mean (SD)", ["Scale | Group | Baseline | Day 1 | Day 7 | Change"],
        "MADRSvv2 | Ketamine | 33.0 (5.0) | 15.0 (7.0) | 18.2 (8.0) | -14.8 (8.1)", "Midazolam | 32.6 (5.2) | 22.0 (7.7) | 23.1 (8.4) | -9.5 (8.0)",
    )  # fmt: skip
    assert [_figures(o)[:2] for o in given] == [
        (24, "mean score"),
        (168, "mean score"),
        (None, "mean change"),
    ]


@pytest.mark.parametrize("label", ["Mean difference (95% CI)", "Ketamine vs midazolam, difference (95% CI)"])  # fmt: skip
def test_effects_in_a_row_below_the_rows_of_the_arms(tabulated: Read, label: str) -> None:
    given, _ = tabulated(
        TWO, "MADRS by visit", ["Group | Day 1 | Day 7"],
        "Ketamine, mean (SD) | 15.0 (7.0) | 18.2 (8.0)", "Midazolam, mean (SD) | 22.0 (7.7) | 21.1 (8.4)",
        f"{label} | -7.0 (-10.9 to -3.1) | -2.9 (-7.2 to 1.4)",
    )  # fmt: skip
    assert [(_figures(o)[:4], o.ci_low, o.direction) for o in given] == [
        ((24, "mean score", None, 15.0), None, WON),
        ((24, "mean difference", -7.0, None), -10.9, WON),
        ((168, "mean score", None, 18.2), None, EVEN),
        ((168, "mean difference", -2.9, None), -7.2, EVEN),
    ]


def test_an_effect_below_three_arms_is_of_no_two_of_them(tabulated: Read) -> None:
    given, _ = tabulated(
        DOSES, "MADRS by visit", ["Group | Day 2 | Day 28"],
        "Esketamine 28 mg | 25.0 (7.0) | 18.2 (8.0)", "Esketamine 56 mg | 23.9 (7.1) | 17.0 (8.2)", "Placebo | 28.0 (7.7) | 21.1 (8.4)",
        "Mean difference (95% CI) | -3.0 (-5.9 to -0.1) | -2.9 (-7.2 to 1.4)",
    )  # fmt: skip
    assert {o.statistic for o in given} == {"mean score"}


def test_groups_set_against_each_other_by_letters_with_the_p_behind_the_effect() -> None:
    told = "Group K was given ketamine and group M midazolam."
    table = (
        "Table 2. Change in MADRS, LS mean (SE)\nVisit | Group K | Group M | K vs M, difference (95% CI); p\n"
        "Day 1 | -16.0 (1.4) | -9.8 (1.4) | -6.2 (-10.1, -2.3); 0.002\nDay 7 | -13.1 (1.5) | -11.0 (1.5) | -2.1 (-6.3, 2.1); 0.32\n"
    )
    found = _facts(TRIAL.format(told=told) + table)
    assert [_figures(o) for o in found] == [
        (24, "mean change", None, -16.0, -9.8, 0.002),
        (24, "mean difference", -6.2, None, None, 0.002),
        (168, "mean change", None, -13.1, -11.0, 0.32),
        (168, "mean difference", -2.1, None, None, 0.32),
    ]


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        ("Responders | 17 | 8", (17, 8)),
        ("Responders | 20 | 10", None),  # each may be a percentage of 30 as well
        ("Responders | 17.0 | 8.5", None),
        ("Response rate | 17 | 8", None),
    ],
)
def test_bare_counts_of_people_under_the_size_of_their_group(
    tabulated: Read, cells: str, counts: tuple[int, int] | None
) -> None:
    given, _ = tabulated(
        TWO, "Outcome at day 1", ["| Ketamine (n = 30) | Midazolam (n = 30)"], cells
    )
    read = [(o.experimental_count, o.comparator_count) for o in given if o.unit == "patients"]
    assert read == ([counts] if counts else [])
