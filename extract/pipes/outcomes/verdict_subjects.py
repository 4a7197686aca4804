"""What a verdict in words is on: the measures that its clause names, or the ones spoken of before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.memory import Memory
from dosetable.extract.pipes.outcomes.no_effect import BUT_NOT_ON
from dosetable.extract.pipes.outcomes.plan import PRIMARY, Plan
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.subjects import GENERIC, general_spans, occurs
from dosetable.extract.pipes.outcomes.unnamed import GOES_ON, of_another_subject
from dosetable.extract.pipes.outcomes.verdict_parts import part_about
from dosetable.extract.pipes.outcomes.verdicts import is_null, says
from dosetable.extract.pipes.people import PEOPLE


def judged(clause: Clause, plan: Plan, memory: Memory, *, tested: bool) -> list[MeasureMention]:
    """The measures on which ``clause`` gives its verdict; none where it is on other things."""
    measures = [
        m
        for m in clause.measures
        if (not m.measure.condition or occurs(m, clause))
        and (not _of_an_effect(m, clause.text) or occurs(m, clause))
    ]
    measures = [
        m
        for m in measures
        if not _of_event(m, clause)
        and not of_nnt(m, clause)
        and not _LEFT_OUT.search(clause.text, 0, m.start)
        and not (m.measure.generic and _WHO_HAVE.search(clause.text, 0, m.start))
    ]
    named = any(m.kind == "suicidality" and not m.measure.generic for m in measures)
    if named:  # 'suicidal ideation, on the SSI,'
        measures = [m for m in measures if not m.measure.generic]
    spoken_of = clause.arms or _BOTH.search(clause.text) or _NOT_ON.match(clause.text)
    if plan.main and spoken_of and GENERIC.search(clause.text):
        general = _beside(clause, measures)
        if not measures:
            measures = [plan.main]
        elif general is not None:
            measures = [*measures, replace(plan.main, start=general[0], end=general[1])]
    on_all = _ON_ALL.search(clause.text)
    if on_all and not any(m.kind not in ("event", "other") and m != plan.main for m in measures):
        known = {m.name for m in measures}
        all_scales = [m for m in plan.announced if m.name not in known]
        measures += [replace(m, start=on_all.start(), end=on_all.end()) for m in all_scales]
    if not measures and memory.mention is not None and _goes_on(clause, memory, tested=tested):
        measures = [memory.mention]
    if not measures and memory.same_sentence and tested and _ANOTHER_WAS.match(clause.text):
        of_main = memory.mention is None and plan.main is not None
        measures = [m for m in (plan.main if of_main else memory.mention,) if m is not None]
    main = plan.main if plan.main and (plan.sole or plan.main.name in plan.primary) else None
    if not measures and main and clause.arms and clause.times:
        measures = [main]
    if not measures:
        measures = _secondary_spoken_of(clause, plan) or _primary_spoken_of(clause, plan, memory)
    measures = _without_others(measures, clause)
    return [] if any(m.kind == "other" for m in measures) else measures


_NOT_ON = re.compile(r"\W*(?:but )?not (?:on|for|in) ", re.IGNORECASE)
# 'did not differ on any of the depression scales'
_ON_ALL = re.compile(
    r"\b(?:on|in|for|across|by) (?:all|any|each|either|every)(?: of)?(?: the)?(?: (?:other|four|three|five|depression|depressive|clinical|rating|outcome|efficacy|symptom|study|suicidality|suicide|mood|main|secondary|primary))* (?:instruments?|scales?(?:/subscales)?|rating scales?|measures|questionnaires?)\b",
    re.IGNORECASE,
)


def of_nnt(mention: MeasureMention, clause: Clause) -> bool:
    """'A was superior (-4.6; P = .01; NNT for response 5)': said of the number needed to treat alone."""
    return any(
        e.statistic == "number needed to treat" and e.start < mention.start < e.value_start
        for e in clause.estimates
    )


# 'More patients with severe suicidal ideation remitted': who they were
_WHO_HAVE = re.compile(
    rf"\b{PEOPLE} (?:with|who had|having|suffering from) (?:(?:severe|active|acute|current|chronic|clinically significant|serious|moderate|moderate-to-severe|recent|high) )*$",
    re.IGNORECASE,
)
# 'More of them had no relapse': whoever has more of it did better, so that it is no relapse.
_SPARED = re.compile(
    r"\b(?:had|have|having|with|and|showed) no $|\b(?:without|free (?:of|from)|(?<=\S )not|never|avoided) (?:an?y? |yet )?$",
    re.I,
)
# 'It did not alter the antidepressant response to ketamine': no rate of responders.
_RESPONSE_TO = re.compile(r"responses? to \w")


_OF = re.compile(r" (?:of|from) (?:severe |active )?", re.IGNORECASE)
_ON = re.compile(
    r"(?: rates?)?,? ?(?:on|by|per|according to|(?:as )?(?:defined|measured|assessed|rated) (?:on|by|with|using)|based on|[(]) ?(?:the |an? )?",
    re.IGNORECASE,
)


def _of_event(mention: MeasureMention, clause: Clause) -> bool:
    """What an event is of, or was counted on: 'remission of suicidal ideation', 'response on the
    MADRS', 'remission (MADRS of 10 or less)'. The verdict is on the event."""
    if mention.kind == "event":
        return False
    joint = _OF if mention.measure.generic else _ON
    beside = any(
        m.kind == "event"
        and not _of_an_effect(m, clause.text)
        and (
            clause.text[mention.end : m.start] == " "
            or joint.fullmatch(clause.text, m.end, mention.start)
        )
        for m in clause.measures
    )
    return beside and not (_SCORES.match(clause.text, mention.end))


