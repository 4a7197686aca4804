"""Design: each field from a sentence of its own."""

import pytest

from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.design import read_design
from dosetable.extract.twin import twin


def design(text):
    return read_design(twin(text), (Sentence(0, len(text), "own", "methods", False),))


@pytest.mark.parametrize(
    ("text", "masking"),
    [
        ("A randomized double-blind trial.", "double"),
        ("An open-label randomized trial with blinded raters.", "single"),
        ("A randomized open-label trial.", "none"),
        ("A randomized, double-blind trial with an open-label extension.", "double"),
        ("Participants were randomized; neither the patients nor the staff knew.", "double"),
        ("Masking: Quadruple. Allocation: Randomized.", "quadruple"),
        ("A randomized trial.", None),
        ("Nine patients received open-label ketamine infusions.", "none"),
        ("A randomized trial; responders then got open-label ketamine infusions.", None),
    ],
)
def test_masking(text, masking):
    assert design(text).masking == masking


@pytest.mark.parametrize(
    ("text", "assignment", "randomized"),
    [
        ("A randomized crossover trial.", "crossover", True),
        ("A randomized withdrawal study.", "randomized withdrawal", True),
        ("Patients were randomized to two groups.", "parallel", True),
        ("An open-label single-arm study.", "single group", False),
        ("A randomized trial; placebo patients were allowed to cross over.", "parallel", True),
        ("Patients were treated.", None, None),
    ],
)
def test_assignment(text, assignment, randomized):
    found = design(text)
    assert (found.assignment, found.randomized) == (assignment, randomized)


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("A phase 3 trial.", "3"),
        ("A randomized phase II/III study.", "2/3"),
        ("In phase 1 of the study all got ketamine.", None),
        ("There are three phases. In phase 1, participants receive ketamine.", None),
        ("In this phase 3 trial, participants received ketamine.", "3"),
        ("Phase: IV", "4"),
    ],
)
def test_phase(text, phase):
    assert design(text).phase == phase


def test_evidence_quotes_the_words():
    text = "A randomized, double-blind trial at three centers."
    for evidence in design(text).evidence:
        assert text[evidence.start : evidence.end].strip()
        assert evidence.field in {"randomized", "masking", "assignment", "sites"}
    assert design(text).sites == 3


def test_what_the_conclusions_say_of_another_part_is_not_the_design() -> None:
    text = "An open-label study. The randomized double-blind second part has been completed."
    cut = text.index("The")
    found = read_design(
        twin(text),
        (
            Sentence(0, cut - 1, "own", "title", False),
            Sentence(cut, len(text), "own", "conclusions", False),
        ),
    )
    assert (found.randomized, found.masking) == (False, "none")


def test_a_randomized_study_that_only_its_conclusions_call_so() -> None:
    text = "In this randomized trial ketamine was better than placebo."
    found = read_design(twin(text), (Sentence(0, len(text), "own", "conclusions", False),))
    assert found.randomized
