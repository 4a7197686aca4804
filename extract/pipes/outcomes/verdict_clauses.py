"""Clauses without placed figures that give no verdict on two arms."""

from __future__ import annotations

import re

from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.entry_words import START
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.strangers import group_unknown, than_unknown
from dosetable.extract.pipes.outcomes.subjects import general_spans, percent_change
from dosetable.extract.pipes.outcomes.verdicts import (
    BETTER,
    HIGHER,
    LOWER,
    NULL,
    is_null,
    undone_by_another,
)

# '...; the last-mentioned was transient and did not persist': one of what the part before lists
_THE_LATTER = re.compile(
    r"\W*(?:(?:and|but|with) )?the (?:latter|former|last|first)(?:[- ](?:mentioned|named|two|of these))?,? (?:was|were|being|is|are|did|had)\b",
    re.IGNORECASE,
)


def refused(clause: Clause, names: ArmNames) -> bool:
    """Whether what ``clause`` says is no verdict on two arms: of shares or estimates that could not
    be placed, of a group that no arm is, of everybody, of one group alone, of another subject."""
    text = clause.text
    ours = frozenset(a.id for a in names.experimental)
    if _tested_apart(clause, ours):
        return True
    if any(f.kind == "percent" for f in clause.figures) and not percent_change(clause):
        return True  # the p-value is of shares that could not be placed
    if _joined(clause) or _each_told(clause, ours) or _BEFORE_GIVEN.search(text):
        return True
    if than_unknown(clause) or (len(names.experimental) > 1 and group_unknown(clause)):
        return True
    if len(names.arms) == 1 and _BETWEEN_GROUPS.search(text):
        return True  # of groups that are no arms
    if len(names.arms) == 1 and sum(f.kind == "mean" for f in clause.figures) > 1:
        return True  # of two groups' means, one of them not known
    if any(e.kind != "test" for e in clause.estimates):
        return True  # the verdict is on a figure that could not be placed
    if not BETWEEN.search(text) and (_OVER_TIME.search(text) or _WITHIN.search(text)):
        return True  # everybody changed, or one group: no contrast
    if of_each_alone(text) or (_ALL_CHANGED.search(text) and not _MORE.search(text)):
        return True
    unnamed = not clause.measures and not general_spans(clause)
    if unnamed and (_of_other_subject(clause) or _THE_LATTER.match(text)):
        return True  # the verdict is on something else than the scale of the sentence before
    if not clause.arms and _FURTHER.search(text) and not BETWEEN.search(text):
        return True  # 'no further change with maintenance infusions': from one course to the next
    if _THAN_PEOPLE.search(text):
        return True
    if _CORRELATED.search(text) or undone_by_another(text, clause.arms):
        return True  # what goes together with what, or what was given before: no arms
    alone = not clause.arms and not is_null(text) and not BETWEEN.search(text)
    if alone and len(names.arms) > 1 and FROM_BASELINE.search(text):
        return True  # 'a significant improvement from baseline': before and after, not two arms
    of_course = len(names.arms) == 1 and OF_COURSE.search(text) is not None
    if of_course and (clause.times or clause.p_values or AFTERWARDS.search(text)):
        return _of_other_subject(clause) or "|" in text  # before and after is all there can be
    compared = any(p.search(text) for p in (_MORE, _LESS, FAVOURED))
    before_and_after = _CHANGED_FROM.search(text) and not compared
    if before_and_after and not is_null(text) and all(m.arms <= ours for m in clause.arms):
        return True  # 'both doses reduced scores from baseline'
    if _THAN_BASELINE.search(text) and not is_null(text):
        return not BETWEEN.search(_THAN_BASELINE.sub("", text))  # before and after
    of_one = len({arm for m in clause.arms for arm in m.arms}) < 2 and not is_null(text)
    if of_one and (_went(clause) or _ROSE_DURING.search(text)):
        return not BETWEEN.search(text)  # one arm, from one visit to another
    return "|" in text or _even_later(clause)  # a line of a form, or a visit without a name


_LATER = re.compile(
    r"\b(?:thereafter|afterwards?|subsequently|from then on|later on|at (?:any|all|the|each|every) (?:later|subsequent|other|remaining) (?:time ?points?|visits?|assessments?|times))\b",
    re.IGNORECASE,
)


