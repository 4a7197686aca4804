"""Words and numbers as the website prints them: pure functions, one place for every convention.

Numbers carry a true minus sign (U+2212), ranges an en dash or "to", and p values their leading
zero. A float has lost its trailing zeros, so weight-based doses get one decimal back ("1.0 mg/kg")
and an estimate gets as many as its interval makes plain.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from decimal import Decimal

from dosetable.extract.facts import Dose, Statistic, Timepoint
from dosetable.store.evidence_table import ArmView, Effect, Figure, NormalDose, Status

# Characters that neither XML nor HTML has a place for: most controls, and non-characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
MINUS = "\u2212"
NARROW = "\u202f"

STATUS_WORDS: dict[Status, tuple[str, str, str]] = {
    "machine": ("\u25cb", "Machine", "Read by the machine; nobody has checked it yet."),
    "unsure": ("?", "Unsure", "Read by the machine with low confidence: check the quote."),
    "computed": ("=", "Computed", "Computed by us from values the report states."),
    "conflicting": ("\u2260", "Reports differ", "Two reports of the trial say different things."),
    "accepted": ("\u2713", "Accepted", "A curator checked it against the source."),
    "corrected": ("\u270e", "Corrected", "A curator corrected what the machine read."),
    "missing": ("\u2013", "No value", "No value was found for this row."),
}

COMPARATOR_WORDS = {
    "placebo": "Inert placebo",
    "active placebo": "Active placebo",
    "active comparator": "Active comparator",
    "no treatment": "No treatment",
    "other dose": "Other dose",
    "experimental": "Other treatment",
}

_SMALL_PLURALS = {"minute", "hour", "day", "week", "month"}

# Statistics that are an arm's own figure; the others are estimates of a contrast.
ARM_STATISTICS: frozenset[Statistic] = frozenset(
    {
        "response rate",
        "remission rate",
        "relapse rate",
        "event rate",
        "mean change",
        "mean score",
        "median",
    }
)


def number(value: float, *, decimals: int = 0) -> str:
    """``value`` without float noise, with at least ``decimals`` decimals and a true minus sign."""
    if not math.isfinite(value):
        return "not a number"
    exact = Decimal(repr(round(float(value), 10))).normalize()
    exponent = exact.as_tuple().exponent
    places = max(decimals, -exponent if isinstance(exponent, int) else 0, 0)
    return f"{exact:,.{places}f}".replace("-", MINUS).replace(",", NARROW)


def decimals_of(*values: float | None) -> int:
    """The most decimals any of the values needs."""
    needed = 0
    for value in values:
        if value is not None and math.isfinite(value):
            exponent = Decimal(repr(round(float(value), 10))).normalize().as_tuple().exponent
            needed = max(needed, -exponent if isinstance(exponent, int) else 0)
    return needed


def _dose_decimals(unit: str) -> int:
    return 1 if "/kg" in unit and not unit.startswith("mcg") else 0


def dose(value: Dose) -> str:
    """A dose as reported: '0.5 mg/kg', '56 to 84 mg', with a bolus where there is one."""
    places = _dose_decimals(value.unit)
    if value.value is not None:
        text = f"{number(value.value, decimals=places)} {value.unit}"
    elif value.low is not None and value.high is not None:
        text = dose_range(value.low, value.high, value.unit)
    elif value.low is not None:
        text = f"from {number(value.low, decimals=places)} {value.unit}"
    elif value.high is not None:
        text = f"up to {number(value.high, decimals=places)} {value.unit}"
    else:
        text = f"in {value.unit}, amount not reported"
    if value.bolus is not None:
        text += f" after a bolus of {number(value.bolus.value)} {value.bolus.unit}"
    return text


def dose_range(low: float, high: float, unit: str) -> str:
    places = _dose_decimals(unit)
    if low == high:
        return f"{number(low, decimals=places)} {unit}"
    return f"{number(low, decimals=places)} to {number(high, decimals=places)} {unit}"


def normal_dose(value: NormalDose) -> str:
    """The dose on the common axis with its basis: 'per kg', 'flexible, 56 to 84 mg'."""
    basis = {
        "per kg": "per kg",
        "fixed": "fixed dose",
        "flexible": "flexible range",
        "rate": "rate",
        "per area": "per body surface",
        "other": "other basis",
    }[value.basis]
    amount = dose_range(value.low, value.high, value.unit)
    return f"{amount}, {basis}{' (converted)' if value.computed else ''}"


def timepoint(value: Timepoint) -> str:
    """As reported: '24 hours', '4 weeks', with what it is counted from where it is stated."""
    if value.unit in _SMALL_PLURALS and value.value != 1:
        text = f"{number(value.value)} {value.unit}s"
    else:
        text = f"{number(value.value)} {value.unit}"
    if value.anchor is not None and value.anchor != "first dose":
        text += f" from {value.anchor}"
    return text


def hours(value: float) -> str:
    rounded = round(value, 1)
    return f"{number(rounded)}{NARROW}h"


def p_value(operator: str | None, value: float) -> str:
    """'p = 0.02', 'p < 0.001'."""
    sign = {"<=": "\u2264", ">=": "\u2265"}.get(operator or "=", operator or "=")
    return f"p {sign} {number(value)}"


def interval(effect: Effect, *, decimals: int) -> str | None:
    """'95% CI −7.31 to −0.64'; None where a bound is not reported."""
    if effect.ci_low is None or effect.ci_high is None:
        return None
    level = f"{number(effect.ci_level)}% CI" if effect.ci_level is not None else "CI"
    low, high = (number(v, decimals=decimals) for v in (effect.ci_low, effect.ci_high))
    return f"{level} {low} to {high}"


def effect_lines(effect: Effect, statistic: str | None, unit: str | None) -> tuple[str, ...]:
    """The estimate, its interval and its p value, each on a line of its own."""
    places = min(1, decimals_of(effect.ci_low, effect.ci_high))
    lines: list[str] = []
    if effect.value is not None:
        amount = number(effect.value, decimals=places)
        suffix = {"percent": "%", "points": " points", "days": " days"}.get(unit or "", "")
        if statistic in ARM_STATISTICS:
            lines.append(f"Difference {amount}{suffix}")
        else:
            lines.append(f"{sentence_case(statistic)} {amount}{suffix}" if statistic else amount)
    bounds = interval(effect, decimals=places)
    if bounds is not None:
        lines.append(bounds)
    if effect.p_value is not None:
        lines.append(p_value(effect.p_operator, effect.p_value))
    return tuple(lines)


def figure(value: Figure, unit: str | None) -> str:
    """One arm's own result: '−21.4 (SD 12.32), n 101', '64% (32 of 50)'."""
    parts: list[str] = []
    places = min(1, decimals_of(value.dispersion))
    if value.value is not None:
        suffix = {"percent": "%", "days": " days"}.get(unit or "", "")
        parts.append(f"{number(value.value, decimals=places)}{suffix}")
    if value.dispersion is not None:
        kind = value.dispersion_type or "spread"
        parts.append(f"({kind} {number(value.dispersion)})")
    if value.count is not None and value.n is not None:
        counts = f"{number(value.count)} of {number(value.n)}"
        parts.append(f"({counts})" if parts else counts)
    elif value.count is not None:
        parts.append(f"{number(value.count)} people")
    elif value.n is not None:
        return " ".join(parts) + (", " if parts else "") + f"n {number(value.n)}"
    return " ".join(parts)


