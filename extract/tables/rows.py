"""The rows of a table's body: each with its labels, the section it stands under, and its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.tables.baselines import is_baseline


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


_PART = re.compile(r"(?:(?:treatment|study) )?(?:period|cohort|part|stage|phase|study)s? (?:\d|[A-D]\b|I{1,3}\b)", re.IGNORECASE)  # fmt: skip
_PART_NAME = re.compile(r"\w+ (?:\d+|[A-D]\b|I+\b)", re.IGNORECASE)
_UNIT = re.compile(
    r"^(?:time|follow-?up|assessment)\b[^()\[\]]*[(\[,]\s?(?:in )?(h|hrs?|hours?|min(?:ute)?s?|d|days?|wks?|weeks?|mo|months?)\b",
    re.IGNORECASE,
)
_COUNTING_HEAD = re.compile(r"(?:time|day|week|month|hour|visit)s?\b.{0,12}", re.IGNORECASE)


_STATISTIC = re.compile(
    r"n|no\.?|(?:(?:LS|least[- ]squares?|adjusted|estimated) )?(?:means?|LSM)(?: change)?(?:,? ?[(\[±,]? ?\(?(?:SD|SEM?|\d{2} ?% ?CI)[)\]]?)?|"
    r"medians?(?:,? ?[(\[][^)\]]*[)\]])?|SD|SEM?|\d{2}(?:\.\d)? ?% ?(?:CIs?|confidence intervals?)|(?:(?:2|two)-sided )?p(?:[- ]?values?)?",
    re.IGNORECASE,
)


def part_named(text: str) -> str | None:
    """The part of a trial that a label names at its beginning: "Period 1"."""
    if not _PART.match(text):
        return None
    named = _PART_NAME.search(text)
    return named[0] if named else text


def without_part(text: str) -> str:
    """``text`` without the part of the trial that it names."""
    return text.replace(name, " ", 1) if (name := part_named(text)) else text


def counts_time(cell: Cell, headers: Mapping[int, tuple[Cell, ...]]) -> bool:
    """Whether a bare number is a day or a week by its column's head."""
    head = " ".join(h.text for h in headers.get(cell.column, ()))
    counts = _COUNTING_HEAD.fullmatch(head) or _UNIT.search(head)
    return cell.text.isdecimal() and counts is not None


def body_rows(
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
    over: Cell | None = None  # the labels over one that names a statistic
    tested: dict[int, Cell] = {}  # the p-value of a section, for the row below it
    for number, following in zip(numbers, [*numbers[1:], None], strict=True):
        first = placed.get((number, 0))
        if first is None:
            continue
        labels = _labels(placed, number, leading)
        cells = _cells(placed, number, labels, (leading, width))
        if leading > 1 and not first.text and labels and rows and len(rows[-1].labels) > 1:
            labels = (rows[-1].labels[0], *labels)  # 'MADRS | Baseline', then ' | 6 weeks'
        if following is not None and _heads_times(
            placed, cells, (number, following), (leading, width)
        ):
            section = above = first  # 'MADRS | | | F = 4.8', and its visits in the rows below
            continue
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
        under = section
        if len(labels) > 1 and _STATISTIC.fullmatch(labels[-1].text):
            # 'Day 2 | n', '| Mean (SD)', '| 95% CI': the visit is over its statistics
            joined = _joined(labels[:-1], headers)
            text = ", ".join(c.text for c in (section, joined) if c)
            over = (
                over
                if over and joined and over.text == text
                else joined and replace(joined, text=text)
            )
            under, labels = over, labels[-1:]
        label = _joined(labels, headers) or first
        rows.append(Row(number, label, under, {**tested, **cells}, labels, part))
        tested = {}
    return rows


def _labels(placed: Mapping[tuple[int, int], Cell], number: int, leading: int) -> tuple[Cell, ...]:
    found = (placed.get((number, i)) for i in range(leading))
    return tuple(dict.fromkeys(c for c in found if c is not None and c.text))


def _cells(
    placed: Mapping[tuple[int, int], Cell],
    number: int,
    labels: tuple[Cell, ...],
    columns: tuple[int, int],
) -> dict[int, Cell]:
    """The cells of a row behind its labels, by column."""
    first = placed.get((number, 0))
    return {
        column: cell
        for column in range(*columns)
        if (cell := placed.get((number, column))) is not None
        and cell is not first
        and cell not in labels
        and cell.text
    }


def _heads_times(
    placed: Mapping[tuple[int, int], Cell],
    cells: Mapping[int, Cell],
    numbers: tuple[int, int],
    columns: tuple[int, int],
) -> bool:
    """Whether a row has cells in columns alone that the next one, which is of a visit, leaves empty."""
    number, following = numbers
    label, own = placed.get((following, 0)), placed.get((number, 0))
    if not cells or label is None or not _only_timed(label.text):
        return False
    if own is None or _only_timed(own.text):
        return False  # 'Day 2 | p-value', and the next visit below
    below = _cells(placed, following, (), columns)
    return len(below) > 1 and not cells.keys() & below.keys()


_BESIDE_TIME = re.compile(
    r"\b(?:after|post-?|the|first|last|of|from|at|on|treatment|dose|infusion|injection|session|visit|primary|secondary|end-?point|study|baseline|follow-?up|randomi[sz]ation|delivery|surgery|operation|end|double-blind|phase|by|during|ect|changes?|reductions?|improvements?|decreases?|mean)\w*",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"\b(?:end|last|final|follow-?up|post|changes?|reductions?|improvements?|decreases?)\b",
    re.IGNORECASE,
)


def _only_timed(text: str) -> bool:
    """Whether a row over others says when, and nothing of what: '24 h after first dose (primary)'."""
    times = find_timepoints(text)
    early = is_baseline(text)
    for mention in reversed(times):
        text = text[: mention.start] + " " + text[mention.end :]
    late = _MARKED.search(text) is not None
    return (bool(times) or early or late) and re.search(
        r"[a-z]{3}", _BESIDE_TIME.sub(" ", text), re.I
    ) is None


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
        _timed(headers[c.column][-1].text, c.text) if counts_time(c, headers) else c.text
        for c in labels
    ]
    return replace(labels[-1], text=" ".join(texts))
