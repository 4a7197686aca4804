"""Screening: is this a human interventional study of the topic's drugs for its conditions?

Each answer comes with the study type, one sentence for a reader, and the words it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc

from dosetable.extract.document import Document
from dosetable.extract.facts import Evidence, Screening, StudyType
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.design_notes import table_alone
from dosetable.extract.pipes.extensions import register
from dosetable.extract.pipes.lexicon import Mention, lexicon
from dosetable.extract.pipes.registry_fields import says_observational
from dosetable.extract.pipes.screening_conditions import condition_studied
from dosetable.extract.pipes.screening_pages import Finding, page_type
from dosetable.extract.pipes.screening_pooled import (
    AROUND,
    OF_LITERATURE,
    TITLED_REVIEW,
    pooled_trials,
)
from dosetable.extract.pipes.screening_programme import programme_trials
from dosetable.extract.pipes.screening_registry import is_registry, registers_page
from dosetable.extract.pipes.screening_signs import (
    AGAINST,
    ANIMAL,
    ANIMAL_TITLE,
    COUNTED,
    HUMAN,
    INCLUDED,
    NEWS,
    NEWS_PAGE,
    NOTICE,
    OPEN_TRIAL,
    POST_HOC,
    RANDOMIZED,
    REGISTRY,
    REVIEW_PUB,
    SETTING,
    SIGNS,
    TRIAL,
    WHY,
    WHY_NOT,
)
from dosetable.extract.pipes.screening_titles import has_results, only_called_so
from dosetable.extract.prefilter import Prefiltered
from dosetable.extract.vocabulary import Vocabulary, load_vocabulary


def screen(
    document: Document, twin: str, sentences: Sequence[Sentence], vocabulary: Vocabulary
) -> Screening:
    """Return whether the document reports a study for the table, its type, and why."""
    title_end = _title_end(document, sentences)
    alone = table_alone(sentences)
    if alone and _search(AGAINST, twin, alone) and _search(COUNTED, twin, alone):
        sentences = alone  # a table without its report, of a drug against what only trials give
    finding = _study_type(document, twin, sentences, title_end)
    drug = _topic_drug(twin, sentences, vocabulary, title_end)
    topic = str(vocabulary.topic["condition_label"])
    names = ", ".join(vocabulary.topic["drugs"][:-1]) + " or " + vocabulary.topic["drugs"][-1]
    evidence = [
        _evidence(
            finding.start, finding.end, finding.confidence, "screening.study_type", "study_type"
        )
    ]
    if drug is None:
        return Screening(
            included=False,
            study_type=finding.type,
            reason=f"Left out: it does not study {names}.",
            evidence=tuple(evidence),
        )
    evidence.append(_evidence(drug.start, drug.end, 0.95, "screening.drug", "drug"))
    if finding.type not in INCLUDED:
        return Screening(
            included=False,
            study_type=finding.type,
            reason=f"Left out: {WHY_NOT[finding.type]}.",
            evidence=tuple(evidence),
        )
    if finding.type == "protocol or registration" and not (
        is_registry(document, twin) or registers_page(document, twin, _lead(twin, sentences))
    ):
        return Screening(
            included=False,
            study_type=finding.type,
            reason="Left out: a published plan without results; the trial's registry record stands for it.",
            evidence=tuple(evidence),
        )
    condition, other = condition_studied(twin, _lead(twin, sentences), vocabulary, title_end)
    if condition is None:
        what = f"it is about {other}" if other else f"{topic} is not the condition it treats"
        return Screening(
            included=False,
            study_type=finding.type,
            reason=f"Left out: {what}, not {topic}." if other else f"Left out: {what}.",
            evidence=tuple(evidence),
        )
    evidence.append(
        _evidence(condition.start, condition.end, 0.95, "screening.condition", "condition")
    )
    return Screening(
        included=True,
        study_type=finding.type,
        reason=f"Included: {WHY[finding.type]} of {drug.term.name} for {topic}.",
        evidence=tuple(evidence),
    )


def _evidence(start: int, end: int, confidence: float, rule: str, field: str) -> Evidence:
    return Evidence(start=start, end=end, confidence=confidence, rule=rule, field=field)


def _title_end(document: Document, sentences: Sequence[Sentence]) -> int:
    titled = [s.end for s in sentences if s.part == "title"]
    if titled:
        return max(titled)
    return len(document.title) if document.title and document.text.startswith(document.title) else 0


def _lead(twin: str, sentences: Sequence[Sentence]) -> list[Sentence]:
    """The report's own abstract (or start), which says what kind of study it is."""
    front = [s for s in sentences if not s.full and s.zone != "outside"]
    return front or list(sentences[:40])


