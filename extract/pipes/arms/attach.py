"""Which treatment an amount belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.arms.pairs import in_pairs
from dosetable.extract.pipes.arms.treatments import Treatment
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.doses import DoseMention

TOPIC = "topic"

_BEFORE_WORD = re.compile(r"([A-Za-z][A-Za-z-]*)[\s(\[,:-]*$")
_AFTER_WORD = re.compile(
    r"\s?(?:of )?(?:body[ -]?weight )?(?:of )?(?P<word>(?!IV|IM|SC|Group|Patients|Both|All|The|Each)[A-Z][a-z]{4,})\b(?! (?:group|study|trial|scale|score))"
)
_KNOWN_WORD = re.compile(
    r"(?:"
    r"a|about|active|anaesthesia|anesthesia|additional|alone|only|po|sc|administered|administering|administration|administrations"
    r"|adults|against|agent|all|allocated|also|an|anaesthetic|and|and/or|anesthetic|approx"
    r"|approximately|are|arm|arms|as|ascending|assigned|at|be|been|benzodiazepine|between|body"
    r"|bolus|boluses|by|capsule|capsules|cohort|comparator|comprising|consisting|continuous"
    r"|control|daily|day|days|design|dose-titration|dose-ranging|titration|ranging|range|protocol|decreased|dosage|dosages|dose|dosed|doses|dosing|drug|each|eg"
    r"|either|escalating|every|exceeding|experimental|extended-release|first|fixed|fixed-dose"
    r"|fixed-doses|flexible|flexibly|flexible-dose|drops|elixir|film|followed|for|form|from|gargle|gargles|given|group|groups|high"
    r"|high-dose|higher|hour|hours|hydrochloride|chlorhydrate|i\.v|ie|in|including|increased|increasing"
    r"|induction|infused|infusion|infusions|initial|injection|injections|intermediate"
    r"|intramuscular|intramuscularly|intranasal|intranasally|intravenous|intravenously|im|is|iv"
    r"|least|level|low|low-dose|lower|lozenge|lozenges|maintenance|max|maximum|mean|median"
    r"|medication|medium|middle|min|minutes|most|mothers|namely|nasal|of|on|one|only|opioid|optimal"
    r"|or|oral|orally|over|participant|participants|patient|patients|placebo-controlled|plus"
    r"|product|prolonged-release|push|r|raised|randomised|randomized|rate|receive|received"
    r"|receiving|reduced|regimen|regimens|remained|repeated|respectively|rising|s|second|session|sessions"
    r"|sedative|single|slow|solution|spray|sprays|standard|start|studies|study|trial|trials|started|starting|studied"
    r"|sub-anesthetic|subanaesthetic|subanesthetic|subcutaneous|subcutaneously|subjects"
    r"|sublingual|tablet|tablets|target|tested|than|that|the|then|therapy|third|three|titrated"
    r"|to|total|treatment|troche|twice|two|up|used|using|versus|vs|was|week|weeks|weekly|month|months|weight|were"
    r"|toward|towards|which|with|women|x"
    r")"
)
"""Words that may stand right before an amount without being the name of another drug."""


# 'a ketamine group (group K, 0.5 mg/kg)', 'ketamine (K: 0.5 mg/kg)'
_LABEL = re.compile(
    r"\b(?:[Gg]roup|[Aa]rm) [A-Z][A-Za-z]{0,3}\d?[,:;]? ?$|[(\[][A-Z]{1,2}\d?[:,;] ?$"
)


_FIGURES = re.compile(r"\bCI\b|\b[pP]\s?[=<>\u2264]|\u00b1|\d\s?%")


def attach(
    twin: str, sentence: Sentence, treatments: Sequence[Treatment], doses: Sequence[DoseMention]
) -> tuple[dict[int, list[DoseMention]], list[DoseMention]]:
    """Give each dose to a treatment (by its start), or return it among those without a drug."""
    given: dict[int, list[DoseMention]] = {}
    bare: list[DoseMention] = []
    doses, paired = in_pairs(twin, treatments, doses)
    for start, mention in paired:
        given.setdefault(start, []).append(mention)
    for mention in doses:
        head = _owner(twin, sentence, treatments, mention)
        if isinstance(head, Treatment):
            given.setdefault(head.start, []).append(mention)
        elif head is None:
            bare.append(mention)
    return given, bare


_OF = re.compile(
    r"^-?(?: of (?:the |their )?(?:body?[ -]?)?(?:weight|mass))?(?:\s?\((?:[nN] ?= ?\d{1,4}|(?-i:[A-Z][A-Za-z]{0,3}\d?|(?:[Gg]roup|[Aa]rm) [A-Z0-9]{1,3}))\))?[\s,)\]]*(?:(?:of|single|dose|doses|iv|i\.v\.|im|i\.m\.|sc|s\.c\.|intravenous|intranasal|oral|nasal|subcutaneous|intramuscular|sublingual|racemic|a|the|bolus|infusions?|injections?|slow|low-dose|fixed-dose|flexible-dose)[\s,-]+)*$",
    re.IGNORECASE,
)


_ANOTHER_DOSE = re.compile(r"[\s,;]*(?:an? )?(?:single|one)[- ](?:dose|infusion|injection)\b", re.I)
_CLASSES = {"unnamed active placebo", "inert placebo"}
_LISTED = re.compile(
    r"(?: infusions?| injections?| solution| group)?\s?(?:\([^()]{1,20}\)\s?)?(?:[,;/]|,? (?:or|and|versus|vs\.?))\s?(?:or |and )?",
    re.IGNORECASE,
)
# 'or magnesium salts at a dose of', 'ABC123 0.2 mg/kg': drugs that the vocabulary has not
_AT_A_DOSE = re.compile(
    r"\b(?:or|versus|vs\.?|against) (?P<what>(?:[A-Za-z-]+ ){1,3}?)(?:at|in) (?:an? )?(?:[a-z]+ )?(?:dose|dosage|rate)s? of $"
)
_CODE = re.compile(r"\b(?P<code>[A-Z]{2,5}-?\d{2,}[A-Z0-9-]*)[\s(\[,:]*$")


def _of_the_unknown(twin: str, start: int, end: int) -> bool:
    """Whether the words right before an amount name a drug that no vocabulary knows."""
    told = _AT_A_DOSE.search(twin, max(start, end - 90), end)
    if told:
        return not all(_KNOWN_WORD.fullmatch(w.lower()) for w in told["what"].split())
    code = _CODE.search(twin, max(start, end - 20), end)
    if code is None:
        return False
    # The code of a ketamine tablet is explained somewhere: 'R-107 is an oral ketamine tablet'.
    name = re.escape(code["code"])
    explained = rf"\b{name}\b[^.;]{{0,80}}ketamine|ketamine[^.;]{{0,30}}\({name}\b"
    return re.search(explained, twin) is None


# 'mean final dose 0.54 mg/kg/h': what a titration came to is no dose that anybody was assigned
_REACHED = re.compile(
    r"\b(?:mean|average|median) (?:final|last|achieved|end|total|cumulative|maximum|reached) (?:\w+ )?dos(?:es?|ages?)(?: (?:was|were|of|=))?[ :]*$",
    re.IGNORECASE,
)


_NAMES_GROUPS = re.compile(r"[- ](?:dose |treatment )?(?:groups|arms)\b", re.IGNORECASE)
# 'midazolam (n = 24; 0.045 mg/kg)': what stands in the bracket behind a name is the name's.
_IN_BRACKET = re.compile(r"(?:\s(?!(?:and|or|versus|vs)\b)[\w-]+){0,4}\s?\([^()]*$")


# 'X 0.05 mg/kg (group A; n = 13), 0.1 mg/kg (group B; n = 14)': the semicolons part no groups.
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


# 'an intranasal X group (group N, 1 mg/kg), intravenous X group ...': the group's own bracket
_OF_GROUP_BEFORE = re.compile(
    r"(?: (?:nasal|spray|infusions?|injections?|treatment))* (?:group|arm)s? ?\((?:(?:[Gg]roup |[Aa]rm )?[A-Z][A-Za-z0-9]{0,3}[,:;] )?"
)


def _owner(
    twin: str, sentence: Sentence, treatments: Sequence[Treatment], mention: DoseMention
) -> Treatment | bool | None:
    """The treatment a dose belongs to; None: no drug named; False: something unknown's dose."""
    before = [t for t in treatments if t.end <= mention.start]
    after = [t for t in treatments if t.start >= mention.end]
    last = before[-1] if before else None
    gap = twin[last.end : mention.start] if last else ""
    if (
        last is not None
        and after
        and re.fullmatch(r",\s", gap)
        and _ANOTHER_DOSE.match(twin[mention.end : after[0].start])
    ):
        return last  # 'ketamine, 0.5 mg/kg, single dose midazolam, ...': behind each drug its dose
    if (
        after
        and _OF.match(twin[mention.end : after[0].start])
        # 'active placebo (0.045 mg/kg midazolam)': the class is not the drug
        and not (last and last.kind not in _CLASSES and re.fullmatch(r"[\s(\[]*", gap))
        and not (_OF_GROUP_BEFORE.fullmatch(gap) and twin.startswith(")", mention.end))
    ):
        return after[0]
    named = _AFTER_WORD.match(twin, mention.end, sentence.end)
    if named and not any(t.start <= named.start("word") < t.end for t in treatments):
        return False  # '2 mg/kg of body weight Somnium': a drug that the vocabulary has not
    if _of_the_unknown(twin, last.end if last else sentence.start, mention.start):
        return False
    if _REACHED.search(twin, sentence.start, mention.start):
        return False
    if last is not None and last.kind != TOPIC and _NAMES_GROUPS.match(twin, mention.end):
        return None  # 'better than X when the 56-mg and 84-mg groups were pooled'
    word = _BEFORE_WORD.search(twin, sentence.start, mention.start)
    near = last is not None and re.fullmatch(r"[\s(\[,:-]*", gap) is not None
    if _LABEL.search(twin, sentence.start, mention.start):
        word = None
    if not near and word and not _KNOWN_WORD.fullmatch(word.group(1).lower().strip("-")):
        inside = last is not None and last.start <= word.start(1) < last.end
        if not inside:
            return False
    if last is not None and last.kind != TOPIC and _FIGURES.search(gap):
        return False  # 'the difference from X was -5.8 (95% CI ...) for 56 mg'
    if last is not None and last.kind == "inert placebo" and _LISTED.fullmatch(gap):
        return None  # 'one infusion of X (saline, 0.2 mg/kg or 0.5 mg/kg)': X's amounts
    apart = ";" in _BRACKETS.sub("", gap) and not _IN_BRACKET.match(gap)
    if last is not None and len(gap) <= 200 and not apart:
        return last
    return None if last is None or last.kind == TOPIC else False
