"""Rows of the arms' own figures: means, medians and percentages, an arm each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.outcomes.apart import (
    Placed,
    Times,
    against_another,
    by_session,
    in_blocks,
    of_unknown,
    set_apart,
    without_blocks,
)
from dosetable.extract.pipes.outcomes.contrast import (
    Contrast,
    arms_here,
)
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.items import (
    Item,
)
from dosetable.extract.pipes.outcomes.names import ArmMention, ArmNames
from dosetable.extract.pipes.outcomes.place import LISTED, arms_of
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.statistic import statistic_of
from dosetable.extract.pipes.outcomes.told_pairs import (
    ToldPair,
    brackets_of_tests,
    outside,
    pairs_told,
    with_told_tests,
)
from dosetable.extract.pipes.outcomes.verdict_clauses import WENT
from dosetable.extract.pipes.outcomes.verdicts import is_null
from dosetable.extract.pipes.statistics import Figure


def base(
    item: Item,
    times: Times,
    clause: Clause,
    contrast: Contrast,
) -> Row:
    time, span = times[0] if len(times) == 1 else (None, None)
    confidence = 0.9 if span is not None else 0.75
    if contrast.experimental is None and contrast.comparator is None:
        confidence -= 0.3
    here = item.mention if item.mention in clause.measures else None
    confidence -= _hesitation(clause, contrast, measure_named=here is not None)
    return Row(
        measure=item.name,
        start=clause.offset,
        end=clause.offset + len(clause.text.rstrip()),
        confidence=confidence,
        rule="outcome",
        time=time,
        time_span=place_of(clause, *span) if span else None,
        measure_span=place_of(clause, here.start, here.end) if here else None,
        experimental=contrast.experimental,
        comparator=contrast.comparator,
        on_measure=_behind(item, clause),
    )


_STEP = 0.1
_CROWD = 6  # figures in one clause


def _hesitation(clause: Clause, contrast: Contrast, *, measure_named: bool) -> float:
    """How much less sure a row is: a step for each thing that its clause leaves to the text around
    it, and one for a clause so full that its figures may have been mixed up."""
    named = frozenset(arm for m in clause.arms for arm in m.arms)
    silent = contrast.experimental is not None and not named & {
        contrast.experimental,
        contrast.comparator,
    }
    crowded = len(clause.figures) + len(clause.estimates) > _CROWD
    return _STEP * sum((not measure_named, silent, crowded))


def _behind(item: Item, clause: Clause) -> str | None:
    if item.mention.kind != "event":
        return None
    scales = [m for m in clause.measures if m.kind in ("depression", "suicidality")]
    return scales[0].name if len({m.name for m in scales}) == 1 else None


def place_of(clause: Clause, start: int, end: int) -> tuple[int, int]:
    return clause.offset + start, clause.offset + end


def figure_rows(
    placed: Sequence[Placed], clause: Clause, names: ArmNames, sides: Sequence[str] = ()
) -> list[Row]:
    """Rows of per-arm figures: the figures of one measure, time and kind, an arm each. ``sides``
    are the arms in the order of the clause before."""
    exp, ctl = arms_here(clause, names)
    order = [a.id for a in (*exp, *ctl)]
    if _letters_unknown(clause):
        return []
    brackets = brackets_of_tests(clause)
    spoken_of = outside(clause.arms, brackets)
    told = pairs_told(clause)
    if not spoken_of and len(told) == 1 and len(placed) == 2:
        spoken_of = list(clause.arms)  # '40% and 20% responded (A vs B: OR 2.6)'
    silent = not spoken_of
    if silent and len(order) > 1 and _CONTROL_FIRST.search(clause.text):
        return []  # the order of the arms is not the text's, and its letters were not told
    if silent and set(sides) == set(order):
        order = list(sides)
    elif silent and _ORDER_TOLD.search(clause.text) and set(names.listed) == set(order):
        order = list(names.listed)
    elif (
        silent
        and len(order) > 2
        and _ORDER_TOLD.search(clause.text)
        and order != [a.id for a in names.arms if a.id in order]
    ):
        return []  # an order is told, which is not known, and the text lists the control first
    if len(order) == 1:
        if len(names.arms) == 1 and _of_several(placed, clause):
            return []
        against = against_another(placed, clause)
        return [
            _alone(p, order[0], clause)
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
        listed = _listed([p.item for p in same], mentions, clause)
        blocks = in_blocks(same, mentions, order, clause)
        placed_arms = listed or blocks or arms_of([p.item for p in same], mentions, order)
        placed_arms = _by_own_visit(same, placed_arms, mentions, clause.text)
        placed_arms = _not_anothers(same, placed_arms, clause)
        arms = without_blocks(same, set_apart(same, placed_arms, mentions, order, clause))
        for one, arm in _by_visit(same, arms):
            if run and (one.key != run[0].key or any(o.arm == arm for o in run)):
                rows += _run_rows(run, clause, names, told)
                run = []
            run.append(replace(one, arm=arm))
        rows += _run_rows(run, clause, names, told)
    rows = _counts_with_shares(rows)
    return with_told_tests(_tested_in_order(rows, clause), told, clause)


def _counts_with_shares(rows: Sequence[Row]) -> list[Row]:
    """'17 of 40 versus 8 of 40 (42.5% v 20%)': the counts and the shares are one result."""
    counts = {
        (r.contrast, r.statistic): r
        for r in rows
        if r.unit == "percent" and r.experimental_value is None and r.experimental_count is not None
    }
    kept: list[Row] = []
    for row in rows:
        same = counts.get((row.contrast, row.statistic))
        if (
            row is same
            and sum((r.contrast, r.statistic) == (row.contrast, row.statistic) for r in rows) > 1
        ):
            continue
        if same is not None and row is not same and row.experimental_count is None:
            row = replace(
                row, experimental_count=same.experimental_count, comparator_count=same.comparator_count,
                experimental_n=same.experimental_n, comparator_n=same.comparator_n,
            )  # fmt: skip
        kept.append(row)
    return kept


# 'the corresponding scores were', 'in groups P, K and Q'
_ORDER_TOLD = re.compile(r"\b(?:corresponding|respective|[Gg]roups [A-Z]{1,3},)")
_LETTERS = re.compile(
    r"\b[Gg]roups (?P<all>[A-Z]{1,3}\d?(?:, (?:and )?[A-Z]{1,3}\d?){0,6},? and [A-Z]{1,3}\d?)\b"
)


_ITS_LETTER = re.compile(
    r"\s(?:for|in|of|with) (?:the )?(?:[Gg]roup [A-Z]{1,3}\d?\b|[A-Z]{1,3}\d? group\b)"
)


def _not_anothers(
    same: Sequence[Placed], arms: Sequence[str | None], clause: Clause
) -> list[str | None]:
    """The arms, without those of figures behind which the letter of an unknown group stands."""
    found = list(arms)
    for k, one in enumerate(same):
        letter = _ITS_LETTER.match(clause.text, one.item.end)
        if letter and not any(letter.start() < m.start < letter.end() for m in clause.arms):
            found[k] = None
    return found


def _letters_unknown(clause: Clause) -> bool:
    """'in groups P, K and Q', of which some are known and others are not."""
    told = _LETTERS.search(clause.text)
    if told is None:
        return False
    known = {m.start for m in clause.arms if told.start() <= m.start < told.end()}
    return 0 < len(known) < len(re.findall(r"[A-Z]{1,3}\d?", told["all"]))


# 'in the C group and the S group': the first of two letters is the control's.
_CONTROL_FIRST = re.compile(
    r"\b(?:[Gg]roups? C\b|C groups?\b)(?![^;]{0,60}\bC\b)[^;]{0,60}?\b(?:[Gg]roups? [A-Z]{1,3}\b|[A-Z]{1,3} groups?\b)"
)


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


def _tested_in_order(rows: list[Row], clause: Clause) -> list[Row]:
    """'19, 18 and 14 with A, B and placebo (P = .03 and P = .09)': behind the figures of several
    contrasts or visits a list of as many tests, in their order."""
    tests = [p for p in clause.p_values if p.kind == "superiority"]
    pairs = [r for r in rows if r.comparator is not None]
    pairs.sort(key=lambda r: r.experimental_span or (0, 0))
    if not 1 < len(tests) == len(pairs) == len(rows) == len({r.contrast for r in rows}):
        return rows
    if len({r.measure for r in rows}) > 1:
        return rows
    ends = [f.end for f in clause.figures]
    gaps = [clause.text[a.end : b.start] for a, b in zip(tests, tests[1:], strict=False)]
    if not ends or max(ends) > tests[0].start or not all(map(LISTED.fullmatch, gaps)):
        return rows
    return [replace(r, p=p) for r, p in zip(pairs, tests, strict=True)]


_TURN = re.compile(r"[,)\]] (?:while|whereas|but|although) ", re.IGNORECASE)


def _turned(placed: Sequence[Placed], clause: Clause) -> int:
    """Where a clause goes on, behind its last figure, to an arm of which it gives none: '(12 vs 19),
    while 20 mg did not'."""
    last = max((p.item.end for p in placed), default=0)
    turn = _TURN.search(clause.text, last)
    return turn.start() if turn else len(clause.text)


