"""The several Ns of a trial: its counts of people, without those of shares and single groups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dosetable.extract.pipes.arms.readings import find_allocations
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.count_verbs import TAKEN_IN, Kind, kind_told
from dosetable.extract.pipes.numbers import COUNT, parse_count
from dosetable.extract.pipes.people import OF_PEOPLE, PEOPLE
from dosetable.extract.pipes.sample_words import (
    EITHER,
    NO_PEOPLE,
    NOT_YET,
    OF_A_GROUP,
    OF_WHOM,
    both_sexes,
    plainer,
    subjects,
    told_otherwise,
    without_parts,
)
from dosetable.extract.prefilter import Prefiltered


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people and what the text says was done with them."""

    value: int
    kind: Kind
    start: int
    end: int
    sentence: Sentence


_COUNT = Prefiltered(
    rf"(?:(?<=[\w.,)] [nN] = )|(?<=[\w.,)] [nN]=)|(?<![\w.,=/<>≥≤+:%-])(?<![=<>≥≤] )|(?<=[a-z)],)(?=\d+ [a-z]))(?P<n>{COUNT})(?![\w%:/=]|\.\d|,\d|,? (?:and )?\d+,? (?:and )?\d|-\d|-(?!year)\w+(?<!patients)"
    r"|\s?(?:%|mg|mcg|kg|m[lL]\b|years?|yrs?|weeks?|days?|hours?|hrs?|months?|minutes?|min\b|h\b|points?|to \d|items?|centers?|centres?|sites?|hospitals?\b|countries|infusions?|doses?|sessions?|times|trials?|studies|groups?|arms?|consecutive days|percent|of \d|or (?:more|higher|above|less|older|over)|and (?:over|older|above)))",
    re.IGNORECASE,
)
_NOT_BEFORE = Prefiltered(
    r"(?:(?:cohorts|groups|panels|batches|blocks|pairs) of|cohort|group|phase|day|week|month|visit|site|period|study|stage|section|table|figure|item|aged?|age of|than|least|most|score[ds]?|type|above|below|over|under|SD|SE|mean|df|ratio|version|between|part|DSM|ICD|(?:maximum|minimum|median|mean|average|up to) of|up to|exceed\w*|within|about \$|(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?|(?:from|to|in|until|since) (?=(?:19|20)\d\d)|(?:sessions?|infusions?|doses?|injections?|treatments?|administrations?|procedures?)\s?[(\[](?:total,? ?)?)\s*$",
    re.IGNORECASE,
)
_PART = Prefiltered(
    rf"(?<![\w.])(?:\d[\d,]*|{COUNT})(?: \([^()]{{0,20}}\))?(?: out)? of (?:the |these |those )?$",
    re.IGNORECASE,
)
_OF_ONE_GROUP = re.compile(
    rf"(?: {PEOPLE})?(?: (?:was|were))? (?:(?:in|per|for) (?:each|every|either|the (?!age )(?:[^.;,()]|\.\d){{1,40}}?)|per|each in (?:the )?[\w ,-]{{1,40}}?) ?(?:groups?|arms?)\b",
    re.IGNORECASE,
)
# '(ketamine: 37; saline: 35)'
_LABELLED = re.compile(r"[(;,]\s?[A-Za-z][\w ]{1,25}: ?[;,)]$")
# '33 were assigned ketamine and 37 saline', '20 received X, and 21 received Y': groups of a sample.
# '15 patients received X and 14 received Y': two groups, and nobody all of them.
_ONE_DRUG = re.compile(
    rf"(?: {PEOPLE})?(?: (?:with|suffering from) [^.;,()]{{3,60}}?)?(?: of (?:whom|them))? (?:who )?(?:received|got|had|underwent|were (?:given|administered|treated with)) (?:[^.;,]|\.\d){{2,60}}?,? (?:and|while|whereas) {COUNT}\b(?! (?:doses?|infusions?|sessions?|weeks?|days?|mg|hours?|minutes?))",
    re.IGNORECASE,
)
_ONE_GROUP = (
    r"(?:\w*ketamine|saline|placebo|midazolam|controls?|comparator|ECT|[\w-]+ (?:group|arm))"
)
_THEN_OTHERS = re.compile(
    rf"(?:(?! or\b| versus\b| vs\b)[^.;:()\[\]\d]){{0,80}}?\b{_ONE_GROUP}\b(?:(?! or\b)[^.;:()\[\]\d]){{0,60}}?,?(?: and| while| whereas) {COUNT}\b[^.;:()\[\]]{{0,40}}?\b{_ONE_GROUP}\b",
    re.IGNORECASE,
)
# '11 were randomised to X, while 13 received Y'
_WHILE_OTHERS = re.compile(
    rf"(?:(?! or\b| versus\b| vs\b)(?:[^.;]|\.\d)){{0,160}}?,? (?:while|whereas) {COUNT} (?:{PEOPLE} )?(?:received|got|were (?:randomi[sz]ed|assigned|allocated|given)) (?!(?:(?:the|their) )?(?:study|trial|treatment|at least|all)\b)",
    re.IGNORECASE,
)
_SEX = re.compile(r"(?:,? ?\(?\d[\d.]*%\)?,?)? (?:women|men|females?|males?)[,;)]", re.IGNORECASE)
_RANDOMIZED_PEOPLE = re.compile(rf" randomi[sz]ed {PEOPLE}\b", re.IGNORECASE)
_LISTED = re.compile(
    r"(?<![\w.])\d+(?: \([^()]{1,20}\))?(?: and| or| vs\.?| versus) $", re.IGNORECASE
)
# '39, 41, 40 and 42 patients, respectively, were randomized': one before last of a list
_OF_A_LIST = re.compile(r"(?<![\w.])\d+, $")
_LAST_OF_LIST = re.compile(r",? and \d+\b")
_PLANNED = Prefiltered(
    r"(?<!of the )(?<!of a )\b(?:target|planned|anticipated|estimated|expected|(?<!who )intended|will)\b",
    re.IGNORECASE,
)
_BRACKET = re.compile(
    r"[(\[]\s?(?:[A-Z]{2,6}[;,] )?(?:(?:total |actual )?[nN]\s?=\s?|total (?:of )?)(?P<n>\d[\d,]*)\s?(?:actual\s?|in (?:all|total))?[)\];:,]"
)
# 'patients scheduled for ECT (ASA I-II, n = 54) were randomly assigned'
_LAST_IN_BRACKET = re.compile(
    rf"\b{PEOPLE}\b[^.;()\[\]]{{0,120}} [(\[][^()\[\]=]{{1,40}}[,;] ?[nN] ?= ?(?P<n>\d[\d,]*)(?=[)\]])",
    re.IGNORECASE,
)
# 'a single-group study in adults with depression (n = 24)'
_ONE_GROUP_STUDY = Prefiltered(
    r"\bsingle[- ](?:arm|group)\b|\bopen[- ]label(?:l?ed)?\b|\bnon-?randomi[sz]ed\b|\bpilot (?:study|trial)\b",
    re.IGNORECASE,
)
# 'Individuals with A and B (N = 15) received six infusions': all there were.
_WHO_RECEIVED = re.compile(
    rf"^(?:[A-Za-z]+: )?(?:[^.;:()]{{0,60}}, after which )?(?:[\w-]+ ){{0,3}}?{PEOPLE} (?:with|who|suffering from)\b[^.;()\[\]]*$",
    re.IGNORECASE,
)
_RECEIVED_NEXT = re.compile(
    r"(?:[^()]{0,60}[)\]])?\s?(?:got|had|were (?:treated|given|studied|enrolled|recruited)|received|underwent|participated|took part|entered|completed)\b",
    re.IGNORECASE,
)
_PEOPLE_NEXT = re.compile(rf" {PEOPLE}\b", re.IGNORECASE)
# 'on X or Y (n=24 and n=23)': sizes of groups
_OF_SEVERAL = re.compile(r"\b[nN] ?= ?\d+,? (?:and|or|vs\.?|versus) [nN] ?= ?$")
_ANOTHER_SIZE = re.compile(r",? (?:and|or|vs\.?|versus) [nN] ?= ?\d")
_AGE_LIMIT = re.compile(
    rf"\b(?:age[sd]?|range[sd]?)\b[^.;,]{{0,16}}?(?:\d|\b{COUNT})(?: years)?(?: ?- ?| to | and )$",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\s?\(\d[\d.]* ?%\)(?!(?: of [\w ]{3,40}?)?,? (?:were |was )?(?:then )?(?:enrolled|recruited|included))",
    re.IGNORECASE,
)
# 'Adverse events occurred in 120 patients (95.2%)'
_SHARE_OF_PEOPLE = re.compile(rf"\s{PEOPLE}\s?[(\[]\d[\d.]* ?%", re.IGNORECASE)
_RANDOM_WORD = Prefiltered(
    r"\brandomi[sz]ed\b|\bRCT\b|\brandomly\b|\brandom order\b|\bassigned\b|\ballocated\b",
    re.IGNORECASE,
)