def _even_later(clause: Clause) -> bool:
    """'Scores peaked at 40 min in A and did not differ from B thereafter': nothing is said of 40 min."""
    null = NULL.search(clause.text)
    if null is None or not clause.times or not _LATER.search(clause.text, null.start()):
        return False
    before = clause.text[: null.start()]
    return all(t.end <= null.start() for t in clause.times) and not any(
        p.search(before) for p in (BETTER, LOWER, HIGHER)
    )


_DIGIT = re.compile(r"\d")


def _went(clause: Clause) -> bool:
    """Whether a score went from one figure to another; 'from 2 h to day 7' are visits."""
    went = WENT.search(clause.text)
    digit = _DIGIT.search(clause.text, went.start()) if went else None
    return digit is not None and not any(t.start <= digit.start() < t.end for t in clause.times)


# 'before treatment with A, B and placebo, respectively'
_BEFORE_GIVEN = re.compile(
    r"\bbefore (?:the )?(?:treatment|administration|infusion|injection|dosing) (?:with|of) ",
    re.IGNORECASE,
)
_SIDE_BY_SIDE = re.compile(
    r"(?: (?:groups?|arms?|patients|participants|recipients))?,? (?:and|or|as well as) (?:the )?",
    re.IGNORECASE,
)
_APART = re.compile(
    r"\b(?:than|versus|vs|compar\w+|between|differ\w*|similar\w*|equal\w*|alike|no|not|neither|nor|more|less|respectively|superior\w*|inferior\w*|better|worse|relative|each other|identical\w*|comparabl\w*|equivalent\w*|indistinguishable|separat\w*|same|whereas|while|but)\b",
    re.IGNORECASE,
)


_SET_APART = re.compile(
    r"\b(?:greater|lower\w*|higher|larger|smaller|faster|sooner|fewer|worse|poorer|favou?r\w*|outperform\w*|outdid|beat|better\w*|exceed\w*|surpass\w*|effective|advantage|against|from|over|unlike|only|inferior\w*|reduced|fallen|interaction|effects? of)\b",
    re.IGNORECASE,
)


def _each_told(clause: Clause, ours: frozenset[str]) -> bool:
    """'The X group improved significantly at 24 h, and the Y group at day 7': what became of each, and
    no word that sets one against the other."""
    sides = {bool(m.arms & ours) for m in clause.arms}
    if len(sides) < 2 or clause.p_values:
        return False
    return not (_APART.search(clause.text) or _SET_APART.search(clause.text))


def _joined(clause: Clause) -> bool:
    """'The A and B groups had significantly decreased scores': both in one breath, and neither set
    against the other."""
    if len({m.arms for m in clause.arms}) < 2 or _APART.search(clause.text):
        return False
    pairs = list(zip(clause.arms, clause.arms[1:], strict=False))
    return all(_SIDE_BY_SIDE.fullmatch(clause.text, a.end, b.start) for a, b in pairs)


_BETWEEN_GROUPS = re.compile(
    r"\bbetween[- ](?:the )?(?:two )?groups?\b|\b(?:two|both) groups\b", re.IGNORECASE
)
OF_COURSE = re.compile(
    r"\bsignificant(?:ly)?\b[^.;()]{0,60}\b(?:decreas|declin|reduc|improv|drop|lower)\w*|\b(?:decreas|declin|reduc|improv|dropped|fell)\w*\b[^.;()]{0,40}\bsignificant(?:ly)?\b",
    re.IGNORECASE,
)
"""A significant change of the people themselves, in a trial of one arm."""
AFTERWARDS = re.compile(
    r"\b(?:after|following|post) (?:the |all |completing |completion of )?(?:[\w-]+ ){0,3}?(?:ECTs?|infusions?|treatments?|injections?|doses?|sessions?|administration|therapy|course)\b",
    re.IGNORECASE,
)


