"""Amounts with a length of infusion each, a bolus told by its minutes, and a second stage of those who did
not respond. Every text is our own."""

from __future__ import annotations

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm

TITLE = "A randomized trial in patients with treatment-resistant depression\n\nMethods: "


def _arms(methods: str) -> tuple[Arm, ...]:
    (facts,) = extract_bytes(f"{TITLE}{methods}\nResults: All had follow-up.\n".encode())
    return facts.arms


def test_each_amount_has_its_length_of_infusion() -> None:
    arms = _arms(
        "Twenty patients were randomised to ketamine as a 72-h infusion titrated toward 0.5 mg/kg/h (n=10) or a "
        "45-min infusion of 0.4 mg/kg (n=10)."
    )
    assert [(a.dose and a.dose.value, a.infusion_minutes, a.n) for a in arms] == [
        (0.5, 4320.0, 10),
        (0.4, 45.0, 10),
    ]


def test_lengths_behind_the_amounts() -> None:
    arms = _arms(
        "Sixty patients were randomised to ketamine 0.4 mg/kg over 40 min (n=31) or 0.8 mg/kg over 60 min (n=29)."
    )
    assert [(a.dose and a.dose.value, a.infusion_minutes, a.n) for a in arms] == [
        (0.4, 40.0, 31),
        (0.8, 60.0, 29),
    ]


def test_what_went_in_fast_before_is_a_bolus() -> None:
    ketamine, saline = _arms(
        "Sixty patients were randomised to ketamine 0.15 mg/kg over 5 min followed by 0.35 mg/kg over 35 min, or "
        "saline."
    )
    assert ketamine.dose is not None
    assert ketamine.dose.bolus is not None
    assert (ketamine.dose.bolus.value, ketamine.dose.value) == (0.15, 0.35)
    assert saline.drug == "saline"


def test_a_second_stage_makes_no_group() -> None:
    arms = _arms(
        "Sixty patients were randomised to ketamine 0.4 mg/kg or saline. In stage 2, nonresponders to saline were "
        "re-randomised to ketamine 0.4 mg/kg or 0.8 mg/kg."
    )
    assert [(a.drug, a.dose.value if a.dose else None) for a in arms] == [
        ("ketamine", 0.4),
        ("saline", None),
    ]
