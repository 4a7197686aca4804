"""The fields a decision can be about, and one text and one JSON form for the value of each.

The text form is what a curator reads and types, at a terminal, in a spreadsheet and at the desk:
reading back what was written gives the same value.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import TypeAdapter, ValidationError

from dosetable.extract.facts import (
    Anchor,
    Assignment,
    Condition,
    Direction,
    DispersionType,
    Dose,
    DoseUnit,
    Masking,
    Role,
    Route,
    Timepoint,
    TimeUnit,
)
from dosetable.store.evidence_table import ArmView, Cell, Effect, Figure, Row, StudyView
from dosetable.store.normalise import dose_text
from dosetable.store.published_cells import effect_text, figure_text

SubjectKind = Literal["study", "arm", "row"]
MAX_TEXT = 500
# Hours in each unit, as the extractor counts them (a month is a twelfth of 365.25 days).
HOURS: Mapping[TimeUnit, float] = {
    "minute": 1 / 60,
    "hour": 1.0,
    "day": 24.0,
    "week": 168.0,
    "month": 730.5,
}
_NUMBER = r"[-+−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?"


class BadValue(ValueError):
    """The text cannot be a value of the field; the message says what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: how its value is written, read, checked, and what is expected of a curator."""

    kind: SubjectKind
    name: str
    label: str
    expects: str
    adapter: TypeAdapter[Any]
    show: Callable[[Any], str]
    read: Callable[[str], Any]

    def text(self, value: Any) -> str:
        """The value as a curator reads it; '' for None."""
        return "" if value is None else self.show(value)

    def parse(self, text: str) -> Any:
        """The value a curator typed. Raises BadValue."""
        cleaned = " ".join(text.replace("−", "-").split())
        if not cleaned or len(cleaned) > MAX_TEXT:
            raise BadValue(f"{self.label}: expected {self.expects}")
        try:
            value = self.adapter.validate_python(self.read(cleaned))
        except (ValueError, OverflowError) as error:
            raise BadValue(f"{self.label}: {cleaned!r} is not {self.expects}") from error
        return value

    def dump(self, value: Any) -> str | None:
        """Canonical JSON; None stands for no value."""
        if value is None:
            return None
        return json.dumps(
            self.adapter.dump_python(value, mode="json", exclude_none=True),
            sort_keys=True,
            ensure_ascii=False,
        )

    def load(self, stored: str | None) -> Any:
        """The value again. Raises BadValue when it is damaged or no value of the field."""
        if stored is None:
            return None
        try:
            return self.adapter.validate_json(stored)
        except ValidationError as error:
            raise BadValue(f"{self.label}: a stored value cannot be read") from error


def _choice(text: str) -> str:
    return text.casefold()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _count(text: str) -> int:
    if not re.fullmatch(r"\d+", text):
        raise ValueError("not a count")
    return int(text)


def _number(text: str) -> float:
    if not re.fullmatch(_NUMBER, text):
        raise ValueError("not a number")
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("not finite")
    return value


def _at_least_zero(text: str) -> float:
    value = _number(text)
    if value < 0:
        raise ValueError("below zero")
    return value


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _yes_no(text: str) -> bool:
    if text.casefold() not in ("yes", "no"):
        raise ValueError("neither yes nor no")
    return text.casefold() == "yes"


_DOSE_UNITS = "|".join(
    re.escape(unit) for unit in sorted(get_args(DoseUnit), key=len, reverse=True)
)
_DOSE = re.compile(
    rf"(?P<low>\d+(?:\.\d+)?)(?:\s*(?:-|to)\s*(?P<high>\d+(?:\.\d+)?))?\s*(?P<unit>{_DOSE_UNITS})"
)


def read_dose(text: str) -> Dose:
    """'0.5 mg/kg', '56-84 mg'."""
    found = _DOSE.fullmatch(text)
    if found is None:
        raise ValueError("not a dose")
    unit: Any = found["unit"]
    if found["high"] is None:
        return Dose(unit=unit, value=float(found["low"]))
    low, high = float(found["low"]), float(found["high"])
    if high <= low:
        raise ValueError("the range goes down")
    return Dose(unit=unit, low=low, high=high)


def show_dose(dose: Dose) -> str:
    """As ``dose_text``; a bolus is kept beside it and is not typed."""
    return dose_text(dose)


def show_time(time: Timepoint) -> str:
    """'24 hours', '1 day after last dose'."""
    plural = "" if time.value == 1 else "s"
    after = f" after {time.anchor}" if time.anchor else ""
    return f"{_plain(time.value)} {time.unit}{plural}{after}"


_TIME = re.compile(
    rf"(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>{'|'.join(get_args(TimeUnit))})s?"
    rf"(?:\s+after\s+(?P<anchor>{'|'.join(get_args(Anchor))}))?"
)


def read_time(text: str) -> Timepoint:
    """'24 hours', '1 day after last dose'."""
    found = _TIME.fullmatch(text.casefold())
    if found is None:
        raise ValueError("not a time")
    unit: Any = found["unit"]
    anchor: Any = found["anchor"]
    value = float(found["value"])
    return Timepoint(value=value, unit=unit, hours=round(value * HOURS[unit], 6), anchor=anchor)


_SPREADS = "|".join(re.escape(name) for name in get_args(DispersionType))
_FIGURE = re.compile(
    rf"(?:(?P<value>{_NUMBER})(?:\s*\((?P<type>{_SPREADS}|dispersion)\s+(?P<spread>{_NUMBER})\))?)?"
    r"(?:(?:^|,\s*)(?:(?P<count>\d+)(?:\s+of\s+(?P<of>\d+))?(?P<patients>\s+patients)?"
    r"|n\s*=\s*(?P<n>\d+)))?"
)


def read_figure(text: str) -> Figure:
    """'15.44 (SD 10.07), 13 of 17'; a count alone is '13 patients' or '13 of 17'."""
    found = _FIGURE.fullmatch(text)
    if found is None:
        raise ValueError("not a figure")
    n = found["of"] or found["n"]
    figure = Figure(
        value=float(found["value"]) if found["value"] else None,
        count=int(found["count"]) if found["count"] else None,
        n=int(n) if n else None,
        dispersion=float(found["spread"]) if found["spread"] else None,
        dispersion_type=found["type"] if found["type"] != "dispersion" else None,
    )
    if figure.value is None and figure.count is None:
        raise ValueError("neither a figure nor a count")
    if figure.dispersion is not None and figure.dispersion < 0:
        raise ValueError("a dispersion below zero")
    if figure.count is not None and figure.n is not None and figure.count > figure.n:
        raise ValueError("more than all")
    return figure


def show_figure(figure: Figure) -> str:
    """As ``figure_text``, with '13 patients' for a count alone so that it is no mean."""
    text = figure_text(figure)
    return f"{text} patients" if figure.count is not None and not figure.n else text


_EFFECT = re.compile(
    rf"(?P<value>{_NUMBER})?\s*"
    rf"(?:\((?:(?P<level>\d+(?:\.\d+)?)%\s+)?CI\s+(?P<low>{_NUMBER}|None)\s+to\s+(?P<high>{_NUMBER}|None)\))?"
    rf"(?:(?:^|,\s*|\s+)p\s*(?P<operator><=|>=|=|<|>)\s*(?P<p>\d*\.?\d+(?:e-?\d+)?))?"
)


def read_effect(text: str) -> Effect:
    """'-8.7 (95% CI -15.1 to -2.3), p = 0.03'; each part may be left out, not all."""
    found = _EFFECT.fullmatch(text)
    if found is None:
        raise ValueError("not an effect")

    def number(name: str) -> float | None:
        return float(found[name]) if found[name] not in (None, "None") else None

    operator: Any = found["operator"]
    effect = Effect(
        value=number("value"),
        ci_level=number("level"),
        ci_low=number("low"),
        ci_high=number("high"),
        p_operator=operator,
        p_value=number("p"),
    )
    if effect.value is None and effect.ci_low is None and effect.ci_high is None and not operator:
        raise ValueError("says nothing")
    if effect.p_value is not None and effect.p_value > 1:
        raise ValueError("p above one")
    if effect.ci_level is not None and not 0 < effect.ci_level < 100:
        raise ValueError("no confidence level")
    if None not in (effect.ci_low, effect.ci_high) and effect.ci_low > effect.ci_high:  # type: ignore[operator]
        raise ValueError("the interval goes down")
    return effect


def _one_of(kind: object) -> str:
    return "one of: " + ", ".join(get_args(kind))


def _field(
    kind: SubjectKind,
    name: str,
    label: str,
    expects: str,
    of: Any,
    show: Callable[[Any], str],
    read: Callable[[str], Any],
) -> Field:
    return Field(
        kind=kind,
        name=name,
        label=label,
        expects=expects,
        adapter=TypeAdapter(of),
        show=show,
        read=read,
    )


_FIELDS: tuple[Field, ...] = (
    _field("study", "assignment", "design", _one_of(Assignment), Assignment, str, _choice),
    _field("study", "masking", "masking", _one_of(Masking), Masking, str, _choice),
    _field(
        "study", "randomized", "randomized", "yes or no", bool,
        lambda value: "yes" if value else "no", _yes_no,
    ),
    _field("study", "phase", "phase", "a phase such as 2 or 2/3", str, str, str),
    _field(
        "study", "conditions", "population", "some of: " + ", ".join(get_args(Condition)),
        tuple[Condition, ...], ", ".join, _listed,
    ),
    _field("study", "age_min", "lowest age", "an age in years", float, _plain, _at_least_zero),
    _field("study", "age_max", "highest age", "an age in years", float, _plain, _at_least_zero),
    _field("study", "n_randomized", "participants randomized", "a count", int, str, _count),
    _field("arm", "drug", "drug", "a drug's name", str, str, _choice),
    _field("arm", "dose", "dose", "a dose such as 0.5 mg/kg or 56-84 mg", Dose, show_dose, read_dose),
    _field("arm", "role", "role", _one_of(Role), Role, str, _choice),
    _field("arm", "route", "route", _one_of(Route), Route, str, _choice),
    _field(
        "arm", "add_on", "given together with", "names, separated by commas",
        tuple[str, ...], ", ".join, _listed,
    ),
    _field(
        "arm", "infusion_minutes", "infusion time (minutes)", "minutes", float, _plain, _at_least_zero
    ),
    _field("arm", "schedule", "schedule", "words such as 'twice a week for 4 weeks'", str, str, str),
    _field("arm", "n", "participants", "a count", int, str, _count),
    _field("arm", "n_analyzed", "participants analysed", "a count", int, str, _count),
    _field("row", "timepoint", "time", "a time such as 24 hours", Timepoint, show_time, read_time),
    _field(
        "row", "experimental", "experimental arm's figure",
        "a figure such as 15.4 (SD 10.1), 13 of 17", Figure, show_figure, read_figure,
    ),
    _field(
        "row", "comparator", "comparator arm's figure",
        "a figure such as 15.4 (SD 10.1), 13 of 17", Figure, show_figure, read_figure,
    ),
    _field(
        "row", "effect", "effect", "an effect such as -8.7 (95% CI -15.1 to -2.3), p = 0.03",
        Effect, lambda value: effect_text(value), read_effect,
    ),
    _field("row", "direction", "direction", _one_of(Direction), Direction, str, _choice),
)  # fmt: skip

FIELDS: Mapping[tuple[SubjectKind, str], Field] = {(f.kind, f.name): f for f in _FIELDS}


def field_named(kind: str, name: str) -> Field:
    """The field. Raises BadValue for one that does not exist."""
    for item in _FIELDS:
        if (item.kind, item.name) == (kind, name):
            return item
    raise BadValue(f"there is no field {name!r} of a {kind}")


def fields_of(kind: SubjectKind) -> tuple[Field, ...]:
    """The fields of a kind of subject, in the table's order."""
    return tuple(item for item in _FIELDS if item.kind == kind)


def cell_of(subject: StudyView | ArmView | Row, name: str) -> Cell[Any]:
    """The subject's cell of that name."""
    found: Cell[Any] = getattr(subject, name)
    return found
