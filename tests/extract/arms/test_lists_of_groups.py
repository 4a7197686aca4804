"""Lists of groups by letters and labels, groups named by what they stand for, and pretreatment."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm

TITLE = "Ketamine in major depressive disorder: a randomized trial\n\n"
Told = tuple[str, float | None, int | None]


def _arms(text: str) -> tuple[Arm, ...]:
    (facts,) = extract_bytes((TITLE + text).encode())
    return facts.arms


def _told(text: str) -> list[Told]:
    return sorted(
        ((a.drug, a.dose.value if a.dose else None, a.n) for a in _arms(text)),
        key=lambda t: (t[0], t[1] or 0, t[2] or 0),
    )


@pytest.mark.parametrize(
    ("text", "arms"),
    [
        # A drug hung on its dose, and "kg/mg" for "mg/kg".
        ("Methods: Sixty inpatients were equally randomized into three groups (A: 0.6 mg/kg-ketamine; "
         "B: 0.3 mg/kg-ketamine; and C: normal saline).",
         [("ketamine", 0.3, 20), ("ketamine", 0.6, 20), ("saline", None, 20)]),
        ("Methods: Patients were randomly assigned to two arms (1: 0.4 kg/mg of ketamine; 2: saline).",
         [("ketamine", 0.4, None), ("saline", None, None)]),
        # What is said of a pump behind the list is said of all its groups.
        ("Methods: Ninety patients were randomized to three groups (C: sufentanil + saline, K1: "
         "sufentanil + ketamine 1 mg/kg, K2: sufentanil + ketamine 2 mg/kg; n = 30 each) for "
         "patient-controlled analgesia.",
         [("ketamine", 1, 30), ("ketamine", 2, 30), ("saline", None, 30)]),
        ("Methods: Patients were randomly allocated to ketamine, propofol or ketamine plus propofol as "
         "the anaesthetic.",
         [("ketamine", None, None), ("ketamine", None, None), ("propofol", None, None)]),
        # Groups that differ by one listed thing, each with its size.
        ("Methods: Ninety patients were randomised to ketamine 0.5 mg/kg once weekly (n = 46) or twice "
         "weekly (n = 44).",
         [("ketamine", 0.5, 44), ("ketamine", 0.5, 46)]),
        ("Methods: Patients were assigned at random to ketamine 0.5 mg/kg over 10 minutes (n = 21), over "
         "40 minutes (n = 20) or over 100 minutes (n = 19).",
         [("ketamine", 0.5, 19), ("ketamine", 0.5, 20), ("ketamine", 0.5, 21)]),
        ("Methods: Sixty-six adults were randomized to intravenous ketamine 0.4 mg/kg or placebo, given "
         "two or three times weekly (ketamine twice weekly, n = 17; ketamine thrice weekly, n = 16; "
         "placebo twice weekly, n = 18; placebo thrice weekly, n = 15).",
         [("ketamine", 0.4, 16), ("ketamine", 0.4, 17), ("placebo", None, 15), ("placebo", None, 18)]),
    ],
)  # fmt: skip
def test_groups_of_a_list(text: str, arms: list[Told]) -> None:
    assert _told(text) == arms


def test_equal_groups_of_which_one_was_not_read_have_no_size() -> None:
    told = _told(
        "Methods: Sixty patients were equally randomized into three groups: ketamine 0.5 mg/kg, saline "
        "and an extract of herbs."
    )
    assert [n for _, _, n in told] == [None, None]


@pytest.mark.parametrize(
    "text",
    [
        "Methods: Patients were randomized, 18 to each group. The ketamine group had ketamine (0.4 mg/kg) "
        "and then propofol; the treatment-as-usual group had saline and then propofol.",
        "Methods: Patients were randomised, 18 per group. The ketamine group was given ketamine 0.4 mg/kg "
        "followed by etomidate; the standard care group was given saline followed by etomidate.",
    ],
)
def test_usual_treatment_that_names_a_group_is_no_arm(text: str) -> None:
    assert _told(text) == [("ketamine", 0.4, 18), ("saline", None, 18)]


@pytest.mark.parametrize(
    "known",
    [
        "Background: For anaesthesia in ECT, ketamine is said to give longer seizures than methohexital.",
        "Objective: Ketamine prolongs seizures when compared with thiopental or propofol.",
        "Objectives: It is unclear whether ketamine is superior to methohexital.",
    ],
)
def test_what_is_known_of_a_drug_makes_no_arm(known: str) -> None:
    text = f"{known}\nMethods: Patients were randomised to ketamine 0.5 mg/kg or saline before ECT."
    assert _told(text) == [("ketamine", 0.5, None), ("saline", None, None)]


@pytest.mark.parametrize(
    "label",
    [
        "IMPORTANT SAFETY INFORMATION: The spray can cause sedation. The starting dose is 56 mg; later "
        "doses are 56 mg or 84 mg.",
        "The recommended starting dose is 56 mg, and 84 mg may be used afterwards.",
        "Dosage and administration: 56 mg on day 1; thereafter 56 mg or 84 mg twice a week.",
    ],
)
def test_the_label_of_a_drug_makes_no_arm(label: str) -> None:
    (facts,) = extract_bytes(
        (
            "Esketamine alone for depression\n\nIn a randomized, double-blind trial, esketamine nasal "
            "spray lowered MADRS scores more than placebo at 4 weeks, researchers said.\n\n" + label
        ).encode()
    )
    assert [(a.drug, a.dose) for a in facts.arms] == [("esketamine", None), ("placebo", None)]


@pytest.mark.parametrize(
    ("text", "companion"),
    [
        ("Methods: Eighteen patients were randomized to pretreatment with oral rapamycin (5 mg) or placebo "
         "2 h prior to intravenous ketamine 0.5 mg/kg in a double-blind cross-over design.", "rapamycin"),
        ("Methods: In this double-blind crossover study, 13 adults received placebo or naltrexone 50 mg "
         "before a 0.5 mg/kg infusion of ketamine.", "naltrexone"),
        ("Methods: Twenty-eight patients were randomised to lamotrigine 300 mg or matching placebo, "
         "followed by ketamine 0.5 mg/kg.", "lamotrigine"),
    ],
)  # fmt: skip
def test_what_came_before_the_drug_tells_the_groups_apart(text: str, companion: str) -> None:
    found = [(a.role, a.drug, a.dose.value if a.dose else None, a.add_on) for a in _arms(text)]
    assert found == [
        ("experimental", "ketamine", 0.5, (companion,)),
        ("active comparator", "ketamine", 0.5, ("placebo",)),
    ]


@pytest.mark.parametrize(
    ("text", "arms"),
    [
        ("Methods: Women were divided at random into group C (sufentanil 2 ug/kg), group E1 (sufentanil 2 "
         "ug/kg + esketamine 1 mg/kg) and group E2 (sufentanil 2 ug/kg + esketamine 1.5 mg/kg).",
         [("esketamine", 1, None), ("esketamine", 1.5, None), ("no treatment", None, None)]),
        ("Methods: Patients were assigned at random to an esketamine group (n = 38) and a control group (n = "
         "37). In the esketamine group a pump held esketamine 1.5 mg/kg + sufentanil 2 ug/kg, diluted to "
         "150 mL. The control group had sufentanil 2 ug/kg in the same way.",
         [("esketamine", 1.5, 38), ("no treatment", None, 37)]),
        ("Methods: Women were randomly divided into two groups. In group S, the pump contained sufentanil 2 "
         "ug/kg and tropisetron 5 mg; in group ES, the pump contained esketamine 2 mg/kg, sufentanil 1 "
         "ug/kg and tropisetron 5 mg.",
         [("esketamine", 2, None), ("no treatment", None, None)]),
        # Two doses without a control, and what both had afterwards.
        ("Methods: Patients were randomized to group A (esketamine 0.2 mg/kg) or group B (esketamine 0.4 "
         "mg/kg). Group A received sufentanil afterwards; group B received sufentanil as well.",
         [("esketamine", 0.2, None), ("esketamine", 0.4, None)]),
    ],
)  # fmt: skip
def test_the_group_that_had_only_what_all_had(text: str, arms: list[Told]) -> None:
    assert _told(text) == arms


def test_minutes_of_the_infusions_of_both_groups() -> None:
    arms = _arms(
        "Methods: Patients were randomized to ketamine 0.5 mg/kg or saline. Scans were taken before and "
        "after a 50-min ketamine or saline infusion."
    )
    assert [a.infusion_minutes for a in arms] == [50, 50]
