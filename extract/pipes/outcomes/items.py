"""Which measure each figure of a clause belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.measure_lists import by_lists, of_two_raters, of_two_scales
from dosetable.extract.pipes.outcomes.memory import Item, Memory
from dosetable.extract.pipes.outcomes.place import Spanned, measure_of, opened_at
from dosetable.extract.pipes.outcomes.plan import PRIMARY, Plan
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.subjects import general_spans, named, occurs, percent_change
from dosetable.extract.pipes.outcomes.unnamed import (
    GOES_ON,
    goes_on_then,
    of_another_subject,
    same_again,
    unnamed,
)
from dosetable.extract.pipes.statistics import Estimate, Figure

_OF_EVENTS = (
    "odds ratio",
    "risk ratio",
    "hazard ratio",
    "risk difference",
    "number needed to treat",
)


_OF_SCORES = (
    "mean difference",
    "median difference",
    "standardized mean difference",
    "Cohen d",
    "Hedges g",
)

_IT = re.compile(
    r"\bit was\b|\bprimary (?:outcome|end-? ?point)|\bdid(?: so\b|(?=[.;,]| ?[(]|$))|\bthis (?:outcome|end-? ?point)|\bpresent in\b|\b(?:rates?|figures|proportions?|percentages|incidences?|prevalences?|occurrences?) (?:was|were)\b|^\W*(?:however|but|in contrast|conversely),?\s?(?:there (?:was|were) )?no (?:\w+ )?differences?\b",
    re.I,
)

_NOT_RELAPSED = re.compile(
    r"\b(?:not|never) (?:yet )?relaps|\bfree (?:of|from) relapse", re.IGNORECASE
)
# 'many relapsed in a day or two; 29% had benefit for three weeks and 15% took two months to relapse'
_BETTER_OFF = re.compile(
    r"[)\]]?(?: of (?:the )?\w+| patients| people)? (?:(?:had|showed|felt|reported|experienced|kept|maintained)(?: an?| some| the)? (?:[\w-]+ )?(?:benefit|improvement|response|remission|effect)|(?:took|needed) (?:over |more than |about |at least |up to )?[\w-]+ \w+ to relapse|(?:stayed|remained|kept) (?:well|better|in remission))\b",
    re.IGNORECASE,
)
_SPARED = re.compile(r"\b(?:no|without(?: an?y?)?) relapses?\b|\brelapse-free\b", re.IGNORECASE)


_SESSIONS_TO = re.compile(
    r"\b(?:required|needed|received|underwent|numbers? of|fewer|more) (?:[\w-]+ ){0,3}?(?:treatments|sessions|ECTs?|infusions|administrations)\b(?: (?:required|needed|necessary))?(?: to| for| until| before| than|,? (?:was|were)| in| with|\s?[(\[])[^;]{0,140}$",
    re.IGNORECASE,
)
_WITHOUT = re.compile(
    r"[)\]]?(?: (?:of )?(?:the )?(?:patients|participants|subjects|women|people|individuals))?(?: who)? (?:(?:had|showed|with|achieved|were) (?:no|non-?)\s?(?:clinical )?(?:respon\w+|remi\w+)|did not (?:\w+ ){0,3}?(?:respon\w+|remi\w+)|failed to (?:\w+ )?(?:respond|remit))",
    re.IGNORECASE,
)


_STAYED = re.compile(
    r"[)\]]?(?: (?:patients|participants|subjects|women|people))?(?: who)? (?:complet(?:ed|ing)|discontinu(?:ed|ing)|withdr[ea]w(?:ing)?|dropp(?:ed|ing) out)\b",
    re.IGNORECASE,
)
_NOT_REACHED = re.compile(
    r"[^.;,()]{0,30}\b(?:was |were )?not (?:yet )?(?:reached|estimable|attained)\b", re.IGNORECASE
)


_FAILING = re.compile(
    r"\b(?:failures?|inability|failed|unable) to (?:[\w-]+ ){0,4}?(?:respon|remi)\w*|\bnon-?(?:response|remission)\b(?! (?:to|in) (?:the )?(?:previous|prior|earlier))",
    re.IGNORECASE,
)
# 'time effect F(1, 37) = 14.6', 'the pre/post difference was 0.6': of the groups' own course
_WITHIN = re.compile(
    r"(?<!by )(?<!by-)(?<!× )(?<!x )(?<!\* )(?<!×)(?<!and )\b(?:time effects?|(?:main )?effects? (?:of|for) time|multivariate)\b[^;]{0,30}$|\bpre ?[-/] ?post[- ](?:treatment )?(?:difference|change)s?\b(?![^;]*\bbetween\b)[^;]*$",
    re.IGNORECASE,
)


def items_of(clause: Clause, plan: Plan, memory: Memory) -> list[Item]:
    found: list[Item] = []
    sources: list[Estimate | Figure] = [*clause.estimates, *clause.figures]
    sources.sort(key=lambda s: s.start)
    coordinated = by_lists(clause, plan)
    spoilt = of_two_raters(clause) | of_two_scales(clause)
    sources = [s for s in sources if s.start not in spoilt]
    for source in sources:
        since = max((e for e in (i.end for i in found) if e <= source.start), default=0)
        sessions = isinstance(source, Figure) and source.kind != "percent"
        if sessions and _SESSIONS_TO.search(clause.text, since, source.start):
            continue  # 'fewer treatments to halve the MADRS (2 v. 4)': how many it took
        if isinstance(source, Estimate) and _WITHIN.search(clause.text, since, _place(source)):
            continue
        failing = _FAILING.search(clause.text, since, _place(source))
        if failing and not any(failing.end() <= m.start < source.start for m in clause.measures):
            continue  # 'failure to reach response was seen in 14% and 29%'
        if _WITHOUT.match(clause.text, source.end) or _NOT_REACHED.match(clause.text, source.end):
            continue  # '14 (45%) had no response', '50% relapse rate not reached'
        if source.value is None and _STAYED.match(clause.text, source.end):
            continue  # 'with only seven of 22 completing the study'
        if _SPARED.search(clause.text, since, source.start) and not _relapse_free(clause):
            continue  # 'had no relapse': neither a relapse nor the remission named beside it
        bracket = opened_at(clause.text, _place(source))
        if bracket is not None and _new_subject(bracket, since, clause):
            continue
        if found and bracket is not None and _share_of_fall(source, found[-1], clause):
            continue
        placed = coordinated.get(source.start) or _measure(source, clause, plan, memory, found)
        if placed is None:
            continue
        name, mention = placed
        if name == "relapse" and (
            _NOT_RELAPSED.search(clause.text) or _BETTER_OFF.match(clause.text, source.end)
        ):
            continue  # '27% had not relapsed'
        if mention.kind == "other" or not _plausible(source, mention):
            continue
        found.append(
            Item(start=_place(source), end=source.end, source=source, name=name, mention=mention)
        )
    return _nobody_of_each(found, clause)


def _share_of_fall(source: Estimate | Figure, last: Item, clause: Clause) -> bool:
    """'lower by 7.9 points (35%)': how much of the score the difference before the bracket is."""
    percent = isinstance(source, Figure) and source.kind == "percent" and source.n is None
    points = isinstance(last.source, Estimate) and last.source.unit == "points"
    return percent and points and clause.text[last.end : source.start].strip() in ("(", "[")


def _nobody_of_each(found: list[Item], clause: Clause) -> list[Item]:
    """'44% responded and 31% remitted, compared with none on placebo': none did either."""
    last = found[-1] if found else None
    if last is None or not isinstance(last.source, Figure) or len(found) < 3:
        return found
    if (last.source.value, last.source.count, last.source.n) != (0.0, 0, None):
        return found
    before = [i for i in found[:-1] if isinstance(i.source, Figure) and i.source.kind == "percent"]
    names = [i.name for i in before]
    behind = {m.name for m in clause.measures if m.start > last.end and m.kind == "event"}
    told = len(set(names)) == len(names) == len(found) - 1 and last.name in names
    if not told or (behind and behind != set(names)):
        return found
    others = [replace(last, name=i.name, mention=i.mention) for i in before if i.name != last.name]
    return [*found, *others]


def _relapse_free(clause: Clause) -> bool:
    return any(m.name == "relapse-free remission" for m in clause.measures)


# '(7% v. 31%) and apathy (11% v. 35%)': words that no list knows name what the bracket counts.
_NEW_SUBJECT = re.compile(
    r"[)\]],(?: and)? (?:the )?(?-i:[A-Z][A-Za-z]*[A-Z][\w-]*|[A-Z][a-z]+ [A-Z][a-z]+(?: [A-Z][a-z]+)*) $|[)\]],? (?:and|or|along with|as well as|together with|but not|with|plus) (?:(?:incidence|rates?|prevalence|occurrence|risk|frequency) of |(?!(?:in|at|with|on|by|after|for|from|to|vs?|versus|of|than|group|arm|week|day|month|hour|time|point|timepoint|visit|later|earlier)s?\b)[A-Za-z][\w'-]* ){1,4}$",
    re.IGNORECASE,
)


_PART_OF_SCALE = re.compile(
    r"\b[A-Z][a-z]+ (?:sub)?(?:scores?|ratings?) $"
)  # 'Ideation (...) and Intensity scores'


def _new_subject(bracket: int, since: int, clause: Clause) -> bool:
    """Whether what stands right before a bracket, behind figures of another, is no measure, arm or
    time of ours."""
    match = _NEW_SUBJECT.search(clause.text[:bracket], since)
    if match is None:
        return False
    if _PART_OF_SCALE.search(match.group()):
        return False
    spanned: list[Spanned] = [*clause.measures, *clause.arms, *clause.times]
    starts = [m.start for m in spanned]
    starts += [start for start, _ in general_spans(clause)]
    return not any(match.start() <= start < match.end() for start in starts)


# '(SDS of 53 or more)': by what scale the event was told
_THRESHOLD = re.compile(r"(?: scores?)?\s?(?:of )?(?:[≥≤<>]|>=|<=|\d+ or (?:more|less|above))")
_BETTER_BY = re.compile(
    r"\b(?:(?:decrease|improvement|reduction|increase|worsening|shift|change)s?|improv(?:ing|ed?)) (?:in|on|of|from) ",
    re.IGNORECASE,
)
# '89% kept a reduction in suicidal ideation': no share of people who have it
_LESS_OF = re.compile(
    r"\b(?:reductions?|decreases?|improvements?|changes?|declines?|relief|variance) (?:in|of|from) (?:\w+ )?$",
    re.IGNORECASE,
)
# 'scores dropped by about 30 per cent, and suicidal thoughts improved': no share of people
_DROPPED_BY = re.compile(
    r"\b(?:dropped|fell|fallen|decreased|declined|improved|(?:went|came|gone) down|shrank|reduced|lowered|cut) (?:\w+ly )?by (?:an? )?(?:average |mean |median )?(?:of )?(?:only |just |about |around |nearly |almost |over |more than |some |roughly |approximately |~)*$",
    re.IGNORECASE,
)
_SPREAD = re.compile(r"\d ?(?:%|per ?cent) ?[(\[]$")
_IS_CHANGE = re.compile(
    r"[\s-](?:fall|reduction|decrease|improvement|decline|drop|increase)s?\b", re.IGNORECASE
)


def _measure(
    source: Estimate | Figure, clause: Clause, plan: Plan, memory: Memory, found: Sequence[Item]
) -> tuple[str, MeasureMention] | None:
    told = _inside(source, clause)
    if told is not None:
        return (told.name, told) if told.kind == "other" else named(told, plan)
    percent = isinstance(source, Figure) and source.kind == "percent"
    of_event = percent or (isinstance(source, Estimate) and source.statistic in _OF_EVENTS)
    at = source.start
    if percent and isinstance(source, Figure) and source.n is None and percent_change(clause):
        if _SPREAD.search(clause.text, 0, at):
            return None  # '85% (12%)'
        scales = [m for m in clause.measures if not m.measure.condition]
        mention = measure_of(at, scales, event=False, text=clause.text, end=source.end)
        return named(mention, plan) if mention else None
    if percent and _IS_CHANGE.match(clause.text, source.end):
        return None  # '4.1 points (78% reduction), with 76% free of suicidal ideation': no share
    counted = isinstance(source, Figure) and source.n is not None
    if percent and not counted and _faces_change(source, clause):
        return None
    if percent and not counted and _DROPPED_BY.search(clause.text, 0, at):
        return None
    if of_event:
        usable = [
            m
            for m in clause.measures
            if (not m.measure.condition or occurs(m, clause) or _ratio_of(source, m, clause, plan))
            and not (percent and m.measure.generic and _LESS_OF.search(clause.text, 0, m.start))
            and not (m.kind == "other" and _THRESHOLD.match(clause.text, m.end))
        ]
        shares = [f.start for f in clause.figures if f.kind == "percent"]
        mention = measure_of(
            at,
            usable,
            event=True,
            first=shares[0] if percent else None,
            text=clause.text,
            end=source.end,
        )
        if mention is None and isinstance(source, Estimate):
            scales = [m for m in clause.measures if m.kind not in ("event", "other")]
            if len({m.name for m in scales}) == 1 and _BETTER_BY.search(clause.text, 0, at):
                # 'more likely to fall by a point on the CGI-S (OR 1.8)'
                return named(scales[0], plan)
        if mention is None and found and found[-1].mention.kind == "event":
            return found[-1].name, found[-1].mention
        goes_on = (
            memory.same_sentence
            and not clause.measures
            and (GOES_ON.search(clause.text) or goes_on_then(clause.text))
        )
        again = _IT.search(clause.text) or same_again(clause)
        if mention is None and (percent is False or goes_on or again):
            mention = memory.mention if memory.mention and memory.mention.kind == "event" else None
            if (
                mention is None
                and memory.mention is None
                and memory.measure
                and _IT.search(clause.text)
            ):
                return _event_named(memory.measure, clause)
        silent = not clause.measures and not general_spans(clause) and memory.mention is None
        if mention is None and plan.primary_event:
            of_primary = PRIMARY.search(clause.text) is not None
            if of_primary or (silent and not percent and not of_another_subject(clause)):
                mention = plan.primary_event
        if mention is None and isinstance(source, Estimate):
            ordinal = [m for m in clause.measures if m.kind == "global"]
            if ordinal and len({m.name for m in clause.measures}) == 1:
                return named(ordinal[0], plan)  # 'CGI-S improvement: odds ratio 2.8'
        if mention is None or (mention.kind != "event" and not mention.measure.generic):
            return None if mention is None or mention.kind != "other" else (mention.name, mention)
        return named(mention, plan, generic=True)
    last = found[-1] if found else None
    if last and _tests_the_shares(source, last, clause):
        return last.name, last.mention
    scales = [m for m in clause.measures if not m.measure.condition]
    mention = measure_of(at, scales, event=False, text=clause.text, end=source.end)
    if mention is not None and plan.main and _general_nearer(at, mention, clause):
        return named(plan.main, plan)
    if mention is not None:
        return named(mention, plan)
    if plan.main and any(end <= at for _, end in general_spans(clause)):
        nearest = [m for m in clause.measures if m.measure.generic and m.end <= at]
        if not nearest:
            return named(plan.main, plan)
    suicidal = next((m for m in clause.measures if m.measure.generic), None)
    if suicidal is not None:
        return named(plan.suicidality or suicidal, plan)
    if isinstance(source, Estimate) and source.statistic not in _OF_SCORES:
        event = measure_of(at, clause.measures, event=True, text=clause.text, end=source.end)
        if event is not None and event.kind == "event" and not event.measure.condition:
            return named(event, plan)
    return unnamed(source, clause, plan, memory)


_FACES = re.compile(rf"(?:vs?\.?|versus|than|against|{COMPARED_WITH})\s[^;.()\d]{{0,30}}$")


def _faces_change(source: Estimate | Figure, clause: Clause) -> bool:
    """'a 54% reduction with A compared with 26% with B': the other arm's reduction, and no share."""
    before = [f for f in clause.figures if f.kind == "percent" and f.end <= source.start]
    return (
        bool(before)
        and _IS_CHANGE.match(clause.text, before[-1].end) is not None
        and _FACES.search(clause.text, before[-1].end, source.start) is not None
    )


