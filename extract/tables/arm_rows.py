"""Gather the cells of a table whose rows are arms: each column is a measure at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.measures import find_measures
from dosetable.extract.registry.groups import Match
from dosetable.extract.tables.arm_names import GROUP_N
from dosetable.extract.tables.baselines import is_baseline
from dosetable.extract.tables.buckets import is_head, joined_head, tests_model
from dosetable.extract.tables.columns import TEST_STATISTIC, Head, neighbours, read_head, test_role
from dosetable.extract.tables.contrasts import Contrast, Named, resolved
from dosetable.extract.tables.effect_rows import effect_head, effect_role
from dosetable.extract.tables.filing import put
from dosetable.extract.tables.grid import Grid
from dosetable.extract.tables.rows import Cell, Row
from dosetable.extract.tables.subjects import CHANGE, Bucket
from dosetable.extract.vocabulary import Vocabulary

_P_LABEL = re.compile(
    r"p(?:[- ]?values?)?\s?\^?[*a-c†‡]?(?:\s?[(,]?\s?(?:between|inter)(?:[- ]?(?:the )?(?:two )?groups?)?\)?)?|(?:between|inter)[- ]?groups? p(?:[- ]?values?)?",
    re.IGNORECASE,
)
_BOTH = 2
Found = Mapping[tuple[str, str | None, str], Bucket]


def by_column(
    grid: Grid,
    labelled: Sequence[tuple[Row, Match | Contrast | None, Cell | None]],
    heads: dict[int, Head],
    arms: Sequence[Arm],
    vocabulary: Vocabulary,
) -> list[Bucket]:
    """The buckets of a table whose rows are arms, or contrasts of them."""
    found: dict[tuple[str, str | None, str], Bucket] = {}
    stub = joined_head(grid)
    arms_of: dict[Cell, set[str]] = {}  # a cell over several arms' rows is of none of them
    for row, match, _ in labelled:
        if isinstance(match, Match):
            for cell in row.cells.values():
                arms_of.setdefault(cell, set()).add(match.arm.id)
    for row, match, section in labelled:
        if match is None and is_head(row):
            heads = {c: read_head((cell,), arms, vocabulary) for c, cell in row.cells.items()}
            heads, stub = neighbours(heads, grid.caption, arms), row.label
            continue
        if section is None and stub and find_measures(stub.text, vocabulary):
            section = stub  # "CGI-S" over the labels of arms
        place = (section.text if section else "", row.part)
        if match is None:
            last = row.labels[-1] if row.labels else row.label
            if _P_LABEL.fullmatch(last.text):
                _put_ps(row, heads, found)
            elif effect_role(row, vocabulary) in {"effect", "ci"}:
                _put_tests(row, heads, found, vocabulary)
            continue
        if isinstance(match, Contrast):
            _put_contrast(row, match, section, heads, found, stub)
            continue
        own: dict[str, list[Bucket]] = {}  # this row's figures by their column's time
        counted = GROUP_N.search(row.label.text)
        for column, cell in row.cells.items():
            head = heads.get(column)
            if head is None or head.role not in {"other", "figure"} or head.compares:
                continue
            if len(arms_of[cell]) > 1:
                continue
            key = (*place, head.text)
            if key not in found:
                label = Cell(head.text, cell.start, cell.end, row.number, column)
                found[key] = Bucket(label=label, section=section, rest="", part=row.part, stub=stub)
            n = int(counted[1]) if counted else head.n
            put(found[key], replace(head, role="figure", n=n), match, cell)
            own.setdefault(head.rest, []).append(found[key])
        for column, cell in row.cells.items():
            head = heads.get(column)
            if head is None or head.role in {"other", "figure"}:
                continue
            timed = own.get(head.rest, [])
            meant = timed or [b for buckets in own.values() for b in buckets]
            later = [b for b in meant if not is_baseline(b.label.text)]
            statistic = head.text.startswith(TEST_STATISTIC)
            if statistic and _in_each_row(column, place, labelled):
                continue  # of each arm against its own baseline
            if head.role == "p" and not head.against and _of_each_arm(column, place, labelled):
                continue
            if (
                (head.role == "p" or statistic)
                and len(later) < len(meant)
                and any(map(tests_model, heads.values()))
            ):
                continue
            meant = later
            if head.role == "n" and not any(h.role == "percent" for h in heads.values()):
                for bucket in meant:  # of how many all figures of the row are
                    put(bucket, head, match, cell)
            if len(meant) > 1 and head.role in {"effect", "ci", "p"} and meant == timed:
                meant = meant[-1:]  # of a score and its change at one time: the contrast is one
            changes = [b for b in meant if CHANGE.search(b.label.text)]
            if len(changes) == 1 and head.role in {"effect", "ci", "p"}:
                meant = changes  # 'Baseline | Day 7 | Change | p'
            if len(meant) != 1:
                continue
            if head.against:  # of the row's arm, whichever it is
                against = resolved(Named(match, head.against), None, ())
                if against is None:
                    continue
                head = replace(head, contrast=against)
            put(meant[0], head, match if len(arms_of[cell]) == 1 else None, cell)
    return list(found.values())


def _in_each_row(
    column: int,
    place: tuple[str, str | None],
    labelled: Sequence[tuple[Row, Match | Contrast | None, Cell | None]],
) -> bool:
    """Whether several arms' rows of one section have a cell of their own in ``column``."""
    cells = {
        row.cells[column]
        for row, match, section in labelled
        if isinstance(match, Match)
        and (section.text if section else "", row.part) == place
        and column in row.cells
    }
    return len(cells) > 1


