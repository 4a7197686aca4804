"""Results in prose, sentence by sentence. Pure functions; the component calls ``find_outcomes``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial

from dosetable.extract.facts import Arm, Outcome, Statistic
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.measures import find_aliases, find_measures
from dosetable.extract.pipes.outcomes.carried import carried
from dosetable.extract.pipes.outcomes.clauses import FindMeasures, cut_last_verdict, split_clauses
from dosetable.extract.pipes.outcomes.direction import by_figures, settle
from dosetable.extract.pipes.outcomes.gather import (
    Row,
    deduplicate,
    share_p,
    to_outcomes,
    with_level,
    without_rivals,
)
from dosetable.extract.pipes.outcomes.groups import UNDESCRIBED, named_arms
from dosetable.extract.pipes.outcomes.items import Memory
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.noninferiority import margin_of
from dosetable.extract.pipes.outcomes.pairs import paired
from dosetable.extract.pipes.outcomes.plan import Plan, read_plan
from dosetable.extract.pipes.outcomes.read import read_clause
from dosetable.extract.pipes.outcomes.scan import Clause, scan
from dosetable.extract.pipes.outcomes.told_pairs import pair_alone
from dosetable.extract.pipes.outcomes.verdicts import BETTER, NONINFERIOR, favoured, is_null
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
) -> tuple[Outcome, ...]:
    """Return the results that the prose states, in order of the text.

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
    memory = Memory()
    rows: list[Row] = []
    part = None
    for sentence in own:
        if sentence.zone != "own" or sentence.part not in _RESULTS_PARTS:
            continue
        if sentence.part != part:
            memory, part = Memory(), sentence.part
        text = twin[sentence.start : sentence.end]
        if (_ENTRY.search(text) or _ON_ENTRY.search(text)) and not _FROM_BASELINE.search(text):
            continue  # whether or not the groups were alike on entry is no result
        if _of_open_phase(text, names):
            continue  # what came after the comparison is of none of the arms compared
        if _CELLS.search(text):
            continue  # cells of a table that lost its borders
        if starts_alone(text, codes):
            continue  # 'no difference at T0': before treatment
        if _RISK_FACTORS.search(text):
            continue  # what goes with depression is no effect of treatment
        if _LEFT_OUT.search(text) or _of_subgroup(text, names) or len(text) > _LONGEST:
            continue  # a subgroup is not the trial; a form is no sentence
        if not _is_result(text, sentence, find):
            memory = _remember(memory, text, plan, find)
            continue
        memory = replace(memory, same_sentence=False)
        fresh: list[Row] = []
        bare, tests = True, 0
        spans = (c for span in split_clauses(text) for c in cut_last_verdict(text, span, find))
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
            bare = bare and not (clause.measures or clause.figures or clause.estimates)
            found, memory = read_clause(clause, names, plan, memory)
            silent = not (clause.measures or clause.figures or clause.estimates)
            if silent and found and not clause.p_values and is_null(clause.text):
                taken_back = _verdict_on_last(fresh, clause.text, sentence, names)
                fresh, found = (taken_back, []) if taken_back else (fresh, found)
            elif silent and not found:
                # 'A was 5 and B was 6; they did not differ': the verdict is on the clause before.
                fresh = _verdict_on_last(fresh, clause.text, sentence, names) or fresh
                fresh = _test_of_last(fresh, clause)
            if not found:
                found = carried(clause, fresh or _of_sentence_before(rows, sentence))
            fresh += [
                replace(r, sentence=(sentence.start, sentence.end), section=sentence.part)
                for r in found
            ]
        fresh = without_rivals(paired(fresh, names))
        # A verdict with a test of its own is a result; without one, it is on the figures before.
        tested = any(row.p is not None for row in fresh)
        # A list of tests is no verdict on all of them.
        told = (
            None
            if tested or not bare or tests > 1
            else _verdict_on_last(rows, text, sentence, names)
        )
        rows = told if told is not None else [*rows, *settle(share_p(fresh))]
    return to_outcomes(_described(deduplicate(with_level(rows, twin))), plan)


def _of_sentence_before(rows: Sequence[Row], sentence: Sentence) -> list[Row]:
    """The rows of the sentence right before ``sentence``."""
    return [r for r in rows if 0 <= sentence.start - r.sentence[1] < 4]


def _announces(sentence: Sentence, twin: str) -> bool:
    """Whether a sentence may tell when something is measured: the methods do; a result's own time,
    in a text with headings or without, is no other result's."""
    if sentence.part == "none":
        text = twin[sentence.start : sentence.end]
        return not _RATES.search(text) and not _TESTED.search(text)
    return sentence.part not in ("results", "conclusions")