_SCORES = re.compile(r" (?:total )?scores?\b(?! (?:of|<|below|\u2264))", re.IGNORECASE)


def spared(mention: MeasureMention, text: str) -> bool:
    if mention.kind != "event" and BUT_NOT_ON.search(text, 0, mention.start):
        return False  # 'the X, but not the Y, was lower': a verdict on each
    return _SPARED.search(text, 0, mention.start) is not None


# 'with the exception of the X, all scales were lower'
_LEFT_OUT = re.compile(
    r"\b(?:with the exception of|except(?:ing)?(?: for)?|apart from|other than|aside from) (?:the |for )*$",
    re.IGNORECASE,
)


_ANTIDEPRESSANT = re.compile(r"\bantidepressant $", re.IGNORECASE)


def _of_an_effect(mention: MeasureMention, text: str) -> bool:
    """Whether 'response' means the effect of a drug: 'the antidepressant response, on the MADRS,'."""
    return bool(
        _RESPONSE_TO.match(text, mention.start)
        or (
            mention.measure.name == "response"
            and _ANTIDEPRESSANT.search(text[: mention.start]) is not None
        )
    )


def _goes_on(clause: Clause, memory: Memory, *, tested: bool) -> bool:
    """Whether a clause that names no measure speaks of the one before it."""
    text = clause.text
    null = is_null(text)
    if not (tested or clause.arms or null) or memory.mention is None:
        return False
    if GOES_ON.search(text) and (clause.times or memory.same_sentence):
        return True
    if memory.same_sentence and (_NOT_THEN.match(text) or (clause.arms and tested and null)):
        return True
    if memory.same_sentence and tested and clause.times and _THIS_WAS.match(text):
        return True
    if memory.off_topic or not clause.arms:
        return False
    if memory.same_sentence and _WERE_LOWER.match(text):
        return True
    superior = _SUPERIOR.search(text) and memory.mention.kind != "event"
    if _NO_DIFFERENCE.match(text) or superior:
        return True
    sides = {arm for m in clause.arms for arm in m.arms}
    if len(sides) < 2 or memory.mention.kind == "event" or of_another_subject(clause):
        return False
    return (tested or null) and _DID_BETTER.search(text) is not None


# '(P = .3), whereas 84 mg was (P = .02)': what the first was not
_ANOTHER_WAS = re.compile(
    r"\W*(?:whereas|while|but|although|though) (?:[\w./]+ ){1,5}(?:was|were|did)\W*[(\[]",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:both|between|the two)\b[^.;]{0,30}\b(?:groups|arms|treatments|conditions)\b|\bthe groups did not\b"
    r"|\bby (?:treatment|study|drug)? ?(?:condition|group|arm|treatment|allocation|assignment)\b"
    r"|\b(?:between[- ]|inter-?)?(?:group|treatment|arm) differences?\b",
    re.I,
)


_ONE_SECONDARY = re.compile(
    r"\b(?:the|its|our|this) (?:key |main )?secondary (?:efficacy )?(?:outcome|end-? ?point)\b(?!s)",
    re.IGNORECASE,
)