def of_each_alone(text: str) -> bool:
    """'A significant effect in both groups (F = 14, P < .001)': what became of each group, with
    nothing that sets one against the other."""
    head, _, rest = text.partition(", but ")
    if rest and not _SET_BESIDE.search(rest):
        text = head  # 'improved in both groups at 1 month, but not at 3 months'
    if _THAN_BEFORE.search(text):
        return True
    alone = _IN_ALL.search(text) or _BOTH_CHANGED.search(text)
    return alone is not None and _MORE.search(text) is None


# 'lower than pre-treatment scores in both A and B'
_THAN_BEFORE = re.compile(
    rf"\b(?:than|{COMPARED_WITH}) (?:the |their )?(?:pre-?(?:treatment|infusion|operative|test)|{START})\b[^.;]*\b(?:in|for|with|on) (?:both|each|all)\b",
    re.IGNORECASE,
)
_SET_BESIDE = re.compile(
    r"\b(?:between|differ\w*|than|versus|vs|compar\w+|more|greater|larger|less|better|superior\w*|group|groups|arms?|(?:additional|added|extra) (?:benefits?|effects?|advantages?|improvements?))\b",
    re.IGNORECASE,
)


# 'Both those given X (z = -5.8) and those given Y (z = -3.1) had significant decreases'
_BOTH_CHANGED = re.compile(
    r"\b[Bb]oth [^;]{3,200} and [^;]{3,200}\b(?:experienced|showed|had|led to|resulted in|produced|were associated with|demonstrated|displayed) (?:an? )?(?:statistically |clinically )?(?:significant|marked|substantial|large|rapid)?,? ?(?:and [\w-]+ )?(?:decreas|reduc|improve|declin|drop|fall)\w*",
)


_CHANGED_FROM = re.compile(
    rf"\b(?:fell|fall|decreas\w+|declin\w+|improv\w+|reduc\w+|dropped|chang\w+)\b[^.;()]{{0,60}}\bfrom (?:the )?(?:{START}|pre-?(?:treatment|infusion|dose))\b",
    re.IGNORECASE,
)
_LESS = re.compile(r"\b(?:lower|smaller|superior\w*|significant (?:effect|difference))\b", re.I)


def _tested_apart(clause: Clause, ours: frozenset[str]) -> bool:
    """'Scores declined from baseline with A (P < .001) but not with placebo (P = .4)': a test of the
    change in each group."""
    tests = clause.tests
    if len(tests) < 2 or BETWEEN.search(clause.text) or not _CHANGE.search(clause.text):
        return False
    sides = []
    start = 0
    for p in tests:
        named = [m.arms for m in clause.arms if start <= m.start < p.start]
        sides.append({bool(arms & ours) for arms in named})
        start = p.end
    return {True} in sides and {False} in sides


_CHANGE = re.compile(
    r"\b(?:improv\w+|declin\w+|decreas\w+|reduc\w+|fell|dropped|chang\w+|response)\b", re.I
)
_FURTHER = re.compile(
    r"\b(?:further|additional|continued|subsequent) (?:[\w-]+ )?(?:reductions?|improvements?|changes?|decreases?|declines?|gains?|benefits?)\b",
    re.IGNORECASE,
)
_IN_ALL = re.compile(
    r"\b(?:in|for|within|across) (?:both|all|each|either)(?: of the)?(?: (?:two|three|four|study|treatment))? (?:groups?|arms?|conditions?|treatments?)\b",
    re.IGNORECASE,
)
# 'Women gained more than men with ketamine': parts of the people, and no arms
_THAN_PEOPLE = re.compile(
    r"\bthan (?:in |among |for |those of )?(?:the )?(?:men|women|males?|females?|boys|girls|(?:younger|older) [a-z]+|(?:non-?)?(?:responders|remitters|carriers|completers))\b(?! (?:who|that|receiving|given|in the|treated|on|assigned|allocated|randomi[sz]ed|taking))",
    re.IGNORECASE,
)
_CORRELATED = re.compile(
    r"\bcorrelat(?:ed|ion|ions|es)\b|(?<![\w.])(?:[\u03c1r]s?|rho|R2|R\u00b2) ?= ?-?[01]?\.\d|\b(?:negatively|positively|inversely) associated\b|\bassociations? (?:between|with|of)\b"
    r"|\bvar(?:y|ies|ied)\b[^.;]{0,30}\b(?:between|among|across|from)\b"
    r"|\bresponders\b[^.;]{0,30}\b(?:non-?responders|responders)\b",
    re.IGNORECASE,
)
FAVOURED = re.compile(r"\bfavou?r(?:s|ed|ing)? (?!of\b)|\bin favou?r of\b", re.IGNORECASE)
FROM_BASELINE = re.compile(
    rf"\b(?:from|since|over|than|to|with|versus|vs\.?) (?:the )?(?:{START}|pre-?(?:treatment|infusion|dose))\b",
    re.IGNORECASE,
)
_THAN_BASELINE = re.compile(
    rf"\b(?:than|{COMPARED_WITH}|relative to|versus|vs\.?) (?:at |in |on |the |their |those |that |of )*(?:\d+ ?(?:d|days?|h|hours?|weeks?) )?(?:{START}|before|pre-?(?:treatment|infusion|dose|operati\w+)|prior to|T0)\b",
    re.IGNORECASE,
)
_ROSE_DURING = re.compile(
    r"\b(?:rose|increased|went up|fell|decreased|dropped) (?:statistically )?(?:significantly )?during (?:the )?(?:\w+ )?(?:infusion|session|treatment)\b",
    re.IGNORECASE,
)
WENT = re.compile(
    r"(?<!interval )(?<!CI )(?<!ranging )\bfrom [^;,]{0,30}?\d[^;,]{0,40}? to [^.;,]{0,20}?\d"
)
"""'From 31.2 at baseline to 14': one score after another."""


