"""The measures vocabulary as one compiled pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dosetable.extract.prefilter import any_of
from dosetable.extract.vocabulary import Term, VocabularyError

_CAPTURING = re.compile(r"(?<!\\)\((?!\?)")
_LOOKBEHIND = re.compile(r"^(?:\(\?<[!=][^)]*\))+")
_CASES = re.compile(r"\[([A-Za-z])([A-Za-z])\]")
_LITERAL = re.compile(r"[A-Za-z]+(?![?*A-Za-z])|[A-Za-z]+(?=[A-Za-z][?*])")
_Row = tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[tuple[str, Any], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One entry of the vocabulary; ``low`` and ``high`` bound a single score, in points."""

    name: str
    kind: str
    lower_is_better: bool
    items: tuple[int, ...] = ()
    low: float | None = None
    high: float | None = None
    condition: bool = False
    generic: bool = False
    item_of: str | None = None
    item: int | None = None
    called: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """``buckets``: the patterns by the first letters (at most three) of what they can match;
    ``starts`` finds the words that begin with such letters.
    ``items``: by the name of a scale, the item of it that is a measure of its own."""

    starts: re.Pattern[str]
    buckets: Mapping[str, tuple[re.Pattern[str], tuple[Measure, ...]]]
    items: Mapping[str, Measure]

    def at(self, text: str, start: int) -> tuple[int, Measure] | None:
        """The longest measure named at ``start`` of ``text``: its end and what it is."""
        best: tuple[int, Measure] | None = None
        head = text[start : start + 3].lower()
        for length in (3, 2, 1):
            bucket = self.buckets.get(head[:length])
            match = bucket[0].match(text, start) if bucket else None
            if bucket and match and match.lastindex and (best is None or match.end() > best[0]):
                best = match.end(), bucket[1][match.lastindex - 1]
        return best


def lexicon(terms: Sequence[Term]) -> Lexicon:
    """Compile ``terms``; the same terms are compiled once."""
    return _compile(tuple(terms))


@lru_cache(maxsize=16)
def _compile(terms: tuple[Term, ...]) -> Lexicon:
    return _compile_rows(tuple(_row(term) for term in terms))


def _row(term: Term) -> _Row:
    attributes = tuple(
        (key, tuple(value) if isinstance(value, list) else value)
        for key, value in sorted(term.attributes.items())
    )
    return term.name, term.kind, term.synonyms, term.patterns, attributes


def _compile_rows(rows: tuple[_Row, ...]) -> Lexicon:
    alternatives: list[tuple[int, str, int]] = []  # longest first, so that the version wins
    measures = []
    for index, (name, kind, synonyms, patterns, attributes) in enumerate(rows):
        measures.append(_measure(name, kind, dict(attributes)))
        alternatives += [(len(s), f"(?i:{_loose(s)})", index) for s in synonyms]
        alternatives += [(0, pattern, index) for pattern in patterns]
    alternatives.sort(key=lambda item: -item[0])
    buckets: dict[str, list[tuple[str, Measure]]] = {}
    for _, pattern, index in alternatives:
        silent = _CAPTURING.sub("(?:", pattern)  # a group of its own would shift the numbering
        buckets.setdefault(_head(pattern), []).append((silent, measures[index]))
    return Lexicon(
        starts=_starts(buckets),
        buckets={
            head: (
                re.compile("(?:" + "|".join(f"({p})" for p, _ in rows_) + r")(?![A-Za-z])"),
                tuple(measure for _, measure in rows_),
            )
            for head, rows_ in buckets.items()
        },
        items={m.item_of: m for m in measures if m.item_of},
    )


def _starts(heads: Iterable[str]) -> re.Pattern[str]:
    """Where a word begins with one of ``heads``. Empty matches: the next may begin anywhere."""
    first = "".join(sorted({case for h in heads for case in (h[0], h[0].upper())}))
    return re.compile(rf"(?<![A-Za-z0-9])(?=[{first}])(?=(?i:{any_of(heads)}))")


def _head(pattern: str) -> str:
    """The letters every match of ``pattern`` starts with, at most three, in lower case."""
    bare = _LOOKBEHIND.sub("", pattern).removeprefix("(?i:")
    bare = _CASES.sub(
        lambda m: m.group(1) if m.group(1).lower() == m.group(2).lower() else "", bare
    )
    letters = _LITERAL.match(bare)
    head = letters.group(0)[:3].lower() if letters else ""
    if not head:
        raise VocabularyError(f"measures.toml: {pattern!r} must start with a letter")
    return head


def _loose(synonym: str) -> str:
    return re.escape(synonym).replace(r"\ ", r"\s{1,3}").replace(r"\-", "[- ]{1,3}")


def measure_called(name: str, terms: Sequence[Term]) -> Measure | None:
    """The measure of ``terms`` with this preferred name; None where the vocabulary has none."""
    term = next((t for t in terms if t.name == name), None)
    return None if term is None else _measure(term.name, term.kind, dict(term.attributes))


def _measure(name: str, kind: str, attributes: dict[str, Any]) -> Measure:
    return Measure(
        name=name,
        kind=kind,
        lower_is_better=attributes.get("better", "lower") == "lower",
        items=attributes.get("items", ()),
        low=attributes.get("low"),
        high=attributes.get("high"),
        condition=attributes.get("condition", False),
        generic=attributes.get("generic", False),
        item_of=attributes.get("item_of"),
        item=attributes.get("item"),
        called=attributes.get("called"),
    )
