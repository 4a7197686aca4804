"""Groups of one drug and dose that only the length of the infusion tells apart.

'0.5 mg/kg over 2, 20 or 100 minutes (25 per group)', 'over 40 minutes (n = 20) or over 100 minutes
(n = 21)'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.arms.readings import find_minutes
from dosetable.extract.pipes.context import Sentence, evidence_in
from dosetable.extract.pipes.doses import DoseMention
from dosetable.extract.prefilter import Prefiltered

_UNIT = r"(?:minutes?|mins?\.?|hours?|hrs?|h)\b"
_SIZE = r"(?:\s?[(\[][nN] ?= ?\d{1,3}[)\]])"
_ONE = rf"\d{{1,3}}(?:[- ]?{_UNIT})?{_SIZE}?"
_NEXT = r"(?:, ?|,? (?:or|and|versus|vs\.?) |/)(?:over )?"
_LENGTHS = Prefiltered(
    rf"\b(?:over|in|for|during)\s(?:a period of )?(?P<list>{_ONE}(?:{_NEXT}{_ONE}){{1,6}})(?<=[a-z.)\]])",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    rf"(?P<value>\d{{1,3}})(?:[- ]?(?P<unit>{_UNIT}))?(?:\s?[(\[][nN] ?= ?(?P<n>\d{{1,3}})[)\]])?",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"(?:\binfus\w*|\binject\w*|\badminister\w*|\bgiven|/kg\)?|\bi\.?v\.?|\bintravenous(?:ly)?)[\s,(]{0,2}(?:[\w-]+ ){0,2}$",
    re.IGNORECASE,
)
_DIVIDED = re.compile(r"\brandom|\bassigned\b|\balloc|\bcompar|\bgroups\b", re.IGNORECASE)
_OF_EACH = re.compile(r"\b(?:each|per|every|groups of|equal)", re.IGNORECASE)
_OR = re.compile(r"\b(?:or|versus|vs)\b|,\s", re.IGNORECASE)
_CONFIDENCE = 0.9


def lasting_apart(twin: str, own: Sequence[DoseMention], left: int, right: int) -> bool:
    """Whether each of several amounts has a length of infusion of its own: 'a 90-h infusion of
    0.5 mg/kg/h or a 40-min infusion of 0.5 mg/kg', '0.5 mg/kg over 40 min or 1 mg/kg over 60 min'."""
    ends = [*(m.start for m in own[1:]), right]
    behind = [find_minutes(twin, m.end, stop) for m, stop in zip(own, ends, strict=True)]
    begins = [left, *(m.end for m in own[:-1])]
    before = [find_minutes(twin, begin, m.start) for begin, m in zip(begins, own, strict=True)]
    grouped = all(_OR.search(twin, a.end, b.start) for a, b in zip(own, own[1:], strict=False))
    return grouped and any(
        all(len(f) == 1 for f in found) and len({f[0].value for f in found}) == len(own)
        for found in (behind, before)
    )


def told_apart_by_length(
    arms: Sequence[Arm], twin: str, sentences: Sequence[Sentence]
) -> tuple[Arm, ...]:
    """Return ``arms`` with the only experimental one split by the lengths of infusion that one
    sentence lists for the groups of a trial."""
    drugs = [a for a in arms if a.role == "experimental"]
    if len(drugs) != 1 or drugs[0].dose is None:
        return tuple(arms)
    (drug,) = drugs
    for sentence in sentences:
        if sentence.part == "conclusions":
            continue
        listed = _listed(twin, sentence)
        if listed:
            split = [_lasting(drug, minutes, m, twin, sentence) for minutes, m in listed]
            found = [b for a in arms for b in (split if a is drug else [a])]
            return tuple(replace(a, id=f"A{i}") for i, a in enumerate(found, 1))
    return tuple(arms)


def _listed(twin: str, sentence: Sentence) -> list[tuple[float, re.Match[str]]]:
    """The lengths, in minutes, each with where it stands; none where no groups are told by them."""
    match = _LENGTHS.search(twin, sentence.start, sentence.end)
    if match is None or not _GIVEN.search(twin, sentence.start, match.start()):
        return []
    if not _DIVIDED.search(twin, sentence.start, sentence.end):
        return []
    found = list(_LENGTH.finditer(twin, match.start("list"), match.end("list")))
    units = [m["unit"] for m in found]
    if units[-1] is None:
        return []
    filled = [unit or next(u for u in units[i:] if u) for i, unit in enumerate(units)]
    minutes = [
        float(m["value"]) * (60 if unit.lower().startswith("h") else 1)
        for m, unit in zip(found, filled, strict=True)
    ]
    if len(set(minutes)) < len(minutes):
        return []
    return list(zip(minutes, found, strict=True))


def _lasting(drug: Arm, minutes: float, told: re.Match[str], twin: str, sentence: Sentence) -> Arm:
    shared = [e for e in drug.evidence if e.field == "n"]
    of_each = any(_OF_EACH.search(twin, e.start, e.end + 12) for e in shared)
    gone = {"infusion_minutes"} | (set() if of_each and not told["n"] else {"n"})
    spans = [
        ("infusion_minutes", told.start("value"), told.end("unit" if told["unit"] else "value"))
    ]
    if told["n"]:
        spans.append(("n", *told.span("n")))
    own = tuple(
        evidence_in(
            sentence, start, end, rule=f"arms.{field}.listed", field=field, confidence=_CONFIDENCE
        )
        for field, start, end in spans
    )
    return replace(
        drug,
        label=f"{drug.label} ({minutes:g} min)",
        infusion_minutes=minutes,
        route=drug.route or "intravenous",
        n=int(told["n"]) if told["n"] else (drug.n if of_each else None),
        evidence=(*(e for e in drug.evidence if e.field not in gone), *own),
    )
