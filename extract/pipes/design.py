"""Design: randomization, assignment, masking, phase and sites, from this study's own sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc

from dosetable.extract.facts import Assignment, Design, Evidence, Masking
from dosetable.extract.pipes.chance import CHANCE
from dosetable.extract.pipes.context import Sentence, evidence_in
from dosetable.extract.pipes.extensions import register
from dosetable.extract.pipes.numbers import COUNT, parse_count
from dosetable.extract.pipes.people import PEOPLE
from dosetable.extract.prefilter import Prefiltered

_ASSIGNMENT: tuple[tuple[Assignment, Prefiltered], ...] = tuple(
    (cast("Assignment", name), Prefiltered(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "randomized withdrawal",
            r"\brandomi[sz]ed[- ](?:\w+[- ]){0,3}withdrawal\b|\bwithdrawal (?:design|study|trial|phase)\b|\brelapse[- ]prevention (?:study|trial|phase)\b|\bdiscontinuation (?:design|study|trial|phase)\b"
            r"|\b(?:responders?|remitters?|improved(?: most)?|remission|responded)\b[^.;]{0,60}\b(?:were|was) (?:then |subsequently )?randomi[sz]ed (?:\d:\d )?to (?:continue|keep|stay|go on|either continue|stop|remain)"
            r"|\b(?:who (?:had )?(?:improved|responded|remitted)(?: most)?|(?<!non-)(?:stable )?(?:responders|remitters)) were (?:then|subsequently|thereafter) (?:re-?)?randomi[sz]ed\b",
        ),
        (
            "crossover",
            r"\bcross(?:ed)?[- ]?over\b|\bin (?:a )?random(?:i[sz]ed)? (?:order|sequence)\b|\btreatment order\b|\b(?:as )?(?:his|her|their) own controls?\b|\bwithin-(?:subject|participant|patient)s? (?:design|study|trial|comparison)|\bin (?:a )?balanced order\b|\b(?:on|in|at|under|over|completed) (?:two|2) (?:separate |different |test |study |experimental |treatment ){1,2}(?:days|occasions|sessions|visits|conditions)\b|\border (?:being )?left to chance\b|\bcounterbalanced\b|\b(?:two|three|four|2|3|4)-(?:period|way),? (?:\w+[- ]){0,3}(?:cross|trial|study|design)|\blatin square\b|\bfixed[- ](?:order|sequence)\b|\b(?:two|both|2) (?:treatment )?sequences\b|\bgot both (?:treatments|drugs|infusions)\b|\bon one day\b[^.;]{0,80}\bon another\b|\bthe (?:other|alternate|alternative|opposite) (?:drug|compound|treatment|infusion|condition|intervention|substance)\b[^.;]{0,40}\b(?:later|after|apart|interval)|\breceiv(?:ed|ing) both (?:\w+ ){0,3}(?:ketamine|treatments|infusions|conditions|drugs|interventions)\b|\bboth (?:infusions|conditions|treatments) in random",
        ),
        ("factorial", r"\bfactorial\b|\b2 ?x ?2 (?:design|trial)"),
        (
            "sequential",
            r"\bsequential (?:parallel|assignment|design)\b|\bintervention model: sequential\b|\bSPCD\b",
        ),
        (
            "single group",
            r"\bsingle[- ](?:arm|group)\b|\bwithout (?:a )?(?:comparison|control)(?: group)?\b|\b(?:no|lack(?:ed|ing|s)?(?: of)? an?|absence of an?|lack of|absence of) (?:active )?(?:control|comparison|comparator|placebo)[ -](?:group|arm|condition|control group)|\buncontrolled\b|\bno control\b",
        ),
        (
            "parallel",
            r"\bparallel[- ](?:group|arm|design|assignment|controlled|trial|study)\b|\btwo parallel\b|\bparallel\b",
        ),
    )
)
_CROSS_LEAVE = re.compile(
    r"\b(?:allowed|permitted|could|offered|opportunity|option|eligible|able) (?:\w+ ){0,4}cross|\bcrossed? over to open|\bpatients who crossed over|\bcross(?:ed)? over if",
    re.IGNORECASE,
)

_MASKING: tuple[tuple[Masking, Prefiltered], ...] = tuple(
    (cast("Masking", name), Prefiltered(pattern, re.IGNORECASE))
    for name, pattern in (
        ("quadruple", r"\bquadruple[- ]?(?:blind|mask)\w*|\bmasking: quadruple"),
        ("triple", r"\btriple[- ]?(?:blind|mask)\w*|\bmasking: triple"),
        (
            "double",
            r"\b(?:patients?|participants?|subjects?)-? ?(?:,|and|/) ?(?:[\w-]+-? (?:and )?)?(?:raters?|assessors?|investigators?|observers?|clinicians?)[- ](?:blind|mask)\w*|\bdouble[- ]?(?:blind|mask|dummy)\w*|\bmasking: double|\bobserver-? and participant-?blind|\bmasking / blinding: blinded \(masking used\)",
        ),
        (
            "single",
            r"\bsingle[- ]?(?:blind|mask)\w*|\b(?:rater|assessor|observer|evaluator|patient|outcome)s?(?: was| were)?[- ](?:blind|mask)\w*|\bmasking: single|\b(?:blinded|masked|blind) (?:clinical |independent |outcome )?(?:raters?|assess|evaluat|observers?|interview|independent|outcome assess)"
            r"|\bblinded end-?points?\b|\b(?:raters?|assessors?|evaluators?|interviewers?) (?:who )?(?:did not|didn't) know\b"
            r"|\b(?:raters?|assessors?|evaluators?) (?:unaware|ignorant) of\b|\b(?:knew|aware)[^.;]{0,60}\bbut (?:the |their )?(?:raters?|assessors?|evaluators?|interviewers?|psychologists?)[^.;]{0,30}\b(?:did not|didn't|unaware|blind|were not)"
            r"|\b(?:ratings?|assessments?|evaluations?) (?:were|was) (?:all )?(?:\w+ (?:by )?)?(?:blind|mask)\w*"
            r"|\b(?:raters|assessors|evaluators)(?: who)? (?:were|was) (?:blind|mask|unaware)"
            r"|\b(?:patients|participants|subjects|women|mothers) (?:were|was|remained|are) (?:kept )?(?:blind|mask|unaware)"
            r"|\b(?:people|clinicians|staff|raters|those|assessors) who (?:scored|rated|assessed|measured)[^.;]{0,60}(?:did not know|unaware|blind)",
        ),
        (
            "none",
            r"\bopen[- ]label(?:l?ed)?\b|\bin the open\b|\bunblinded\b|\bwithout (?:any )?(?:blinding|masking)\b|\bopen,? randomi[sz]ed\b(?! controlled trials)|\bunmasked\b|\bmasking: none|\bnon-?blinded\b|\bnot (?:be )?(?:blinded|masked)\b|\beveryone knew\b|\bopen: yes\b|\bopen (?:pilot |clinical |randomi[sz]ed )?(?:trial|study|comparison)\b",
        ),
    )
)
_STAFF = r"(?:(?:study |research |medical |nursing |treating |clinical |outcome )*(?:investigators?|staff|clinicians?|personnel|raters?|researchers?|doctors?|physicians?|psychiatrists?|an(?:a)?esthesiologists?|an(?:a)?esthetists?|nurses?|assessors?|evaluators?|observers?|caregivers?|providers?|team|surgeons?|interviewers?))"
_TREATED = r"(?:(?:all |the |their )*(?:patients?|participants?|subjects?|women|mothers|parturients|puerperae))"
_BLIND_BOTH = Prefiltered(
    rf"\bneither (?:the )?{_TREATED} nor (?:the |their )?\w+|\bneither (?:the )?{_STAFF} nor (?:the |their )?{_TREATED}"
    rf"|\b{_TREATED}(?:,| and| as well as)[^.;]{{0,80}}\b{_STAFF}[^.;]{{0,40}}\b(?:were|remained|was|are)(?: all| both)? (?:kept )?(?:blind|mask|unaware)"
    r"|\b(?:patients|participants)(?:,| and)[^.;]{0,80}\b(?:were|remained|was)(?: all)? (?:kept )?(?:blind|mask|unaware)"
    rf"|\b{_STAFF}(?: [\w-]+){{0,5}}?(?:,| and| as well as) [^.;]{{0,60}}?\b{_TREATED}[^.;]{{0,30}}\b(?:blind|mask|unaware|in the dark)"
    rf"|\b{_TREATED} and (?:the |their )?{_STAFF}[^.;]{{0,30}}\bin the dark\b"
    rf"|\b(?:blind|mask)(?:ed|ing)?[: ] ?(?:of |to |both )*(?:the )?(?:{_TREATED}(?:,| and| as well as)[^.;]{{0,40}}\b{_STAFF}|{_STAFF}(?:,| and| as well as)[^.;]{{0,40}}\b{_TREATED})\b"
    r"|\b(?:neither|nobody)[^.;]{0,60}(?:knew|know)\b",
    re.IGNORECASE,
)
_OPEN_EXTENSION = re.compile(
    r"open[- ]label (?:extension|phase|follow|treatment phase|continuation|long-term|induction|run-in|optimi|maintenance|ketamine at|period|infusions? (?:of|to)|esketamine treat)|long-term open[- ]label|followed by (?:an? )?open|(?:offered|crossed over to|switched to|then received|eligible for) (?:\w+ ){0,2}open|open[- ]label(?:led)? (?:\w+ )?(?:ketamine|esketamine|injections?|infusions?|sessions?|dos(?:es|ing))\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"(?: group| design)?\s?:\s?no\b", re.IGNORECASE)  # "Double blind: No"
_PHASE = Prefiltered(
    r"\bphase:?[ -]?(?P<a>(?-i:IV|III|II|I)|[1-4])(?P<ab>[ab])?(?:\s?[/-]\s?(?:phase )?(?P<b>(?-i:IV|III|II|I)|[1-4])[ab]?)?(?![\w.]\d|\w)(?=(?P<tail>.{0,40}))",
    re.IGNORECASE,
)
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_SITES = Prefiltered(
    rf"\b(?:at|in|across|from|involving|of) (?P<n>{COUNT}|\d+) (?:(?!(?:from|in|at|of|across|and|patients|participants|subjects|people|women|adults|individuals|adolescents|veterans)\b)\w+ ){{0,3}}(?:sites?|cent(?:er|re)s?|hospitals|clinics|study sites)\b|\b(?P<one>single[- ](?:cent(?:er|re)|site))\b",
    re.IGNORECASE,
)


def read_design(
    twin: str, sentences: Sequence[Sentence], *, not_randomized: Evidence | None = None
) -> Design:
    """Return the design as the study's own sentences state it; what they do not state is None.

    ``not_randomized``: what the screening took this for a trial without randomization by; with no
    word of chance and none of a second group, its participants are one group. Masking follows the
    sentence that names the design: an open extension of a double-blind trial does not make it open.
    """
    own = [s for s in sentences if s.zone == "own"]
    front = [s for s in own if not s.full] or own
    evidence: list[Evidence] = []
    randomized = _randomized(twin, front, evidence)
    if randomized is None and not_randomized is not None and not _two_groups(twin, front):
        randomized = False
        rule = "design.randomized.implied"
        evidence.append(replace(not_randomized, field="randomized", rule=rule, confidence=_IMPLIED))
    assignment = _assignment(twin, front, randomized, evidence)
    masking = _masking(twin, front, randomized, evidence)
    phase = _phase(twin, front, evidence)
    sites = _sites(twin, front, evidence)
    return Design(
        randomized=randomized,
        assignment=assignment,
        masking=masking,
        phase=phase,
        sites=sites,
        evidence=tuple(evidence),
    )


_IMPLIED = 0.85
_SECOND_GROUP = re.compile(
    r"\bplacebo\b|\bcontrol(?:led|s)?\b|(?<!were )\bcompar(?:ed|ison|ator)\b(?! (?:using|by|(?:with|to) (?:baseline|(?:a |the )?(?:paired|pre|single|first)|before)))|\bversus\b|\bvs\.?\s|\b(?:two|three|both|each) (?:groups|arms)\b|\bgroup [A-C]\b|\bmidazolam\b",
    re.IGNORECASE,
)


# 'limited by the lack of a placebo group'
_LACKING = re.compile(
    r"\b(?:lack(?:ed|ing|s)?(?: of)?|no|without|absence of|had no)(?: (?:an?|any|the))?(?: (?:placebo|active|comparison|parallel))? ?$",
    re.IGNORECASE,
)


def _lacking(twin: str, match: re.Match[str]) -> bool:
    return _LACKING.search(twin, max(0, match.start() - 30), match.start()) is not None


def _two_groups(twin: str, sentences: Sequence[Sentence]) -> bool:
    return any(
        not _lacking(twin, m)
        for s in sentences
        if s.part not in {"background", "conclusions"}
        for m in _SECOND_GROUP.finditer(twin, s.start, s.end)
    )


def _note(
    evidence: list[Evidence],
    field: str,
    sentence: Sentence,
    start: int,
    end: int,
    confidence: float = 0.95,
) -> None:
    rule = f"design.{field}"
    evidence.append(
        evidence_in(sentence, start, end, rule=rule, field=field, confidence=confidence)
    )


_WITHOUT = re.compile(
    r"\bnon-?randomi[sz]ed\b|\bsingle[- ](?:arm|group)\b|\bwithout (?:a )?(?:comparison|control) group\b|\bopen[- ]label\b|\buncontrolled\b|\ballocation: n/?a\b|\bno comparison group\b",
    re.IGNORECASE,
)


# 'In this randomized trial, ...': the conclusions speak of the study itself.
_THIS_STUDY = re.compile(
    r"\b(?:this|our|the present|the current) (?:[\w-]+,? ){0,5}?(?:random|double-blind)",
    re.IGNORECASE,
)


def _of_this_study(twin: str, sentences: Sequence[Sentence]) -> list[Sentence]:
    """Without conclusions that speak of another part of the programme: 'the randomized part two was
    completed since'."""
    return [
        s for s in sentences if s.part != "conclusions" or _THIS_STUDY.search(twin, s.start, s.end)
    ]


