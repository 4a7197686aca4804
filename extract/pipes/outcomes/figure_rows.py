"""Rows of the arms' own figures: means, medians and percentages, an arm each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.outcomes.apart import (
    Placed,
    against_another,
    by_session,
    in_blocks,
    of_unknown,
    set_apart,
    without_blocks,
)
from dosetable.extract.pipes.outcomes.arm_order import (
    as_listed,
    by_own_tests,
    not_anothers,
    order_told,
)
from dosetable.extract.pipes.outcomes.contrast import (
    arms_here,
    lowered_rate,
)
from dosetable.extract.pipes.outcomes.figure_tests import (
    tested_in_order,
)
from dosetable.extract.pipes.outcomes.gather import Row, counts_with_shares
from dosetable.extract.pipes.outcomes.in_brackets import told_beside
from dosetable.extract.pipes.outcomes.memory import Item
from dosetable.extract.pipes.outcomes.named_against import named_against
from dosetable.extract.pipes.outcomes.names import ArmMention, ArmNames
from dosetable.extract.pipes.outcomes.pair_rows import alone_row
from dosetable.extract.pipes.outcomes.place import (
    RESPECTIVELY,
    arms_of,
    in_turn,
    several_and_one,
)
from dosetable.extract.pipes.outcomes.run_rows import run_rows
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.then_listed import visits_then_listed
from dosetable.extract.pipes.outcomes.told_pairs import (
    brackets_of_tests,
    outside,
    pairs_told,
    with_told_tests,
)
from dosetable.extract.pipes.outcomes.verdicts import behind_than


def figure_rows(
    placed: Sequence[Placed], clause: Clause, names: ArmNames, sides: Sequence[str] = ()
) -> list[Row]:
    """Rows of per-arm figures: the figures of one measure, time and kind, an arm each. ``sides``
    are the arms in the order of the clause before."""
    exp, ctl = arms_here(clause, names)
    order = [a.id for a in (*exp, *ctl)]
    brackets = brackets_of_tests(clause)
    spoken_of = outside(clause.arms, brackets)
    told = pairs_told(clause)
    if not spoken_of and len(told) == 1 and len(placed) == 2:
        spoken_of = list(clause.arms)  # '40% and 20% responded (A vs B: OR 2.6)'
    usual = order
    told_order = order_told(clause, names, usual, sides, silent=not spoken_of)
    if told_order is None:
        return []
    order = told_order if spoken_of else by_own_tests(placed, told_order, names)
    if len(order) == 1:
        if len(names.arms) == 1 and _of_several(placed, clause):
            return []
        against = against_another(placed, clause)
        return [
            alone_row(p, order[0], clause)
            for k, p in enumerate(placed)
            if k not in against and _single_arm_ok(p, clause) and not of_unknown(p, placed, clause)
        ]
    allowed = frozenset(order)
    until = _turned(placed, clause)
    mentions = [
        replace(m, arms=m.arms & allowed) for m in spoken_of if m.arms & allowed and m.start < until
    ]
    kinds = {(p.item.name, p.figure.kind == "percent"): None for p in placed}
    rows: list[Row] = []
    for name, percent in kinds:
        same = [p for p in placed if (p.item.name, p.figure.kind == "percent") == (name, percent)]
        same = by_session(same, clause)
        run: list[Placed] = []
        listed = _lowered([p.item for p in same], clause, exp, ctl) or _listed(
            [p.item for p in same], mentions, clause
        )
        blocks = in_blocks(same, mentions, order, clause)
        items = [p.item for p in same]
        visits = visits_then_listed(items, clause)
        if visits:
            first, second = (next(iter(m.arms)) for m in clause.arms if len(m.arms) == 1)
            listed = [*[first] * visits, *[second] * visits]
        placed_arms = (
            listed
            or named_against(items, mentions, clause.text)
            or blocks
            or told_beside(items, mentions, clause.text)
            or several_and_one(items, mentions, order, clause.text)
            or in_turn(items, mentions, clause.text)
            or arms_of(items, mentions, order, clause.text)
        )
        if (not mentions and _far_apart(items, clause.text)) or (
            not listed and _from_to(items, clause.text)
        ):
            placed_arms = [None] * len(items)  # of no two arms set side by side
        placed_arms = _by_own_visit(same, placed_arms, mentions, clause.text)
        placed_arms = not_anothers(same, placed_arms, clause)
        arms = without_blocks(same, set_apart(same, placed_arms, mentions, order, clause))
        for one, arm in _by_visit(same, arms):
            if run and (one.key != run[0].key or any(o.arm == arm for o in run)):
                rows += run_rows(run, clause, names, told)
                run = []
            run.append(replace(one, arm=arm))
        rows += run_rows(run, clause, names, told)
    rows = counts_with_shares(rows)
    if not spoken_of and set(sides) != set(usual):
        rows = as_listed(rows, told_order, usual)
    return with_told_tests(tested_in_order(rows, clause), told, clause)


_ANOTHER_SUBJECT = re.compile(
    r"\b(?:of (?:those|whom|all|these|the \d+)|consent\w*|approached|excluded|screened|assessed|who|using|by the|on the|according to|assessment|methods?)\b",
    re.IGNORECASE,
)


def _far_apart(items: Sequence[Item], text: str) -> bool:
    """'21% (25 of 121) of those asked took part and 35% ...': figures that name no arm, with words of
    other things between them."""
    gaps = (text[a.end : b.start] for a, b in zip(items, items[1:], strict=False))
    return any(len(gap) > 8 and _ANOTHER_SUBJECT.search(gap) for gap in gaps)


_TO = re.compile(r"\s?(?:%|per ?cent)?(?:\s?[(\[][^()\[\]]{1,40}[)\]])? to ")


def _from_to(items: Sequence[Item], text: str) -> bool:
    """'Response rose from 27% to 63% with A compared with B': a share that became another."""
    return (
        len(items) == 2
        and text[: items[0].start].endswith("from ")
        and _TO.fullmatch(text, items[0].end, items[1].start) is not None
    )


def _lowered(
    items: Sequence[Item], clause: Clause, exp: Sequence[Arm], ctl: Sequence[Arm]
) -> list[str | None] | None:
    told = lowered_rate(clause, exp, ctl)
    if told is None or [i.start for i in items] != [told.start("theirs"), told.start("ours")]:
        return None
    return [ctl[0].id, exp[0].id]


def _by_visit(
    same: Sequence[Placed], arms: Sequence[str | None]
) -> list[tuple[Placed, str | None]]:
    """The figures with their arms, visit by visit where the text gives them arm by arm."""
    pairs = list(zip(same, arms, strict=True))
    keys = [str(p.key) for p in same]
    once = len({(k, a) for k, a in zip(keys, arms, strict=True)}) == len(pairs)
    if None in arms or not once or len(set(keys)) == 1:
        return pairs
    first = {k: i for i, k in reversed(list(enumerate(keys)))}
    return sorted(pairs, key=lambda pair: first[str(pair[0].key)])


_TURN = re.compile(r"[,)\]] (?:while|whereas|but|although) ", re.IGNORECASE)


def _turned(placed: Sequence[Placed], clause: Clause) -> int:
    """Where a clause goes on, behind its last figure, to an arm of which it gives none: '(12 vs 19),
    while 20 mg did not'."""
    last = max((p.item.end for p in placed), default=0)
    turn = _TURN.search(clause.text, last)
    return turn.start() if turn else len(clause.text)


