"""Results in prose, sentence by sentence. Pure functions; the component calls ``find_outcomes``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial

from dosetable.extract.facts import Arm, Outcome, Statistic
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.measures import find_aliases, find_measures
from dosetable.extract.pipes.outcomes.arm_lists import join_lists_of_arms
from dosetable.extract.pipes.outcomes.arm_order import without_contradicted
from dosetable.extract.pipes.outcomes.asides import is_aside, of_entry, still_on_entry
from dosetable.extract.pipes.outcomes.carried import carried
from dosetable.extract.pipes.outcomes.clauses import (
    FindMeasures,
    cut_between_measures,
    cut_last_verdict,
    split_clauses,
)
from dosetable.extract.pipes.outcomes.direction import settle
from dosetable.extract.pipes.outcomes.facing import facing
from dosetable.extract.pipes.outcomes.gather import (
    Row,
    deduplicate,
    share_p,
    to_outcomes,
    with_level,
    without_rivals,
)
from dosetable.extract.pipes.outcomes.groups import UNDESCRIBED, named_arms
from dosetable.extract.pipes.outcomes.memory import Memory
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.noninferiority import margin_of
from dosetable.extract.pipes.outcomes.pairs import paired
from dosetable.extract.pipes.outcomes.plan import Plan, read_plan
from dosetable.extract.pipes.outcomes.read import read_clause
from dosetable.extract.pipes.outcomes.scan import Clause, scan
from dosetable.extract.pipes.outcomes.sequels import (
    of_sentence_before,
    test_of_difference,
    test_of_last,
    tests_by_arm,
    tests_of_last,
    verdict_on_last,
)
from dosetable.extract.pipes.outcomes.verdicts import is_null
from dosetable.extract.pipes.timepoints import coded_timepoints, find_time_codes, starts_alone
from dosetable.extract.prefilter import Prefiltered
from dosetable.extract.vocabulary import Vocabulary

_METHODS = Prefiltered(
    r"\b(?:primary|secondary|main) (?:efficacy |clinical )?(?:outcome|end-? ?point|measure)s?(?: measures?)? (?:was|were|is|are|will be|included)\b(?!.*\bp\s?[=<>])"
    r"|\b(?:test|determine|assess|examine|evaluate|investigate|know|establish) (?:whether|if)\b|\b(?:primary|main|secondary) (?:objective|aim)s?\b"
    r"|\b(?:defined as|was defined|were defined|meant|criteri(?:a|on)|eligib|was set at|required that|will be|was needed to enter|had to (?:have|score)|were (?:randomly )?(?:assigned|allocated|randomi[sz]ed)|was was|rated with|measured (?:with|by|using)|assessed (?:with|by|using)|hypothesi[sz]ed|aimed? to|we (?:tested|examined|evaluated|investigated|assessed|compared|studied|explored|sought))\b",
    re.IGNORECASE,
)
_RESULTS_PARTS = ("results", "none", "methods")


def find_outcomes(
    *,
    twin: str,
    sentences: Sequence[Sentence],
    arms: Sequence[Arm],
    vocabulary: Vocabulary,
) -> tuple[tuple[Outcome, ...], Plan]:
    """Return the results that the prose states, in order of the text, and what it announces.

    ``sentences`` carry whose they are and where in the report they stand; results are read from
    results sections, and from unstructured text where a sentence states a result. Background,
    aims and methods only tell what is primary and when it is measured.
    """
    terms = vocabulary["measures"]
    # The plan and the results ask for the same sentences; what is kept goes with the document.
    find = cache(partial(find_measures, vocabulary=terms, aliases=find_aliases(twin, terms)))
    codes = find_time_codes(twin)
    find_times = partial(coded_timepoints, codes=codes)
    names = named_arms(arms, vocabulary["drugs"], twin)
    own = [s for s in sentences if s.zone == "own" or s.part in ("results", "methods")]
    plan = read_plan(
        ((twin[s.start : s.end], _announces(s, twin)) for s in own if s.zone != "outside"),
        find,
        terms,
        find_times,
    )
    plan = replace(plan, margin=margin_of(twin[s.start : s.end] for s in own))
    # In a full text much is tested that is no scale of depression: what is not named there is of the
    # measure of the sentence before, and of no other.
    fresh_part = Memory(off_topic=len(own) > _ABSTRACT)
    memory = fresh_part
    rows: list[Row] = []
    part = None
    last = ""
    nameless = 0  # sentences since one named a measure
    for sentence in facing(own, twin, names, find):
        if sentence.zone != "own" or sentence.part not in _RESULTS_PARTS:
            continue
        if sentence.part != part:
            memory, part, nameless = fresh_part, sentence.part, 0
        text = twin[sentence.start : sentence.end]
        nameless = 0 if find(text) else nameless + 1
        if fresh_part.off_topic and nameless > 1:
            memory = fresh_part
        before, last = last, text
        if is_aside(text, names) or starts_alone(text, codes):
            if of_entry(text):
                memory = _entered(memory, text, plan, find, names)
            memory = replace(memory, times=())  # what follows it is not of the visit before it
            continue
        if still_on_entry(before, text) and not find_times(text):
            continue
        if not _is_result(text, sentence, find):
            memory = _remember(memory, text, plan, find)
            continue
        memory = replace(memory, same_sentence=False)
        fresh: list[Row] = []
        bare, tests = True, 0
        parts = join_lists_of_arms(text, split_clauses(text), names, find)
        each = names.find_treated if len(names.experimental) > 1 else None
        spans = (
            last
            for span in parts
            for part in cut_between_measures(text, span, find, each)
            for last in cut_last_verdict(text, part, find)
        )
        for start, end in spans:
            clause = scan(
                text[start:end],
                sentence.start + start,
                names,
                find,
                find_times,
                _default(memory, text),
            )
            tests += len(clause.p_values)
            results = [e for e in clause.estimates if e.kind != "test"]
            bare = bare and not (clause.measures or clause.figures or results)
            found, memory = read_clause(clause, names, plan, memory)
            silent = not (clause.measures or clause.figures or clause.estimates)
            if silent and (by_arm := tests_by_arm(rows, clause, sentence, names)) is not None:
                rows, found = by_arm, []
                continue
            if silent and _of_other_visit(fresh, clause):
                pass  # 'superior at 24 h, the groups were alike by day 7': each visit has its own
            elif (
                silent
                and _of_same_arms(found, fresh)
                and not clause.p_values
                and is_null(clause.text)
            ):
                taken_back = verdict_on_last(fresh, clause.text, sentence, names)
                fresh, found = (taken_back, []) if taken_back else (fresh, found)
            elif silent and not found:
                # 'A was 5 and B was 6; they did not differ': the verdict is on the clause before.
                fresh = verdict_on_last(fresh, clause.text, sentence, names) or fresh
                fresh = test_of_last(fresh, clause)
            if not found:
                found = carried(clause, fresh or of_sentence_before(rows, sentence))
            fresh += [
                replace(r, sentence=(sentence.start, sentence.end), section=sentence.part)
                for r in found
            ]
        fresh = without_rivals(paired(fresh, names, twin))
        # A verdict with a test of its own is a result; without one, it is on the figures before.
        tested = any(row.p is not None for row in fresh)
        # A list of tests is no verdict on all of them.
        told = (
            None
            if tested or not bare or tests > 1
            else verdict_on_last(rows, text, sentence, names)
        )
        if tests > 1 and bare and is_null(text):
            told = tests_of_last(rows, clause, sentence)
        if tests == 1 and bare and all(r.statistic == "test statistic" for r in fresh):
            of_last = test_of_difference(rows, clause, sentence)
            told, fresh = (of_last, []) if of_last else (told, fresh)
        rows = told if told is not None else [*rows, *settle(share_p(fresh))]
    rows = without_contradicted(with_level(rows, twin))
    return to_outcomes(_described(deduplicate(rows)), plan), plan


_ABSTRACT = 45
"""More sentences than these are no abstract's."""


