"""Read one registered arm: its title, its description and its interventions' texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TypeVar

from dosetable.extract.facts import Dose, Role, Route
from dosetable.extract.pipes.arms.amounts import DoseReading
from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.candidate import CONTROLS, Candidate
from dosetable.extract.pipes.arms.candidates import sentence_candidates
from dosetable.extract.pipes.arms.draft import ROLES
from dosetable.extract.pipes.arms.per_kilogram import is_per_kilogram
from dosetable.extract.pipes.arms.readings import (
    Found,
    find_minutes,
    find_routes,
    find_schedules,
)
from dosetable.extract.pipes.arms.treatments import Treatment, find_treatments
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.doses import find_doses
from dosetable.extract.pipes.sentences import split_sentences
from dosetable.extract.twin import twin
from dosetable.extract.vocabulary import Vocabulary

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmReading:
    """What a registered arm gets. ``sources`` tells for each field (``drug``, ``dose``, ``route``,
    ``infusion_minutes``, ``schedule``) which text it was read from (0 the title, 1 the
    description, 2 and on the interventions' names and descriptions in turn) and the offsets in that text."""

    drug: str
    role: Role
    dose: Dose | None = None
    route: Route | None = None
    infusion_minutes: float | None = None
    schedule: str | None = None
    add_on: tuple[str, ...] = ()
    sources: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)


_PLACEBO_OF = re.compile(
    r"\b(?:placebo|dummy|sham)\b(?! ?(?:\+|plus|and|with))|\bmatch(?:ed|ing) placebo", re.IGNORECASE
)


def read_arm(
    title: str,
    description: str = "",
    interventions: Sequence[tuple[str, str]] = (),
    *,
    vocabulary: Vocabulary,
) -> ArmReading | None:
    """Return the arm's treatment, or None where no known treatment is named.

    ``interventions``: the name and the description of each. The drug is the one the title names;
    else the description's; else the interventions'. A dose is taken only from words about that
    drug: an intervention's description is about the drug it is named for. Several fixed doses
    given in turn are a range.
    """
    pieces = [twin(t) for t in (title, description, *chain.from_iterable(interventions))]
    mentions = [find_treatments(p, vocabulary) for p in pieces]
    chosen = _main(pieces, mentions)
    if chosen is None:
        return None
    at, main = chosen
    found: list[tuple[int, Candidate]] = []
    for index, piece in enumerate(pieces):
        if index >= _NAMES and main.name not in _named(mentions, index):
            continue
        found += [(index, c) for c in _candidates(piece, mentions[index], main, vocabulary)]
    sources = {"drug": (at, main.start, main.end)}
    dose = _dose(pieces, found, main, sources, vocabulary)
    texts = pieces[:2]
    route = _first([(i, c.route) for i, c in found]) or _first(
        [(i, f) for i, t in enumerate(texts) for f in find_routes(t, 0, len(t), vocabulary)]
    )
    minutes = _first([(i, c.minutes) for i, c in found]) or _first(
        [(i, f) for i, t in enumerate(texts) for f in find_minutes(t, 0, len(t))]
    )
    schedule = _first([(i, c.schedule) for i, c in found]) or _first(
        [(i, f) for i, t in enumerate(texts) for f in find_schedules(t, 0, len(t))]
    )
    if main.kind not in {TOPIC, *CONTROLS} and dose is None:
        route = minutes = None  # a device or a talking therapy has neither
    for name, value in (("route", route), ("infusion_minutes", minutes), ("schedule", schedule)):
        if value is not None:
            sources[name] = (value[0], value[1].start, value[1].end)
    return ArmReading(
        drug=main.name,
        role=ROLES[main.kind],
        dose=dose,
        route=route[1].value if route else None,
        infusion_minutes=minutes[1].value if minutes else None,
        schedule=schedule[1].value if schedule else None,
        add_on=_add_ons(mentions, main),
        sources=sources,
    )


_NAMES = 2  # behind the title and the description: each intervention's name and description


def _named(mentions: Sequence[tuple[Treatment, ...]], index: int) -> set[str]:
    """The treatments that an intervention's text names, those of its name with its description's."""
    name = index - (index - _NAMES) % 2
    return {t.name for t in (*mentions[name], *mentions[index])}


