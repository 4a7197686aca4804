"""Rows of cells between bars or tabs, and what their cells look like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dosetable.extract.readers.jats_tables import MAX_COLUMNS
from dosetable.extract.readers.text_lines import Line

_FEWEST_BARS, _FEWEST_TABS, _LONGEST_CELL = 2, 2, 200
RULE = re.compile(r"[\s|:+=-]*-{2,}[\s|:+=-]*")  # '---|---|---' under a head
# A head may begin with a number: '24 h', '0.2 mg/kg', '2nd session'.
_NAMED_NUMBER = re.compile(
    r"\s*\d+(?:\.\d+)?(?:st|nd|rd|th|[- ]?(?:h|hr|hours?|d|days?|w|wks?|weeks?|mo|months?|min(?:ute)?s?|years?|mc?g|ug)\b)",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"\s*(?:[<>≤≥=~]\s?)?[(\[]?[-−–+±]?\s?(?:\d|[.·]\d)|\s*(?:\.\.|[-–—]|NA|ns|NS)\s*$"
)
# What Markdown prints in bold.
_BOLD = re.compile(r"(?P<marks>\*\*|__)\s*(?P<inner>[^*_\n]+?)\s*(?P=marks)")


@dataclass(frozen=True, slots=True)
class Row:
    """Where a line stands, and each of its cells."""

    start: int
    end: int
    cells: tuple[tuple[int, int], ...]


def separator(line: str) -> str | None:
    """What stands between the cells of a row; None where the line is no row. Cells as long as
    paragraphs are those of a page laid out as a table."""
    if line.count("|") >= _FEWEST_BARS or RULE.fullmatch(line):
        bar = "|"
    elif line.strip().count("\t") >= _FEWEST_TABS:
        bar = "\t"
    else:
        return None
    return bar if max(map(len, line.split(bar))) <= _LONGEST_CELL else None


def row_of(line: Line) -> Row:
    """The cells of a line; a bar at its very beginning or end encloses, and is no border of a cell
    unless what stands before it is the empty corner of the head."""
    bar = separator(line.group()) or "|"
    start, end = line.span()
    raw = line.group()
    if bar == "|" and raw.startswith("|"):
        start += 1
    if bar == "|" and raw.rstrip().endswith("|"):
        end = start + len(line.string[start:end].rstrip()) - 1
    spans, position = [], start
    for piece in line.string[start:end].split(bar)[:MAX_COLUMNS]:
        left = len(piece) - len(piece.lstrip())
        bold = _BOLD.fullmatch(piece.strip())
        inner = bold.span("inner") if bold else (0, len(piece.strip()))
        spans.append((position + left + inner[0], position + left + inner[1]))
        position += len(piece) + 1
    return Row(line.start(), line.end(), tuple(spans))


def is_data(text: str, row: Row) -> bool:
    """Whether a row holds figures, or names what the rows below are of ('MADRS | | |')."""
    rest = [text[a:b] for a, b in row.cells[1:]]
    if not any(rest):
        return bool(row.cells) and row.cells[0][0] < row.cells[0][1]
    return any(is_figure(cell) for cell in rest)


def is_figure(cell: str) -> bool:
    return _DATA.match(cell) is not None and _NAMED_NUMBER.match(cell) is None


def named(row: Row) -> list[int]:
    """The places behind the label that hold anything."""
    return [k for k, (a, b) in enumerate(row.cells) if k and a < b]