def _of_same_arms(found: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Whether ``found`` are of arms that ``rows`` compare; 'with no difference between the two doses'
    takes back nothing of what was said of each."""
    pairs = {(r.experimental, r.comparator) for r in rows}
    return any((r.experimental, r.comparator) in pairs for r in found)


def _of_other_visit(rows: Sequence[Row], clause: Clause) -> bool:
    """Whether ``clause`` names visits, none of which ``rows`` are of."""
    visits = {round(t.hours, 1) for t in clause.times if t.kind == "point"}
    mine = {round(r.time.hours, 1) for r in rows if r.time is not None}
    return bool(visits and mine) and not visits & mine


def _announces(sentence: Sentence, twin: str) -> bool:
    """Whether a sentence may tell when something is measured: the methods do; a result's own time,
    in a text with headings or without, is no other result's."""
    if sentence.part == "none":
        text = twin[sentence.start : sentence.end]
        return not _RATES.search(text) and not _TESTED.search(text)
    return sentence.part not in ("results", "conclusions")


def _described(rows: Sequence[Row]) -> list[Row]:
    """Rows without the stand-in for a control group that the text never describes: its own figures
    stay beside the other arm's, and what is of it alone goes; and without those that say nothing."""
    return [
        replace(row, comparator=None) if row.comparator == UNDESCRIBED else row
        for row in rows
        if row.experimental != UNDESCRIBED and not row.says_nothing
    ]


_REFERS = re.compile(
    r"\b(?:they|these|corresponding \w+|it) (?:were|was)\b|\b(?:this|it) (?:had )?(?:shrank|shrunk|narrowed|widened|grew|grown)\b|\balso (?:lower|higher)\b",
    re.IGNORECASE,
)


def _default(memory: Memory, text: str) -> Statistic | None:
    """The statistic that an unnamed estimate has: the last one, if the clause refers back."""
    return memory.statistic if memory.same_sentence or _REFERS.search(text) else None


_TESTED = Prefiltered(r"\b[Pp]\s?[=<>]|\bCI\b|confidence interval|\bF\s?\(")
_RATES = re.compile(r"\d ?(?:%|per ?cent)(?! CI| confidence)|\d \((?:SD|SE)|\d ?± ?\d")
_SEEN = Prefiltered(
    r"\b(?:NNTs?|numbers? needed to treat)\b[^.;()]{0,60}\b(?:was|were|of) \d|"
    r"\b(?:was|were) (?:\w+ )?(?:met|seen|found|observed|achieved|recorded|reached|present)\b"
    r"|\d\s?(?:%|per ?cent)\s?(?:\(|v|vs|and|of)|\d \((?:SD|SE)|\d\s?±\s?\d"
    r"|\b(?:decreased|fell|dropped|declined|improved|rose|increased|was reduced|were reduced) (?:by|from) \d"
    r"|\b(?:\d{1,3}|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Ee]leven|[Tt]welve) (?:out )?of (?:the )?(?:\d{1,3}|six|seven|eight|nine|ten|eleven|twelve)\b[^.;]{0,60}\b(?:met|reached|achieved|fulfilled|attained|responded|remitted|relapsed)\b"
)
# 'Ideation, measured with the SSI, significantly decreased': how it was measured is said beside it.
_TOLD = re.compile(
    r"\b(?:significantly|markedly) (?:decreased|reduced|improved|declined|fell|dropped|lower|higher|greater|better)\b",
    re.IGNORECASE,
)
_PLANNED = Prefiltered(
    r"\bto (?:demonstrate|establish|show|claim|prove|conclude|declare) (?:non-?inferiority|superiority|equivalence),|\b(?:power(?:ed)? (?:of|to)|sample size|assum\w+|type I error|(?:patients|participants|subjects|people) (?:are|were|would be) (?:needed|required)|superiority (?:difference|margin)|two-sided (?:alpha|significance)|would (?:be|have|need)|clinically (?:meaningful|important) difference)\b",
    re.IGNORECASE,
)


_WHO = Prefiltered(
    r"\b(?:mean|median|average) (?:[\[(][^\])]{0,20}[\])] )?age\b|\baged? (?:\d|mean)|\byears? (?:old|of age)\b"
    r"|\d ?(?:%|per ?cent)?\)? (?:were |was )?(?:fe)?males?\b|\b(?:men|women)\b",
    re.IGNORECASE,
)


_TOOK_PART = re.compile(
    r"\b(?:participated|took part|(?:were|was) (?:enrolled|included|recruited|randomi[sz]ed|diagnosed(?! in\b))|with a (?:mean|median|baseline) )\b",
    re.IGNORECASE,
)


def _is_result(text: str, sentence: Sentence, find: FindMeasures) -> bool:
    """Results sections state results; methods and running text only where figures say so."""
    if _ELSEWHERE.search(text):
        return False
    tested = _TESTED.search(text) is not None
    if _PLANNED.search(text) and not tested:
        return False
    if _WHO.search(text) and (not find(text) or (_TOOK_PART.search(text) and not tested)):
        return False  # '(mean age 44.2 [SD 10.1] years; 40% women)': who took part
    stated = tested or _SEEN.search(text) is not None
    if sentence.part == "methods":
        # '69% met the response criterion (OR 2.4, 95% CI ...)' under a heading 'Patients'
        observed = tested and _RATES.search(text) is not None
        return observed or stated and not _METHODS.search(text) or bool(_NO_DIFFERENCE.match(text))
    if sentence.part == "results" and _FOUND.search(text):
        return True
    return stated or _TOLD.search(text) is not None or not _METHODS.search(text)


# 'Smith et al. (2009) found that ...', a reference with its volume and pages, 'for each extra point at
# baseline a fall of 0.5 points is expected'
_ELSEWHERE = Prefiltered(
    r"\bet al\.?,? ?[(\[]?(?:19|20)\d\d[a-z]?[)\]]? (?:\w+ly )?(?:found|showed|reported|carried|conducted|observed|demonstrated|concluded|examined|compared|studied|randomi[sz]ed)\b"
    r"|\bdoi: ?10\.|\bfor (?:each|every) (?:extra|additional|further|one-unit|unit|point|1-point|one-point)\b"
)
_FOUND = re.compile(
    r"\b(?:superior to|significantly|effect sizes?|no (?:significant )?differences?|differ(?:ed)?|similar|comparable|(?:lower|higher|greater|better) (?:in|with|after|than|among))\b|\d ?(?:%|per ?cent)|\bpercent\b",
    re.I,
)

_NO_DIFFERENCE = re.compile(
    r"(?:There (?:was|were) no|No) (?:significant )?differences?\b", re.IGNORECASE
)


_TOLD_BY = re.compile(r"\s?[(\[][^()\[\]]{0,40}\d")


def _entered(memory: Memory, text: str, plan: Plan, find: FindMeasures, names: ArmNames) -> Memory:
    """'At baseline MADRS scores were 34 in A and 35 in B': 'at 24 h they were 18 and 26' goes on with
    that measure, in that order of the arms."""
    told = (next(iter(m.arms)) for m in names.find(text) if len(m.arms) == 1)
    return replace(_remember(memory, text, plan, find), sides=tuple(dict.fromkeys(told)))


def _remember(memory: Memory, text: str, plan: Plan, find: FindMeasures) -> Memory:
    """A sentence that announces one measure: the result that follows without a name is of it."""
    named = {m.name: m for m in find(text) if m.kind != "other"}
    event = next((m for m in named.values() if m.kind == "event"), None)
    if event is not None and _TOLD_BY.match(text, event.end):
        named = {event.name: event}  # 'Remission (a HAM-D score of 7 or less)'
    if plan.primary and re.search(r"\bprimary\b", text, re.IGNORECASE):
        name, time = next(iter(plan.primary.items()))
        return Memory(measure=name, mention=named.get(name), times=(time,) if time else ())
    if len(named) == 1:
        name, mention = named.popitem()
        same = name == memory.measure
        return replace(memory, measure=name, mention=mention, times=memory.times if same else ())
    return memory
