"""StudyFacts as kept in the database: JSON without the text, which is kept beside it, compressed."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace

from pydantic import TypeAdapter

from dosetable.extract.facts import Bibliography, Population, StudyFacts

MAX_TEXT_BYTES = 64_000_000
_FACTS: TypeAdapter[StudyFacts] = TypeAdapter(StudyFacts)
_BIBLIOGRAPHY: TypeAdapter[Bibliography] = TypeAdapter(Bibliography)
_POPULATION: TypeAdapter[Population] = TypeAdapter(Population)


class TextTooLarge(ValueError):
    """A stored text unpacks to more than any document may hold."""


def dump_facts(facts: StudyFacts) -> str:
    """The facts without the document's text and without what is empty."""
    bare = replace(facts, document=replace(facts.document, text=""))
    return _FACTS.dump_json(bare, exclude_defaults=True).decode()


def load_facts(stored: str) -> StudyFacts:
    """The facts again, with an empty text. Raises pydantic.ValidationError when damaged."""
    return _FACTS.validate_json(stored)


def load_bibliography(stored: str) -> Bibliography:
    """Only the bibliography of stored facts: linking needs no more of them."""
    document = json.loads(stored)["document"]
    return _BIBLIOGRAPHY.validate_python(document.get("bibliography", {}))


def load_population(stored: str) -> Population:
    """Only the population of stored facts."""
    return _POPULATION.validate_python(json.loads(stored).get("population", {}))


def pack_text(text: str) -> bytes:
    """The text, compressed."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def unpack_text(packed: bytes) -> str:
    """The text again. Raises TextTooLarge, or zlib.error when damaged."""
    unpacker = zlib.decompressobj()
    data = unpacker.decompress(packed, MAX_TEXT_BYTES)
    if unpacker.unconsumed_tail:
        raise TextTooLarge("a stored text is larger than 64 MB")
    return data.decode("utf-8", "surrogatepass")
