"""Amounts that stand in pairs behind a drug and its comparator, in their order.

'X or Y: cohort 1 had a fixed dose (0.5 mg/kg vs 0.025 mg/kg), cohort 2 a flexible one (0.5-0.9 mg/kg vs
0.025-0.045 mg/kg)'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.arms.treatments import Treatment
from dosetable.extract.pipes.doses import DoseMention
from dosetable.extract.prefilter import Prefiltered

_VERSUS = re.compile(r"\s?(?:vs\.?|versus|v\.?|compared (?:with|to))\s", re.IGNORECASE)
_SIDE_BY_SIDE = Prefiltered(
    r"(?:[^;.:]|\.\d){0,60}?(?:\bor|\bversus|\bvs\.?|\bcompared (?:with|to)|\band|/)(?:[^;.:]|\.\d){0,40}",
    re.IGNORECASE,
)
_COMPARED = frozenset({"active placebo", "active comparator"})


def in_pairs(
    twin: str, treatments: Sequence[Treatment], doses: Sequence[DoseMention]
) -> tuple[list[DoseMention], list[tuple[int, DoseMention]]]:
    """``doses`` without those in such pairs, and those with where their treatments start."""
    left: list[DoseMention] = []
    paired: list[tuple[int, DoseMention]] = []
    i = 0
    mentions = [half for mention in doses for half in _halves(twin, mention)]
    while i < len(mentions):
        first = mentions[i]
        second = mentions[i + 1] if i + 1 < len(mentions) else None
        owners = _owners(twin, treatments, first, second) if second is not None else None
        if second is None or owners is None:
            left.append(first)
            i += 1
            continue
        paired += [(owners[0].start, first), (owners[1].start, second)]
        i += 2
    return (list(doses), []) if not paired else (left, paired)


def _halves(twin: str, mention: DoseMention) -> list[DoseMention]:
    """The two sides of '0.5 mg/kg vs 0.025 mg/kg', which was read as one list."""
    if len(mention.amounts) != 2 or mention.kind != "list":
        return [mention]
    first, second = mention.amounts
    if not re.search(r"\b(?:vs|versus)\b", twin[first.end : second.start]):
        return [mention]
    return [
        replace(mention, kind="single", amounts=(first,), end=first.end),
        replace(mention, kind="single", amounts=(second,), start=second.start),
    ]


def _owners(
    twin: str, treatments: Sequence[Treatment], first: DoseMention, second: DoseMention
) -> tuple[Treatment, Treatment] | None:
    gap = twin[first.end : second.start]
    if not _VERSUS.fullmatch(re.sub(r"^\s?m?c?g(?:/kg)?", "", gap)):
        return None
    before = [t for t in treatments if t.end <= first.start and t.kind != "adjunct"]
    if len(before) < 2:
        return None
    drug, other = before[-2:]
    named = twin[other.end : first.start]
    if drug.kind != "topic" or other.kind not in _COMPARED or not 0 < len(named) < 200:
        return None
    if not re.search(r"[(:]", named):  # 'midazolam 0.5 mg/kg vs ...': its own
        return None
    after = [t for t in treatments if first.end <= t.start <= second.end + 12]
    if after or not _SIDE_BY_SIDE.fullmatch(twin, drug.end, other.start):
        return None
    return drug, other
