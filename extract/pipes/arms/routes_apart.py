"""Groups of one drug that differ by its route alone: 'given by IV (n = 5), IM (n = 6) or SC (n = 7)'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm, Route
from dosetable.extract.pipes.arms.readings import Found, find_routes
from dosetable.extract.pipes.context import Sentence, evidence_in
from dosetable.extract.vocabulary import Vocabulary

_COUNTED = re.compile(r"(?: (?:injections?|infusions?|route|group))? ?\([nN] ?= ?(?P<n>\d{1,3})\)")
_NEXT = re.compile(r"(?:,|,? (?:and|or)|/) (?:by |the |an? )*")
_CONFIDENCE = 0.9


def one_arm_a_route(
    arms: Sequence[Arm], twin: str, sentences: Sequence[Sentence], vocabulary: Vocabulary
) -> tuple[Arm, ...]:
    """Return ``arms`` with the only experimental one split by route, where one sentence lists the
    routes and counts the people of each."""
    drugs = [a for a in arms if a.role == "experimental"]
    if len(drugs) != 1:
        return tuple(arms)
    (drug,) = drugs
    for sentence in sentences:
        listed = _listed(twin, sentence, vocabulary)
        if len(listed) >= 2 and len({route.value for route, _ in listed}) == len(listed):
            split = [_by(drug, route, count, sentence) for route, count in listed]
            found = [b for a in arms for b in (split if a is drug else [a])]
            return tuple(replace(a, id=f"A{i}") for i, a in enumerate(found, 1))
    return tuple(arms)


def _listed(
    twin: str, sentence: Sentence, vocabulary: Vocabulary
) -> list[tuple[Found[Route], re.Match[str]]]:
    """The routes of a sentence that stand in one list, each with its count."""
    found: list[tuple[Found[Route], re.Match[str]]] = []
    for route in find_routes(twin, sentence.start, sentence.end, vocabulary):
        count = _COUNTED.match(twin, route.end, sentence.end)
        if count is None:
            continue
        if found and not _NEXT.fullmatch(twin, found[-1][1].end(), route.start):
            return []
        found.append((route, count))
    return found


def _by(drug: Arm, route: Found[Route], count: re.Match[str], sentence: Sentence) -> Arm:
    kept = tuple(e for e in drug.evidence if e.field not in {"route", "n"})
    spans = (("route", route.start, route.end), ("n", *count.span("n")))
    own = tuple(
        evidence_in(
            sentence, start, end, rule=f"arms.{field}.listed", field=field, confidence=_CONFIDENCE
        )
        for field, start, end in spans
    )
    return replace(
        drug,
        label=f"{drug.label} ({route.value})",
        route=route.value,
        n=int(count["n"]),
        evidence=(*kept, *own),
    )
