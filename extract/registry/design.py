"""Design, population and screening of a registered trial, from its enumerations."""

from __future__ import annotations

import re
from typing import cast

from dosetable.extract.facts import (
    Assignment,
    Condition,
    Design,
    Evidence,
    Masking,
    Population,
    Screening,
)
from dosetable.extract.pipes.lexicon import lexicon
from dosetable.extract.readers.json_values import items, text_of
from dosetable.extract.registry.flow import randomized_number
from dosetable.extract.registry.quotes import PROTOCOL, Quotes
from dosetable.extract.registry.values import count
from dosetable.extract.twin import twin
from dosetable.extract.vocabulary import Vocabulary

_DESIGN = f"{PROTOCOL}/designModule"
ENROLMENT = f"{_DESIGN}/enrollmentInfo/count"
_ASSIGNMENT: dict[str, Assignment] = {
    "SINGLE_GROUP": "single group",
    "PARALLEL": "parallel",
    "CROSSOVER": "crossover",
    "FACTORIAL": "factorial",
    "SEQUENTIAL": "sequential",
}
_MASKING = {"NONE", "SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE"}
_RANDOMIZED = {"RANDOMIZED": True, "NON_RANDOMIZED": False, "NA": False}
_PHASES = {"PHASE1": "1", "PHASE2": "2", "PHASE3": "3", "PHASE4": "4"}
_WITHDRAWAL = re.compile(r"randomi[sz]ed[- ]withdrawal", re.IGNORECASE)
_AGE = re.compile(r"(\d{1,3}) (Year|Month|Week|Day)s?", re.IGNORECASE)
_YEARS = {"year": 1.0, "month": 1 / 12, "week": 7 / 365.25, "day": 1 / 365.25}
# The registry's sentinel for an unknown enrolment.
_UNKNOWN_ENROLMENT = 99_999_999
_RESULTS = "/resultsSection/outcomeMeasuresModule/outcomeMeasures"
_TITLES = tuple(f"{PROTOCOL}/identificationModule/{k}" for k in ("officialTitle", "briefTitle"))


def read_design(quotes: Quotes) -> Design:
    """Return the design as registered. "NA" allocation (one group) is not randomized."""
    info = f"{_DESIGN}/designInfo"
    evidence: list[Evidence] = []
    allocation = text_of(quotes.get(f"{info}/allocation"))
    randomized = _RANDOMIZED.get(allocation or "")
    evidence += quotes.evidence(f"{info}/allocation", "allocation", field="randomized")
    assignment = _ASSIGNMENT.get(text_of(quotes.get(f"{info}/interventionModel")) or "")
    evidence += quotes.evidence(f"{info}/interventionModel", "model", field="assignment")
    if assignment == "parallel" and randomized:
        places = (*_TITLES, f"{info}/interventionModelDescription")
        named = next((t for t in places if _WITHDRAWAL.search(quotes.printed(t))), None)
        if named:
            assignment = "randomized withdrawal"
            evidence += quotes.evidence(named, "withdrawal", field="assignment", confidence=0.95)
    masking = text_of(quotes.get(f"{info}/maskingInfo/masking"))
    evidence += quotes.evidence(f"{info}/maskingInfo/masking", "masking", field="masking")
    phases = [_PHASES.get(text_of(p) or "") for p in items(quotes.get(f"{_DESIGN}/phases"))]
    known = [p for p in phases if p]
    phase = "/".join(known) if known and len(known) == len(phases) else None
    if phase:
        evidence += quotes.evidence(f"{_DESIGN}/phases", "phase", field="phase")
    sites = len(items(quotes.get(f"{PROTOCOL}/contactsLocationsModule/locations"))) or None
    evidence += quotes.evidence(
        f"{PROTOCOL}/contactsLocationsModule/locations", "locations", field="sites"
    )
    return Design(
        randomized=randomized,
        assignment=assignment,
        masking=cast("Masking", masking.lower()) if masking in _MASKING else None,
        phase=phase,
        sites=sites,
        evidence=tuple(evidence),
    )


def read_population(
    quotes: Quotes, vocabulary: Vocabulary, assignment: Assignment | None, warnings: list[str]
) -> Population:
    """Return conditions, age limits and the number randomized.

    That is the actual enrolment (a target is none), but in a randomized withdrawal, which enrols
    more than it randomizes, who started the randomized period of the participant flow.
    """
    evidence: list[Evidence] = []
    conditions = _conditions(quotes, vocabulary, evidence)
    eligibility = f"{PROTOCOL}/eligibilityModule"
    ages = {}
    for field, key in (("age_min", "minimumAge"), ("age_max", "maximumAge")):
        ages[field] = _age(text_of(quotes.get(f"{eligibility}/{key}")))
        if ages[field] is not None:
            evidence += quotes.evidence(f"{eligibility}/{key}", "age", field=field)
    enrolled, place, rule = None, ENROLMENT, "enrolment"
    if assignment == "randomized withdrawal":
        entered = randomized_number(quotes)
        if entered is not None:
            enrolled, place = entered
            rule = "flow: all who started the randomized period"
        else:
            warnings.append(
                "a randomized withdrawal: its enrolment is not the number randomized, which the "
                "record does not give"
            )
    else:
        enrolled = actual_enrolment(quotes)
    if enrolled is not None:
        evidence += quotes.evidence(place, rule, field="n_randomized", confidence=0.95)
    return Population(
        conditions=conditions,
        age_min=ages["age_min"],
        age_max=ages["age_max"],
        n_randomized=enrolled,
        evidence=tuple(evidence),
    )


