"""One posted outcome as its cells stand: what its labels say, its groups, and the rows of figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dosetable.extract.registry.posted_cells import (
    Cells,
    Piece,
    figure_of,
    label_of,
    parameter_of,
)

# 'Ketamine n=47 Participants', or the size in the cell below the name
_SIZE = re.compile(r"(?P<name>.*?)\s*\bn\s?=\s?(?P<n>\d{1,5})(?: (?:participants|patients|subjects))?\b.*", re.DOTALL | re.I)  # fmt: skip
_COUNT = re.compile(r"(?P<n>\d{1,5})(?: (?:participants|patients|subjects))?(?: ?\[\d+\])?", re.I)
_LISTED = re.compile(r"\b[nN]\s?=\s?(\d+(?:\s?[,;/]\s?\d+)+)")
_WHOLE = re.compile(r"\d+")
_NOTE = re.compile(r"(?:\[\d{1,2}\]|\(?PDF\)?|Show results.*|Hide results.*)", re.IGNORECASE)
_SHARE = re.compile(r"\(?\d+(?:\.\d+)? ?%\)?")


@dataclass(slots=True)
class Row:
    """The figures of one line, one a group; ``counts``: how many were analysed for this line alone."""

    title: list[Piece] = field(default_factory=list)
    counts: list[Piece] = field(default_factory=list)
    figures: list[Piece] = field(default_factory=list)
    spreads: dict[int, Piece] = field(default_factory=dict)


@dataclass(slots=True)
class Part:
    """Groups side by side, how many were analysed in each, and the rows of their figures. Pages show
    many groups in several parts, one below the other."""

    names: list[Piece]
    counts: list[Piece]
    rows: list[Row]


@dataclass(slots=True)
class Laid:
    """``said``: what stands behind each label. ``parts`` is empty where the figures do not come out."""

    said: dict[str, list[Piece]]
    parts: list[Part]
    analyses: Cells


class Misread(ValueError):
    """The cells are not laid out as they were thought to be."""


def lay_out(block: Cells, titled: bool) -> Laid:
    """Read the cells of one outcome; ``titled``: its title stands in the cell that begins it, else
    right behind it."""
    laid = Laid({}, [], ())
    place, name = 1, "" if titled else "title"
    while place < len(block):
        label, value = label_of(block[place])
        if label == "analysis":
            laid.analyses = block[place:]
            break
        if label == "groups":
            try:
                place, part = _part(block, place + 1, laid.said)
            except Misread:
                return Laid(laid.said, [], ())
            laid.parts.append(part)
            name = ""
            continue
        if label is not None:
            name = label if label not in laid.said else ""
        told = value if label is not None else block[place]
        if name and told is not None:
            laid.said.setdefault(name, []).append(told)
        place += 1
    if len({len(part.rows) for part in laid.parts}) > 1:
        laid.parts = []
    return laid


def _part(block: Cells, place: int, said: dict[str, list[Piece]]) -> tuple[int, Part]:
    """The groups from ``place`` on with their figures, and where these end."""
    end = place
    while end < len(block) and label_of(block[end])[0] is None and not block[end].is_rule:
        end += 1
    heads = block[place:end]
    if any(_SIZE.fullmatch(c.text) for c in heads):
        names, counts, end = _sized(block, place, end)
    else:
        names = list(heads)
        counts, end = _analysed(block, end, len(names))
    end, rows = _rows(block, end, len(names), said)
    return end, Part(names, counts, rows)


def _sized(block: Cells, place: int, end: int) -> tuple[list[Piece], list[Piece], int]:
    """The names and sizes of groups that are told with their sizes, and where the rows begin."""
    names: list[Piece] = []
    counts: list[Piece] = []
    last = place
    for at in range(place, end):
        size = _SIZE.fullmatch(block[at].text)
        if size is None:
            continue
        if size["name"]:
            names.append(block[at].cut(*size.span("name")))
        elif at > place:
            names.append(block[at - 1])
        else:
            raise Misread
        counts.append(block[at].cut(*size.span("n")))
        last = at
    if end < len(block) and block[end].is_rule:
        return names, counts, end
    # Without a rule below the heads: the label of the row is what stands before the first figure.
    figures = (k for k in range(last + 1, len(block)) if figure_of(block[k]))
    return names, counts, max(last + 1, next(figures, len(block)) - 1)


def _analysed(block: Cells, place: int, width: int) -> tuple[list[Piece], int]:
    """How many of each group were analysed, and where the rows begin."""
    while place < len(block) and label_of(block[place])[0] != "analysed":
        if label_of(block[place])[0] in {"analysis", "groups"}:
            raise Misread
        place += 1
    if place == len(block):
        raise Misread
    inline = label_of(block[place])[1]
    pieces = [inline] if inline else []
    place += 1
    while place < len(block) and len(pieces) < width:
        cell = block[place]
        if not (cell.is_rule or _NOTE.fullmatch(cell.text) or label_of(cell)[0] == "unit"):
            pieces.append(cell)
        place += 1
    return _counts(pieces, width), place


def _counts(pieces: Cells, width: int) -> list[Piece]:
    read = [_COUNT.fullmatch(c.text) for c in pieces]
    found = [c.cut(*m.span("n")) for c, m in zip(pieces, read, strict=True) if m]
    if not width or len(found) != width:
        raise Misread
    return found


def _rows(
    block: Cells, place: int, width: int, said: dict[str, list[Piece]]
) -> tuple[int, list[Row]]:
    """The rows of figures from ``place`` on, and where they end."""
    rows: list[Row] = []
    row = Row()
    while place < len(block):
        cell = block[place]
        label, value = label_of(cell)
        if label in {"analysis", "groups"}:
            break
        place += 1
        if label == "row analysed":
            row.counts = _counts(block[place : place + width], width)
            place += width
        elif label in {"unit", "nature"} or parameter_of(cell.text) is not None:
            if value is None and label == "unit" and place < len(block):
                value, place = block[place], place + 1
            if not rows:
                said.setdefault(label or "nature", []).append(value or cell)
        elif label is None and not cell.is_rule and not _NOTE.fullmatch(cell.text):
            _put(cell, row, rows, said)
            if len(row.figures) == width:
                row.counts = row.counts or _listed(row.title, width)
                rows.append(row)
                row = Row()
    if row.figures or not rows:
        raise Misread
    return place, rows


def _listed(title: list[Piece], width: int) -> list[Piece]:
    """How many of each group a row's title lists: "Day 8 (n=111, 98, 108)"."""
    for cell in title:
        if listed := _LISTED.search(cell.text):
            found = [cell.cut(*m.span()) for m in _WHOLE.finditer(cell.text, *listed.span(1))]
            return found if len(found) == width else []
    return []


def _put(cell: Piece, row: Row, rows: list[Row], said: dict[str, list[Piece]]) -> None:
    """Add a cell to the row that is being read: a title, a figure, or what stands behind one."""
    figure = figure_of(cell)
    if figure is None:
        if row.figures:
            raise Misread
        row.title.append(cell)
        return
    before = row if row.figures else rows[-1] if rows and not row.title else None
    if _SHARE.fullmatch(cell.text) and counts_people(said):
        if before is None:
            raise Misread
        return  # the share of the count before it
    if "value" in figure:
        row.figures.append(cell)
        return
    if before is None:
        raise Misread
    before.spreads[len(before.figures) - 1] = cell


def counts_people(said: dict[str, list[Piece]]) -> bool:
    """Whether the figures are said to be counts of participants."""
    read = [parameter_of(c.text) for c in said.get("nature", [])]
    return any(p and p["paramType"] == "COUNT_OF_PARTICIPANTS" for p in read)
