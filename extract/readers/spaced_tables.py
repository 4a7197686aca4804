"""Tables whose columns stand below each other with spaces between them, as text from a page of print
carries them. A cell belongs to the column above or below which it stands; rows that do not fit end
the table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.readers.places import Span
from dosetable.extract.readers.text_lines import Line
from dosetable.extract.readers.text_rows import Row, is_data, is_figure

_PIECE = re.compile(r"\S+(?: \S+)*")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_LONGEST_LABEL, _LONGEST_LINE, _MOST_ROWS = 100, 250, 150
_FEWEST_CELLS, _FEWEST_ROWS, _MOST_HEADS = 3, 2, 5
Piece = tuple[int, int]  # where a piece of a line begins and ends, counted in the line


def may_be_spaced(lines: Sequence[Line], place: int) -> bool:
    """Whether a head of such a table may stand at ``place``: a row of figures follows soon."""
    return len(_pieces(lines[place])) >= _FEWEST_CELLS - 1 and any(
        len(pieces := _pieces(line)) >= _FEWEST_CELLS and _figures(line, pieces)
        for line in lines[place + 1 : place + _MOST_HEADS]
    )


def spaced_rows(lines: Sequence[Line], place: int) -> tuple[list[Row], int] | None:
    """The rows of the table whose head begins at ``place``, and the line behind it."""
    run, cut = [], []
    for number in range(place, min(place + _MOST_ROWS, len(lines))):
        line, text = lines[number], lines[number].group()
        blank = number > place and "\n\n" in _between(lines[number - 1], line)
        pieces = _pieces(line)
        one = len(pieces) == 1 and (len(text) > _LONGEST_LABEL or text.rstrip().endswith("."))
        if blank or one or not pieces or "|" in text or "\t" in text or len(text) > _LONGEST_LINE:
            break
        run.append(line)
        cut.append(pieces)
    columns = _columns(run, cut)
    if columns is None:
        return None
    rows = []
    for line, pieces in zip(run, cut, strict=True):
        row = _row(line, pieces, columns)
        # What stands between two columns is of none for certain.
        rows.append(row or Row(line.first, line.last, ()))
    while rows and not any(a < b for a, b in rows[-1].cells[1:]):
        rows.pop()
    last = place + len(rows)
    rows = [row for row in rows if row.cells]
    text = run[0].string
    head = next((k for k, row in enumerate(rows) if is_data(text, row)), len(rows))
    named = head and any(sum(a < b for a, b in row.cells[1:]) > 1 for row in rows[:head])
    return (rows, last) if named and len(rows) - head >= _FEWEST_ROWS else None


def _between(before: Line, after: Line) -> str:
    return before.string[before.last : after.first].replace(" ", "").replace("\r", "")


def _pieces(line: Line) -> list[Piece]:
    return [m.span() for m in _PIECE.finditer(line.group())]


def _columns(run: Sequence[Line], cut: Sequence[Sequence[Piece]]) -> list[Piece] | None:
    """Where the columns of figures stand, from the rows that have all of them; None where these
    rows do not agree."""
    width = max((len(pieces) for pieces in cut), default=0)
    whole = [
        pieces
        for line, pieces in zip(run, cut, strict=True)
        if len(pieces) == width and _figures(line, pieces)
    ]
    if width < _FEWEST_CELLS or len(whole) < _FEWEST_ROWS:
        return None
    columns = [(min(p[k][0] for p in whole), max(p[k][1] for p in whole)) for k in range(width)]
    apart = all(a[1] < b[0] for a, b in zip(columns, columns[1:], strict=False))
    shared = all(max(p[k][0] for p in whole) < min(p[k][1] for p in whole) for k in range(1, width))
    return columns if apart and shared else None


def _figures(line: Line, pieces: Sequence[Piece]) -> bool:
    texts = [line.group()[a:b] for a, b in pieces]
    return _LETTERS.search(texts[0]) is not None and all(map(is_figure, texts[1:]))


def _row(line: Line, pieces: Sequence[Piece], columns: Sequence[Piece]) -> Row | None:
    """The cells of a line in their columns. Names over several columns share them evenly."""
    cells: list[Span] = [(line.first, line.first)] * len(columns)
    figures = any(is_figure(line.group()[a:b]) for a, b in pieces[1:])
    label = bool(pieces) and pieces[0][0] < columns[1][0] - 1 and not _over(pieces[0], columns[1:])
    named = list(pieces[1:] if label else pieces)
    if label:
        cells[0] = _span(line, pieces[0])
    each, rest = divmod(len(columns) - 1, len(named)) if named else (1, 0)
    if not figures and named and each > 1 and not rest:
        for k, piece in enumerate(named):
            meant = _over(piece, columns)
            if meant and not set(meant) <= set(range(1 + k * each, 1 + (k + 1) * each)):
                return None
            cells[1 + k * each] = _span(line, piece)
        return Row(line.first, line.last, tuple(cells))
    for piece in named:
        meant = _over(piece, columns)
        middle = sum(piece) / 2
        if (
            len(meant) == 1
            and figures
            and not columns[meant[0]][0] <= middle <= columns[meant[0]][1]
        ):
            return None
        if len(meant) != 1 or meant[0] == 0 or cells[meant[0]][0] < cells[meant[0]][1]:
            return None
        cells[meant[0]] = _span(line, piece)
    return Row(line.first, line.last, tuple(cells))


def _over(piece: Piece, columns: Sequence[Piece]) -> list[int]:
    return [k for k, (a, b) in enumerate(columns) if piece[0] < b and a < piece[1]]


def _span(line: Line, piece: Piece) -> Span:
    return line.first + piece[0], line.first + piece[1]