def _randomized(twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]) -> bool | None:
    for sentence in _of_this_study(twin, sentences):
        for match in CHANCE.finditer(twin, sentence.start, sentence.end):
            around = twin[max(sentence.start, match.start() - 25) : match.end() + 40]
            if re.search(
                r"non-?random|not random|future|needed|warrant|meta-analys|larger",
                around,
                re.IGNORECASE,
            ):
                continue
            _note(evidence, "randomized", sentence, match.start(), match.end())
            return True
    for sentence in sentences:
        plain = _WITHOUT.search(twin, sentence.start, sentence.end)
        if plain:
            _note(evidence, "randomized", sentence, plain.start(), plain.end(), 0.85)
            return False
    return None


def _assignment(
    twin: str, sentences: Sequence[Sentence], randomized: bool | None, evidence: list[Evidence]
) -> Assignment | None:
    for name, pattern in _ASSIGNMENT:
        for sentence in sentences:
            match = pattern.search(twin, sentence.start, sentence.end)
            if match is None or (name == "single group" and randomized):
                continue
            if _DENIED.match(twin, match.end()):
                continue
            if name == "crossover" and _CROSS_LEAVE.search(twin, sentence.start, sentence.end):
                continue
            if (
                name == "crossover"
                and sentence.part in {"results", "conclusions"}
                and sentence.full
            ):
                continue
            _note(evidence, "assignment", sentence, match.start(), match.end())
            return name
    if randomized is None:
        return _side_by_side(twin, sentences, evidence)
    # Groups assigned once are parallel even where the word is missing.
    base = next((e for e in evidence if e.field == "randomized"), None)
    if base is not None:
        if not randomized and (apart := _counted_apart(twin, sentences, evidence)):
            return apart
        name = "parallel" if randomized else "single group"
        evidence.append(
            Evidence(
                start=base.start,
                end=base.end,
                confidence=0.85,
                rule="design.assignment.implied",
                section=base.section,
                field="assignment",
            )
        )
        return name
    return None


