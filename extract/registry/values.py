"""Figures as ClinicalTrials.gov prints them: strings, with "NA", bounds and HTML escapes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import cast

from dosetable.extract.facts import DispersionType, POperator
from dosetable.extract.readers.json_values import text_of
from dosetable.extract.twin import twin

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?")
_P = re.compile(
    r"(?:p(?:[- ]?values?)?\s*:?\s*)?(<=|>=|\u2264|\u2265|<|>|=)?\s*(\d*\.?\d+(?:e-?\d+)?)\s*\*{0,3}"
    r"\s*(?:\(?(?:one|two|1|2)[- ](?:sided|tailed)\)?)?",
    re.IGNORECASE,
)
_OPERATORS = {"\u2264": "<=", "\u2265": ">=", "": "="}
_DISPERSION: tuple[tuple[DispersionType, re.Pattern[str]], ...] = (
    ("SD", re.compile(r"standard[ _]deviation", re.IGNORECASE)),
    ("SE", re.compile(r"standard[ _]error", re.IGNORECASE)),
    ("IQR", re.compile(r"inter-?[ _]?quartile", re.IGNORECASE)),
    ("range", re.compile(r"full[ _]range", re.IGNORECASE)),
    ("95% CI", re.compile(r"95 ?% confidence", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class PValue:
    operator: POperator
    value: float


def number(raw: object) -> float | None:
    """Return a posted figure; None for "NA", bounds ("<1"), ranges ("0 to 5") and blanks."""
    text = twin((text_of(raw) or "").strip())
    if not text or not any(c.isdigit() for c in text) or not _NUMBER.fullmatch(text):
        return None
    return float(text.replace(",", ""))


def count(raw: object) -> int | None:
    """Return a posted count of people; None where it is no whole number."""
    value = number(raw)
    return int(value) if value is not None and value >= 0 and value == int(value) else None


def p_value(raw: object) -> PValue | None:
    """Return a posted p: "0.088", "<0.001", "= 0.250", "&lt; 0.0001", ".0001", "P = 0.02", "0,03",
    "0.04 (two-sided)"."""
    text = unescape(twin((text_of(raw) or "").strip()))
    text = re.sub(r"(?<![\d.,])0,(?=\d+(?!\S))", "0.", text)
    match = _P.fullmatch(text)
    if match is None:
        return None
    value = float(match[2])
    if not 0 <= value <= 1:
        return None
    sign = match[1] or ""
    return PValue(cast("POperator", _OPERATORS.get(sign, sign)), value)


def dispersion_type(raw: object) -> DispersionType | None:
    """Return the dispersion's name; display text and enumeration codes alike."""
    text = text_of(raw) or ""
    return next((name for name, pattern in _DISPERSION if pattern.search(text)), None)
