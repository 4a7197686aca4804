"""When the result of an item was seen: said, said earlier, fixed by the methods, or not at all."""

from __future__ import annotations

import re

from dosetable.extract.pipes.outcomes.apart import Times
from dosetable.extract.pipes.outcomes.memory import Item, Memory
from dosetable.extract.pipes.outcomes.plan import Plan
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.timepoints import TimepointMention
from dosetable.extract.pipes.timepoints.codes import CODE

_THERE = re.compile(
    r"\bon (?:that|this|the same) day\b|\bat (?:that|this|the same) (?:visit|time(?: ?point)?|point|assessment)|\bby (?:that|this) time\b|^\W*there\b(?! (?:was|were|is|are|had|has)\b)|\bthen\b",
    re.I,
)
NO_TIME = re.compile(
    r"\bend of (?:the )?(?:treatment|study|trial|infusions?|double-blind|course|series)|\b(?:at|by|until) (?:the )?(?:study|trial|treatment)[- ]?(?:end(?:-?point)?|completion|exit)\b|\bat (?:any|some|each|every|all) (?:(?:of the |the |three |four |five |six |[3-9] |\w+ed )?(?:assess\w+|measure\w+|follow-up|subsequent|later|post\w+) )?(?:time|point|visit|assessment)|\b(?:at|on|before|until) (?:hospital )?discharge\b|\b(?:at|on|after) (?:the )?completion\b|\bthroughout|\bover time\b|\binteractions?\b|\bsustained\b|\bfollow-up\b|\b(?:day|week|month)s? \d+ or \d+\b"
    r"|\b(?:after|following|before|prior to) (?:the )?(?:first,? (?:and )?)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|last|final|\d{1,2}(?:st|nd|rd|th))(?:(?:,| and|, and) (?:the )?(?:second|third|fourth|fifth|sixth|seventh|eighth|last|final|\d{1,2}(?:st|nd|rd|th)))* (?:\w+ )?(?:ECT|session|infusion|treatment|injection|dose)s?\b"
    r"|\b(?:after|following) (?:the |all |all of the )?(?:two|three|four|five|six|eight|ten|twelve|[2-9]|1[0-2]) (?:[\w-]+ )?(?:ECTs|sessions|infusions|treatments|injections|doses)\b"
    r"|\b(?:after|following|before|prior to) (?:ECT|session|infusion|treatment|injection|dose)s? (?:number |no\.? ?|#)?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|ten|twelve)\b(?! ?(?:mg|mcg|min|h|hours?|days?|weeks?)\b)"
    r"|\b(?:after|following) the (?:first|second|third|fourth|fifth|sixth|seventh|eighth|last|final|\d{1,2}(?:st|nd|rd|th)),? (?=-?\d)",
    re.I,
)


# '9.8 at the end of the first infusion and 1.5 at 80 min': the later time is not the first figure's
_ENDS_THERE = re.compile(
    r"\s(?:points )?(?:at|immediately after|right after) (?:the )?(?:end|start|beginning|completion|peak) of (?:the )?(?:[\w-]+ )?(?:infusions?|injections?|sessions?|administration)\b(?=[^;]*\d)",
    re.IGNORECASE,
)


def resolve(
    group: tuple[TimepointMention, ...], item: Item, clause: Clause, plan: Plan, memory: Memory
) -> Times:
    if _ENDS_THERE.match(clause.text, item.end):
        return ()
    if group:
        return tuple((t.timepoint, (t.start, t.end)) for t in group)
    if item.name == "relapse" and (phase := _through_phase(clause)):
        return phase
    if kept := _kept_for(clause):
        return kept
    if _THERE.search(clause.text) and memory.times:
        return tuple((t, None) for t in memory.times)
    if NO_TIME.search(clause.text) or CODE.search(clause.text):
        return ()
    goes_on = memory.same_sentence and not clause.measures and len(memory.times) == 1
    if goes_on and not _of_another_kind(memory, item):
        return ((memory.times[0], None),)  # 'at 24 h A was better (...), while B was not (...)'
    if _goes_on_event(item, memory) and item.name not in plan.primary:
        return ((memory.times[0], None),)
    fixed = plan.primary.get(item.name) or plan.times.get(item.name)
    if fixed is not None and not (item.mention.measure.condition and fixed.hours < 24):
        return ((fixed, None),)  # nobody has an illness minutes after birth
    if len(memory.times) == 1 and not _of_another_kind(memory, item):
        return ((memory.times[0], None),)
    return ()


def _goes_on_event(item: Item, memory: Memory) -> bool:
    """'Response rates at day 7 were 45% and 25%; remission rates were 30% and 10%': seen then, too."""
    last = memory.mention
    events = last is not None and last.kind == item.mention.kind == "event"
    return events and memory.same_sentence and len(memory.times) == 1


_THROUGH = re.compile(
    r"\b(?:during|over|throughout|within|across|by the end of) (?:the )?(?:\w+ )?$", re.IGNORECASE
)
_PHASE = re.compile(
    r"[ -](?:[\w-]+ ){0,2}(?:phase|period|stage|follow-up|continuation|maintenance)\b",
    re.IGNORECASE,
)


def _through_phase(clause: Clause) -> Times:
    """'17 of 31 relapsed during the 24-week maintenance phase': seen over the whole of it."""
    found = [
        t
        for t in clause.times
        if t.kind == "duration"
        and _THROUGH.search(clause.text, 0, t.start)
        and _PHASE.match(clause.text, t.end)
    ]
    if len(found) != 1:
        return ()
    return ((found[0].timepoint, (found[0].start, found[0].end)),)


_KEPT = re.compile(
    r"\b(?:maintain|sustain|remain|persist|kept|last)\w*\b[^.;]{0,60}\bfor (?:at least |up to |more than |over |the )?$",
    re.IGNORECASE,
)


def _kept_for(clause: Clause) -> Times:
    """'Six (35%) maintained response for at least 1 week': seen at the end of that time."""
    found = [
        t for t in clause.times if t.kind == "duration" and _KEPT.search(clause.text, 0, t.start)
    ]
    if len(found) != 1 or found[0].timepoint.unit == "minute":
        return ()
    return ((found[0].timepoint, (found[0].start, found[0].end)),)


_EFFICACY = frozenset({"depression", "suicidality", "event"})


def _of_another_kind(memory: Memory, item: Item) -> bool:
    """'Dissociation resolved within 1.5 h. The MADRS fell by 16': not at 1.5 h."""
    if item.name == "relapse" and memory.mention and memory.mention.kind != "event":
        return True  # 'At 24 h the MADRS was 12. Relapses were as many': over what followed
    if memory.same_sentence or memory.mention is None:
        return memory.off_topic
    if memory.mention.kind == "event" and item.mention.kind != "event":
        return True  # 'by day 7 13% responded. The BDI was 12': not of day 7
    return (memory.mention.kind in _EFFICACY) != (item.mention.kind in _EFFICACY)