def _search(pattern: Prefiltered, twin: str, sentences: Sequence[Sentence]) -> re.Match[str] | None:
    return next((m for s in sentences if (m := pattern.search(twin, s.start, s.end))), None)


def _study_type(
    document: Document, twin: str, sentences: Sequence[Sentence], title_end: int
) -> Finding:
    lead = _lead(twin, sentences)
    end = max((s.end for s in lead), default=0)
    publication = {p.lower() for p in document.bibliography.publication_types}
    first = lead[0] if lead else None
    base = (first.start, first.end) if first else (0, 0)

    def found(name: str, match: re.Match[str] | None, confidence: float) -> Finding:
        start, stop = match.span() if match else base
        return Finding(cast("StudyType", name), start, stop, confidence)

    notice = NOTICE.match(twin)
    if notice or publication & {"retraction of publication", "published erratum"}:
        return found("other", notice, 0.95)
    if is_registry(document, twin):
        nobody_assigned = says_observational(document.text)
        if nobody_assigned is not None:
            return found("observational study", nobody_assigned, 0.95)
        return found("protocol or registration", REGISTRY.search(twin.lower()), 0.97)
    animal = _animal(twin, lead, title_end)
    if animal is not None:
        return found("animal or in vitro", animal, 0.95)
    pooled = pooled_trials(twin, lead)
    randomized = _own_trial(twin, lead, title_end) or pooled
    webpage = document.kind == "webpage" or (
        document.kind == "text" and bool(NEWS_PAGE.search(twin))
    )
    if webpage:
        return page_type(twin, lead, base)
    for sign in SIGNS:
        match = sign.title.search(twin, 0, title_end) if sign.title and title_end else None
        if match and not (
            randomized
            and sign.type in {"narrative review", "observational study", "case report or series"}
            and RANDOMIZED.search(twin, 0, title_end)
        ):
            if sign.type == "narrative review" and (
                randomized or (_POINT_OF_VIEW.fullmatch(match.group()) and _own_groups(twin, lead))
            ):
                continue
            if sign.type == "protocol or registration" and has_results(twin, lead):
                continue  # 'a protocol of infusions', of a trial that is over
            if sign.type == "observational study" and (
                _search(_SAYS_RANDOMIZED, twin, lead)
                or only_called_so(match.group(), twin, lead)
                or (SETTING.fullmatch(match.group()) and _only_setting(sign.body, twin, lead))
            ):
                continue  # 'case-control' in the title, 'this study was a randomized trial' below
            if (
                sign.type == "systematic review or meta-analysis"
                and randomized
                and (pooled or POST_HOC.search(twin, 0, title_end))
                and OF_LITERATURE.search(match.group()) is None
                and TITLED_REVIEW.search(twin, 0, title_end) is None
            ):
                continue
            return found(sign.type, match, 0.95)
    if publication & (REVIEW_PUB):
        return found("systematic review or meta-analysis", None, 0.95)
    if publication & {"review"} and not randomized:
        return found("narrative review", None, 0.95)
    told = [s for s in lead if not (s.zone == "earlier" and s.part in AROUND)]
    for sign in SIGNS:
        observed = sign.type == "observational study"
        match = _search(sign.body, twin, told if observed else lead) if sign.body else None
        if match is None:
            continue
        if (
            sign.type == "systematic review or meta-analysis"
            and pooled
            and OF_LITERATURE.search(match.group()) is None
        ):
            continue
        if (
            sign.type in {"narrative review", "observational study", "case report or series"}
            and randomized is not None
        ):
            continue
        if sign.type == "observational study" and _only_setting(sign.body, twin, lead):
            continue
        return found(sign.type, match, 0.9)
    news = len(NEWS.findall(twin, 0, end))
    plain = document.kind == "text" and not any(s.part in {"methods", "results"} for s in lead)
    if randomized is not None and not (plain and news >= _TOLD_AS_NEWS):
        return found("randomized trial", randomized, 0.97)
    programme = programme_trials(twin, lead)
    if programme is not None:
        return found("randomized trial", programme, 0.85)
    trial = _search(TRIAL, twin, [s for s in lead if s.zone == "own"])
    if plain and news >= 2:
        return page_type(twin, lead, base)
    if publication & {"randomized controlled trial"}:
        return found("randomized trial", None, 0.9)
    own = [s for s in lead if s.zone == "own" and s.part != "results"]
    few = next((m for s in own if (m := _A_FEW.match(twin, s.start, s.end))), None)
    if few is not None:
        return found("case report or series", few, 0.85)
    if trial is not None and HUMAN.search(twin, 0, end):
        return found("non-randomized trial", trial, 0.85)
    if publication & {"clinical trial"}:
        return found("non-randomized trial", None, 0.85)
    against = _search(AGAINST, twin, [s for s in lead if s.zone == "own"])
    if (
        against is not None
        and _search(COUNTED, twin, lead)
        and _search(POST_HOC, twin, lead) is None  # whose results these are is another report's
    ):
        return found("randomized trial", against, 0.7)  # an excerpt that tells only the results
    body = [s for s in sentences if s.full and s.zone == "own" and s.part == "methods"]
    in_methods = _own_trial(twin, body, title_end)
    if in_methods is not None and document.kind != "webpage":
        return found("randomized trial", in_methods, 0.85)  # its abstract does not say so
    if plain:
        return page_type(twin, lead, base)  # a page for lay readers that never says 'researchers'
    return found("other", None, 0.7)


