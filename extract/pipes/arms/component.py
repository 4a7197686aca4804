"""The pipe "dosetable_arms": fills ``doc._.arms``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from dosetable.extract.facts import Arm, Design, Population, Route
from dosetable.extract.pipes.arms.analyzed import as_allocated, count_analyzed
from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.augmented import as_given
from dosetable.extract.pipes.arms.background import taken_by_all
from dosetable.extract.pipes.arms.beside import before_another, of_what_went_before
from dosetable.extract.pipes.arms.candidate import CONTROLS, Candidate
from dosetable.extract.pipes.arms.candidates import RESCUE, sentence_candidates
from dosetable.extract.pipes.arms.cohorts import name_cohorts
from dosetable.extract.pipes.arms.dose_lines import with_dose_lines
from dosetable.extract.pipes.arms.drafts import draft_arms
from dosetable.extract.pipes.arms.finish import Shared, finish
from dosetable.extract.pipes.arms.frequencies import told_apart_by_frequency
from dosetable.extract.pipes.arms.full_text import completed
from dosetable.extract.pipes.arms.labels import counted_by_label
from dosetable.extract.pipes.arms.ladders import by_dose
from dosetable.extract.pipes.arms.late_counts import count_late
from dosetable.extract.pipes.arms.lengths import told_apart_by_length
from dosetable.extract.pipes.arms.listed_apart import told_apart_in_a_list
from dosetable.extract.pipes.arms.per_kilogram import told_per_kilogram
from dosetable.extract.pipes.arms.raised import raised_for_some
from dosetable.extract.pipes.arms.ratio import fixed_by_ratio
from dosetable.extract.pipes.arms.readings import (
    Found,
    find_minutes,
    find_routes,
    find_schedules,
    in_dose_bracket,
)
from dosetable.extract.pipes.arms.told_elsewhere import is_for_all, is_general, without_label
from dosetable.extract.pipes.arms.treatments import Treatment, find_treatments
from dosetable.extract.pipes.arms.untreated import with_untreated
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.doses import DoseMention, find_doses
from dosetable.extract.pipes.extensions import register
from dosetable.extract.pipes.numbers import COUNT, parse_count
from dosetable.extract.pipes.people import PEOPLE
from dosetable.extract.prefilter import Prefiltered
from dosetable.extract.vocabulary import Vocabulary, load_vocabulary

_COUNTING = frozenset({"methods", "results"})
_NO_SIZES = re.compile(r"\b(?:analy[sz]ed|analys[ie]s|completed|evaluated|treated)\b[^.;]*$", re.I)
_THEN_ANALYSED = re.compile(
    r"[^.;,()\d]{0,50}?\b(?:analy[sz]ed|analys[ie]s|completed|finished)\b", re.IGNORECASE
)
_ONE_OF_MANY = re.compile(r"\b\d{1,4},? and $")  # '103, 99 and 97 in each'
_DIVIDED = re.compile(
    r"\brandom|\bRCT\b|\bassign|\balloc|\bdivided|\bequally\b|\b(?:were|was) (?:enrolled|included|recruited|selected)\b",
    re.IGNORECASE,
)
_EACH = Prefiltered(
    rf"\b(?:n ?= ?)?(?P<n>{COUNT}) (?:{PEOPLE} )?(?:(?:were|was) (?:randomly )?(?:randomi[sz]ed|assigned|allocated|put|placed) (?:at random )?)?(?:(?:were|was) (?:in|allocated to|assigned to) )?(?:per|(?:in|to|for|into) (?:each|every)(?: of (?:the )?(?:two|three|four|five|[2-5]))?|each in|a(?= (?:group|arm)\b)) ?(?:of the )?(?:study |treatment |trial |intervention )?(?:(?:arms?|groups?|conditions?|one(?=[.,;)]))\b|(?<=each )(?=[.,;)])|(?<=each)(?=[.,;)])|(?<=two)(?=[.,;)])|(?<=three)(?=[.,;)])|(?<=four)(?=[.,;)]))|\b[nN] ?= ?(?P<m>\d+) (?:each|in each|per)\b"
    rf"|\b(?:two|three|four|five|\d) (?:equal )?(?:groups|arms) (?:of|with) (?P<g>{COUNT})\b|\((?P<p>{COUNT}) (?:{PEOPLE} )?(?:in|per) (?:each )?(?:group|arm)\)|\((?P<q>{COUNT}) {PEOPLE} each\)"
    rf"|\beach (?:group|arm) (?:had|has|contained|of|included|consist(?:ed|ing) of|compris(?:ed|ing)|contain(?:ed|ing)|number(?:ed|ing)|with) (?P<r>{COUNT})\b|\b(?:groups?|arms?),? each (?:of|with|consisting of|including|comprising|containing) (?P<s>{COUNT})\b|(?:[,;] |\()(?P<t>{COUNT}) (?:{PEOPLE} )?each(?=[.,;)])",
    re.IGNORECASE,
)


def read_arms(
    twin: str,
    sentences: Sequence[Sentence],
    design: Design,
    population: Population,
    vocabulary: Vocabulary,
) -> tuple[Arm, ...]:
    """Return the arms that the own sentences of a text describe: those of the abstract, completed
    by the methods of the full text."""
    own = [s for s in sentences if s.zone == "own" and (not s.full or s.part == "methods")]
    abstract = [s for s in own if not s.full]
    methods = [s for s in own if s.full]
    background = [s for s in sentences if s.zone == "earlier" and not s.full]
    arms = _read(twin, abstract or methods, background, design, population, vocabulary)
    if abstract and methods and arms:
        told = _read(twin, methods, (), design, population, vocabulary)
        arms = completed(arms, told, population.n_randomized)
    if design.assignment == "crossover":
        return arms
    body = [s for s in sentences if s.zone == "own" and s.full and s.part in _COUNTING]
    if abstract and body and population.n_randomized is not None:
        arms = count_late(arms, twin, body, vocabulary, population.n_randomized)
    if design.assignment == "parallel":
        arms = as_allocated(arms, population.n_randomized)
    return count_analyzed(arms, twin, (*abstract, *body), vocabulary)


def _read(
    twin: str,
    own: Sequence[Sentence],
    background: Sequence[Sentence],
    design: Design,
    population: Population,
    vocabulary: Vocabulary,
) -> tuple[Arm, ...]:
    treatments = find_treatments(twin, vocabulary)
    blind = design.randomized is True and design.assignment in {"parallel", "crossover"}
    own = without_label(twin, own)
    if blind:
        own = [_before_later(twin, s, treatments) for s in own]
    if design.randomized:
        own = [_after_run_in(twin, s) for s in own]
    told = [s for s in own if not (blind and _later(twin, s)) and not is_general(twin, s)]
    candidates = _candidates(twin, told, treatments, vocabulary)
    generic = vocabulary.topic.get("generic_drug")
    sleep = frozenset(t.name for t in vocabulary["drugs"] if t.attributes.get("anaesthetic"))
    drafts = told_per_kilogram(draft_arms(candidates, generic, sleep), candidates)
    drafts = fixed_by_ratio(drafts, twin, own)
    drafts = counted_by_label(drafts, twin, own)
    drafts = raised_for_some(drafts, candidates, twin, own, vocabulary)
    drafts = told_apart_by_frequency(drafts, twin, own)
    if design.assignment == "crossover":
        drafts = by_dose(drafts, twin, own, vocabulary)
    shared = replace(
        _shared(twin, told, background, candidates, vocabulary, population.n_randomized),
        add_on=taken_by_all(twin, told, treatments),
        margin=any(_MARGIN.search(twin, s.start, s.end) for s in own),
    )
    if shared.each is None:
        each = _in_groups(twin, own, population.n_randomized)
        shared = replace(shared, each=each)
    parts = {s.start: (s.part if s.part != "none" else None) for s in own}
    arms = finish(drafts, shared, design, population, dict(parts), generic)
    arms = with_untreated(arms, twin, own, design, vocabulary, treatments, shared)
    arms = name_cohorts(arms, twin, own)
    arms = told_apart_in_a_list(arms, twin, own, vocabulary)
    arms = told_apart_by_length(arms, twin, own)
    arms = as_given(arms, twin, own, treatments)
    if design.assignment == "crossover":
        return arms
    return count_late(arms, twin, own, vocabulary, population.n_randomized)


# What came after the groups were compared: an open phase, doses for those who relapsed or responded.
_LATER = Prefiltered(
    r"\bopen[- ]label (?:(?:\w+[- ]){0,3}(?:infusions?|injections?|doses|sessions|treatments?|course|\w*ketamine)|phase|extension|period|follow)|\b(?:after|following|upon|in case of) relapse\b"
    r"|^(?:[Nn]on-?)?[Rr]esponders\b|\b(?:after|following) (?:the )?(?:un-?blinding|completion of the (?:double-blind|blinded|randomi[sz]ed|cross-?over))|\b(?:maintenance|continuation|extension|open) phase\b"
    r"|\bnon-?responders\b[^.;]{0,40}\bre-?randomi[sz]ed\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\bnon-?responders\b[^.;]{0,40}\bre-?randomi[sz]ed\b", re.IGNORECASE)
_ALLOCATION = re.compile(r"\brandom|\bdouble-blind\b|\bassigned\b|\ballocated\b", re.IGNORECASE)


_NEXT_PART = re.compile(r"; ?(?:and |then )?|, (?:and then|followed by) ")


def _before_later(twin: str, sentence: Sentence, treatments: Sequence[Treatment]) -> Sentence:
    """A sentence without its last parts where they tell of an open phase: '(1) 111 received X or
    placebo; (2) a wash-out; (3) an open-label phase in which ...'."""
    later = _LATER.search(twin, sentence.start, sentence.end)
    if later is None or sentence.part == "title":
        return sentence
    parts = list(_NEXT_PART.finditer(twin, sentence.start, later.start()))
    first = parts[-1].start() if parts else sentence.start
    kinds = {t.kind for t in treatments if sentence.start <= t.start < first}
    if TOPIC not in kinds or not kinds & CONTROLS:
        return sentence
    return replace(sentence, end=first)