def actual_enrolment(quotes: Quotes) -> int | None:
    """How many were enrolled; a target is no number of people."""
    if text_of(quotes.get(f"{_DESIGN}/enrollmentInfo/type")) != "ACTUAL":
        return None
    enrolled = count(quotes.get(ENROLMENT))
    return None if enrolled == _UNKNOWN_ENROLMENT else enrolled


def screen(quotes: Quotes, vocabulary: Vocabulary) -> Screening:
    """Is this an interventional study that gives a drug of the topic for one of its conditions?"""
    kind = text_of(quotes.get(f"{_DESIGN}/studyType"))
    topic = str(vocabulary.topic["name"])
    if kind not in {"INTERVENTIONAL", None}:
        return Screening(
            included=False,
            study_type="observational study",
            reason="Left out: the registry calls it no interventional study.",
            evidence=quotes.evidence(f"{_DESIGN}/studyType", "study_type"),
        )
    drug = _first_drug(quotes, vocabulary)
    found: list[Evidence] = []
    conditions = _conditions(quotes, vocabulary, found)
    left_out = (
        "none of its interventions is a drug of this table"
        if drug is None
        else "it names no condition of this table"
        if not conditions and not _named_condition(quotes, vocabulary, found)
        else None
    )
    return Screening(
        included=left_out is None,
        study_type="protocol or registration",
        reason=f"Left out: {left_out}."
        if left_out
        else f"Included: a registered trial of {topic}.",
        evidence=(*(drug or ()), *found[:1]),
    )


def _first_drug(quotes: Quotes, vocabulary: Vocabulary) -> tuple[Evidence, ...] | None:
    """Where a drug of the topic is given: an intervention's name, an arm, or the title."""
    names = set(vocabulary.topic["drugs"])
    module = f"{PROTOCOL}/armsInterventionsModule"
    pointers = [
        f"{module}/interventions/{n}/name"
        for n in range(len(items(quotes.get(f"{module}/interventions"))))
    ]
    pointers += [
        f"{module}/armGroups/{n}/{key}"
        for n in range(len(items(quotes.get(f"{module}/armGroups"))))
        for key in ("label", "description")
    ]
    results = f"{_RESULTS}/0/groups"
    pointers += [f"{results}/{n}/title" for n in range(len(items(quotes.get(results))))]
    for pointer in (*pointers, *_TITLES):
        for mention in lexicon(vocabulary, "drugs").find(twin(quotes.printed(pointer))):
            if mention.term.name in names:
                return quotes.within(
                    pointer, mention.start, mention.end, "screening.drug", field="drug"
                )
    return None


def _condition_pointers(quotes: Quotes) -> list[str]:
    listing = f"{PROTOCOL}/conditionsModule/conditions"
    found = [f"{listing}/{n}" for n in range(len(items(quotes.get(listing))))]
    found += [t for t in _TITLES if quotes.printed(t)]
    # A record cut down to its results names its condition in the titles of its measures alone.
    return found or [f"{_RESULTS}/{n}/title" for n in range(len(items(quotes.get(_RESULTS))))]


def _conditions(
    quotes: Quotes, vocabulary: Vocabulary, evidence: list[Evidence]
) -> tuple[Condition, ...]:
    kinds = set(vocabulary.topic["included_kinds"])
    found: list[str] = []
    for pointer in _condition_pointers(quotes):
        text = twin(quotes.printed(pointer))
        # Subject headings stand inverted: "Depressive Disorder, Major".
        head, comma, tail = text.partition(", ")
        for candidate in (
            (text, f"{tail} {head}") if comma and "/conditions/" in pointer else (text,)
        ):
            for mention in lexicon(vocabulary, "conditions").find(candidate):
                if mention.term.kind in kinds and mention.term.name not in found:
                    found.append(mention.term.name)
                    evidence += quotes.evidence(pointer, "condition", field="conditions")
    if len(found) > 1 and "depressive symptoms" in found:
        found.remove("depressive symptoms")
    return tuple(cast("list[Condition]", found))


def _named_condition(quotes: Quotes, vocabulary: Vocabulary, evidence: list[Evidence]) -> bool:
    pattern = re.compile(str(vocabulary.topic["condition_pattern"]), re.IGNORECASE)
    for pointer in _condition_pointers(quotes):
        match = pattern.search(twin(quotes.printed(pointer)))
        if match:
            evidence += quotes.within(
                pointer, match.start(), match.end(), "screening.condition", field="condition"
            )
            return True
    return False


def _age(text: str | None) -> float | None:
    match = _AGE.fullmatch((text or "").strip())
    return round(int(match[1]) * _YEARS[match[2].lower()], 2) if match else None
