"""File cells in the bucket of their measure and time, by what their column's head says they hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.arms.treatments import find_treatments
from dosetable.extract.pipes.doses import find_doses
from dosetable.extract.registry.groups import Match
from dosetable.extract.tables.arm_names import EFFECT_HEAD
from dosetable.extract.tables.columns import TEST_STATISTIC, Head, Role
from dosetable.extract.tables.contrasts import Contrast, find_contrast, only_contrast, resolved
from dosetable.extract.tables.effect_rows import EffectRole, effect_head
from dosetable.extract.tables.effects import statistic_named
from dosetable.extract.tables.rows import Cell, Row
from dosetable.extract.tables.subjects import Bucket, Effect
from dosetable.extract.tables.told_tests import told_tests
from dosetable.extract.vocabulary import Vocabulary

_BOTH = 2
_TOLD = frozenset({"figure", "effect", "p"})
_LOWER = re.compile(r"\blower\b|\blow\b|\bLL\b", re.IGNORECASE)
_UPPER = re.compile(r"\bupper\b|\bhigh\b|\bUL\b", re.IGNORECASE)
_ADJUSTED = re.compile(r"(?<!un)\badjusted\b|\baOR\b|\bmultivaria", re.IGNORECASE)


def put(bucket: Bucket, head: Head, match: Match | None, cell: Cell) -> None:
    """File a cell in its bucket by what its column's head says it holds."""
    key = match.arm.id if match else ""
    if head.role == "p" and not head.contrast and (listed := bucket.effects.get(key)):
        listed[-1].p = listed[-1].p or cell
    if head.contrast:
        key = head.contrast.key
        bucket.contrasts[key] = head.contrast
    elif match:
        bucket.matches[key] = match
    if head.role == "figure":
        if key in bucket.figures and bucket.figures[key] is not cell:
            bucket.ambiguous = True
        bucket.figures[key] = cell
        bucket.heads += f" {head.text}"
        if head.n is not None:
            bucket.ns.setdefault(key, head.n)
    elif head.role == "spread":
        bucket.spreads[key] = cell
        bucket.heads += f" {head.text}"
    elif head.role == "percent":
        bucket.percents[key] = cell
    elif head.role == "n":
        if cell.text.isdecimal():
            bucket.ns[key] = int(cell.text)
    elif head.role == "effect":
        told = TEST_STATISTIC if head.text.startswith(TEST_STATISTIC) else head.text
        _put_effect(bucket.effects.setdefault(key, []), cell, told)
    elif head.role == "ci":
        beside = bucket.effects.get(key)
        low = beside[-1].interval if beside else None
        if beside and low is None:
            beside[-1].interval = (cell, head.text)
        elif beside and low and _LOWER.search(low[1]) and _UPPER.search(head.text):
            both = replace(cell, text=f"{low[0].text} to {cell.text}")
            beside[-1].interval = (both, head.text)
        elif not beside:
            bucket.intervals[key] = (cell, head.text)
    elif head.role == "p" and (key not in bucket.ps or head.adjusted):
        bucket.ps[key] = (cell, head.adjusted)
    elif (
        head.role == "p"
        and head.adjusted is bucket.ps[key][1] is None
        and bucket.ps[key][0].text != cell.text
    ):
        bucket.unsure.add(key)


def put_told(bucket: Bucket, head: Head, cell: Cell, match: Match | None = None) -> None:
    """File what a cell of a column of tests tells in words."""
    if head.role == "test":
        for role, name, text in told_tests(cell.text, paired=match is not None):
            put(bucket, Head(role, match, None, head.rest, name), match, replace(cell, text=text))


def _put_effect(listed: list[Effect], cell: Cell, head: str) -> None:
    """Add an effect; two cells with one statistic are told apart by nothing, unless one alone is
    adjusted: that is the one to keep."""
    if any(e.cell is cell for e in listed):
        return
    new = Effect(cell, head)
    same = [e for e in listed if statistic_named(e.head) == statistic_named(head)]
    better = [e for e in (*same, new) if _ADJUSTED.search(e.head)]
    for effect in (*same, new) if same else ():
        effect.again = len(better) != 1
        effect.worse = len(better) == 1 and effect is not better[0]
    listed.append(new)


def arms_of_cell(row: Row, cell: Cell, heads: Mapping[int, Head]) -> set[str]:
    return {
        h.match.arm.id
        for c, other in row.cells.items()
        if other is cell and (h := heads.get(c)) and h.match
    }


