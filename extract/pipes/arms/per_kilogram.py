"""A dose whose unit was cut short: 'Ketamine 0.5 mg' as the name of the arm given 0.5 mg/kg."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Dose
from dosetable.extract.pipes.arms.candidate import Candidate
from dosetable.extract.pipes.arms.draft import Draft


def is_per_kilogram(short: Dose, full: Dose) -> bool:
    """Whether ``full`` is the very number of ``short`` with its unit told whole."""
    return full.unit == f"{short.unit}/kg" and replace(full, unit=short.unit) == short


def told_per_kilogram(drafts: Sequence[Draft], candidates: Sequence[Candidate]) -> list[Draft]:
    """Return ``drafts`` with the doses that the text tells per kilogram elsewhere told so."""
    return [_whole(draft, candidates) for draft in drafts]


def _whole(draft: Draft, candidates: Sequence[Candidate]) -> Draft:
    for candidate in candidates if draft.dose is not None else ():
        for reading in candidate.doses if candidate.name == draft.name else ():
            if draft.dose is not None and is_per_kilogram(draft.dose, reading.dose):
                return replace(draft, reading=reading)
    return draft
