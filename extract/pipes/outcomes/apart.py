"""Figures set against each other: which arm's each is, and where that is not said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dosetable.extract.facts import Timepoint
from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.outcomes.memory import Item
from dosetable.extract.pipes.outcomes.names import ArmMention
from dosetable.extract.pipes.outcomes.place import arms_of, runs_of
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.statistics import Figure, Interval, PValue

# Each with its span in the clause; None where the time was said earlier.
Times = tuple[tuple[Timepoint, tuple[int, int] | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    item: Item
    times: Times
    p: PValue | None
    interval: Interval | None
    arm: str | None = None
    visit: int = 0
    """Which of several visits that have no time of their own ('after the 1st and 6th session')."""

    @property
    def figure(self) -> Figure:
        assert isinstance(self.item.source, Figure)  # noqa: S101 - built from figures alone
        return self.item.source

    @property
    def key(self) -> tuple[object, ...]:
        hours = [t.hours for t, _ in self.times]
        return self.item.name, self.figure.kind == "percent", hours, self.visit


_VERSUS = re.compile(
    rf"[\s\[\]()]*(?:v\.?|vs\.?|versus|against|{COMPARED_WITH}|as against)\s[\w\s(\[]{{0,12}}"
)


_AGAINST = re.compile(rf"^[^\d;]*\b(?:vs?\.?|versus|{COMPARED_WITH})\s[^\d;]*$")
_THAN = re.compile(rf"\b(?:than|versus|vs\.?|{COMPARED_WITH}|over|against) [\w\s+]{{0,20}}$")


def set_apart(
    same: Sequence[Placed],
    arms: Sequence[str | None],
    mentions: Sequence[ArmMention],
    order: Sequence[str],
    clause: Clause,
) -> list[str | None]:
    """'More given X than placebo responded (92% v. 57%)': two figures set against each other are
    never of one arm. The first is of the arm that is spoken of, not the one behind 'than'."""
    found = list(arms)
    for k in range(len(same) - 1):
        first, second = same[k].item, same[k + 1].item
        between = clause.text[first.end : second.start]
        if found[k] is None or not _VERSUS.fullmatch(between):
            if found[k] is not None and found[k] == found[k + 1] and _AGAINST.search(between):
                found[k] = None  # '80% with a drug of which no more is said vs. 50% with placebo'
            continue
        named = [m for m in mentions if m.end <= first.start and len(m.arms) == 1]
        if found[k] != found[k + 1]:
            if _spoken_of_last(named, mentions, first.start, clause) or (
                found[k] is not None and _opened_against(found[k], named, mentions, clause)
            ):
                found[k], found[k + 1] = found[k + 1], found[k]
            continue
        if len(order) != 2 or not named:
            found[k] = found[k + 1] = None
            continue
        ahead = clause.text[: named[-1].start]
        behind = _THAN.search(ahead) is not None or (
            len(named) == 1 and _BETWEEN_AND.search(ahead) is not None
        )
        last = next(iter(named[-1].arms))
        other = next(arm for arm in order if arm != last)
        found[k], found[k + 1] = (other, last) if behind else (last, other)
    return found


# 'between the low-level group and placebo (13% v. 16%)'
_BETWEEN_AND = re.compile(r"\bbetween [^;,()]{2,60} and (?:the )?$", re.IGNORECASE)
_LEADING = re.compile(
    rf"(?:^|[,;:.~] )\W*(?:(?:when )?{COMPARED_WITH}|relative to|versus|unlike|in contrast (?:with|to)|as opposed to) [\w\s+]{{0,20}}$",
    re.IGNORECASE,
)


def _opened_against(
    first: str | None, named: Sequence[ArmMention], mentions: Sequence[ArmMention], clause: Clause
) -> bool:
    """'Compared with controls, the prevalence of X (12% v. 18%) was reduced with A': the arm that the
    sentence opens against was taken for the first, and the one spoken of stands behind."""
    if len({m.arms for m in named}) != 1 or first not in named[0].arms:
        return False
    behind = [m for m in mentions if m.start > named[-1].end and m.arms != named[0].arms]
    return bool(behind) and _LEADING.search(clause.text[: named[0].start]) is not None


def _spoken_of_last(
    named: Sequence[ArmMention], mentions: Sequence[ArmMention], first: int, clause: Clause
) -> bool:
    """'Compared with placebo, more given X responded (92% v. 57%)': of two arms named before the
    figures, and none after, the one that the sentence opens against is not spoken of first."""
    if len(named) != 2 or named[0].arms == named[1].arms or any(m.start > first for m in mentions):
        return False
    opened = [_LEADING.search(clause.text[: m.start]) is not None for m in named]
    return opened == [True, False]


_ANOTHER = re.compile(
    r"\bcontrols?\b|\b(?:comparison|other|untreated) (?:group|arm)|\b(?:both|two|between) groups\b|\bthan (?:in |with )?(?:the|those)\b",
    re.IGNORECASE,
)


_NO_ARM = re.compile(r"\bsham\b|\bplacebo\b|\bcontrols?\b", re.IGNORECASE)


def of_unknown(one: Placed, placed: Sequence[Placed], clause: Clause) -> bool:
    """'9.8 with active and 13.2 with sham stimulation': of one thing at one time two figures, and
    one arm known; which is its own is not said."""
    return _NO_ARM.search(clause.text) is not None and sum(p.key == one.key for p in placed) > 1


def against_another(placed: Sequence[Placed], clause: Clause) -> set[int]:
    """'(12% vs 23%)' beside one arm known: the second figure is of a group that was not found; so
    may be the first, unless the arm known is the one spoken of."""
    if not _ANOTHER.search(clause.text):
        return set()
    found: set[int] = set()
    for k in range(len(placed) - 1):
        first, second = placed[k].item, placed[k + 1].item
        if not _VERSUS.fullmatch(clause.text[first.end : second.start]):
            continue
        named = [m for m in clause.arms if m.end <= first.start]
        sure = named and not _THAN.search(clause.text[: named[0].start])
        found |= {k + 1} if sure else {k, k + 1}
    return found


def without_blocks(same: Sequence[Placed], arms: Sequence[str | None]) -> list[str | None]:
    """'69% and 62% with A and 50% and 52% with B' of one outcome at one time: two things counted
    under one name, and which is meant is not said."""
    runs = [
        [k, k + 1] for k in range(len(same) - 1) if arms[k] is not None and arms[k] == arms[k + 1]
    ]
    crowds: Counter[tuple[str, str | None]] = Counter(
        (str(p.key), arm) for p, arm in zip(same, arms, strict=True) if arm
    )
    if max(crowds.values(), default=0) > 2:
        # '21, 17 and 18 in groups P, K and Q', and only one of the letters was told
        return [
            None if crowds[str(p.key), arm] > 2 else arm for p, arm in zip(same, arms, strict=True)
        ]
    doubled = [run for run in runs if same[run[0]].key == same[run[1]].key]
    if len({arms[run[0]] for run in doubled}) < 2:
        return list(arms)
    spoilt = {k for run in doubled for k in run}
    return [None if k in spoilt else arm for k, arm in enumerate(arms)]


NTH = r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|tenth|twelfth|last|final)"
"""Which session of a course, with no word of what it is: an expression without groups."""
# 'after the 1st, 3rd and 6th sessions'
_SESSIONS = re.compile(
    rf"\b(?P<list>{NTH}(?:, (?:the )?{NTH}){{0,6}},? and (?:the )?{NTH}) (?:[\w-]+ ){{0,2}}(?:sessions?|infusions?|treatments?|ECTs?|doses?|injections?|administrations?)\b",
    re.IGNORECASE,
)


_AFTER_NTH = re.compile(
    rf"\bafter (?:the )?{NTH}(?P<what> (?:[\w-]+ ){{0,2}}?(?:sessions?|infusions?|treatments?|ECTs?|doses?|injections?))?(?=\s?[(,;.)\[]|$|\s(?:in|with|for|among|on|and|versus|vs)\b)",
    re.IGNORECASE,
)


def _behind_each_session(same: Sequence[Placed], clause: Clause) -> list[Placed] | None:
    """'18 and 23 after the second session, 14 and 17 after the fourth': the figures of each visit stand
    before its name."""
    named = list(_AFTER_NTH.finditer(clause.text))
    if len(named) < 2 or not named[0]["what"] or any(p.times for p in same):
        return None
    visits = [next((k for k, n in enumerate(named) if n.start() >= p.item.end), None) for p in same]
    counts = Counter(visits)
    if None in counts or len(counts) != len(named) or len(set(counts.values())) != 1:
        return None
    return [replace(p, visit=v or 0) for p, v in zip(same, visits, strict=True)]


def by_session(same: Sequence[Placed], clause: Clause) -> list[Placed]:
    """``same`` with a visit each, where they are given for a list of sessions: all of an arm, then
    all of the next."""
    told = _SESSIONS.search(clause.text)
    if told is None and (each := _behind_each_session(same, clause)):
        return each
    if told is None or any(p.times for p in same):
        return list(same)
    visits = len(re.findall(NTH, told["list"], re.IGNORECASE))
    runs = runs_of([p.item for p in same], clause.text)
    if len(same) == visits and len(runs) == 1:
        return [replace(p, visit=k) for k, p in enumerate(same)]
    if len(runs) < 2 or runs != [visits] * len(runs):
        return list(same)
    return [replace(p, visit=k % visits) for k, p in enumerate(same)]


def _in_many_blocks(
    same: Sequence[Placed], mentions: Sequence[ArmMention], order: Sequence[str], clause: Clause
) -> list[str | None] | None:
    """Blocks of three arms and more: 'on days 1 and 7 5 and 4 in A, 6 and 4 in B and 8 and 7 in C'."""
    items = [p.item for p in same]
    runs = runs_of(items, clause.text)
    keys = [str(p.key) for p in same]
    visits = runs[0]
    if len(runs) < 3 or visits < 2 or runs != [visits] * len(runs):
        return None
    if any(keys[k : k + visits] != keys[:visits] for k in range(0, len(keys), visits)):
        return None
    if len(set(keys)) != visits:
        return None
    blocks = [
        _Block(items[k].start, items[k + visits - 1].end) for k in range(0, len(keys), visits)
    ]
    arms = arms_of(blocks, mentions, order, clause.text)
    if None in arms or len(set(arms)) != len(arms):
        return [None] * len(items)
    return [arm for arm in arms for _ in range(visits)]


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    end: int


_NEXT = re.compile(r"[)\]]?(?: points)?(?:,?\sand\s?|,\s?)[(\[]?")


def in_blocks(
    same: Sequence[Placed], mentions: Sequence[ArmMention], order: Sequence[str], clause: Clause
) -> list[str | None] | None:
    """'On days 1, 3 and 7 with X 6, 5 and 5, versus 8, 7 and 7 with Y': all visits of an arm, then all
    of the other. None where the figures do not stand in two such lists."""
    many = _in_many_blocks(same, mentions, order, clause)
    if many is not None:
        return many
    items = [p.item for p in same]
    half = len(items) // 2
    keys = [str(p.key) for p in same]
    if half < 2 or len(items) % 2 or keys[:half] != keys[half:] or len(set(keys)) != half:
        return None
    gaps = [clause.text[a.end : b.start] for a, b in zip(items, items[1:], strict=False)]
    inside = gaps[: half - 1] + gaps[half:]
    if not all(map(_NEXT.fullmatch, inside)) or _NEXT.fullmatch(gaps[half - 1]):
        return None
    single = [m for m in mentions if len(m.arms) == 1]
    before = [m for m in single if m.end <= items[0].start]
    middle = [m for m in single if items[half - 1].end <= m.start < items[half].start]
    after = [m for m in single if m.start >= items[-1].end]
    if middle and after and not before:
        pair = [middle[0], after[0]]
    elif before and middle and not after:
        pair = [before[-1], middle[-1]]
    elif before and after and not middle:
        pair = [before[-1], after[0]]
    elif len(before) > 1 and not after:
        pair = before[-2:]
    elif not single and len(order) == 2:
        return [*[order[0]] * half, *[order[1]] * half]
    else:
        return [None] * len(items)
    first, second = (next(iter(m.arms)) for m in pair)
    if first == second:
        return [None] * len(items)
    return [*[first] * half, *[second] * half]