_HAD = r"(?:received|underwent|had|got|were (?:given|treated with|assigned to|allocated to))"
# 'nine patients underwent ECT under X and ten underwent ECT under Y', of a trial without chance
_COUNTED_APART = Prefiltered(
    rf"\b{COUNT} (?:{PEOPLE} )?(?:(?:with|suffering from) [^.;,()]{{3,60}} )?{_HAD} (?:[^.;]|\.\d){{3,90}}?\b(?:and|while|whereas) (?:the )?(?:(?:other|remaining) )?{COUNT} (?:{PEOPLE} )?{_HAD} (?!an? (?:second|further|additional|third)|all|at least|both|two|three|four|more)"
    r"|\bnon-?\s?randomi[sz]ed,? (?:[\w-]+,? ){0,3}(?:controlled|comparative|comparison|parallel)\b|\b(?:divided|split|separated|assigned|allocated) (?:[\w-]+ ){0,3}?(?:in)?to (?:two|three|2|3) (?:[\w-]+ )?groups\b",
    re.IGNORECASE,
)


def _counted_apart(
    twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]
) -> Assignment | None:
    for sentence in sentences:
        match = _COUNTED_APART.search(twin, sentence.start, sentence.end)
        if match and sentence.part not in {"background", "results", "conclusions"}:
            _note(evidence, "assignment", sentence, match.start(), match.end(), 0.8)
            return "parallel"
    return None


