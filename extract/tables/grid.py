"""A table as a grid: the text of every place, header paths of columns, section rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dosetable.extract.document import Document, Table, TableCell
from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.tables.baselines import is_baseline
from dosetable.extract.tables.spelling import Spell
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
    """A body row: its label, the section row it stands under, its cells by column.

    ``labels``: the cells of the label columns, which ``label`` joins. ``part``: the part of the
    trial (a period, a cohort) whose rows these are.
    """

    number: int
    label: Cell
    section: Cell | None
    cells: Mapping[int, Cell]
    labels: tuple[Cell, ...] = ()
    part: str | None = None


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


_PART = re.compile(r"(?:(?:treatment|study) )?(?:period|cohort|part|stage|phase|study)s? (?:\d|[A-D]\b|I{1,3}\b)", re.IGNORECASE)  # fmt: skip
_PART_NAME = re.compile(r"\w+ (?:\d+|[A-D]\b|I+\b)", re.IGNORECASE)
_UNIT = re.compile(
    r"^(?:time|follow-?up|assessment)\b[^()\[\]]*[(\[,]\s?(?:in )?(h|hrs?|hours?|min(?:ute)?s?|d|days?|wks?|weeks?|mo|months?)\b",
    re.IGNORECASE,
)
_COUNTING_HEAD = re.compile(r"(?:time|day|week|month|hour|visit)s?\b.{0,12}", re.IGNORECASE)
_FIGURE = re.compile(
    r"(?:n\s?=\s?)?[<>=+(-]*\s?(?:\d|\.\d)(?:[^a-z]|\^[a-z]{1,2}\b|(?<=[\d)])[a-e]{1,2}(?!\w)|\b(?:to|ci|p|n)\b)*|n/?a|ns|[-.]*",
    re.IGNORECASE,
)
# "EPDS at 7 d": in tables days are abbreviated to a letter that elsewhere is Cohen's.
_DAYS = re.compile(
    r"(?<=\b(?:at|on|to) \d) ?d\b|(?<=\b(?:at|on|to) \d\d) ?d\b|(?<=^\d) ?d\b|(?<=^\d\d) ?d\b",
    re.IGNORECASE,
)
_MOST_LABELS = 3
_ROWS_A_HEAD = 2  # where more rows than one in two are heads, they are no heads


def part_named(text: str) -> str | None:
    """The part of a trial that a label names at its beginning: "Period 1"."""
    if not _PART.match(text):
        return None
    named = _PART_NAME.search(text)
    return named[0] if named else text


def without_part(text: str) -> str:
    """``text`` without the part of the trial that it names."""
    return text.replace(name, " ", 1) if (name := part_named(text)) else text


def read_grids(document: Document, table: Table, spell: Spell | None = None) -> list[Grid]:
    """Lay out ``table``: a grid for each part that has a head of its own; none without a head or a
    body. ``spell`` spells out what the text of a cell abbreviates."""
    text = twin(document.text)
    placed: dict[tuple[int, int], Cell] = {}
    said = {c: _DAYS.sub(" days", " ".join(text[c.start : c.end].split())) for c in table.cells}
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
        rows = tuple(_body(placed, headers, body, width, leading))
        found.append(Grid(caption=caption, notes=notes, headers=headers, rows=rows))
    return found


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
        if not cells or any(_FIGURE.fullmatch(c.text) for c in cells if not _counts(c, headers)):
            break
        leading += 1
    return leading


def _counts(cell: Cell, headers: Mapping[int, tuple[Cell, ...]]) -> bool:
    """Whether a bare number is a day or a week by its column's head."""
    head = " ".join(h.text for h in headers.get(cell.column, ()))
    counts = _COUNTING_HEAD.fullmatch(head) or _UNIT.search(head)
    return cell.text.isdecimal() and counts is not None


