"""The expressions that read an amount: numbers, lists, ranges and composed units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

from dosetable.extract.facts import DoseUnit
from dosetable.extract.vocabulary import Term

UNITS: frozenset[str] = frozenset(get_args(DoseUnit))

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_BODY = r"(?:\s?(?:of\s)?(?:the\s|their\s)?(?:body?|total)?[- ]?(?:body\s)?(?:weight|mass)|\s?BW)?"
# What stands between the parts of a unit: "mg/kg", "mg per kg", "mg kg-1", "mg.kg(-1)".
_SLASH = r"\s?(?:/|per\s|for\s(?:every|each)\s|a\s(?=day))\s?"
# '0.25 mg/kgketamine': a space lost in print before the drug's name ends a unit as well.
_LETTER = r"(?!(?:es|ar|s-|r-)?ketamine|midazolam|propofol|remifentanil|sufentanil|saline)[A-Za-z]"
_INVERSE = r"\s?[·∙⋅•.*x]?\s?"
_MINUS_ONE = r"\s?(?:\(\s?-\s?[1¹]\s?\)|\^?\s?\{?-\s?[1¹]\}?|-?⁻¹|-?¹)"

JOIN = r"(?:\s?,\s?(?:and\s|or\s|to\s|then\s)?|\s?/\s?|\s(?:and|or|vs\.?|versus|and/or|then|followed by)\s|\s?&\s?)"
TO = r"(?:\s?-\s?(?=[\d.])|\sto\s(?:a (?:maximum|max|total) of\s)?(?:up to\s)?|\sthrough\s|\sup to\s)"


def unit_expression(units: Sequence[Term]) -> str:
    """Return the expression of a composed unit, with the groups ``mass``, ``p1`` and ``p2``."""
    mass = "|".join(p for u in units if u.kind == "mass" for p in u.patterns)
    per = "|".join(p for u in units if u.kind == "per" for p in u.patterns)

    def part(name: str) -> str:
        slash = rf"{_SLASH}(?:body\s)?(?P<{name}>{per}){_BODY}(?:{_MINUS_ONE})?"
        inverse = rf"{_INVERSE}(?P<{name}i>{per}){_MINUS_ONE}"
        return rf"(?:{slash}|{inverse})(?!{_LETTER})"

    # "150 mg daily" is an amount a day; "84 mg twice daily" is not.
    daily = r"(?P<daily>\s(?:once\s)?(?:daily|a day)(?![A-Za-z]))"
    # "0.5 kg/mg": a slip of print, as nobody is given half a kilogram a milligram.
    return rf"(?:(?P<slip>kg/mg)|(?P<mass>{mass})(?!²|{_LETTER})(?:{part('p1')})?(?:{part('p2')})?(?:{daily})?)"


def composed_unit(match: re.Match[str], units: Sequence[Term]) -> str | None:
    """Return the unit of ``match`` by its name in the schema, None where the schema lacks it."""
    groups = match.groupdict()
    if groups.get("slip"):
        return "mg/kg"
    parts = [_name(groups["mass"], units, "mass")]
    for key in ("p1", "p2"):
        found = groups.get(key) or groups.get(f"{key}i")
        if found:
            parts.append(_name(found, units, "per"))
    if groups.get("daily"):
        parts.append("day")
    order = sorted(
        parts[1:], key=lambda p: ("kg", "70 kg", "m2").index(p) if "g" in p or "m2" in p else 9
    )
    name = "/".join([parts[0], *order])
    return name if name in UNITS else None


def _name(found: str, units: Sequence[Term], kind: str) -> str:
    if found.startswith("\u03bc"):
        return "mcg"
    for unit in units:
        if unit.kind == kind and re.fullmatch("|".join(unit.patterns), found, re.IGNORECASE):
            return unit.name
    return found
