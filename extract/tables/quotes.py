"""Evidence of what was read from a cell."""

from __future__ import annotations

from dosetable.extract.facts import Evidence
from dosetable.extract.registry.groups import Match
from dosetable.extract.tables.rows import Cell

_CONFIDENCE = 0.9


def quote(cell: Cell, rule: str, name: str, match: Match | None) -> tuple[Evidence, ...]:
    """Evidence of the whole outcome and of the named field at one cell."""
    if cell.end <= cell.start:
        return ()
    confidence = min(_CONFIDENCE, match.confidence) if match else _CONFIDENCE
    reason = f"{rule} ({match.reason})" if match else rule
    return tuple(
        Evidence(
            start=cell.start,
            end=cell.end,
            confidence=confidence,
            rule=reason,
            section="table",
            field=f,
        )
        for f in (None, name)
    )