# Groups that stand side by side, where the text does not say how people came into them.
_GROUPS = re.compile(
    r"\b(?:divided|assigned|allocated|allotted|split|separated|categori[sz]ed|stratified|grouped)\b[^.;]{0,40}\b(?:into|to) (?:(?:one of )?(?:the )?(?:two|three|four|five|[2-5]) |(?:\w+ ){0,3}(?:groups?|arms?)\b)"
    r"|\b(?:two|three|four|[2-4]) (?:(?:treatment|study|parallel|equal|dose|independent) )*(?:groups|arms)\b|\b(?:between|in|across) (?:the )?(?:two|both|three|four) (?:groups|arms)\b"
    r"|\b\w*ketamine\b(?:[^.]|\.\d){0,80}?(?:\b(?:or|and|versus|vs?|against|than)\b|;)(?:[^.]|\.\d){0,40}?\b(?:placebo|saline|midazolam|fentanyl)\b"
    r"|\b(?:placebo|control|saline|midazolam|comparison)(?:[- ]treated)? (?:group|arm)\b|\bgroups? (?:A|I|1|C)\b",
    re.IGNORECASE,
)


def _side_by_side(
    twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]
) -> Assignment | None:
    """'parallel' where a trial that does not call itself randomized compares groups of people."""
    for sentence in sentences:
        match = _GROUPS.search(twin, sentence.start, sentence.end)
        if match and sentence.part != "background" and not _lacking(twin, match):
            _note(evidence, "assignment", sentence, match.start(), match.end(), 0.8)
            return "parallel"
    return None


