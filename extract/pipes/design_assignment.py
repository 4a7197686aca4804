"""Design: how people came to their treatments: groups apart, one after the other, or one group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from dosetable.extract.facts import Assignment, Evidence
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.design_notes import DENIED, note
from dosetable.extract.pipes.numbers import COUNT
from dosetable.extract.pipes.people import PEOPLE
from dosetable.extract.prefilter import Prefiltered

_ASSIGNMENT: tuple[tuple[Assignment, Prefiltered], ...] = tuple(
    (cast("Assignment", name), Prefiltered(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "randomized withdrawal",
            r"\benriched (?:enrol?lment )?(?:randomi[sz]ed )?(?:design|withdrawal)\b|\brandomi[sz]ed[- ](?:\w+[- ]){0,3}withdrawal\b|\bwithdrawal (?:design|study|trial|phase)\b|\brelapse[- ]prevention (?:study|trial|phase)\b|\bdiscontinuation (?:design|study|trial|phase)\b"
            r"|\b(?:responders?|remitters?|improved(?: most)?|remission|responded)\b(?:[^.;]|\.\d){0,60}?\b(?:were|was) (?:then |subsequently )?(?:re-?)?(?:randomi[sz]ed|randomly (?:assigned|allocated)) (?:\d:\d )?to (?:continue|keep|stay|go on|either continue|stop|remain)"
            r"|\b(?:(?:stable )?(?:responders|remitters)|responded|remitted|remission)\b(?:[^.;]|\.\d){0,90}?\b(?:to )?(?:either )?(?:continue|stay on|keep|go on with)\b(?:[^.;]|\.\d){0,90}?\b(?:or|versus)\b[^.;]{0,25}\b(?:switch(?:ed)?|change[d]?|placebo|stop)\b"
            r"|\b(?:who (?:had )?(?:improved|responded|remitted)(?: most)?|(?<!non-)(?:stable )?(?:responders|remitters))(?:,? \([^()]{1,80}\))? were (?:then|subsequently|thereafter) (?:(?:re-?)?randomi[sz]ed|randomly (?:assigned|allocated))\b",
        ),
        (
            "crossover",
            r"\bcross(?:ed)?[- ]?over\b|\bin (?:a )?random(?:i[sz]ed)? (?:order|sequence)\b|\btreatment order\b|\brandomi[sz]ed to (?:the |their |an? )?(?:treatment )?(?:order|sequence)s?\b(?! generat)|\b(?:as )?(?:his|her|their) own controls?\b|\bwithin-(?:subject|participant|patient)s? (?:design|study|trial|comparison)|\bin (?:a )?balanced order\b|\b(?:on|in|at|under|over|completed) (?:two|2) (?:separate |different |test |study |experimental |treatment ){1,2}(?:days|occasions|sessions|visits|conditions)\b|\border (?:being )?left to chance\b|\bcounterbalanced\b|\b(?:two|three|four|2|3|4)-(?:period|way),? (?:\w+[- ]){0,3}(?:cross|trial|study|design)|\blatin square\b|\bfixed[- ](?:order|sequence)\b(?!,? (?:step|gate|test|procedure|hierarch|multipl|approach|method|analys|statist|closed))|\b(?:order|sequence) (?:of (?:[\w-]+ ){1,4})?(?:was|were) (?:assigned|chosen|determined|allocated|decided) (?:randomly|at random|by chance)\b|\b(?:two|both|2) (?:treatment )?sequences\b|\bgot both (?:treatments|drugs|infusions)\b|\b(?:recorded|collected|obtained|acquired|scanned|assessed|performed|measured|received|given|underwent)\b[^.;]{0,60}? \w*ketamine and (?:after )?(?:placebo|saline|midazolam) (?:\([^()]*\) )?(?:infusions|sessions|conditions)\b|\bon one day\b[^.;]{0,80}\bon another\b|\bthe (?:other|alternate|alternative|opposite) (?:drug|compound|treatment|infusion|condition|intervention|substance)\b[^.;]{0,40}\b(?:later|after|apart|interval)|\breceiv(?:ed|ing) both (?:\w+ ){0,3}(?:ketamine|treatments|infusions|conditions|drugs|interventions)\b|\bboth (?:infusions|conditions|treatments) in random|\b\w+ first or \w+ first\b|\b\w+-first or \w+-first\b",
        ),
        (
            "factorial",
            r"\bfactorial\b(?! (?:analys|anova|ancova|manova|repeated|mixed|model))|\b2 ?x ?2 (?:design|trial)",
        ),
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
# Kinds of assignment that a report of several trials may tell of only one of them.
_OF_ANOTHER_PART = frozenset({"crossover", "randomized withdrawal"})
_VOLUNTEERS = re.compile(
    r"\bhealthy (?:[\w-]+ ){0,3}(?:volunteers|participants|subjects|adults|men|males)\b",
    re.IGNORECASE,
)
_PATIENTS_TOO = re.compile(rf"\b{PEOPLE}\b[^.;]{{0,40}}\bdepress", re.IGNORECASE)
# 'data from ABCD-1 and ABCD-2 (acute studies) and EFGH-1 (relapse prevention study)'
_IN_BRACKETS = re.compile(r"\b(?-i:[A-Z]{3,})[- ]?(?:\d|I+)\b[^()]{0,6}\([^()]*$", re.IGNORECASE)
_TRIAL_NAME = re.compile(r"\b[A-Z]{4,}[- ]?(?:\d|I{1,3})\b")


# 'responders could continue ketamine or switch': as they liked
_OWN_CHOICE = re.compile(
    r"\b(?:could|may|might|can|were (?:allowed|offered|free|permitted|invited|given the (?:option|choice))|chose|opted|elected|had the (?:option|choice))\b[^.;]{0,60}\b(?:continue|stay|keep|go on|switch)\b",
    re.IGNORECASE,
)
# 'the hypotheses were tested in a fixed sequence': of tests, not of treatments
_FIXED = re.compile(r"fixed", re.IGNORECASE)
_TESTING = re.compile(
    r"\bhierarch|\bgate-?keep|\btype I error|\bhypothes|\bmultiplicity|\btest(?:ing|ed)\b|\bfamily-?wise",
    re.IGNORECASE,
)


def of_parent(twin: str, match: re.Match[str], end: int) -> bool:
    """Whether the words at ``match`` tell of the trial that people came from."""
    return IN_PARENT.match(twin, match.end(), end) is not None


# 'who relapsed after randomization to placebo in ABCD-1 and entered ABCD-3': chance was the parent's.
IN_PARENT = re.compile(
    r"(?:[^.;]|\.\d){0,120}?\b(?:in|of) (?:(?-i:[A-Z]{4,}[- ]?\d)|(?:the|a) (?:parent|previous|preceding|feeder|lead-in|original) (?:study|trial)),? and (?:then |subsequently )?(?:entered|enrolled|continued|rolled over|were (?:enrolled|included))\b",
    re.IGNORECASE,
)


def of_volunteers(twin: str, sentence: Sentence, sentences: Sequence[Sentence]) -> bool:
    """Whether ``sentence`` tells of healthy people, where others tell of patients."""
    if _VOLUNTEERS.search(twin, sentence.start, sentence.end) is None:
        return False
    rest = (s for s in sentences if s is not sentence and s.part != "title")
    return any(_PATIENTS_TOO.search(twin, s.start, s.end) for s in rest)


def _another_part(
    twin: str, sentence: Sentence, match: re.Match[str], sentences: Sequence[Sentence]
) -> bool:
    """Whether the words tell of one trial of several that the report does not rest on alone: one in
    healthy people beside that in patients, one named in brackets behind others."""
    if of_volunteers(twin, sentence, sentences):
        return True
    head = twin[sentence.start : match.start()]
    return _IN_BRACKETS.search(head) is not None and len(set(_TRIAL_NAME.findall(head))) > 1


_CROSS_LEAVE = re.compile(
    r"\b(?:allowed|permitted|could|offered|opportunity|option|eligible|able) (?:\w+ ){0,4}cross|\bcrossed? over to open|\bpatients who crossed over|\bcross(?:ed)? over if",
    re.IGNORECASE,
)


_SECOND_GROUP = Prefiltered(
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


def two_groups(twin: str, sentences: Sequence[Sentence]) -> bool:
    """Whether the text speaks of a second group. Where everybody is told to have been given the drug,
    'versus' and 'controls' may set other people against them, or those who responded against the
    rest; only another treatment, or groups of it, then make a second group."""
    told = [s for s in sentences if s.part not in {"background", "conclusions"}]
    all_given = any(_ALL_GIVEN.search(twin, s.start, s.end) for s in told)
    if any(_COUNTED_APART.search(twin, s.start, s.end) for s in told):
        return True
    patterns: list[Prefiltered] = [_OTHER_TREATMENT_GROUP]
    if not all_given:
        patterns.append(_SECOND_GROUP)
    return any(
        not _lacking(twin, m)
        for pattern in patterns
        for s in told
        for m in pattern.finditer(twin, s.start, s.end)
    )


# '26 inpatients received a single infusion of ketamine', 'six infusions were administered to 84 patients'
_DOSES_OF_IT = r"(?:[^.;,]|\.\d){0,60}?\b(?:infusions?|injections?|doses|sessions|treatments)\b(?:[^.;]|\.\d){0,50}?"
_ALL_GIVEN = Prefiltered(
    rf"\b(?:{COUNT}|all) (?:[\w/-]+ ){{0,5}}?{PEOPLE}\b(?:[^.;]|\.\d){{0,140}}? (?:received|underwent|completed|had|got|were (?:given|administered|treated with)) (?!either|placebo){_DOSES_OF_IT}\b\w*ketamine\b"
    rf"|\b(?:{COUNT}|all) (?:[\w/-]+ ){{0,5}}?{PEOPLE}\b(?:[^.;]|\.\d){{0,140}}? (?:received|after receiving|underwent|completed|had|got|were (?:given|administered|treated with)) (?!either|placebo)(?:[\w.,/()-]+ ){{0,8}}?(?:\d\S* mg/kg )?\w*ketamine (?:infusions?|injections?)"
    rf"|\b(?:infusions?|injections?|doses) of (?:[\w-]+ ){{0,3}}?\w*ketamine\b(?:[^.;]|\.\d){{0,40}}? were (?:administered|given) to (?:all |a total of )?{COUNT} (?:[\w-]+ ){{0,3}}?{PEOPLE}\b"
    rf"|\bketamine (?:infusions?|injections?|doses)\b(?:[^.;]|\.\d){{0,30}}? (?:administered|given)\b(?:[^.;]|\.\d){{0,30}}? (?:to|in) (?:all |a total of )?{COUNT} (?:[\w-]+ ){{0,3}}?{PEOPLE}\b",
    re.IGNORECASE,
)
_OTHER_TREATMENT_GROUP = Prefiltered(
    r"\b(?:treated|received|given|underwent) either (?!(?:with )?(?:\d|one|two|three|four|six|eight|once|twice|weekly|daily)\b)[^.;]{3,80}? or\b|\bplacebo\b|\bmidazolam\b|\bsaline (?:group|arm|infusion)|(?<!healthy )\bcontrol (?:group|arm|condition|treatment)\b|\b(?:two|three|four|2|3) (?:[\w-]+ )?(?:groups|arms)\b|\bgroups? [A-C1-3]\b|\bketamine (?:group|arm)\b|\bsham\b"
    r"|\bketamine\b(?:[^.;]|\.\d){0,60}? (?:versus|vs\.?|or|compared (?:with|to)) (?!non|healthy|no |base|pre)[^.;]{0,20}\b(?:ECT|electroconvulsive|propofol|thiopental|fentanyl|saline|sodium chloride|quetiapine|TMS|antidepressants?|treatment[- ]as[- ]usual|oral|intranasal|esketamine|arketamine|racemic)\b",
    re.IGNORECASE,
)


# 'Responders (score <= 12), n = 168, were randomized to 30, 60 or 120 mg or placebo': what they had had
# goes on in some of them. Another drug given to those who responded tests that drug.
_RESPONDERS_DIVIDED = Prefiltered(
    r"(?<!non-)(?<!placebo )\b(?:responders|remitters)\b(?:[^.;]|\.\d){0,110}? were (?:re-?)?randomi[sz]ed\b(?P<to>(?:[^.;]|\.\d){0,200})",
    re.IGNORECASE,
)
_SAME_OR_NOTHING = re.compile(
    r"\b(?:\w*ketamine|[A-Z]+\d*-\d+|\d+ ?mg|active)\b.*\bplacebo\b|\bplacebo\b.*\b(?:\w*ketamine|\d+ ?mg)\b",
    re.IGNORECASE,
)
_OTHER_DRUG = re.compile(
    r"\b(?:riluzole|lithium|lamotrigine|cycloserine|lurasidone|scopolamine|memantine|\w+(?:oxetine|azepine|aline))\b",
    re.IGNORECASE,
)


def _withdrawn_by_chance(
    twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]
) -> Assignment | None:
    for sentence in sentences:
        match = _RESPONDERS_DIVIDED.search(twin, sentence.start, sentence.end)
        if match and _SAME_OR_NOTHING.search(match["to"]) and not _OTHER_DRUG.search(match["to"]):
            note(evidence, "assignment", sentence, match.start(), match.start("to"), 0.85)
            return "randomized withdrawal"
    return None


def read_assignment(
    twin: str, sentences: Sequence[Sentence], randomized: bool | None, evidence: list[Evidence]
) -> Assignment | None:
    if withdrawn := _withdrawn_by_chance(twin, sentences, evidence):
        return withdrawn
    for name, pattern in _ASSIGNMENT:
        for sentence in sentences:
            match = pattern.search(twin, sentence.start, sentence.end)
            if match is None or (name == "single group" and randomized):
                continue
            if DENIED.match(twin, match.end()):
                continue
            if name == "crossover" and _CROSS_LEAVE.search(twin, sentence.start, sentence.end):
                continue
            if of_parent(twin, match, sentence.end):
                return None  # and what this study did with them is not said
            if name == "randomized withdrawal" and _OWN_CHOICE.search(
                twin, sentence.start, sentence.end
            ):
                continue
            if _FIXED.match(match.group()) and _TESTING.search(twin, sentence.start, sentence.end):
                continue
            if name in _OF_ANOTHER_PART and _another_part(twin, sentence, match, sentences):
                continue
            if (
                name == "crossover"
                and sentence.part in {"results", "conclusions"}
                and sentence.full
            ):
                continue
            note(evidence, "assignment", sentence, match.start(), match.end())
            return name
    if randomized is None:
        return _side_by_side(twin, sentences, evidence) or _counted_apart(twin, sentences, evidence)
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


_ANOTHER_TREATMENT = r"(?:placebo|PBO|saline|midazolam|fentanyl|quetiapine|M?ECT\b|electroconvulsive|propofol|thiopental|etomidate|methohexital|remifentanil|sham|(?:an? |the )?(?:oral )?antidepressants? (?:alone|plus placebo|\+ ?placebo)|AD ?(?:\+|plus) ?(?:PBO|placebo)|treatment[- ]as[- ]usual|standard of care alone)"
_HAD = r"(?:received|underwent|had|got|were (?:given|treated with|assigned to|allocated to))"
# 'nine patients underwent ECT under X and ten underwent ECT under Y', of a trial without chance
_COUNTED_APART = Prefiltered(
    rf"\b{COUNT} (?:{PEOPLE} )?(?:(?:with|suffering from) [^.;,()]{{3,60}} )?{_HAD} (?:[^.;]|\.\d){{3,90}}?\b(?:and|while|whereas) (?:the )?(?:(?:other|remaining) )?{COUNT} (?:{PEOPLE} )?{_HAD} (?!an? (?:second|further|additional|third)|all|at least|both|two|three|four|more)"
    rf"|\b{COUNT} of whom (?:were (?:given|administered|treated with)|received|had) (?:[^.;]|\.\d){{3,60}}? and (?:the (?:other|remaining) )?{COUNT} [\w-]{{4,}}"
    rf"|\b(?:given|administered|offered) to {COUNT} (?:[\w-]+ ){{0,3}}?{PEOPLE},? (?:and|while) [^.;]{{1,50}}? to (?:the )?(?:other |remaining )?{COUNT}\b"
    r"|\b(?:in|among|of|between|formed|made|comprised|into) (?:the )?(?:two|three|2|3) (?:[\w-]+ ){0,2}?groups (?:of|\(|who|receiving|given|treated|:)"
    r"|\bnon-?\s?randomi[sz]ed,? (?:[\w-]+,? ){0,3}(?:controlled|comparative|comparison|parallel)\b|\b(?:divided|split|separated|assigned|allocated) (?:[\w-]+ ){0,3}?(?:in)?to (?:(?:two|three|2|3) (?:[\w-]+ ){0,2}groups|(?:the |an? )?(?:[\w-]+ ){1,3}(?:groups? )?(?:and|or) (?:the |an? )?(?:[\w-]+ ){1,3}groups?)\b",
    re.IGNORECASE,
)


_CONTROL = rf"(?:{_ANOTHER_TREATMENT}|\bcontrol)\w*"
# 'earlier in the ketamine group than in the propofol group', of an open trial
_GROUP_AND_GROUP = Prefiltered(
    rf"\b\w*ketamine(?: \([^()]*\))? (?:group|arm)\b[^.;]{{0,40}}?\b(?:than|compared (?:with|to)|versus|vs|and|or)\b\.?[^.;]{{0,20}}?{_CONTROL} (?:group|arm)"
    rf"|{_CONTROL} (?:group|arm)\b[^.;]{{0,40}}?\b(?:than|compared (?:with|to)|versus|vs|and|or)\b\.?[^.;]{{0,20}}?\b\w*ketamine (?:group|arm)\b",
    re.IGNORECASE,
)


def _counted_apart(
    twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]
) -> Assignment | None:
    for sentence in sentences:
        match = _COUNTED_APART.search(twin, sentence.start, sentence.end)
        if match and sentence.part not in {"background", "results", "conclusions"}:
            note(evidence, "assignment", sentence, match.start(), match.end(), 0.8)
            return "parallel"
        both = _GROUP_AND_GROUP.search(twin, sentence.start, sentence.end)
        if both and sentence.part != "background":
            note(evidence, "assignment", sentence, both.start(), both.end(), 0.8)
            return "parallel"
    return None


# Groups that stand side by side, where the text does not say how people came into them.
_GROUPS = Prefiltered(
    r"\b(?:divided|assigned|allocated|allotted|split|separated|categori[sz]ed|stratified|grouped)\b[^.;]{0,40}\b(?:into|to) (?:(?:one of )?(?:the )?(?:two|three|four|five|[2-5]) |(?:\w+ ){0,3}(?:groups?|arms?)\b)"
    r"|\b(?:two|three|four|[2-4]) (?:(?:treatment|study|parallel|equal|dose|independent) )*(?:groups|arms)\b|\b(?:between|in|across) (?:the )?(?:two|both|three|four) (?:groups|arms)\b"
    r"|\b(?:\w*ketamine|ESK)\b(?:[^.]|\.\d){0,80}?(?:\b(?:or|and|versus|vs?|against|than)\b|;)(?:[^.]|\.\d){0,40}?\b(?:placebo|PBO|saline|midazolam|fentanyl)\b"
    rf"|\b(?:\w*ketamine|ESK|spravato)\b(?:[^.;]|\.\d){{0,200}}?(?:\b(?:versus|vs\b\.?|than|compared (?:with|to)|relative to)(?=\W)|\beither\b[^.;]{{0,40}}\bor\b)(?:[^.;]|\.\d){{0,45}}?\b{_ANOTHER_TREATMENT}"
    rf"|\b{_ANOTHER_TREATMENT}(?:[^.;]|\.\d){{0,60}}?\b(?:versus|vs\b\.?|than|compared (?:with|to)|relative to)(?=\W)(?:[^.;]|\.\d){{0,45}}?\b(?:\w*ketamine|ESK|spravato)\b"
    rf"|\b(?:treated with|received|given|assigned) either [^.;]{{0,60}}\w*ketamine\b[^.;]{{0,40}}? or [^.;]{{0,30}}\b{_ANOTHER_TREATMENT}"
    rf"|\bgiven \w*ketamine\b[^.;]{{0,60}}(?:,|\band\b|\bwhile\b)[^.;]{{0,30}}\b{_ANOTHER_TREATMENT}"
    r"|\b(?:placebo|control|saline|midazolam|comparison|PBO)(?:[- ]treated)? (?:group|arm)\b|\bgroups? (?:A|I|1|C)\b",
    re.IGNORECASE,
)


def _side_by_side(
    twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]
) -> Assignment | None:
    """'parallel' where a trial that does not call itself randomized compares groups of people."""
    for sentence in sentences:
        match = _GROUPS.search(twin, sentence.start, sentence.end)
        if match and sentence.part != "background" and not _lacking(twin, match):
            note(evidence, "assignment", sentence, match.start(), match.end(), 0.8)
            return "parallel"
    return None
