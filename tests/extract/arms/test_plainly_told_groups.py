"""Groups told in plain or terse words: volumes, labels behind doses, sizes "respectively", both."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm, StudyFacts

TITLE = "Esketamine in major depressive disorder\n\n"
Told = tuple[str, float | None, int | None]


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes((TITLE + text).encode())
    return facts


def _told(text: str) -> list[Told]:
    return sorted(
        ((a.drug, a.dose.value if a.dose else None, a.n) for a in _facts(text).arms),
        key=lambda t: (t[0], t[1] or 0, t[2] or 0),
    )


@pytest.mark.parametrize(
    ("text", "arms"),
    [
        ("Methods: Eighty parturients were randomized to either 0.3 mg/kg esketamine diluted to 10 ml with "
         "0.9% saline or 10 ml of 0.9% saline.",
         [("esketamine", 0.3, None), ("saline", None, None)]),
        ("Methods: Women were assigned randomly to four groups (n=40 each): placebo (P), 0.15 mg/kg (E1), "
         "0.25 mg/kg (E2) and 0.35 mg/kg (E3) esketamine.",
         [("esketamine", 0.15, 40), ("esketamine", 0.25, 40), ("esketamine", 0.35, 40), ("placebo", None, 40)]),
        ("Methods: Women were allocated at random to epidural analgesia with 0.08% ropivacaine plus sufentanil "
         "(control) or the same solution plus esketamine 0.4 mg/kg (study).",
         [("esketamine", 0.4, None), ("no treatment", None, None)]),
        ("Methods: Mothers were split at random between three treatments: esketamine 0.15 mg/kg (n = 91), "
         "esketamine 0.3 mg/kg (n = 89), and nothing (n = 90).",
         [("esketamine", 0.15, 91), ("esketamine", 0.3, 89), ("no treatment", None, 90)]),
        ("Methods: Patients were assigned randomly to esketamine alone (0.4 mg/kg twice weekly), cognitive "
         "behavioural therapy alone, or both, 23 per arm.",
         [("cognitive behavioral therapy", None, 23), ("esketamine", 0.4, 23), ("esketamine", 0.4, 23)]),
        ("Methods: Patients were randomized to esketamine 0.3 mg/kg, propofol, or their combination.",
         [("esketamine", 0.3, None), ("esketamine", 0.3, None), ("propofol", None, None)]),
        ("Methods: Patients were randomized to esketamine 0.5 mg/kg plus naltrexone, esketamine plus placebo, "
         "or saline.",
         [("esketamine", 0.5, None), ("esketamine", 0.5, None), ("saline", None, None)]),
        # Letters without the word, and one group that had another drug instead.
        ("Methods: 200 parturients were randomised into four groups of 50: C (sufentanil 2 ug/kg), L (sufentanil 2 "
         "ug/kg + esketamine 0.1 mg/kg), M (+ esketamine 0.2 mg/kg) and H (+ esketamine 0.4 mg/kg).",
         [("esketamine", 0.1, 50), ("esketamine", 0.2, 50), ("esketamine", 0.4, 50), ("no treatment", None, 50)]),
        ("Methods: Women were randomised to group D (dexmedetomidine 0.5 ug/kg), group E (esketamine 0.25 mg/kg) and "
         "group DE (dexmedetomidine 0.25 ug/kg plus esketamine 0.125 mg/kg), n = 31 each.",
         [("dexmedetomidine", 0.5, 31), ("esketamine", 0.125, 31), ("esketamine", 0.25, 31)]),
        ("Methods: Patients were divided into 3 groups (n = 24 each) by random draw: propofol 1.5 mg/kg; esketamine "
         "0.25 mg/kg + propofol 1.25 mg/kg; esketamine 0.5 mg/kg + propofol 1 mg/kg.",
         [("esketamine", 0.25, 24), ("esketamine", 0.5, 24), ("propofol", 1.5, 24)]),
        ("Methods: A total of 27 patients were randomised into three equal groups: IV 0.5 mg/kg, IM 0.5 mg/kg and IM "
         "0.25 mg/kg esketamine.",
         [("esketamine", 0.25, 9), ("esketamine", 0.5, 9), ("esketamine", 0.5, 9)]),
        ("Methods: Sixty adults were randomised to 0.4 mg/kg esketamine or a fixed dose of 30 mg.",
         [("esketamine", 0.4, None), ("esketamine", 30, None)]),
        # What filled the time is no group.
        ("Methods: Patients were randomized to 0.3 mg/kg/h of esketamine for 96 h or to a 40-minute infusion of "
         "esketamine (0.5 mg/kg) after 95 h of saline.",
         [("esketamine", 0.3, None), ("esketamine", 0.5, None)]),
        # Sizes.
        ("Methods: Veterans were randomised to esketamine 0.5 mg/kg or midazolam. Fifty-four were randomised, 29 "
         "and 25 respectively.",
         [("esketamine", 0.5, 29), ("midazolam", None, 25)]),
        ("Methods: Patients were assigned to esketamine 0.5 mg/kg or saline. In all 511 people were screened and "
         "81 were randomly assigned (41 esketamine, 40 saline); 73 (36 and 37) started.",
         [("esketamine", 0.5, 41), ("saline", None, 40)]),
        ("Methods: Of 301 patients screened, 131 were randomized (68 esketamine/antidepressant; 63 "
         "antidepressant/placebo). Spray doses were 56 mg.",
         [("esketamine", 56, 68), ("placebo", None, 63)]),
        ("Methods: Eighteen inpatients were randomised to esketamine 0.2 mg/kg or placebo; ten were given "
         "esketamine and eight placebo.",
         [("esketamine", 0.2, 10), ("placebo", None, 8)]),
        ("Methods: 148 women were enrolled and divided in two equal groups at random. The observation group had "
         "esketamine 0.2 mg/kg; the control group was given the same amount of saline.",
         [("esketamine", 0.2, 74), ("saline", None, 74)]),
    ],
)  # fmt: skip
def test_groups(text: str, arms: list[Told]) -> None:
    assert _told(text) == arms


def test_a_bolus_and_its_infusion_for_each_group() -> None:
    facts = _facts(
        "Methods: 90 patients were randomised to E1 (esketamine 0.25 mg/kg at induction, then 0.125 mg/kg/h), "
        "E2 (0.5 mg/kg, then 0.25 mg/kg/h) or C (saline)."
    )
    doses = [a.dose for a in facts.arms if a.drug == "esketamine" and a.dose]
    assert [(d.value, d.bolus.value if d.bolus else None) for d in doses] == [
        (0.125, 0.25),
        (0.25, 0.5),
    ]


def _routes(arms: tuple[Arm, ...]) -> set[str | None]:
    return {a.route for a in arms if a.drug == "esketamine"}


def test_routes_of_some_each_are_no_arms_own() -> None:
    facts = _facts(
        "Methods: Fifteen subjects received, in a double-blind crossover, weekly esketamine 0.1, 0.2, 0.3 and 0.4 "
        "mg/kg via IV (n=4), IM (n=5) or SC (n=6), and one midazolam treatment."
    )
    assert _routes(facts.arms) == {None}


def test_drugs_that_nobody_had_are_not_beside() -> None:
    facts = _facts(
        "Methods: Patients were randomized to esketamine 56 mg or placebo after a two-week antidepressant-free period."
    )
    assert [a.add_on for a in facts.arms] == [(), ()]


@pytest.mark.parametrize(
    "text",
    [
        "Methods: Nine patients underwent ECT under esketamine (1 mg/kg) and ten underwent ECT under propofol "
        "(1.5 mg/kg) in a non-randomised, open study.",
        "Methods: In this open-label, non-randomised, controlled trial, inpatients received esketamine 0.5 mg/kg or "
        "usual care.",
    ],
)
def test_groups_that_chance_did_not_make(text: str) -> None:
    facts = _facts(text)
    assert (facts.design.randomized, facts.design.assignment) == (False, "parallel")
    assert facts.population.n_randomized is None


def test_what_those_who_improved_had_is_not_beside_the_first_drug() -> None:
    facts = _facts(
        "Methods: Adults were infused with esketamine or saline by chance; those who improved were randomized to a "
        "combination of D-cycloserine and lurasidone vs. lurasidone alone."
    )
    assert [a.add_on for a in facts.arms if a.drug in {"esketamine", "saline"}] == [(), ()]


def test_a_companion_that_only_the_title_names_is_no_group() -> None:
    (facts,) = extract_bytes(
        b"Ketamine and vortioxetine in depression\n\nMethods: Outpatients (n = 38) starting vortioxetine 10-20 mg were "
        b"randomised to added ketamine infusions (0.5 mg/kg, n = 20) or added saline infusions (n = 18)."
    )
    assert [(a.drug, a.n) for a in facts.arms] == [("ketamine", 20), ("saline", 18)]


def test_a_group_of_so_many_patients_a_group() -> None:
    told = _told(
        "Methods: Patients were divided randomly: Group A, esketamine 0.25 mg/kg; Group B, 0.5 mg/kg; Group C, normal "
        "saline 10 mL, 28 patients a group."
    )
    assert told == [("esketamine", 0.25, 28), ("esketamine", 0.5, 28), ("saline", None, 28)]


def test_a_groups_own_bracket_holds_its_dose() -> None:
    (facts,) = extract_bytes(
        b"Esketamine by two routes in depression: a randomized trial\n\nMethods: 120 patients with depression were "
        b"randomly divided into an intranasal esketamine group (group N, 1 mg/kg), intravenous esketamine group "
        b"(group V, 0.3 mg/kg) and saline group (group C)."
    )
    assert [(a.drug, a.dose.value if a.dose else None, a.route) for a in facts.arms] == [
        ("esketamine", 1.0, "intranasal"),
        ("esketamine", 0.3, "intravenous"),
        ("saline", None, None),
    ]


@pytest.mark.parametrize(
    ("told", "doses"),
    [
        ("oral ketamine 150 mg a day (50 mg tid; n = 20) or diclofenac (n = 20)", [150.0]),
        ("oral ketamine 100 mg/day (50 mg twice daily) or placebo", [100.0]),
        ("oral ketamine 150 mg or ketamine 50 mg once a day, or placebo", [150.0, 50.0]),
    ],
)
def test_a_days_dose_in_portions_is_one_dose(told: str, doses: list[float]) -> None:
    facts = _facts(f"Methods: Depressed patients were randomised to {told}.")
    assert [a.dose.value for a in facts.arms if a.drug == "ketamine" and a.dose] == doses
