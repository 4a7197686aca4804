"""Amounts that stand behind several drugs, one for each, in their order.

'X or Y: cohort 1 had a fixed dose (0.5 mg/kg vs 0.025 mg/kg), cohort 2 a flexible one (0.5-0.9 mg/kg vs
0.025-0.045 mg/kg)', 'X (n = 20) or Y (n = 20), 0.4 mg/kg and 0.03 mg/kg respectively'.
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
    apart = in_order(twin, treatments, doses)
    paired: list[tuple[int, DoseMention]] = list(apart)
    listed = {m.start for _, m in apart}
    doses = [m for m in doses if not listed.intersection(a.start for a in m.amounts)]
    left: list[DoseMention] = []
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


_RESPECTIVELY = re.compile(r"(?:[^.;]|\.\d){0,40}?\brespectively\b", re.IGNORECASE)
_NEXT_AMOUNT = re.compile(r"(?:,|,? (?:and|or|plus|versus|vs\.?)|\s?\+|/) ?(?:of )?", re.IGNORECASE)
# 'X plus Y (0.4 mg/kg + 1 mg/kg)'
_TOGETHER = re.compile(r"\s?(?:\+|/|plus|and|with|combined with)\s?", re.IGNORECASE)
_SUM = re.compile(r"\s?(?:\+|plus|and)\s?", re.IGNORECASE)
# 'ketamine or midazolam (0.5 or 0.02 mg/kg)': two names, and two amounts in the bracket behind them
_BRACKET_BEHIND = re.compile(r"\s?[(\[](?:at |doses? of )*", re.IGNORECASE)
_SIDE_NEXT = re.compile(
    r"(?:\s?\([^()]{1,30}\))?(?:,|,? (?:and|or|versus|vs\.?)|/)\s?(?:an? |the |either |active placebo |intravenous |IV )*",
    re.IGNORECASE,
)
_ACTIVE = frozenset({"topic", *_COMPARED})


def in_order(
    twin: str, treatments: Sequence[Treatment], doses: Sequence[DoseMention]
) -> list[tuple[int, DoseMention]]:
    """The amounts that one list gives to as many drugs named before it, each with where its drug
    starts: those said to be 'respectively', and two in a bracket behind a drug and its comparator."""
    found: list[tuple[int, DoseMention]] = []
    i = 0
    while i < len(doses):
        run = [doses[i]]
        while i + len(run) < len(doses) and _NEXT_AMOUNT.fullmatch(
            twin[run[-1].end : doses[i + len(run)].start]
        ):
            run.append(doses[i + len(run)])
        i += len(run)
        if any(m.kind == "range" for m in run):
            continue
        single = [half for m in run for half in _singles(m)]
        heads = _heads(twin, treatments, doses, single)
        found += [(h.start, m) for h, m in zip(heads, single, strict=bool(heads))]
    return found


def _singles(mention: DoseMention) -> list[DoseMention]:
    last = mention.amounts[-1]
    return [
        replace(
            mention,
            kind="single",
            amounts=(a,),
            start=a.start,
            end=mention.end if a is last else a.end,
        )
        for a in mention.amounts
    ]


def _heads(
    twin: str,
    treatments: Sequence[Treatment],
    doses: Sequence[DoseMention],
    run: Sequence[DoseMention],
) -> list[Treatment]:
    """The drugs that the amounts of ``run`` belong to in their order; none where that is not said."""
    start, end = run[0].start, run[-1].end
    before = [t for t in treatments if t.end <= start and t.kind != "adjunct"]
    heads = before[-len(run) :]
    if len(run) < 2 or len(heads) < len(run) or len({t.name for t in heads}) < len(heads):
        return []
    if any(t.kind not in _ACTIVE for t in heads):
        return []
    if any(heads[0].start < m.start < start for m in doses):
        return []  # a drug with an amount of its own
    if any(start <= t.start <= end + 12 for t in treatments):
        return []
    gap = twin[heads[-1].end : start]
    if len(gap) > 120 or ";" in gap:
        return []
    if _RESPECTIVELY.match(twin, end):
        beside = zip(heads, heads[1:], strict=False)
        return heads if all(_side_by_side(twin, a, b) for a, b in beside) else []
    first, second = heads[0], heads[-1]
    if (
        len(run) == 2
        and _TOGETHER.fullmatch(twin, first.end, second.start)
        and _SUM.fullmatch(twin, run[0].end, run[1].start)
        and _BRACKET_BEHIND.fullmatch(gap)
    ):
        return heads
    if len(run) > 2 or first.kind != "topic" or second.kind == "topic":
        return []
    joined = _SIDE_NEXT.fullmatch(twin, first.end, second.start)
    return heads if joined and _BRACKET_BEHIND.fullmatch(gap) else []


def _side_by_side(twin: str, first: Treatment, second: Treatment) -> bool:
    near = _SIDE_NEXT.fullmatch(twin, first.end, second.start)
    return bool(near or _SIDE_BY_SIDE.fullmatch(twin, first.end, second.start))


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
