"""Find the terms of a vocabulary in a twin: one compiled expression a file, longest names first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from dosetable.extract.vocabulary import Term, Vocabulary


@dataclass(frozen=True, slots=True)
class Mention:
    """A term found at ``start``..``end`` of the twin."""

    term: Term
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """A compiled expression and the term that each of its groups stands for."""

    expression: re.Pattern[str]
    terms: tuple[Term, ...]

    def find(self, twin: str, start: int = 0, end: int | None = None) -> list[Mention]:
        """Return the mentions between ``start`` and ``end``, left to right, never overlapping."""
        stop = len(twin) if end is None else end
        return [
            Mention(self.terms[int((m.lastgroup or "_0")[1:])], m.start(), m.end())
            for m in self.expression.finditer(twin, start, stop)
            if m.end() > m.start()
        ]


def _literal(synonym: str) -> str:
    """A synonym as an expression: any white space, an optional hyphen for a space."""
    return re.escape(synonym).replace(r"\ ", r"[\s-]+")


def build_lexicon(terms: tuple[Term, ...], attribute: str | None = None) -> Lexicon:
    """Compile synonyms and patterns (or the patterns of ``attribute``) of ``terms``.

    Names match ignoring case and only as whole words; the patterns of a term are tried before
    the synonyms of all terms, and longer synonyms before shorter ones.
    """
    pieces: list[tuple[int, str, int]] = []
    for index, term in enumerate(terms):
        if attribute is not None:
            pieces += [(-1000, p, index) for p in term.attributes.get(attribute, ())]
            continue
        pieces += [(-1000, p, index) for p in term.patterns]
        pieces += [(-len(s), _literal(s), index) for s in term.synonyms]
    pieces.sort(key=lambda piece: piece[0])
    # Neighbouring pieces of one term share a group, so that the number of groups stays small.
    groups: list[tuple[int, list[str]]] = []
    for _, pattern, index in pieces:
        if groups and groups[-1][0] == index:
            groups[-1][1].append(pattern)
        else:
            groups.append((index, [pattern]))
    order = tuple(terms[index] for index, _ in groups)
    body = "|".join(f"(?P<g{i}>{'|'.join(p)})" for i, (_, p) in enumerate(groups))
    return Lexicon(re.compile(rf"(?<![A-Za-z0-9])(?:{body})(?![A-Za-z0-9])", re.IGNORECASE), order)


@cache
def lexicon(vocabulary: Vocabulary, file: str, attribute: str | None = None) -> Lexicon:
    """The compiled terms of one file of ``vocabulary``, kept for the life of the process."""
    return build_lexicon(vocabulary[file], attribute)
