"""Population: conditions, ages and the several Ns, told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc

from dosetable.extract.facts import Condition, Design, Evidence, Population
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.extensions import register
from dosetable.extract.pipes.lexicon import lexicon
from dosetable.extract.pipes.numbers import COUNT, parse_count
from dosetable.extract.vocabulary import Vocabulary, load_vocabulary

_PEOPLE = r"(?:patients?|participants?|subjects?|people|women|mothers|adults|individuals|inpatients|outpatients|adolescents|youths?|veterans|persons|volunteers|parturients|males and females|men and women|older adults|students|cases)"
_WHO = rf"(?:(?:[\w/'-]+,? ){{0,7}}?{_PEOPLE}(?: (?:with|who|aged|in|diagnosed|meeting|suffering|having|scheduled|undergoing|from|admitted)\b[^.;:]{{0,160}}?)?)"
_N = rf"(?<![\w.,=/<>≥≤+-])(?P<n>{COUNT})(?![\d.%]|,\d|\s?(?:%|mg|years?|weeks?|days?|hours?|minutes?|min\b|h\b|points?|to \d|-\d))"
_WERE = r"(?:,? ?(?:\([^)]{0,60}\) ?)?(?:all )?(?:were|was|have been|being|are|got)?(?: then| thus| subsequently| successfully| finally| further| also| eventually| each| therefore)*)"
_RANDOMIZED = r"(?:randomi[sz]ed|randomly (?:assigned|allocated|divided|received|distributed|grouped|selected)|underwent randomi[sz]ation|entered randomi[sz]ation|assigned|allocated)"
_ADULTS_WORD = r"(?:[\w'/-]+ ){0,4}?"


def _compile(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.IGNORECASE) for p in patterns)


_N_RANDOMIZED = _compile(
    rf"\b{_N},? (?:of (?:them|whom|these) )?{_WERE}\s?{_RANDOMIZED}\b",
    rf"\b{_N} {_WHO}{_WERE} {_RANDOMIZED}\b",
    rf"\b{_N} (?:[\w/'-]+ ){{0,3}}?(?:who|that) (?:were|was) {_RANDOMIZED}\b",
    rf"\b(?:we|study|trial|it|and) (?:\w+ )?(?:randomi[sz]ed|randomly (?:assigned|allocated)) (?:a total of |the )?{_N}\b",
    rf"\brandomi[sz](?:ed|ation of|ing) (?:a total of )?{_N}\b(?! ?: ?\d)",
    rf"\b(?:in )?(?:a )?total of {_N} {_WHO}{_WERE} (?:[\w ]{{0,30}} and )?{_RANDOMIZED}\b",
    rf"\brandomi[sz]ed (?:patients|participants|subjects|sample|population)?\s?[(,:]? ?\(?n ?= ?{_N}",
    rf"\b(?:randomi[sz]ed|randomly assigned)[^.;()]{{0,60}}\(n ?= ?{_N}\)(?=[^.;]*\b(?:to|into|received?)\b)(?![^.;]*\bn ?=)",
    rf"\b{_N} {_WHO},? (?:[^.;]{{0,120}})?(?:were|was) (?:then |therefore )?(?:brought[^.;]{{0,40}}and )?(?:randomi[sz]ed|randomly (?:assigned|allocated))\b",
    rf"\bof {_N} {_PEOPLE} (?:randomi[sz]ed|randomly assigned)\b",
    rf"\bof (?:the )?{_N} (?:randomi[sz]ed|enrolled and randomi[sz]ed) {_PEOPLE}\b",
    rf"\b{_N} randomi[sz]ed {_PEOPLE}\b",
)
_N_CROSSOVER = _compile(
    rf"\b{_N} {_WHO} (?:each )?(?:received|underwent|completed|were (?:given|enrolled|included|recruited|studied|administered))\b",
    rf"\b(?:enrolled|recruited|included|studied) (?:a total of )?{_N} (?:[\w/'-]+ ){{0,5}}?{_PEOPLE}\b",
    rf"\b{_N} {_WHO}",
    rf"\((?:n|N) ?= ?{_N}\)",
)
_N_SINGLE = _compile(
    rf"\b(?:enrolled|recruited|included|treated) (?:a total of )?{_N} (?:[\w/'-]+ ){{0,5}}?{_PEOPLE}\b",
    rf"\b{_N} {_WHO}{_WERE} (?:enrolled|included|recruited|treated|given|each given|each|received|infused|administered)\b",
    rf"\b{_N} {_WHO} (?:received|underwent|were)\b",
    rf"\b{_N} {_WHO}",
)
_OTHERS: dict[str, tuple[re.Pattern[str], ...]] = {
    "n_screened": _compile(
        rf"\b{_N} (?:{_WHO}|people|were|was)?{_WERE}\s?(?:screened|assessed(?: for eligibility)?|approached)\b",
        rf"\b(?:screened|of|assessed) {_N} {_PEOPLE}(?: (?:screened|assessed|approached))",
        rf"\bscreened {_N}\b",
    ),
    "n_treated": _compile(
        rf"\b{_N} (?:{_PEOPLE} )?(?:\([^)]{{0,40}}\) )?(?:were |was )?(?:actually )?(?:treated|infused|dosed|received study drug|received (?:at least one|study))\b"
    ),
    "n_analyzed": _compile(
        rf"\b{_N} (?:{_WHO})?{_WERE}\s?(?:analy[sz]ed|included in the (?:final )?analys[ie]s)\b",
        rf"\banalys[ie]s (?:covered|included|comprised) {_N}\b",
        rf"\bdata (?:from|for|on) {_N}\b",
    ),
    "n_completed": _compile(
        rf"\b{_N} (?:{_PEOPLE} )?(?:\([^)]{{0,30}}\) )?(?:finished|completed)\b"
    ),
}
_NOT_COUNT = re.compile(
    r"(?:cohort|group|phase|day|week|month|visit|site|centers?|centres?|trials?|studies|stage|section|table|figure|item|aged?|than|least|scor\w*|of|type|above|below|over|under|over|SD|mean)\s*$",
    re.IGNORECASE,
)

_AGE = _compile(
    r"\bage[sd]?(?: (?:range|between|from|of))?[:, ]*\(?(?:between |from )?(?P<lo>\d{1,2})(?: years?)?(?: ?- ?| to | and | through )(?P<hi>\d{2})\b(?! ?%)",
    r"\b(?P<lo>\d{1,2})(?: years?)?(?:-| ?- ?| to | through | and )(?P<hi>\d{2})[ -]?(?:years?|yrs?|y\.?o\.?|yr)(?:[ -](?:old|of age))?\b",
    r"\b(?:between|from) (?P<lo>\d{1,2}) (?:and|to) (?P<hi>\d{2}) years\b",
    r"\bage[sd]?(?: limits)?(?: of)? ?(?:≥|>=|=>) ?(?P<lo>\d{1,2})\b",
    r"(?:≥|>=) ?(?P<lo>\d{1,2}) years",
    r"\b(?:aged?|ages) (?:at least )?(?P<lo>\d{1,2})(?: years?)?(?: of age)?,? (?:and|or) (?:older|over|above|more)\b",
    r"\b(?P<lo>\d{1,2}) (?:years?|yrs)(?: of age| old)?,? (?:and|or) (?:older|over|above|more)\b",
    r"\b(?:aged?|older than|over(?: the age of)?) (?:over |older than |above )(?P<lo>\d{1,2})(?: years)?\b",
    r"\baged (?:at least )?(?P<lo>\d{2})\+",
    r"\bafter (?:the age of )?(?P<none>\d{2})\b(?!.)",
)
_AGE_CONTEXT = re.compile(
    r"\b(?:mean|median|average|SD|subgroup|at ages|in those)\b", re.IGNORECASE
)


def read_population(
    twin: str,
    sentences: Sequence[Sentence],
    design: Design,
    vocabulary: Vocabulary,
    *,
    registry: bool = False,
) -> Population:
    """Return who was studied. ``registry``: the text is a register's own, whose planned
    enrolment is no count."""
    own = [s for s in sentences if s.zone == "own"]
    front = [s for s in own if not s.full] or own
    evidence: list[Evidence] = []
    conditions = _conditions(twin, front, vocabulary, evidence)
    low, high = _ages(twin, front, evidence) or (None, None)
    n = _n_randomized(twin, front, design, evidence)
    others = {
        field: _first(twin, front, patterns, field, evidence) for field, patterns in _OTHERS.items()
    }
    return Population(
        conditions=conditions,
        age_min=low,
        age_max=high,
        n_randomized=n,
        n_screened=others["n_screened"],
        n_treated=others["n_treated"],
        n_analyzed=others["n_analyzed"],
        n_completed=others["n_completed"],
        evidence=tuple(evidence),
    )


def _note(
    evidence: list[Evidence],
    field: str,
    sentence: Sentence,
    start: int,
    end: int,
    confidence: float = 0.93,
) -> None:
    section = None if sentence.part == "none" else sentence.part
    evidence.append(
        Evidence(
            start=start,
            end=end,
            confidence=confidence,
            rule=f"population.{field}",
            section=section,
            field=field,
        )
    )


def _first(
    twin: str,
    sentences: Sequence[Sentence],
    patterns: Sequence[re.Pattern[str]],
    field: str,
    evidence: list[Evidence],
    least: int = 2,
) -> int | None:
    for pattern in patterns:
        for sentence in sentences:
            for match in pattern.finditer(twin, sentence.start, sentence.end):
                value = _value(twin, match)
                if value is None or value < least:
                    continue
                _note(evidence, field, sentence, match.start(), match.end())
                return value
    return None


def _value(twin: str, match: re.Match[str]) -> int | None:
    if _NOT_COUNT.search(twin, max(0, match.start("n") - 16), match.start("n")):
        words = twin[max(0, match.start("n") - 16) : match.start("n")].lower()
        if not words.rstrip().endswith(("total of", " of")) or re.search(
            r"\b(?:age|score) of", words
        ):
            return None
    return parse_count(match.group("n"))


def _n_randomized(
    twin: str, sentences: Sequence[Sentence], design: Design, evidence: list[Evidence]
) -> int | None:
    trial = [s for s in sentences if s.part != "title"]
    found = []
    for pattern in _N_RANDOMIZED if design.randomized is not False else ():
        for sentence in trial:
            for match in pattern.finditer(twin, sentence.start, sentence.end):
                value = _value(twin, match)
                if value is not None and value >= 4:
                    found.append((value, sentence, match))
    if found:
        # Groups of a stratum are parts of the largest count that was randomized.
        value, sentence, match = max(found, key=lambda f: f[0])
        _note(evidence, "n_randomized", sentence, match.start("n"), match.end())
        return value
    if design.assignment == "crossover":
        return _first(twin, trial, _N_CROSSOVER, "n_randomized", evidence, 4)
    if design.randomized is False:
        return _first(twin, trial, _N_SINGLE, "n_randomized", evidence, 2)
    return None


def _conditions(
    twin: str, sentences: Sequence[Sentence], vocabulary: Vocabulary, evidence: list[Evidence]
) -> tuple[Condition, ...]:
    included = set(vocabulary.topic["included_kinds"])
    terms = [t for t in vocabulary["conditions"] if t.kind in included]
    found: dict[str, tuple[int, int, Sentence]] = {}
    find = lexicon(vocabulary, "conditions").find
    for sentence in sentences:
        if sentence.part in {"results", "conclusions"} and found:
            continue
        for mention in find(twin, sentence.start, sentence.end):
            if mention.term not in terms or mention.term.name in found:
                continue
            if mention.term.name == "suicidal ideation" and not _is_entry(
                twin, sentence, mention.start, mention.end
            ):
                continue
            if mention.term.name == "depressive symptoms" and not _is_entry(
                twin, sentence, mention.start, mention.end
            ):
                continue
            found[mention.term.name] = (mention.start, mention.end, sentence)
    if "postpartum depression" in found and "major depressive disorder" in found:
        del found["major depressive disorder"]
    for name, (start, end, sentence) in found.items():
        _note(evidence, "conditions", sentence, start, end)
    return tuple(cast("Condition", name) for name in found)


_ENTRY = re.compile(
    rf"\b{_PEOPLE}\b|\bwho (?:scored|had|were|reported)|\bparticipants|\bentry|\beligib|\binclu(?:ded|sion)",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\b(?:outcome|endpoint|change|reduc\w+|improve\w*|decrease|scores?|rated|measured|assess\w*|secondary|primary|scale|effects? (?:of|on)|antisuicidal|MADRS|HAM)\b",
    re.IGNORECASE,
)


def _is_entry(twin: str, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a symptom is what people had to have on entry, not what was measured on them."""
    near = twin[max(sentence.start, start - 90) : start]
    after = twin[end : min(sentence.end, end + 60)]
    has = re.search(
        rf"(?:{_PEOPLE}|depression|disorder|MDD|TRD|episode)\b[^.;]{{0,70}}(?:with|and|had|having|who|for|experiencing|reporting|active|chronic|severe|current|acute)\s[^.;]{{0,40}}$",
        near,
        re.IGNORECASE,
    )
    if not has:
        scored = re.match(r"\s*\(", after) and re.search(r"who scored[^.;]{0,60}$", near)
        return bool(scored)
    return not re.search(
        r"\b(?:change|reduction|improvement|effects?|decrease|scores?|scale|measure)\b[^.;]{0,30}$",
        near,
        re.IGNORECASE,
    )


