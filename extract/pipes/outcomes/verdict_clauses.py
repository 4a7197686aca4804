"""Whether a clause without placed figures says who did better at all, and of arms that are known."""

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
    NONINFERIOR,
    WORSE,
    is_null,
    undone_by_another,
)
from dosetable.extract.pipes.statistics import PValue


def refused(clause: Clause, names: ArmNames) -> bool:
    """Whether what ``clause`` says is no verdict on two arms: of shares or estimates that could not
    be placed, of a group that no arm is, of everybody, of one group alone, of another subject."""
    text = clause.text
    ours = frozenset(a.id for a in names.experimental)
    if _tested_apart(clause, ours):
        return True
    if any(f.kind == "percent" for f in clause.figures) and not percent_change(clause):
        return True  # the p-value is of shares that could not be placed
    if _joined(clause) or _BEFORE_GIVEN.search(text):
        return True
    if than_unknown(clause) or (len(names.experimental) > 1 and group_unknown(clause)):
        return True
    if len(names.arms) == 1 and _BETWEEN_GROUPS.search(text):
        return True  # of groups that are no arms
    if len(names.arms) == 1 and sum(f.kind == "mean" for f in clause.figures) > 1:
        return True  # of two groups' means, one of them not known
    if any(e.kind != "test" for e in clause.estimates):
        return True  # the verdict is on a figure that could not be placed
    if not _BETWEEN.search(text) and (_OVER_TIME.search(text) or _WITHIN.search(text)):
        return True  # everybody changed, or one group: no contrast
    if of_each_alone(text) or (_ALL_CHANGED.search(text) and not _MORE.search(text)):
        return True
    unnamed = not clause.measures and not general_spans(clause)
    if unnamed and _of_other_subject(clause):
        return True  # the verdict is on something else than the scale of the sentence before
    if not clause.arms and _FURTHER.search(text) and not _BETWEEN.search(text):
        return True  # 'no further change with maintenance infusions': from one course to the next
    if _CORRELATED.search(text) or undone_by_another(text, clause.arms):
        return True  # what goes together with what, or what was given before: no arms
    alone = not clause.arms and not is_null(text) and not _BETWEEN.search(text)
    if alone and len(names.arms) > 1 and _FROM_BASELINE.search(text):
        return True  # 'a significant improvement from baseline': before and after, not two arms
    of_course = len(names.arms) == 1 and _OF_COURSE.search(text) is not None
    if of_course and (clause.times or clause.p_values or _AFTERWARDS.search(text)):
        return _of_other_subject(clause) or "|" in text  # before and after is all there can be
    compared = any(p.search(text) for p in (_MORE, _LESS, _FAVOURED))
    before_and_after = _CHANGED_FROM.search(text) and not compared
    if before_and_after and not is_null(text) and all(m.arms <= ours for m in clause.arms):
        return True  # 'both doses reduced scores from baseline'
    if len({arm for m in clause.arms for arm in m.arms}) < 2 and not is_null(text):
        if _THAN_BASELINE.search(text):
            return not _BETWEEN.search(_THAN_BASELINE.sub("", text))  # one group, before and after
        if WENT.search(text) or _ROSE_DURING.search(text):
            return not _BETWEEN.search(text)  # one arm, from one visit to another
    return "|" in text  # a line of a form


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
    r"\b(?:than|versus|vs|compar\w+|between|differ\w*|similar\w*|equal\w*|alike|no|not|neither|nor|more|less|respectively|superior\w*|inferior\w*|better|worse|relative|each other|identical\w*|same|whereas|while|but)\b",
    re.IGNORECASE,
)


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
_OF_COURSE = re.compile(
    r"\bsignificant(?:ly)?\b[^.;()]{0,60}\b(?:decreas|declin|reduc|improv|drop|lower)\w*|\b(?:decreas|declin|reduc|improv|dropped|fell)\w*\b[^.;()]{0,40}\bsignificant(?:ly)?\b",
    re.IGNORECASE,
)
"""A significant change of the people themselves, in a trial of one arm."""
_AFTERWARDS = re.compile(
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
    r"\b(?:between|differ\w*|than|versus|vs|compar\w+|more|greater|larger|less|better|superior\w*|group|groups|arms?)\b",
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
    if len(tests) < 2 or _BETWEEN.search(clause.text) or not _CHANGE.search(clause.text):
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
_CORRELATED = re.compile(
    r"\bcorrelat(?:ed|ion|ions|es)\b|\b(?:negatively|positively|inversely) associated\b|\bassociations? (?:between|with|of)\b"
    r"|\bvar(?:y|ies|ied)\b[^.;]{0,30}\b(?:between|among|across|from)\b"
    r"|\bresponders\b[^.;]{0,30}\b(?:non-?responders|responders)\b",
    re.IGNORECASE,
)
_FAVOURED = re.compile(r"\bfavou?r(?:s|ed|ing)? (?!of\b)|\bin favou?r of\b", re.IGNORECASE)
_FROM_BASELINE = re.compile(
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
_INTERACTION = re.compile(
    r"\binteractions?\b|\b(?:group|treatment) ?(?:[(][^()]{1,30}[)] )?(?:and time ?(?:[(][^()]{1,30}[)] )?)?(?:main )?effects?\b|\beffects? of (?:group|treatment)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:the|all|among|between|of) (?P<count>three|four|five|six|[3-6]) (?:\w+ )?(?:groups|arms|treatments|conditions)\b",
    re.IGNORECASE,
)
_TWO_GROUPS = re.compile(
    r"\b(?:between|in|of|across) (?:the )?(?:two|2) (?:study |treatment )?groups\b", re.IGNORECASE
)
_COUNT = {"three": 3, "four": 4, "five": 5, "six": 6}


def _other_count(text: str, arms: int) -> bool:
    """'No differences between the 3 groups', of which two are known: one of them was not read."""
    if arms > 2 and _TWO_GROUPS.search(text):
        return True
    match = _COUNTED.search(text)
    if match is None:
        return False
    count = match["count"].lower()
    return (_COUNT.get(count) or int(count)) != arms


def tests_of(clause: Clause) -> list[PValue]:
    """The p-values that can be of a contrast."""
    tests = clause.tests
    if len(tests) > 1:
        tests = [p for p in tests if not _BY_EACH.search(clause.text, 0, p.start)]
    return [] if len(tests) == 1 and _of_each_group(tests[0], clause.text) else tests


def says_who(clause: Clause, names: ArmNames, p: PValue | None) -> bool:
    """Whether ``clause`` sets arms against each other: by a verdict in words or a test, and of more
    than one arm. 'Ketamine had a robust effect': against what is not said."""
    text = clause.text
    null = is_null(text)
    several = len(names.arms) > 2 and not _of_two(clause, names)
    if several and p and _ANY_OF.search(text) and not null:
        return False  # one test of more than two groups: which of them differ is not said
    if len(names.arms) > 2 and not null and not clause.arms and _INTERACTION.search(text):
        return False
    if _other_count(text, len(names.arms)):
        return False
    if len(names.arms) > 2 and not clause.arms and (_COUNTED.search(text) or _ANY_OF.search(text)):
        return False  # 'no differences among the three groups': one test of all, of no two
    if p or null:
        return True
    dated = clause.times or clause.arms or _AFTERWARDS.search(text)
    if len(names.arms) == 1 and dated and _OF_COURSE.search(text):
        return True
    if not any(w.search(text) for w in (NONINFERIOR, BETTER, WORSE, LOWER, HIGHER)):
        return False
    controls = frozenset(a.id for a in names.control)
    return bool(
        _BETWEEN.search(text)
        or NONINFERIOR.search(text)
        or any(m.arms & controls for m in clause.arms)
        or (len(names.arms) == 2 and _in_one_group(clause))
    )


_FROM = re.compile(rf"\bdifferen\w+ (?:from|versus|vs\.?|{COMPARED_WITH}) ", re.IGNORECASE)


def _of_two(clause: Clause, names: ArmNames) -> bool:
    """'Fell with the dose, with a difference from placebo for 1.0 mg/kg (P = .001)': a treatment and
    a control, and nobody else."""
    controls = frozenset(a.id for a in names.control)
    sides = [m.arms <= controls for m in clause.arms if len(m.arms) == 1]
    both = len(clause.arms) == len(sides) == len(set(sides)) == 2
    return both and _FROM.search(clause.text) is not None


# 'Scores fell in all groups (all P < .01), more so with A (P = .02)': the first test is of no two.
_BY_EACH = re.compile(
    r"\b(?:fell|decreas\w+|declin\w+|improv\w+|reduc\w+|dropped|lower\w*)\b(?:(?!\bthan\b)[^;.()]){0,60}\b(?:in|for|across|within|with) (?:both|all|each)(?: [\w-]+){0,2} ?[(](?:all |both )?$",
    re.IGNORECASE,
)
_IN_EACH = re.compile(r"\b(?:both|all|each)\b", re.IGNORECASE)
_ALIKE = re.compile(
    r"\b(?:no (?:\w+ ){0,2}difference|did not differ|without (?:\w+ ){0,2}difference|similar\w*)\b",
    re.IGNORECASE,
)


_SET_OFF = re.compile(rf"\b(?:than|{COMPARED_WITH}|versus|vs)\b", re.IGNORECASE)


def _of_each_group(p: PValue, text: str) -> bool:
    """'Decreased in both groups (P < .01), with no difference between them': a test of the change in
    each group, and behind it the groups are called alike."""
    each = _IN_EACH.search(text, 0, p.start)
    if each is None or _SET_OFF.search(text, each.end(), p.start):
        return False  # 'lower in both drug groups than with saline (P < .05)'
    return _ALIKE.search(text, p.end) is not None


_WITHIN = re.compile(r"\bwithin (?:each|the|both|either)? ?(?:[\w-]+ )?(?:groups?|arms?)\b", re.I)

_COMPARATIVE = re.compile(
    rf"\b(?:lower|higher|fewer|better|greater|larger|more|faster|further|sooner|favou?r(?:s|ed)?|in favou?r of)\b(?! (?:than |from )?(?:at )?{START})",
    re.I,
)
_GROUP_OF = re.compile(
    r"\b(?:in|with|for|among|given|receiving|after|following|on|under|of|favou?r(?:s|ed)?) (?:the |patients |those |women )*$",
    re.I,
)


_SHOWED = re.compile(
    r"(?:[- ]?treated)?(?: (?:group|arm|patients|participants|women|subjects|recipients))? (?:showed|had|reported|experienced|demonstrated|exhibited|achieved|displayed) (?:a |an |the )?(?:[\w-]+ly )?",
    re.IGNORECASE,
)


def _in_one_group(clause: Clause) -> bool:
    """'Scores were lower in the X group', 'the X group had lower scores', of two groups: lower than in the other."""
    told = _COMPARATIVE.search(clause.text)
    if told is None:
        return False
    if _FROM_BASELINE.search(clause.text) and not _FAVOURED.search(clause.text):
        return False
    return any(
        (m.start >= told.start() and _GROUP_OF.search(clause.text, 0, m.start))
        or _SHOWED.fullmatch(clause.text, m.end, told.start())
        for m in clause.arms
    )


_ANY_OF = re.compile(
    r"\bdose[- ](?:related|dependent|response)\b|\bamong (?:the )?(?:three |four |five |all )?(?:groups|arms|treatments)\b",
    re.IGNORECASE,
)
_OTHER_SUBJECT = re.compile(
    r"\b(?:consumption|pain|VAS|NRS|sessions?|pressure|heart rate|recovery|sedation|sufentanil|opioid|propofol|analgesi\w+|seizure|nausea|vomiting|dizziness|sleep|cognit\w+|memory|adverse|satisfaction)\b",
    re.IGNORECASE,
)

_OVER_TIME = re.compile(
    r"\bover (?:\w+ )?time\b|\b(?:main )?effects? of time\b|\btime effect", re.I
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
_BETWEEN = re.compile(
    r"\b(?:than|versus|vs\.?|between|compared|differ\w*|superior\w*|both groups)\b|[x\u00d7*-] ?(?:time|treatment|group)\b|\bby[- ](?:time|group|treatment)\b",
    re.IGNORECASE,
)