_OF_THE = re.compile(
    r" of (?:the|these|those|them|our|all)\b(?! (?:planned|intended|target|projected)\b)",
    re.IGNORECASE,
)
# 'those in stable remission (n = 150) were randomised to': all who were.
_THEN_DIVIDED = re.compile(
    r" were (?:then |subsequently |thereafter )?(?:re-?)?(?:randomi[sz]ed|randomly (?:assigned|allocated))\b",
    re.IGNORECASE,
)
# '36 women were assigned at random to each of four groups': a part of the sample.
_TO_EACH = re.compile(
    rf"(?: {PEOPLE})? (?:were|was) (?:randomly )?(?:assigned|allocated|randomi[sz]ed)(?: at random| randomly)? (?:to|in|into|for) (?:each|every)\b",
    re.IGNORECASE,
)
# 'under X in 25 patients with depression and under Y in 25': a group each
_UNDER_X_IN = re.compile(
    r"\b(?:under|with|by|after) [^.;]{2,40} in (?:(?:a )?(?:first|further) )?$", re.IGNORECASE
)
_UNDER_Y_IN = re.compile(
    rf"(?: {PEOPLE})?(?: with [\w -]{{2,40}}?)?,? and (?:under|with|by|after) (?:[^.;]|\.\d){{2,60}}? in (?:another )?{COUNT}\b",
    re.IGNORECASE,
)
_A_PART = re.compile(r"\bnon-?responders\b[^.;,()]*$", re.IGNORECASE)  # in a second stage
# 'a team that included eight grantees': nobody treated; '247 participants' on a line: a register's field
_NO_SAMPLE = re.compile(
    r"\b(?:team|consortium|panel|committee|authors|investigators)\b[^.;,]{0,30}\b(?:included|includes|including|of) $",
    re.IGNORECASE,
)
_A_FIELD = re.compile(rf"\d[\d,]* {PEOPLE}\.?", re.IGNORECASE)
# 'Data were obtained from 29 patients who took part in a trial': those whose data there were
_DATA_OF = re.compile(
    r"\b(?:data|ratings|recordings|scans|blood samples|questionnaires|records)\b(?: (?:were|was|being))?(?: (?:obtained|drawn|derived|available|taken|collected|analy[sz]ed|pooled|used|examined))* (?:from|of|for|on) (?:a total of |the |all )?$",
    re.IGNORECASE,
)
# 'four once-weekly infusions': no people.
_OF_DOSES = re.compile(
    rf"(?: (?!(?:{PEOPLE}|who|with|were|was|had|got|in|of|to|and|or|received|underwent|completed)\b)[\w.-]+){{1,4}}? (?:infusions?|injections?|doses|sessions?|administrations?|procedures)\b",
    re.IGNORECASE,
)
# 'an optional phase during which 80 participants received ...': those of one phase, given it.
_IN_A_PHASE = re.compile(
    r"\b(?:phase|period|stage|extension|part)\b[^.;:]{0,20}\b(?:during|in) which $", re.IGNORECASE
)
# 'All 24 participants completed the infusions': everybody there was.
_ALL = re.compile(r"(?:[A-Za-z]+:? )?All (?:the |of the )?", re.IGNORECASE)
_THEY = re.compile(rf" {PEOPLE} completed\b", re.IGNORECASE)