def _described(rows: Sequence[Row]) -> list[Row]:
    """Rows without the stand-in for a control group that the text never describes: its own figures
    stay beside the other arm's, and what is of it alone goes."""
    return [
        replace(row, comparator=None) if row.comparator == UNDESCRIBED else row
        for row in rows
        if row.experimental != UNDESCRIBED
    ]


_REFERS = re.compile(
    r"\b(?:they|these|corresponding \w+|it) (?:were|was)\b|\balso (?:lower|higher)\b", re.IGNORECASE
)


def _default(memory: Memory, text: str) -> Statistic | None:
    """The statistic that an unnamed estimate has: the last one, if the clause refers back."""
    return memory.statistic if memory.same_sentence or _REFERS.search(text) else None


_ENTRY = Prefiltered(
    r"\b(?:no|not)\b[^.;]{0,80}\bbaseline (?:characteristics|demographics?|severity|scores?|values|[A-Z][\w-]* scores?)"
    r"|\b(?:no|not|similar|comparable)\b[^.;]{0,60}\b(?:at|in) (?:the )?(?:screening|baseline|pre-?infusion|study entry)(?! to)\b[^.;]{0,40}\W*$",
    re.IGNORECASE,
)
# 'At baseline, the scores were higher with A': nothing but the start is spoken of.
_ON_ENTRY = re.compile(
    r"^(?:[A-Z][\w /]{2,30}[:.])?\W*(?:(?:at|on) (?:the )?(?:baseline|(?:study )?entry|enrol?lment|admission|screening)\b|(?:before|prior to) (?:the |any )?(?:first )?(?:ECTs?|treatments?|infusions?|surgery|operation|an(?:a?)esthesia|administration)\b,?(?!.*\b(?:after|than|compared|from|to)\b)|(?:the )?(?:mean |median )?baseline [\w(])(?!.*\b(?:at|after|by|on|in) (?:the )?(?:\d|one|two|three|four|week|day|month|hour|end|first|follow))",
    re.IGNORECASE,
)
_FROM_BASELINE = re.compile(r"\b(?:from|to|versus|vs\.?|since|than) baseline\b", re.IGNORECASE)
_LONGEST = 1_500
_CELLS = re.compile(r"\)\d+(?:\.\d+)? ?\(\d")  # 'MADRS35.8 (4.5)38.3 (3.8).010'
_SUBGROUP = Prefiltered(
    r"\b(?:differed|varied|was moderated) (?:according to|by(?! (?:an? |about |only |some |\d|-\d))|across|depending on)\b|\bdepended on\b"
    r"|\b(?:for|among|in) (?:patients|those|participants|subjects)\b[^.;]{0,30}(?:[<>\u2264\u2265] ?\d|\d+ (?:to|-) ?\d+ years|\d+ years (?:or|of age))"
    r"|\b(?:patients|participants|those|subjects) with an? (?:baseline|initial) (?:[\w-]+ ){1,3}scores? (?:of )?(?:more|less|at least|at most|[<>\u2264\u2265\d])"
    r"|\b(?:with|without)(?: and without)? (?:[\w-]+ ){1,4}?(?:[(][^()]{0,80}(?:[(][^()]*[)][^()]{0,80})*[)] )?(?:and|or|than) (?:in )?(?:those |patients |participants )?(?:with|without) (?!(?:placebo|midazolam|saline|(?:es)?ketamine|control)\b)"
    r"|\b(?:patients|participants|those|women|adults) with (?:[\w-]+ ){1,4}(?:[^.;]|\.(?=\d)){0,90}\b(?:patients|participants|those|women|adults) without\b"
    r"|\b(?:for|among|in) those (?:patients|participants|subjects|women) (?:with|whose)\b"
    r"|\b(?:patients|participants|those|subjects|women|adults|people) (?:with|whose) (?:an? |their )?(?:higher|lower|greater|baseline (?:[\w-]+ ){1,4}of \d+ or) "
    r"|\bsub-?(?:groups?|sets?|samples?)\b|\b(?:among|in) (?:wo)?men\b|\b(?:among|in) (?:younger|older) (?:patients|participants)\b"
    r"|\bbetween (?:(?:wo)?men|(?:fe)?males|(?:fe)?male and (?:fe)?male \w+|girls|boys|sexes|genders) (?:and|or|in|with|was|were)\b|\bsex differences?\b"
    r"|\b(?:low|high)(?:er)?[- ](?:(?!in |with |for |the )[\w-]+ ){1,2}group\b[^.;]{0,80}\bthan\b[^.;]{0,30}\b(?:low|high)(?:er)?[- ](?:(?!in |with |for |the )[\w-]+ ){1,2}group\b",
    re.IGNORECASE,
)
# The same result once more, of fewer people.
_LEFT_OUT = Prefiltered(
    r"^\W*(?:(?:after|when) (?:excluding|the exclusion of|exclusion of)|excluding)\b|\bsensitivity analys[ie]s\b",
    re.IGNORECASE,
)


