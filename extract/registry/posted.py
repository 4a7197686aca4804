"""Results that a registry's page posts as text, read as its structured record would be."""

from __future__ import annotations

from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from dosetable.extract.facts import Outcome
from dosetable.extract.pipes.extensions import register
from dosetable.extract.registry.arms import read_arms
from dosetable.extract.registry.posted_pages import PostedResults, posted_results
from dosetable.extract.registry.quotes import Quotes
from dosetable.extract.registry.results import read_outcomes
from dosetable.extract.vocabulary import Vocabulary, load_vocabulary

_TWO = 2


class PostedReader:
    """The component: what is posted in place of what prose and tables were found to say there."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __call__(self, doc: Doc) -> Doc:
        document = doc._.document
        screening = doc._.screening
        if (
            document is None
            or document.record is not None
            or not (screening and screening.included)
        ):
            return doc
        posted = posted_results(document.text)
        if posted is None:
            return doc
        quotes = Quotes(replace(document, record=posted.record, spans=posted.spans))
        warnings: list[str] = []
        if len(doc._.arms) < _TWO and (assignment := doc._.design.assignment) != "single group":
            groups = read_arms(quotes, self.vocabulary, assignment=assignment, warnings=warnings)
            doc._.arms = groups if len(groups) > len(doc._.arms) else doc._.arms
        found = read_outcomes(quotes, doc._.arms, self.vocabulary, warnings, {})
        told = [o for o in doc._.outcomes if not _within(o, posted)]
        doc._.outcomes = tuple(replace(o, id=f"O{n}") for n, o in enumerate((*told, *found), 1))
        doc._.warnings = (*doc._.warnings, *dict.fromkeys(warnings))
        return doc


def _within(outcome: Outcome, posted: PostedResults) -> bool:
    """Whether an outcome was read from the posted figures."""
    place = outcome.evidence[0].start
    return any(start <= place < end for start, end in posted.stretches)


@Language.factory("dosetable_posted")
def make_posted(nlp: Language, name: str) -> PostedReader:
    """Build the component with the vocabulary that is shipped."""
    register()
    return PostedReader(load_vocabulary())
