"""Result tables of full texts -> outcomes.

``table_outcomes`` is pure; the spaCy component ``dosetable_tables`` adds what it finds to
``doc._.outcomes``.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from dosetable.extract.pipes.extensions import register
from dosetable.extract.tables.head_arms import arms_of_heads
from dosetable.extract.tables.merging import dated_by_text, judged_by_text, merged
from dosetable.extract.tables.outcomes import table_outcomes
from dosetable.extract.tables.roles import with_role
from dosetable.extract.tables.sizes import sized
from dosetable.extract.vocabulary import Vocabulary, load_vocabulary

__all__ = ["table_outcomes"]


class TableReader:
    """The component: appends the tables' outcomes, numbered after those of the prose, and the sizes
    of the arms where only a table's heads give them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __call__(self, doc: Doc) -> Doc:
        document = doc._.document
        screening = doc._.screening
        if document is None or not document.tables or (screening and not screening.included):
            return doc
        if doc._.design.assignment != "single group":
            doc._.arms = arms_of_heads(doc._.arms, document, self.vocabulary)
        if doc._.design.assignment != "crossover":
            total = doc._.population.n_randomized
            doc._.arms = sized(doc._.arms, document, total, self.vocabulary)
        found, warnings = table_outcomes(document, doc._.arms, self.vocabulary)
        found = tuple(with_role(o, doc._.plan) for o in dated_by_text(doc._.outcomes, found))
        told, left = merged(doc._.outcomes, found)
        left = judged_by_text(told, left, document.text)
        numbered = (replace(o, id=f"O{len(told) + n}") for n, o in enumerate(left, 1))
        doc._.outcomes = (*told, *numbered)
        doc._.warnings = (*doc._.warnings, *warnings)
        return doc


@Language.factory("dosetable_tables")
def make_tables(nlp: Language, name: str) -> TableReader:
    """Build the component with the vocabulary that is shipped."""
    register()
    return TableReader(load_vocabulary())