_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)


def _listed(
    items: Sequence[Item], mentions: Sequence[ArmMention], clause: Clause
) -> list[str | None] | None:
    """'(-15, -14 and -16 for A, B and C, respectively)': the list beside the figures gives the
    order. No arm at all where the two lists do not match; None where there is no such list."""
    if len(items) < 3:
        return None
    end = _RESPECTIVELY.search(clause.text, items[-1].end)
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
    return most > 2 or (most > 1 and _RESPECTIVELY.search(clause.text) is not None)


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
    if len(named) > 1:
        return list(arms)
    one = next(iter(named), frozenset())
    return [next(iter(one)) if len(one) == 1 else None] * len(same)


_SET_AGAINST = re.compile(r"\b(?:vs?\.?|versus|than|compared|against)\s", re.IGNORECASE)


def _single_arm_ok(one: Placed, clause: Clause) -> bool:
    return one.figure.value is not None and (one.figure.kind != "bare" or bool(one.times))


# 'A 9.8, B 12.6 and C 13.9 (P = .004)' is one test of three groups; 'lower than with C' is not.
_PAIRWISE = re.compile(
    r"\b(?:both|each|vs?\.?|versus|than|compared|relative to|superior|over|pairwise)(?:\s|\b)",
    re.IGNORECASE,
)


