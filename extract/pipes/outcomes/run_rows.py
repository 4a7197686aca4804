"""Which figures of one measure and visit are set against each other: treatment against control, doses
against each other, all doses as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.outcomes.apart import Placed
from dosetable.extract.pipes.outcomes.figure_tests import AMONG_ALL, PAIRWISE, tested_within
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.pair_rows import alone_row, pair_row
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.told_pairs import ToldPair
from dosetable.extract.pipes.outcomes.verdict_clauses import WENT
from dosetable.extract.pipes.outcomes.verdicts import NULL, is_null


def run_rows(
    run: Sequence[Placed], clause: Clause, names: ArmNames, told: Sequence[ToldPair] = ()
) -> list[Row]:
    """The rows of one run: figures of one measure, time and kind, an arm each."""
    if (
        len({p.arm for p in run}) > 2
        and len({p.p for p in run}) == 1
        and (not PAIRWISE.search(clause.text) or AMONG_ALL.search(clause.text))
    ):
        run = [replace(p, p=None) for p in run]  # one test of three groups is no pair's
    if tested_within(run, clause):
        run = [replace(p, p=None) for p in run]
    if pooled := _several_against_one(run, clause, names):
        return [pair_row(*pooled, None, pooled[1].arm or "", clause)]
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


def _several_against_one(
    run: Sequence[Placed], clause: Clause, names: ArmNames
) -> tuple[Placed, Placed] | None:
    """'69% in the esketamine group and 52% in the placebo group', of two doses of esketamine: the share
    of them all against the control, and of no arm that the trial lists."""
    ours, controls = ({a.id for a in arms} for arms in (names.experimental, names.control))
    spoken_of = [m.arms for m in clause.arms if m.arms & ours]
    if len(run) != 2 or not spoken_of or not all(arms == ours for arms in spoken_of):
        return None
    pooled = [p for p in run if p.arm is None]
    control = [p for p in run if p.arm in controls]
    return (pooled[0], control[0]) if len(ours) > 1 and pooled and control else None


_SET_FACING = re.compile(
    rf"(?:%|[)\]])?[^;\d]{{0,40}}?\b(?:vs?\.?|versus|{COMPARED_WITH}|against|than)\s",
    re.IGNORECASE,
)


_TURNS = re.compile(
    r"\b(?:while|whereas|but|although|though)\b|, and [^;]{2,40} (?:was|were|lay|fell|ranked|had)\b",
    re.IGNORECASE,
)


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
