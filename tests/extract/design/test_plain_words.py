"""Designs told in plain words, as news and older reports do."""

from __future__ import annotations

import pytest

from dosetable.extract.facts import Design
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.design import read_design
from dosetable.extract.twin import twin


def _design(text: str) -> Design:
    return read_design(twin(text), (Sentence(0, len(text), "own", "methods", False),))


@pytest.mark.parametrize(
    ("text", "assignment"),
    [
        ("Patients were allotted at random to ketamine or placebo.", "parallel"),
        ("Participants drew lots for ketamine or placebo.", "parallel"),
        ("A computer decided who got ketamine.", "parallel"),
        ("Patients had both treatments, the order left to chance.", "crossover"),
        ("Ketamine and placebo were given in random sequence.", "crossover"),
        ("In this randomized trial each person served as their own control.", "crossover"),
        ("Randomized infusions were given on two separate test days.", "crossover"),
        ("Once well, responders were randomized to continue or stop.", "randomized withdrawal"),
    ],
)
def test_randomized_designs(text: str, assignment: str) -> None:
    found = _design(text)
    assert (found.randomized, found.assignment) == (True, assignment)


@pytest.mark.parametrize(
    ("text", "masking"),
    [
        ("Doctors and patients were kept in the dark.", "double"),
        ("Patients knew what they got but the raters did not.", "single"),
        ("Scores were taken by raters unaware of treatment.", "single"),
        ("Masking / blinding: Blinded (masking used): the people treated", "double"),
    ],
)
def test_masking(text: str, masking: str) -> None:
    assert _design(text).masking == masking


def test_what_is_not_said_is_not_filled_in() -> None:
    assert _design("All patients improved over six weeks.") == Design()
