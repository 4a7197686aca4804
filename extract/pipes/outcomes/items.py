"""Which measure each figure of a clause belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dosetable.extract.facts import Statistic, Timepoint
from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.contrast import Contrast
from dosetable.extract.pipes.outcomes.place import Spanned, measure_of, opened_at
from dosetable.extract.pipes.outcomes.plan import PRIMARY, Plan
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.statistics import Estimate, Figure
from dosetable.extract.prefilter import Prefiltered

_OF_EVENTS = (
    "odds ratio",
    "risk ratio",
    "hazard ratio",
    "risk difference",
    "number needed to treat",
)


GENERIC = Prefiltered(
    r"\bdepress(?:ion|ive) (?:rating |scale |symptom )?(?:symptom\w*|scores?|severity|ratings?)|\bseverity of depression|\bantidepressant (?:effects?|efficacy)\b|\bdepressive symptom\w*|\bdepression\b(?! rating)",
    re.I,
)


GOES_ON = re.compile(
    r"\b(?:differences?|means?|it|scores?|figures|corresponding|advantage|effects?|benefit|groups?|compared|improvement|reduction|change|differ(?:ed|s)?)\b",
    re.I,
)


_SCORES = re.compile(r"\b(?:means?|figures|scores?|it was|changes?|median)\b", re.I)


_IT = re.compile(
    r"\bit was\b|\bprimary (?:outcome|end-? ?point)|\bdid so\b|\bthis (?:outcome|end-? ?point)|\bpresent in\b|\brates? (?:was|were)\b",
    re.I,
)


_OCCURS = re.compile(
    r"\b(?:had|have|developed|incidence|prevalence|rates?|risk|occur\w*|present|diagnosed|criteria|proportion|percentage|observed|seen|found|reported|less|frequen\w+|common\w*|rarer|likely|likelihood|odds|screen\w*|positive|experienced|suffered|cases)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the clauses before left open: the last measure, its times, its comparator."""

    measure: str | None = None
    mention: MeasureMention | None = None
    times: tuple[Timepoint, ...] = ()
    arms: Contrast | None = None
    statistic: Statistic | None = None
    order: tuple[str, ...] = ()
    off_topic: bool = False
    same_sentence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An estimate or figure with its measure."""

    start: int
    end: int
    source: Estimate | Figure
    name: str
    mention: MeasureMention


_NOT_RELAPSED = re.compile(
    r"\b(?:not|never) (?:yet )?relaps|\bfree (?:of|from) relapse", re.IGNORECASE
)
_SPARED = re.compile(r"\b(?:no|without(?: an?y?)?) relapses?\b|\brelapse-free\b", re.IGNORECASE)


def items_of(clause: Clause, plan: Plan, memory: Memory) -> list[Item]:
    found: list[Item] = []
    sources: list[Estimate | Figure] = [*clause.estimates, *clause.figures]
    sources.sort(key=lambda s: s.start)
    coordinated = _coordinated(clause, plan) | _respective(clause, plan)
    for source in sources:
        since = max((e for e in (i.end for i in found) if e <= source.start), default=0)
        if _SPARED.search(clause.text, since, source.start) and not _relapse_free(clause):
            continue  # 'had no relapse': neither a relapse nor the remission named beside it
        bracket = opened_at(clause.text, _place(source))
        if bracket is not None and _new_subject(bracket, since, clause):
            continue
        placed = coordinated.get(source.start) or _measure(source, clause, plan, memory, found)
        if placed is None:
            continue
        name, mention = placed
        if name == "relapse" and _NOT_RELAPSED.search(clause.text):
            continue  # '27% had not relapsed'
        if mention.kind == "other" or not _plausible(source, mention):
            continue
        found.append(
            Item(start=_place(source), end=source.end, source=source, name=name, mention=mention)
        )
    return found


def _relapse_free(clause: Clause) -> bool:
    return any(m.name == "relapse-free remission" for m in clause.measures)


# '(7% v. 31%) and apathy (11% v. 35%)': words that no list knows name what the bracket counts.
_NEW_SUBJECT = re.compile(
    r"[)\]],? (?:and|or|along with|as well as|together with|but not|with|plus) (?:(?:incidence|rates?|prevalence|occurrence|risk|frequency) of |(?!(?:in|at|with|on|by|after|for|from|to|vs?|versus|of|than|group|arm|week|day|month|hour|time|point|timepoint|visit|later|earlier)s?\b)[A-Za-z][\w'-]* ){1,4}$",
    re.IGNORECASE,
)


_PART_OF_SCALE = re.compile(
    r"\b[A-Z][a-z]+ (?:sub)?scores? $"
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


_AND = re.compile(r"\s?(?:rates?|scores?)?\s?(?:,|and|or|, and)\s(?:the )?")


def _coordinated(clause: Clause, plan: Plan) -> dict[int, tuple[str, MeasureMention]]:
    """'Response and remission rates were 64% and 40%': as many figures as measures, or as many
    for each arm; by the start of the figure."""
    rates = [f for f in clause.figures if f.kind == "percent"]
    events = [m for m in clause.measures if m.kind == "event" and rates and m.end <= rates[0].start]
    crossed = _one_by_one(clause, rates, plan)
    if crossed:
        return crossed
    pair = events[-2:]
    if len(pair) < 2 or pair[0].name == pair[1].name or len(rates) % 2:
        return {}
    if not _AND.fullmatch(clause.text[pair[0].end : pair[1].start]):
        return {}
    versus = re.search(r"\bv(?:s\.?|ersus|\.)?\s", clause.text[rates[0].end : rates[1].start])
    half = len(rates) // 2
    return {
        f.start: named(pair[(k // half if versus and half > 1 else k % 2)], plan)
        for k, f in enumerate(rates)
    }


_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)


def _one_by_one(
    clause: Clause, rates: Sequence[Figure], plan: Plan
) -> dict[int, tuple[str, MeasureMention]]:
    """'Higher response (41%) and remission (29%) with A than with B (13% and 7%, respectively)':
    each outcome with its figure, and the other arm's figures in the same order."""
    events = [m for m in clause.measures if m.kind == "event"]
    half = len(events)
    if half < 2 or len(rates) != 2 * half or len({m.name for m in events}) != half:
        return {}
    ends = [*(m.start for m in events[1:]), rates[half].start]
    for event, rate, end in zip(events, rates[:half], ends, strict=True):
        if not event.end <= rate.start < end:
            return {}
    if not _RESPECTIVELY.search(clause.text, rates[-1].end):
        return {}
    return {f.start: named(events[k % half], plan) for k, f in enumerate(rates)}


