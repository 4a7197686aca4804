"""The conditions of the people studied: what they had to have, not what was measured on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from dosetable.extract.facts import Condition
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.lexicon import Mention, lexicon
from dosetable.extract.pipes.people import PEOPLE
from dosetable.extract.vocabulary import Vocabulary

_SYMPTOM: Condition = "depressive symptoms"
_SUICIDAL: Condition = "suicidal ideation"
_LATE = frozenset({"results", "conclusions"})
_SURE, _LIKELY, _TOLD_AROUND = 0.93, 0.8, 0.7


@dataclass(frozen=True, slots=True)
class Stated:
    """A condition and the words (``span``) of ``sentence`` that tell it."""

    name: Condition
    span: tuple[int, int]
    sentence: Sentence
    confidence: float = _SURE


def read_conditions(
    twin: str, own: Sequence[Sentence], around: Sequence[Sentence], vocabulary: Vocabulary
) -> list[Stated]:
    """Return the conditions that the study's ``own`` sentences give its people.

    Suicidal ideation and depressive symptoms count where they are what people had on entry; with no
    other condition, where the title or the aim names them. Where the title speaks only of
    "depression", the disorder that the background (``around``) gives its patients is taken.
    """
    included = set(vocabulary.topic["included_kinds"])
    find = lexicon(vocabulary, "conditions").find
    found: dict[str, Stated] = {}
    aside: list[Stated] = []
    for sentence in own:
        if sentence.part in _LATE and found:
            continue
        for mention in find(twin, sentence.start, sentence.end):
            name = mention.term.name
            if mention.term.kind not in included or name in found:
                continue
            stated = Stated(cast("Condition", name), (mention.start, mention.end), sentence)
            if _had(twin, sentence, mention):
                found[name] = stated
            else:
                aside.append(stated)
    if not found:
        found = _otherwise(twin, own, aside)
    if set(found) <= {_SYMPTOM, _SUICIDAL}:
        disorder = _around(twin, own, around, vocabulary)
        if disorder is not None:
            found = {disorder.name: disorder, **found}
            found.pop(_SYMPTOM, None)
    if _BIRTH not in found and set(found) - {_SYMPTOM, _SUICIDAL}:
        found.pop(_SYMPTOM, None)  # people with a disorder: their symptoms are what was measured
    defined = _first_match(_DEFINED_RESISTANT, twin, (*own, *around))
    if _RESISTANT in found and defined is not None:
        found.setdefault(_MAJOR, defined)
    if _RESISTANT in found and not _named_major(twin, (*own, *around), vocabulary):
        found.pop(_MAJOR, None)
    if _BIRTH in found:
        found.pop(_MAJOR, None)
        expecting = _first(_EXPECTING, twin, own)
        if expecting is not None:
            found.setdefault(_SYMPTOM, expecting)
    return list(found.values())


# 'treatment-resistant unipolar depression' names one condition; 'treatment-resistant MDD' two.
_RESISTANT: Condition = "treatment-resistant depression"
_MAJOR: Condition = "major depressive disorder"
# 'treatment-resistant major depression (TRD)': whose the abbreviation is, wherever it is defined
_DEFINED_RESISTANT = re.compile(
    r"(?:resistant|refractory) (?P<what>major depress(?:ion|ive disorder)) \((?-i:TRD)\)",
    re.IGNORECASE,
)
_SAYS_MAJOR = re.compile(r"\bmajor\b|\bMD[DE]\b|\bclinical depress", re.IGNORECASE)


def _named_major(twin: str, text: Sequence[Sentence], vocabulary: Vocabulary) -> bool:
    """Whether major depression is named beside the resistant one, not only 'unipolar depression'."""
    find = lexicon(vocabulary, "conditions").find
    return any(
        m.term.name == _MAJOR and _SAYS_MAJOR.search(twin, m.start, m.end)
        for s in text
        for m in find(twin, s.start, s.end)
    )


# 'one of the symptoms of a depressive episode' defines; 'at imminent risk' is a danger judged.
_TELLS_OF = re.compile(r"\b(?:symptoms?|features?) of an? $|\bimminent $", re.IGNORECASE)


def _had(twin: str, sentence: Sentence, mention: Mention) -> bool:
    name = mention.term.name
    before = twin[max(sentence.start, mention.start - 30) : mention.start]
    if _TELLS_OF.search(before):
        return False
    if name == _SUICIDAL or (name == _SYMPTOM and sentence.part != "title"):
        return _is_entry(twin, sentence, mention.start, mention.end)
    return True


def _otherwise(twin: str, own: Sequence[Sentence], aside: Sequence[Stated]) -> dict[str, Stated]:
    """For a study that names no disorder: graded depression, or what its title or aim is about."""
    graded = _first(_DEPRESSED, twin, [s for s in own if s.part not in _LATE])
    if graded is not None:
        return {_SYMPTOM: graded}
    births = _first(_BIRTH_SCALE, twin, own)
    if births is not None and not aside:
        return {_BIRTH: Stated(_BIRTH, births.span, births.sentence, _LIKELY)}
    about = [s for s in aside if s.sentence.part in {"title", "aim"}] or list(aside)
    return {s.name: Stated(s.name, s.span, s.sentence, _LIKELY) for s in about[:1]}


_BIRTH: Condition = "postpartum depression"
_BIRTH_SCALE = re.compile(r"(?P<what>\bEPDS\b|\bEdinburgh (?:Postnatal|Postpartum)\b)")
_PLAIN = re.compile(r"\bdepress(?:ion|ed)\b", re.IGNORECASE)
_PATIENTS = re.compile(
    rf"\b{PEOPLE} (?:with|who have|suffering from|living with) (?:\w+ ){{0,2}}$", re.IGNORECASE
)


def _around(
    twin: str, own: Sequence[Sentence], around: Sequence[Sentence], vocabulary: Vocabulary
) -> Stated | None:
    """The one disorder that the background gives its patients, for a title of mere 'depression'."""
    titled = next((s for s in own if s.part == "title"), None)
    if titled is None or not _PLAIN.search(twin, titled.start, titled.end):
        return None
    find = lexicon(vocabulary, "conditions").find
    named = [
        Stated(cast("Condition", m.term.name), (m.start, m.end), s, _TOLD_AROUND)
        for s in around
        for m in find(twin, s.start, s.end)
        if m.term.kind in vocabulary.topic["included_kinds"]
        and m.term.name not in {_SYMPTOM, _SUICIDAL}
        and _PATIENTS.search(twin, max(s.start, m.start - 60), m.start)
    ]
    return named[0] if len({s.name for s in named}) == 1 else None


# Women who were depressed before the birth: they had symptoms already.
_EXPECTING = re.compile(
    rf"\b{PEOPLE} (?:with|and|who had|having|screening positive for) (?:[\w-]+ ){{0,4}}?(?P<what>(?:prenatal|antenatal|antepartum) depress(?:ion|ive symptoms))(?P<rated>)\b",
    re.IGNORECASE,
)
_DEPRESSED = re.compile(
    rf"\b{PEOPLE} (?:(?:with|and|who had|having) (?:[\w-]+ ){{0,4}}?)(?P<what>(?:(?:mild|moderate|severe)[ -](?:(?:to|or)[ -](?:moderate|severe) )?)(?:symptoms of )?depression)\b|\b{PEOPLE} with (?P<rated>depression) \([^)]{{0,60}}?(?:≥|>|score)",
    re.IGNORECASE,
)


def _first(pattern: re.Pattern[str], twin: str, sentences: Sequence[Sentence]) -> Stated | None:
    for sentence in sentences:
        match = pattern.search(twin, sentence.start, sentence.end)
        if match:
            part = "what" if match["what"] else "rated"
            return Stated(_SYMPTOM, match.span(part), sentence)
    return None


def _first_match(
    pattern: re.Pattern[str], twin: str, sentences: Sequence[Sentence]
) -> Stated | None:
    for sentence in sentences:
        match = pattern.search(twin, sentence.start, sentence.end)
        if match:
            return Stated(_MAJOR, match.span("what"), sentence, _LIKELY)
    return None


_HAS = re.compile(
    rf"(?:{PEOPLE}|depression|disorder|MDD|TRD|episode)\b[^.;]{{0,70}}(?:with|and|had|having|who|for|experiencing|reporting|active|chronic|severe|current|acute|at)\s[^.;]{{0,40}}$",
    re.IGNORECASE,
)
_SCORED = re.compile(
    r"\bscor(?:ed|es?) (?:of )?(?:\d|≥|>=|at least|above)[^.;]{0,60}$", re.IGNORECASE
)
# 'a Scale for Suicidal Ideation (SSI) score of 4 or more'
_SCORE_AFTER = re.compile(
    r"(?: scale| inventory)?(?: \([\w-]{2,8}\))?,? (?:total )?scores? (?:of )?(?:≥|>=|>|at least|above|over|\d+ or (?:more|above|higher))|(?: \([\w-]{2,8}\))? ?(?:≥|>=) ?\d",
    re.IGNORECASE,
)
# 'depression and suicidal ideation scores were recorded'
_WAS_MEASURED = re.compile(
    r",? (?:(?:total |mean )?scores?|severity|ratings?|symptoms?|measures?|levels?|outcomes?|scales?)(?: \([^()]{1,12}\))? (?:was|were|at|in|on|over|after|by|from)\b",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\b(?:change|reduction|improvement|effects?|decrease|scores?|scale|measure|impact|influence|prevent\w*|incidence|prevalence|risk)\b[^.;]{0,30}$",
    re.IGNORECASE,
)


def _is_entry(twin: str, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a symptom is what people had to have on entry, not what was measured on them."""
    if _SCORE_AFTER.match(twin, end, sentence.end):
        return sentence.part not in _LATE
    if _WAS_MEASURED.match(twin, end, sentence.end):
        return False
    near = twin[max(sentence.start, start - 90) : start]
    if _SCORED.search(near):
        return sentence.part not in _LATE
    return _HAS.search(near) is not None and not _MEASURED.search(near)