def _run_rows(
    run: Sequence[Placed], clause: Clause, names: ArmNames, told: Sequence[ToldPair] = ()
) -> list[Row]:
    if (
        len({p.arm for p in run}) > 2
        and len({p.p for p in run}) == 1
        and not _PAIRWISE.search(clause.text)
    ):
        run = [replace(p, p=None) for p in run]  # one test of three groups is no pair's
    by_arm = {p.arm: p for p in run if p.arm is not None}
    exp = [a.id for a in names.experimental if a.id in by_arm]
    ctl = [a.id for a in names.control if a.id in by_arm]
    if len(exp) == 2 and ctl and is_null(clause.text):  # 'no differences' speaks of every pair
        among = [_pair(by_arm[exp[0]], by_arm[exp[1]], exp[0], exp[1], clause)]
    else:
        among = [
            _pair(by_arm[pair.first], by_arm[pair.second], pair.first, pair.second, clause)
            for pair in told
            if pair.arms <= set(exp)
        ]
    if exp and ctl:
        return [
            *(
                _pair(by_arm[e], by_arm[c], e, c, clause)
                for e in exp
                for c in _matching(e, ctl, names, clause)
            ),
            *among,
        ]
    if len(exp) == 2 and not ctl and _against_each_other(by_arm, exp, clause):
        first, second = _in_order_of(exp, by_arm, names)
        return [_pair(by_arm[first], by_arm[second], first, second, clause)]
    if len(exp) == 2 and not names.control:
        return [_pair(by_arm[exp[0]], by_arm[exp[1]], exp[0], exp[1], clause)]
    shared = len(by_arm) > 1  # a test of two arms of which no pair is made is neither arm's own
    return [
        replace(_alone(replace(p, p=None) if shared else p, arm, clause), confidence=0.6)
        for arm, p in by_arm.items()
        if p.figure.value is not None and (p.figure.kind != "bare" or _dated_score(p, clause))
    ]


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


# 'from 27 to 10 in A and from 28 to 9 in B (P < .001)': the test is of the change, not between arms.
_EACH_WENT = re.compile(
    r"\bfrom\s[^;]{1,30}?\sto\s[^;]{1,100}?\bfrom\s[^;]{1,30}?\sto\s(?![^;]*\b(?:differ|between|greater|more|than|versus|compared|group by|interaction))"
)


def _pair(ours: Placed, theirs: Placed, e: str, c: str, clause: Clause) -> Row:
    contrast = Contrast(experimental=e, comparator=c)
    row = base(ours.item, ours.times, clause, contrast)
    f, g = ours.figure, theirs.figure
    statistic = statistic_of(ours.item, ours.figure, clause)
    return replace(
        row, statistic=statistic, unit="percent" if f.kind == "percent" else "points",
        experimental_value=f.value, comparator_value=g.value,
        experimental_count=f.count, comparator_count=g.count,
        experimental_n=f.n, comparator_n=g.n,
        dispersion_type=f.dispersion_type, experimental_dispersion=f.dispersion,
        comparator_dispersion=g.dispersion,
        experimental_span=place_of(clause, f.start, f.end), comparator_span=place_of(clause, g.start, g.end),
        p=None if _EACH_WENT.search(clause.text) else (
            ours.p if ours.item.start > theirs.item.start else theirs.p
        ),
        rule=f"outcome.{f.kind}-pair",
        confidence=row.confidence * (0.85 if f.kind == "bare" else 1.0) * (1.0 if _agree(f, g) else 0.5),
    )  # fmt: skip


def _agree(*figures: Figure) -> bool:
    """Do counts and percentages say the same, to the rounding of the print?"""
    for f in figures:
        if (
            f.value is not None
            and f.count is not None
            and f.n
            and abs(100 * f.count / f.n - f.value) > 1
        ):
            return False
    return True


def _alone(one: Placed, arm: str, clause: Clause) -> Row:
    f = one.figure
    row = base(one.item, one.times, clause, Contrast(experimental=arm))
    return replace(
        row, statistic=statistic_of(one.item, one.figure, clause), unit="percent" if f.kind == "percent" else "points",
        value=f.value, value_span=place_of(clause, f.start, f.end), experimental_count=f.count,
        experimental_n=f.n, dispersion_type=f.dispersion_type, experimental_dispersion=f.dispersion,
        p=one.p, interval=one.interval, rule=f"outcome.{f.kind}-alone",
    )  # fmt: skip
