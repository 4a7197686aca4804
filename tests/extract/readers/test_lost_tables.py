"""Tables in running text whose columns nothing tells: they are no prose. All texts invented."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

TRIAL = (
    "Esketamine for depression: a randomized trial\n\nAdults with treatment-resistant depression were randomized to esketamine nasal spray "
    "84 mg (n = 60) or placebo nasal spray (n = 60), double-blind.\n\nResults\n\n"
)
BROKEN = (
    "Table 3.\n\nMADRS total score: change to day 28, by sex and treatment\n\nWomen Men\nEsketamine +\nantidepressant\nPlacebo +\nantidepressant\n"
    "Baseline\n   N 35 34 25 26\n   Mean (SD) 37.2 (5.4) 37.0 (6.0) 36.1 (5.0) 36.6 (5.5)\n"
    "Change to day 28\n   N 33 33 24 25\n   Mean (SD) -20.0 (13.0) -15.1 (14.1) -18.2 (14.0) -16.4 (14.2)\n"
    "Difference (SE) -4.6 (1.9) -1.8 (2.0)\n   95% CI -8.3, -0.9 -5.7, 2.1\n"
)


def _outcomes(text: str) -> tuple[Outcome, ...]:
    (facts,) = extract_bytes(text.encode())
    return facts.outcomes


def test_the_lines_of_a_table_that_is_not_understood_are_no_results() -> None:
    assert _outcomes(TRIAL + BROKEN) == ()


def test_what_stands_behind_such_a_table_is_read() -> None:
    told = (
        "\n\nAt day 28 the MADRS score was 17.1 with esketamine and 21.4 with placebo (P = 0.04).\n"
    )
    (found,) = _outcomes(TRIAL + BROKEN + told)
    assert (found.experimental_value, found.comparator_value, found.p_value) == (17.1, 21.4, 0.04)


@pytest.mark.parametrize(
    "told",
    [
        "Table 2 shows the scores.\nAt day 28 the MADRS score was 17.1 with esketamine and 21.4 with placebo (P = 0.04).\n",
        "Table 2. Scores\n\nAt day 28 the MADRS score was 17.1 with esketamine and 21.4 with placebo (P = 0.04).\n",
    ],
)
def test_sentences_below_the_name_of_a_table_are_no_table(told: str) -> None:
    (found,) = _outcomes(TRIAL + told)
    assert (found.experimental_value, found.comparator_value) == (17.1, 21.4)
