"""What all or some of the people had is no part of what an arm was given. Every sentence is our own."""

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


@pytest.mark.parametrize(
    "methods",
    [
        "Seventy patients with depression receiving ECT with propofol were randomised to ketamine 0.3 mg/kg or saline.",
        "Seventy patients with depression were randomised to ketamine 0.3 mg/kg or saline (35 in each group) before "
        "each of eight ECT sessions.",
    ],
)
def test_the_treatment_that_all_came_for_is_no_arm(methods: str) -> None:
    (facts,) = extract_bytes(f"Ketamine beside ECT in depression\n\nMethods: {methods}".encode())
    assert [arm.drug for arm in facts.arms] == ["ketamine", "saline"]