def _respective(clause: Clause, plan: Plan) -> dict[int, tuple[str, MeasureMention]]:
    """'Depressive symptoms and suicidal ideation improved (d = 0.9 and 1.0, respectively)': as many
    estimates of one kind as things named before them; by the start of the estimate."""
    kinds = {e.statistic for e in clause.estimates}
    if len(clause.estimates) < 2 or len(kinds) != 1:
        return {}
    first, last = clause.estimates[0], clause.estimates[-1]
    if not _RESPECTIVELY.search(clause.text, last.end):
        return {}
    subjects = subjects_of(clause, plan)
    if len(subjects) != len(clause.estimates) or any(m.end > first.start for m in subjects):
        return {}
    if len({m.name for m in subjects}) != len(subjects) or any(m.kind == "other" for m in subjects):
        return {}
    return {e.start: named(m, plan) for e, m in zip(clause.estimates, subjects, strict=True)}


_ITS_OWN = re.compile(r"[ -](?:anxiety (?:and|/|or) )?")  # 'HADS anxiety and depression scores'


def general_spans(clause: Clause) -> list[tuple[int, int]]:
    """Where depression is spoken of without the name of a scale."""
    return [
        m.span()
        for m in GENERIC.finditer(clause.text)
        if not any(k.start < m.end() and m.start() < k.end for k in clause.measures)
        and not any(
            k.kind == "depression" and _ITS_OWN.fullmatch(clause.text, k.end, m.start())
            for k in clause.measures
        )
    ]


def subjects_of(clause: Clause, plan: Plan) -> list[MeasureMention]:
    """What the clause speaks of, in order: its measures, and 'depressive symptoms' said without
    the scale that stands for them."""
    main = plan.main
    spans = general_spans(clause) if main else []
    general = [replace(main, start=start, end=end) for start, end in spans if main]
    return sorted([*general, *clause.measures], key=lambda m: m.start)


def _measure(
    source: Estimate | Figure, clause: Clause, plan: Plan, memory: Memory, found: Sequence[Item]
) -> tuple[str, MeasureMention] | None:
    percent = isinstance(source, Figure) and source.kind == "percent"
    of_event = percent or (isinstance(source, Estimate) and source.statistic in _OF_EVENTS)
    at = source.start
    if of_event:
        usable = [m for m in clause.measures if not m.measure.condition or occurs(m, clause)]
        shares = [f.start for f in clause.figures if f.kind == "percent"]
        mention = measure_of(
            at,
            usable,
            event=True,
            first=shares[0] if percent else None,
            text=clause.text,
            end=source.end,
        )
        if mention is None and found and found[-1].mention.kind == "event":
            return found[-1].name, found[-1].mention
        goes_on = memory.same_sentence and not clause.measures and GOES_ON.search(clause.text)
        if mention is None and (percent is False or goes_on or _IT.search(clause.text)):
            mention = memory.mention if memory.mention and memory.mention.kind == "event" else None
            if (
                mention is None
                and memory.mention is None
                and memory.measure
                and _IT.search(clause.text)
            ):
                return _event_named(memory.measure, clause)
        if mention is None and plan.primary_event and PRIMARY.search(clause.text):
            mention = plan.primary_event
        if mention is None or (mention.kind != "event" and not mention.measure.generic):
            return None if mention is None or mention.kind != "other" else (mention.name, mention)
        return named(mention, plan, generic=True)
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
    if isinstance(source, Estimate) and source.statistic not in (
        "mean difference",
        "median difference",
    ):
        event = measure_of(at, clause.measures, event=True, text=clause.text, end=source.end)
        if event is not None and event.kind == "event" and not event.measure.condition:
            return named(event, plan)
    return _unnamed(source, clause, plan, memory)