# '200 patients had open-label X 120 mg a day; 150 responders were randomized to 30 mg, 60 mg or Y'
_RUN_IN = Prefiltered(
    r"\bopen[- ]label\b(?:[^.;]|\.\d){0,150}(?:[;,:]|,? and) (?P<then>(?:(?:the|those|all|of (?:these|them|whom),?|\d+) ){0,2}?(?:[\w-]+ ){0,2}?(?:(?:stable )?(?:responders|remitters)|(?:those )?who (?:had )?(?:responded|remitted|improved))\b(?:[^.;]|\.\d){0,60}?\b(?:were|was) (?:then |subsequently )?(?:re-?)?randomi[sz]ed (?:[^.;]|\.(?=\d)){0,150}?\d ?mg)",
    re.IGNORECASE,
)


def _after_run_in(twin: str, sentence: Sentence) -> Sentence:
    """A sentence from where chance decided, where its first part tells of an open phase before and the
    second has doses of its own."""
    run_in = _RUN_IN.search(twin, sentence.start, sentence.end)
    return replace(sentence, start=run_in.start("then")) if run_in else sentence


def _later(twin: str, sentence: Sentence) -> bool:
    """Whether a sentence tells only what followed the comparison of a randomized trial."""
    if sentence.part == "title" or _LATER.search(twin, sentence.start, sentence.end) is None:
        return False
    chance = list(_ALLOCATION.finditer(twin, sentence.start, sentence.end))
    again = _AGAIN.search(twin, sentence.start, sentence.end)
    return not chance or (again is not None and all(m.start() >= again.start() for m in chance))


