"""Figures of a visit without a date, of all people together, and of two arms behind the word difference.
Every sentence is our own."""

from __future__ import annotations

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

PLACEBO = (
    "Ketamine for depression: a randomized placebo-controlled trial\n\n"
    "Methods: Sixty patients with major depressive disorder were randomized to ketamine 0.5 mg/kg (n = 30) or "
    "placebo (saline; n = 30), infused over 40 minutes. Depression was rated with the HAM-D-17.\nResults: "
)
WON, EVEN = "favours experimental", "no significant difference"


def _outcomes(text: str) -> tuple[Outcome, ...]:
    (facts,) = extract_bytes(text.encode())
    return facts.outcomes


def _values(text: str) -> set[tuple[object, ...]]:
    return {
        (o.timepoint.hours if o.timepoint else None, o.statistic, o.value, o.direction)
        for o in _outcomes(text)
    }


def _pairs(text: str) -> set[tuple[object, ...]]:
    return {
        (o.measure, o.statistic, o.experimental_value, o.comparator_value, o.value)
        for o in _outcomes(text)
    }


def test_lower_by_visit_after_visit_is_what_the_groups_differ_by() -> None:
    assert _values(
        f"{PLACEBO}The mean HAM-D score was lower by 5.8 (95% CI 2.9-8.7) at 24 h, 4.1 (95% CI 1.2-7.0) at 72 h and "
        "1.7 (95% CI -1.2 to 4.6) at day 7 in the ketamine group."
    ) == {
        (24.0, "mean difference", 5.8, WON),
        (72.0, "mean difference", 4.1, WON),
        (168.0, "mean difference", 1.7, EVEN),
    }
    assert _values(
        f"{PLACEBO}HAM-D scores decreased by 10.2 (95% CI 8.1-12.3) at 24 h and 9.4 (95% CI 7.2-11.6) at 72 h in the "
        "ketamine group."
    ) == {(24.0, "mean change", 10.2, None), (72.0, "mean change", 9.4, None)}


def test_a_visit_without_a_date_takes_no_other_visits_time() -> None:
    assert _values(
        f"{PLACEBO}The effect size between groups was moderate after treatment (g = 0.52) and small at 3 months "
        "(g = 0.18)."
    ) == {(None, "Hedges g", 0.52, None), (2191.5, "Hedges g", 0.18, None)}
    assert _values(
        f"{PLACEBO}The difference in HAM-D was 3.6 (P = .01) at the end of treatment and 1.3 (P = .4) at 3 months."
    ) == {(None, "mean difference", 3.6, WON), (2191.5, "mean difference", 1.3, EVEN)}


def test_median_times_are_no_visits() -> None:
    assert _values(
        f"{PLACEBO}Relapse was less frequent with ketamine than with placebo (HR 0.46, 95% CI 0.22-0.96), with median "
        "times of 22 and 10 weeks."
    ) == {(None, "hazard ratio", 0.46, WON)}


def test_two_arms_scores_behind_the_word_difference() -> None:
    assert _pairs(
        f"{PLACEBO}There was a significant difference in the change in HAM-D score at week 4 between ketamine (mean "
        "-10.4, 95% CI -12.5 to -8.3) and placebo (mean -6.6, 95% CI -8.7 to -4.5) groups."
    ) == {("HAM-D-17", "mean change", -10.4, -6.6, None)}
    assert _pairs(
        f"{PLACEBO}There was a significant difference between ketamine and placebo (mean difference -3.8, 95% CI -6.0 "
        "to -1.6) in HAM-D at week 4."
    ) == {("HAM-D-17", "mean difference", None, None, -3.8)}


def test_the_count_of_both_groups_together_is_of_no_arm() -> None:
    assert _pairs(
        f"{PLACEBO}Among the 60 patients, 33 (55%) responded: 21 of 30 (70%) on ketamine and 12 of 30 (40%) on placebo."
    ) == {("response", "response rate", 70.0, 40.0, None)}


def test_shares_that_rose_in_each_arm_between_the_same_visits() -> None:
    rows = _outcomes(
        f"{PLACEBO}The response rate rose from 17% at day 1 to 43% at day 14 with ketamine, and from 7% to 20% with "
        "placebo."
    )
    assert {
        (o.timepoint.hours if o.timepoint else None, o.experimental_value, o.comparator_value)
        for o in rows
    } == {(24.0, 17.0, 7.0), (336.0, 43.0, 20.0)}


def test_depression_free_days_are_no_score() -> None:
    assert not _outcomes(
        f"{PLACEBO}Depression-free days were more frequent with ketamine (P = .03)."
    )