def _secondary_spoken_of(clause: Clause, plan: Plan) -> list[MeasureMention]:
    """'The key secondary endpoint did not separate the groups', where the methods name one."""
    if len(plan.secondary) != 1 or not _ONE_SECONDARY.search(clause.text):
        return []
    return [m for m in plan.announced if m.name in plan.secondary]


def _primary_spoken_of(clause: Clause, plan: Plan, memory: Memory) -> list[MeasureMention]:
    """'The primary outcome did not differ': of the measure that the methods made primary; 'but not
    at day 7': of the one spoken of before."""
    main = plan.main if plan.main and (plan.sole or plan.main.name in plan.primary) else None
    if PRIMARY.search(clause.text) and not memory.same_sentence:
        return [m for m in (main or plan.primary_event,) if m is not None]
    of_main = main is not None and memory.measure == main.name and memory.same_sentence
    if main and (
        _NOT_THEN.match(clause.text) or (is_null(clause.text) and clause.p_values and clause.arms)
    ):
        return [main] if of_main else []
    sides = {arm for m in clause.arms for arm in m.arms}
    unsaid = memory.mention is None and not memory.off_topic
    if unsaid and len(sides) > 1 and _SUPERIOR.search(clause.text):
        return [m for m in (main or plan.primary_event,) if m is not None]
    if not PRIMARY.search(clause.text):
        return []
    if plan.main is not None and plan.main.name in plan.primary:
        return [plan.main]
    return [plan.primary_event] if plan.primary_event is not None else []


_NOT_THEN = re.compile(
    r"\W*(?:but )?not (?:(?:at|on|by|after) |\d+ (?:hours?|h|days?|d|weeks?|months?)\b)",
    re.IGNORECASE,
)
# 'There was no difference between A and B (P = .7)': of what, the sentence before has said.
_NO_DIFFERENCE = re.compile(
    r"\W*(?:(?:However|Moreover|In addition),? )?(?:there (?:was|were) )?no (?:\w+ ){0,2}differences? (?:(?:was|were) )?(?:(?:found|seen|observed|detected|noted) )?between ",
    re.IGNORECASE,
)
# ', and were lower in the X group'
_WERE_LOWER = re.compile(
    r"\W*(?:and|but|with) (?:(?:they|it|these|scores|the scores) )?(?:was|were)? ?(?:an? )?(?:[\w-]+ly )?(?:lower|higher|better|greater|larger|steeper|more)\b",
    re.IGNORECASE,
)
# '; this was maintained at week 10 (P = .04)'
_THIS_WAS = re.compile(
    r"\W*(?:(?:and|but|while|whereas) )?(?:(?:at|by|on|after) [^,;()]{2,25}, )?(?:(?:(?:this|it|which|that|they|there) )?(?:was|were|did|became|remained|persisted|had become)\b"
    r"|(?:an? )?(?:\w+ )?(?:significant|clear|large) one\b|only (?:at|on|by|after)\b)",
    re.IGNORECASE,
)
# 'Post hoc, the higher dose improved more than placebo (P = .01)': who did better, of what was said.
_DID_BETTER = re.compile(
    r"\b(?:improv(?:ed|ement)|differ(?:ed|ence|s)?|separated?|better|worse|inferior|effective|outperformed|superior|similar|comparable|(?:greater|larger) (?:reduction|decrease|decline|fall|drop))\b"
    r"|\b(?:reduction|decrease|decline|fall|drop)s? (?:was|were) (?:\w+ ){0,2}(?:greater|larger)\b",
    re.IGNORECASE,
)
_SUPERIOR = re.compile(
    r"\b(?:superior|non-?inferior) to\b|\bmore effective than\b|\bseparated from\b", re.I
)

_OPENED = re.compile(
    r"\s?(?:scores? |ratings? )?[(\[]|\s"
)  # 'dissociation (CADSS)', 'HADS anxiety'

_NAMED_TOGETHER = re.compile(
    r"[)\]]?(?: (?:total )?(?:scores?|ratings|rates|performance|levels?|function))?(?: ?[(\[][^()\[\]]{1,40}[)\]])?(?:,|,? (?:and|or|nor|and/or)) (?:in |on |of )?(?:the )?(?:sleep |pain |anxiety )?",
    re.IGNORECASE,
)


