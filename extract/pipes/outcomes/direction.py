"""Who did better: the figures' own test first, then the text's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.outcomes.denials import denied, middling, part_before_denial
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.no_effect import said_of_others_alone, times_of_no_effect
from dosetable.extract.pipes.outcomes.noninferiority import not_beyond, not_shown
from dosetable.extract.pipes.outcomes.result_place import place_of_result, word_beside
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.statistic import WENT_TO
from dosetable.extract.pipes.outcomes.told_pairs import UNTOLD
from dosetable.extract.pipes.outcomes.verdict_parts import part_about
from dosetable.extract.pipes.outcomes.verdicts import (
    NONINFERIOR,
    favoured,
    favoured_by_time,
    is_null,
    one_alone,
)
from dosetable.extract.pipes.outcomes.winners import (
    GAINED,
    ROSE,
    estimate_says,
    figures_say,
    lower_is_better,
    order_says,
)
from dosetable.extract.pipes.statistics.estimate import RATIOS

WORSENING = ("CADSS", "BPRS")
"""Measures of harm: more of them is worse."""


_CONTRADICTED = ("", "direction.contradicted")
"""Figures and words disagree: one of them was misread, and neither is sure."""
_UNTOLD = ("", UNTOLD)
"""A difference of which the words do not say plainly who did better."""


def judge(rows: Sequence[Row], clause: Clause, names: ArmNames) -> list[Row]:
    """Give every row of a contrast the direction of that contrast."""
    found: dict[tuple[object, ...], tuple[str, str] | None] = {}
    for row in rows:
        if row.contrast not in found:
            group = [r for r in rows if r.contrast == row.contrast]
            found[row.contrast] = _verdict(group, clause, names)
    judged = []
    refused = denied(clause.text, clause.arms)
    between = middling(clause.text, clause.arms)
    ours = frozenset(a.id for a in names.experimental)
    first = _before_denial(clause)
    over = times_of_no_effect(clause)
    for row in rows:
        if row.direction_rule == UNTOLD:
            judged.append(row)
            continue
        in_words = not row.has_figure and row.p is None
        if in_words and (row.comparator in refused & ours or row.experimental in between):
            continue
        if in_words and first is not None and row.experimental not in refused:
            said = _verdict([row], first, names)
            if said not in (None, _UNTOLD, _CONTRADICTED):
                judged.append(replace(row, direction=said[0], direction_rule=said[1]))
            continue
        alone = row.experimental in refused and row.comparator not in refused
        if alone and not row.has_figure and not _comparator_alone(row, clause):
            even = "no significant difference"
            row = row if row.p and row.p.significant is False else replace(row, p=None)
            judged.append(replace(row, direction=even, direction_rule="direction.words"))
            continue
        if not row.has_figure and row.p is None and said_of_others_alone(row, clause):
            even = "no significant difference"
            judged.append(replace(row, direction=even, direction_rule="direction.words"))
            continue
        if row.time_span is not None and row.time_span[0] - clause.offset in over:
            judged.append(_without_effect(row))
            continue
        own = _significant([row])
        shared = found[row.contrast]
        if own is not None and shared is not None:
            # its own test, where the contrast has several, beside the two arms' figures
            beside = [r for r in rows if r is not row and r.contrast == row.contrast]
            plain = [replace(r, p=None, interval=None) for r in beside]
            shared = _verdict([row, *plain], clause, names)
        if shared is _CONTRADICTED:
            unsure = row.confidence * 0.5
            judged.append(replace(row, confidence=unsure, direction_rule=_CONTRADICTED[1]))
            continue
        if shared is _UNTOLD:
            judged.append(replace(row, direction_rule=_UNTOLD[1]))
            continue
        verdict = shared if row.comparator else None
        judged.append(
            replace(row, direction=verdict[0], direction_rule=verdict[1]) if verdict else row
        )
    return judged


def _before_denial(clause: Clause) -> Clause | None:
    """The part of a null ``clause`` that is of other arms than those that 'did not differ'."""
    end = part_before_denial(clause.text, clause.arms) if is_null(clause.text) else None
    if end is None:
        return None
    arms = tuple(m for m in clause.arms if m.end <= end)
    return replace(clause, text=clause.text[:end], arms=arms)


def _comparator_alone(row: Row, clause: Clause) -> bool:
    """'Placebo, but not 84 mg, lowered the score': said of the comparator, not of another dose."""
    pairs = zip(clause.arms, clause.arms[1:], strict=False)
    return any(
        a.arms == {row.comparator} and row.experimental in b.arms and denied(clause.text, [b])
        for a, b in pairs
    )


def _without_effect(row: Row) -> Row:
    """``row`` with no difference; a test that stood before its time was not of it."""
    even = "no significant difference"
    assert row.time_span is not None  # noqa: S101 - asked for above
    earlier = row.p_span is not None and row.p_span[1] <= row.time_span[0]
    if earlier or (row.p is not None and row.p.significant):
        row = replace(row, p=None, p_span=None)
    return replace(row, direction=even, direction_rule="direction.words")


def by_figures(row: Row, rows: Sequence[Row]) -> str | None:
    """The verdict on ``row`` that a difference called significant has by the arms' own figures."""
    group = [r for r in rows if r.contrast == row.contrast]
    winner = figures_say(group, lower_is_better(row)) or estimate_says(group, lower_is_better(row))
    return f"favours {winner}" if winner else None


