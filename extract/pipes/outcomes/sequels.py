"""Tests and verdicts on the result before: 'they did not differ (P = .4)'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.outcomes.direction import by_figures
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.told_pairs import pair_alone
from dosetable.extract.pipes.outcomes.verdicts import BETTER, NONINFERIOR, favoured, is_null
from dosetable.extract.pipes.statistics import PValue


def _right_before(row: Row, sentence: Sentence) -> bool:
    return 0 <= sentence.start - row.sentence[1] < 4


def of_sentence_before(rows: Sequence[Row], sentence: Sentence) -> list[Row]:
    """The rows of the sentence right before ``sentence``."""
    return [r for r in rows if _right_before(r, sentence)]


def test_of_last(rows: list[Row], clause: Clause) -> list[Row]:
    """'56 mg, 0.3 (-3.3 to 3.8); p = 0.93; 84 mg': a p-value alone is of the result before it, a list
    of them of as many results."""
    tests = clause.p_values
    pair = pair_alone(clause) if len(tests) == 1 else frozenset()
    if pair:
        place = (clause.offset + tests[0].start, clause.offset + tests[0].end)
        return [
            replace(r, p=tests[0], p_span=place)
            if r.p is None and {r.experimental, r.comparator} == pair
            else r
            for r in rows
        ]
    if not tests or clause.arms or len(rows) < len(tests):
        return rows
    kept, last = rows[: -len(tests)], rows[-len(tests) :]
    if any(row.p is not None for row in last):
        return rows
    if len(tests) > 1 and (
        kept or len({r.statistic for r in last}) > 1 or len({r.contrast for r in last}) < len(last)
    ):
        return rows
    spans = [(clause.offset + p.start, clause.offset + p.end) for p in tests]
    told = zip(last, tests, spans, strict=True)
    return [*kept, *(replace(row, p=p, p_span=span) for row, p, span in told)]


_OTHER_TOPIC = re.compile(
    r"\d\s?(?:%|per ?cent)|adverse|safety|\bside\b|dissociat|blood|cognit", re.I
)


def tests_of_last(rows: list[Row], clause: Clause, sentence: Sentence) -> list[Row] | None:
    """'The improvement with A, B and C did not reach significance (p = .5, .4 and .6)': a list of as
    many tests as the sentence before gave estimates against a control, in their order."""
    tests = clause.tests
    before = of_sentence_before(rows, sentence)
    last = [r for r in before if r.comparator and r.value is not None]
    once = (
        len({r.experimental for r in last}) == len(last) and len({r.statistic for r in last}) == 1
    )
    if len(tests) < 2 or len(tests) != len(last) or not once or any(r.p for r in last):
        return None
    told = {id(r): p for r, p in zip(last, tests, strict=True)}
    even = "no significant difference"
    return [
        replace(
            r,
            p=p,
            p_span=(clause.offset + p.start, clause.offset + p.end),
            direction=even if p.significant is False else r.direction,
            direction_rule="direction.next-sentence"
            if p.significant is False
            else r.direction_rule,
        )
        if (p := told.get(id(r)))
        else r
        for r in rows
    ]


_THIS_DIFFERENCE = re.compile(
    r"\W*(?:however,? |but )?(?:this|the|that)(?: [\w-]+)? difference (?:[(\[]|(?:was|were|did|showed|reached|had|approached|fell)\b)",
    re.IGNORECASE,
)


def test_of_difference(rows: list[Row], clause: Clause, sentence: Sentence) -> list[Row] | None:
    """'This difference showed a trend (P = .09)': the test of the one pair of figures before it."""
    tests = clause.tests
    last = of_sentence_before(rows, sentence)
    if len(tests) != 1 or len(last) != 1 or not _THIS_DIFFERENCE.match(clause.text):
        return None
    p, row = tests[0], last[0]
    if not row.comparator or row.p is not None or not (row.has_figure or row.direction):
        return None
    if p.significant is None or (p.significant and not row.has_figure):
        said = row.direction
    else:
        said = by_figures(row, rows) if p.significant else "no significant difference"
    tested = replace(
        row,
        p=p,
        p_span=(clause.offset + p.start, clause.offset + p.end),
        direction=said,
        direction_rule="direction.next-sentence" if said else row.direction_rule,
    )
    return [tested if r is row else r for r in rows]


_THIS_WAS = re.compile(
    rf"\W*(?:however,? |but )?(?:(?:against|versus|{COMPARED_WITH}) (?:the )?[\w ]{{3,30}},? )?(?:this|these|the|both|such)(?: [\w-]+){{0,2}}? ?(?:differences?|effects?|advantages?|results?|improvements?)? ?(?:(?:was|were) (?:\w+ )?(?:significant|different)|differed|reached significance)",
    re.IGNORECASE,
)


def tests_by_arm(
    rows: list[Row], clause: Clause, sentence: Sentence, names: ArmNames
) -> list[Row] | None:
    """'Against placebo this was significant for A (P = .006) and for B (P = .24)': behind each arm the
    test of the figures that the sentence before gave of it."""
    ours = frozenset(a.id for a in names.experimental)
    tests = clause.tests
    if len(tests) < 2 or not _THIS_WAS.match(clause.text):
        return None
    told: dict[str, PValue] = {}
    since = 0
    for p in tests:
        here = [m.arms & ours for m in clause.arms if since <= m.start < p.start]
        arms = [next(iter(a)) for a in here if len(a) == 1]
        if len(arms) != 1 or arms[0] in told:
            return None
        told[arms[0]] = p
        since = p.end
    last = [r for r in of_sentence_before(rows, sentence) if r.comparator]
    mine = [r for r in last if r.experimental in told and r.p is None and r.has_figure]
    if {r.experimental for r in mine} != set(told) or len(mine) != len(told):
        return None
    tested = {id(r): _tested(r, told[r.experimental or ""], rows, clause) for r in mine}
    return [tested.get(id(r), r) for r in rows]


def _tested(row: Row, p: PValue, rows: Sequence[Row], clause: Clause) -> Row:
    said = by_figures(row, rows) if p.significant else None
    if p.significant is False:
        said = "no significant difference"
    return replace(
        row,
        p=p,
        p_span=(clause.offset + p.start, clause.offset + p.end),
        direction=said or row.direction,
        direction_rule="direction.next-sentence" if said else row.direction_rule,
    )


_BARE_VERDICT = re.compile(
    r"\b(?:groups?|arms?|treatments?|conditions?|placebo|control|midazolam|saline|differences?|frequencies|doses?|non-?inferior|they (?:did|were))\b",
    re.I,
)


def _in_words_alone(row: Row) -> bool:
    """Whether a test says nothing of who did better: 'more frequent with A (40% v. 27%); however, the
    difference was not significant'."""
    return row.p is None and row.interval is None and row.direction_rule == "direction.words"