def _of_each_arm(
    column: int,
    place: tuple[str, str | None],
    labelled: Sequence[tuple[Row, Match | Contrast | None, Cell | None]],
) -> bool:
    """Whether a comparator has a p of its own beside another arm's: each is of its arm's change."""
    own = [
        match.arm.role != "experimental"
        for row, match, section in labelled
        if isinstance(match, Match)
        and (section.text if section else "", row.part) == place
        and (cell := row.cells.get(column)) is not None
        and cell.row == row.number
        and re.search(r"\d", cell.text)
    ]
    return any(own) and len(own) > 1


def _put_contrast(
    row: Row,
    contrast: Contrast,
    section: Cell | None,
    heads: Mapping[int, Head],
    found: dict[tuple[str, str | None, str], Bucket],
    stub: Cell | None,
) -> None:
    """A row that is a contrast: its effects, intervals and p-values, by their columns' time."""
    for column, cell in row.cells.items():
        head = heads.get(column)
        own = test_role(row.label.text)
        if head and head.role == "other" and not head.compares and own:
            # 'Ketamine vs midazolam, difference' under the times of the arms' own rows
            of = found.get((section.text if section else "", row.part, head.text))
            if of is not None:
                told = Head(own, None, None, head.rest, row.label.text, contrast=contrast)
                put(of, told, None, cell)
            continue
        if head is None or head.role not in {"effect", "ci", "p"} or head.compares:
            continue
        key = (section.text if section else "", row.part, f"{row.label.text} {head.rest}")
        if key not in found:
            label = replace(row.label, text="")  # its words are the arms
            found[key] = Bucket(
                label=label, section=section, rest=head.rest, part=row.part, stub=stub
            )
        put(found[key], replace(head, contrast=contrast), None, cell)


def _put_ps(row: Row, heads: Mapping[int, Head], found: Found) -> None:
    """A row of p-values below the arms' rows: each is of the figures in its column."""
    for bucket, _, cell in _figures_above(row, heads, found):
        bucket.ps.setdefault("", (cell, None))


def _put_tests(row: Row, heads: Mapping[int, Head], found: Found, vocabulary: Vocabulary) -> None:
    """A row "Mean difference (95% CI)", or one of intervals, below the rows of the only two arms."""
    role = effect_role(row, vocabulary)
    for bucket, head, cell in _figures_above(row, heads, found):
        if role is not None:
            put(bucket, Head(role, None, None, head.rest, effect_head(row)), None, cell)


def _figures_above(
    row: Row, heads: Mapping[int, Head], found: Found
) -> Iterator[tuple[Bucket, Head, Cell]]:
    """The figures of two arms that each cell of a row of tests stands below."""
    over = " ".join(c.text for c in row.labels[:-1]) or (row.section.text if row.section else "")
    for column, cell in row.cells.items():
        head = heads.get(column)
        bucket = found.get((over, row.part, head.text)) if head else None
        if head is not None and bucket is not None and len(bucket.figures) == _BOTH:
            yield bucket, head, cell
