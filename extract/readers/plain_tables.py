"""Tables without any mark between their cells, as copied text carries them:

    Category Drug28 (N = 41) Drug56 (N = 40) Placebo (N = 80)
    Day 28
     Mean (SD) 22.9 (12.46) 23.6 (11.01) 22.4 (11.43)

A head whose every name ends with a number of people tells how many columns there are. A line is a
row where exactly so many figures of one form end it; what is otherwise is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dosetable.extract.readers.places import Places, Span, goes_with
from dosetable.extract.readers.text_lines import Line

_N = re.compile(r"\(\s?[nN]\s?=\s?\d{1,5}\s?\)(?:[a-d*†‡]\b)?")
_STUB = re.compile(
    r"\s*(?:Category|Variables?|Measures?|Outcomes?|Parameters?|Characteristics?|Scales?|Time ?points?|Visits?|Items?|Assessments?|Endpoints?|Statistics?)\b[.:]?\s*",
    re.IGNORECASE,
)
_SIGN = r"[-+−–]?\s?"  # noqa: RUF001
_NUMBER = rf"{_SIGN}(?:\d+(?:[.·]\d+)?|[.·]\d+)"
_MARK = r"(?:[*†‡§¶]+)?"
_APART = r"\s?(?:;|,|to|[-−–])\s?"  # noqa: RUF001
_P = r"[<>=≤≥]?\s?(?:[01]?[.·]\d+|1)" + _MARK
# One form a row: how a cell looks, and whether "0" or a dash may stand for one.
_FORMS = tuple(
    rf"(?:{one}{_MARK}|\.\.|—|NA|0(?= ))"
    for one in (
        rf"{_NUMBER}\s?%?\s?[(\[]{_NUMBER}\s?%?[)\]]",
        rf"{_NUMBER}\s?[(\[]{_NUMBER}{_APART}{_NUMBER}[)\]]",
        rf"{_NUMBER}\s?(?:±|\+/-)\s?{_NUMBER}",
        rf"\d+/\d+\s?[(\[]{_NUMBER}\s?%?[)\]]",
        rf"{_NUMBER}\s?(?:;|to)\s?{_NUMBER}",
    )
) + (rf"(?:[<>≤≥]?{_NUMBER}\s?%?{_MARK}|\.\.|—|NA)",)
_TAIL = re.compile(
    r"\s*(?P<effect>(?:(?:LS |adjusted |estimated )?mean )?difference(?: ?[(\[][^()\[\]]{2,12}[)\]])?)?\s*(?P<p>p(?:[- ]?values?)?)?\s*",
    re.IGNORECASE,
)
_EFFECT_CELL = rf"{_NUMBER}(?:\s?[(\[]{_NUMBER}(?:{_APART}{_NUMBER})?[)\]])?"
_ENDS_IN_FIGURE = re.compile(r"(?:^|\s)[-+−–(\[]?\d[\d.·)\]%]*$")  # noqa: RUF001
_TIMED = re.compile(
    r"\b(?:days?|weeks?|months?|hours?|visits?|items?|time|to|period|part|cohort)\s\d+$",
    re.IGNORECASE,
)
_CUT_SHORT = re.compile(
    r"\b(?:days?|weeks?|months?|hours?|visits?|items?|time|to|period|part|cohort|at)$",
    re.IGNORECASE,
)
_EFFECT = re.compile(r"\bdiff|\bratio\b|\beffect\b|\b(?:OR|RR|HR)\b|\bNNT\b|\bSMD\b", re.IGNORECASE)
# Rows beside the figures that are tested.
_SPREAD = re.compile(
    r"\s*(?:medians?|range|min(?:imum)?|max(?:imum)?|IQR|interquartile|SDs?|SEM?|Q[13]|quartiles?|missing)\b",
    re.IGNORECASE,
)
_LONGEST_HEAD, _LONGEST_ROW, _LONGEST_NAME, _LONGEST_LABEL, _MOST_ROWS = 300, 250, 60, 120, 120
_FEWEST = 2  # names in a head, rows below it


@dataclass(frozen=True, slots=True)
class Row:
    """A label and the figures behind it, by column; without any it names the rows below. ``over``:
    its one figure is of all columns."""

    label: Span
    figures: Mapping[int, Span]
    over: bool = False


@dataclass(frozen=True, slots=True)
class PlainTable:
    """``columns``: the spans of the heads; ``last``: the line behind its rows."""

    columns: tuple[Span, ...]
    rows: tuple[Row, ...]
    last: int


def may_be_plain(line: Line) -> bool:
    """Whether a line may be the head of such a table."""
    head = line.group()
    return (
        head.count("=") >= _FEWEST
        and len(head) <= _LONGEST_HEAD
        and "|" not in head
        and "\t" not in head
    )


def plain_table(lines: Sequence[Line], place: int) -> PlainTable | None:
    """The table whose head is the line at ``place``."""
    found = _columns(lines[place])
    if found is None:
        return None
    columns, arms, tail = found
    text = lines[place].string
    places = Places({k: text[a:b] for k, (a, b) in enumerate(columns, 1)}, arms + 1)
    patterns = [*_patterns(arms, tail)]
    rows: list[Row] = []
    last, lost = place + 1, False
    for number in range(place + 1, min(place + _MOST_ROWS, len(lines))):
        line = lines[number]
        if not _may_be_row(line.group()):
            break
        row = _row(line, patterns, arms, places)
        if text.count("\n", lines[number - 1].last, line.first) > 1 and not (row and row.figures):
            break  # behind a blank line stand notes
        # What tests a row that was not understood goes with it.
        if row and not (lost and row.figures and _tests(text[slice(*row.label)])):
            rows.append(row)
            last = number + 1 if row.figures else last
            lost = lost and not row.figures
        else:
            lost = lost or not _SPREAD.match(line.group())
    while rows and not rows[-1].figures:
        rows.pop()
    whole = sum(bool(row.figures) for row in rows) >= _FEWEST
    return PlainTable(tuple(columns), tuple(rows), last) if whole else None


def _tests(label: str) -> bool:
    return goes_with(label) or _EFFECT.search(label) is not None


def _columns(line: Line) -> tuple[list[Span], int, str] | None:
    """The spans of the heads, how many of them are groups, and the form of the cells behind."""
    text = line.group()
    groups = list(_N.finditer(text))
    if len(groups) < _FEWEST:
        return None
    spans, position = [], 0
    for number, group in enumerate(groups):
        stub = _STUB.match(text, 0, group.start()) if number == 0 else None
        name = text[stub.end() if stub else position : group.start()]
        start = group.start() - len(name.lstrip())
        if (
            not re.search(r"[A-Za-z]", name)
            or len(name) > _LONGEST_NAME
            or re.search(r"[;:|]|\.(?!\d)|\b(?:or|and)\b", name)
        ):
            return None
        spans.append((line.first + start, line.first + group.end()))
        position = group.end()
    tail = _TAIL.fullmatch(text, position)
    if tail is None:
        return None
    behind = ""
    for name, cell in (("effect", _EFFECT_CELL), ("p", _P)):
        if tail[name]:
            spans.append((line.first + tail.start(name), line.first + tail.end(name)))
            behind += rf"\s+({cell})"
    return spans, len(groups), behind


def _patterns(arms: int, tail: str) -> Iterator[tuple[int, re.Pattern[str]]]:
    """Rows of all figures, of one form; then those that lack the figure of one arm."""
    for count, behind in ((arms, tail), (arms, ""), (arms - 1, "")):
        for form in _FORMS:
            yield (
                count,
                re.compile(r"\s*(.*[^\s+−–-])" + rf"\s+({form})" * count + behind + r"\s*"),  # noqa: RUF001
            )


def _may_be_row(text: str) -> bool:
    return (
        len(text) <= _LONGEST_ROW
        and "|" not in text
        and re.search(r"[A-Za-z]", text) is not None
        and not text.rstrip().endswith(".")
    )


def _row(
    line: Line, patterns: Sequence[tuple[int, re.Pattern[str]]], arms: int, places: Places
) -> Row | None:
    """The row that a line is; None where its figures are not understood."""
    text = line.group()
    for count, pattern in patterns:
        match = pattern.fullmatch(text)
        if match is None or not _is_label(match[1]):
            continue
        label, *figures = ((line.first + a, line.first + b) for a, b in map(match.span, range(1, len(match.groups()) + 1)))  # fmt: skip
        if count == arms:
            places.forget()
            return Row(label, dict(enumerate(figures, 1)))
        if count == 1:
            return Row(label, {1: figures[0]}, over=True) if _tests(match[1]) else None
        columns = places.of(match[1], [line.string[a:b] for a, b in figures])
        return Row(label, dict(zip(columns, figures, strict=True))) if columns else None
    bare = text.strip()
    if len(bare) > _LONGEST_LABEL or (_ENDS_IN_FIGURE.search(bare) and not _TIMED.search(bare)):
        return None
    start = line.first + text.index(bare[0])
    return Row((start, start + len(bare)), {})


def _is_label(label: str) -> bool:
    """Whether words are a whole label: no figure at their end that would be another column's, no
    time whose number was taken for a figure."""
    if label.count("(") != label.count(")") or not re.search(r"[A-Za-z]", label):
        return False
    if _CUT_SHORT.search(label):
        return False
    return not _ENDS_IN_FIGURE.search(label) or _TIMED.search(label) is not None
