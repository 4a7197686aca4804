"""Whether a clause sets arms against each other: by a test, or by words of who did better."""

from __future__ import annotations

import re

from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.entry_words import START
from dosetable.extract.pipes.outcomes.direction import WORSENING
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.verdict_clauses import (
    AFTERWARDS,
    BETWEEN,
    FAVOURED,
    FROM_BASELINE,
    OF_COURSE,
)
from dosetable.extract.pipes.outcomes.verdicts import (
    BETTER,
    HIGHER,
    LOWER,
    MORE_HARM,
    NONINFERIOR,
    WORSE,
    favoured_by_time,
    is_null,
)
from dosetable.extract.pipes.statistics import PValue

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


# 'a significant effect of time (P < .001), with no effect of treatment (P = .7)'
_OF_TIME = re.compile(
    r"\b(?:effects? (?:of|for) time|time effects?|(?:improv|decreas|declin|reduc|fell|dropp|chang)\w*[^.;()]{0,40} (?:over|with|across) time(?: (?:in|for|across) (?:both|all|the two|each) (?:\w+ )?(?:groups?|arms?))?)(?: was significant)? ?[(\[,]? ?(?:all |both )?(?:F ?[(\[]?[\d., ]*[)\]]? ?= ?[\d.]+[,;] ?)?$",
    re.IGNORECASE,
)


def tests_of(clause: Clause) -> list[PValue]:
    """The p-values that can be of a contrast."""
    tests = [p for p in clause.tests if not _OF_TIME.search(clause.text, 0, p.start)]
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
    if len(names.arms) > 2 and not clause.arms and _INTERACTION.search(text):
        return False
    if _other_count(text, len(names.arms)):
        return False
    if len(names.arms) > 2 and not clause.arms and (_COUNTED.search(text) or _ANY_OF.search(text)):
        return False  # 'no differences among the three groups': one test of all, of no two
    if p or null:
        return True
    dated = clause.times or clause.arms or AFTERWARDS.search(text)
    if len(names.arms) == 1 and dated and OF_COURSE.search(text):
        return True
    if differ(clause, names):
        return True
    if _time_to_event(clause, names):
        return True
    harm = any(m.name in WORSENING for m in clause.measures) and MORE_HARM.search(text)
    if not harm and not any(w.search(text) for w in (NONINFERIOR, BETTER, WORSE, LOWER, HIGHER)):
        return False
    controls = frozenset(a.id for a in names.control)
    return bool(
        BETWEEN.search(text)
        or NONINFERIOR.search(text)
        or any(m.arms & controls for m in clause.arms)
        or (len(names.arms) == 2 and _in_one_group(clause))
    )


_DIFFERED = re.compile(
    r"\b(?:differences?|superiority|separation)\b[^.;()]{0,60}?\b(?:was|were|remained|became|stayed|persisted|emerged|appeared)\b"
    r"|\bsignificant (?:main )?(?:(?:drug|treatment|group) effects?|effects? of (?:the )?(?:drug|treatment|group|condition|medication))\b",
    re.IGNORECASE,
)


def differ(clause: Clause, names: ArmNames) -> bool:
    """'The difference was significant at day 3', 'a significant effect of the drug', where two arms
    are all there are, and one of them a placebo: no arm needs to be named."""
    controls = [arm.role for arm in names.control]
    return (
        len(names.arms) == 2
        and controls in (["placebo"], ["active placebo"])
        and _DIFFERED.search(clause.text) is not None
        and FROM_BASELINE.search(clause.text) is None
    )


def _time_to_event(clause: Clause, names: ArmNames) -> bool:
    """'The time to relapse was longer after A than after B'."""
    ours = frozenset(arm.id for arm in names.experimental)
    sides = {bool(m.arms & ours) for m in clause.arms}
    late = any(m.name == "relapse" for m in clause.measures)
    return len(sides) == 2 and bool(
        favoured_by_time(clause.text, clause.arms, experimental=ours, late=late)
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


_COMPARATIVE = re.compile(
    rf"\b(?:lower|halved|higher|fewer|less|smaller|rarer|better|worse|poorer|greater|larger|more|faster|further|sooner|advantage|superiority|benefits?(?= (?:of|for|with)\b)|(?:reduced|decreased|increased)(?= (?:risk|likelihood|odds|incidence|rates?|probability|chances?|prevalence)\b)|favou?r(?:s|ed)?|in favou?r of)\b(?! (?:than |from )?(?:at )?{START})",
    re.I,
)
_GROUP_OF = re.compile(
    r"\b(?:in|with|for|among|given|receiving|after|following|on|under|of|favou?r(?:s|ed)?) (?:the |(?:patients|those|women|participants|subjects|mothers|people|adults) |(?:who|that) (?:had )?(?:received|were given|got|took) |(?:receiving|given|treated with|assigned to|randomi[sz]ed to|in) )*$",
    re.I,
)


_SHOWED = re.compile(
    r"(?:[- ]?treated)?(?: (?:group|arm|patients|participants|women|subjects|recipients|treatment|therapy|infusions?|administration))? (?:showed|had|reported|experienced|demonstrated|exhibited|achieved|displayed|(?:was|were) associated with|led to|resulted in|produced|yielded|conferred|provided|offered|brought|was|were) (?:a |an |the )?(?:[\w-]+ly ){0,2}",
    re.IGNORECASE,
)


# 'had returned to baseline by 2 hours': no comparison with it
_RETURNED = re.compile(
    rf"\b(?:return\w*|back|normali[sz]\w*|resol\w*|recover\w*|fell back|declin\w*|subsid\w*) (?:\w+ ){{0,2}}?to (?:the |their )?{START}",
    re.IGNORECASE,
)
_LOWERED_RISK = re.compile(
    r"(?:[- ]?treated)?(?: (?:group|arm|treatment|infusions?|administration))? (?:[\w-]+ly )?(?:reduced|decreased|lowered|cut|diminished) the (?:[\w-]+ ){0,2}?(?:risk|incidence|prevalence|odds|likelihood|rates?|occurrence) of (?:[\w-]+ ){0,2}?$",
    re.IGNORECASE,
)


def _prevented(clause: Clause) -> bool:
    """'Esketamine reduced the risk of postpartum depression': nobody had it before, so that it is less
    than in the other group."""
    return any(
        _LOWERED_RISK.fullmatch(clause.text, arm.end, event.start)
        for event in clause.measures
        if event.measure.condition or event.name == "relapse"
        for arm in clause.arms
        if arm.end < event.start
    )


def _in_one_group(clause: Clause) -> bool:
    """'Scores were lower in the X group', 'the X group had lower scores', of two groups: lower than in the other."""
    if _prevented(clause):
        return True
    told = _COMPARATIVE.search(clause.text)
    if told is None:
        return False
    if FROM_BASELINE.search(_RETURNED.sub("", clause.text)) and not FAVOURED.search(clause.text):
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