def _ages(
    twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]
) -> tuple[float | None, float | None] | None:
    for pattern in _AGE[:-1]:
        for sentence in sentences:
            if sentence.part in {"results", "conclusions"} and re.search(
                r"\bsubgroup|\bat ages", twin[sentence.start : sentence.end], re.IGNORECASE
            ):
                continue
            for match in pattern.finditer(twin, sentence.start, sentence.end):
                head = twin[max(sentence.start, match.start() - 40) : match.start()]
                if re.search(
                    r"\b(?:mean|median|average|SD)\b", head + match.group(), re.IGNORECASE
                ) or re.search(r"subgroup", twin[sentence.start : sentence.end]):
                    continue
                low = float(match.group("lo"))
                high = (
                    float(match.group("hi"))
                    if "hi" in pattern.groupindex and match.group("hi")
                    else None
                )
                if not 5 <= low <= 90 or (high is not None and high <= low):
                    continue
                _note(evidence, "age_min", sentence, match.start(), match.end())
                if high is not None:
                    _note(evidence, "age_max", sentence, match.start(), match.end())
                return low, high
    return None


class PopulationReader:
    """Fill ``doc._.population``; excluded documents keep an empty one."""

    def __init__(self, *, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __call__(self, doc: Doc) -> Doc:
        if doc._.screening is None or not doc._.screening.included:
            doc._.population = Population()
            return doc
        doc._.population = read_population(doc._.twin, doc._.context, doc._.design, self.vocabulary)
        return doc


@Language.factory("dosetable_population")
def create_population(nlp: Language, name: str) -> PopulationReader:
    register()
    return PopulationReader(vocabulary=load_vocabulary())
