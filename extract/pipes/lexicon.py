"""Find the terms of a vocabulary in a twin: whole words, longest names first."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache

from dosetable.extract.prefilter import Prefiltered, guarded
from dosetable.extract.vocabulary import Term, Vocabulary

_NOTHING = Prefiltered(r"(?!)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A term found at ``start``..``end`` of the twin."""

    term: Term
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """``names`` matches the lower-cased twin and ``by_name`` tells the term; ``patterns`` matches
    the twin itself, and each of its groups stands for one of ``terms``."""

    names: Prefiltered
    by_name: dict[str, Term]
    patterns: Prefiltered
    terms: tuple[Term, ...]

    def find(self, twin: str, start: int = 0, end: int | None = None) -> list[Mention]:
        """Return the mentions that begin and end between ``start`` and ``end``, left to right,
        never overlapping; a pattern wins over a name."""
        mentions, starts = _find_all(self, twin)
        if start == 0 and end is None:
            return list(mentions)
        stop = len(twin) if end is None else end
        first = bisect_left(starts, start)
        return [m for m in mentions[first : bisect_left(starts, stop)] if m.end <= stop]


@lru_cache(maxsize=64)  # a document is asked for the same file's terms many times in a row
def _find_all(lexicon: Lexicon, twin: str) -> tuple[tuple[Mention, ...], tuple[int, ...]]:
    found = [
        Mention(lexicon.terms[int((m.lastgroup or "g0")[1:])], m.start(), m.end())
        for m in lexicon.patterns.finditer(twin)
        if m.end() > m.start()
    ]
    taken = [m.start for m in found]
    for match in lexicon.names.finditer(_lower(twin)) if lexicon.by_name else ():
        at = bisect_left(taken, match.end())
        if at and found[at - 1].end > match.start():
            continue
        term = lexicon.by_name[_key(match.group())]
        found.append(Mention(term, match.start(), match.end()))
    found.sort(key=lambda m: m.start)
    return tuple(found), tuple(m.start for m in found)


def _lower(twin: str) -> str:
    low = twin.lower()
    if len(low) == len(twin):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in twin)


def _key(name: str) -> str:
    return re.sub(r"[\s-]+", " ", name.lower())


def _names(synonyms: list[str]) -> Prefiltered:
    """One expression for all names, grouped by first letter so that most are never tried."""
    if not synonyms:
        return _NOTHING
    by_letter: dict[str, list[str]] = {}
    for name in sorted(synonyms, key=len, reverse=True):
        # Any white space, or a hyphen, may stand for a space.
        literal = re.sub(r"\\[ -]", r"[\\s-]+", re.escape(name.lower()))
        by_letter.setdefault(name[0].lower(), []).append(literal)
    body = "|".join(rf"(?={re.escape(c)})(?:{'|'.join(p)})" for c, p in by_letter.items())
    return Prefiltered(rf"(?<![a-z0-9])(?:{body})(?![a-z0-9]|-like\b)")


def build_lexicon(terms: tuple[Term, ...], attribute: str | None = None) -> Lexicon:
    """Compile synonyms and patterns (or the patterns of ``attribute``) of ``terms``.

    Names match ignoring case and only as whole words, longer ones first; what is only '-like' one is
    another thing.
    """
    by_name: dict[str, Term] = {}
    synonyms: list[str] = []
    groups: list[tuple[Term, list[str]]] = []
    for term in terms:
        patterns = term.patterns if attribute is None else term.attributes.get(attribute, ())
        if patterns:
            groups.append((term, list(patterns)))
        for name in term.synonyms if attribute is None else ():
            synonyms.append(name)
            by_name.setdefault(_key(name), term)
    # Most terms are refused at their first letter.
    told = (guarded("|".join(patterns), re.IGNORECASE) for _, patterns in groups)
    body = "|".join(f"(?P<g{i}>{p})" for i, p in enumerate(told))
    compiled = (
        Prefiltered(rf"(?<![A-Za-z0-9])(?:{body})(?![A-Za-z0-9]|-like\b)", re.IGNORECASE)
        if body
        else _NOTHING
    )
    return Lexicon(_names(synonyms), by_name, compiled, tuple(t for t, _ in groups))


@cache
def lexicon(vocabulary: Vocabulary, file: str, attribute: str | None = None) -> Lexicon:
    """The compiled terms of one file of ``vocabulary``, kept for the life of the process."""
    return build_lexicon(vocabulary[file], attribute)
