"""What some of the people took is no part of what an arm was given. Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes


def _add_ons(people: str) -> set[tuple[str, ...]]:
    (facts,) = extract_bytes(
        (
            "Ketamine in depression\n\nMethods: In a double-blind trial, eighty adults with major depressive disorder"
            f"{people} were randomly assigned to ketamine 0.5 mg/kg or midazolam 0.02 mg/kg."
        ).encode()
    )
    assert len(facts.arms) == 2
    return {arm.add_on for arm in facts.arms}


@pytest.mark.parametrize(
    "people",
    [
        ", of whom 60% (n = 48) were taking antidepressant medication,",
        ", most of them taking an antidepressant,",
        " (70% on antidepressants)",
    ],
)
def test_some_took_it(people: str) -> None:
    assert _add_ons(people) == {()}


def test_all_took_it() -> None:
    assert _add_ons(" on a stable antidepressant") == {("oral antidepressant",)}
