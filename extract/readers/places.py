"""Where the figures of a row belong whose empty cells were lost.

A page saved as text may keep no empty cell between two that are filled: a row with fewer figures
than columns tells no longer which columns they are of. They go back where there is one way alone:
by the form of their columns, or because the row's label names the arm that has no figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Span = tuple[int, int]
_NUMBER = re.compile(r"\d+(?:[.·]\d+)?|[.·]\d+")
_SIGNS = re.compile(r"[^A-Za-z0()\[\]%/=<>;,±]")
_MARK = re.compile(r"[\s*†‡§¶#a-e]+$")
_AGAINST = re.compile(
    r"\b(?:from|vs\.?|versus|minus|against|compared (?:with|to)|relative to)\s+(?:the\s+)?([A-Za-z][\w-]+)",
    re.IGNORECASE,
)
# What goes with the row above: its interval and its p-value.
_GOES_WITH = re.compile(
    r"\W*(?:(?:\d-|one-|two-)sided )?(?:p\b|\d{2}(?:\.\d)? ?% ?(?:CI|confidence)|CI\b|confidence interval)",
    re.IGNORECASE,
)


class Places:
    """The columns of one table. ``heads``: the texts over each column."""

    def __init__(self, heads: Mapping[int, str], width: int) -> None:
        self.heads = heads
        self.width = width
        self._forms: dict[int, set[str]] = {}
        self._above: tuple[int, ...] = ()

    def learn(self, cells: Sequence[str]) -> None:
        """Take the forms of a row that has all its cells."""
        for column, cell in enumerate(cells[1 : self.width], 1):
            self._forms.setdefault(column, set()).add(form(cell))

    def forget(self) -> None:
        """A row with all its figures stands between."""
        self._above = ()

    def of(self, label: str, cells: Sequence[str]) -> tuple[int, ...]:
        """The columns of ``cells``, the figures of a row; none where they are not sure."""
        found = self._against(label, len(cells))
        if not found and goes_with(label) and len(self._above) == len(cells):
            found = self._above
        self._above = found
        return found or self._by_form([form(c) for c in cells])

    def _against(self, label: str, count: int) -> tuple[int, ...]:
        """All columns but that of the arm which the label sets the others against."""
        named = _AGAINST.search(label)
        if named is None:
            return ()
        meant = [
            c for c, head in self.heads.items() if head.lower().startswith(named[1].lower()) and c
        ]
        others = tuple(c for c in range(1, self.width) if c not in meant)
        return others if len(meant) == 1 and len(others) == count else ()

    def _by_form(self, forms: Sequence[str]) -> tuple[int, ...]:
        """The only way to put figures in columns of their form, from left to right."""
        ways: list[tuple[int, ...]] = [()]
        for one in forms:
            ways = [
                (*way, column)
                for way in ways
                for column in range(way[-1] + 1 if way else 1, self.width)
                if self._forms.get(column) == {one}
            ]
            if len(ways) > self.width**2:
                return ()
        return ways[0] if len(ways) == 1 else ()


def goes_with(label: str) -> bool:
    """Whether a row holds the intervals or the p-values of the row above it."""
    return _GOES_WITH.match(label) is not None


def form(cell: str) -> str:
    """A cell without its digits, signs and marks: "0(0)", "d=0[00]"."""
    bare = _MARK.sub("", cell)
    return _SIGNS.sub("", _NUMBER.sub("0", bare))
