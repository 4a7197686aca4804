"""Tables whose sections are arms, their rows statistics and their columns visits:

Placebo
  n                    112     108
  Mean (SD)            -6.5 (9)   -14.8 (15)
Esketamine 56 mg
  n                    113     111
  Mean (SD)            -9.1 (9)   -19.0 (14)
  LS mean diff. (SE)   -2.6 (1.2)  -4.1 (1.8)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm
from dosetable.extract.registry.groups import Match
from dosetable.extract.tables.arm_names import match_text
from dosetable.extract.tables.columns import SPREAD_HEAD, Head
from dosetable.extract.tables.contrasts import UNNAMED, find_contrast, only_contrast, resolved
from dosetable.extract.tables.effect_rows import effect_head, effect_role
from dosetable.extract.tables.filing import put
from dosetable.extract.tables.grid import Grid
from dosetable.extract.tables.rows import Cell, Row
from dosetable.extract.tables.subjects import Bucket
from dosetable.extract.vocabulary import Vocabulary

_N = re.compile(r"\W*(?:n|no\.?|number)(?: of (?:patients|participants|subjects))?\W*", re.I)
_P = re.compile(r"\W*p\b", re.IGNORECASE)


def arm_sections(
    grid: Grid, arms: Sequence[Arm], vocabulary: Vocabulary
) -> dict[int, Match] | None:
    """The arm of each row by the section above it; None where sections do not name two arms."""
    found: dict[int, Match] = {}
    for row in grid.rows:
        if row.section and (match := match_text(row.section.text, arms, vocabulary)):
            found[row.number] = match
    return found if len({m.arm.id for m in found.values()}) > 1 else None


def by_section(
    grid: Grid,
    owners: Mapping[int, Match],
    heads: Mapping[int, Head],
    arms: Sequence[Arm],
    vocabulary: Vocabulary,
) -> list[Bucket]:
    """The buckets of such a table: a statistic at a visit, with the arms' figures."""
    found: dict[tuple[str, str | None, str], Bucket] = {}
    above: dict[tuple[str, int], Bucket] = {}  # by arm and column: the last figure
    counted: dict[tuple[str, int], int] = {}
    for row in grid.rows:
        match = owners.get(row.number)
        if match is None:
            _put_compared(row, heads, above, arms, vocabulary)
            continue
        label = row.label.text.strip()
        role = effect_role(row, vocabulary)
        for column, cell in row.cells.items():
            head, place = heads.get(column), (match.arm.id, column)
            if head is None or head.role != "other" or head.compares:
                continue
            if _N.fullmatch(label):
                if cell.text.isdecimal():
                    counted[place] = int(cell.text)
            elif role or SPREAD_HEAD.fullmatch(label.strip(" ,.")):
                if place in above:
                    words = effect_head(row) if role else label
                    put(above[place], Head(role or "spread", match, None, "", words), match, cell)
            elif not _P.match(label):
                key = (label, row.part, head.text)
                if key not in found:
                    time = Cell(head.text, cell.start, cell.end, row.number, column)
                    found[key] = Bucket(label=time, section=row.label, rest="", part=row.part)
                bucket = above[place] = found[key]
                if match.arm.id in bucket.figures:
                    bucket.ambiguous = True
                put(bucket, replace(head, role="figure", n=counted.get(place)), match, cell)
    return list(found.values())


def _put_compared(
    row: Row,
    heads: Mapping[int, Head],
    above: Mapping[tuple[str, int], Bucket],
    arms: Sequence[Arm],
    vocabulary: Vocabulary,
) -> None:
    """A row of tests below the section "Ketamine versus midazolam": of their figures above."""
    role = effect_role(row, vocabulary)
    over = row.section.text if row.section else ""
    named = find_contrast(over, arms, vocabulary)
    contrast = resolved(named, None, arms) if named else None
    if named is None and UNNAMED.search(over):
        contrast = only_contrast(arms)
    if role is None or contrast is None:
        return
    for column, cell in row.cells.items():
        bucket = above.get((contrast.experimental.arm.id, column))
        if column in heads and bucket is not None:
            put(bucket, Head(role, None, None, "", effect_head(row), contrast=contrast), None, cell)