def _of_subgroup(text: str, names: ArmNames) -> bool:
    """Whether ``text`` speaks of a part of the people; 'with A than with B' may speak of arms."""
    for match in _SUBGROUP.finditer(text):
        ends = match.start(), match.end() + 2  # the arm behind the last 'with' counts, too
        groups = match.group().lower().startswith("with")
        if not (groups and any(ends[0] < a.end and a.start < ends[1] for a in names.find(text))):
            return True
    return False


_OPEN_PHASE = re.compile(
    r"\b(?:in|during|at the end of|after|of) (?:an?|the|this) (?:[\w-]+ ){0,3}?open(?:-label)? (?:phase|extension|period|part|stage|follow-up|treatment)\b",
    re.IGNORECASE,
)


def _of_open_phase(text: str, names: ArmNames) -> bool:
    """Whether a sentence of a controlled trial tells only of the open phase behind it: whoever is
    treated there, with what dose, is no arm of the comparison."""
    if not names.control or _OPEN_PHASE.search(text) is None:
        return False
    controls = frozenset(a.id for a in names.control)
    return not any(m.arms & controls for m in names.find(text)) and "double-blind" not in text


_RISK_FACTORS = Prefiltered(
    r"\b(?:risk|protective|predictive|prognostic|influencing|contributing) factors?\b|\b(?:independent )?predictors?\b|\bindependently associated\b|\b(?:positively|negatively|inversely) (?:associated|correlated)\b|\bassociated with (?:an? |no )?history\b|\b(?:un|bi|multi)variate (?:logistic )?regression\b"
    r"|\b(?:Spearman|Pearson)\b|\bcorrelations? (?:between|of|with|was|were|ranged)\b|\b(?:significant|independent|strong) predictors? of\b"
    r"|\b(?:levels?|concentrations?|genotypes?|alleles?|metabolites?|[A-Z][A-Z0-9-]{2,}) (?:was|were) (?:not |significantly |positively |negatively )*associated with (?:change|improvement|response|remission|reduction)",
    re.IGNORECASE,
)
_TESTED = Prefiltered(r"\b[Pp]\s?[=<>]|\bCI\b|confidence interval|\bF\s?\(")
_RATES = re.compile(r"\d ?%(?! CI| confidence)|\d \((?:SD|SE)|\d ?± ?\d")
_SEEN = Prefiltered(
    r"\b(?:was|were) (?:\w+ )?(?:met|seen|found|observed|achieved|recorded|reached|present)\b"
    r"|\d\s?%\s?(?:\(|v|vs|and|of)|\d \((?:SD|SE)|\d\s?±\s?\d"
)
# 'Ideation, measured with the SSI, significantly decreased': how it was measured is said beside it.
_TOLD = re.compile(
    r"\b(?:significantly|markedly) (?:decreased|reduced|improved|declined|fell|dropped|lower|higher|greater|better)\b",
    re.IGNORECASE,
)
_PLANNED = Prefiltered(
    r"\b(?:power(?:ed)? (?:of|to)|sample size|assum\w+|type I error|(?:patients|participants|subjects|people) (?:are|were|would be) (?:needed|required)|superiority (?:difference|margin)|two-sided (?:alpha|significance)|would (?:be|have|need)|clinically (?:meaningful|important) difference)\b",
    re.IGNORECASE,
)


_WHO = Prefiltered(
    r"\b(?:mean|median|average) (?:[\[(][^\])]{0,20}[\])] )?age\b|\baged? (?:\d|mean)|\byears? (?:old|of age)\b"
    r"|\d ?%?\)? (?:were |was )?(?:fe)?males?\b|\b(?:men|women)\b",
    re.IGNORECASE,
)


_TOOK_PART = re.compile(
    r"\b(?:participated|took part|(?:were|was) (?:enrolled|included|recruited|randomi[sz]ed|diagnosed)|with a (?:mean|median|baseline) )\b",
    re.IGNORECASE,
)


def _is_result(text: str, sentence: Sentence, find: FindMeasures) -> bool:
    """Results sections state results; methods and running text only where figures say so."""
    tested = _TESTED.search(text) is not None
    if _PLANNED.search(text) and not tested:
        return False
    if _WHO.search(text) and (not find(text) or (_TOOK_PART.search(text) and not tested)):
        return False  # '(mean age 44.2 [SD 10.1] years; 40% women)': who took part
    stated = tested or _SEEN.search(text) is not None
    if sentence.part == "methods":
        return stated and not _METHODS.search(text) or bool(_NO_DIFFERENCE.match(text))
    if sentence.part == "results" and _FOUND.search(text):
        return True
    return stated or _TOLD.search(text) is not None or not _METHODS.search(text)