def _without_others(measures: Sequence[MeasureMention], clause: Clause) -> list[MeasureMention]:
    """'No difference in BDI and anxiety scores': a verdict on a list is one on each of its members,
    and those of the list that are no outcome of ours say nothing against it."""
    lists: list[list[MeasureMention]] = []
    ordered = sorted(measures, key=lambda m: m.start)
    for m in ordered:
        last = lists[-1][-1] if lists else None
        gap = clause.text[last.end : m.start] if last is not None else ""
        if last is not None and (_NAMED_TOGETHER.fullmatch(gap) or _OPENED.fullmatch(gap)):
            lists[-1].append(m)
        else:
            lists.append([m])
    kept = []
    lists = [g for g in lists if not _apart(g, ordered, clause.text)]
    for members in lists:
        own = [m for m in members if m.kind != "other"]
        kept += own or members
    return kept


_HOW = re.compile(
    r",? (?:as )?(?:measured|assessed|rated|evaluated|indexed|scored) (?:with|by|using|on|through) [^;]*$",
    re.IGNORECASE,
)


# 'a lower heart rate, a higher remission rate and a lower degree of fatigue': each has its own word.
_OWN_WORD = re.compile(
    r"(?:,|\band) an? (?:\w+ly )?(?:higher|lower|greater|better|larger|smaller|reduced|increased)\b",
    re.IGNORECASE,
)


def _apart(
    members: Sequence[MeasureMention], measures: Sequence[MeasureMention], text: str
) -> bool:
    """Other things that take nothing from the verdict on our measures: those of which another part
    of the clause speaks ('HAM-D scores were lower with A, and pain was alike'), and the instruments
    that a measure was taken with."""
    if any(m.kind != "other" for m in members):
        return False
    ours = [m for m in measures if m.kind != "other"]
    if not ours:
        return False
    first, last = members[0].start, members[-1].end
    if all(_OWN_WORD.search(text, min(last, m.end), max(first, m.start)) for m in ours):
        return True
    part = part_about(text, first)
    if all(m.end <= first and _told_apart(text, m.end, first) for m in ours):
        return True  # 'remission was more frequent, the seizures longer'
    if all(m.end <= members[0].start and _HOW.search(text, m.end, members[0].start) for m in ours):
        return True
    return all(not part[0] <= m.start < part[1] for m in ours) and all(
        not (a <= members[0].start < b) for a, b in (part_about(text, m.start) for m in ours)
    )


_NEXT_SUBJECT = re.compile(r",\s(?:and\s)?(?:there (?:was|were) )?(?:the |an? |no )?[a-z]", re.I)


def _told_apart(text: str, start: int, end: int) -> bool:
    """Whether a verdict, and a comma that opens another subject, stand between two measures."""
    opened = [m.start() for m in _NEXT_SUBJECT.finditer(text, start, end)]
    return bool(opened) and says(text[start : opened[-1]])


# 'in depressive symptoms at 24 hours and in suicidal ideation at 72 hours'
_THEN_IN = re.compile(
    r" (?:at|by|on|within|after) [^,;()]{2,25}?,? (?:and|as well as) (?:in|on|for|of) (?:the )?",
    re.IGNORECASE,
)


def _parted(text: str, first: int, second: int) -> bool:
    """'The greater antidepressant effect up to 14 days and the greater antisuicidal effect up to 5': each
    has a part with a verdict of its own."""
    parts = part_about(text, first), part_about(text, second)
    apart = parts[0][1] <= parts[1][0] or parts[1][1] <= parts[0][0]
    return apart and all(says(text[a:b]) for a, b in parts)


def _beside(clause: Clause, measures: Sequence[MeasureMention]) -> tuple[int, int] | None:
    """'in depression severity or suicidal ideation': depression named without its scale, in one
    list with a measure."""
    for start, end in general_spans(clause):
        if measures and all(_parted(clause.text, start, m.start) for m in measures):
            return start, end
        for m in measures:
            gap = (end, m.start) if end <= m.start else (m.end, start)
            if any(p.fullmatch(clause.text, *gap) for p in (_NAMED_TOGETHER, _THEN_IN)):
                return start, end
    return None


def subjects(clause: Clause, mentions: Sequence[MeasureMention]) -> list[int]:
    """Where the clause names what it judged, a scale or 'depression severity', in order."""
    return sorted({*(start for start, _ in general_spans(clause)), *(m.start for m in mentions)})
