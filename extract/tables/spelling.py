"""Codes that only the text explains, spelt out in the cells of its tables: 'T2' is '3 days after the
operation', 'Group ES' the arm that the methods call so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from dosetable.extract.document import Document
from dosetable.extract.facts import Arm, Timepoint
from dosetable.extract.pipes.outcomes.groups import named_arms
from dosetable.extract.pipes.timepoints import find_time_codes, find_timepoints
from dosetable.extract.pipes.timepoints.codes import CODE
from dosetable.extract.twin import twin
from dosetable.extract.vocabulary import Vocabulary

Spell = Callable[[str, Sequence[str], Sequence[str]], str]
"""From the text of a cell, those of its row and those of its column, to the text to read."""

_LETTER = r"(?P<letter>[A-Z][A-Za-z0-9]{0,3})"
_GROUP = re.compile(
    rf"(?:(?P<word>[Gg]roup )?{_LETTER}(?P<behind> group)?)(?P<n>\s?\(?\b[nN]\s?=.*)?"
)


def spelling(document: Document, arms: Sequence[Arm], vocabulary: Vocabulary) -> Spell:
    """What spells out the codes in the cells of ``document``."""
    text = twin(document.text)
    codes = find_time_codes(text)
    letters = dict(named_arms(arms, vocabulary["drugs"], text).letters) if len(arms) > 1 else {}
    labels = {letter: a.label for letter, arm in letters.items() for a in arms if a.id == arm}

    def spell(cell: str, row: Sequence[str], column: Sequence[str]) -> str:
        group = _GROUP.fullmatch(cell)
        if group and group["letter"] in labels and _is_group(group, row, column, labels):
            return f"{labels[group['letter']]}{group['n'] or ''}"
        return _dated(cell, codes)

    return spell


def _is_group(
    group: re.Match[str], row: Sequence[str], column: Sequence[str], labels: Mapping[str, str]
) -> bool:
    """A bare letter may be another thing ('P'): it is a group's where those of other groups stand in
    its column, or in its row and itself there once."""
    if group["word"] or group["behind"] or group["n"]:
        return True
    letter = group["letter"]
    others = labels.keys() - {letter}
    return bool(others & set(column)) or (bool(others & set(row)) and row.count(letter) == 1)


def _dated(cell: str, codes: Mapping[str, Timepoint]) -> str:
    """'T2' as 'T2 (3 days)'; as it is where the cell says its time."""
    if not codes or find_timepoints(cell):
        return cell

    def full(match: re.Match[str]) -> str:
        time = codes.get(match["first"].upper())
        if match["last"] or time is None or time.value is None:
            return match[0]
        return f"{match[0]} ({time.value:g} {time.unit}s)"

    return CODE.sub(full, cell)