def _ratio_of(
    source: Estimate | Figure, mention: MeasureMention, clause: Clause, plan: Plan
) -> bool:
    """'Lowered postpartum depression by 62% (RR 0.38)': the ratio of the primary event, where nothing
    else is named."""
    primary = plan.primary_event
    return (
        isinstance(source, Estimate)
        and primary is not None
        and mention.name == primary.name
        and len({m.name for m in clause.measures}) == 1
    )


def _tests_the_shares(source: Estimate | Figure, last: Item, clause: Clause) -> bool:
    """'Depression in 11% and 29% (χ2 = 4.4)': the test is of the shares right before it."""
    if not isinstance(source, Estimate) or source.statistic != "test statistic":
        return False
    shares = isinstance(last.source, Figure) and last.source.kind == "percent"
    return shares and not any(last.end <= m.start < source.start for m in clause.measures)


_OF_IT = re.compile(r"\b(?:in|of|for|on)\s(?:the )?(?:[\w-]+ ){0,2}$", re.IGNORECASE)


def _inside(source: Estimate | Figure, clause: Clause) -> MeasureMention | None:
    """'The difference in X was 2.2': the measure that stands between an estimate's name and its figure."""
    if not isinstance(source, Estimate) or source.kind != "named":
        return None
    of_event = source.statistic in _OF_EVENTS
    inside = [
        m
        for m in clause.measures
        if source.start < m.start
        and m.end <= source.value_start
        and (m.kind != "other" or _OF_IT.search(clause.text, source.start, m.start))
        and not m.measure.condition
        and not m.measure.generic
        and (m.kind == "other" or (m.kind == "event") == of_event)
    ]
    return inside[-1] if len({m.name for m in inside}) == 1 else None


