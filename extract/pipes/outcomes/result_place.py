"""Where in its clause a result is spoken of: there stand the words that say who did better."""

from __future__ import annotations

import re

from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.scan import Clause

_COMPARATIVE = re.compile(
    r"\b(?:lower|higher|greater|fewer|more|reduced|increased|smaller|larger)(?: [\w-]+){0,2} $",
    re.IGNORECASE,
)


def word_beside(row: Row, clause: Clause) -> int | None:
    """'A higher remission rate and lower scores (day 1: 34% vs. 11%)': where the measure stands whose
    own word is right before it."""
    if row.measure_span is None:
        return None
    named = row.measure_span[0] - clause.offset
    return named if _COMPARATIVE.search(clause.text, max(0, named - 40), named) else None


def place_of_result(row: Row, clause: Clause) -> int:
    """Where in ``clause`` the result of ``row`` is spoken of: its figure, else the time that stands
    behind its measure, else the measure."""
    figure = row.value_span or row.experimental_span or row.comparator_span
    if figure is not None:
        return figure[0] - clause.offset
    if row.said_at is not None:
        return row.said_at - clause.offset
    if row.measure_span is None:
        return row.time_span[0] - clause.offset if row.time_span else 0
    named = row.measure_span[0] - clause.offset
    time = row.time_span[0] - clause.offset if row.time_span else named
    again = [m.start for m in clause.measures if m.name == row.measure and named < m.start <= time]
    named = again[-1] if again else named
    following = min((m.start for m in clause.measures if m.start > named), default=len(clause.text))
    return time if named <= time < following else named
