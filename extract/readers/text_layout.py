"""A table's rows as a grid. What a line of cells lost, the span of a head over several columns, is
read back from the empty cells behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.document import TableCell
from dosetable.extract.readers.jats_tables import MAX_COLUMNS
from dosetable.extract.readers.places import Places, goes_with
from dosetable.extract.readers.text_rows import Row, is_figure, named

_P_HEAD = re.compile(r"p\b|significance\b", re.IGNORECASE)
_P_CELL = re.compile(r"[pP]?\s?[<>=≤≥]?\s?0?\.\d{2,}\W{0,2}")


def laid_out(
    text: str, rows: Sequence[Row], heads: int, *, placed: bool = False
) -> list[TableCell]:
    """The cells of the grid. Some texts keep the empty places of a head that stands over several
    columns behind it, others lose them, so that all are missed at the end of the line: then the
    columns are shared out evenly, and what cannot be shared so is not read at all. ``placed``: every cell is known to be where it stands."""
    width = max((len(r.cells) for r in rows), default=0)
    cells: list[TableCell] = []
    lost = not (placed or any(map(_keeps_places, rows)) or _tests_last(rows[:heads], text))
    places, gone = None, False
    for number, row in enumerate(rows):
        if number < heads:
            below = rows[1] if number == 0 and heads > 1 else None
            spans = (
                None
                if placed
                else _shared_out(
                    text, row, width, above=rows[number - 1] if number else None, below=below
                )
            )
            lost = lost or spans is not None
            cells += _spread(number, row, spans) if spans else _in_place(number, row, width)
            if spans == ():
                return []
            continue
        if _tests_last(rows[:heads], text):
            row = _p_to_its_column(text, row, width)
        if gone and named(row) and goes_with(text[slice(*row.cells[0])]):
            continue  # what tests a row that is left out
        gone = False
        if not (lost and _short(row)):
            if places and named(row):
                places.forget()
            cells += _in_place(number, row)
            continue
        places = places or _places(text, rows, heads, [c for c in cells if c.header], width)
        put = _put_back(text, number, row, places)
        gone = not put
        cells += put
    return _labels_reach_down(text, cells)


def _p_to_its_column(text: str, row: Row, width: int) -> Row:
    """A row that ends with its only figure, a p-value ("Category, n (%) | .789"), lost the empty
    cells before it."""
    if len(row.cells) != 2 < width or not _P_CELL.fullmatch(text[slice(*row.cells[1])]):  # noqa: PLR2004
        return row
    start = row.cells[1][0]
    return replace(row, cells=(row.cells[0], *[(start, start)] * (width - 2), row.cells[1]))


def _places(
    text: str, rows: Sequence[Row], heads: int, cells: Sequence[TableCell], width: int
) -> Places:
    """The columns of a table: what stands over each, and what its whole rows look like."""
    over: dict[int, str] = {}
    for cell in cells:
        for column in range(cell.column, cell.column + cell.column_span):
            over[column] = f"{over.get(column, '')} {text[cell.start : cell.end]}".strip()
    places = Places(over, width)
    for row in rows[heads:]:
        if len(named(row)) == width - 1:
            places.learn([text[a:b] for a, b in row.cells])
    return places


def _put_back(text: str, number: int, row: Row, places: Places) -> list[TableCell]:
    """The cells of a row that lost its empty ones, where they are sure to belong."""
    filled = [row.cells[k] for k in named(row)]
    columns = places.of(text[slice(*row.cells[0])], [text[a:b] for a, b in filled])
    if not columns:
        return []
    return [
        TableCell(
            row=number, column=column, row_span=1, column_span=1, header=False, start=start, end=end,
        )
        for column, (start, end) in zip((0, *columns), (row.cells[0], *filled), strict=True)
    ]  # fmt: skip


def _labels_reach_down(text: str, cells: list[TableCell]) -> list[TableCell]:
    """A name before other labels ("MADRS | Ketamine |") is of the rows below it that have none."""
    second = {c.row for c in cells if c.column == 1 and not c.header and c.end > c.start and not is_figure(text[c.start : c.end])}  # fmt: skip
    found: list[TableCell] = []
    name: int | None = None  # where the name above stands
    for cell in cells:
        if cell.column == 0 and not cell.header:
            if cell.row not in second:
                name = None
            elif cell.end > cell.start:
                name = len(found)
            elif name is not None and found[name].row + found[name].row_span == cell.row:
                found[name] = replace(found[name], row_span=found[name].row_span + 1)
                continue
        found.append(cell)
    return found


def _keeps_places(row: Row) -> bool:
    """Whether an empty place stands between the figures of a row: so the text keeps them."""
    filled = named(row)
    return bool(filled) and any(k not in filled for k in range(1, filled[-1]))


def _tests_last(heads: Sequence[Row], text: str) -> bool:
    """Whether the last column is that of the p-values, which some rows go without."""
    return any(_P_HEAD.match(text[slice(*head.cells[-1])]) for head in heads)


def _short(row: Row) -> bool:
    """Whether a row that has figures ends with empty places: they may belong anywhere."""
    return bool(named(row)) and row.cells[-1][0] >= row.cells[-1][1]


def _shared_out(
    text: str, row: Row, width: int, *, above: Row | None, below: Row | None
) -> tuple[tuple[int, int, int], ...] | None:
    """(cell, column, span) of a head whose empty places all stand at its end; empty where the names
    do not share the columns evenly, None where the head has kept its places. ``above``: another
    head stands over it; ``below``: the head under the first."""
    filled = [k for k, (a, b) in enumerate(row.cells) if a < b]
    if not filled or filled[-1] == width - 1 or len(row.cells) < width:
        return None
    if filled != list(range(filled[0], filled[-1] + 1)):
        return None  # empty places between the names: they are where they belong
    rest = above.cells[filled[-1] + 1 :] if above and filled[0] == 1 else ()
    if rest and len(row.cells) == width and all(a < b for a, b in rest):
        return None  # the heads above reach down into what is empty here
    if filled[0] == 0 and above and len(filled) == width - 1:
        return tuple((k, k + 1, 1) for k in filled)  # the corner above reaches down
    corner = filled[0] == 0 and not (below and _lost_corner(text, row, below, filled, width))
    names = [k for k in filled if k > 0 or not corner]
    if not names:
        return None
    each, over = divmod(width - 1, len(names))
    if over:
        return ()
    return (((0, 0, 1),) if corner else ()) + tuple(
        (k, 1 + n * each, each) for n, k in enumerate(names)
    )


_GROUP = re.compile(r"\b[nN]\s?=\s?\d|\b(?:group|arm)s?\b", re.IGNORECASE)


def _lost_corner(text: str, row: Row, below: Row, filled: Sequence[int], width: int) -> bool:
    """Whether the first name of the upper head stands over columns, its empty corner being lost: the
    head below has a corner of its own, or repeats itself under these names alone."""
    if (width - 1) % len(filled):
        return False
    under = [" ".join(text[a:b].split()).lower() for a, b in below.cells]
    if all(under):
        return True
    if not all(under[: width - 1]):
        return False
    each, other = (width - 1) // len(filled), (width - 1) // max(len(filled) - 1, 1)
    mine = [tuple(under[k : k + each]) for k in range(0, width - 1, each)]
    first = text[slice(*row.cells[0])]
    if (width - 1) % max(len(filled) - 1, 1):
        return len(set(mine)) < len(mine) or _GROUP.search(first) is not None
    theirs = [tuple(under[k : k + other]) for k in range(0, width - 1, other)]
    repeated = len(set(mine)) < len(mine), len(set(theirs)) < len(theirs)
    return repeated == (True, False) or (
        repeated[0] == repeated[1] and _GROUP.search(first) is not None
    )


def _spread(number: int, row: Row, spans: Sequence[tuple[int, int, int]]) -> list[TableCell]:
    return [
        TableCell(
            row=number, column=column, row_span=1, column_span=span, header=True,
            start=row.cells[k][0], end=row.cells[k][1],
        )
        for k, column, span in spans
    ]  # fmt: skip


def _in_place(number: int, row: Row, width: int = 0) -> list[TableCell]:
    """The cells where they stand; in a head of ``width`` columns an empty cell belongs to the name
    on its left (the last name is over no more columns than the others), and a row with nothing but
    its first cell runs over the whole table."""
    head = width > 0
    filled = named(row)
    widest = max((b - a for a, b in zip(filled, filled[1:], strict=False)), default=MAX_COLUMNS)
    found: list[TableCell] = []
    for column, (start, end) in enumerate(row.cells):
        over = head and found and found[-1].column > 0 and column < found[-1].column + widest
        if start >= end and found and (over or not filled):
            found[-1] = replace(found[-1], column_span=found[-1].column_span + 1)
            continue
        found.append(
            TableCell(
                row=number, column=column, row_span=1, column_span=1, header=head,
                start=start, end=max(start, end),
            )
        )  # fmt: skip
    # The bar behind an empty last place looked like the end of the line.
    if head and found and len(row.cells) == width - 1 and 1 < widest < MAX_COLUMNS:
        last = found[-1]
        if last.column > 0 and last.column_span < widest:
            found[-1] = replace(last, column_span=last.column_span + 1)
    return found
