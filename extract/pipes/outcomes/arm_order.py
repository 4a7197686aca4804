"""In which order a sentence that names no arm gives their figures, and letters of unknown groups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.outcomes.apart import Placed
from dosetable.extract.pipes.outcomes.figure_tests import with_own_test
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.place import runs_of
from dosetable.extract.pipes.outcomes.scan import Clause


def order_told(
    clause: Clause, names: ArmNames, usual: Sequence[str], sides: Sequence[str], *, silent: bool
) -> list[str] | None:
    """The order of the arms of ``usual`` in ``clause``, where it is ``silent`` on them: that of the
    clause before (``sides``), that of the sentence that assigns people to them, else the usual one.
    None where the order is not known."""
    if letters_unknown(clause):
        return None
    if not silent:
        return list(usual)
    if len(usual) > 1 and _CONTROL_FIRST.search(clause.text):
        return None  # the order of the arms is not the text's, and its letters were not told
    if set(sides) == set(usual):
        return list(sides)
    told = _ORDER_TOLD.search(clause.text) is not None
    # Against another treatment either may be told first; a placebo seldom is.
    treatments = all(a.role in _TREATMENTS for a in names.arms)
    if set(names.listed) == set(usual) and (len(usual) > 2 or told or treatments):
        return list(names.listed)
    if len(usual) > 2 and told and list(usual) != [a.id for a in names.arms if a.id in usual]:
        return None  # an order is told, which is not known, and the text lists the control first
    return list(usual)


_TREATMENTS = frozenset({"experimental", "active comparator"})


LISTED = ".listed"
"""Ends the rule of rows whose arms stand in the order of the methods, against the usual one."""


def as_listed(rows: Sequence[Row], order: Sequence[str], usual: Sequence[str]) -> list[Row]:
    """``rows`` of a clause that names no arm, marked where ``order`` was taken from the methods."""
    if list(order) == list(usual) or len(order) > 2:
        return list(rows)
    return [replace(row, rule=f"{row.rule}{LISTED}") for row in rows]


def without_contradicted(rows: Sequence[Row]) -> list[Row]:
    """``rows`` without those in the order of the methods where others, told with their names, say that
    the other of the two arms did better: the order was another one."""
    named = {
        (row.experimental, row.comparator, row.direction)
        for row in rows
        if not row.rule.endswith(LISTED)
    }
    return [
        row
        for row in rows
        if not row.rule.endswith(LISTED)
        or (row.experimental, row.comparator, _OTHER.get(row.direction or "")) not in named
    ]


_OTHER = {
    "favours experimental": "favours comparator",
    "favours comparator": "favours experimental",
}


def by_own_tests(placed: Sequence[Placed], order: Sequence[str], names: ArmNames) -> list[str]:
    """'28%, 36% (P = .08) and 41% (P = .02)', of arms that are not named: the figure without a test of
    its own is the control's, with which the others were compared."""
    controls = [a.id for a in names.control if a.id in order]
    if len(placed) != len(order) or len(order) < 3 or len(controls) != 1:
        return list(order)
    tested = with_own_test(placed)
    if tested.count(False) != 1:
        return list(order)
    rest = [arm for arm in order if arm not in controls]
    place = tested.index(False)
    return [*rest[:place], controls[0], *rest[place:]]


# 'the corresponding scores were', 'in groups P, K and Q'
_ORDER_TOLD = re.compile(
    r"\b(?:corresponding|respective(?:ly)?\b|(?:[Gg]roups|[Aa]rms) [A-Z]{1,3},)"
)
_LETTERS = re.compile(
    r"\b(?:[Gg]roups|[Aa]rms) (?P<all>[A-Z]{1,3}\d?(?:, (?:and )?[A-Z]{1,3}\d?){0,6},? and [A-Z]{1,3}\d?)\b"
)


_ITS_LETTER = re.compile(
    r"\s(?:for|in|of|with) (?:the )?(?:(?:[Gg]roup|[Aa]rm) [A-Z]{1,3}\d?\b|[A-Z]{1,3}\d? (?:group|arm)\b|[A-Z][A-Za-z]{0,4}\d?-\w+ (?:group|arm)\b)"
)


def not_anothers(
    same: Sequence[Placed], arms: Sequence[str | None], clause: Clause
) -> list[str | None]:
    """The arms, without those of figures behind which the letter of an unknown group stands."""
    found = list(arms)
    ends = _ends_of_lists(same, clause)
    for k, one in enumerate(same):
        letter = _ITS_LETTER.match(clause.text, one.item.end)
        if letter and not any(letter.start() < m.start < letter.end() for m in clause.arms):
            first = max((e + 1 for e in ends if e < k), default=0)
            found[first : k + 1] = [None] * (k + 1 - first)  # the whole list that ends here
    return found


def _ends_of_lists(same: Sequence[Placed], clause: Clause) -> list[int]:
    """The places of the figures that end a plain list of several."""
    ends, position = [], -1
    for length in runs_of([p.item for p in same], clause.text):
        position += length
        ends.append(position)
    return ends


def letters_unknown(clause: Clause) -> bool:
    """'in groups P, K and Q', of which some are known and others are not."""
    told = _LETTERS.search(clause.text)
    if told is None:
        return False
    known = {m.start for m in clause.arms if told.start() <= m.start < told.end()}
    return 0 < len(known) < len(re.findall(r"[A-Z]{1,3}\d?", told["all"]))


# 'in the C group and the S group': the first of two letters is the control's.
_CONTROL_FIRST = re.compile(
    r"\b(?:(?:[Gg]roups?|[Aa]rms?) C\b|C (?:groups?|arms?)\b)(?![^;]{0,60}\bC\b)[^;]{0,60}?\b(?:(?:[Gg]roups?|[Aa]rms?) [A-Z]{1,3}\b|[A-Z]{1,3} (?:groups?|arms?)\b)"
)
