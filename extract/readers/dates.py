"""Dates as sources print them, in ISO form and as precise as printed."""

from __future__ import annotations

import re

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ISO = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?!\d)")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})")
_FIRST_YEAR, _LAST_YEAR = 1800, 2100


def iso_date(year: str | None, month: str | None, day: str | None) -> str | None:
    """Return ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None without a plausible year.

    The month may be a number or an English name; what is not plausible is left out.
    """
    if not year or not year.strip().isdecimal():
        return None
    number = int(year)
    if not _FIRST_YEAR <= number <= _LAST_YEAR:
        return None
    plain = (month or "").strip()
    month_number = int(plain) if plain.isdecimal() else MONTHS.get(plain[:3].lower(), 0)
    if not 1 <= month_number <= 12:
        return f"{number:04d}"
    plain_day = (day or "").strip()
    if plain_day.isdecimal() and 1 <= int(plain_day) <= 31:
        return f"{number:04d}-{month_number:02d}-{int(plain_day):02d}"
    return f"{number:04d}-{month_number:02d}"


def any_date(text: str | None) -> str | None:
    """Return the date that ``text`` starts with, in ISO form (2019-03-04, 2019/3, Mar 4, 2019)."""
    plain = (text or "").strip()
    if match := _ISO.match(plain):
        return iso_date(match[1], match[2], match[3])
    if match := _MONTH_FIRST.match(plain):
        return iso_date(match[3], match[1], match[2])
    if match := _DAY_FIRST.match(plain):
        return iso_date(match[3], match[2], match[1])
    return None