def _general_nearer(at: int, mention: MeasureMention, clause: Clause) -> bool:
    """'depression symptoms (35 vs. 15) and suicidal ideation (7 vs. 0)': depression named without
    its scale stands before the figure, and the measure after it."""
    return mention.start > at and any(end <= at for _, end in general_spans(clause))


def _unnamed(
    source: Estimate | Figure, clause: Clause, plan: Plan, memory: Memory
) -> tuple[str, MeasureMention] | None:
    """The measure of a figure whose clause names none: what the text speaks of at this point."""
    estimate = isinstance(source, Estimate)
    if any(m.kind == "other" for m in clause.measures) or of_another_subject(clause):
        return None
    if any(m.kind == "event" for m in clause.measures) and not estimate:
        return None
    last = memory.mention if memory.mention and memory.mention.kind != "event" else None
    if isinstance(source, Figure) and source.kind == "bare" and not _SCORES.search(clause.text):
        return None
    if plan.main and GENERIC.search(clause.text):
        return named(plan.main, plan)
    dated = memory.same_sentence and any(t.kind == "point" for t in clause.times)
    if last is not None and (estimate or dated or GOES_ON.search(clause.text)):
        return named(last, plan)
    if plan.main is None or plan.main.name not in plan.primary:
        return None
    if PRIMARY.search(clause.text) or (not memory.off_topic and (estimate or clause.arms)):
        return named(plan.main, plan)
    return None


_HEAD = re.compile(
    r"^\W*(?:Results:\s)?(?P<head>[A-Z][\w-]+(?: [\w/-]+){0,9}?) (?:was|were|had|increased|decreased|rose|fell|improved) ",
)


def of_another_subject(clause: Clause) -> bool:
    """'Implicit associations were weaker after X (d = 0.5)': the subject is no measure, no arm and
    nothing that goes on with what was said before."""
    match = _HEAD.match(clause.text)
    if match is None or clause.measures or general_spans(clause):
        return False
    known: list[Spanned] = [*clause.arms, *clause.times, *clause.estimates]
    if any(match.start("head") <= m.start < match.end("head") for m in known):
        return False
    head = match["head"]
    return not (GOES_ON.search(head) or _SCORES.search(head) or _PRONOUN.search(head))


_PRONOUN = re.compile(
    r"\b(?:this|these|those|they|both|neither|all|patients|participants|women|subjects|outcomes?|results?|endpoints?|end|superiority|significance|significant|treatment|there|response|hedges|cohen)\b",
    re.IGNORECASE,
)


def _event_named(name: str, clause: Clause) -> tuple[str, MeasureMention] | None:
    mention = next((m for m in clause.measures if m.name == name), None)
    return (name, mention) if mention else None


def occurs(mention: MeasureMention, clause: Clause) -> bool:
    around = clause.text[max(0, mention.start - 50) : mention.end + 40]
    return _OCCURS.search(around) is not None


def named(
    mention: MeasureMention, plan: Plan, *, generic: bool = False
) -> tuple[str, MeasureMention]:
    """The name to report: the version that the document gives elsewhere; for 'suicidal thoughts'
    the scale it measured them with, unless the figure is a share of patients."""
    if mention.measure.generic and plan.suicidality is not None and not generic:
        return plan.suicidality.name, plan.suicidality
    if mention.name == mention.measure.name:
        return plan.versions.get(mention.name, mention.name), mention
    return mention.name, mention


def _place(source: Estimate | Figure) -> int:
    """Where the figure itself stands: its name may come before the time and the arms."""
    return source.value_start if isinstance(source, Estimate) else source.start


def _plausible(source: Estimate | Figure, mention: MeasureMention) -> bool:
    """A score beyond the ends of its scale is something else's."""
    if isinstance(source, Figure):
        high = mention.measure.high
        return (
            source.kind == "percent"
            or source.value is None
            or high is None
            or abs(source.value) <= high
        )
    return source.statistic != "hazard ratio" or source.value < 20  # HR is heart rate, too
