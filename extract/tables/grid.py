"""A table as a grid: the text of every place, header paths of columns, section rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dosetable.extract.document import Document, Table, TableCell
from dosetable.extract.twin import twin


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's twin text and its offsets in the document."""

    text: str
    start: int
    end: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Row:
    """A body row: its label, the section row it stands under, its cells by column."""

    number: int
    label: Cell
    section: Cell | None
    cells: Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class Grid:
    """``headers``: for each column the distinct header cells from top to bottom."""

    caption: str
    notes: str
    headers: Mapping[int, tuple[Cell, ...]]
    rows: tuple[Row, ...]


def read_grid(document: Document, table: Table) -> Grid | None:
    """Lay out ``table``; None where it has no header or no body."""
    text = twin(document.text)
    placed: dict[tuple[int, int], Cell] = {}
    for cell in table.cells:
        content = Cell(
            text[cell.start : cell.end].strip(), cell.start, cell.end, cell.row, cell.column
        )
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                placed[row, column] = content
    rows = sorted({r for r, _ in placed})
    width = 1 + max((c for _, c in placed), default=0)
    head = _header_rows(table)
    body = [r for r in rows if r not in head]
    if not head or not body or width < 2:
        return None
    headers = {
        column: tuple(
            dict.fromkeys(
                placed[r, column]
                for r in sorted(head)
                if placed.get((r, column)) and placed[r, column].text
            )
        )
        for column in range(width)
    }
    return Grid(
        caption=text[table.caption_start : table.caption_end],
        notes=" ".join(text[s:e] for s, e in table.footnotes),
        headers=headers,
        rows=tuple(_body(placed, body, width)),
    )


def _header_rows(table: Table) -> set[int]:
    """Rows whose cells are all headers, from the top; else the first row alone."""
    by_row: dict[int, list[TableCell]] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            by_row.setdefault(row, []).append(cell)
    head: set[int] = set()
    for row in sorted(by_row):
        if not all(c.header for c in by_row[row]):
            break
        head.add(row)
    if head and len(head) < len(by_row):
        return head
    return {min(by_row)} if by_row else set()


def _body(placed: Mapping[tuple[int, int], Cell], numbers: list[int], width: int) -> list[Row]:
    rows: list[Row] = []
    section: Cell | None = None
    for number in numbers:
        label = placed.get((number, 0))
        if label is None:
            continue
        cells = {
            column: cell
            for column in range(1, width)
            if (cell := placed.get((number, column))) is not None
            and cell is not label
            and cell.text
        }
        if not cells:
            section = label if label.text else section
            continue
        rows.append(Row(number, label, section, cells))
    return rows