def settle(rows: Sequence[Row]) -> list[Row]:
    """Rows whose p-value stood behind a semicolon, or beside another row of their contrast: what
    the test and the two arms' figures say of them."""
    settled = []
    for row in rows:
        tested = row.p.significant if row.p and row.p.kind == "superiority" else None
        asked = row.direction is None and not row.direction_rule
        if asked and row.comparator and row.has_figure and tested is not None:
            group = [r for r in rows if r.contrast == row.contrast]
            winner = figures_say(group, lower_is_better(row))
            if winner is None and row.value is not None:
                winner = estimate_says(group, lower_is_better(row)) or _drug_won(row)
            said = f"favours {winner}" if winner else None
            if not tested:
                said = "no significant difference"
            row = replace(row, direction=said, direction_rule="direction.test" if said else "")
        settled.append(row)
    return settled


def _verdict(group: Sequence[Row], clause: Clause, names: ArmNames) -> tuple[str, str] | None:
    tested = _significant(group)
    if tested is None and _THOUGH_NOT.search(clause.text):
        return "no significant difference", "direction.words"
    ids = frozenset(a.id for a in names.experimental)
    if group[0].comparator in ids and group[0].experimental is not None:
        ids = frozenset({group[0].experimental})  # two doses against each other
    lower = lower_is_better(group[0]) and not (
        _counts_the_spared(group[0], clause) or _of_improving(group[0], clause)
    )
    word = word_beside(group[0], clause)
    place = place_of_result(group[0], clause) if word is None else word
    part = part_about(clause.text, place)
    late = group[0].measure == "relapse"
    timed = (
        favoured_by_time(clause.text, clause.arms, experimental=ids, late=late)
        if late or group[0].measure in ("response", "remission")
        else None
    )
    side = (
        timed
        or one_alone(clause.text, clause.arms, experimental=ids)
        or favoured(
            clause.text,
            clause.arms,
            experimental=ids,
            lower_is_better=lower,
            part=part,
            place=place,
            harm=group[0].measure in WORSENING,
        )
    )
    if tested is False and side is not None and _on_the_edge(group):
        tested = None  # 'lower with A (P = .05)': what the text says of it
    if tested is False:
        return "no significant difference", "direction.test"
    if tested is None and not_shown(clause.text):
        return None
    if tested is None and is_null(clause.text[part[0] : part[1]]):
        return "no significant difference", "direction.words"
    if tested is None and _NUMERICALLY.search(clause.text, *part):
        return None  # no more than that one figure is above the other
    if tested is None and NONINFERIOR.search(clause.text):
        return "no significant difference", "direction.noninferior"
    if tested is None and _both_only_fell(group[0], clause, part):
        even = _said_behind(clause, part[1])
        return ("no significant difference", "direction.words") if even else None
    if tested or side is not None:
        told = figures_say(
            group,
            lower,
            rising=ROSE.search(clause.text) is not None,
            gained=GAINED.search(clause.text) is not None,
        )
        if told is not None and side is not None and told != side:
            return _CONTRADICTED
        winner = (
            told or side or estimate_says(group, lower) or order_says(group, clause, ids, lower)
        )
        if winner is None and _BLUNTED.search(clause.text):
            return _UNTOLD  # 'an interaction (P = .02): the fall was blunted after naltrexone'
        if winner is None and not clause.arms and len(clause.figures) > 1:
            return _UNTOLD  # 'on day 3 they were 19.4 and 6.8 (P = .008)': which is whose?
        winner = winner or _drug_won(group[0])
        return f"favours {winner}", "direction.test" if tested else "direction.words"
    return None


_BLUNTED = re.compile(
    r"\b(?:blunt|dampen|abolish|counteract)\w*\b|\b(?:effects?|responses?|fall|reductions?|improvements?|decreases?)\b[^.;]{0,40}\b(?:was|were) (?:\w+ )?(?:attenuated|diminished|weakened|blocked|reduced)\b",
    re.IGNORECASE,
)