def _candidates(
    twin: str, own: Sequence[Sentence], treatments: Sequence[Treatment], vocabulary: Vocabulary
) -> list[Candidate]:
    topics = Counter(t.name for t in treatments if t.kind == TOPIC)
    bare = _main_topic(topics)
    found: list[Candidate] = []
    index = 0
    for sentence in own:
        while index < len(treatments) and treatments[index].start < sentence.start:
            index += 1
        end = index
        while end < len(treatments) and treatments[end].start < sentence.end:
            end += 1
        here = treatments[index:end]
        doses: list[DoseMention] = find_doses(twin, vocabulary, sentence.start, sentence.end)
        if not here and not doses:
            continue
        here = with_dose_lines(twin, here, treatments[:end], doses)
        if is_for_all(twin, sentence) and not any(t.kind == TOPIC for t in here):
            continue
        if RESCUE.search(twin, sentence.start, sentence.end) and not re.search(
            r"\brandom", twin[sentence.start : sentence.end], re.IGNORECASE
        ):
            continue
        found += sentence_candidates(twin, sentence, here, doses, vocabulary, bare)
    return found


def _main_topic(topics: Counter[str]) -> str | None:
    """The one topic drug that a dose without a name can stand for."""
    if not topics:
        return None
    (name, count), *rest = topics.most_common()
    return name if not rest or count >= 3 * rest[0][1] else None


def _unique(found: Sequence[Found[float]]) -> bool:
    return len({f.value for f in found}) == 1


# 'into four groups (n = 25)': of each, where four times 25 is everybody.
_IN_GROUPS = re.compile(
    rf"\b(?P<groups>{COUNT}) (?:[\w-]+ )?(?:groups|arms)\s?[(\[,]\s?[nN] ?= ?(?P<n>\d{{1,4}})\s?[)\],:;]",
    re.IGNORECASE,
)


