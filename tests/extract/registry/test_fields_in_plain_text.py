"""A register's record printed as plain text: the fields of the design and the enrolment."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts

HEAD = "Ketamine in major depressive disorder\n\nClinicalTrials.gov Identifier: NCT09999991\n"


def _facts(record: str) -> StudyFacts:
    (facts,) = extract_bytes((HEAD + record).encode())
    return facts


@pytest.mark.parametrize(
    ("record", "design", "number"),
    [
        ("Study Type: Interventional\nPhase: Phase 2/Phase 3\nActual Enrollment: 64 participants\nAllocation: Randomized\n"
         "Intervention Model: Crossover Assignment\nMasking: Quadruple (Participant, Care Provider)\nCondition: Depression",
         (True, "crossover", "quadruple", "2/3"), 64),
        ("Study Type : | Interventional |\nActual Enrollment : | 9 participants |\nAllocation: | N/A |\n"
         "Intervention Model: | Single Group Assignment |\nMasking: | None (Open Label) |\n"
         "Depression | Drug: Ketamine | Phase 2 |", (False, "single group", "none", "2"), 9),
        ("Enrollment (Actual)\n\n33\n\nStudy Type\nInterventional\nPhase\nPhase 1\nAllocation\nNon-Randomized\n"
         "Intervention Model\nParallel Assignment\nMasking\nNone (Open Label)\nConditions\nDepression",
         (False, "parallel", "none", "1"), 33),
        ("Enrollment: 700 participants (actual)\nStudy Type: Interventional\nPhase: Phase 3\nAllocation: N/A\n"
         "Intervention Model: Single Group Assignment\nMasking: None (Open Label)", (False, "single group", "none", "3"), 700),
        ("Study Participants: 31\nPhase: Phase 4\nStudy Type: Interventional\nAllocation: Randomized\n"
         "Intervention Model: Parallel Assignment\nMasking: Triple", (True, "parallel", "triple", "4"), 31),
        ("Sample size (actual): 52\nStudy phase: III\nStudy type: Interventional\nStudy design: Parallel\n"
         "Blinding: Double\nCondition(s): depression", (None, "parallel", "double", "3"), 52),
        ("Enrollment: 40 (Anticipated)\nStudy type: Interventional\nAllocation: Randomized\n"
         "Intervention Model: Parallel Assignment\nMasking: Double", (True, "parallel", "double", None), None),
        ("Estimated Enrollment | 80 participants |\nStudy Type | Interventional |\nAllocation | Randomized |\n"
         "Intervention Model | Parallel Assignment |\nMasking | Single |", (True, "parallel", "single", None), None),
    ],
)  # fmt: skip
def test_fields(record: str, design: tuple[object, ...], number: int | None) -> None:
    facts = _facts(record)
    found = facts.design
    assert facts.screening.study_type == "protocol or registration"
    assert (found.randomized, found.assignment, found.masking, found.phase) == design
    assert facts.population.n_randomized == number


@pytest.mark.parametrize(
    "record",
    [
        "NA Completed INTERVENTIONAL\nEnrollment\n\n140\n\nParticipants\n\nStart Date\n\nMay 2, 2024\n\n"
        "Primary Completion Date\n\nJune 1, 2025\n\nStudy Completion Date\n\nJuly 1, 2025\n\nConditions\nDepression\n"
        "Interventions\nDRUG\n\nKetamine\n\nThe first group has ketamine. The control group has ECT.",
        "Lead Sponsor\nA hospital\nBrief Summary\nDoes ketamine help?\nDetailed Description\nKetamine or saline is given "
        "to depressed patients.\nTarget Recruitment\n90\nStudy Type\nINTERVENTIONAL\nStudy Design\nPARALLEL",
    ],
)
def test_labels_on_lines_of_their_own_make_a_record(record: str) -> None:
    facts = _facts(record)
    assert facts.screening.included
    assert facts.screening.study_type == "protocol or registration"
    assert facts.design.assignment == "parallel"
    assert facts.population.n_randomized is None


def test_headings_of_a_journal_are_no_record() -> None:
    facts = _facts(
        "Interventions\nKetamine or saline.\nConditions\nDepression\nMethods\nForty patients were randomized "
        "to ketamine or saline.\nResults\nScores fell."
    )
    assert facts.screening.study_type == "randomized trial"
