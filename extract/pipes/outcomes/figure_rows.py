"""Rows of the arms' own figures: means, medians and percentages, an arm each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.outcomes.apart import (
    Placed,
    against_another,
    by_session,
    in_blocks,
    of_unknown,
    set_apart,
    without_blocks,
)
from dosetable.extract.pipes.outcomes.arm_order import by_own_tests, not_anothers, order_told
from dosetable.extract.pipes.outcomes.contrast import (
    arms_here,
    lowered_rate,
)
from dosetable.extract.pipes.outcomes.figure_tests import (
    AMONG_ALL,
    PAIRWISE,
    tested_in_order,
    tested_within,
)
from dosetable.extract.pipes.outcomes.gather import Row, counts_with_shares
from dosetable.extract.pipes.outcomes.in_brackets import told_beside
from dosetable.extract.pipes.outcomes.memory import Item
from dosetable.extract.pipes.outcomes.named_against import named_against
from dosetable.extract.pipes.outcomes.names import ArmMention, ArmNames
from dosetable.extract.pipes.outcomes.pair_rows import alone_row, pair_row
from dosetable.extract.pipes.outcomes.place import (
    RESPECTIVELY,
    arms_of,
    in_turn,
    several_and_one,
)
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.then_listed import visits_then_listed
from dosetable.extract.pipes.outcomes.told_pairs import (
    ToldPair,
    brackets_of_tests,
    outside,
    pairs_told,
    with_told_tests,
)
from dosetable.extract.pipes.outcomes.verdict_clauses import WENT
from dosetable.extract.pipes.outcomes.verdicts import NULL, behind_than, is_null


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
    told_order = order_told(clause, names, order, sides, silent=not spoken_of)
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
                rows += _run_rows(run, clause, names, told)
                run = []
            run.append(replace(one, arm=arm))
        rows += _run_rows(run, clause, names, told)
    rows = counts_with_shares(rows)
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


def _run_rows(
    run: Sequence[Placed], clause: Clause, names: ArmNames, told: Sequence[ToldPair] = ()
) -> list[Row]:
    if (
        len({p.arm for p in run}) > 2
        and len({p.p for p in run}) == 1
        and (not PAIRWISE.search(clause.text) or AMONG_ALL.search(clause.text))
    ):
        run = [replace(p, p=None) for p in run]  # one test of three groups is no pair's
    if tested_within(run, clause):
        run = [replace(p, p=None) for p in run]
    by_arm = {p.arm: p for p in run if p.arm is not None}
    if faced := _one_against_each(run, clause, names):
        return [pair_row(p, q, p.arm or "", q.arm or "", clause, own=False) for p, q in faced]
    exp = [a.id for a in names.experimental if a.id in by_arm]
    ctl = [a.id for a in names.control if a.id in by_arm]
    # 'No differences' speaks of every pair; 'A won (P = .01), B did not' of those that it names.
    of_every_pair = (
        is_null(clause.text)
        and not any(p.significant for p in clause.tests)
        and not _of_controls(clause, names)
    )
    if len(exp) == 2 and ctl and of_every_pair:
        among = [pair_row(by_arm[exp[0]], by_arm[exp[1]], exp[0], exp[1], clause)]
    else:
        among = [
            pair_row(by_arm[pair.first], by_arm[pair.second], pair.first, pair.second, clause)
            for pair in told
            if pair.arms <= set(exp)
        ]
    if exp and ctl:
        own = _each_tested([by_arm[e] for e in exp])
        return [
            *(
                pair_row(by_arm[e], by_arm[c], e, c, clause, own=own)
                for e in exp
                for c in _matching(e, ctl, names, clause)
            ),
            *among,
        ]
    if len(exp) == 2 and not ctl and _against_each_other(by_arm, exp, clause):
        first, second = _in_order_of(exp, by_arm, names)
        return [pair_row(by_arm[first], by_arm[second], first, second, clause)]
    if len(exp) == 2 and not names.control:
        return [pair_row(by_arm[exp[0]], by_arm[exp[1]], exp[0], exp[1], clause)]
    shared = len(run) > 1  # a test of two arms of which no pair is made is neither arm's own
    return [
        replace(alone_row(replace(p, p=None) if shared else p, arm, clause), confidence=0.6)
        for arm, p in by_arm.items()
        if (p.figure.value is not None or (p.figure.count is not None and p.figure.n))
        and (p.figure.kind != "bare" or _dated_score(p, clause))
    ]


def _of_controls(clause: Clause, names: ArmNames) -> bool:
    """'..., with no difference between X and placebo': a null said of the controls, of no two doses."""
    controls = {a.id for a in names.control}
    nulls = [m.end() for m in NULL.finditer(clause.text)]
    return any(nulls and m.start >= nulls[-1] and m.arms & controls for m in clause.arms)


_SET_FACING = re.compile(
    rf"(?:%|[)\]])?[^;\d]{{0,40}}?\b(?:vs?\.?|versus|{COMPARED_WITH}|against|than)\s",
    re.IGNORECASE,
)


_TURNS = re.compile(r"\b(?:while|whereas|but|although|though)\b", re.IGNORECASE)


def _one_against_each(
    run: Sequence[Placed], clause: Clause, names: ArmNames
) -> list[tuple[Placed, Placed]]:
    """'63% in K, compared with 53% in KP (P = .43) and 43% in P (P = .12)': a treatment set against
    each of several others, each time with a test of its own."""
    ours = {a.id for a in names.experimental}
    told = [p for p in run if p.arm is not None]
    if len(told) < 3 or len(told) != len(run) or told[0].arm not in ours:
        return []
    first, *others = told
    if not _SET_FACING.match(clause.text, first.item.end):
        return []
    if any(
        _SET_FACING.match(clause.text, a.item.end, b.item.start)
        or _TURNS.search(clause.text, a.item.end, b.item.start)
        for a, b in zip(others, others[1:], strict=False)
    ):
        return []
    tests = [p.p for p in others if p.p is not None and p.p.start >= p.item.end]
    own = len(tests) == len(others) == len({t.start for t in tests})
    return [(first, other) for other in others] if own else []


def _against_each_other(by_arm: dict[str, Placed], exp: Sequence[str], clause: Clause) -> bool:
    """'lower with A than with B (15.6 vs. 20.9)': two treatments, and not the control."""
    first, second = sorted((by_arm[arm].item for arm in exp), key=lambda item: item.start)
    return _FACED.fullmatch(clause.text, first.end, second.start) is not None


_FACED = re.compile(r"\s?(?:vs?\.?|versus)\s(?:an? )?(?:(?:mean|median) of )?", re.IGNORECASE)


def _in_order_of(exp: Sequence[str], by_arm: dict[str, Placed], names: ArmNames) -> tuple[str, str]:
    """The higher dose of one drug against the lower, of two drugs the first told against the other."""
    arms = {a.id: a for a in names.experimental}
    first, second = sorted(exp, key=lambda arm: by_arm[arm].item.start)
    one, other = arms[first], arms[second]
    doses = [a.dose.value if a.dose else None for a in (one, other)]
    if one.drug == other.drug and None not in doses and (doses[0] or 0) < (doses[1] or 0):
        return second, first
    return first, second


def _dated_score(one: Placed, clause: Clause) -> bool:
    """'In the X group the MADRS fell from 31 at baseline to 14 at day 1 and 16 at day 3': a plain
    number is a score of its own where the first one stands before it, and a visit beside."""
    went = WENT.search(clause.text, 0, one.figure.end)
    return went is not None and any(span is not None for _, span in one.times)


def _matching(
    experimental: str, controls: Sequence[str], names: ArmNames, clause: Clause
) -> Sequence[str]:
    """Where cohorts have controls of their own, an arm is compared with its own cohort's."""
    if len(controls) == 1:
        return controls
    for _, ids in names.strata:
        mine = [c for c in controls if c in ids]
        if experimental in ids and len(mine) == 1:
            return mine
    return controls if len({a.drug for a in names.control}) > 1 else ()


def _each_tested(ours: Sequence[Placed]) -> bool:
    """'28% of A (P = .21), 36% of B (P = .04) and 18% of C': each treatment with a test of its own."""
    tests = [(p.item.end, p.p.start) for p in ours if p.p is not None]
    return (
        len(ours) > 1
        and len({test for _, test in tests}) == len(ours)
        and all(end <= test for end, test in tests)
    )
