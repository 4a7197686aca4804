"""Doses of registered arms: told by an intervention's own text, cut short in a title, shared by arms.
Every record is our own."""

from __future__ import annotations

import json
from typing import Any

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm

ArmGroup = tuple[str, str, str, list[str]]
Intervention = tuple[str, str]


def _arms(groups: list[ArmGroup], given: list[Intervention], **design: str | int) -> dict[str, Arm]:
    record: dict[str, Any] = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT99990001", "briefTitle": "A registered trial"},
            "conditionsModule": {"conditions": ["Treatment Resistant Depression"]},
            "designModule": {
                "studyType": "INTERVENTIONAL",
                "designInfo": {
                    "allocation": "RANDOMIZED",
                    "interventionModel": design.get("model", "PARALLEL"),
                },
                "enrollmentInfo": {
                    "count": design.get("count", 40),
                    "type": design.get("type", "ACTUAL"),
                },
            },
            "armsInterventionsModule": {
                "armGroups": [
                    {"label": label, "type": kind, "description": text, "interventionNames": names}
                    for label, kind, text, names in groups
                ],
                "interventions": [
                    {"type": "DRUG", "name": name, "description": text} for name, text in given
                ],
            },
        },
        "hasResults": False,
    }
    (facts,) = extract_bytes(json.dumps(record).encode())
    return {arm.label: arm for arm in facts.arms}


def _dose(arm: Arm) -> tuple[float | None, float | None, float | None, str] | None:
    return arm.dose and (arm.dose.value, arm.dose.low, arm.dose.high, arm.dose.unit)


def test_an_intervention_tells_the_dose_of_the_drug_it_is_named_for() -> None:
    arms = _arms(
        [
            ("Ketamine", "EXPERIMENTAL", "An anesthetic with each session", ["Drug: Ketamine"]),
            ("Methohexital", "ACTIVE_COMPARATOR", "", ["Drug: Methohexital"]),
        ],
        [("Ketamine", "1-2 mg/kg IV before each ECT"), ("Methohexital", "1 mg/kg IV")],
    )
    assert _dose(arms["Ketamine"]) == (None, 1, 2, "mg/kg")
    assert _dose(arms["Methohexital"]) == (1, None, None, "mg/kg")
    assert {a.route for a in arms.values()} == {"intravenous"}


def test_a_unit_cut_short_in_the_title_is_told_by_the_description() -> None:
    groups: list[ArmGroup] = [
        (
            f"Ketamine {n} mg",
            "EXPERIMENTAL",
            f"One infusion of ketamine, {n} mg/kg",
            ["Drug: Ketamine"],
        )
        for n in ("0.25", "0.75")
    ]
    arms = _arms(groups, [("Ketamine", "One infusion")])
    assert [_dose(a) for a in arms.values()] == [
        (0.25, None, None, "mg/kg"),
        (0.75, None, None, "mg/kg"),
    ]


def test_another_number_per_kilogram_leaves_a_fixed_dose_as_it_is() -> None:
    arms = _arms(
        [("Ketamine 50 mg", "EXPERIMENTAL", "About 0.7 mg/kg of ketamine", ["Drug: Ketamine"])],
        [("Ketamine", "Capsules")],
    )
    assert _dose(arms["Ketamine 50 mg"]) == (50, None, None, "mg")


def test_a_list_of_several_arms_doses_is_no_range_of_each() -> None:
    arms = _arms(
        [
            ("High dose", "EXPERIMENTAL", "", ["Drug: Ketamine"]),
            ("Low dose", "EXPERIMENTAL", "", ["Drug: Ketamine"]),
        ],
        [("Ketamine", "IV over 40 minutes: 0.5 mg/kg (high dose arm) or 0.1 mg/kg (low dose arm)")],
    )
    assert [_dose(a) for a in arms.values()] == [None, None]
    assert {a.infusion_minutes for a in arms.values()} == {40}


def test_everybody_enrolled_had_both_treatments_of_a_crossover() -> None:
    both = ["Drug: Ketamine", "Drug: Saline"]
    groups: list[ArmGroup] = [
        ("Ketamine, then saline", "EXPERIMENTAL", "", both),
        ("Saline, then ketamine", "EXPERIMENTAL", "", both),
    ]
    given = [("Ketamine", "0.5 mg/kg IV over 40 minutes"), ("Saline", "0.9% saline IV")]
    assert {a.n for a in _arms(groups, given, model="CROSSOVER", count=21).values()} == {21}
    planned = _arms(groups, given, model="CROSSOVER", count=21, type="ESTIMATED")
    assert {a.n for a in planned.values()} == {None}
