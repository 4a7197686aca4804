"""The pipeline: a blank English model and our own components, in their one order."""

from __future__ import annotations

import re
from importlib import import_module

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from dosetable.extract.pipes.extensions import register
from dosetable.extract.vocabulary import Vocabulary

MAX_CHARACTERS = 5_000_000

_PIPES: tuple[tuple[str, str], ...] = (
    ("dosetable.extract.pipes.sentences", "dosetable_sentences"),
    ("dosetable.extract.pipes.screening", "dosetable_screening"),
    ("dosetable.extract.pipes.design", "dosetable_design"),
    ("dosetable.extract.pipes.population", "dosetable_population"),
    ("dosetable.extract.pipes.arms.component", "dosetable_arms"),
    ("dosetable.extract.pipes.outcomes", "outcomes"),
    ("dosetable.extract.tables", "dosetable_tables"),
    ("dosetable.extract.registry.posted", "dosetable_posted"),
    ("dosetable.extract.registry", "dosetable_registry"),
    ("dosetable.extract.confidence", "dosetable_confidence"),
)
# What reads prose. A registry record is structured: its own component reads its fields instead.
PROSE = frozenset(
    {
        "dosetable_screening",
        "dosetable_design",
        "dosetable_population",
        "dosetable_arms",
        "outcomes",
        "dosetable_tables",
    }
)

_PIECE = re.compile(r"\S+|\s+")


class PieceTokenizer:
    """Cut at white space, in linear time; ``doc.text`` is the text.

    Our rules read characters, not tokens, and spaCy's own tokenizer takes quadratic time on
    long runs of punctuation, which any page may hold.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words = _PIECE.findall(text)
        return Doc(self.vocab, words=words, spaces=[False] * len(words))


def build_nlp(vocabulary: Vocabulary | None = None) -> Language:
    """Return the pipeline; ``vocabulary`` (default: the one shipped) serves all components."""
    register()
    nlp = spacy.blank("en")
    nlp.tokenizer = PieceTokenizer(nlp.vocab)
    nlp.max_length = MAX_CHARACTERS
    for module, factory in _PIPES:
        import_module(module)
        component = nlp.add_pipe(factory)
        if vocabulary is not None and hasattr(component, "vocabulary"):
            component.vocabulary = vocabulary
    return nlp
