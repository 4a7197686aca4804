"""A table as a grid: the text of every place, header paths of columns, and the rows below them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from dosetable.extract.document import Document, Table, TableCell
from dosetable.extract.tables.rows import Cell, Row, body_rows, counts_time
from dosetable.extract.tables.spelling import Spell
from dosetable.extract.twin import twin


@dataclass(frozen=True, slots=True)
class Grid:
    """``headers``: for each column the distinct header cells from top to bottom."""

    caption: str
    notes: str
    headers: Mapping[int, tuple[Cell, ...]]
    rows: tuple[Row, ...]

    @property
    def labels(self) -> str:
        """All labels, sections and heads, in one text."""
        cells = [c for row in self.rows for c in (row.label, row.section) if c]
        heads = [c for path in self.headers.values() for c in path]
        return " | ".join(dict.fromkeys(c.text for c in (*cells, *heads)))


_FIGURE = re.compile(
    r"(?:n\s?=\s?)?[<>=+(-]*\s?(?:\d|\.\d)(?:[^a-z]|\^[a-z]{1,2}\b|(?<=[\d)])[a-e]{1,2}(?!\w)|\b(?:to|ci|p|n)\b)*|n/?a|ns|[-.]*",
    re.IGNORECASE,
)
# "EPDS at 7 d": in tables days are abbreviated to a letter that elsewhere is Cohen's.
_DAYS = re.compile(
    r"(?<=\b(?:at|on|to) \d) ?d\b|(?<=\b(?:at|on|to) \d\d) ?d\b|(?<=^\d) ?d\b|(?<=^\d\d) ?d\b",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"\d{2}(?:\.\d)? ?% ?(?:CIs?|confidence intervals?)", re.IGNORECASE)
# "HAM-D 17": which version of the scale it is.
_VERSION = re.compile(
    r"\b(HAM-?D|HDRS|HRSD) (6|17|21|24|28)(?![\d.]| ?(?:h|hours?|d|days?|w|weeks?|min)\b)",
    re.IGNORECASE,
)
_MOST_LABELS = 3
_ROWS_A_HEAD = 2  # where more rows than one in two are heads, they are no heads


def read_grids(document: Document, table: Table, spell: Spell | None = None) -> list[Grid]:
    """Lay out ``table``: a grid for each part that has a head of its own; none without a head or a
    body. ``spell`` spells out what the text of a cell abbreviates."""
    text = twin(document.text)
    placed: dict[tuple[int, int], Cell] = {}
    said = {c: _read(text[c.start : c.end]) for c in table.cells}
    if spell is not None:
        said = _spelt(said, spell)
    for cell in table.cells:
        content = Cell(said[cell], cell.start, cell.end, cell.row, cell.column)
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                placed[row, column] = content
    width = 1 + max((c for _, c in placed), default=0)
    if width < 2:
        return []
    caption = text[table.caption_start : table.caption_end]
    caption = spell(caption) if spell is not None else caption
    notes = "; ".join(text[s:e] for s, e in table.footnotes)
    notes = spell.note(notes) if spell is not None else notes
    found = []
    for head, body in _parts(table, placed):
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
        leading = _label_columns(placed, headers, body, width)
        rows = tuple(body_rows(placed, headers, body, width, leading))
        found.append(Grid(caption=caption, notes=notes, headers=headers, rows=rows))
    return found


def _read(text: str) -> str:
    """The words of a cell as they are read."""
    return _VERSION.sub(r"\1-\2", _DAYS.sub(" days", " ".join(text.split())))


def _spelt(said: Mapping[TableCell, str], spell: Spell) -> dict[TableCell, str]:
    rows: defaultdict[int, list[str]] = defaultdict(list)
    columns: defaultdict[int, list[str]] = defaultdict(list)
    for cell, words in said.items():
        rows[cell.row].append(words)
        columns[cell.column].append(words)
    return {c: spell(words, rows[c.row], columns[c.column]) for c, words in said.items()}


def _parts(
    table: Table, placed: Mapping[tuple[int, int], Cell]
) -> list[tuple[set[int], list[int]]]:
    """The rows of heads and the rows below each: a table may have a second head further down."""
    rows = sorted({r for r, _ in placed})
    head = _header_rows(table)
    body = [r for r in rows if r not in head]
    if not head or not body:
        return []
    plain = {r for c in table.cells if not c.header for r in range(c.row, c.row + c.row_span)}

    across: dict[int, list[Cell]] = {}
    for (row, _), content in placed.items():
        across.setdefault(row, []).append(content)

    def is_head(row: int) -> bool:
        """Whether all cells are headers, and the first says of what."""
        if row in plain or not (first := placed.get((row, 0))) or not first.text:
            return False
        return any(c is not first and c.text for c in across[row])

    later = [r for r in body if is_head(r)]
    if not plain or len(later) > len(body) // _ROWS_A_HEAD:
        return [(head, body)]
    parts: list[tuple[set[int], list[int]]] = [(head, [])]
    for row in body:
        if row in later:
            if parts[-1][1]:
                parts.append((set(), []))
            parts[-1][0].add(row)
        else:
            parts[-1][1].append(row)
    return [part for part in parts if part[1]]


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


def _label_columns(
    placed: Mapping[tuple[int, int], Cell],
    headers: Mapping[int, tuple[Cell, ...]],
    body: list[int],
    width: int,
) -> int:
    """How many leading columns hold labels: words, or numbers under "Day" or "Week"."""
    leading = 1
    while leading < min(_MOST_LABELS, width - 1):
        cells = {c for r in body if (c := placed.get((r, leading))) and c.text}
        cells -= {c for c in cells if c.column != leading}  # one cell over the whole row
        if not cells or any(
            _FIGURE.fullmatch(c.text) and not _LEVEL.fullmatch(c.text)
            for c in cells
            if not counts_time(c, headers)
        ):
            break
        leading += 1
    return leading
