"""Non-inferiority and the sign of a difference; every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Noninferiority, Outcome


def rows(results: str) -> list[Outcome]:
    text = (
        "Esketamine against ketamine in treatment-resistant depression: a randomized trial\n\n"
        "Methods: 80 adults with treatment-resistant depression were randomized to esketamine "
        "0.25 mg/kg or ketamine 0.5 mg/kg. The non-inferiority margin was set at 15 percentage points. "
        "The MADRS was rated at 24 hours.\n"
        f"Results: {results}\n"
    )
    (found,) = extract_bytes(text.encode())
    return list(found.outcomes)


@pytest.mark.parametrize(
    ("words", "met"),
    [
        ("which confirmed that esketamine was non-inferior", True),
        ("so that esketamine was not shown to be non-inferior", False),
        ("P = 0.01 for noninferiority", True),
        ("P = 0.21 for noninferiority", False),
    ],
)
def test_met_or_not(words: str, met: bool) -> None:
    found = rows(
        f"At 24 hours remission was 30% with esketamine and 25% with ketamine (difference 5%), {words}."
    )
    assert {r.noninferiority for r in found} == {Noninferiority(margin=15, met=met)}


def test_nothing_said_is_nothing() -> None:
    found = rows("At 24 hours remission was 30% with esketamine and 25% with ketamine.")
    assert [r.noninferiority for r in found] == [None]


@pytest.mark.parametrize(
    "printed", ["4.2 points lower", "lower by 4.2 points", "lower (mean difference -4.2)"]
)
def test_a_difference_is_the_experimental_minus_the_comparator(printed: str) -> None:
    found = rows(
        f"At 24 hours the MADRS was {printed} with esketamine than with ketamine (P = 0.01)."
    )
    assert [r.normalized_value for r in found if r.value is not None] == [-4.2]


def test_a_difference_that_favours_nobody_has_no_sign() -> None:
    found = rows(
        "At 24 hours the mean difference in MADRS between esketamine and ketamine was 1.3 (P = 0.60)."
    )
    assert [r.normalized_value for r in found] == [None]
