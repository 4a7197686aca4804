"""How many each arm had, from the heads of a table: 'Ketamine (n = 42)'.

The number in a head may be of those analysed. It is that of those allocated where the heads name
every arm and their numbers add up to all who were randomized (CONSORT 2010, item 13a).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.document import Document
from dosetable.extract.facts import Arm, Evidence
from dosetable.extract.tables.columns import read_head
from dosetable.extract.tables.grid import read_grids
from dosetable.extract.tables.rows import Cell
from dosetable.extract.tables.spelling import spelling
from dosetable.extract.vocabulary import Vocabulary

_CONFIDENCE = 0.85


def sized(
    arms: tuple[Arm, ...], document: Document, randomized: int | None, vocabulary: Vocabulary
) -> tuple[Arm, ...]:
    """``arms`` with their sizes from the heads of a table that settles them; else as they are."""
    if randomized is None or len(arms) < 2 or any(arm.n is not None for arm in arms):
        return arms
    spell = spelling(document, arms, vocabulary)
    for table in document.tables:
        for grid in read_grids(document, table, spell):
            sizes = _in_heads(list(grid.headers.values())[1:], arms, vocabulary)
            if (
                sizes.keys() == {a.id for a in arms}
                and sum(n for n, _ in sizes.values()) == randomized
            ):
                return tuple(_with_size(arm, *sizes[arm.id]) for arm in arms)
    return arms


def _in_heads(
    heads: Sequence[Sequence[Cell]], arms: Sequence[Arm], vocabulary: Vocabulary
) -> dict[str, tuple[int, Cell]]:
    found: dict[str, tuple[int, Cell]] = {}
    for cells in heads:
        head = read_head(cells, arms, vocabulary)
        if head.match and head.n is not None:
            found.setdefault(head.match.arm.id, (head.n, cells[-1]))
    return found


def _with_size(arm: Arm, n: int, cell: Cell) -> Arm:
    seen = Evidence(
        start=cell.start, end=cell.end, confidence=_CONFIDENCE, rule="table.head.n",
        section="table", field="n",
    )  # fmt: skip
    return replace(arm, n=n, evidence=(*arm.evidence, seen))