def own_effects(
    row: Row,
    heads: Mapping[int, Head],
    arms: Sequence[Arm],
    vocabulary: Vocabulary,
    stub: Cell | None,
) -> dict[tuple[int, str], Bucket]:
    """A row of effects that names its measure: "Difference in MADRS from placebo (95% CI)"."""
    named = find_contrast(row.label.text, arms, vocabulary)
    found: dict[tuple[int, str], Bucket] = {}
    of_each = named is None and any(
        h.match and h.match.arm.role != "experimental" and len(arms_of_cell(row, cell, heads)) == 1
        for column, cell in row.cells.items()
        if (h := heads.get(column))
    )
    for column, cell in row.cells.items():
        head = heads.get(column)
        if (
            of_each
            or head is None
            or not (head.role in _TOLD or (head.role == "other" and head.contrast))
        ):
            continue  # "Ketamine vs midazolam" alone heads the effects that the rows name
        match = head.match if len(arms_of_cell(row, cell, heads)) == 1 else None
        contrast = head.contrast or (resolved(named, match, arms) if named else only_contrast(arms))
        if contrast is None:
            continue
        key = (row.number, head.rest)
        if key not in found:
            label = replace(row.label, text=_without_arms(row.label.text, vocabulary))
            found[key] = Bucket(label, row.section, head.rest, part=row.part, stub=stub)
        role: Role = "p" if head.role == "p" else "effect"
        read = Head(role, None, None, head.rest, row.label.text, contrast=contrast)
        put(found[key], read, None, cell)
    return found


def _without_arms(text: str, vocabulary: Vocabulary) -> str:
    """A label without the arms that it compares and the effect that it names."""
    spans = [(t.start, t.end) for t in find_treatments(text, vocabulary)]
    spans += [(d.start, d.end) for d in find_doses(text, vocabulary)]
    spans += [m.span() for m in EFFECT_HEAD.finditer(text)]
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def put_effects(
    row: Row,
    role: EffectRole,
    heads: dict[int, Head],
    above: Mapping[str, Bucket],
    running: dict[int, Contrast],
    arms: Sequence[Arm],
    vocabulary: Vocabulary,
) -> None:
    """Add a row of effects, intervals or p-values to the row of figures above it."""
    spanned: dict[int, list[Head]] = {}
    for column, cell in row.cells.items():
        if column in heads:
            spanned.setdefault(cell.start, []).append(heads[column])
    of_each = _of_each_arm(row, heads, spanned)
    named = find_contrast(effect_head(row), arms, vocabulary)
    for column, cell in row.cells.items():
        head = heads.get(column)
        bucket = above.get(head.rest) if head else None
        if head is None or bucket is None or head.role not in {"figure", "effect"}:
            continue
        if of_each and head.match:
            continue
        # One cell over the columns of several groups is of their contrast.
        match = head.match if len(spanned[cell.start]) == 1 else None
        contrast = resolved(named, match, arms) if named else running.get(column)
        contrast = contrast or (None if match or named else _over(spanned[cell.start]))
        if named and contrast is None:
            running.pop(column, None)
            continue
        if contrast:
            running[column] = contrast
        elif match is None and len(bucket.figures) != _BOTH:
            continue
        read = Head(role, match, None, head.rest, effect_head(row), contrast=contrast)
        bucket.tests_apart = bucket.tests_apart or row.section is not bucket.section
        put(bucket, read, match, cell)


def _over(heads: Sequence[Head]) -> Contrast | None:
    """The contrast of one cell over the columns of a tested arm and of a comparator."""
    own = {h.match.arm.id: h.match for h in heads if h.match and h.match.arm.role == "experimental"}
    others = {h.match.arm.id: h.match for h in heads if h.match and h.match.arm.id not in own}
    if len(own) != 1 or len(others) != 1:
        return None
    return Contrast(next(iter(own.values())), next(iter(others.values())))


def _of_each_arm(row: Row, heads: Mapping[int, Head], spanned: Mapping[int, list[Head]]) -> bool:
    """Whether the comparator too has a p, an effect or an interval of its own: then they are of
    each arm (against its baseline, around its mean), not of a contrast."""
    return any(
        (head := heads.get(column))
        and head.match
        and head.match.arm.role != "experimental"
        and len(spanned[cell.start]) == 1
        and re.search(r"\d", cell.text)
        for column, cell in row.cells.items()
    )
