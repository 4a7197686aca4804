"""The last component: confidences as measured, lowered where a value fails a check.

``assess`` is pure. A failed check changes no value: it halves the confidence of the values
concerned, so that they are shown as unsure, and adds a warning in a reader's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from spacy.language import Language
from spacy.tokens import Doc

from dosetable.extract.confidence import figures, numbers
from dosetable.extract.confidence.calibration import Calibration, shipped
from dosetable.extract.confidence.doubts import Doubt, lowered
from dosetable.extract.facts import Arm, Design, Outcome, Population
from dosetable.extract.pipes.extensions import register

__all__ = ["COMPONENT", "Assessed", "assess", "doubts"]

COMPONENT = "dosetable_confidence"
_Part = TypeVar("_Part", Design, Population, Arm, Outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """The parts with their confidences set, and a warning for each failed check."""

    design: Design
    population: Population
    arms: tuple[Arm, ...]
    outcomes: tuple[Outcome, ...]
    warnings: tuple[str, ...]


def doubts(
    design: Design, population: Population, arms: Sequence[Arm], outcomes: Sequence[Outcome]
) -> Iterator[Doubt]:
    """Every failed check."""
    yield from numbers.sums_of_arms(design, population, arms)
    yield from numbers.order_of_numbers(population)
    yield from numbers.analysed_of_allocated(arms, outcomes)
    yield from numbers.doses(arms)
    for row in outcomes:
        yield from figures.percentages(row)
        yield from figures.intervals(row)
        yield from figures.verdicts(row)
        yield from figures.dispersions(row)
    yield from figures.errors_of_contrasts(outcomes)
    yield from figures.estimates_of_pairs(outcomes)
    yield from figures.contradictions(outcomes)


def assess(
    design: Design,
    population: Population,
    arms: Sequence[Arm],
    outcomes: Sequence[Outcome],
    measured: Calibration,
) -> Assessed:
    """Set each value's confidence to the measured one, lowered where a check fails."""
    failed = list(doubts(design, population, arms, outcomes))
    arms = numbers.checked_sizes(design, population, arms)

    def judged(kind: str, part: _Part, subject: str = "") -> _Part:
        spans = tuple(measured.apply(kind, span) for span in part.evidence)
        own = [d for d in failed if (d.kind, d.subject) == (kind, subject)]
        return replace(part, evidence=lowered(spans, own))

    return Assessed(
        design=judged("design", design),
        population=judged("population", population),
        arms=tuple(judged("arm", arm, arm.id) for arm in arms),
        outcomes=tuple(judged("outcome", row, row.id) for row in outcomes),
        warnings=tuple(dict.fromkeys(d.message for d in failed)),
    )


class ConfidenceStage:
    """The component: looks at what all others found."""

    def __init__(self, measured: Calibration) -> None:
        self.measured = measured

    def __call__(self, doc: Doc) -> Doc:
        screening = doc._.screening
        if screening is None or not screening.included:
            return doc
        found = assess(
            doc._.design or Design(),
            doc._.population or Population(),
            doc._.arms,
            doc._.outcomes,
            self.measured,
        )
        doc._.design, doc._.population = found.design, found.population
        doc._.arms, doc._.outcomes = found.arms, found.outcomes
        doc._.warnings = (*doc._.warnings, *found.warnings)
        return doc


@Language.factory(COMPONENT)
def make_confidence(nlp: Language, name: str) -> ConfidenceStage:
    """Build the component with the measured rates that are shipped."""
    register()
    return ConfidenceStage(shipped())