def _masking(
    twin: str, sentences: Sequence[Sentence], randomized: bool | None, evidence: list[Evidence]
) -> Masking | None:
    """``randomized``: only beside a randomized comparison can an open phase be an extension; in a
    trial of one group, its open infusions are its design."""
    hits: dict[Masking, tuple[Sentence, re.Match[str]]] = {}
    for sentence in _of_this_study(twin, sentences):
        for name, pattern in _MASKING:
            if name in hits:
                continue
            for match in pattern.finditer(twin, sentence.start, sentence.end):
                if _DENIED.match(twin, match.end()):
                    continue
                around = twin[max(sentence.start, match.start() - 25) : match.end() + 40]
                if name == "none" and randomized and _OPEN_EXTENSION.search(around):
                    continue
                hits[name] = (sentence, match)
                break
        both = _BLIND_BOTH.search(twin, sentence.start, sentence.end)
        if both and "double" not in hits:
            hits["double"] = (sentence, both)
    for name in ("quadruple", "triple", "double", "single", "none"):
        if name in hits:
            chosen: Masking = name
            if chosen == "double" and "none" in hits and _design_says_open(twin, hits):
                chosen = "none"
            sentence, match = hits[chosen]
            _note(evidence, "masking", sentence, match.start(), match.end())
            return chosen
    return None


