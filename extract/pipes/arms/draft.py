"""The draft of an arm: what it is put together from, and how it comes by its count of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dosetable.extract.facts import Dose, Role
from dosetable.extract.pipes.arms.amounts import DoseReading
from dosetable.extract.pipes.arms.candidate import Candidate

ROLES: dict[str, Role] = {
    "topic": "experimental",
    "inert placebo": "placebo",
    "unnamed active placebo": "active placebo",
    "active placebo": "active placebo",
    "active comparator": "active comparator",
    "no treatment": "no treatment",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An arm being put together: its best candidate and the values found so far."""

    candidate: Candidate
    name: str
    kind: str
    reading: DoseReading | None
    n: int | None = None
    n_span: tuple[int, int] | None = None
    label: str = ""

    @property
    def dose(self) -> Dose | None:
        return self.reading.dose if self.reading else None

    @property
    def position(self) -> int:
        left, right = self.candidate.territory
        told_here = self.reading is not None and left <= self.reading.start < right
        return self.reading.start if self.reading and told_here else self.candidate.start


def new_draft(candidate: Candidate, reading: DoseReading | None) -> Draft:
    return Draft(candidate=candidate, name=candidate.name, kind=candidate.kind, reading=reading)


def fill(draft: Draft, candidate: Candidate, index: int) -> Draft:
    """``draft`` with the count that ``candidate`` gives its dose at ``index``, if it has none yet."""
    counted = len(candidate.ns) == max(1, len(candidate.doses)) and candidate.tier < 3
    if draft.n is None and counted:
        return replace(draft, n=candidate.ns[index], n_span=candidate.n_span)
    return draft


def count_from(draft: Draft, pool: Sequence[Candidate]) -> Draft:
    """A count given elsewhere to the same drug, where all who give one agree."""
    if draft.n is not None:
        return draft
    counted = [c for c in pool if c.tier < 3 and len(c.ns) == 1]
    counts = {c.ns for c in counted}
    if len(counts) == 1:
        return replace(draft, n=counted[0].ns[0], n_span=counted[0].n_span)
    return draft


def count_by_dose(draft: Draft, pool: Sequence[Candidate]) -> Draft:
    """A count given elsewhere to the same dose: "41 received 28 mg" after the design."""
    if draft.n is not None:
        return draft
    for candidate in pool:
        if candidate.tier == 3 or len(candidate.ns) != len(candidate.doses):
            continue
        for reading, n in zip(candidate.doses, candidate.ns, strict=True):
            if reading.dose == draft.dose:
                return replace(draft, n=n, n_span=candidate.n_span)
    return draft


def without_same(drafts: list[Draft]) -> list[Draft]:
    """Without a dose per 70 kg of body weight that another draft of the drug has per kg."""
    per_kg = {
        (d.name, round(d.dose.value, 3))
        for d in drafts
        if d.dose is not None and d.dose.unit == "mg/kg" and d.dose.value is not None
    }
    return [
        d
        for d in drafts
        if d.dose is None
        or d.dose.unit != "mg/70 kg"
        or d.dose.value is None
        or (d.name, round(d.dose.value / 70, 3)) not in per_kg
    ]
