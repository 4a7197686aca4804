"""Facts brought to the form in which two of them are compared: signs, names and units alike.

The definitions are those of the project's gold sets (tests/gold/README.md): an arm is matched on
drug, dose and unit; an outcome on measure family and hours; figures without their sign.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CONTROL_ROLES = frozenset({"placebo", "active placebo", "active comparator", "no treatment"})
NO_DOSE = (None, None, None, None)
_HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0, "month": 730.5}
_DRUGS = {
    "ect": "electroconvulsive therapy",
    "normal saline": "saline",
    "saline placebo": "saline",
    "s-ketamine": "esketamine",
    "(s)-ketamine": "esketamine",
    "r-ketamine": "arketamine",
    "racemic ketamine": "ketamine",
    "placebo nasal spray": "placebo",
    "intranasal placebo": "placebo",
}
_FAMILIES = tuple(
    (re.compile(pattern), family)
    for pattern, family in (
        (r"ham-?d|hdrs|hrsd|hamilton", "HAM-D"),
        (r"madrs|montgomery", "MADRS"),
        (r"bdi|beck dep", "BDI"),
        (r"qids", "QIDS"),
        (r"ssi|scale for suicid|bssi|mssi|beck scale for s", "SSI"),
        (r"c-?ssrs", "C-SSRS"),
        (r"cgi", "CGI"),
        (r"phq", "PHQ-9"),
        (r"epds|edinburgh", "EPDS"),
        (r"cadss", "CADSS"),
        (r"bprs", "BPRS"),
        (r"resp", "response"),
        (r"remi", "remission"),
        (r"relap", "relapse"),
        (r"cdrs", "CDRS-R"),
    )
)

DoseKey = tuple[float | None, float | None, float | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmForm:
    drug: str | None
    dose: DoseKey
    role: str | None
    route: str | None
    infusion_minutes: float | None
    n: int | None

    @property
    def key(self) -> tuple[str | None, DoseKey]:
        return (self.drug, self.dose)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeForm:
    measure: str | None
    hours: float | None
    statistic: str | None
    figures: frozenset[float]
    stated: bool
    ci: tuple[float, ...]
    p: float | None
    direction: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparable:
    included: bool | None
    values: Mapping[str, object]
    conditions: frozenset[str]
    registry: frozenset[str]
    arms: tuple[ArmForm, ...]
    outcomes: tuple[OutcomeForm, ...]


def comparable(facts: Mapping[str, Any]) -> Comparable:
    """Bring facts (the JSON of the facts schema, or a gold annotation) to the form compared."""
    design, population = facts.get("design") or {}, facts.get("population") or {}
    values = {name: design.get(name) for name in ("randomized", "assignment", "masking")}
    values |= {name: population.get(name) for name in ("n_randomized", "age_min", "age_max")}
    return Comparable(
        included=(facts.get("screening") or {}).get("included"),
        values=values | {"phase": design.get("phase")},
        conditions=frozenset(population.get("conditions") or ()),
        registry=frozenset((facts.get("identifiers") or {}).get("registry") or ()),
        arms=tuple(_arm(arm) for arm in facts.get("arms") or ()),
        outcomes=tuple(_outcome(row) for row in facts.get("outcomes") or ()),
    )


def _arm(arm: Mapping[str, Any]) -> ArmForm:
    dose = arm.get("dose") or {}
    value, low, high = (_number(dose.get(name)) for name in ("value", "low", "high"))
    stated = any(part is not None for part in (value, low, high))
    return ArmForm(
        drug=_drug(arm.get("drug")),
        dose=(value, low, high, dose.get("unit")) if stated else NO_DOSE,
        role=arm.get("role"),
        route=arm.get("route"),
        infusion_minutes=_number(arm.get("infusion_minutes")),
        n=arm.get("n"),
    )


def _outcome(row: Mapping[str, Any]) -> OutcomeForm:
    return OutcomeForm(
        measure=measure_family(row.get("measure")),
        hours=_hours(row.get("timepoint") or {}),
        statistic=row.get("statistic"),
        figures=frozenset(_unsigned(row, "value", "experimental_value", "comparator_value")),
        stated=row.get("value") is not None,
        ci=tuple(_unsigned(row, "ci_low", "ci_high")),
        p=_number(row.get("p_value")),
        direction=row.get("direction"),
    )


def measure_family(name: str | None) -> str | None:
    """The family a measure belongs to (HAM-D-17 -> HAM-D); a name of no family in capitals."""
    if not name:
        return None
    low = name.strip().lower()
    return next((family for pattern, family in _FAMILIES if pattern.match(low)), low.upper())


def _hours(timepoint: Mapping[str, Any]) -> float | None:
    hours = timepoint.get("hours")
    if hours is None and timepoint.get("value") is not None and timepoint.get("unit") in _HOURS:
        hours = timepoint["value"] * _HOURS[timepoint["unit"]]
    return None if hours is None else round(hours, 1)


def _drug(name: str | None) -> str | None:
    if not name:
        return None
    low = " ".join(name.lower().split())
    return _DRUGS.get(low, low)


def _number(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)


def _unsigned(row: Mapping[str, Any], *names: str) -> list[float]:
    return [abs(round(float(row[name]), 4)) for name in names if row.get(name) is not None]
