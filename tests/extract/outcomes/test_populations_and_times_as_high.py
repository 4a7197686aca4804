"""Results that open with whom they were counted in, ratios told as 'times', shares told in words.
Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

TWO = (
    "Ketamine or midazolam: a randomized double-blind trial\n\nMethods: Sixty adults with major depressive disorder were "
    "randomized to ketamine 0.5 mg/kg (n = 30) or midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. The primary "
    "outcome was the MADRS score at 24 hours.\nResults: "
)
WON = "favours experimental"


def _rows(sentence: str) -> tuple[Outcome, ...]:
    (facts,) = extract_bytes(f"{TWO}{sentence}".encode())
    return facts.outcomes


@pytest.mark.parametrize(
    "population",
    [
        "intention-to-treat population",
        "modified intention-to-treat population",
        "evaluable population",
    ],
)
def test_the_people_that_were_analysed_are_no_part_of_them(population: str) -> None:
    (row,) = _rows(
        f"In the {population}, the MADRS score at 24 hours was 14.2 with ketamine and 20.1 with midazolam (P = .01)."
    )
    assert (row.experimental_value, row.comparator_value, row.p_value) == (14.2, 20.1, 0.01)


def test_a_part_of_the_people_is_left_out() -> None:
    assert not _rows(
        "In the anxious subpopulation, the MADRS score at 24 hours was 14.2 with ketamine and 20.1 with midazolam (P = .01)."
    )


@pytest.mark.parametrize(
    ("sentence", "statistic", "value", "low"),
    [
        ("The odds of response were 2.18 times higher with ketamine than with midazolam (95% CI, 1.21 to 4.14).", "odds ratio", 2.18, 1.21),
        ("Those given ketamine had 2.18 times greater odds of response than those given midazolam (95% CI, 1.21 to 4.14).", "odds ratio", 2.18, 1.21),
        ("The hazard of relapse was 0.48 times that with midazolam (95% CI, 0.25 to 0.92).", "hazard ratio", 0.48, 0.25),
    ],
)  # fmt: skip
def test_so_many_times_the_odds(sentence: str, statistic: str, value: float, low: float) -> None:
    (row,) = _rows(sentence)
    assert (row.statistic, row.value, row.ci_low, row.direction) == (statistic, value, low, WON)


def test_a_figure_that_two_ways_of_telling_give_is_one() -> None:
    (row,) = _rows(
        "Ketamine reduced the MADRS by 7.95 points more than midazolam (95% CI 3.20-12.71; P = .002)."
    )
    assert (row.statistic, row.value, row.ci_low, row.ci_high) == (
        "mean difference",
        7.95,
        3.2,
        12.71,
    )


@pytest.mark.parametrize("shares", ["Two thirds of those given ketamine and a quarter of those given midazolam", "Half of the ketamine group and one fifth of the midazolam group"])  # fmt: skip
def test_shares_in_words_were_in_remission(shares: str) -> None:
    (row,) = _rows(f"{shares} were in remission at 24 hours (P = .02).")
    assert (row.measure, row.p_value, row.direction) == ("remission", 0.02, WON)
