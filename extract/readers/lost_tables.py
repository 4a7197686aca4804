"""Where a table stands in running text whose columns nothing tells: its lines are no sentences, and what
is in them is read by nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.readers.places import Span
from dosetable.extract.readers.text_lines import Line

_LABEL = re.compile(r"[*_#\s]*(?:Supplementary |Extended Data )?Table [A-Z]?\d{1,3}[A-Z]?\b(?=[.:\s]|$)", re.I)  # fmt: skip
# Figures one behind the other at the end of a line, each with what stands in its brackets.
_FIGURE = r"[<>=≤≥(\[+−–-]{0,3}\s?(?:\d+(?:[.·]\d+)?|[.·]\d+)\s?%?(?:[a-d*†‡]{1,2})?(?:\s?(?:±|\+/-)\s?\d[\d.]*|\s?[(\[][^()\[\]\n]{1,30}[)\]])?"  # noqa: RUF001
_ROW = re.compile(rf"[^\n]*[^\W\d_][^\n]*?(?:[\s,;]+{_FIGURE}){{2,}}\s*")
_SENTENCE = re.compile(r"[a-z)%\d]\.\s*$")
_FEWEST_ROWS, _MOST_LINES, _LONGEST_ROW, _LONGEST_NAME = 3, 120, 250, 130


def lost_tables(lines: Sequence[Line], known: Sequence[Span]) -> list[Span]:
    """The spans from a line "Table 2" to the last row of figures below it, beside those of ``known``."""
    found: list[Span] = []
    for place, line in enumerate(lines):
        if not _LABEL.match(line.group()) or (found and line.first < found[-1][1]):
            continue
        end = _last_row(lines, place + 1)
        if end is None:
            continue
        span = (line.first, end)
        if not any(a < span[1] and span[0] < b for a, b in known):
            found.append(span)
    return found


def _last_row(lines: Sequence[Line], first: int) -> int | None:
    """Where the last row of figures ends; None where there are too few of them for a table."""
    rows, end = 0, None
    for number in range(first, min(first + _MOST_LINES, len(lines))):
        text = lines[number].group().strip()
        if _LABEL.match(text) or "|" in text or "\t" in text:
            break
        if len(text) <= _LONGEST_ROW and _ROW.fullmatch(text) and not _SENTENCE.search(text):
            rows, end = rows + 1, lines[number].last
        elif rows and (_SENTENCE.search(text) or len(text) > _LONGEST_NAME):
            break
    return end if rows >= _FEWEST_ROWS else None