# 'higher with A, but the differences were not significant': said of what stands before it
_THOUGH_NOT = re.compile(
    r"\b(?:but|although|though|however|yet),? (?:(?:the|these|this|those|that|all|both|neither|none of the|such) )?(?:\w+ )?(?:differences?|it|they|this|these|effects?|changes?|results?|reductions?|improvements?|which)? ?(?:(?:was|were|did|is|are) (?:still )?not |failed to |fell short of |did not )(?:(?:reach|attain|achieve|meet) )?(?:statistical(?:ly)? )?(?:signific\w+|different)"
    r"|\b(?:but|although|though|however) (?:the |its )?(?:\d+ ?% )?(?:CIs?|confidence intervals?) (?:included|crossed|spanned|contained|overlapped)\b"
    r"|\bnot (?:statistically )?significantly (?:higher|lower|greater|better|smaller|fewer|more|less|different)\b|\bnon-?significantly (?:higher|lower|greater|better|more|less|fewer)",
    re.IGNORECASE,
)
_NUMERICALLY = re.compile(r"\bnumerical(?:ly)?\b", re.IGNORECASE)
_SPARED = re.compile(
    r"\b(?:(?:scor|show|report|reach|achiev)\w*|had|rate[ds]|ratings?) (?:of |a score of )?(?:zero|0(?![.\d])|no|none)\b|\bfree (?:of|from)\b|\babsence of\b|\bresol(?:ved|ution)\b",
    re.IGNORECASE,
)


def _counts_the_spared(row: Row, clause: Clause) -> bool:
    """'53% and 24% scored zero': shares of the people who have it no more."""
    shares = any(f.kind == "percent" for f in clause.figures)
    return shares and row.measure not in WORSENING and _SPARED.search(clause.text) is not None


_IMPROVING = re.compile(
    r"\b(?:(?:decrease|improvement|reduction|fall)s?|improv(?:ing|ed?)) (?:in|on|of|from) (?!(?:the )?(?:\w+ )?(?:risk|odds|incidence|rate)s?\b)",
    re.IGNORECASE,
)


# 'a higher proportion met each threshold of improvement on the QIDS-SR'
_MORE_MET = re.compile(
    r"\bmore (?:[\w-]+ ){0,3}?(?:patients|participants|subjects|people|women|recipients)\b[^.;]{0,140}\b(?:met|reached|exceeded|achieved|attained|reported|experienced|showed)\b[^.;]{0,60}\b(?:improve\w*|MCID|thresholds?|minimal\w*|clinically|reductions?|decreases?|benefit)\b|\b(?:higher|greater|larger) (?:proportion|percentage|share|number)s? of\b[^.;]{0,120}\b(?:met|reached|achieved|attained|had|showed|experienced|reported)\b[^.;]{0,60}\b(?:improve\w*|thresholds? of|reductions?|decreases?|benefit)\b",
    re.IGNORECASE,
)


def _of_improving(row: Row, clause: Clause) -> bool:
    """'More likely to fall by a point on the CGI-S (OR 1.8)': the odds of doing better on a scale."""
    if row.statistic is None and _MORE_MET.search(clause.text):
        return True
    if row.statistic not in ("odds ratio", "risk ratio") or row.value_span is None:
        return False
    if any(m.measure.condition or m.kind == "event" for m in clause.measures):
        return False  # the odds of having it
    return _IMPROVING.search(clause.text, 0, row.value_span[0] - clause.offset) is not None


_SETS_AGAINST = re.compile(
    r"\b(?:than|compar\w+|relative|versus|vs|v|against|more|greater|larger|stronger|superior|better|lower|higher|favou?r\w*|difference|twice|effective)\b",
    re.IGNORECASE,
)


def _both_only_fell(row: Row, clause: Clause, part: tuple[int, int]) -> bool:
    """'Scores decreased by 21 with A and 17 with B': each arm's own fall, and in that ``part`` of the
    clause no word of who did better."""
    both = row.experimental_value is not None and row.comparator_value is not None
    fell = row.statistic == "mean change" or WENT_TO.search(clause.text) is not None
    return both and fell and not _SETS_AGAINST.search(clause.text, *part)


def _said_behind(clause: Clause, end: int) -> bool:
    """Whether the figures' clause goes on, of no other measure, with 'no significant difference'."""
    return is_null(clause.text[end:]) and not any(m.start >= end for m in clause.measures)


def _drug_won(row: Row) -> str:
    """A significant difference of which no more is said is the drug's effect."""
    return "comparator" if row.measure in WORSENING else "experimental"


def _significant(group: Sequence[Row]) -> bool | None:
    for row in group:
        if row.p is not None and row.p.kind == "superiority" and row.p.significant is not None:
            return row.p.significant
    for row in group:
        if row.interval is not None and row.statistic is not None:
            excluded = row.interval.excludes(1.0 if row.statistic in RATIOS else 0.0)
            if excluded is not None:
                return excluded
            if row.value is not None and not_beyond(row.value, row.statistic, row.interval):
                return False
    return None


def _on_the_edge(group: Sequence[Row]) -> bool:
    """A p-value printed as 0.05 may be rounded from either side."""
    return any(r.p is not None and r.p.operator == "=" and r.p.value == 0.05 for r in group)