_FOUND = re.compile(
    r"\b(?:superior to|significantly|effect sizes?|no (?:significant )?differences?|differ(?:ed)?|similar|comparable|(?:lower|higher|greater|better) (?:in|with|after|than|among))\b|\d ?%|\bpercent\b",
    re.I,
)

_NO_DIFFERENCE = re.compile(
    r"(?:There (?:was|were) no|No) (?:significant )?differences?\b", re.IGNORECASE
)


def _remember(memory: Memory, text: str, plan: Plan, find: FindMeasures) -> Memory:
    """A sentence that announces one measure: the result that follows without a name is of it."""
    named = {m.name: m for m in find(text) if m.kind != "other"}
    if plan.primary and re.search(r"\bprimary\b", text, re.IGNORECASE):
        name, time = next(iter(plan.primary.items()))
        return Memory(measure=name, mention=named.get(name), times=(time,) if time else ())
    if len(named) == 1:
        name, mention = named.popitem()
        same = name == memory.measure
        return replace(memory, measure=name, mention=mention, times=memory.times if same else ())
    return memory


def _test_of_last(rows: list[Row], clause: Clause) -> list[Row]:
    """'56 mg, 0.3 (-3.3 to 3.8); p = 0.93; 84 mg': a p-value alone is of the result before it, a list
    of them of as many results."""
    tests = clause.p_values
    pair = pair_alone(clause) if len(tests) == 1 else frozenset()
    if pair:
        place = (clause.offset + tests[0].start, clause.offset + tests[0].end)
        return [
            replace(r, p=tests[0], p_span=place)
            if r.p is None and {r.experimental, r.comparator} == pair
            else r
            for r in rows
        ]
    if not tests or clause.arms or len(rows) < len(tests):
        return rows
    kept, last = rows[: -len(tests)], rows[-len(tests) :]
    if any(row.p is not None for row in last):
        return rows
    if len(tests) > 1 and (
        kept or len({r.statistic for r in last}) > 1 or len({r.contrast for r in last}) < len(last)
    ):
        return rows
    spans = [(clause.offset + p.start, clause.offset + p.end) for p in tests]
    told = zip(last, tests, spans, strict=True)
    return [*kept, *(replace(row, p=p, p_span=span) for row, p, span in told)]


_OTHER_TOPIC = re.compile(r"\d\s?%|adverse|safety|\bside\b|dissociat|blood|cognit", re.I)
_BARE_VERDICT = re.compile(
    r"\b(?:groups?|arms?|treatments?|conditions?|placebo|control|midazolam|saline|differences?|frequencies|doses?|non-?inferior)\b",
    re.I,
)


def _in_words_alone(row: Row) -> bool:
    """Whether a test says nothing of who did better: 'more frequent with A (40% v. 27%); however, the
    difference was not significant'."""
    return row.p is None and row.interval is None and row.direction_rule == "direction.words"


def _verdict_on_last(
    rows: list[Row], text: str, sentence: Sentence, names: ArmNames
) -> list[Row] | None:
    """A sentence that only says who did better speaks of the results of the sentence before.

    Returns the rows with that verdict, or None if there is nothing it can speak of.
    """
    if not rows or not _BARE_VERDICT.search(text) or _OTHER_TOPIC.search(text):
        return None
    ours = frozenset(a.id for a in names.experimental)
    spoken_of = frozenset(arm for m in names.find(text) for arm in m.arms) & ours
    last = [
        r
        for r in rows
        if (not spoken_of or r.experimental in spoken_of)
        and (r.sentence[0] == sentence.start or 0 <= sentence.start - r.sentence[1] < 4)
        and (not r.direction or _in_words_alone(r))
        and r.comparator
    ]
    if not last:
        return None
    told: dict[int, str | None] = {}
    if not is_null(text):
        last = [r for r in last if not r.direction]
    if is_null(text) or NONINFERIOR.search(text):
        told = {id(r): "no significant difference" for r in last}
    elif BETTER.search(text) and names.find(text):
        ids = frozenset(a.id for a in names.experimental)
        side = favoured(text, names.find(text), experimental=ids, lower_is_better=True)
        told = {id(r): f"favours {side}" if side else None for r in last}
    elif BETTER.search(text):  # 'These differences were significant': for whom, the figures tell
        told = {id(r): by_figures(r, rows) for r in last}
    if not any(told.values()):
        return None
    rule = "direction.next-sentence"
    return [
        replace(r, direction=told[id(r)], direction_rule=rule) if told.get(id(r)) else r
        for r in rows
    ]
