"""The spaCy component 'outcomes'."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from dosetable.extract.pipes.context import read_context
from dosetable.extract.pipes.extensions import register
from dosetable.extract.pipes.outcomes.find import find_outcomes
from dosetable.extract.vocabulary import Vocabulary, load_vocabulary


class OutcomesComponent:
    """Fills ``doc._.outcomes`` and ``doc._.plan`` from the prose of ``doc._.document``."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __call__(self, doc: Doc) -> Doc:
        document = doc._.document
        if document is None or document.kind == "clinicaltrials":
            return doc  # a registry's results are read from its record, not from prose
        screening = doc._.screening
        if screening is not None and not screening.included:
            return doc
        sentences = read_context(document, doc._.twin, tuple(doc._.sentences))
        found, doc._.plan = find_outcomes(
            twin=doc._.twin, sentences=sentences, arms=doc._.arms, vocabulary=self.vocabulary
        )
        doc._.outcomes = (*doc._.outcomes, *found)
        return doc


@Language.factory("outcomes")
def make_outcomes(nlp: Language, name: str) -> OutcomesComponent:
    """Build the component with the vocabulary that is shipped."""
    register()
    return OutcomesComponent(load_vocabulary())
