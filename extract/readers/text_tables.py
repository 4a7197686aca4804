"""Tables in running text: lines of cells between bars or tabs, as pages and papers saved as text
carry them; tables without marks between their cells, and posted results of a registry."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.document import Table, TableCell
from dosetable.extract.readers.jats_tables import MAX_ROWS
from dosetable.extract.readers.lost_tables import lost_tables
from dosetable.extract.readers.plain_tables import PlainTable, may_be_plain, plain_table
from dosetable.extract.readers.posted_text import posted_tables
from dosetable.extract.readers.spaced_tables import may_be_spaced, spaced_rows
from dosetable.extract.readers.text_layout import laid_out
from dosetable.extract.readers.text_lines import Line, lines_of
from dosetable.extract.readers.text_rows import RULE, Row, is_data, row_of, separator

_FEWEST_ROWS = 3
_MOST_TRIES = 300  # heads without marks that are tried; keeps long texts linear
_CAPTION = re.compile(
    r"[*_#\s]*(?P<label>(?:Supplementary |Appendix )?Table [A-Z]?\d{1,3}[A-Z]?)\b[.:]?[*_]*[.:]?\s*",
    re.I,
)

_LONGEST_CAPTION, _LONGEST_LABEL = 400, 120
_NOTE = re.compile(
    r"(?:[*†‡§¶#]|[a-e](?=[A-Z])|Notes?\b|Abbreviations?\b|(?:The )?(?:Data|Values|Results|Scores) (?:are|were) (?:presented |expressed |given |shown )?(?:as |in )?(?:the )?(?:means?|medians?|n\b|numbers?|M\b|mean)"
    r"|Data are|Values are|[A-Z]{2,8}[,=:] |(?:Group |Arm )?[A-Z][A-Za-z]?\d?[,:=] ?[a-z]|[Cc]ompared with .{2,60}[Pp] ?[<=]|P\d ?[,:=] |[a-e]\)? .{2,60}\b(?:vs\.?|versus|compared with) )"
)


def find_tables(text: str) -> list[tuple[Table, int, int]]:
    """The tables of ``text``, each with where it begins and ends (caption and notes included).

    A line is a row where it has at least two bars, or two tabs between its cells; three rows one
    behind the other are a table.
    """
    lines = lines_of(text)
    found = list(posted_tables(text))
    taken = [(start, stop) for _, start, stop in found]
    position, tries = 0, 0
    while position < len(lines):
        while taken and taken[0][1] <= lines[position].first:
            taken.pop(0)
        if taken and taken[0][0] <= lines[position].first:
            position += 1
            continue
        end, rows = _run(lines, position)
        if rows >= _FEWEST_ROWS or (rows > 1 and _caption(lines, position)[0]):
            found.append(_table(text, lines, position, end))
        elif tries < _MOST_TRIES and (
            may_be_spaced(lines, position) or may_be_plain(lines[position])
        ):
            tries += 1
            if unmarked := _unmarked(text, lines, position):
                table, end = unmarked
                found.append(table)
        position = max(end, position + 1)
    known = [(start, stop) for _, start, stop in found]
    found += [(_lost(start), start, stop) for start, stop in lost_tables(lines, known)]
    return sorted(found, key=lambda f: f[1])


def _lost(start: int) -> Table:
    """A table of which no more is known than where it begins."""
    return Table(label=None, caption_start=start, caption_end=start, cells=(), footnotes=())


def _unmarked(
    text: str, lines: Sequence[Line], place: int
) -> tuple[tuple[Table, int, int], int] | None:
    """A table without marks between its cells, and the line behind it."""
    if may_be_spaced(lines, place) and (spaced := spaced_rows(lines, place)):
        rows, end = spaced
        return _spaced(text, lines, place, rows, end), end
    if may_be_plain(lines[place]) and (plain := plain_table(lines, place)):
        return _plain(lines, place, plain), plain.last
    return None


def _spaced(
    text: str, lines: Sequence[Line], place: int, rows: list[Row], last: int
) -> tuple[Table, int, int]:
    """A table whose columns are told by where they stand."""
    heads = next((k for k, row in enumerate(rows) if is_data(text, row)), len(rows))
    label, caption, begin = _caption(lines, place)
    notes, stop = _notes(lines, last)
    cells = laid_out(text, rows, heads, placed=True)
    return (
        Table(
            label=label, caption_start=caption[0], caption_end=caption[1], cells=tuple(cells),
            footnotes=tuple(notes),
        ),
        begin,
        stop,
    )  # fmt: skip


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
        if separator(lines[end].group()) or (rows and "|" in lines[end].group()):
            rows += 1
        elif not rows or _CAPTION.match(lines[end].group()) or not _names_rows(lines, end):
            break
        end += 1
    return end, rows


def _names_rows(lines: Sequence[Line], place: int) -> bool:
    line = lines[place].group()
    return (
        len(line) <= _LONGEST_LABEL
        and not line.rstrip().endswith(".")
        and place + 1 < len(lines)
        and separator(lines[place + 1].group()) is not None
    )


def _table(text: str, lines: Sequence[Line], first: int, last: int) -> tuple[Table, int, int]:
    rules = [k for k in range(first, last) if RULE.fullmatch(lines[k].group())]
    rows = [row_of(lines[k]) for k in range(first, last) if k not in rules]
    above, rows, below = _written_inside(text, rows)
    heads = next((k for k, row in enumerate(rows) if is_data(text, row)), len(rows))
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
            cells=tuple(laid_out(text, rows, heads)),
            footnotes=tuple(notes),
        ),
        begin,
        stop,
    )


def _written_inside(text: str, rows: list[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """A caption and notes that stand inside a table, each in one cell over its whole width: pages
    carry them so. A single cell above the head names the table; one with nothing below it, no rows."""
    first, last = 0, len(rows)
    if len(rows) > _FEWEST_ROWS - 1 and _in_one_cell(rows[0]) and not is_data(text, rows[1]):
        first = 1
    while last - first > _FEWEST_ROWS - 1 and _in_one_cell(rows[last - 1]):
        last -= 1
    return rows[:first], rows[first:last], rows[last:]


def _in_one_cell(row: Row) -> bool:
    return [k for k, (a, b) in enumerate(row.cells) if a < b] == [0]


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
    above = lines[first - 1] if first else None
    if above and _names_table(above, lines[first]):
        return None, above.span(), above.start()
    return None, (here, here), here


def _names_table(line: Line, head: Line) -> bool:
    """Whether a line right above a table, which is no sentence, says what it holds."""
    words = line.group().strip()
    return (
        line.string.count("\n", line.end(), head.start()) == 1
        and 0 < len(words) <= _LONGEST_LABEL
        and words[-1] not in ".?!:;,"
    )


def _notes(lines: Sequence[Line], last: int) -> tuple[list[tuple[int, int]], int]:
    notes: list[tuple[int, int]] = []
    stop = lines[last - 1].end()
    for line in lines[last : last + 6]:
        if not _NOTE.match(line.group()) or len(line.group()) > _LONGEST_CAPTION:
            break
        notes.append(line.span())
        stop = line.end()
    return notes, stop