def find_counts(twin: str, sentences: Sequence[Sentence]) -> list[Count]:
    """Return the counts of people of this study's own sentences, without those of single arms."""
    found: list[Count] = []
    for sentence in sentences:
        if sentence.zone == "own" and sentence.part != "title":
            found += _in_sentence(twin, sentence)
    return found


# 'In a second study, nine patients had ...': other people than those that the report begins with.
_SECOND_STUDY = re.compile(
    r"(?:[A-Z][a-z]+: )?In (?:a|the|our) (?:second|separate|companion|parallel|third) (?:study|trial|sample|experiment)\b"
)


def _in_sentence(twin: str, sentence: Sentence) -> list[Count]:
    if _SECOND_STUDY.match(twin, sentence.start, sentence.end):
        return []
    text = twin[sentence.start : sentence.end]
    allocations = find_allocations(twin, sentence.start, sentence.end)
    if len(allocations) > 2 and allocations[0].value == sum(a.value for a in allocations[1:]):
        allocations = allocations[1:]  # '79 were assigned to the groups (40 to X, 39 to Y)'
    by_arm = {a.start for a in allocations} if len(allocations) > 1 else set()
    whole = sum(a.value for a in allocations)
    found: list[Count] = []
    planned = bool(_PLANNED.search(text))
    parts_until = sentence.start  # up to here the counts are those of groups
    for match in _COUNT.finditer(twin, sentence.start, sentence.end):
        start, end = match.span("n")
        if start < parts_until:
            continue
        head = twin[max(sentence.start, start - 45) : start]
        if _AGE_LIMIT.search(head):
            continue
        if _OF_A_LIST.search(head) and _LAST_OF_LIST.match(twin, end, sentence.end):
            continue
        if _OF_SEVERAL.search(head) or _ANOTHER_SIZE.match(twin, end, sentence.end):
            continue
        if by_arm and start not in by_arm and parse_count(match.group("n")) == whole:
            # 'Of 80 patients, 41 were assigned to X and 39 to Y': the parts add up to it.
            found.append(Count(whole, "randomized", start, end, sentence))
            continue
        if start in by_arm or _is_a_share(twin, start, end, sentence.end):
            continue
        named = _NOT_BEFORE.search(head)
        if named and not (named.group().strip() == "study" and _PEOPLE_NEXT.match(twin, end)):
            continue  # "in this study 68 patients were allocated" counts them
        if _OF_ONE_GROUP.match(twin, end, sentence.end) or _LABELLED.search(
            head + twin[end : end + 1]
        ):
            continue  # "41 patients in each group were analysed": a part of the sample
        if _TO_EACH.match(twin, end, sentence.end) or NO_PEOPLE.match(twin, end, sentence.end):
            continue
        if _PART.search(head) and not _RANDOMIZED_PEOPLE.match(twin, end):
            continue
        if _NO_SAMPLE.search(head) or (start == sentence.start and _A_FIELD.fullmatch(text)):
            continue
        if _UNDER_X_IN.search(head) and _UNDER_Y_IN.match(twin, end, sentence.end):
            continue
        if _DATA_OF.search(twin, sentence.start, start):
            value = parse_count(match.group("n"))
            found.append(Count(value, "analyzed", start, end, sentence))
            continue
        tail = plainer(_WITHOUT_ASA.sub("", twin[end : min(sentence.end, end + 260)], 1))
        kind = (
            "enrolled"
            if EITHER.match(tail)
            else kind_told(head, tail, twin[sentence.start : start])
        )
        kind = kind or told_otherwise(head, tail)
        if kind is not None and (part := without_parts(tail)) != tail:
            kind = kind_told(head, part, twin[sentence.start : start]) or told_otherwise(head, part)
        if NOT_YET.search(head) or OF_A_GROUP.search(head) or OF_WHOM.match(twin, end):
            continue
        if kind is None or (
            planned and kind in {"randomized", "enrolled", "described"} and "actual" not in text
        ):
            continue
        others = _WHILE_OTHERS.match(twin, end, sentence.end) if kind == "randomized" else None
        if others:
            parts_until = others.end()
            continue
        if kind == "randomized" and (_LISTED.search(head) or _THEN_OTHERS.match(tail)):
            continue  # "(29 and 34 assigned to X or Y)": groups, not the sample
        if kind in {"enrolled", "described", "treated"} and (
            _SHARE.match(tail) or (kind == "described" and _SHARE_OF_PEOPLE.match(tail))
        ):
            continue  # "Five (38%) adolescents met": a share of the sample
        if kind in {"enrolled", "described", "treated"} and _OF_THE.match(twin, end):
            continue  # "Two of the remitting patients": a share
        if _OF_DOSES.match(twin, end, sentence.end) or (
            kind in {"enrolled", "treated"} and _IN_A_PHASE.search(twin, sentence.start, start)
        ):
            continue
        value = parse_count(match.group("n"))
        if value >= 2:
            found.append(Count(value, kind, start, end, sentence))
            if kind == "completed" and _ALL.fullmatch(head.lstrip()) and _THEY.match(tail):
                found.append(Count(value, "described", start, end, sentence))
    groups = [c.start for c in found if _ONE_DRUG.match(twin, c.end, sentence.end)]
    if groups:
        found = [c for c in found if c.start < groups[0] or c.kind not in {"enrolled", "treated"}]
    found = _without_groups(found, twin)
    if not planned:
        found += [Count(*c, sentence) for c in both_sexes(twin, sentence.start, sentence.end)]
        if sentence.part != "conclusions":
            found += [Count(*c, sentence) for c in subjects(twin, sentence.start, sentence.end)]
    found += _of_who_received(twin, sentence)
    one_group = _ONE_GROUP_STUDY.search(text) is not None
    if one_group or _RANDOM_WORD.search(text):
        kind_of_all: Kind = "enrolled" if one_group else "randomized"
        brackets = list(_BRACKET.finditer(twin, sentence.start, sentence.end))
        for match in brackets:
            before = twin[max(sentence.start, match.start() - 60) : match.start()]
            people = re.search(
                rf"(?:{PEOPLE}|randomi[sz]ed|trial|study|MDD|TRD|depression|disorder)\s*$",
                before,
                re.IGNORECASE,
            )
            if (planned and "actual" not in text) or _A_PART.search(before):
                continue
            whose = people or OF_PEOPLE.search(twin, sentence.start, match.start())
            alone = len(brackets) == 1 and ("N" in match.group()[:3] or whose)
            first = match is brackets[0] and (
                re.search(rf"{PEOPLE}\s*$", before, re.IGNORECASE)
                or _THEN_DIVIDED.match(twin, match.end(), sentence.end)
            )
            if alone or first:
                value = parse_count(match.group("n"))
                found.append(Count(value, kind_of_all, match.start(), match.end(), sentence))
        for match in _LAST_IN_BRACKET.finditer(twin, sentence.start, sentence.end):
            if not planned and _THEN_DIVIDED.match(twin, match.end() + 1, sentence.end):
                value = parse_count(match["n"])
                found.append(Count(value, "randomized", *match.span("n"), sentence))
    return found


