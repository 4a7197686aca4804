"""A full text tests much that is no scale of depression, and tells of other studies. All texts invented."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

HEAD = (
    "Ketamine and the amygdala in depression: a randomized trial\n\nMethods\n\nForty adults with major depressive disorder were randomized to ketamine "
    "0.5 mg/kg (n = 20) or saline (n = 20), infused over 40 minutes. The primary outcome was the MADRS score at day 1. "
)
SCANS = "Each run began with a block of rest, and the same order of blocks was kept for all. " * 45
NAMED = "At day 1 the MADRS score was 15.2 with ketamine and 22.4 with saline (P = 0.01). "


def _outcomes(results: str) -> tuple[Outcome, ...]:
    (facts,) = extract_bytes(f"{HEAD}{SCANS}\n\nResults\n\n{results}\n".encode())
    return facts.outcomes


@pytest.mark.parametrize(
    "told",
    [
        "A group by region analysis of variance showed a main effect of region (F(2,38) = 6.0, P = 0.005) in the ketamine group. ",
        "There was a significant difference between groups during run 3 (t(38) = 2.6, P = 0.01). ",
        "The amygdala signal rose in both groups. The rise was kept in the last run. There was a significant difference between the ketamine and saline groups (t(38) = 2.6, P = 0.01). ",
    ],
)  # fmt: skip
def test_a_test_that_names_no_scale_is_of_none(told: str) -> None:
    assert [(o.measure, o.experimental_value) for o in _outcomes(told)] == []
    assert [(o.measure, o.experimental_value) for o in _outcomes(NAMED + SCANS + told)] == [("MADRS", 15.2)]  # fmt: skip


def test_the_sentence_behind_that_which_names_the_scale_goes_on_with_it() -> None:
    told = "MADRS scores were rated at each visit. At day 1 the mean score was 15.2 with ketamine and 22.4 with saline (P = 0.01). "
    assert [(o.measure, o.experimental_value) for o in _outcomes(told)] == [("MADRS", 15.2)]


@pytest.mark.parametrize(
    "told",
    [
        "Smith et al. (2009) found that patients given ketamine had lower MADRS scores than those given saline (P = 0.01). ",
        "The MADRS was used as before, with ketamine and saline (Smith et al. in J Mood 3(1):91-111, 2015. doi:10.1000/mood.2015). ",
        "For each extra point of the MADRS at baseline a fall of 0.5 points is expected with ketamine and of 4.3 with saline. ",
    ],
)
def test_other_studies_references_and_slopes_are_no_results(told: str) -> None:
    assert [(o.measure, o.experimental_value) for o in _outcomes(NAMED + told)] == [("MADRS", 15.2)]


@pytest.mark.parametrize(
    ("told", "pair"),
    [
        ("In the ketamine group, MADRS scores decreased significantly (t(19) = 2.12, P = 0.02).", (None, None)),
        ("For the ketamine group, changes were seen on the scales: MADRS scores fell (t(19) = 2.12, P = 0.02).", (None, None)),
        ("In the ketamine group, MADRS scores decreased more than with saline (t(38) = 2.12, P = 0.02).", ("A2", "favours experimental")),
    ],
)  # fmt: skip
def test_the_test_of_a_group_against_its_own_start_is_of_no_two_groups(
    told: str, pair: tuple[str | None, str | None]
) -> None:
    (found,) = _outcomes(told)
    assert (found.value, found.comparator_arm, found.direction) == (2.12, *pair)
