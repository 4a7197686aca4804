"""Doses on one axis. Units are converted only where no weight, sex or time has to be guessed:
mg is never turned into mg/kg, nor a rate into a total dose."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from dosetable.extract.facts import Dose, DoseUnit
from dosetable.store.evidence_table import NormalDose

Basis = Literal["per kg", "fixed", "flexible", "rate", "per area", "other"]

# Printed unit -> unit of the axis, numerator, denominator, basis. Exact arithmetic throughout.
_AXIS: dict[DoseUnit, tuple[str, int, int, Basis]] = {
    "mg/kg": ("mg/kg", 1, 1, "per kg"),
    "mcg/kg": ("mg/kg", 1, 1000, "per kg"),
    "mg/70 kg": ("mg/kg", 1, 70, "per kg"),
    "mg": ("mg", 1, 1, "fixed"),
    "mg/day": ("mg/day", 1, 1, "fixed"),
    "mg/kg/day": ("mg/kg/day", 1, 1, "per kg"),
    "mg/kg/h": ("mg/kg/h", 1, 1, "rate"),
    "mg/kg/min": ("mg/kg/h", 60, 1, "rate"),
    "mcg/kg/min": ("mg/kg/h", 60, 1000, "rate"),
    "mg/h": ("mg/h", 1, 1, "rate"),
    "mg/m2": ("mg/m2", 1, 1, "per area"),
}


def normal_dose(dose: Dose | None) -> NormalDose | None:
    """The dose on the common axis, or None where it states no amount.

    A range keeps its unit's meaning in ``unit`` and is 'flexible' (a rate stays a 'rate').
    """
    if dose is None:
        return None
    low = dose.value if dose.value is not None else dose.low
    high = dose.value if dose.value is not None else dose.high
    low, high = (high if low is None else low), (low if high is None else high)
    if low is None or high is None:
        return None
    unit, numerator, denominator, basis = _AXIS[dose.unit]
    if low != high and basis in {"per kg", "fixed"}:
        basis = "flexible"
    return NormalDose(
        low=_scaled(low, numerator, denominator),
        high=_scaled(high, numerator, denominator),
        unit=unit,
        basis=basis,
        computed=unit != dose.unit,
    )


def _scaled(value: float, numerator: int, denominator: int) -> float:
    exact = Decimal(repr(value)) * numerator / denominator
    return float(round(exact, 6))


def same_dose(one: Dose, other: Dose) -> bool:
    """Whether two reports state the same amount, whatever unit they print it in."""
    first, second = normal_dose(one), normal_dose(other)
    if first is None or second is None:
        return first is second
    return (first.low, first.high, first.unit) == (second.low, second.high, second.unit)


def dose_text(dose: Dose) -> str:
    """The dose as reported: '0.5 mg/kg', '56-84 mg'."""
    if dose.value is not None:
        return f"{_number(dose.value)} {dose.unit}"
    ends = [_number(end) for end in (dose.low, dose.high) if end is not None]
    return f"{'-'.join(ends)} {dose.unit}" if ends else dose.unit


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
