"""Arms that only the heads of a table name: "Ketamine (n = 36)" beside "Midazolam (n = 21)".

An excerpt may hold a table and a title without a word on the groups. Heads are plain where each
names one treatment with a number of people and nothing else, where no two name the same, and where
one is of the drug and another is what it is set against.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.document import Document, Table
from dosetable.extract.facts import Arm, Evidence, Route
from dosetable.extract.labels import foreign_in_head
from dosetable.extract.pipes.arms.readings import find_routes
from dosetable.extract.pipes.arms.registry import ArmReading, read_arm
from dosetable.extract.pipes.arms.treatments import find_treatments
from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.registry.groups import side_by_side
from dosetable.extract.tables.arm_names import EFFECT_HEAD, GROUP_N
from dosetable.extract.tables.grid import Grid, read_grids
from dosetable.extract.tables.kinds import kind_of
from dosetable.extract.tables.rows import Cell
from dosetable.extract.vocabulary import Vocabulary

_CONFIDENCE = 0.85
_ANALYSED = re.compile(r"\banaly[sz]ed|\bcomplet|\bassessed|\bobserved", re.IGNORECASE)
_ALONE = ("experimental", "placebo", "active placebo")
Given = tuple[Route, int, int]  # a route and where it is said
Named = tuple[ArmReading, Cell, Given | None]


def arms_of_heads(
    arms: tuple[Arm, ...], document: Document, vocabulary: Vocabulary
) -> tuple[Arm, ...]:
    """``arms``, or those of a table's heads where the prose names but one of them, or none."""
    if len(arms) > 1:
        return arms
    found: list[tuple[Named, ...]] = []
    for table in document.tables:
        found += [named for named in _named_in(document, table, vocabulary) if _fit(named, arms)]
    # Tables that name other groups leave it open which of them are the trial's arms.
    keys = {tuple(sorted((r.drug, str(r.dose)) for r, _, _ in named)) for named in found}
    if len(keys) != 1:
        return arms
    return tuple(_arm(n, *one, arms) for n, one in enumerate(found[0], 1))


def _named_in(document: Document, table: Table, vocabulary: Vocabulary) -> list[tuple[Named, ...]]:
    """The treatments that the heads of each part of a table name, where all that count people do."""
    found = []
    for grid in read_grids(document, table):
        if kind_of(grid.caption) == "other" and "baseline" not in grid.caption.lower():
            continue  # subgroups and predictors are told by their caption
        route = _only_route(document, table, grid, vocabulary)
        counted = {
            c: None
            for column, path in grid.headers.items()
            for c in path
            if column and GROUP_N.search(c.text)
        }
        read = [(_reading(c.text, vocabulary), c) for c in counted]
        named = tuple((r, c, route) for r, c in read if r is not None)
        if len(named) == len(read) > 1:
            found.append(named)
    return found


def _reading(text: str, vocabulary: Vocabulary) -> ArmReading | None:
    plain = GROUP_N.sub(" ", text).strip(" ,;()*†‡")
    if EFFECT_HEAD.search(plain) or side_by_side(plain, vocabulary):
        return None
    reading = read_arm(plain, "", (), vocabulary=vocabulary)
    if reading is None or reading.role not in _ALONE or foreign_in_head(plain, vocabulary):
        return None
    return reading


def _fit(named: Sequence[Named], arms: Sequence[Arm]) -> bool:
    """Whether treatments are arms set against each other, the one that the prose names among them."""
    keys = [(r.drug, r.dose) for r, _, _ in named]
    roles = {r.role for r, _, _ in named}
    if len(set(keys)) < len(keys) or "experimental" not in roles or len(roles) < 2:  # noqa: PLR2004
        return False
    same = [r for r, _, _ in named if arms and r.drug == arms[0].drug]
    return not arms or (len(same) == 1 and same[0].dose in (None, arms[0].dose))


def _only_route(
    document: Document, table: Table, grid: Grid, vocabulary: Vocabulary
) -> Given | None:
    """The one route that the caption, which names a drug, and the visits speak of: "24 h after the
    infusion"."""
    told: list[Given] = []
    cells = [c for row in grid.rows for c in (row.section, row.label) if c and find_timepoints(c.text)]  # fmt: skip
    pieces = [(grid.caption, table.caption_start, table.caption_end)]
    pieces = pieces if find_treatments(grid.caption, vocabulary) else []
    for text, start, end in (*pieces, *((c.text, c.start, c.end) for c in cells)):
        told += [(f.value, start, end) for f in find_routes(text, 0, len(text), vocabulary)]
    return told[0] if len({route for route, _, _ in told}) == 1 else None


def _arm(
    number: int, reading: ArmReading, cell: Cell, route: Given | None, arms: Sequence[Arm]
) -> Arm:
    counted = GROUP_N.search(cell.text)
    n = int(counted[1]) if counted and not _ANALYSED.search(cell.text) else None
    seen = Evidence(
        start=cell.start, end=cell.end, confidence=_CONFIDENCE, rule="table.head", section="table",
    )  # fmt: skip
    known = next((a for a in arms if a.drug == reading.drug), None)
    if known is not None:
        told = n if known.n is None else known.n
        own = (replace(seen, field="n"),) if told is not known.n else ()
        return _routed(replace(known, n=told, evidence=(*known.evidence, *own)), route)
    taken = {a.id for a in arms}
    name = f"A{number}" if f"A{number}" not in taken else f"A{number + 1}"
    label = GROUP_N.sub("", cell.text).strip(" ,;()")
    arm = Arm(
        id=name, label=label, role=reading.role, drug=reading.drug, dose=reading.dose,
        route=reading.route, add_on=reading.add_on, n=n, evidence=(seen,),
    )  # fmt: skip
    return _routed(arm, route)


def _routed(arm: Arm, route: Given | None) -> Arm:
    if arm.route is not None or route is None:
        return arm
    seen = Evidence(
        start=route[1], end=route[2], confidence=_CONFIDENCE, rule="table.route", section="table", field="route",
    )  # fmt: skip
    return replace(arm, route=route[0], evidence=(*arm.evidence, seen))
