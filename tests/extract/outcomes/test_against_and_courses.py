"""Differences told as what one arm did against the other, and courses from before to after."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

TITLE = "A trial of ketamine in treatment-resistant depression\n\n"
TWO = (
    "Methods: In this double-blind trial 60 adults with treatment-resistant depression were "
    "randomized to a ketamine infusion (0.5 mg/kg over 40 minutes) or midazolam. The MADRS was the "
    "primary outcome; the HAM-D was rated, too.\n"
)
ALONE = (
    "Methods: In this open-label trial 24 adults with treatment-resistant depression had six "
    "ketamine infusions (0.5 mg/kg over 40 minutes). The MADRS and the SSI were rated.\n"
)
BIRTH = (
    "Methods: 300 women were randomly allocated to esketamine 0.2 mg/kg or saline after caesarean "
    "section. The primary outcome was postpartum depression at 42 days.\n"
)


def rows(results: str, methods: str = TWO) -> list[Outcome]:
    (found,) = extract_bytes(f"{TITLE}{methods}Results: {results}\n".encode())
    return list(found.outcomes)


def hours(row: Outcome) -> float | None:
    return row.timepoint.hours if row.timepoint else None


@pytest.mark.parametrize(
    "result",
    [
        "Compared with midazolam, ketamine reduced MADRS scores by 7.2 points (95% CI 3.1-11.3) at 24 h.",
        "Relative to midazolam, ketamine lowered the MADRS by 7.2 points (95% CI, 3.1 to 11.3) at 24 h.",
        "Ketamine reduced MADRS scores at 24 h by 7.2 points compared with midazolam (95% CI, 3.1 to 11.3).",
        "Ketamine improved MADRS scores at 24 h by an additional 7.2 points over midazolam (95% CI, 3.1 to 11.3).",
    ],
)
def test_a_reduction_against_the_other_arm_is_a_difference(result: str) -> None:
    (row,) = rows(result)
    told = (row.statistic, row.value, row.experimental_arm, row.comparator_arm, row.ci_low)
    assert told == ("mean difference", 7.2, "A1", "A2", 3.1)
    assert (hours(row), row.direction) == (24, "favours experimental")


def test_several_reductions_against_the_other_arm() -> None:
    found = rows(
        "Compared with midazolam, ketamine reduced MADRS scores by 7.2 points (95% CI 3.1-11.3) at "
        "24 h and by 4.4 points (95% CI 0.2-8.6) at day 7."
    )
    assert [(hours(r), r.value, r.statistic) for r in found] == [
        (24, 7.2, "mean difference"),
        (168, 4.4, "mean difference"),
    ]


def test_a_reduction_of_each_arm_is_no_difference() -> None:
    (row,) = rows(
        "MADRS fell by 16.5 points with ketamine compared with 8.8 points with midazolam."
    )
    assert (row.experimental_value, row.comparator_value) == (16.5, 8.8)


@pytest.mark.parametrize(
    "joint", ["than did the", "than was seen in the", "than that in the", "than the"]
)
def test_who_stands_behind_than(joint: str) -> None:
    (row,) = rows(
        f"The ketamine group had a greater reduction in MADRS at 24 h {joint} midazolam group "
        "(least-squares mean difference -6.9, SE 2.1, p = 0.002)."
    )
    assert row.direction == "favours experimental"


@pytest.mark.parametrize("ratio", ["risk ratio 0.48", "odds ratio 0.44", "relative risk, 0.48"])
def test_a_ratio_below_one_counts_no_spared_people(ratio: str) -> None:
    found = rows(
        f"Postpartum depression was less frequent with esketamine (8.0% vs 16.7%; {ratio}; 95% CI "
        "0.25-0.92).",
        BIRTH,
    )
    assert {r.direction for r in found} == {"favours experimental"}


@pytest.mark.parametrize(
    "result",
    [
        "Esketamine decreased the incidence of postpartum depression from 16.7% to 8.0% (P = 0.022).",
        "Esketamine lowered the rate of postpartum depression from 16.7% (25/150) to 8.0% (12/150).",
        "The incidence of postpartum depression fell from 16.7% in the saline group to 8.0% in the esketamine group.",
    ],
)
def test_a_rate_lowered_by_the_drug_is_the_controls_first(result: str) -> None:
    (row,) = rows(result, BIRTH)
    assert (row.experimental_value, row.comparator_value) == (8.0, 16.7)


def test_a_median_time_to_relapse_of_two_arms_is_one_row() -> None:
    (row,) = rows(
        "The median time to relapse was 10 days with ketamine and 4 days with midazolam (log-rank "
        "p = 0.03)."
    )
    assert (row.experimental_value, row.comparator_value) == (10, 4)
    assert row.p_value == 0.03
    assert row.direction == "favours experimental"  # the later, the better


@pytest.mark.parametrize(
    "result",
    [
        "HAM-D fell in both groups (ketamine, 24.1 to 11.9; midazolam, 23.8 to 20.0) at day 7.",
        "HAM-D fell by day 7 with ketamine (24.1 to 11.9, p < .001) but not midazolam (23.8 to 20.0, p = .08).",
    ],
)
def test_scores_before_and_after_in_brackets(result: str) -> None:
    (row,) = rows(result)
    assert (row.experimental_value, row.comparator_value) == (11.9, 20.0)
    assert (row.statistic, row.p_value) == ("mean score", None)  # each change had its own test


@pytest.mark.parametrize(
    "result",
    [
        "MADRS fell from 33.2 (SD 6.2) at baseline to 12.0 (SD 7.0) after the sixth infusion.",
        "There was a significant reduction in MADRS from baseline to day 12 (33.2 ± 5.0 vs 12.0 ± 8.1).",
        "MADRS decreased by day 12 compared with baseline (33.2 ± 5.0 versus 12.0 ± 8.1).",
        "The mean MADRS score before the second infusion was 33.2, which dropped to 12.0 on day 12.",
        "The mean MADRS score dropped by day 12 (33.2 to 12.0, p < 0.001).",
    ],
)
def test_one_arms_course_ends_with_the_later_score(result: str) -> None:
    (row,) = rows(result, ALONE)
    assert (row.statistic, row.value, row.comparator_arm) == ("mean score", 12.0, None)


def test_a_significant_change_of_one_arm_is_a_result_without_direction() -> None:
    found = rows("MADRS and SSI scores decreased significantly within four hours.", ALONE)
    assert [(r.measure, hours(r), r.direction) for r in found] == [
        ("MADRS", 4, None),
        ("SSI", 4, None),
    ]


@pytest.mark.parametrize(
    ("result", "counts"),
    [
        ("One hundred percent of the patients responded.", (100.0, None)),
        ("At 24 h 14 of 24 patients were responders.", (None, 14)),
        ("At 24 h, fourteen of 24 responded.", (None, 14)),
    ],
)
def test_counts_and_words_of_one_arm(result: str, counts: tuple[float | None, int | None]) -> None:
    (row,) = rows(result, ALONE)
    assert (row.value, row.experimental_count) == counts


@pytest.mark.parametrize(
    "result",
    [
        "MADRS on day 1, 4 hours postdose, was lower with ketamine than with midazolam (p = 0.01).",
        "MADRS at day 1 (4 hours after the first dose) was lower with ketamine than midazolam (p = 0.01).",
    ],
)
def test_hours_since_the_dose_tell_the_visit(result: str) -> None:
    (row,) = rows(result)
    assert hours(row) == 4


@pytest.mark.parametrize(
    "also",
    [
        "; the same held at day 2.",
        ". Superiority was also shown at day 2.",
        "; this difference was also seen at day 2.",
    ],
)
def test_the_same_verdict_at_another_visit(also: str) -> None:
    found = rows(f"MADRS at 4 h was lower with ketamine than with midazolam (p = 0.01){also}")
    assert [(hours(r), r.direction) for r in found] == [
        (4, "favours experimental"),
        (48, "favours experimental"),
    ]


@pytest.mark.parametrize(
    "end",
    [
        ", but differences were not statistically significant.",
        ", although this did not reach statistical significance.",
        "; however, this difference was not significant.",
    ],
)
def test_higher_but_not_significantly(end: str) -> None:
    (row,) = rows(f"Remission was more frequent with ketamine than midazolam (40% vs 27%){end}")
    assert row.direction == "no significant difference"
