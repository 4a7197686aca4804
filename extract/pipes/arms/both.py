"""'X (0.4 mg/kg), Y, or both': the third group had the drug, at its dose, and the other treatment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.candidate import Candidate
from dosetable.extract.pipes.arms.treatments import Treatment
from dosetable.extract.prefilter import Prefiltered

_AFTER_NAME = r"(?: (?:alone|only|therapy|infusions?))?(?:\s?[(\[][^()\[\]]{1,50}[)\]])?(?: \d[\d.]* ?mg(?:/kg)?)?(?: (?:alone|only))?"
_NEXT = re.compile(rf"{_AFTER_NAME},? (?:or )?(?:an? )?", re.IGNORECASE)
_OR_BOTH = Prefiltered(
    rf"{_AFTER_NAME},? (?:or|and) (?P<both>both(?! (?:groups|arms|of|were|had|received))|(?:their|the|a) combination(?: of (?:both|the two))?|the two (?:together|combined))\b",
    re.IGNORECASE,
)


def with_both(twin: str, end: int, treatments: Sequence[Treatment]) -> list[Treatment]:
    """Return ``treatments`` with the drug and its companion where a list ends with "or both"."""
    for i, (first, second) in enumerate(zip(treatments, treatments[1:], strict=False)):
        if {first.kind, second.kind} != {TOPIC, "active comparator"}:
            continue
        both = _OR_BOTH.match(twin, second.end, end)
        if both is None or not _NEXT.fullmatch(twin, first.end, second.start):
            continue
        drug, other = (first, second) if first.kind == TOPIC else (second, first)
        start, stop = both.span("both")
        found = [
            *treatments[:i],
            replace(first, relation="alternative"),
            replace(second, relation="alternative"),
            replace(drug, start=start, end=start + 1, relation="alternative"),
            replace(other, start=start + 2, end=stop, relation="addition"),
            *treatments[i + 2 :],
        ]
        return sorted(found, key=lambda t: t.start)
    return list(treatments)


_WORD = re.compile(r"both\b|(?:their|the|a) combination\b|the two\b", re.IGNORECASE)


def at_the_same_dose(twin: str, found: Sequence[Candidate]) -> list[Candidate]:
    """``found`` with the dose of the drug by itself given to "both"."""
    doses = next((c.doses for c in found if c.kind == TOPIC and c.doses), ())
    return [
        replace(c, doses=doses)
        if c.kind == TOPIC and not c.doses and c.add_on and _WORD.match(twin, c.start)
        else c
        for c in found
    ]
