"""Identifiers as sources print them, brought to one form each."""

from __future__ import annotations

import re

_DOI = re.compile(r"\b10\.\d{4,9}/[-._;()/:A-Za-z0-9<>]*[A-Za-z0-9)>]")
_PMCID = re.compile(r"(?:PMC)?\s*(\d{1,9})", re.IGNORECASE)
_PMID = re.compile(r"\d{1,8}")
_NCT = re.compile(r"\bNCT\s?-?(\d{8})\b", re.IGNORECASE)
# Registries of the WHO network whose numbers have a shape of their own.
_SHAPES = (
    re.compile(r"(ISRCTN)\s*(\d{5,8})", re.IGNORECASE),
    re.compile(r"(ACTRN)\s*(\d{14}p?)", re.IGNORECASE),
    re.compile(r"(ChiCTR)(?:-[A-Z]+)?-?\s*(\d{8,10})", re.IGNORECASE),
    re.compile(r"(UMIN)\s*-?\s*(\d{6,9})", re.IGNORECASE),
    re.compile(r"(jRCTs?)\s*(\d{9,10})", re.IGNORECASE),
    re.compile(r"(TCTR)\s*(\d{11})", re.IGNORECASE),
    re.compile(r"(DRKS)\s*(\d{8})", re.IGNORECASE),
    re.compile(r"(KCT)\s*(\d{7})", re.IGNORECASE),
    re.compile(r"(NTR)\s*-?\s*(\d{1,5})", re.IGNORECASE),
)
_PREFIXES = {
    name.lower(): name
    for name in ("ISRCTN", "ACTRN", "ChiCTR", "UMIN", "jRCT", "jRCTs", "TCTR", "DRKS", "KCT", "NTR")
}
_CTRI = re.compile(r"CTRI/\d{4}/\d{2,3}/\d{6}", re.IGNORECASE)
_IRCT = re.compile(r"IRCT\d{8,14}(?:N\d{1,3})?", re.IGNORECASE)
_EUDRACT = re.compile(r"\b(20[0-3]\d|199\d)-(\d{6})-(\d{2})\b")
_CTIS = re.compile(r"\b20\d{2}-5\d{5}-\d{2}(?:-\d{2})?\b")


def doi(text: str | None) -> str | None:
    """Return the first DOI in ``text``, lower-cased and without a resolver before it."""
    if not text:
        return None
    match = _DOI.search(text.strip())
    if match is None:
        return None
    found = match[0].rstrip(".,;:")
    while found.endswith(")") and found.count("(") < found.count(")"):
        found = found[:-1].rstrip(".,;:")
    return found.lower()


def pmid(text: str | None) -> str | None:
    """Return ``text`` as a PMID without leading zeros, or None."""
    plain = (text or "").strip()
    return plain.lstrip("0") or None if _PMID.fullmatch(plain) else None


def pmcid(text: str | None) -> str | None:
    """Return ``text`` as a PMCID with its prefix, or None."""
    match = _PMCID.fullmatch((text or "").strip())
    return f"PMC{match[1]}" if match else None


def registry_number(text: str | None) -> str | None:
    """Return ``text`` as a registration number in the form its registry prints, or None."""
    plain = (text or "").strip()
    if match := _NCT.search(plain):
        return f"NCT{match[1]}"
    for shape in _SHAPES:
        if match := shape.fullmatch(plain):
            return _PREFIXES[match[1].lower()] + match[2].lower().replace("P", "p")
    for exact in (_CTRI, _IRCT):
        if match := exact.fullmatch(plain):
            return match[0].upper()
    for plain_form in (_CTIS, _EUDRACT):
        if match := plain_form.search(plain):
            return match[0]
    return None


def unique(values: list[str]) -> tuple[str, ...]:
    """Return the values once each, in order of first appearance."""
    return tuple(dict.fromkeys(values))
