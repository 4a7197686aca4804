"""From a rule's own confidence to how often its values were right.

The counts in ``calibration.toml`` are measured on the development part of the gold set by
``tests/gold/calibrate.py``. A rule seen a few times says little of itself: its rate is drawn
towards that of its kind of value, and that towards the rate of all (a beta prior of
``_WEIGHT`` values at each step). The rules were tuned on those documents, so that nearly all of
their values are right there, sure or not; what a rule said of its own doubt counts as much as
its other values (half of the last prior).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from dosetable.extract.facts import Evidence

_WEIGHT = 8.0
_MIDDLE = 0.7  # of a step of a tenth, in tenths: 8 stands for 0.87
# From here on the values of the development documents are right at least 98 times in 100 (a test
# holds it): what publishes them calls those below unsure.
PUBLISH_FROM = 0.85


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """A kind of value ('arm.route', 'outcome.whole'), the rule that read it, and the confidence
    that the rule stated, in steps of a tenth (8 stands for 0.8 to below 0.9)."""

    value: str
    rule: str
    stated: int


def key_of(kind: str, span: Evidence) -> Key:
    """The line of the table that ``span`` counts in."""
    return Key(f"{kind}.{span.field or 'whole'}", span.rule, int(span.confidence * 10 + 1e-9))


class Count(BaseModel):
    """A line of calibration.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: str
    rule: str
    stated: int = Field(ge=0, le=10)
    right: int = Field(ge=0)
    of: int = Field(ge=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Measured rates (0 to 1) by line; a rule without a line keeps the confidence it stated."""

    rates: Mapping[Key, float] = field(default_factory=dict)

    def apply(self, kind: str, span: Evidence) -> Evidence:
        rate = self.rates.get(key_of(kind, span))
        return span if rate is None else replace(span, confidence=rate)


def calibration(counts: tuple[Count, ...]) -> Calibration:
    """Turn counts into rates, with shrinkage for small ones."""
    everything = _rate(counts, prior=1.0)
    rates: dict[Key, float] = {}
    for line in counts:
        of_value = _rate([c for c in counts if c.value == line.value], prior=everything)
        same = [c for c in counts if (c.value, c.rule) == (line.value, line.rule)]
        said = min(1.0, (line.stated + _MIDDLE) / 10)
        rate = _rate([line], prior=(_rate(same, prior=of_value) + said) / 2)
        rates[Key(line.value, line.rule, line.stated)] = round(rate, 3)
    return Calibration(rates=rates)


def _rate(counts: tuple[Count, ...] | list[Count], *, prior: float) -> float:
    right, seen = sum(c.right for c in counts), sum(c.of for c in counts)
    return (right + _WEIGHT * prior) / (seen + _WEIGHT)


@cache
def shipped() -> Calibration:
    """The measured rates that are shipped. Raises pydantic.ValidationError for a damaged file."""
    text = files(__package__).joinpath("calibration.toml").read_text(encoding="utf-8")
    return calibration(tuple(Count.model_validate(c) for c in tomllib.loads(text)["counts"]))