def _in_groups(
    twin: str, sentences: Sequence[Sentence], total: int | None
) -> tuple[int, int, int] | None:
    for sentence in sentences if total else ():
        match = _IN_GROUPS.search(twin, sentence.start, sentence.end)
        if match and parse_count(match["groups"]) * int(match["n"]) == total:
            return int(match["n"]), match.start(), match.end()
    return None


def _routes(twin: str, sentences: Sequence[Sentence], vocabulary: Vocabulary) -> list[Found[Route]]:
    """The routes of ``sentences``, without 'oral' where another drug was swallowed."""
    found = [f for s in sentences for f in find_routes(twin, s.start, s.end, vocabulary)]
    return [
        f
        for f in found
        if not of_what_went_before(twin, f)
        and (f.value != "oral" or not before_another(twin, f, vocabulary))
    ]


def _shared(
    twin: str,
    own: Sequence[Sentence],
    background: Sequence[Sentence],
    candidates: Sequence[Candidate],
    vocabulary: Vocabulary,
    total: int | None,
) -> Shared:
    """Route, infusion time and schedule said once for all groups."""
    design_part = [s for s in own if s.part not in {"results", "conclusions"}] or list(own)
    routes = _routes(twin, design_part, vocabulary) or _routes(
        twin, (*own, *background), vocabulary
    )
    if not any(c.pump for c in candidates if c.kind == TOPIC):
        routes = [f for f in routes if not _FOR_PAIN.search(twin, max(0, f.start - 25), f.end + 25)]
    minutes = [f for s in design_part for f in find_minutes(twin, s.start, s.end)]
    named = {c.sentence.start for c in candidates if c.kind == TOPIC}
    near = [s for s in design_part if s.start in named]
    schedules = [f for s in near for f in find_schedules(twin, s.start, s.end)]
    repeated = [f for f in schedules if f.value != "single dose"]
    each = None
    for s in own:
        match = _EACH.search(twin, s.start, s.end)
        if match is None or s.part in {"results", "conclusions"} and s.full:
            continue
        before = _NO_SIZES.search(twin, max(s.start, match.start() - 40), match.start())
        listed = _ONE_OF_MANY.search(twin, max(s.start, match.start() - 30), match.start())
        if before or listed or _THEN_ANALYSED.match(twin, match.end(), s.end):
            continue  # '126 were analysed (63 per group)', '41 in each group were analysed'
        size = parse_count(next(g for g in match.groups() if g))
        whole = total is not None and total in {k * size for k in range(2, 6)}
        if match["r"] or whole or _DIVIDED.search(twin, s.start, s.end):
            each = (size, match.start(), match.end())
            break
    strong = Counter(f.value for f in routes)
    top = strong.most_common(2)
    route = None
    if top and (len(top) == 1 or top[0][1] >= 3 * top[1][1]):
        route = next(f for f in routes if f.value == top[0][0])
    if not routes:
        route = _of_a_rate(candidates)
    return Shared(
        route=route,
        minutes=minutes[0] if minutes and _unique(minutes) else None,
        minutes_of_drug=all(in_dose_bracket(twin, m.start) for m in minutes),
        schedule=next(iter(repeated or schedules), None),
        add_on=(),
        each=each,
    )


# 'all had a patient-controlled intravenous analgesia device': how pain was treated
_FOR_PAIN = re.compile(
    r"\bpatient[- ]controlled intravenous\b|\bintravenous (?:patient[- ]controlled )?analgesia\b",
    re.IGNORECASE,
)


def _of_a_rate(candidates: Sequence[Candidate]) -> Found[Route] | None:
    """A dose by the hour ran into a vein where the text names no route at all."""
    for c in candidates:
        for reading in c.doses if c.kind == TOPIC else ():
            if reading.dose.unit.endswith(("/h", "/min")):
                return Found("intravenous", reading.start, reading.end)
    return None


_MARGIN = re.compile(r"\bnon-?\s?inferior", re.IGNORECASE)


class ArmReader:
    """Fill ``doc._.arms``; excluded documents keep none."""

    def __init__(self, *, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __call__(self, doc: Doc) -> Doc:
        screening = doc._.screening
        if screening is None or not screening.included:
            return doc
        doc._.arms = read_arms(
            doc._.twin, doc._.context, doc._.design, doc._.population, self.vocabulary
        )
        return doc


@Language.factory("dosetable_arms")
def create_arms(nlp: Language, name: str) -> ArmReader:
    register()
    return ArmReader(vocabulary=load_vocabulary())
