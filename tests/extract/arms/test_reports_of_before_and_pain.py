"""What a first report counted, pumps for pain, usual care that went on, names of dose groups in results, and
a flexible spray; every text is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts

TITLE = "Ketamine in treatment-resistant depression\n\n"


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes((TITLE + text + "\n").encode())
    return facts


def test_the_people_of_a_first_report_are_not_this_one_s() -> None:
    facts = _facts(
        "Background: Our first report, in 12 patients, suggested that ketamine works; a larger sample is described.\n"
        "Methods: Drugs were washed out, after which participants with treatment-resistant depression (TRD; n = 31) "
        "received six open-label infusions of ketamine 0.4 mg/kg.\nResults: Response was seen in 65%."
    )
    assert facts.population.n_randomized == 31
    assert [a.n for a in facts.arms] == [31]


def test_a_call_for_randomised_trials_is_none() -> None:
    facts = _facts(
        "In this open-label pilot, n = 28 adults with chronic suicidal thoughts and depression took sub-anaesthetic "
        "oral ketamine once a week. Oral ketamine seems feasible, and randomised trials are justified."
    )
    assert (facts.design.randomized, facts.design.assignment) == (False, "single group")
    assert facts.population.n_randomized == 28


def test_usual_care_of_both_groups_is_no_group() -> None:
    facts = _facts(
        "Methods: Forty patients with depression were randomized to ketamine 0.4 mg/kg or midazolam 0.03 mg/kg; "
        "standard of care went on in both groups."
    )
    assert [a.drug for a in facts.arms] == ["ketamine", "midazolam"]


def test_a_pump_for_pain_lends_no_route() -> None:
    facts = _facts(
        "Methods: In this randomized study women with depression having a cesarean were given 0.4 mg/kg ketamine "
        "(ketamine group) or standard care (control group). All had a patient-controlled intravenous analgesia "
        "device."
    )
    assert facts.arms[0].route is None


def test_names_of_dose_groups_are_no_dose_of_the_comparator() -> None:
    facts = _facts(
        "Methods: Ninety patients with depression were randomized to esketamine nasal spray 28 mg, 56 mg, or 84 mg, "
        "or oral midazolam.\nResults: Esketamine was superior to midazolam when the 56-mg and 84-mg groups were "
        "pooled (difference -5.1; 95% CI -9.8 to -0.4)."
    )
    assert [a.dose for a in facts.arms if a.drug == "midazolam"] == [None]


def test_flexibly_dosed() -> None:
    facts = _facts(
        "Methods: In this open-label extension intranasal esketamine was dosed flexibly (28, 56 or 84 mg) in 90 "
        "adults with depression."
    )
    (arm,) = facts.arms
    assert arm.dose is not None
    assert (arm.dose.low, arm.dose.high) == (28.0, 84.0)


@pytest.mark.parametrize("unit", ["mg·kg-1", "mg kg-1", "mg/kg"])
def test_minutes_behind_any_unit(unit: str) -> None:
    facts = _facts(
        f"Methods: Eighty patients with depression were randomized to intravenous ketamine 0.4 {unit} for 35 minutes "
        "or saline."
    )
    assert facts.arms[0].infusion_minutes == 35.0


def test_groups_told_apart_by_their_pumps() -> None:
    facts = _facts(
        "Methods: In this randomized study of women with depression the low-dose group had an infusion of "
        "esketamine 0.2 mg/kg followed by patient-controlled intravenous analgesia (PCIA) with esketamine 1.5 mg/kg; "
        "the high-dose group had the same infusion followed by PCIA with esketamine 3 mg/kg; the control group had "
        "saline throughout."
    )
    told = [(a.drug, a.dose.value if a.dose else None) for a in facts.arms]
    assert told == [("esketamine", 1.5), ("esketamine", 3.0), ("saline", None)]


def test_groups_of_one_dose_by_their_names() -> None:
    facts = _facts(
        "Methods: In a randomized study 96 patients with depression having surgery were divided into three groups. "
        "Group Pre-ESK (n = 33) received esketamine 0.3 mg/kg 2 h before induction; group Post-ESK (n = 32) received "
        "esketamine 0.3 mg/kg after induction; group Placebo (n = 31) received saline."
    )
    assert [(a.drug, a.n) for a in facts.arms] == [
        ("esketamine", 33),
        ("esketamine", 32),
        ("saline", 31),
    ]


def test_people_who_entered_a_randomized_trial() -> None:
    facts = _facts(
        "Sixty patients with treatment-resistant depression entered a randomized, placebo-controlled trial of "
        "adjunctive treatment. They were given ketamine 0.4 mg/kg (n=31) or saline (n=29). The MADRS fell."
    )
    assert facts.screening.study_type == "randomized trial"


def test_so_many_in_all() -> None:
    facts = _facts(
        "Methods: Patients (N = 240 in all) with depression were randomized to ketamine 0.4 mg/kg or saline."
    )
    assert facts.population.n_randomized == 240
