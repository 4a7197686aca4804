"""One form for every identifier, so that the same article or trial has the same key everywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dosetable.extract.facts import StudyFacts

_DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)\s*", re.I)
_DOI = re.compile(r"^10\.\d{4,9}/\S+$")
_NCT = re.compile(r"^NCT\d{8}$")
_REGISTRY_FAMILY = re.compile(r"^[A-Z]+")
_EUDRACT_PREFIX = re.compile(r"^EUDRACT[:#-]?(?=\d{4}-\d{6}-\d{2}$)")
_EUDRACT = re.compile(r"^\d{4}-\d{6}-\d{2}$")


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """``scheme``: 'pmid', 'pmcid', 'doi', 'registry' or 'url'; ``value`` in its one form."""

    scheme: str
    value: str

    def __str__(self) -> str:
        names = {"pmid": "PMID ", "doi": "DOI ", "pmcid": "", "registry": "", "url": ""}
        return names[self.scheme] + self.value


def identifier(scheme: str, value: str | None) -> Identifier | None:
    """The identifier in its one form, or None when the value cannot be one of that scheme."""
    text = (value or "").strip()
    if not text:
        return None
    match scheme:
        case "doi":
            text = _DOI_PREFIX.sub("", text).rstrip(".,;").lower()
            return Identifier("doi", text) if _DOI.match(text) else None
        case "pmid":
            digits = re.sub(r"^pmid:?\s*", "", text, flags=re.I).lstrip("0")
            return Identifier("pmid", digits) if digits.isdecimal() else None
        case "pmcid":
            digits = re.sub(r"^(?:pmcid:?\s*)?(?:pmc)?", "", text, flags=re.I)
            return Identifier("pmcid", f"PMC{digits}") if digits.isdecimal() else None
        case "registry":
            number = re.sub(r"\s+", "", text).upper()
            return Identifier("registry", _EUDRACT_PREFIX.sub("", number))
        case "url":
            return Identifier("url", text)
        case _:
            return None


def registry_family(number: str) -> str:
    """Which registry a number belongs to: 'NCT', 'ISRCTN', 'EUDRACT', ..."""
    if _EUDRACT.match(number):
        return "EUDRACT"
    found = _REGISTRY_FAMILY.match(number)
    return found.group() if found else "other"


def own_identifiers(facts: StudyFacts) -> frozenset[Identifier]:
    """The identifiers a record gives for itself and its own trial.

    A page's DOI, PMID and PMCID are the paper's it tells of: see ``link`` for what they mean.
    """
    found = facts.identifiers
    pairs = [("pmid", found.pmid), ("pmcid", found.pmcid), ("doi", found.doi)]
    pairs += [("registry", number) for number in found.registry]
    return frozenset(item for scheme, value in pairs if (item := identifier(scheme, value)))


def is_nct(number: str) -> bool:
    """Whether it is a ClinicalTrials.gov number."""
    return bool(_NCT.match(number))