def _of_who_received(twin: str, sentence: Sentence) -> list[Count]:
    brackets = list(_BRACKET.finditer(twin, sentence.start, sentence.end))
    if len(brackets) != 1 or sentence.part in {"results", "conclusions"}:
        return []
    match = brackets[0]
    whole = _WHO_RECEIVED.match(twin[sentence.start : match.start()])
    if whole is None or not _RECEIVED_NEXT.match(twin, match.end(), sentence.end):
        return []
    return [Count(parse_count(match["n"]), "enrolled", match.start(), match.end(), sentence)]


_PATIENTS_ARE = re.compile(r"\b(?:patients|participants|subjects|population): $", re.IGNORECASE)
_STUDY_OF = re.compile(r"\b(?:study|trial) (?:of|in|with|among) (?:a total of )?$", re.IGNORECASE)


def _is_a_share(twin: str, start: int, end: int, stop: int) -> bool:
    """'(23 women; mean age 45)' counts one sex; '141 women, aged 18 to 40, were enrolled' all."""
    if _SEX.match(twin, end) is None or _PATIENTS_ARE.search(twin, max(0, start - 20), start):
        return False
    if _STUDY_OF.search(twin, max(0, start - 40), start):
        return False
    return TAKEN_IN.match(twin, end, stop) is None