def _general_nearer(at: int, mention: MeasureMention, clause: Clause) -> bool:
    """'depression symptoms (35 vs. 15) and suicidal ideation (7 vs. 0)': depression named without
    its scale stands before the figure, and the measure after it."""
    if mention.start <= at or _FOR_IT.match(clause.text, at, mention.start):
        return False  # 'depression scores fell by 2 (3.4) for the MADRS and by 4 (6.2) for the BDI'
    return any(end <= at for _, end in general_spans(clause))


_FOR_IT = re.compile(
    r"[^;,()\[\]]{0,14}(?:[(\[][^()\[\]]{0,40}[)\]])?\s?(?:points? )?(?:for|on) (?:the )?$"
)


def _event_named(name: str, clause: Clause) -> tuple[str, MeasureMention] | None:
    mention = next((m for m in clause.measures if m.name == name), None)
    return (name, mention) if mention else None


def _place(source: Estimate | Figure) -> int:
    """Where the figure itself stands: its name may come before the time and the arms."""
    return source.value_start if isinstance(source, Estimate) else source.start


def _plausible(source: Estimate | Figure, mention: MeasureMention) -> bool:
    """A score beyond the ends of its scale is something else's."""
    if isinstance(source, Figure):
        below_none = source.kind == "percent" and (source.value or 0) < 0
        if below_none and mention.kind == "event":
            return False  # a difference of shares, and no share
        high = mention.measure.high
        return (
            source.kind == "percent"
            or source.value is None
            or high is None
            or abs(source.value) <= high
        )
    return source.statistic != "hazard ratio" or source.value < 20  # HR is heart rate, too
