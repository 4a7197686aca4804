"""Design: randomization, assignment, masking, phase and sites, from this study's own sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc

from dosetable.extract.facts import Assignment, Design, Evidence, Masking
from dosetable.extract.pipes.context import Sentence, evidence_in
from dosetable.extract.pipes.extensions import register
from dosetable.extract.pipes.numbers import COUNT, parse_count

_RANDOM = re.compile(
    r"\brandom(?:i[sz]ed|ly (?:assigned|allocated|received|divided|selected to)|i[sz]ation)\b|\bin (?:a )?random order\b|\brandom (?:assignment|allocation|order)\b|\bRCT\b|\brandom number|\brandomi[sz]ed: yes|\bby (?:lot|lottery|the toss|chance alone|a coin)\b|\bdrawn by lot\b|\blottery decided\b|\btoss of a\b"
    r"|\b(?:assigned|allocated|allotted|divided|split|picked|chosen|placed|put) (?:\w+ ){0,3}?(?:at random|by chance)\b|\b(?:drew|drawing) lots\b|\bin (?:a )?random(?:i[sz]ed)? sequence\b"
    r"|\border (?:of \w+ )?(?:was|being) (?:random|drawn|decided by (?:lot|chance))|\border (?:being )?left to chance\b|\b(?:computer|coin|lot|lots) decided\b|\bplaced at random among\b",
    re.IGNORECASE,
)

_ASSIGNMENT: tuple[tuple[Assignment, re.Pattern[str]], ...] = tuple(
    (cast("Assignment", name), re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "randomized withdrawal",
            r"\brandomi[sz]ed[- ](?:\w+[- ]){0,3}withdrawal\b|\bwithdrawal (?:design|study|trial|phase)\b|\brelapse[- ]prevention (?:study|trial|phase)\b|\bdiscontinuation (?:design|study|trial|phase)\b"
            r"|\b(?:responders?|remitters?|improved(?: most)?|remission|responded)\b[^.;]{0,60}\b(?:were|was) (?:then |subsequently )?randomi[sz]ed (?:\d:\d )?to (?:continue|keep|stay|go on|either continue|stop|remain)",
        ),
        (
            "crossover",
            r"\bcross(?:ed)?[- ]?over\b|\bin (?:a )?random(?:i[sz]ed)? (?:order|sequence)\b|\btreatment order\b|\b(?:as )?(?:his|her|their) own controls?\b|\bwithin-(?:subject|participant|patient)s? (?:design|study|trial|comparison)|\bin (?:a )?balanced order\b|\b(?:on|in|at|under|over|completed) (?:two|2) (?:separate |different |test |study |experimental |treatment ){1,2}(?:days|occasions|sessions|visits|conditions)\b|\border (?:being )?left to chance\b|\bcounterbalanced\b|\bboth (?:infusions|conditions|treatments) in random",
        ),
        ("factorial", r"\bfactorial\b|\b2 ?x ?2 (?:design|trial)"),
        (
            "sequential",
            r"\bsequential (?:parallel|assignment|design)\b|\bintervention model: sequential\b|\bSPCD\b",
        ),
        (
            "single group",
            r"\bsingle[- ](?:arm|group)\b|\bwithout (?:a )?(?:comparison|control)(?: group)?\b|\b(?:no|lack(?:ed|ing)? a) (?:control|comparison|comparator|placebo) (?:group|arm|condition)|\buncontrolled\b|\bno control\b",
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

_MASKING: tuple[tuple[Masking, re.Pattern[str]], ...] = tuple(
    (cast("Masking", name), re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("quadruple", r"\bquadruple[- ]?(?:blind|mask)\w*|\bmasking: quadruple"),
        ("triple", r"\btriple[- ]?(?:blind|mask)\w*|\bmasking: triple"),
        (
            "double",
            r"\bdouble[- ]?(?:blind|mask|dummy)\w*|\bmasking: double|\bobserver-? and participant-?blind|\bmasking / blinding: blinded \(masking used\)",
        ),
        (
            "single",
            r"\bsingle[- ]?(?:blind|mask)\w*|\b(?:rater|assessor|observer|evaluator|patient|outcome)s?(?: was| were)?[- ](?:blind|mask)\w*|\bmasking: single|\bblinded (?:rater|assessor|evaluat|independent|outcome assess)"
            r"|\b(?:raters?|assessors?|evaluators?) (?:unaware|ignorant) of\b|\b(?:knew|aware)[^.;]{0,60}\bbut (?:the |their )?(?:raters?|assessors?|evaluators?|interviewers?|psychologists?)[^.;]{0,30}\b(?:did not|didn't|unaware|blind|were not)"
            r"|\b(?:raters|assessors|evaluators)(?: who)? (?:were|was) (?:blind|mask|unaware)"
            r"|\b(?:people|clinicians|staff|raters|those|assessors) who (?:scored|rated|assessed|measured)[^.;]{0,60}(?:did not know|unaware|blind)",
        ),
        (
            "none",
            r"\bopen[- ]label\b|\bin the open\b|\bunblinded\b|\bunmasked\b|\bmasking: none|\bnon-?blinded\b|\bnot (?:be )?(?:blinded|masked)\b|\beveryone knew\b|\bopen: yes\b|\bopen (?:pilot |clinical |randomi[sz]ed )?(?:trial|study)\b",
        ),
    )
)
_BLIND_BOTH = re.compile(
    r"\bneither (?:the )?(?:patients?|participants?|subjects?) nor (?:the )?(?:staff|\w+|clinicians?|investigators?)"
    r"|\b(?:patients|participants)(?:,| and)[^.;]{0,80}\b(?:were|remained|was)(?: all)? (?:kept )?(?:blind|mask|unaware)"
    r"|\b(?:doctors|staff|clinicians|investigators|raters) and (?:their )?(?:patients|participants)[^.;]{0,30}\bin the dark\b|\b(?:patients|participants) and (?:their )?(?:doctors|staff|clinicians|investigators|raters)[^.;]{0,30}\bin the dark\b"
    r"|\b(?:neither|nobody)[^.;]{0,60}(?:knew|know)\b"
    r"|\b(?:investigators?|staff|clinicians?|raters?|researchers|doctors|assessors?) and (?:the )?(?:patients?|women|participants?|subjects?)[^.;]{0,30}\b(?:blind|mask|unaware)",
    re.IGNORECASE,
)
_OPEN_EXTENSION = re.compile(
    r"open[- ]label (?:extension|phase|follow|treatment phase|continuation|long-term|induction|run-in|optimi|maintenance|ketamine at|period|infusions? (?:of|to)|esketamine treat)|long-term open[- ]label|followed by (?:an? )?open",
    re.IGNORECASE,
)
_DENIED = re.compile(r"(?: group| design)?\s?:\s?no\b", re.IGNORECASE)  # "Double blind: No"
_PHASE = re.compile(
    r"\bphase[ -]?(?P<a>(?-i:IV|III|II|I)|[1-4])(?P<ab>[ab])?(?:\s?[/-]\s?(?:phase )?(?P<b>(?-i:IV|III|II|I)|[1-4])[ab]?)?(?![\w.]\d|\w)(?=(?P<tail>.{0,40}))",
    re.IGNORECASE,
)
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_SITES = re.compile(
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
    masking = _masking(twin, front, evidence)
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
    r"\bplacebo\b|\bcontrol(?:led|s)?\b|\bcompar(?:ed|ison|ator)\b|\bversus\b|\bvs\.?\s|\b(?:two|three|both|each) (?:groups|arms)\b|\bgroup [A-C]\b|\bmidazolam\b",
    re.IGNORECASE,
)


def _two_groups(twin: str, sentences: Sequence[Sentence]) -> bool:
    return any(
        _SECOND_GROUP.search(twin, s.start, s.end)
        for s in sentences
        if s.part not in {"background", "conclusions"}
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


def _randomized(twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]) -> bool | None:
    for sentence in sentences:
        for match in _RANDOM.finditer(twin, sentence.start, sentence.end):
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
        return None
    # Groups assigned once are parallel even where the word is missing.
    base = next((e for e in evidence if e.field == "randomized"), None)
    if base is not None:
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


def _masking(twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]) -> Masking | None:
    hits: dict[Masking, tuple[Sentence, re.Match[str]]] = {}
    for sentence in sentences:
        for name, pattern in _MASKING:
            if name in hits:
                continue
            for match in pattern.finditer(twin, sentence.start, sentence.end):
                if _DENIED.match(twin, match.end()):
                    continue
                around = twin[max(sentence.start, match.start() - 25) : match.end() + 40]
                if name == "none" and _OPEN_EXTENSION.search(around):
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