_TOLD_AS_NEWS = 3
"""Words of news ('researchers', 'says', 'published in') that no abstract has so many of."""
_POINT_OF_VIEW = re.compile(r"perspective|update|emerging|letter", re.IGNORECASE)
_SAYS_RANDOMIZED = Prefiltered(
    r"\b(?:this|our|the present) (?:[\w-]+ ){0,2}?(?:study|trial) (?:was|is) (?:an? )(?:[\w-]+,? ){0,4}?randomi[sz]ed\b|\bwe (?:conducted|performed|carried out) an? (?:[\w-]+,? ){0,4}?randomi[sz]ed\b",
    re.IGNORECASE,
)


def _own_groups(twin: str, lead: Sequence[Sentence]) -> bool:
    """Whether the methods, under their heading, tell what was given to whom."""
    methods = [s for s in lead if s.zone == "own" and s.part == "methods"]
    return _search(TRIAL, twin, methods) is not None and _search(COUNTED, twin, lead) is not None


def _only_setting(body: Prefiltered | None, twin: str, lead: Sequence[Sentence]) -> bool:
    """Whether the words for a study without a treatment of its own tell only its setting: 'a
    real-world sample', of people who were taken into an open trial."""
    own = [s for s in lead if s.zone == "own"]
    if body is None or _search(OPEN_TRIAL, twin, own) is None:
        return False
    words = (m.group() for s in lead for m in body.finditer(twin, s.start, s.end))
    return all(SETTING.fullmatch(w) for w in words)


# 'Two patients with ... received': so few people are described, not studied.
_A_FEW = re.compile(
    r"(?:[\w ]{3,30}:\s)?(?:we (?:\w+ )?(?:treated|gave|describe|report|present)\w* )?(?:one|two|three|[123]) (?:[\w-]+ ){0,3}?(?:patients?|women|men|adolescents|adults|cases|inpatients)\b(?! (?:groups?|per|each|in each|withdrew|discontinued|dropped|died))",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:no|not|without|never|lack(?:ed|ing)?(?: of)?|neither|absence of) (?:\w+ ){0,2}$",
    re.IGNORECASE,
)


# 'who had relapsed in an earlier randomized trial'
_EARLIER_TRIAL = re.compile(
    r"\b(?:earlier|previous|prior|parent|preceding|feeder|antecedent)[, ]\s?$", re.IGNORECASE
)