def _body(
    placed: Mapping[tuple[int, int], Cell],
    headers: Mapping[int, tuple[Cell, ...]],
    numbers: list[int],
    width: int,
    leading: int,
) -> list[Row]:
    rows: list[Row] = []
    section: Cell | None = None
    part: str | None = None
    above: Cell | None = None  # 'MADRS total score', over the sections 'Day 2' and 'Day 28'
    tested: dict[int, Cell] = {}  # the p-value of a section, for the row below it
    for number in numbers:
        first = placed.get((number, 0))
        if first is None:
            continue
        labels = tuple(
            dict.fromkeys(
                c for i in range(leading) if (c := placed.get((number, i))) is not None and c.text
            )
        )
        cells = {
            column: cell
            for column in range(leading, width)
            if (cell := placed.get((number, column))) is not None
            and cell is not first
            and cell not in labels
            and cell.text
        }
        if _only_tested(cells, headers) and len(labels) < 2 and _follows(placed, number, cells):
            section = first  # 'Response by day 3 | | | .02', and its shares in the rows below
            tested = cells if _is_halved(placed, numbers, number) else {}
            continue
        if not cells and len(labels) < 2:
            if _PART.match(first.text):
                part, section, above = part_named(first.text), None, None
            elif first.text and above is not None and _only_timed(first.text):
                section = replace(first, text=f"{above.text}, {first.text}")
            elif first.text:
                section = first
                timed = find_timepoints(first.text) or is_baseline(first.text)
                above = None if timed else first
            continue
        label = _joined(labels, headers) or first
        rows.append(Row(number, label, section, {**tested, **cells}, labels, part))
        tested = {}
    return rows


_BESIDE_TIME = re.compile(
    r"\b(?:after|post-?|the|first|last|of|from|at|on|treatment|dose|infusion|injection|session|visit|primary|secondary|end-?point|study|baseline|follow-?up|randomi[sz]ation|delivery|surgery|operation|end|double-blind|phase)\w*",
    re.IGNORECASE,
)


def _only_timed(text: str) -> bool:
    """Whether a row over others says when, and nothing of what: '24 h after first dose (primary)'."""
    times = find_timepoints(text)
    early = is_baseline(text)
    for mention in reversed(times):
        text = text[: mention.start] + " " + text[mention.end :]
    return (bool(times) or early) and re.search(r"[a-z]{3}", _BESIDE_TIME.sub(" ", text), re.I) is None


_HALVES = 2
_P_HEAD = re.compile(r"\W*p\b(?:[- ]?values?)?", re.IGNORECASE)


def _only_tested(cells: Mapping[int, Cell], headers: Mapping[int, tuple[Cell, ...]]) -> bool:
    """Whether a row has nothing but a p-value."""
    heads = [headers.get(column, ()) for column in cells]
    return len(heads) == 1 and bool(heads[0]) and _P_HEAD.match(heads[0][-1].text) is not None


def _is_halved(placed: Mapping[tuple[int, int], Cell], numbers: list[int], number: int) -> bool:
    """Whether those with and those without an event stand in the two rows below: of more rows the
    p-value tests whether any differ."""
    below = [placed[n, 0].text.lower() for n in numbers if n > number and (n, 0) in placed][:2]
    names = [re.sub(r"[^a-z]", "", text.partition(",")[0]) for text in below]
    return (
        len(names) == _HALVES and names[0] != "" and names[1] in {f"non{names[0]}", f"no{names[0]}"}
    )


def _follows(
    placed: Mapping[tuple[int, int], Cell], number: int, tested: Mapping[int, Cell]
) -> bool:
    """Whether the next row has figures, and no p-value of its own."""
    below = {c: cell for (r, c), cell in placed.items() if r == number + 1 and cell.text}
    return len(below) > 1 and not below.keys() & tested.keys()


def _timed(head: str, number: str) -> str:
    """A number below "Day" or "Time (h)" as a time: "Day 1", "24 h"."""
    unit = _UNIT.search(head)
    return f"{number} {unit[1]}" if unit else f"{head} {number}"


def _joined(labels: tuple[Cell, ...], headers: Mapping[int, tuple[Cell, ...]]) -> Cell | None:
    """The label cells as one, quoted at the last of them: "MADRS" and "7" under "Day"."""
    if not labels:
        return None
    texts = [
        _timed(headers[c.column][-1].text, c.text) if _counts(c, headers) else c.text
        for c in labels
    ]
    return replace(labels[-1], text=" ".join(texts))