def sentence_case(text: str | None) -> str:
    """The first letter raised; acronyms and drug names elsewhere stay as they are."""
    return text[:1].upper() + text[1:] if text else ""


def short_arm(arm: ArmView) -> str:
    """What to call an arm in a sentence: 'ketamine 0.5 mg/kg', 'midazolam', or its label."""
    drug = arm.drug.value
    if drug is None:
        return arm.label
    return f"{drug} {dose(arm.dose.value)}" if arm.dose.value is not None else drug


def age_range(low: float | None, high: float | None) -> str | None:
    """'18–70 years', '65 years and over'; None where neither bound is reported."""
    if low is not None and high is not None:
        return f"{number(low)}\u2013{number(high)} years"
    if low is not None:
        return f"{number(low)} years and over"
    if high is not None:
        return f"up to {number(high)} years"
    return None


def plural(count: int, one: str, many: str | None = None) -> str:
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def rfc3339(value: datetime) -> str:
    """A time as feeds and the time element of HTML take it: whole seconds, and an offset; a time
    without one is in UTC."""
    aware = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    return aware.isoformat(timespec="seconds")


def printable(text: str) -> str:
    """``text`` with U+FFFD where a page, a feed or a spreadsheet may not hold what is there."""
    return text if text.isprintable() else _FORBIDDEN.sub("\ufffd", text)