# What stands between a count and its people and tells nothing of them, and long asides:
# '56 American Society of Anesthesiologists physical status I or II patients',
# '378 patients (mean [SD] age, 45 [14] years; 231 [61%] women) were included'
_WITHOUT_ASA = re.compile(
    r"(?<=[A-Za-z])\s\((?=[^()]{40}|[^()]*?(?:\byears?\b|\byrs?\b|\bage|\bmean\b|[A-Za-z]: ?\d))(?:[^()]|\([^()]*\))*\)"
    r"|^\s(?:American Society of Anesthesiologists|ASA)(?: \(ASA\))?(?: physical)?(?: status| class\w*| grades?)* ?[IVⅠⅡⅢ]+(?:\s?(?:or|and|to|-)\s?[IVⅠⅡⅢ]+)?"
)
# '20 patients who got X (group 1) and 20 patients': the next group's count.
_NEXT_GROUP = re.compile(
    rf"(?:[^.;]|\.\d){{0,160}}?\b(?:group|arm|only|alone|controls?)\b[^.;]{{0,20}}? and {COUNT} (?:[\w-]+ ){{0,3}}?{PEOPLE}\b",
    re.IGNORECASE,
)


def _without_groups(counts: Sequence[Count], twin: str) -> list[Count]:
    """'20 patients who got X (group 1) and 20 patients who got Y (group 2)' counts two groups, and
    nobody all of them."""
    taken_in = [c for c in counts if c.kind in {"enrolled", "described"}]
    parts = any(_NEXT_GROUP.match(twin, c.end) for c in taken_in)
    return [c for c in counts if c not in taken_in] if parts else list(counts)


def best(counts: Sequence[Count], kind: Kind) -> Count | None:
    """The largest count of a kind: groups and strata are parts of it."""
    own = [c for c in counts if c.kind == kind]
    return max(own, key=lambda c: c.value) if own else None
