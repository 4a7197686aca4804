"""Words of care in general, of pooled trials of one programme, and of a control that was missing."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts


def _facts(title: str, text: str) -> StudyFacts:
    (facts,) = extract_bytes(f"{title}\n\n{text}\n".encode())
    return facts


@pytest.mark.parametrize(
    "around",
    [
        "Background: Stopping antidepressants first is hardly done in routine practice.",
        "Background: Little is known of the drug in routine care, and real-world data are few.",
        "Introduction: Observational studies have been small. Chart reviews are prone to bias.",
    ],
)
def test_care_in_general_makes_no_observational_study(around: str) -> None:
    facts = _facts(
        "Serial ketamine in resistant depression",
        f"{around}\nMethods: Patients with treatment-resistant depression completed six IV infusions of "
        "ketamine 0.5 mg/kg.\nResults: Fifteen patients were enrolled.\nLimitations: A small sample and "
        "the lack of a placebo group limit the interpretation.",
    )
    assert facts.screening.study_type == "non-randomized trial"
    assert (facts.design.randomized, facts.design.assignment) == (False, "single group")
    assert [(a.drug, a.n) for a in facts.arms] == [("ketamine", 15)]


@pytest.mark.parametrize(
    "text",
    [
        "Methods: Data of 60 patients treated in routine practice were reviewed. They had six infusions of "
        "ketamine 0.5 mg/kg.",
        "Background: Randomized trials are many. Methods: We reviewed the charts of 41 patients with "
        "depression given ketamine 0.5 mg/kg.",
    ],
)
def test_care_as_given_stays_out(text: str) -> None:
    assert not _facts("Ketamine infusions for depression", text).screening.included


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("The spray in suicidal patients with depression: pooled results of NORTH I and II",
         "Background: Two phase 3 trials of identical design were pooled.\nMethods: In both double-blind "
         "trials, adults with major depressive disorder were randomized to esketamine 84 mg or placebo."),
        ("Esketamine by baseline anxiety in depression: pooled analysis",
         "Methods: Data from NORTH-1 and NORTH-2, randomized and double-blind, were pooled. Adults with "
         "major depressive disorder were given esketamine 84 mg or placebo."),
        ("Esketamine in depression", "Methods: Participants of two randomized trials were pooled; they had "
         "esketamine 84 mg or placebo for major depressive disorder."),
    ],
)  # fmt: skip
def test_pooled_trials_of_one_programme_are_in(title: str, text: str) -> None:
    facts = _facts(title, text)
    assert facts.screening.study_type == "randomized trial"
    assert sorted(a.drug for a in facts.arms) == ["esketamine", "placebo"]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Esketamine for depression: pooled analysis of randomized trials",
         "Methods: We searched PubMed for randomized trials. Seven trials were pooled by random effects."),
        ("Esketamine for depression: pooled results and meta-analysis",
         "Methods: Two randomized trials were pooled. Patients were randomized to esketamine or placebo."),
        ("Ketamine for depression: a systematic review and pooled analysis",
         "Methods: Data from two trials were pooled. In both trials, adults were randomized to ketamine."),
    ],
)  # fmt: skip
def test_pooled_literature_stays_out(title: str, text: str) -> None:
    assert not _facts(title, text).screening.included


@pytest.mark.parametrize(
    "missing",
    [
        "The study had no placebo control.",
        "There was no control group.",
        "Lack of a control group is a limitation.",
    ],
)
def test_a_control_that_was_missing_is_no_group(missing: str) -> None:
    facts = _facts(
        "Esketamine in bipolar depression: a prospective study",
        "Methods: Twenty adults with bipolar depression received weekly esketamine 0.4 mg/kg under the "
        f"skin for 4 weeks.\nResults: Ten responded. {missing}",
    )
    assert facts.design.assignment == "single group"
    assert [(a.drug, a.n) for a in facts.arms] == [("esketamine", 20)]


@pytest.mark.parametrize(
    ("title", "included"),
    [
        ("Ketamine and naltrexone in depression with alcohol use disorder: a randomized trial", True),
        ("Ketamine for comorbid alcohol use disorder and major depressive disorder: a randomized trial", True),
        ("Ketamine for alcohol use disorder in people who may have depression: a randomized trial", False),
    ],
)  # fmt: skip
def test_people_with_depression_and_another_disorder(title: str, included: bool) -> None:
    text = (
        f"{title}\n\nMethods: Adults with major depressive disorder and alcohol use disorder were randomized to ketamine 0.5 mg/kg "
        "or saline.\nResults: MADRS scores at day 7 were lower with ketamine (P = .02)."
    )
    (facts,) = extract_bytes(text.encode())
    assert facts.screening.included is included
