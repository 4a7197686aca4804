"""Vocabularies: TOML files a curator can edit, loaded and checked here.

Each file holds ``[[term]]`` tables with ``name`` (the preferred name), ``synonyms``, optional
``patterns`` (regular expressions, matched on the twin), ``kind``, ``source`` (where the name
comes from) and further keys, kept as ``attributes``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

FILES = ("topic", "drugs", "routes", "units", "conditions", "measures")
_KNOWN = {"name", "synonyms", "patterns", "kind", "source"}


class VocabularyError(ValueError):
    """A vocabulary file is wrong; the message names the file and the term."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Term:
    name: str
    kind: str
    source: str
    synonyms: tuple[str, ...]
    patterns: tuple[str, ...]
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # hashed by identity: rules cache by it
class Vocabulary:
    """The terms of each file by its name, in file order; ``topic`` says what the table is about."""

    topic: Mapping[str, Any]
    terms: Mapping[str, tuple[Term, ...]]

    def __getitem__(self, name: str) -> tuple[Term, ...]:
        return self.terms[name]


def load_vocabulary(folder: Path | None = None) -> Vocabulary:
    """Load and check the vocabulary in ``folder`` (default: the one shipped).

    Raises VocabularyError for a missing file, a term without name or source, a name given
    twice, or a pattern that is no regular expression.
    """
    return _load(folder)


@cache
def _load(folder: Path | None) -> Vocabulary:
    root = folder if folder is not None else files(__package__)
    raw: dict[str, Mapping[str, Any]] = {}
    for name in FILES:
        try:
            raw[name] = tomllib.loads(root.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise VocabularyError(f"{name}.toml: {error}") from error
    terms = {name: _terms(name, raw[name]) for name in FILES if name != "topic"}
    return Vocabulary(topic=raw["topic"], terms=terms)


def _terms(file: str, raw: Mapping[str, Any]) -> tuple[Term, ...]:
    seen: set[str] = set()
    found = []
    for entry in raw.get("term", ()):
        name = entry.get("name")
        if not name or not entry.get("source"):
            raise VocabularyError(f"{file}.toml: a term lacks its name or source: {entry}")
        if name in seen:
            raise VocabularyError(f"{file}.toml: {name} is given twice")
        seen.add(name)
        for pattern in entry.get("patterns", ()):
            try:
                re.compile(pattern)
            except re.error as error:
                raise VocabularyError(f"{file}.toml: {name}: {pattern!r}: {error}") from error
        found.append(
            Term(
                name=name,
                kind=entry.get("kind", ""),
                source=entry["source"],
                synonyms=tuple(entry.get("synonyms", ())),
                patterns=tuple(entry.get("patterns", ())),
                attributes={k: v for k, v in entry.items() if k not in _KNOWN},
            )
        )
    return tuple(found)