def _own_trial(twin: str, lead: Sequence[Sentence], title_end: int) -> re.Match[str] | None:
    """Words that say this study itself was randomized."""
    for sentence in lead:
        if sentence.zone != "own" or sentence.part == "conclusions":
            continue
        for match in RANDOMIZED.finditer(twin, sentence.start, sentence.end):
            if _DENIED.search(twin, max(sentence.start, match.start() - 30), match.start()):
                continue
            if _EARLIER_TRIAL.search(twin, max(sentence.start, match.start() - 25), match.start()):
                continue
            around = twin[max(sentence.start, match.start() - 40) : match.end() + 60].lower()
            told = sentence.part == "title" or (
                sentence.part == "methods"
                and _TAKEN_FROM.search(twin, sentence.start, match.start()) is None
            )
            others = _OTHER_TRIALS_TITLED if told else _OTHER_TRIALS
            if others.search(around) and not _THIS_TRIAL.search(around):
                continue
            return match
    return None


# A title that says 'randomized trial with an open extension' speaks of its own, as do methods that
# begin with 'a randomised trial of'.
_TAKEN_FROM = re.compile(
    r"\b(?:analy[sz]\w+|data|sub-?study|part|participants|samples?|patients|results|report) (?:of|from|in|within) (?:an? |the |our )?(?:[\w,-]+ ){0,5}$",
    re.IGNORECASE,
)
_OTHER_TRIALS_TITLED = re.compile(r"non-?random|studies|not random|meta-anal|trials\b")
_OTHER_TRIALS = re.compile(
    r"non-?random|trials? (?:of|are|have|were|in|with)\b|studies|needed|warranted|future|not random|meta-anal|trials\b"
)
_THIS_TRIAL = re.compile(
    r"\b(?:were|was) (?:then )?random|\b(?:two|three|2|3|both) (?:[\w,-]+ ){0,4}?(?:studies|trials) randomi[sz]ed|in this|we conducted|we ran|patients were|randomly assigned|\bentered an? (?:[\w-]+,? ){0,2}?random"
)


def _animal(twin: str, lead: Sequence[Sentence], title_end: int) -> re.Match[str] | None:
    titled = ANIMAL_TITLE.search(twin, 0, title_end) if title_end else None
    own = [s for s in lead if s.zone == "own"]
    animals = sum(len(ANIMAL.findall(twin, s.start, s.end)) for s in own)
    humans = sum(len(HUMAN.findall(twin, s.start, s.end)) for s in own)
    if titled and humans < 6:
        return titled
    if animals >= 3 and animals > humans:
        return _search(ANIMAL, twin, own)
    return None


def _topic_drug(
    twin: str, sentences: Sequence[Sentence], vocabulary: Vocabulary, title_end: int
) -> Mention | None:
    """The topic drug that is studied: named in the title, or more than in passing."""
    lead = _lead(twin, sentences)
    end = max((s.end for s in lead), default=len(twin))
    mentions = [
        m for m in lexicon(vocabulary, "drugs").find(twin, 0, end) if m.term.kind == "topic"
    ]
    titled = [m for m in mentions if m.start < title_end]
    if titled:
        return titled[0]
    own = [s for s in lead if s.zone == "own"]
    for mention in mentions:
        here = next((s for s in own if s.start <= mention.start < s.end), None)
        if here is not None and (len(mentions) >= 2 or _GIVEN.search(twin, here.start, here.end)):
            return mention
    return None


_GIVEN = re.compile(
    r"\brandomi[sz]ed\b|\brandomly\b|\bassigned\b|\ballocated\b|\ballotted\b|\d ?mg\b|\b(?:infusions?|injections?|doses?|drips?|tablets?|spray) of\b",
    re.IGNORECASE,
)


class Screener:
    """Fill ``doc._.screening``."""

    def __init__(self, *, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __call__(self, doc: Doc) -> Doc:
        doc._.screening = screen(doc._.document, doc._.twin, doc._.context, self.vocabulary)
        return doc


@Language.factory("dosetable_screening")
def create_screening(nlp: Language, name: str) -> Screener:
    register()
    return Screener(vocabulary=load_vocabulary())
