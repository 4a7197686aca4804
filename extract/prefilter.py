"""Expressions that ask, before they are tried, for what none of their matches can do without.

Most of our rules find nothing in most sentences, and ``re`` has no way to skip ahead in an expression
that ignores case or begins with a condition (``\\b``): it tries all of it at every letter. So two things
are read off the expression itself when it is compiled: the words of which one at least stands in any
match, which are looked for in the lower-cased text before anything else; and the letters with which a
match begins, which are compared before the rest is tried. What is found is what the expression alone
would find. Where Python reads expressions in a way that we do not know, they are tried as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from itertools import product
from typing import Any

_Strings = frozenset[str]
_Items = Iterable[tuple[Any, Any]]  # an expression as the parser returns it
_NOTHING: _Strings = frozenset()
_EMPTY: _Strings = frozenset({""})
_MOST = 64  # strings that a part may stand for before it is no longer spelt out
_SHORTEST = 2  # letters of a word worth looking for: one letter stands in every sentence
_ZERO_WIDTH = frozenset({"AT", "ASSERT", "ASSERT_NOT"})
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}
# What ``re`` takes for an ASCII letter when it ignores case.
_ALSO = {"i": "\u0130\u0131", "s": "\u017f", "k": "\u212a"}


class Prefiltered:
    """A compiled expression with those methods of ``re.Pattern`` that we use."""

    __slots__ = ("_guarded", "_words", "flags", "fullmatch", "match", "pattern", "sub")

    def __init__(self, expression: str, flags: int = 0) -> None:
        words = _telling(_read_off(expression, flags)[0])
        self._words = re.compile(any_of(words)) if words else None
        self._guarded = re.compile(guarded(expression, flags), flags)
        self.pattern, self.flags = expression, flags
        self.match, self.fullmatch = self._guarded.match, self._guarded.fullmatch
        self.sub = self._guarded.sub

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """As ``re.Pattern.search``."""
        stop = len(text) if end is None else end
        return self._guarded.search(text, start, stop) if self._may(text, start, stop) else None

    def finditer(
        self, text: str, start: int = 0, end: int | None = None
    ) -> Iterator[re.Match[str]]:
        """As ``re.Pattern.finditer``."""
        stop = len(text) if end is None else end
        return (
            self._guarded.finditer(text, start, stop) if self._may(text, start, stop) else iter(())
        )

    def findall(self, text: str, start: int = 0, end: int | None = None) -> list[Any]:
        """As ``re.Pattern.findall``."""
        stop = len(text) if end is None else end
        return self._guarded.findall(text, start, stop) if self._may(text, start, stop) else []

    def _may(self, text: str, start: int, stop: int) -> bool:
        words = self._words
        return words is None or words.search(folded(text), start, stop) is not None


@lru_cache(maxsize=64)  # one rule after another looks at the same sentence
def folded(text: str) -> str:
    """``text`` in lower case, as long as it was; what ``re`` takes for an ASCII letter is one."""
    if not text.isascii():
        text = text.replace("\u0130", "i").replace("\u0131", "i").replace("\u017f", "s")
    return text.lower()


def guarded(expression: str, flags: int = 0) -> str:
    """``expression`` behind a look ahead at the first letter of a match, where that is known."""
    members = _read_off(expression, flags)[1]
    if not members:
        return f"(?:{expression})"
    ahead = f"(?=[{''.join(sorted(members))}])"  # quicker in both cases than without regard to case
    return f"{f'(?-i:{ahead})' if flags & re.IGNORECASE else ahead}(?:{expression})"


@lru_cache(maxsize=1)  # both things are wanted of one expression after another
def _read_off(expression: str, flags: int) -> tuple[tuple[_Strings, ...], _Strings]:
    """Sets of lower-case strings, of each of which the folded text of any match holds one at least;
    and the members of a class that holds the first letter of any match. Both are empty where nothing
    is known: the parser is no public part of Python, and another version may have none, or one that
    returns something else."""
    try:
        parser: Any = import_module("re._parser")  # what ``re.compile`` itself reads it with
        items: _Items = parser.parse(expression, flags)
        exact, found = _row(items)
        members, may_be_empty = _head(items, flags)
    except Exception:  # a wrong expression is for ``re.compile`` to refuse
        return (), _NOTHING
    needs = found if exact is None else (*found, exact)
    return needs, _NOTHING if members is None or may_be_empty else members


def _telling(sets: Iterable[_Strings]) -> _Strings:
    """The one of ``sets`` that most texts hold nothing of: long words, and few."""
    useful = [s for s in sets if min(map(len, s), default=0) >= _SHORTEST]
    return max(useful, key=lambda s: (min(map(len, s)) / len(s), sorted(s)), default=_NOTHING)


def any_of(strings: Iterable[str], *, longest: bool = False) -> str:
    """An expression that finds one of ``strings``: the shortest that stands there, or the longest.

    A beginning that they share is compared once.
    """
    by_letter: dict[str, list[str]] = {}
    ends = False  # a string that the others begin with
    for string in strings:
        if string:
            by_letter.setdefault(string[0], []).append(string[1:])
        else:
            ends = True
    if not by_letter or (ends and not longest):
        return ""
    branches = [
        re.escape(letter) + any_of(rest, longest=longest)
        for letter, rest in sorted(by_letter.items())
    ]
    if len(branches) == 1 and not ends:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if ends else ''}"


_Need = tuple[_Strings | None, tuple[_Strings, ...]]
"""All strings that a part can match, in lower case (None: more than are spelt out), and else the
sets of which its matches hold one each."""


def _row(items: _Items) -> _Need:
    run, whole = _EMPTY, True
    found: list[_Strings] = []
    for operator, value in items:
        exact, more = _part(operator.name, value)
        found += more
        if exact is not None and len(run) * len(exact) <= _MOST:
            run = frozenset(a + b for a, b in product(run, exact))
        else:
            found.append(run)
            run, whole = exact or _EMPTY, False
    return (run, tuple(found)) if whole else (None, (*found, run))


def _part(operator: str, value: Any) -> _Need:
    if operator in _ZERO_WIDTH:
        return _EMPTY, ()
    if operator == "LITERAL":
        return _letter(value), ()
    if operator == "IN":
        letters = [_letter(v) if op.name == "LITERAL" else None for op, v in value]
        return _union(letters), ()
    if operator in {"SUBPATTERN", "ATOMIC_GROUP"}:
        return _row(value[-1] if operator == "SUBPATTERN" else value)
    if operator == "BRANCH":
        return _either([_row(branch) for branch in value[1]])
    if operator in _REPEATS:
        least, most, body = value
        exact, found = _row(body)
        if exact is not None and most == 1:
            return exact if least else exact | _EMPTY, ()
        return None, (*found, exact or _EMPTY) if least else ()
    return None, ()


def _either(branches: list[_Need]) -> _Need:
    exact = _union([strings for strings, _ in branches])
    if exact is not None and len(exact) <= _MOST:
        return exact, ()
    best = [
        max((*found, strings or _EMPTY), key=lambda s: (min(map(len, s)), -len(s)))
        for strings, found in branches
    ]
    return None, (_NOTHING.union(*best),)


def _letter(code: int) -> _Strings | None:
    return frozenset({chr(code).lower()}) if code < 128 else None


def _union(sets: list[_Strings | None]) -> _Strings | None:
    known = [s for s in sets if s is not None]
    return _NOTHING.union(*known) if len(known) == len(sets) else None


_Head = tuple[_Strings | None, bool]
"""The members of a class that holds a part's first letter (None: unknown); whether a match of the
part may be empty."""


def _head(items: _Items, flags: int) -> _Head:
    members = _NOTHING
    for operator, value in items:
        more, may_be_empty = _first(operator.name, value, flags)
        if more is None:
            return None, False
        members |= more
        if not may_be_empty:
            return members, False
    return members, True


def _first(operator: str, value: Any, flags: int) -> _Head:
    if operator in _ZERO_WIDTH:
        return _NOTHING, True
    if operator == "LITERAL":
        return _cases(value, flags), False
    if operator == "IN":
        return _union([_member(op.name, v, flags) for op, v in value]), False
    if operator == "SUBPATTERN":
        _, added, removed, body = value
        return _head(body, (flags | added) & ~removed)
    if operator == "BRANCH":
        heads = [_head(branch, flags) for branch in value[1]]
        return _union([members for members, _ in heads]), any(empty for _, empty in heads)
    if operator in _REPEATS:
        members, may_be_empty = _head(value[2], flags)
        return members, may_be_empty or value[0] == 0
    return None, False


def _member(operator: str, value: Any, flags: int) -> _Strings | None:
    if operator == "LITERAL":
        return _cases(value, flags)
    if operator == "RANGE" and value[1] < 128:
        return _union([_cases(code, flags) for code in range(value[0], value[1] + 1)])
    if operator == "CATEGORY" and value.name in _CATEGORIES:
        return frozenset({_CATEGORIES[value.name]})
    return None


def _cases(code: int, flags: int) -> _Strings | None:
    """``code`` as a member of a class, with what ``re`` takes for the same letter."""
    letter = chr(code)
    if not flags & re.IGNORECASE or letter.lower() == letter.upper():
        return frozenset({re.escape(letter)})
    if code < 128:
        return frozenset({letter.lower(), letter.upper(), *_ALSO.get(letter.lower(), "")})
    return None
