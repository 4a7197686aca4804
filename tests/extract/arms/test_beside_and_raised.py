"""What is no group of its own: dummies, a class's drugs, doses raised for some; and what is one."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm

TITLE = "Ketamine in depression: a randomized trial\n\n"
Told = tuple[str, object, str | None]


def _arms(text: str) -> list[Arm]:
    (facts,) = extract_bytes((TITLE + text).encode())
    return list(facts.arms)


def _dose(arm: Arm) -> object:
    if arm.dose is None:
        return None
    if arm.dose.value is not None:
        return arm.dose.value
    return (arm.dose.low, arm.dose.high)


def _told(text: str) -> list[tuple[str, object]]:
    return sorted(((a.drug, _dose(a)) for a in _arms(text)), key=lambda t: (t[0], str(t[1])))


@pytest.mark.parametrize(
    ("text", "arms"),
    [
        # A dummy beside the drug.
        ("Methods: Randomized to (1) IV ketamine 0.4 mg/kg plus intramuscular (IM) naltrexone (300 mg), (2) IV "
         "ketamine plus IM saline, or (3) IV midazolam 0.03 mg/kg plus IM saline.",
         [("ketamine", 0.4), ("midazolam", 0.03)]),
        ("Methods: Patients were randomized to ketamine 0.6 mg/kg plus oral placebo or midazolam plus oral placebo.",
         [("ketamine", 0.6), ("midazolam", None)]),
        ("Methods: Patients were randomly assigned to intranasal ketamine 40 mg + oral dummy placebo or oral "
         "quetiapine 200 mg + placebo spray.", [("ketamine", 40.0), ("quetiapine", 200.0)]),
        ("Methods: Patients were randomized to ECT plus ketamine 0.3 mg/kg or ECT plus saline.",
         [("ketamine", 0.3), ("saline", None)]),
        # The drugs that a class is made of.
        ("Methods: Patients were randomized to esketamine 56 mg or placebo spray and took a newly initiated "
         "open-label oral antidepressant (duloxetine, escitalopram, sertraline or venlafaxine XR).",
         [("esketamine", 56.0), ("placebo", None)]),
        ("Methods: Patients were randomized to ketamine 0.5 mg/kg or saline, and all took a mood stabilizer (either "
         "lithium or valproate).", [("ketamine", 0.5), ("saline", None)]),
        # Two drugs of one group.
        ("Methods: Patients were randomized. In group A, 0.4 mg/kg of ketamine was given. In group B, midazolam was "
         "infused at a dose of 1-2 mg/h and morphine at a dose of 2-4 mg/h.",
         [("ketamine", 0.4), ("midazolam", (1.0, 2.0))]),
        ("Methods: Patients were randomized; group A received ketamine 0.5 mg/kg and group B a combination of "
         "midazolam 0.02 mg/kg and fentanyl 1 mcg/kg.", [("ketamine", 0.5), ("midazolam", 0.02)]),
        # Doses raised for some of a group.
        ("Methods: Patients were randomized to esketamine or placebo. All were treated with 56 mg of esketamine or "
         "placebo on day 1. On day 4, 41% of the esketamine group had their dose increased to 84 mg.",
         [("esketamine", (56.0, 84.0)), ("placebo", None)]),
        ("Methods: Patients were randomized to oral ketamine 50 mg daily or placebo. The dose was raised to 100 mg "
         "daily if tolerated.", [("ketamine", (50.0, 100.0)), ("placebo", None)]),
        ("Methods: Patients were randomized to ketamine 0.5 mg/kg or midazolam. The ketamine dose was escalated to "
         "0.75 mg/kg in those without a response.", [("ketamine", (0.5, 0.75)), ("midazolam", None)]),
        ("Methods: Patients were randomized to ketamine 0.5 mg/kg, ketamine 1 mg/kg or placebo. The lower dose could "
         "be increased to 1 mg/kg.", [("ketamine", 0.5), ("ketamine", 1.0), ("placebo", None)]),
        # Doses with a slash between.
        ("Methods: Patients were randomized to esketamine (first study: 56/84 mg; second study: 28/56/84 mg) or "
         "placebo.", [("esketamine", (28.0, 84.0)), ("esketamine", (56.0, 84.0)), ("placebo", None)]),
        ("Methods: Patients were randomized (1:1:1:2) to esketamine 28/56/84 mg or placebo.",
         [("esketamine", 28.0), ("esketamine", 56.0), ("esketamine", 84.0), ("placebo", None)]),
        # Doses in the bracket of the one infusion.
        ("Methods: A randomized trial of one ketamine infusion (saline, 0.3 mg/kg, 0.6 mg/kg).",
         [("ketamine", 0.3), ("ketamine", 0.6), ("saline", None)]),
        ("Methods: A randomized trial of a single infusion of ketamine (placebo, 0.1 mg/kg or 0.4 mg/kg).",
         [("ketamine", 0.1), ("ketamine", 0.4), ("placebo", None)]),
        # The same dose by another unit.
        ("Methods: Patients were randomized to ketamine (35 mg/70 kg) or saline. They received a single infusion of "
         "ketamine (0.5 mg/kg) or saline.", [("ketamine", 0.5), ("saline", None)]),
        # What stood behind 'active placebo'.
        ("Methods: Patients were randomized to ketamine 0.5 mg/kg; the psychoactive control was fentanyl.",
         [("fentanyl", None), ("ketamine", 0.5)]),
        ("Methods: Patients were randomized to ketamine 0.5 mg/kg or an active placebo (diphenhydramine).",
         [("diphenhydramine", None), ("ketamine", 0.5)]),
        # Volumes of what controls had.
        ("Methods: By lot, the control group was given an intravenous injection of 3 ml of normal saline and the "
         "observation group an intravenous injection of esketamine (0.4 mg/kg + 3 ml of normal saline).",
         [("esketamine", 0.4), ("saline", None)]),
        # Groups listed in order.
        ("Methods: Patients were divided by random numbers. Groups C, E1 and E2 were given hydromorphone 0.1 mg/kg, "
         "esketamine 0.4 mg/kg combined with hydromorphone 0.1 mg/kg, and esketamine 0.8 mg/kg combined with "
         "hydromorphone 0.1 mg/kg in a pump, respectively.",
         [("esketamine", 0.4), ("esketamine", 0.8), ("hydromorphone", 0.1)]),
        # The later part of a sentence, of an open phase.
        ("Methods: This randomized double-blind trial had 1) a phase in which participants received oral esketamine "
         "25 mg or placebo thrice a day; 2) a pause; and 3) an open-label phase with 0.5 to 2.0 mg/kg esketamine.",
         [("esketamine", 25.0), ("placebo", None)]),
        # What all had before.
        ("Methods: Patients were randomized to ketamine or placebo in a crossover; those with bipolar disorder "
         "received therapeutic-dose lithium or valproate.", [("ketamine", None), ("placebo", None)]),
        # Anaesthesia as usual.
        ("Methods: Patients were randomized. The control group was anesthetized using conventional methods, and the "
         "observation group received ketamine 0.3 mg/kg in addition.", [("ketamine", 0.3), ("no treatment", None)]),
    ],
)  # fmt: skip
def test_groups_and_what_is_none(text: str, arms: list[tuple[str, object]]) -> None:
    assert _told(text) == arms


@pytest.mark.parametrize(
    "place",
    [
        "Department of Psychiatry and Psychotherapy", "Clinic for Psychotherapy",
        "Institute of Psychiatry, Psychology and Psychotherapy", "Society for Psychotherapy",
    ],
)  # fmt: skip
def test_a_place_is_no_treatment(place: str) -> None:
    text = f"The trial of ketamine 0.5 mg/kg or psychodrama, or placebo was led by the {place} in Graz. "
    assert "psychotherapy" not in {a.drug for a in _arms(text + "Patients were randomized.")}


@pytest.mark.parametrize(
    ("text", "arms"),
    [
        ("Methods: Twelve patients (group 1) received only thiopental for ECT, 11 patients (group 2) had their first "
         "two ECT sessions with ketamine, and 13 patients (group 3) had ketamine at every session.",
         [("ketamine", 11), ("ketamine", 13), ("thiopental", 12)]),
        ("Methods: Patients were randomized: ECT group (group E, n = 25); repeated ketamine group (group R, n = 23) and "
         "intermittent ketamine group (group I, n = 26). Patients in group R were given ketamine 0.3 mg/kg at each "
         "session, patients in group I were given ketamine once a week.",
         [("electroconvulsive therapy", 25), ("ketamine", 23), ("ketamine", 26)]),
        ("Methods: By randomization, group E (20 women) received esketamine before induction, group S (21 women) "
         "received esketamine at the end of surgery, and group C received saline.",
         [("esketamine", 20), ("esketamine", 21), ("saline", None)]),
        ("Methods: Group K received ketamine 0.5 mg/kg and group M received midazolam by random draw.",
         [("ketamine", None), ("midazolam", None)]),
    ],
)  # fmt: skip
def test_letters_tell_groups_apart(text: str, arms: list[tuple[str, int | None]]) -> None:
    assert sorted(((a.drug, a.n) for a in _arms(text)), key=lambda t: (t[0], t[1] or 0)) == arms


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("two 50-min intravenous injections of ketamine (0.5 mg/kg) or saline", 50),
        ("a bolus of ketamine 0.5 mg/kg over 10 minutes, followed by an infusion at 0.3 mg/kg/h for an additional 2 "
         "hours 50 minutes, or saline", 170),
        ("ketamine 0.2 mg/kg over 5 min, then 0.1 mg/kg/h for another 3 h, or saline", 180),
        ("ketamine 0.25 mg/kg over 15 minutes and then continued at 5 mcg/kg/min, or saline", None),
        ("ketamine 0.5 mg/kg over 40 minutes followed by saline, or saline alone", 40),
        ("ketamine at 0.2 mg/kg/h for 1 h 30 min, or saline", 90),
    ],
)  # fmt: skip
def test_the_infusion_s_minutes_not_the_bolus_s(text: str, minutes: float | None) -> None:
    drug = next(
        a for a in _arms(f"Methods: Patients were randomized to {text}.") if a.drug == "ketamine"
    )
    assert drug.infusion_minutes == minutes


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("ketamine 0.5 mg/kg i.v at skin closure or saline", "intravenous"),
        ("ketamine 0.5 mg/kg plus oral placebo or midazolam plus oral placebo", None),
        ("subcutaneous ketamine 0.5 mg/kg plus oral placebo or midazolam plus oral placebo", "subcutaneous"),
    ],
)  # fmt: skip
def test_a_dummy_s_route_is_not_the_drug_s(text: str, route: str | None) -> None:
    drug = next(
        a for a in _arms(f"Methods: Patients were randomized to {text}.") if a.drug == "ketamine"
    )
    assert drug.route == route


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("64 patients were randomly divided into an esketamine group and a saline group, with 32 cases in each one. "
         "They received 0.2 mg/kg esketamine or saline.", {"esketamine": 32, "saline": 32}),
        ("The trial compared esketamine spray with quetiapine. 336 patients were randomised to esketamine; 334 "
         "received a dose.", {"esketamine": 336, "quetiapine": None}),
        ("Of 90 screened, 62 were randomized 1:1 to receive esketamine plus AD (n = 31) or AD plus placebo (n = 31).",
         {"esketamine": 31, "placebo": 31}),
        ("48 participants received esketamine 30 mg or placebo at random.", {"esketamine": None, "placebo": None}),
    ],
)  # fmt: skip
def test_sizes_of_single_groups(text: str, sizes: dict[str, int | None]) -> None:
    assert {a.drug: a.n for a in _arms(f"Methods: {text}")} == sizes


def test_a_sham_is_a_placebo() -> None:
    text = "Methods: Patients were randomized to ketamine 0.5 mg/kg, iTBS or sham stimulation."
    roles = {a.drug: a.role for a in _arms(text)}
    assert roles["sham stimulation"] == "placebo"
    assert roles["intermittent theta-burst stimulation"] == "active comparator"
