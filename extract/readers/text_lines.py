"""Lines of a text, those of a table's row put together again where its cells were broken over them.

Pages saved as text write a rule of dashes under the head of a table, which tells how many cells a
row has; a cell that held a paragraph or a line break ends its line there:

    Ketamine (n = 20) |
    Midazolam (n = 20) |
    |||
    ---|---|---|---|---|
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LINE = re.compile(r"[^\n]+")
_DASHES = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?")
_FEWEST_COLUMNS = 3
_MOST_LINES, _MOST_CHARACTERS = 60, 4_000
_FIGURE = re.compile(r"\s*[<>=~]?\s?[(\[]?[-−–+±]?\s?(?:\d|[.·]\d)")  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or several that make one row."""

    string: str
    first: int
    last: int

    def start(self) -> int:
        return self.first

    def end(self) -> int:
        return self.last

    def span(self) -> tuple[int, int]:
        return self.first, self.last

    def group(self) -> str:
        return self.string[self.first : self.last]


def lines_of(text: str) -> list[Line]:
    """The lines of ``text`` that hold anything, the pieces of a row in one."""
    lines = [Line(text, *m.span()) for m in _LINE.finditer(text)]
    if "--" not in text or "|" not in text:
        return lines
    joined: list[Line] = []
    position = 0
    for place, line in enumerate(lines):
        if place < position or not _DASHES.fullmatch(line.group()):
            continue
        bars = _bars(line)
        if bars < _FEWEST_COLUMNS - 1:
            continue
        top, heads = _above(lines, position, place, bars)
        bottom, rows = _below(lines, place + 1, bars)
        joined += [*lines[position:top], *heads, line, *rows]
        position = bottom
    return [*joined, *lines[position:]]


def _bars(line: Line) -> int:
    return line.group().count("|")


def _whole(lines: Sequence[Line]) -> Line:
    return Line(lines[0].string, lines[0].first, lines[-1].last)


def _above(lines: Sequence[Line], first: int, rule: int, bars: int) -> tuple[int, list[Line]]:
    """Where the rows of the head begin, and these rows."""
    rows: list[Line] = []
    top = rule
    while True:
        place, seen = top, 0
        while place > first and seen < bars and top - place < _MOST_LINES:
            if not seen and not _bars(lines[place - 1]):
                break
            place -= 1
            seen += _bars(lines[place])
        if seen != bars:
            return top, rows
        # "(n = 20) |" is the end of a cell whose name stands on the line before.
        if place > first and place < top - 1 and lines[place].group().lstrip().startswith("("):
            place -= not _bars(lines[place - 1])
        rows.insert(0, _whole(lines[place:top]))
        top = place


def _below(lines: Sequence[Line], first: int, bars: int) -> tuple[int, list[Line]]:
    """Where the rows of the body end that had to be put together, and all rows up to there; all
    rows must come out whole, else none is touched."""
    rows: list[Line] = []
    place, end, broken = first, first, False
    while (
        place < len(lines) and _bars(lines[place]) and not _DASHES.fullmatch(lines[place].group())
    ):
        stop, seen = place, 0
        while stop < len(lines) and seen < bars and stop - place < _MOST_LINES:
            if stop > place and _is_row(lines[stop]):
                return first, []
            seen += _bars(lines[stop])
            stop += 1
        if seen != bars or lines[stop - 1].last - lines[place].first > _MOST_CHARACTERS:
            break
        broken = broken or stop - place > 1
        rows.append(_whole(lines[place:stop]))
        place = end = stop
    return (end, rows) if broken else (first, [])


def _is_row(line: Line) -> bool:
    """Whether a line is a row by itself: a label, and figures behind it."""
    cells = line.group().split("|")
    return (
        len(cells) > _FEWEST_COLUMNS - 1
        and re.search(r"[^\W\d_]{2}", cells[0]) is not None
        and _FIGURE.match(cells[0]) is None
        and any(_FIGURE.match(c) for c in cells[1:])
    )
