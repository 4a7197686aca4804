"""Numbers near people that are not the size of the sample; every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts


def _facts(*lines: str) -> StudyFacts:
    (facts,) = extract_bytes("\n".join(lines).encode())
    return facts


def test_a_threshold_is_no_group() -> None:
    facts = _facts(
        "Ketamine in bipolar depression: a randomized trial\n",
        "Methods: Adults with bipolar depression and a suicidal ideation score of at least 4 were "
        "randomized to ketamine 0.5 mg/kg or midazolam 0.02 mg/kg.",
        "Results: Eighteen participants were randomized (8 ketamine, 10 midazolam).",
    )
    assert [a.n for a in facts.arms] == [8, 10]
    assert facts.population.n_randomized == 18


def test_an_upper_age_is_no_sample() -> None:
    facts = _facts(
        "Esketamine with magnetic stimulation in depression: a randomized trial\n",
        "Methods: Fifty patients aged 18 to 65 with treatment-resistant depression received "
        "esketamine 0.25 mg/kg and were randomized to stimulation or sham.",
        "Results: HAMD scores fell.",
    )
    assert facts.population.n_randomized == 50
    assert (facts.population.age_min, facts.population.age_max) == (18, 65)


def test_a_share_of_the_sample_is_not_the_sample() -> None:
    facts = _facts(
        "Ketamine in adolescents with treatment-resistant depression: an open-label study\n",
        "Methods: Adolescents received six ketamine (0.5 mg/kg) infusions over 2 weeks.",
        "Results: Six (40%) adolescents met criteria for response.",
    )
    assert facts.population.n_randomized is None
    assert [a.n for a in facts.arms] == [None]
    assert facts.arms[0].schedule is not None


def test_ages_in_a_bracket_behind_the_people() -> None:
    facts = _facts(
        "Ketamine in the emergency department: a randomized trial\n",
        "Methods: 20 adults (18-65) with suicidal ideation were randomized to ketamine 0.2 mg/kg "
        "or saline.",
        "Results: MADRS scores fell.",
    )
    assert (facts.population.age_min, facts.population.age_max) == (18, 65)


def test_an_anaesthetic_of_both_groups_is_no_arm() -> None:
    facts = _facts(
        "Ketamine with ECT for major depression: a randomized double-blind trial\n",
        "Methods: 40 patients with major depression were randomized to propofol (1 mg/kg) plus "
        "ketamine (0.5 mg/kg) or propofol (1 mg/kg) plus placebo before each session.",
        "Results: HAM-D scores did not differ.",
    )
    assert {a.drug for a in facts.arms} == {"ketamine", "placebo"}


def test_double_dummy_is_no_placebo_group() -> None:
    facts = _facts(
        "Routes of ketamine in depression: a randomized, double-blind, double-dummy trial\n",
        "Methods: 30 patients with major depression were randomized to intravenous ketamine 0.5 "
        "mg/kg or intramuscular ketamine 0.25 mg/kg.",
        "Results: HAM-D scores fell.",
    )
    assert {a.role for a in facts.arms} == {"experimental"}


def test_a_dose_in_the_pump_is_a_step_and_both_groups_are_counted() -> None:
    facts = _facts(
        "Ketamine and postpartum depression after caesarean section: a randomized trial\n",
        "Methods: 200 women were randomly divided into a ketamine group (100 cases) and a control "
        "group (100 cases). The ketamine group was given 0.5 mg/kg ketamine after delivery and 150 "
        "mg ketamine in the pump; the control group received saline.",
        "Results: EPDS scores fell.",
    )
    assert [(a.drug, a.n) for a in facts.arms] == [("ketamine", 100), ("saline", 100)]


def test_an_anaesthetic_joined_by_a_hyphen_is_no_arm() -> None:
    facts = _facts(
        "Esketamine in ECT for adolescents with major depression: a randomized trial\n",
        "Methods: 60 adolescents with major depression were randomized to propofol-esketamine "
        "(propofol 1.5 mg/kg + esketamine 0.5 mg/kg; n = 30) or propofol-saline (n = 30).",
        "Results: HAMD scores fell.",
    )
    assert [(a.drug, a.n) for a in facts.arms] == [("esketamine", 30), ("saline", 30)]


def test_graded_depression_of_no_named_disorder_is_symptoms() -> None:
    facts = _facts(
        "Esketamine for depression in palliative care: a randomized trial\n",
        "Methods: 30 patients with cancer and moderate to severe depression were randomized to "
        "esketamine 0.25 mg/kg or midazolam 0.015 mg/kg.",
        "Results: PHQ-9 scores fell.",
    )
    assert facts.population.conditions == ("depressive symptoms",)


def test_healthy_volunteers_are_not_treated() -> None:
    facts = _facts(
        "Ketamine and connectivity in healthy volunteers: a randomized trial of relevance to "
        "depression\n",
        "Methods: 40 healthy volunteers were randomized to ketamine 0.5 mg/kg or placebo.",
    )
    assert facts.screening.included is False


@pytest.mark.parametrize(
    "share", ["Fifty three percent", "Seventy-nine percent", "Forty two per cent"]
)
def test_a_share_in_words_is_no_number_of_people(share: str) -> None:
    (facts,) = extract_bytes(
        (
            "Ketamine in depression: a randomized trial\n\nMethods: Patients with major depressive disorder were randomly "
            f"assigned to ketamine 0.5 mg/kg or saline.\nResults: {share} of ketamine-treated patients responded at 24 h."
        ).encode()
    )
    assert facts.population.n_randomized is None


def test_the_people_of_one_group_are_not_the_sample() -> None:
    (facts,) = extract_bytes(
        b"Ketamine in depression: a randomized trial\n\nMethods: Patients with major depressive disorder were randomly assigned "
        b"to ketamine 0.5 mg/kg, ketamine 0.2 mg/kg or saline.\nResults: A total of 79 participants were in the 0.5-mg/kg group, "
        b"75 in the 0.2-mg/kg group, and 79 in the saline group."
    )
    assert facts.population.n_randomized is None