def _listed(
    items: Sequence[Item], mentions: Sequence[ArmMention], clause: Clause
) -> list[str | None] | None:
    """'(-15, -14 and -16 for A, B and C, respectively)': the list beside the figures gives the
    order. No arm at all where the two lists do not match; None where there is no such list."""
    if len(items) < 3:
        return None
    end = RESPECTIVELY.search(clause.text, items[-1].end)
    if end is None:
        return None
    beside = [m for m in mentions if items[-1].end <= m.start < end.start()]
    if not beside or any(items[0].end <= m.start < items[-1].start for m in mentions):
        return None  # no list of arms, or one that is spread among the figures
    arms = [next(iter(m.arms)) for m in beside if len(m.arms) == 1]
    matched = len(arms) == len(beside) == len(set(arms)) and len(items) % len(arms) == 0
    return [arms[k % len(arms)] for k in range(len(items))] if matched else [None] * len(items)


def _of_several(placed: Sequence[Placed], clause: Clause) -> bool:
    """'At week 4 10, 12 and 15 with weekly, ..., respectively': of one thing at one time three figures,
    and one arm known."""
    crowds = Counter(str(p.key) for p in placed if p.figure.kind != "bare" or p.times)
    most = max(crowds.values(), default=0)
    return most > 2 or (most > 1 and RESPECTIVELY.search(clause.text) is not None)


def _by_own_visit(
    same: Sequence[Placed], arms: Sequence[str | None], mentions: Sequence[ArmMention], text: str
) -> list[str | None]:
    """'30% given X had responded at 80 minutes and 20% still at day 7': figures of different visits
    are not of two arms because they are two; they are of the arm that is named, if one is."""
    items = [p.item for p in same]
    if (
        len(same) < 2
        or len({str(p.key) for p in same}) < len(same)
        or not all(p.times for p in same)
    ):
        return list(arms)
    if _SET_AGAINST.search(text, items[0].start, items[-1].end):
        return list(arms)
    named = {m.arms for m in mentions}
    if len(named) > 1 and any(m.start >= items[-1].end and behind_than(text, m) for m in mentions):
        return [None] * len(
            same
        )  # 'at 2 h (-4.2) and 24 h (-6.1) versus C': an arm's, or what it differs by
    if len(named) > 1:
        return list(arms)
    one = next(iter(named), frozenset())
    return [next(iter(one)) if len(one) == 1 else None] * len(same)


_SET_AGAINST = re.compile(r"\b(?:vs?\.?|versus|than|compared|against)\s", re.IGNORECASE)


def _single_arm_ok(one: Placed, clause: Clause) -> bool:
    counted = one.figure.count is not None and one.figure.n is not None
    return (one.figure.value is not None or counted) and (
        one.figure.kind != "bare" or bool(one.times)
    )
