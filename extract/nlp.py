"""The pipeline: a blank English model and our own components, in their one order."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import spacy
from spacy.language import Language

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
)


def build_nlp(vocabulary: Vocabulary | None = None) -> Language:
    """Return the pipeline; ``vocabulary`` (default: the one shipped) serves all components."""
    register()
    nlp = spacy.blank("en")
    nlp.max_length = MAX_CHARACTERS
    for module, factory in _PIPES:
        if find_spec(module) is None:
            continue
        import_module(module)
        if not Language.has_factory(factory):
            continue
        component = nlp.add_pipe(factory)
        if vocabulary is not None and hasattr(component, "vocabulary"):
            component.vocabulary = vocabulary
    return nlp
