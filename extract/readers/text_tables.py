"""Tables in running text: lines of cells between bars or tabs, as pages and papers saved as text
carry them. What a line of cells lost, the span of a head over several columns, is read back from
the empty cells behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dosetable.extract.document import Table, TableCell
from dosetable.extract.readers.jats_tables import MAX_COLUMNS, MAX_ROWS
from dosetable.extract.readers.places import Places, goes_with
from dosetable.extract.readers.plain_tables import PlainTable, plain_table
from dosetable.extract.readers.posted_text import posted_tables
from dosetable.extract.readers.text_lines import Line, lines_of

_FEWEST_ROWS, _FEWEST_BARS, _FEWEST_TABS = 3, 2, 2
_RULE = re.compile(r"[\s|:+=-]*-{2,}[\s|:+=-]*")  # '---|---|---' under a head
# A head may begin with a number: '24 h', '0.2 mg/kg', '2nd session'.
_NAMED_NUMBER = re.compile(
    r"\s*\d+(?:\.\d+)?(?:st|nd|rd|th|[- ]?(?:h|hr|hours?|d|days?|w|wks?|weeks?|mo|months?|min(?:ute)?s?|years?|mc?g|ug)\b)",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"\s*(?:[<>≤≥=~]\s?)?[(\[]?[-−–+±]?\s?(?:\d|[.·]\d)|\s*(?:\.\.|[-–—]|NA|ns|NS)\s*$"
)
# 'Table 2. Scores by visit', alone or with its caption on the next line.
_P_HEAD = re.compile(r"p\b|significance\b", re.IGNORECASE)
_CAPTION = re.compile(
    r"(?P<label>(?:Supplementary |Appendix )?Table [A-Z]?\d{1,3}[A-Z]?)\b[.:]?\s*", re.I
)
_LONGEST_CAPTION, _LONGEST_CELL, _LONGEST_LABEL = 400, 200, 120
_NOTE = re.compile(
    r"(?:[*†‡§¶]|[a-e](?=[A-Z])|Note|Abbreviations|Data are|Values are|[A-Z]{2,8}[,=:] )"
)


@dataclass(frozen=True, slots=True)
class _Row:
    start: int
    end: int
    cells: tuple[tuple[int, int], ...]


def find_tables(text: str) -> list[tuple[Table, int, int]]:
    """The tables of ``text``, each with where it begins and ends (caption and notes included).

    A line is a row where it has at least two bars, or two tabs between its cells; three rows one
    behind the other are a table.
    """
    lines = lines_of(text)
    found = list(posted_tables(text))
    taken = [(start, stop) for _, start, stop in found]
    position = 0
    while position < len(lines):
        if any(start <= lines[position].first < stop for start, stop in taken):
            position += 1
            continue
        end, rows = _run(lines, position)
        if rows >= _FEWEST_ROWS or (rows > 1 and _caption(lines, position)[0]):
            found.append(_table(text, lines, position, end))
        elif plain := plain_table(lines, position):
            found.append(_plain(lines, position, plain))
            end = plain.last
        position = max(end, position + 1)
    return sorted(found, key=lambda f: f[1])


def _plain(lines: Sequence[Line], place: int, plain: PlainTable) -> tuple[Table, int, int]:
    """A table without marks between its cells."""
    label, caption, begin = _caption(lines, place)
    notes, stop = _notes(lines, plain.last)
    width = len(plain.columns) + 1
    corner = lines[place].first
    cells = [
        TableCell(row=0, column=k, row_span=1, column_span=1, header=True, start=a, end=b)
        for k, (a, b) in enumerate(((corner, corner), *plain.columns))
    ]
    for number, row in enumerate(plain.rows, 1):
        for column, (a, b) in {0: row.label, **row.figures}.items():
            span = width - column if row.over and column else 1 if row.figures else width
            cells.append(
                TableCell(
                    row=number, column=column, row_span=1, column_span=span, header=False, start=a, end=b,
                )
            )  # fmt: skip
    return (
        Table(
            label=label, caption_start=caption[0], caption_end=caption[1], cells=tuple(cells),
            footnotes=tuple(notes),
        ),
        begin,
        stop,
    )  # fmt: skip


def _run(lines: Sequence[Line], first: int) -> tuple[int, int]:
    """Where the rows that begin at ``first`` end, and how many there are; between two rows may
    stand a line that names what those below it are of."""
    end, rows = first, 0
    while end < len(lines) and rows < MAX_ROWS:
        if _separator(lines[end].group()) or (rows and "|" in lines[end].group()):
            rows += 1
        elif not (rows and _names_rows(lines, end)):
            break
        end += 1
    return end, rows


def _names_rows(lines: Sequence[Line], place: int) -> bool:
    line = lines[place].group()
    return (
        len(line) <= _LONGEST_LABEL
        and not line.rstrip().endswith(".")
        and place + 1 < len(lines)
        and _separator(lines[place + 1].group()) is not None
    )


def _separator(line: str) -> str | None:
    """What stands between the cells of a row; None where the line is no row. Cells as long as
    paragraphs are those of a page laid out as a table."""
    if line.count("|") >= _FEWEST_BARS or _RULE.fullmatch(line):
        bar = "|"
    elif line.strip().count("\t") >= _FEWEST_TABS:
        bar = "\t"
    else:
        return None
    return bar if max(map(len, line.split(bar))) <= _LONGEST_CELL else None


def _table(text: str, lines: Sequence[Line], first: int, last: int) -> tuple[Table, int, int]:
    rules = [k for k in range(first, last) if _RULE.fullmatch(lines[k].group())]
    rows = [_row(lines[k]) for k in range(first, last) if k not in rules]
    above, rows, below = _written_inside(text, rows)
    heads = next((k for k, row in enumerate(rows) if _is_data(text, row)), len(rows))
    if rules and rules[0] > first:
        heads = max(heads, rules[0] - first - len(above))
    label, caption, begin = _caption(lines, first)
    notes, stop = _notes(lines, last)
    if above and label is None:
        start, end = above[0].cells[0]
        match = _CAPTION.match(text, start, end)
        label, caption = (match["label"] if match else None), (match.end() if match else start, end)
    notes = [row.cells[0] for row in below] + notes
    return (
        Table(
            label=label,
            caption_start=caption[0],
            caption_end=caption[1],
            cells=tuple(_laid_out(text, rows, heads)),
            footnotes=tuple(notes),
        ),
        begin,
        stop,
    )


def _written_inside(text: str, rows: list[_Row]) -> tuple[list[_Row], list[_Row], list[_Row]]:
    """A caption and notes that stand inside a table, each in one cell over its whole width: pages
    carry them so. A single cell above the head names the table; one with nothing below it, no rows."""
    first, last = 0, len(rows)
    if len(rows) > _FEWEST_ROWS - 1 and _in_one_cell(rows[0]) and not _is_data(text, rows[1]):
        first = 1
    while last - first > _FEWEST_ROWS - 1 and _in_one_cell(rows[last - 1]):
        last -= 1
    return rows[:first], rows[first:last], rows[last:]


def _in_one_cell(row: _Row) -> bool:
    return [k for k, (a, b) in enumerate(row.cells) if a < b] == [0]


def _row(line: Line) -> _Row:
    """The cells of a line; a bar at its very beginning or end encloses, and is no border of a cell
    unless what stands before it is the empty corner of the head."""
    bar = _separator(line.group()) or "|"
    start, end = line.span()
    raw = line.group()
    if bar == "|" and raw.startswith("|"):
        start += 1
    if bar == "|" and raw.rstrip().endswith("|"):
        end = start + len(line.string[start:end].rstrip()) - 1
    spans, position = [], start
    for piece in line.string[start:end].split(bar)[:MAX_COLUMNS]:
        left = len(piece) - len(piece.lstrip())
        spans.append((position + left, position + left + len(piece.strip())))
        position += len(piece) + 1
    return _Row(line.start(), line.end(), tuple(spans))


def _is_data(text: str, row: _Row) -> bool:
    """Whether a row holds figures, or names what the rows below are of ('MADRS | | |')."""
    rest = [text[a:b] for a, b in row.cells[1:]]
    if not any(rest):
        return bool(row.cells) and row.cells[0][0] < row.cells[0][1]
    return any(_is_figure(cell) for cell in rest)


def _is_figure(cell: str) -> bool:
    return _DATA.match(cell) is not None and _NAMED_NUMBER.match(cell) is None


def _laid_out(text: str, rows: Sequence[_Row], heads: int) -> list[TableCell]:
    """The cells of the grid. Some texts keep the empty places of a head that stands over several
    columns behind it, others lose them, so that all are missed at the end of the line: then the
    columns are shared out evenly, and what cannot be shared so is not read at all."""
    width = max((len(r.cells) for r in rows), default=0)
    cells: list[TableCell] = []
    lost = not any(map(_keeps_places, rows)) and not _tests_last(rows[:heads], text)
    places, gone = None, False
    for number, row in enumerate(rows):
        if number < heads:
            below = rows[1] if number == 0 and heads > 1 else None
            spans = _shared_out(text, row, width, above=number > 0, below=below)
            lost = lost or spans is not None
            cells += _spread(number, row, spans) if spans else _in_place(number, row, width)
            if spans == ():
                return []
            continue
        if gone and _named(row) and goes_with(text[slice(*row.cells[0])]):
            continue  # what tests a row that is left out
        gone = False
        if not (lost and _short(row)):
            cells += _in_place(number, row)
            continue
        places = places or _places(text, rows, heads, [c for c in cells if c.header], width)
        put = _put_back(text, number, row, places)
        gone = not put
        cells += put
    return _labels_reach_down(text, cells)


def _places(
    text: str, rows: Sequence[_Row], heads: int, cells: Sequence[TableCell], width: int
) -> Places:
    """The columns of a table: what stands over each, and what its whole rows look like."""
    over: dict[int, str] = {}
    for cell in cells:
        for column in range(cell.column, cell.column + cell.column_span):
            over[column] = f"{over.get(column, '')} {text[cell.start : cell.end]}".strip()
    places = Places(over, width)
    for row in rows[heads:]:
        if len(_named(row)) == width - 1:
            places.learn([text[a:b] for a, b in row.cells])
    return places


def _put_back(text: str, number: int, row: _Row, places: Places) -> list[TableCell]:
    """The cells of a row that lost its empty ones, where they are sure to belong."""
    filled = [row.cells[k] for k in _named(row)]
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
    second = {c.row for c in cells if c.column == 1 and not c.header and c.end > c.start and not _is_figure(text[c.start : c.end])}  # fmt: skip
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


def _named(row: _Row) -> list[int]:
    return [k for k, (a, b) in enumerate(row.cells) if k and a < b]


def _keeps_places(row: _Row) -> bool:
    """Whether an empty place stands between the figures of a row: so the text keeps them."""
    named = _named(row)
    return bool(named) and any(k not in named for k in range(1, named[-1]))


def _tests_last(heads: Sequence[_Row], text: str) -> bool:
    """Whether the last column is that of the p-values, which some rows go without."""
    return any(_P_HEAD.match(text[slice(*head.cells[-1])]) for head in heads)


def _short(row: _Row) -> bool:
    """Whether a row that has figures ends with empty places: they may belong anywhere."""
    return bool(_named(row)) and row.cells[-1][0] >= row.cells[-1][1]


def _shared_out(
    text: str, row: _Row, width: int, *, above: bool, below: _Row | None
) -> tuple[tuple[int, int, int], ...] | None:
    """(cell, column, span) of a head whose empty places all stand at its end; empty where the names
    do not share the columns evenly, None where the head has kept its places. ``above``: another
    head stands over it; ``below``: the head under the first."""
    filled = [k for k, (a, b) in enumerate(row.cells) if a < b]
    if not filled or filled[-1] == width - 1 or len(row.cells) < width:
        return None
    if filled != list(range(filled[0], filled[-1] + 1)):
        return None  # empty places between the names: they are where they belong
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


def _lost_corner(text: str, row: _Row, below: _Row, filled: Sequence[int], width: int) -> bool:
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


def _spread(number: int, row: _Row, spans: Sequence[tuple[int, int, int]]) -> list[TableCell]:
    return [
        TableCell(
            row=number, column=column, row_span=1, column_span=span, header=True,
            start=row.cells[k][0], end=row.cells[k][1],
        )
        for k, column, span in spans
    ]  # fmt: skip


def _in_place(number: int, row: _Row, width: int = 0) -> list[TableCell]:
    """The cells where they stand; in a head of ``width`` columns an empty cell belongs to the name
    on its left (the last name is over no more columns than the others), and a row with nothing but
    its first cell runs over the whole table."""
    head = width > 0
    named = _named(row)
    widest = max((b - a for a, b in zip(named, named[1:], strict=False)), default=MAX_COLUMNS)
    found: list[TableCell] = []
    for column, (start, end) in enumerate(row.cells):
        over = head and found and found[-1].column > 0 and column < found[-1].column + widest
        if start >= end and found and (over or not named):
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


def _caption(lines: Sequence[Line], first: int) -> tuple[str | None, tuple[int, int], int]:
    """The label and the caption in the one or two lines before a table."""
    here = lines[first].start()
    for back in (1, 2):
        if first < back:
            break
        line = lines[first - back]
        match = _CAPTION.match(line.group())
        if match is None or len(line.group()) > _LONGEST_CAPTION:
            continue
        start = line.start() + match.end()
        return match["label"], (start, lines[first - 1].end()), line.start()
    return None, (here, here), here


def _notes(lines: Sequence[Line], last: int) -> tuple[list[tuple[int, int]], int]:
    notes: list[tuple[int, int]] = []
    stop = lines[last - 1].end()
    for line in lines[last : last + 6]:
        if not _NOTE.match(line.group()) or len(line.group()) > _LONGEST_CAPTION:
            break
        notes.append(line.span())
        stop = line.end()
    return notes, stop
