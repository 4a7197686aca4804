"""From bytes or a Document to StudyFacts: the one way in for callers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from spacy.language import Language

from dosetable.extract.document import Document, UnreadableDocument
from dosetable.extract.facts import DocumentInfo, Identifiers, StudyFacts
from dosetable.extract.identifiers import registry_numbers
from dosetable.extract.nlp import PROSE, build_nlp
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.time_limit import TimeUp, limited
from dosetable.extract.twin import twin

# Seconds of processor time that one document may take: an article takes one or two. The clock is looked
# at before each component; a timer cuts what hangs inside one (``time_limit``).
MAX_SECONDS = 60.0


@cache
def default_nlp() -> Language:
    """The pipeline with the shipped vocabulary, built once a process."""
    return build_nlp()


def extract_document(
    document: Document,
    nlp: Language | None = None,
    *,
    max_seconds: float = MAX_SECONDS,
    clock: Callable[[], float] = time.thread_time,
) -> StudyFacts:
    """Return what ``document`` says of its study; a pure function of the document.

    A document that is screened out carries its screening alone. Raises UnreadableDocument where
    reading takes longer than ``max_seconds`` by ``clock``.
    """
    until = clock() + max_seconds
    pipeline = nlp if nlp is not None else default_nlp()
    doc = pipeline.make_doc(document.text)
    doc._.document = document
    doc._.twin = twin(document.text)
    name = ""
    try:
        with limited(max_seconds):
            for name, component in pipeline.pipeline:
                if clock() > until:
                    raise _too_long(max_seconds, f"before {name}")
                if document.record is None or name not in PROSE:
                    doc = component(doc)
    except TimeUp:
        raise _too_long(max_seconds, f"in {name}") from None
    warnings = tuple(dict.fromkeys([*document.warnings, *doc._.warnings]))
    included = doc._.screening.included
    return StudyFacts(
        document=DocumentInfo(
            kind=document.kind,
            title=document.title,
            sha256=document.sha256,
            text=document.text,
            url=document.url,
            bibliography=document.bibliography,
        ),
        screening=doc._.screening,
        identifiers=_identifiers(document, doc._.twin, doc._.context, included),
        design=doc._.design,
        population=doc._.population,
        arms=tuple(doc._.arms) if included else (),
        outcomes=tuple(doc._.outcomes) if included else (),
        planned_outcomes=tuple(doc._.planned_outcomes) if included else (),
        warnings=warnings,
    )


def _too_long(seconds: float, where: str) -> UnreadableDocument:
    return UnreadableDocument(f"reading it took more than {seconds:g} seconds: stopped {where}")


def extract_bytes(
    data: bytes, *, url: str | None = None, media_type: str | None = None
) -> list[StudyFacts]:
    """Return the facts of each record in ``data``.

    Raises UnreadableDocument where no reader knows the bytes, or a record takes too long.
    """
    from dosetable.extract.readers import read

    return [extract_document(d) for d in read(data, url=url, media_type=media_type)]


def _identifiers(
    document: Document, twin_text: str, context: Sequence[Sentence], included: bool
) -> Identifiers:
    own = document.identifiers
    if not included:
        return own
    front = [s for s in context if not s.full or s.part in {"methods", "none"}]
    return replace(own, registry=registry_numbers(twin_text, front, own.registry))
