"""Results that two sentences tell together, under headings of other parts, or beside the study's days."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

TITLE = "Esketamine spray in treatment-resistant depression: a randomized trial\n\n"
METHODS = (
    "Methods: 200 adults with treatment-resistant depression were randomized 1:1 to esketamine nasal "
    "spray 84 mg (esketamine group) or placebo spray (placebo group), double-blind, for four weeks. The "
    "MADRS at day 28 was the primary outcome.\n"
)


def rows(results: str, methods: str = METHODS) -> list[Outcome]:
    (found,) = extract_bytes(f"{TITLE}{methods}Results: {results}\n".encode())
    return list(found.outcomes)


def hours(row: Outcome) -> float | None:
    return row.timepoint.hours if row.timepoint else None


@pytest.mark.parametrize(
    ("result", "measure", "ours", "theirs"),
    [
        ("In the esketamine group the mean MADRS score dropped by 14 points from a high of 30. In the "
         "placebo group, the average reduction was 8 points.", "MADRS", 14, 8),
        ("By day 28, 64% of those given esketamine responded. In contrast, only 28% of those given "
         "placebo responded.", "response", 64, 28),
        ("The remission rate was 43% in the esketamine group. In the placebo group it was 21%.",
         "remission", 43, 21),
        ("The MADRS dropped 12.8 points with esketamine, as against 8.1 points with placebo, by 24 "
         "hours.", "MADRS", 12.8, 8.1),
    ],
)  # fmt: skip
def test_one_row_of_what_each_arm_did(
    result: str, measure: str, ours: float, theirs: float
) -> None:
    (row,) = rows(result)
    assert (row.measure, row.experimental_value, row.comparator_value) == (measure, ours, theirs)
    assert row.experimental_arm
    assert row.comparator_arm


def test_sentences_of_other_measures_or_with_tests_of_their_own_stay_apart() -> None:
    found = rows(
        "By day 28, 64% of those given esketamine responded. In the placebo group, 12% were in "
        "remission."
    )
    assert all(row.comparator_value is None for row in found)


def test_negative_figures_beside_their_tests_are_differences() -> None:
    found = rows(
        "The mean reduction of the MADRS was greater in the esketamine group compared with placebo "
        "at day 15 (- 1.9; p = 0.04) and day 28 (- 3.1; p = 0.01)."
    )
    assert [(hours(r), r.statistic, r.value, r.p_value, r.direction) for r in found] == [
        (360, "mean difference", -1.9, 0.04, "favours experimental"),
        (672, "mean difference", -3.1, 0.01, "favours experimental"),
    ]


def test_a_pair_of_arms_in_a_bracket_is_no_difference() -> None:
    (row,) = rows(
        "The MADRS fell more with esketamine than with placebo at day 28 (-19.8 vs -15.8; p = .02)."
    )
    assert (row.value, row.experimental_value, row.comparator_value) == (None, -19.8, -15.8)


def test_a_trend_that_goes_on_keeps_its_arms_and_measure() -> None:
    found = rows(
        "Response rates at week 4 were higher for esketamine (48%) compared to placebo (31%), and "
        "this trend continued at week 32 (57% vs. 39%)."
    )
    assert [(hours(r), r.experimental_value, r.comparator_value) for r in found] == [
        (672, 48, 31),
        (5376, 57, 39),
    ]


@pytest.mark.parametrize(
    "result",
    [
        "Response, remission and the change in MADRS from baseline at day 28 favored esketamine.",
        "At day 28, response, remission and the MADRS were in favour of esketamine.",
    ],
)
def test_what_all_favours_one_arm(result: str) -> None:
    found = rows(result)
    assert {r.measure for r in found} == {"response", "remission", "MADRS"}
    assert {r.direction for r in found} == {"favours experimental"}


def test_a_coefficient_is_no_difference() -> None:
    found = rows(
        "There was a significant reduction for the MADRS with esketamine versus placebo: \u03b2-1.4 "
        "(95% CI=-2.6 to -0.2, p = 0.02)."
    )
    assert all(r.value is None for r in found)


def test_relapse_among_those_in_stable_remission_is_a_result() -> None:
    found = rows(
        "Relapse came later with esketamine among patients who achieved stable remission (hazard ratio "
        "0.45 against placebo; 95% CI 0.25 to 0.80)."
    )
    assert [(r.measure, r.statistic, r.value) for r in found] == [("relapse", "hazard ratio", 0.45)]


def test_remission_of_suicidal_ideation_is_named_so() -> None:
    (row,) = rows(
        "Remission of suicidal ideation was reached by 55% with esketamine and 30% with placebo."
    )
    assert (row.measure, row.on_measure) == ("remission", "suicidal ideation")


@pytest.mark.parametrize(
    ("visit", "expected"),
    [
        ("4 hours post-dose on day 1", 4),
        ("day 1 (4 hours postdose)", 4),
        ("day 2 (24 hours after the first dose)", 48),
        ("day 2 (24 h)", 48),
    ],
)
def test_a_day_of_the_study_and_its_hours_are_one_visit(visit: str, expected: float) -> None:
    (row,) = rows(
        f"At {visit}, the MADRS was lower with esketamine than with placebo (difference -3.3, P = .02)."
    )
    assert hours(row) == expected


HEADINGS = (
    "Patients\n\nOf 410 patients screened, 200 were randomized to esketamine nasal spray 84 mg "
    "(n = 100) or placebo spray (n = 100).\n\nPrimary endpoint\n\nUntil day 28 the MADRS "
    "decreased by 20.5 points (SD=11.0) with esketamine and by 16.1 points (SD=12.2) with placebo.\n\nOther "
    "endpoints\n\nAt day 28, 66% of the esketamine group and 50% of the placebo group met the response "
    "criterion (odds ratio=1.9, 95% CI=1.1, 3.4).\n"
)


def test_results_under_headings_that_name_no_results() -> None:
    (found,) = extract_bytes(f"{TITLE}{HEADINGS}".encode())
    told = {(r.measure, r.value, r.experimental_value, r.comparator_value) for r in found.outcomes}
    assert {
        ("MADRS", None, 20.5, 16.1),
        ("response", 1.9, None, None),
        ("response", None, 66, 50),
    } <= told


@pytest.mark.parametrize("heading", [" RESULTS: ", ".\nResults/outcomes: "])
def test_a_heading_inside_a_line_opens_the_results(heading: str) -> None:
    text = (
        f"{TITLE}Methods: 200 adults with depression were randomized to esketamine 84 mg or placebo "
        f"and rated with the MADRS until the end of the trial{heading}Esketamine was superior to "
        "placebo on the MADRS at day 28."
    )
    (found,) = extract_bytes(text.encode())
    assert [(r.measure, r.direction) for r in found.outcomes] == [("MADRS", "favours experimental")]


def test_figures_in_the_digits_of_persian() -> None:
    persian = str.maketrans(
        "0123456789.", "\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9."
    )
    (row,) = rows(
        "At day 28 the MADRS was 12.4 \u00b1 3.1 with esketamine and 15.1 \u00b1 4.0 with placebo.".translate(
            persian
        )
    )
    assert (row.experimental_value, row.comparator_value, hours(row)) == (12.4, 15.1, 672)


DOSES = (
    "Methods: 67 adults with treatment-resistant depression were randomized to placebo spray, or to "
    "esketamine spray 28 mg, 56 mg or 84 mg, double-blind. The MADRS at day 8 was the primary outcome.\n"
)


def test_a_difference_named_once_for_doses_in_a_row() -> None:
    found = rows(
        "The MADRS difference from placebo at day 8 was, with esketamine 28 mg: -3.9 [2.0], P = .04; 56 mg: "
        "-6.1 [2.1], P = .002; 84 mg: -8.5 [2.2], P < .001.",
        DOSES,
    )
    assert [(r.statistic, r.value, r.direction) for r in found] == [
        ("mean difference", -3.9, "favours experimental"),
        ("mean difference", -6.1, "favours experimental"),
        ("mean difference", -8.5, "favours experimental"),
    ]


ECT = (
    "Methods: 90 patients with depression were randomized before ECT to propofol (propofol group), "
    "ketamine 0.8 mg/kg (ketamine group) or propofol plus ketamine 0.4 mg/kg (combined group) and "
    "rated with the HAMD.\n"
)


def test_a_combined_group_may_be_an_arm() -> None:
    found = rows(
        "One day after ECT the HAMD was 18.2 \u00b1 3.9 in the ketamine group, 19.4 \u00b1 4.2 in the "
        "combined group, and 24.1 \u00b1 4.8 in the propofol group.",
        ECT,
    )
    assert [(r.experimental_value, r.comparator_value) for r in found] == [
        (18.2, 24.1),
        (19.4, 24.1),
    ]


def test_a_change_in_percent_of_each_arm() -> None:
    (row,) = rows(
        "The esketamine group showed a 51% reduction in the MADRS at 24 hours vs 28% in the placebo "
        "group."
    )
    assert (row.measure, row.experimental_value, row.comparator_value) == ("MADRS", 51, 28)
    assert (row.statistic, row.unit) == ("mean change", "percent")


def test_a_reduction_in_percent_is_no_share_of_people() -> None:
    found = rows(
        "At two hours the MADRS fell by 14.1 points (48% reduction), with 36% of patients in remission."
    )
    assert all(r.value != 48 for r in found if r.measure == "remission")


def test_scores_reduced_in_one_arm_relative_to_the_other_are_scores() -> None:
    (row,) = rows(
        "At 24 hours MADRS scores were significantly reduced in the esketamine group (10.1 \u00b1 5.2) "
        "relative to the placebo group (16.3 \u00b1 6.0)."
    )
    assert (row.statistic, row.direction) == ("mean score", "favours experimental")


@pytest.mark.parametrize(
    "result",
    [
        "After esketamine an improvement in the MADRS was seen (34.2 \u00b1 7.1 vs. 15.3 \u00b1 9.4).",
        "The BPRS rose during the infusion of esketamine (p=0.02) and had returned to baseline at 90 min.",
        "58% of patients met response criteria after ECT, but no more than 25% (6) of these consented to go on.",
    ],
)
def test_before_and_after_and_recruitment_are_no_comparison(result: str) -> None:
    assert rows(result) == []


def test_the_arm_behind_who_had_been_on_is_the_one_compared_with() -> None:
    (row,) = rows(
        "Those who had been on esketamine had a larger reduction in the MADRS at week 8 compared with those "
        "who had been on placebo."
    )
    assert row.direction == "favours experimental"


@pytest.mark.parametrize("seen", ["were seen", "was found"])
def test_no_difference_in_response_is_a_verdict_on_response(seen: str) -> None:
    (row,) = rows(f"No significant difference in response {seen} at 7 days (p = 0.34).")
    assert (row.measure, row.direction) == ("response", "no significant difference")


def test_women_assigned_to_an_arm_are_the_arm() -> None:
    (row,) = rows(
        "The fraction of patients having a reduction of at least 50% at day 3 was 55% in women assigned to "
        "esketamine and 33% in those assigned to placebo."
    )
    assert (row.measure, row.experimental_value, row.comparator_value) == ("response", 55, 33)
