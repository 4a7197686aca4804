"""Arms of one drug and dose told apart by route or companion; what came after the comparison."""

from __future__ import annotations

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm

TITLE = "Ketamine in treatment-resistant depression: a randomized trial\n\nMethods: "


def _arms(text: str) -> tuple[Arm, ...]:
    (facts,) = extract_bytes((TITLE + text).encode())
    return facts.arms


def test_one_dose_by_two_routes_is_two_arms() -> None:
    arms = _arms(
        "Thirty subjects were divided randomly into three groups. Ketamine was given to each group "
        "as 0.6 mg/kg by i.v. infusion, as 0.6 mg/kg i.m. or 0.3 mg/kg i.m. respectively."
    )
    assert [(a.dose.value, a.route) for a in arms if a.dose] == [
        (0.6, "intravenous"),
        (0.6, "intramuscular"),
        (0.3, "intramuscular"),
    ]


def test_real_and_sham_stimulation_beside_the_drug() -> None:
    arms = _arms(
        "Adults were randomly assigned to ketamine plus active rTMS, ketamine plus sham rTMS, or "
        "saline plus active rTMS. Ketamine (0.4 mg/kg) was infused over 50 min."
    )
    found = [(a.drug, a.dose.value if a.dose else None, a.add_on) for a in arms]
    assert sorted(found) == [
        ("ketamine", 0.4, ("repetitive transcranial magnetic stimulation",)),
        ("ketamine", 0.4, ("sham stimulation",)),
        ("saline", None, ("repetitive transcranial magnetic stimulation",)),
    ]


def test_one_dose_with_and_without_a_companion_is_two_arms() -> None:
    arms = _arms(
        "Patients were randomly assigned to ketamine (0.7 mg/kg), propofol (1.4 mg/kg), or ketamine "
        "(0.7 mg/kg) plus propofol (1.4 mg/kg) before ECT."
    )
    assert [(a.drug, a.dose.value if a.dose else None) for a in arms] == [
        ("ketamine", 0.7),
        ("propofol", 1.4),
        ("ketamine", 0.7),
    ]


def test_an_open_phase_after_the_comparison_gives_no_dose_and_no_schedule() -> None:
    arms = _arms(
        "Participants received single infusions of ketamine (0.5 mg/kg) and midazolam (0.03 mg/kg) "
        "in a randomized double-blind crossover. After relapse they received six open-label "
        "ketamine infusions (0.75 mg/kg) thrice weekly. Responders then had four infusions weekly."
    )
    assert [(a.drug, a.dose.value if a.dose else None) for a in arms] == [
        ("ketamine", 0.5),
        ("midazolam", 0.03),
    ]
    assert all("week" not in (a.schedule or "") for a in arms)


def test_an_open_trial_keeps_its_doses() -> None:
    (facts,) = extract_bytes(
        b"Open-label ketamine in treatment-resistant depression: a pilot study\n\nMethods: Twelve "
        b"adults received six open-label ketamine infusions (0.75 mg/kg)."
    )
    assert [a.dose.value for a in facts.arms if a.dose] == [0.75]


def test_a_schedule_that_grows_sparser_is_read_whole() -> None:
    arms = _arms(
        "Adults were randomized to ketamine 0.5 mg/kg or saline twice weekly for 3 weeks, then "
        "weekly for 5 weeks."
    )
    assert {a.schedule for a in arms} == {"twice weekly for 3 weeks, then weekly for 5 weeks"}
