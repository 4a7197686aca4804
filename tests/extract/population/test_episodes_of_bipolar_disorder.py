"""A depressive episode of a bipolar disorder is bipolar depression; every text is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes


@pytest.mark.parametrize(
    ("who", "conditions"),
    [
        ("a major depressive episode of bipolar I or II disorder", ("bipolar depression",)),
        ("a major depressive episode in the context of bipolar disorder", ("bipolar depression",)),
        ("a major depressive episode and no bipolar disorder", ("major depressive disorder",)),
    ],
)
def test_whose_episode_it_is(who: str, conditions: tuple[str, ...]) -> None:
    text = f"A trial of ketamine\n\nMethods: Patients with {who} were randomized to ketamine 0.5 mg/kg or saline.\n"
    (facts,) = extract_bytes(text.encode())
    assert facts.population.conditions == conditions
