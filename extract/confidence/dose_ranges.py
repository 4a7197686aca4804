"""Whether an arm's dose lies within what is plausible: ``extract/dose_ranges.toml``, data with its
sources. The store's check of the table reads the same file."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from dosetable.extract.facts import Arm, Dose, Route

# Unit as reported -> the unit of the ranges, and the factor to it.
_CONVERTED: dict[str, tuple[str, float]] = {
    "mcg/kg": ("mg/kg", 1e-3),
    "mg/kg/min": ("mg/kg/h", 60.0),
    "mcg/kg/min": ("mg/kg/h", 0.06),
}


class DoseRange(BaseModel):
    """A line of dose_ranges.toml: amounts of ``drug`` from ``low`` to ``high`` in ``unit``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    drug: str
    unit: Literal["mg/kg", "mg", "mg/kg/h", "mg/h", "mg/day", "mg/kg/day"]
    low: float
    high: float
    source: str
    route: Route | None = None

    @model_validator(mode="after")
    def _upwards(self) -> DoseRange:
        if not 0 < self.low < self.high:
            raise ValueError(f"{self.drug}: low must be above zero and below high")
        return self


@cache
def dose_ranges() -> tuple[DoseRange, ...]:
    """The ranges shipped. Raises pydantic.ValidationError where the file is damaged."""
    text = files("dosetable.extract").joinpath("dose_ranges.toml").read_text(encoding="utf-8")
    return tuple(DoseRange.model_validate(line) for line in tomllib.loads(text)["range"])


def implausible_dose(arm: Arm) -> str | None:
    """Why the arm's dose is not plausible, in a reader's words; None where it is, or is not known."""
    if arm.dose is None:
        return None
    unit, factor = _CONVERTED.get(arm.dose.unit, (arm.dose.unit, 1.0))
    lines = [line for line in dose_ranges() if (line.drug, line.unit) == (arm.drug, unit)]
    by_route = [line for line in lines if line.route == arm.route]
    line = next(iter(by_route or [line for line in lines if line.route is None]), None)
    if line is None:
        return None
    amounts = [a for a in (arm.dose.value, arm.dose.low, arm.dose.high) if a is not None]
    # A hair of slack: converted amounts are not exact.
    if all(line.low * 0.999 <= a * factor <= line.high * 1.001 for a in amounts):
        return None
    return (
        f"a dose of {_shown(arm.dose)} is outside what is plausible for {arm.drug} "
        f"({line.low:g} to {line.high:g} {unit}): check the unit and the decimal point"
    )


def _shown(dose: Dose) -> str:
    if dose.value is not None:
        return f"{dose.value:g} {dose.unit}"
    ends = " to ".join(f"{a:g}" for a in (dose.low, dose.high) if a is not None)
    return f"{ends} {dose.unit}"