def _design_says_open(twin: str, hits: dict[Masking, tuple[Sentence, re.Match[str]]]) -> bool:
    """Whether the open label is the design's and the blinding is another study's: the title says."""
    return hits["none"][0].part == "title" and hits["double"][0].part != "title"


def _phase(twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]) -> str | None:
    for sentence in sentences:
        for match in _PHASE.finditer(twin, sentence.start, sentence.end):
            tail = match.group("tail").lower()
            if (
                not re.match(
                    r"[ ,:;.)\-]*(?:b\b)?.{0,40}\b(?:stud|trial|: yes|random|double|multi|open|clinical|placebo|rct|flexib|program|active)|\W{0,3}: yes\b",
                    tail,
                )
                and sentence.part != "title"
                and not re.search(r"phase:? ?$", match.group().lower())
                and not re.match(r"\W*$|[.;,)]", tail)
            ):
                continue
            a, b = match.group("a").upper(), match.group("b")
            first = _ROMAN.get(a, a)
            second = _ROMAN.get(b.upper(), b) if b else None
            if re.match(
                r" (?:of (?:the|this|our) (?:stud|trial)|lasted|was|included|and phase)", tail
            ):
                continue  # "in phase 1 of the study" is a stage of the trial
            before = twin[max(sentence.start, match.start() - 8) : match.start()].lower()
            if tail.startswith(",") and re.search(r"(?:^|\W)(?:in|during) $", before):
                continue  # "in phase 1, participants receive ..."
            _note(evidence, "phase", sentence, match.start(), match.end())
            return f"{first}/{second}" if second else first
    return None


def _sites(twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]) -> int | None:
    for sentence in sentences:
        match = _SITES.search(twin, sentence.start, sentence.end)
        if match:
            _note(evidence, "sites", sentence, match.start(), match.end(), 0.9)
            return 1 if match.group("one") else parse_count(match.group("n"))
    return None


class DesignReader:
    """Fill ``doc._.design``; excluded documents keep an empty one."""

    def __call__(self, doc: Doc) -> Doc:
        screening = doc._.screening
        if screening is None or not screening.included:
            doc._.design = Design()
            return doc
        plain = None
        if screening.study_type == "non-randomized trial":
            plain = next((e for e in screening.evidence if e.field == "study_type"), None)
        doc._.design = read_design(doc._.twin, doc._.context, not_randomized=plain)
        return doc


@Language.factory("dosetable_design")
def create_design(nlp: Language, name: str) -> DesignReader:
    register()
    return DesignReader()
