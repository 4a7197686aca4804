"""One JATS ``table-wrap``: its grid with row and column spans laid out, caption and footnotes.

Grids come in two models that JATS allows: XHTML (``tr``, ``td``) and OASIS Exchange, which is CALS
(``tgroup``, ``row``, ``entry`` with the names of its columns).
"""

from __future__ import annotations

from lxml import etree

from dosetable.extract.document import Table, TableCell
from dosetable.extract.readers.building import TextBuilder
from dosetable.extract.readers.xmltools import child, children, inline_text, local, string

# Wider or longer grids are data dumps, not result tables; spans beyond them are errors.
MAX_COLUMNS, MAX_ROWS = 60, 600
_SPACED = frozenset({"break", "p", "list-item", "title", "td", "th"})
_DROPPED = frozenset({"label", "graphic", "object-id", "tex-math"})
_NOTE_DROPPED = frozenset({"graphic", "object-id", "tex-math"})


def read_table(wrap: etree._Element, builder: TextBuilder) -> Table | None:
    """Write the table's text (a line a row, cells between bars) and return its grid.

    Return None where there is no grid (a picture of a table): its caption is written all the same.
    """
    label = string(wrap, "label")
    caption = inline_text(child(wrap, "caption"), drop=_DROPPED, space=_SPACED)
    builder.gap()
    section_start = builder.length
    if label:
        builder.add(f"{label.rstrip('.')}. " if caption else label)
    caption_start, caption_end = builder.add(caption)
    cells = _write_rows(_rows(wrap), builder)
    notes = _write_notes(wrap, builder)
    builder.mark("table", section_start, builder.length, label)
    if not cells:
        return None
    return Table(
        label=label,
        caption_start=caption_start,
        caption_end=caption_end,
        cells=tuple(cells),
        footnotes=tuple(notes),
    )


def _rows(wrap: etree._Element) -> list[tuple[bool, etree._Element, dict[str, int]]]:
    """The rows with whether they stand in the table's head, and the places of the named columns."""
    rows: list[tuple[bool, etree._Element, dict[str, int]]] = []
    for table in (n for n in wrap.iter() if local(n) == "table"):
        for part in (table, *children(table, "tgroup")):
            columns = _columns(part)
            for group in part:
                name = local(group)
                if name == "tr":
                    rows.append((False, group, columns))
                elif name in {"thead", "tbody", "tfoot"}:
                    lines = (n for n in group if local(n) in {"tr", "row"})
                    rows += [(name == "thead", line, columns) for line in lines]
    return rows[:MAX_ROWS]


def _columns(group: etree._Element) -> dict[str, int]:
    """The place of each column that a ``colspec`` names, in order or by its number."""
    found: dict[str, int] = {}
    place = -1
    for spec in children(group, "colspec"):
        number = (spec.get("colnum") or "").strip()
        place = (
            int(number) - 1 if number.isdecimal() and 0 < int(number) <= MAX_COLUMNS else place + 1
        )
        if name := spec.get("colname"):
            found[name] = place
    return found


def _write_rows(
    rows: list[tuple[bool, etree._Element, dict[str, int]]], builder: TextBuilder
) -> list[TableCell]:
    taken: set[tuple[int, int]] = set()
    cells: list[TableCell] = []
    for number, (head, row, columns) in enumerate(rows):
        builder.gap("\n")
        column, first = 0, True
        for node in row:
            if local(node) not in {"td", "th", "entry"}:
                continue
            column = max(column, columns.get(node.get("namest") or node.get("colname") or "", 0))
            while (number, column) in taken:
                column += 1
            if column >= MAX_COLUMNS:
                break
            last = min(columns.get(node.get("nameend") or "", -1), MAX_COLUMNS - 1)
            across = (
                last - column + 1 if last > column else _span(node, "colspan", MAX_COLUMNS - column)
            )
            down = _span(node, "rowspan", len(rows) - number, more="morerows")
            taken |= {(number + i, column + j) for i in range(down) for j in range(across)}
            if not first:
                builder.add(" | ")
            first = False
            start, end = builder.add(inline_text(node, drop=_DROPPED, space=_SPACED))
            cells.append(
                TableCell(
                    row=number,
                    column=column,
                    row_span=down,
                    column_span=across,
                    header=head or local(node) == "th",
                    start=start,
                    end=end,
                )
            )
            column += across
    return cells


def _span(node: etree._Element, name: str, most: int, *, more: str = "") -> int:
    """How many places a cell takes; ``more``: the attribute that counts those beside its own."""
    text = (node.get(name) or "1").strip()
    own = 0
    if more and (extra := (node.get(more) or "").strip()):
        text, own = extra, 1
    return max(1, min(int(text) + own, most)) if text.isdecimal() and len(text) < 6 else 1


def _write_notes(wrap: etree._Element, builder: TextBuilder) -> list[tuple[int, int]]:
    notes = []
    for foot in children(wrap, "table-wrap-foot"):
        for node in foot:
            text = inline_text(node, drop=_NOTE_DROPPED, space=_SPACED)
            if text:
                builder.gap("\n")
                notes.append(builder.add(text))
    return notes
