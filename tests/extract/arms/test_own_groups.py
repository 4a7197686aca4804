"""Comparators that one group had by itself, and amounts in pairs behind a drug and its comparator."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm

TITLE = "Ketamine in depression: a randomized trial\n\n"


def _arms(text: str) -> list[Arm]:
    (facts,) = extract_bytes((TITLE + text).encode())
    return list(facts.arms)


def _dose(arm: Arm) -> object:
    if arm.dose is None:
        return None
    if arm.dose.value is not None:
        return arm.dose.value
    return (arm.dose.low, arm.dose.high)


@pytest.mark.parametrize(
    ("text", "arms"),
    [
        ("Women were allocated at random to a pump with sufentanil 2 µg/kg alone (group S), or sufentanil 1.5 µg/kg "
         "combined with esketamine 0.4 mg/kg (group E).", [("esketamine", 0.4), ("sufentanil", 2.0)]),
        ("Patients were randomized to esketamine 0.2 mg/kg plus hydromorphone 0.1 mg/kg or hydromorphone 0.15 mg/kg "
         "alone.", [("esketamine", 0.2), ("hydromorphone", 0.15)]),
        ("In the ketofol group ECT was done under ketamine 0.4 mg/kg and propofol 0.4 mg/kg, and in the propofol "
         "group with propofol 1 mg/kg; allocation was random.", [("ketamine", 0.4), ("propofol", 1.0)]),
        ("Anesthesia was induced with thiopental 2-4 mg/kg in group T and with ketamine 1-2 mg/kg in group K; "
         "patients were randomly placed in the groups.", [("ketamine", (1.0, 2.0)), ("thiopental", (2.0, 4.0))]),
        ("By random draw ketamine 0.8 mg/kg was given in group K and etomidate 0.3 mg/kg in group E.",
         [("etomidate", 0.3), ("ketamine", 0.8)]),
        ("Patients had eight ECT sessions under anaesthesia with either methohexital 1 mg/kg or ketamine 0.9 mg/kg, "
         "by random assignment.", [("ketamine", 0.9), ("methohexital", 1.0)]),
        ("We randomised patients to subcutaneous ketamine or midazolam: cohort 1 had a fixed dose (0.4 mg/kg vs 0.02 "
         "mg/kg) and cohort 2 a flexible one (0.4-0.8 mg/kg vs 0.02-0.04 mg/kg).",
         [("ketamine", (0.4, 0.8)), ("ketamine", 0.4), ("midazolam", (0.02, 0.04)), ("midazolam", 0.02)]),
        ("We randomised patients to ketamine or midazolam, once a week (0.5 mg/kg versus 0.03 mg/kg).",
         [("ketamine", 0.5), ("midazolam", 0.03)]),
        ("Patients were randomized to esketamine 56 mg vs 84 mg.",
         [("esketamine", 56.0), ("esketamine", 84.0)]),
        ("Patients were randomised to esketamine 0.4 mg/kg at induction followed by 1.5 mg/kg in the PCA pump, or "
         "sufentanil in the pump only.", [("esketamine", 0.4), ("sufentanil", None)]),
        ("Patients of the esketamine group had a pump with esketamine 1.0 mg/kg and sufentanil 1.0 ug/kg, those in the "
         "control group sufentanil 2.0 ug/kg; chance decided.", [("esketamine", 1.0), ("sufentanil", 2.0)]),
        ("The control treatment was sufentanil 2 ug/kg + tropisetron 8 mg, and the experimental treatment had "
         "additional esketamine (1.2 mg/kg); patients were randomised.", [("esketamine", 1.2), ("no treatment", None)]),
        ("Patients in group A received propofol 2 mg/kg + esketamine 0.3 mg/kg and group B received propofol 2 mg/kg + "
         "fentanyl 1 ug/kg by random draw.", [("esketamine", 0.3), ("fentanyl", 1.0)]),
        ("Patients in group A (n = 31) were induced with propofol, fentanyl and ketamine 0.8 mg/kg, and patients in group "
         "B (n = 32) were induced with propofol and fentanyl, and all patients were maintained with nitrous oxide, by "
         "random division.", [("ketamine", 0.8), ("no treatment", None)]),
        ("Subjects were given nitrous oxide 50%, ketamine 0.4 mg/kg or placebo at random.",
         [("ketamine", 0.4), ("nitrous oxide", None), ("placebo", None)]),
        ("Patients pretreated with naltrexone 50 mg or placebo received 0.6 mg/kg ketamine in a randomized crossover.",
         [("ketamine", 0.6)]),
        ("Patients received ketamine 0.5 mg/kg, one hour after either lorazepam 2 mg or placebo, at random.",
         [("ketamine", 0.5)]),
        ("Patients were randomized to esketamine spray (28 mg on day 1; 56 or 84 mg thereafter) or placebo.",
         [("esketamine", (56.0, 84.0)), ("placebo", None)]),
        ("Women were randomised to esketamine 0.25 mg/kg or saline, followed by a PCIA pump with sufentanil, with or "
         "without esketamine 40 mg, respectively.", [("esketamine", 0.25), ("saline", None)]),
        ("Participants were given by chance lanicemine 50 mg, lanicemine 100 mg or placebo, or ketamine 0.5 mg/kg.",
         [("ketamine", 0.5), ("lanicemine", 100.0), ("lanicemine", 50.0), ("placebo", None)]),
        # Drugs that no vocabulary has.
        ("Patients were randomized to ABC123 0.16 mg/kg or ketamine 0.5 mg/kg.", [("ketamine", 0.5)]),
        ("Patients were randomized to esketamine 0.3 mg/kg or lidocaine patches at a dose of 5 mg.",
         [("esketamine", 0.3)]),
        ("XY-107 is an oral ketamine tablet. Patients were randomized to XY-107 30 mg, XY-107 60 mg or placebo.",
         [("ketamine", 30.0), ("ketamine", 60.0), ("placebo", None)]),
        ("Patients were randomly assigned to anesthesia with propofol with esketamine 0.4 mg/kg or without it.",
         [("esketamine", 0.4), ("no treatment", None)]),
        ("Patients were randomised to a ketamine gargle 40 mg or placebo.", [("ketamine", 40.0), ("placebo", None)]),
        ("Randomised participants had lozenges of 100 mg or 200 mg ketamine or an inert lozenge.",
         [("ketamine", 100.0), ("ketamine", 200.0), ("placebo", None)]),
    ],
)  # fmt: skip
def test_each_group_has_its_own_drug_and_dose(text: str, arms: list[tuple[str, object]]) -> None:
    told = [(a.drug, _dose(a)) for a in _arms(f"Methods: {text}")]
    assert sorted(told, key=lambda t: (t[0], str(t[1]))) == arms


def test_a_companion_s_route_is_not_the_drug_s() -> None:
    (arm,) = _arms(
        "Methods: Patients were randomized to ketamine 0.5 mg/kg with or without oral memantine 10 mg."
    )
    assert arm.route is None


def test_a_size_in_the_bracket_of_the_treatment() -> None:
    text = (
        "Methods: Patients were randomly divided into the observation group (esketamine 0.3 mg/kg, 37 cases) and the "
        "control group (same volume of saline, 38 cases)."
    )
    assert {a.drug: a.n for a in _arms(text)} == {"esketamine": 37, "saline": 38}


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("Those in groups K1 and K2 were given ketamine 0.1 and 0.2 mg/kg, respectively, and those in group C saline; "
         "26 patients were randomly put in each group.", [26, 26, 26]),
        ("21 patients with major depression receiving ketamine only (group 1) and 19 patients receiving ECT only "
         "(group 2) were studied in a randomized trial.", [19, 21]),
        ("Arm 1 (n=30): ketamine 0.5 mg/kg. Arm 2 (n=31): midazolam 0.045 mg/kg. Randomization was 1:1.", [30, 31]),
        ("Subjects (n=42) were assigned to ketamine 0.5 mg/kg followed by randomisation to lithium (n = 17) or placebo "
         "(n = 18).", [None, 17, 18]),
        ("46 persons received 6 ECT treatments and 50 persons received six doses of ketamine in a randomized trial.",
         [46, 50]),
        ("Women were randomly divided into group A (esketamine 0.5 mg/kg), group B (esketamine 0.3 mg/kg) and group C "
         "(saline), in no stated order 103, 99 and 97 in each.", [None, None, None]),
    ],
)  # fmt: skip
def test_sizes_in_plain_words(text: str, sizes: list[int | None]) -> None:
    assert sorted((a.n for a in _arms(f"Methods: {text}")), key=lambda n: n or 0) == sizes


def test_what_chance_decided_on_after_all_had_had_the_drug() -> None:
    (facts,) = extract_bytes(
        b"Riluzole after ketamine in depression\n\nMethods: 42 patients with treatment-resistant depression "
        b"received a single infusion of ketamine 0.5 mg/kg and were then randomized to riluzole 100-200 "
        b"mg/day (n=21) or placebo (n=21) for 4 weeks.\n"
    )
    assert [a.label for a in facts.arms] == [
        "ketamine 0.5 mg/kg plus riluzole",
        "ketamine 0.5 mg/kg plus placebo",
    ]
