"""Facts from a structured ClinicalTrials.gov record: exact, each with its place in the text.

``registry_facts`` is pure; the spaCy component ``dosetable_registry`` puts what it finds in
place of what the prose rules found, for registry records alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc

from dosetable.extract.document import Document
from dosetable.extract.facts import (
    Arm,
    Design,
    Outcome,
    PlannedOutcome,
    Population,
    Screening,
)
from dosetable.extract.pipes.extensions import register
from dosetable.extract.registry.arms import read_arms
from dosetable.extract.registry.design import read_design, read_population, screen
from dosetable.extract.registry.planned import read_planned
from dosetable.extract.registry.quotes import Quotes
from dosetable.extract.registry.results import read_outcomes
from dosetable.extract.vocabulary import Vocabulary, load_vocabulary

__all__ = ["RegistryFacts", "registry_facts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFacts:
    """The parts of StudyFacts that a registry record states.

    ``left_out``: JSON pointer -> why the posted figures at or under it are in no outcome.
    """

    screening: Screening
    design: Design
    population: Population
    arms: tuple[Arm, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    planned_outcomes: tuple[PlannedOutcome, ...] = ()
    warnings: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)


def registry_facts(document: Document, vocabulary: Vocabulary) -> RegistryFacts:
    """Return what the record of ``document`` states; a record screened out has screening alone.

    Raises ValueError where ``document`` holds no record.
    """
    if document.record is None:
        raise ValueError("the document holds no registry record")
    quotes = Quotes(document)
    screening = screen(quotes, vocabulary)
    if not screening.included:
        return RegistryFacts(screening=screening, design=Design(), population=Population())
    warnings: list[str] = []
    design = read_design(quotes)
    arms = read_arms(quotes, vocabulary, assignment=design.assignment, warnings=warnings)
    left_out: dict[str, str] = {}
    outcomes = read_outcomes(quotes, arms, vocabulary, warnings, left_out)
    return RegistryFacts(
        screening=screening,
        design=design,
        population=read_population(quotes, vocabulary, design.assignment, warnings),
        arms=arms,
        outcomes=outcomes,
        planned_outcomes=read_planned(quotes, vocabulary),
        warnings=tuple(dict.fromkeys(warnings)),
        left_out=left_out,
    )


class RegistryReader:
    """The component: replaces the prose rules' findings where the document is a record."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __call__(self, doc: Doc) -> Doc:
        document = doc._.document
        if document is None or document.record is None:
            return doc
        facts = registry_facts(document, self.vocabulary)
        doc._.screening = facts.screening
        doc._.design = facts.design
        doc._.population = facts.population
        doc._.arms = facts.arms
        doc._.outcomes = facts.outcomes
        doc._.planned_outcomes = facts.planned_outcomes
        doc._.warnings = (*doc._.warnings, *facts.warnings)
        return doc


@Language.factory("dosetable_registry")
def make_registry(nlp: Language, name: str) -> RegistryReader:
    """Build the component with the vocabulary that is shipped."""
    register()
    return RegistryReader(load_vocabulary())