_WITHIN = re.compile(r"\bwithin (?:each|the|both|either)? ?(?:[\w-]+ )?(?:groups?|arms?)\b", re.I)

_OTHER_SUBJECT = re.compile(
    r"\b(?:consumption|pain|VAS|NRS|sessions?|pressure|heart rate|recovery|sedation|sufentanil|opioid|propofol|analgesi\w+|seizure|nausea|vomiting|dizziness|sleep|cognit\w+|memory|adverse|satisfaction)\b",
    re.IGNORECASE,
)

_OVER_TIME = re.compile(
    r"\bover (?:\w+ )?time\b|\b(?:with|across) time\b|\b(?:main )?effects? of time\b|\btime effect",
    re.I,
)
# 'Scores fell significantly from baseline in both groups': which did better is not said.
_AFTER_SESSIONS = re.compile(r"\b(?:after|following|by|at) (?:[\w-]+ ){1,3}$", re.IGNORECASE)


def _of_other_subject(clause: Clause) -> bool:
    """Whether ``clause`` names what is no outcome of ours, other than as an arm's drug or as when
    ('after two sessions')."""
    return any(
        not any(a.start < m.end() and m.start() < a.end for a in clause.arms)
        and not (
            m.group().lower().startswith("session")
            and _AFTER_SESSIONS.search(clause.text, 0, m.start())
        )
        for m in _OTHER_SUBJECT.finditer(clause.text)
    )


_ALL_CHANGED = re.compile(
    r"\b(?:decreas|improv|reduc|declin|fell|chang|drop|lower)\w*\b[^.;]{0,100}\b(?:in|for|across|within|by) (?:both|all|each|either|every|the two|the three)(?: of the)?(?: (?:two|three|four|study|treatment|\w+))? (?:groups?|arms?|conditions?|treatments?)\b"
    r"|\b(?:both|all)(?: of the)?(?: (?:two|three|four|study|treatment))? (?:groups|arms|conditions|treatments)\b[^.;]{0,60}\b(?:decreas|improv|reduc|declin|fell|drop)\w*",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:more|greater|larger|less|fewer|superior\w*|inferior\w*|better|differ\w*|between|than|higher|versus|vs|similar\w*|comparabl[ey]|equal\w*|alike|no|not)\b",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    r"\b(?:than|versus|vs\.?|between|compared|differ\w*|superior\w*|both groups)\b|[x\u00d7*-] ?(?:time|treatment|group)\b|\bby[- ](?:time|group|treatment)\b"
    r"|\b(?:treatment|group|drug) (?:main )?effects?\b|\beffects? (?:of|for) (?:the )?(?:treatment|group|drug|condition|arm|study drug)\b",
    re.IGNORECASE,
)