def _main(
    pieces: Sequence[str], mentions: Sequence[tuple[Treatment, ...]]
) -> tuple[int, Treatment] | None:
    """The arm's drug and the text that names it: a placebo named for the drug it imitates is a
    placebo; salt water names the placebo more precisely."""
    for index, found in enumerate(mentions):
        arms = [t for t in found if t.kind != "adjunct" and t.kind in ROLES]
        topics = [t for t in arms if t.kind == TOPIC]
        controls = [t for t in arms if t.kind in CONTROLS]
        if topics and not (controls and _PLACEBO_OF.search(pieces[index])):
            return index, topics[0]
        if controls:
            named = [
                t for t in controls if t.name != "placebo" and t.kind != "unnamed active placebo"
            ]
            if named:
                return index, named[0]
            later = [
                (i, t)
                for i, more in enumerate(mentions)
                for t in more
                if t.kind == "active placebo" or t.name == "saline"
            ]
            return later[0] if later else (index, controls[0])
        if arms:
            return index, arms[0]
    return None


def _candidates(
    piece: str, mentions: Sequence[Treatment], main: Treatment, vocabulary: Vocabulary
) -> list[Candidate]:
    found: list[Candidate] = []
    for start, end in split_sentences(piece, piece):
        sentence = Sentence(start, end, "own", "methods", False)
        here = [t for t in mentions if start <= t.start < end]
        doses = find_doses(piece, vocabulary, start, end)
        others = [t for t in here if t.name != "electroconvulsive therapy"]
        bare = main.name if not others else None  # '0.5 mg/kg before each ECT'
        found += sentence_candidates(piece, sentence, here, doses, vocabulary, bare)
    return [c for c in found if c.name == main.name]


# "56 mg on Day 1, then 56 or 84 mg": the later doses of the same drug, which is not named again.
_LATER = re.compile(
    r"\b(?:then|thereafter|subsequently|afterwards|followed by|(?:may|can|could|will) be|(?:increased|adjusted|changed|titrated) to)\b[^.;,]{0,30}$",
    re.IGNORECASE,
)
# "increased by 0.5 mg/kg each week": a step, which is no dose; where it ends is not said.
_STEP_WITHIN = 40  # characters behind the last dose
_STEP = re.compile(r"\b(?:by|increments? of|steps? of)\s(?:an? )?$", re.IGNORECASE)


def _dose(
    pieces: Sequence[str],
    found: Sequence[tuple[int, Candidate]],
    main: Treatment,
    sources: dict[str, tuple[int, int, int]],
    vocabulary: Vocabulary,
) -> Dose | None:
    readings: list[tuple[int, DoseReading]] = [(i, d) for i, c in found for d in c.doses]
    if not readings or main.kind in {"inert placebo", "no treatment"}:
        return None
    index, first = readings[0]
    same = [d for i, d in readings if i == index and d.dose.unit == first.dose.unit]
    text = pieces[index]
    given = find_doses(text, vocabulary, first.start, same[-1].end + _STEP_WITHIN)
    if any(_STEP.search(text, max(0, m.start - 20), m.start) for m in given):
        return None
    values = [v for d in same for v in (d.dose.value, d.dose.low, d.dose.high) if v is not None]
    end = same[-1].end
    for mention in find_doses(text, vocabulary, end):
        if mention.unit != first.dose.unit or mention.drug not in {None, main.name}:
            break
        if _LATER.search(text, end, mention.start):
            values += mention.values
            end = mention.end
    sources["dose"] = (index, first.start, end)
    if len(set(values)) > 1 and first.dose.bolus is None:
        return replace(first.dose, value=None, low=min(values), high=max(values))
    for place, reading in readings:
        if is_per_kilogram(first.dose, reading.dose):
            sources["dose"] = (place, reading.start, reading.end)
            return reading.dose
    return first.dose


def _first(found: Sequence[tuple[int, Found[T] | None]]) -> tuple[int, Found[T]] | None:
    return next(((index, value) for index, value in found if value is not None), None)


def _add_ons(mentions: Sequence[tuple[Treatment, ...]], main: Treatment) -> tuple[str, ...]:
    names = [
        t.name
        for found in mentions
        for t in found
        if t.name != main.name and (t.kind == "adjunct" or t.kind == "active comparator")
    ]
    return tuple(dict.fromkeys(names))