_NO_LONGER = re.compile(
    r"\bno longer\b|\b(?:vanished|disappeared|faded|dissipated|worn off|wore off|waned|not (?:maintained|sustained))\b",
    re.IGNORECASE,
)


# 'however, the difference was not significant': of what was said; not 'reductions in X did not differ'
_REFERS_BACK = re.compile(
    r"\b(?:this|these|the|that|those|such|neither|none|both|all) (?:of (?:the|these) )?(?:\w+ ){0,2}?(?:differences?|effects?|improvements?|advantages?|results?|trends?|benefits?|superiority|frequencies|groups?|arms?|doses?|treatments?)\b|\b(?:it|they|neither|none|difference)\b",
    re.IGNORECASE,
)


def verdict_on_last(
    rows: list[Row], text: str, sentence: Sentence, names: ArmNames
) -> list[Row] | None:
    """A sentence that only says who did better speaks of the results of the sentence before.

    Returns the rows with that verdict, or None if there is nothing it can speak of.
    """
    if not rows or not _BARE_VERDICT.search(text) or _OTHER_TOPIC.search(text):
        return None
    if _NO_LONGER.search(text):
        return None  # what was found before still was
    ours = frozenset(a.id for a in names.experimental)
    spoken_of = frozenset(arm for m in names.find(text) for arm in m.arms)
    against = spoken_of - ours
    if len(against) > 1 and not spoken_of & ours:
        return None  # 'another drug did not differ from placebo'
    last = [
        r
        for r in rows
        if (not spoken_of & ours or r.experimental in spoken_of)
        and (not against or r.comparator in against)
        and (r.sentence[0] == sentence.start or _right_before(r, sentence))
        and (not r.direction or (_in_words_alone(r) and _REFERS_BACK.search(text)))
        and r.comparator
    ]
    if not last:
        return None
    told: dict[int, str | None] = {}
    if not is_null(text):
        last = [r for r in last if not r.direction]
    if is_null(text) or NONINFERIOR.search(text):
        told = {id(r): "no significant difference" for r in last}
    elif BETTER.search(text) and names.find(text):
        ids = frozenset(a.id for a in names.experimental)
        side = favoured(text, names.find(text), experimental=ids, lower_is_better=True)
        told = {id(r): f"favours {side}" if side else None for r in last}
    elif BETTER.search(text):  # 'These differences were significant': for whom, the figures tell
        told = {id(r): by_figures(r, rows) for r in last}
    if not any(told.values()):
        return None
    rule = "direction.next-sentence"
    return [
        replace(r, direction=told[id(r)], direction_rule=rule) if told.get(id(r)) else r
        for r in rows
    ]
