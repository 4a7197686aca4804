"""Groups of one drug that differ in one thing alone, listed with their sizes.

'by IV (n = 5), IM (n = 6) or SC (n = 7)', 'once weekly (n = 45) or twice weekly (n = 45)'.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm, Route
from dosetable.extract.pipes.arms.readings import Found, find_routes, find_schedules
from dosetable.extract.pipes.context import Sentence, evidence_in
from dosetable.extract.vocabulary import Vocabulary

_COUNTED = re.compile(
    r"(?: (?:injections?|infusions?|doses?|dosing|route|group|arm))?,? ?[(\[][nN] ?= ?(?P<n>\d{1,3})[)\]]"
)
_NEXT = re.compile(r"(?:,|;|,? (?:and|or|versus|vs\.?)|/) (?:by |the |an? |over |given )*")
_CONFIDENCE = 0.9

# field of the arm -> its values of a sentence, in words
_Finder = Callable[[str, int, int, Vocabulary], list[Found[str]]]


def _schedules(twin: str, start: int, end: int, vocabulary: Vocabulary) -> list[Found[str]]:
    return find_schedules(twin, start, end)


def _routes(twin: str, start: int, end: int, vocabulary: Vocabulary) -> list[Found[str]]:
    return [Found(str(f.value), f.start, f.end) for f in find_routes(twin, start, end, vocabulary)]


_FINDERS: tuple[tuple[str, _Finder], ...] = (
    ("route", _routes),
    ("schedule", _schedules),
)


def told_apart_in_a_list(
    arms: Sequence[Arm], twin: str, sentences: Sequence[Sentence], vocabulary: Vocabulary
) -> tuple[Arm, ...]:
    """Return ``arms`` with the only experimental one split by what one sentence lists with the
    people of each: its routes or its schedules."""
    drugs = [a for a in arms if a.role == "experimental"]
    if len(drugs) != 1:
        return tuple(arms)
    (drug,) = drugs
    for sentence in sentences:
        if sentence.part in {"title", "conclusions"}:
            continue
        for field, finder in _FINDERS:
            listed = _listed(twin, sentence, finder, vocabulary)
            if len(listed) >= 2 and len({f.value.lower() for f, _ in listed}) == len(listed):
                split = [_by(drug, field, told, count, sentence) for told, count in listed]
                found = [b for a in arms for b in (split if a is drug else [a])]
                return tuple(replace(a, id=f"A{i}") for i, a in enumerate(found, 1))
    return tuple(arms)


def _listed(
    twin: str, sentence: Sentence, finder: _Finder, vocabulary: Vocabulary
) -> list[tuple[Found[str], re.Match[str]]]:
    """The values of a sentence that stand in one list, each with its count."""
    found: list[tuple[Found[str], re.Match[str]]] = []
    for told in finder(twin, sentence.start, sentence.end, vocabulary):
        count = _COUNTED.match(twin, told.end, sentence.end)
        if count is None:
            continue
        if found and not _NEXT.fullmatch(twin, found[-1][1].end(), told.start):
            return []
        found.append((told, count))
    return found


def _by(drug: Arm, field: str, told: Found[str], count: re.Match[str], sentence: Sentence) -> Arm:
    kept = tuple(e for e in drug.evidence if e.field not in {field, "n"})
    spans = ((field, told.start, told.end), ("n", *count.span("n")))
    own = tuple(
        evidence_in(
            sentence, start, end, rule=f"arms.{name}.listed", field=name, confidence=_CONFIDENCE
        )
        for name, start, end in spans
    )
    arm = replace(
        drug,
        label=f"{drug.label} ({told.value})",
        n=int(count["n"]),
        evidence=(*kept, *own),
    )
    if field == "route":
        return replace(arm, route=_as_route(told.value))
    return replace(arm, schedule=told.value, label=_without(drug) + f" ({told.value})")


def _as_route(value: str) -> Route:
    return value  # type: ignore[return-value]  # one of the vocabulary's routes


def _without(drug: Arm) -> str:
    """The label of an arm without the schedule that it was taken to have."""
    return drug.label.replace(f" {drug.schedule}", "") if drug.schedule else drug.label
