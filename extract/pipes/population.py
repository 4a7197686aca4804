"""Population: conditions, ages and the several Ns, told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from dosetable.extract.facts import Design, Evidence, Population
from dosetable.extract.pipes.conditions import read_conditions
from dosetable.extract.pipes.context import Sentence, evidence_in
from dosetable.extract.pipes.count_verbs import Kind
from dosetable.extract.pipes.counts import Count, best, find_counts
from dosetable.extract.pipes.extensions import register
from dosetable.extract.pipes.group_sums import (
    one_denominator,
    sum_of_allocations,
    sum_of_groups,
    sum_of_named_groups,
    sum_of_sizes,
)
from dosetable.extract.pipes.numbers import parse_count
from dosetable.extract.pipes.registry_fields import Field, read_fields
from dosetable.extract.prefilter import Prefiltered
from dosetable.extract.vocabulary import Vocabulary, load_vocabulary

_PEOPLE = r"(?:patients?|participants?|subjects?|people|women|mothers|adults|individuals|inpatients|outpatients|adolescents|youths?|veterans|persons|volunteers|parturients|males and females|men and women|older adults|students|cases)"


def _compile(*patterns: str) -> tuple[Prefiltered, ...]:
    return tuple(Prefiltered(p, re.IGNORECASE) for p in patterns)


_IN_WORDS = r"(?:eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?)"
_AGE = _compile(
    r"\bage[sd]?:? (?:of )?(?:≥|>=|>|at least) ?(?P<lo>\d{1,2})(?: years?)?,? (?:and|to|but) (?:≤|<=|<|less than|under|not (?:more|older) than) ?(?P<hi>\d{2})\b",
    r"(?:≥|>=) ?(?P<lo>\d{1,2})(?: years?)?(?: of age| old)?(?:,? (?:and|to|but) |, )(?:≤|<=|<|less than|under|not (?:more|older) than) ?(?P<hi>\d{2}) ?(?:years?\b|yrs?\b|y\b)",
    r"\b(?:aged?|ages) (?P<lo>\d{1,2})(?: years)?(?: to |-)(?:<|less than|under) ?(?P<hi>\d{2})\b",
    r"\b(?P<lo>\d{1,2})(?: years)?(?: to |-)(?:<|less than|under) ?(?P<hi>\d{2}) years\b",
    r"\bage limits[^.;\d]{0,40}(?P<lo>\d{1,2})(?: years?)?(?: ?- ?| to )(?P<hi>\d{2})\b",
    r"\bage[sd]?(?: (?:range|between|from|of|group of|ranged from|ranging from|was between|limits?))?[:, ]*\(?(?:between |from )?(?P<lo>\d{1,2})(?: ?y(?:ears?|rs?)?)?(?: ?[-~] ?(?:to )?|-?to | to | and | through )(?P<hi>\d{2})\b(?! ?%)",
    rf"\bage[sd]? (?:of |from |between )?(?P<lo>{_IN_WORDS}) (?:to|and) (?P<hi>{_IN_WORDS})\b",
    r"\b(?:mean|median|average) age[^.;()]{0,30}[(,;] ?(?:age )?range[d:,]? ?(?:from )?(?P<lo>\d{2})(?: ?- ?| to | and )(?P<hi>\d{2})\b",
    r"\b(?P<lo>\d{1,2})(?: years?)?(?:-| ?[-~] ?| to | through | and )(?P<hi>\d{2})[ -]?(?:years?|yrs?|y\.?o\.?|yr)(?:[ -](?:old|of age))?\b",
    r"\b(?:between|from) (?P<lo>\d{1,2}) (?:and|to) (?P<hi>\d{2}) years\b",
    r"\b(?P<lo>\d{1,2})-? ?(?:-|to) ?(?P<hi>\d{2}) ?(?:y\b|-?years?-old)",
    rf"\b{_PEOPLE} \((?:aged? )?(?P<lo>\d{{2}})(?: ?- ?| to )(?P<hi>\d{{2}})(?: ?years?| ?y)?(?:[;,)])",
    rf"\b{_PEOPLE} (?:of |from )?\(?(?P<lo>\d{{2}})(?: ?- ?| to )(?P<hi>\d{{2}})\)?(?= (?:with|who|suffering|diagnosed|having)\b)",
    rf"\b{_PEOPLE} (?:aged )?(?:of |from |between )?(?P<lo>{_IN_WORDS}) (?:to|and) (?P<hi>{_IN_WORDS})\b",
    r"\bage[sd]?(?: limits)?(?: of)? ?(?:≥|>=|=>|>) ?(?P<lo>\d{1,2})\b|(?:≥|>=) ?(?P<lo2>\d{1,2}) (?:years|yrs?\b|y\b)",
    r"\b(?:older than|over|above) (?P<lo>\d{1,2})(?: years)?(?: of age| old)?,? (?:and|but) (?:younger than|under|below|less than) (?P<hi>\d{2})(?= years| years old|\b)(?! ?(?:%|points?|kg|weeks?))",
    r"\bminimum age (?:of |was )?(?P<lo>\d{1,2})\b[^.;\d]{0,25}\bmaximum age (?:of |was )?(?P<hi>\d{2})\b",
    r"\bage[sd]? (?P<lo>\d{2})\+|\b(?:over|above|older than) (?P<lo2>\d{2}) (?:years|yrs) (?:of age|old)\b",
    r"\b(?:not|no) younger than (?P<lo>\d{1,2}) years\b",
    rf"\baged? (?:at least )?(?P<lo>{_IN_WORDS})(?: years)?,? (?:and|or) (?:older|over|above|more)\b",
    r"\bup to (?:the )?age (?:of )?(?P<hi>\d{2})\b",
    r"\b(?:aged?|ages) at least (?P<lo>\d{1,2})\b|\bat or above (?P<lo2>\d{1,2}) years\b",
    rf"\b{_PEOPLE} \((?:aged? )?(?:≥|>=) ?(?P<lo>\d{{2}})\)",
    r"\((?:aged? )?(?P<lo>\d{2})\+ ?(?:years?|yrs?|y)?\)",
    r"\b(?:aged?|ages) (?:at least )?(?P<lo>\d{1,2})(?: years?| yrs?| y)?(?: of age)?,? (?:and|or) (?:older|over|above|more)\b",
    r"\b(?P<lo>\d{1,2}) (?:years?|yrs|y)(?: of age| old)?,? (?:and|or) (?:older|over|above|more)\b",
    r"\b(?:aged?|older than|over(?: the age of)?) (?:over |older than |above )(?P<lo>\d{1,2})(?: years)?\b",
    r"\baged (?:at least )?(?P<lo>\d{2})\+",
    r"\bat least (?P<lo>\d{2}) years (?:old|of age)\b",
    rf"\b{_PEOPLE} (?:who were |aged )?(?:over|above|older than)(?: the age of)? (?P<lo>\d{{2}})\b(?! ?(?:%|points?|weeks?|days?|mg))",
    rf"\b(?:{_PEOPLE} )?had to be (?:at least )?(?P<lo>\d{{2}})(?: years)?(?: of age| old)? or (?:older|over|above|more)\b",
    r"\b(?P<lo>\d{2}) (?:years|yrs)(?: of age)? and up\b",
    rf"\b{_PEOPLE} (?:aged )?(?:under|below|younger than|no older than|up to)(?: the age of)? (?P<hi>\d{{2}})\b(?! ?(?:%|points?|weeks?|days?|mg))",
)


def read_population(
    twin: str,
    sentences: Sequence[Sentence],
    design: Design,
    vocabulary: Vocabulary,
    record: Field | None = None,
) -> Population:
    """Return who was studied, from the study's own sentences.

    ``record``: the enrolment that a register's record calls actual.
    """
    own = [s for s in sentences if s.zone == "own"]
    front = [s for s in own if not s.full] or own
    evidence: list[Evidence] = []
    around = [s for s in sentences if s.zone == "earlier" and not s.full]
    ill = read_conditions(twin, front, around, vocabulary)
    for condition in ill:
        _note(evidence, "conditions", condition.sentence, *condition.span, condition.confidence)
    methods = [s for s in own if s.full and s.part == "methods"]
    ages = _ages(twin, front, evidence) or _stated_ages(twin, methods, evidence)
    low, high = ages or (None, None)
    counts = find_counts(twin, front)
    body = [s for s in own if s.full and s.part == "results"]
    in_body = find_counts(twin, body) if len(front) < len(own) else []
    in_methods = find_counts(twin, methods) if len(front) < len(own) else []
    chosen = (
        _n_randomized(counts, design)
        or _only(in_body, "randomized")
        or _only(in_methods, "randomized")
    )
    if design.randomized and (chosen is None or chosen[0].kind != "randomized"):
        chosen = sum_of_groups(twin, front) or chosen
    if chosen is not None and _more_than(chosen[0], counts):
        chosen = None
    if chosen is None and design.randomized and design.assignment in {None, "parallel"}:
        chosen = (
            sum_of_allocations(twin, front)
            or sum_of_sizes(twin, front)
            or sum_of_named_groups(twin, front)
        )
    if chosen is None and design.randomized and design.assignment == "randomized withdrawal":
        chosen = sum_of_sizes(twin, front)
    if chosen is None and not counts and design.assignment == "single group":
        chosen = one_denominator(twin, front)
    if chosen is not None and record is None:
        count, confidence = chosen
        _note(evidence, "n_randomized", count.sentence, count.start, count.end, confidence)
    n_randomized = chosen[0].value if chosen else None
    if record is not None:
        n_randomized = int(record.value.replace(",", ""))
        rule = "population.n_randomized.record"
        evidence.append(
            Evidence(
                start=record.start, end=record.end, confidence=0.95, rule=rule, field="n_randomized"
            )
        )
    others: dict[str, int | None] = {}
    for kind in ("screened", "treated", "analyzed", "completed"):
        other = best(counts, kind)
        if other is None and kind == "screened" and (only := _only(in_body, kind)):
            other = only[0]
        others[kind] = other.value if other else None
        if other is not None:
            _note(evidence, f"n_{kind}", other.sentence, other.start, other.end, 0.85)
    return Population(
        conditions=tuple(c.name for c in ill),
        age_min=low,
        age_max=high,
        n_randomized=n_randomized,
        n_screened=others["screened"],
        n_treated=others["treated"],
        n_analyzed=others["analyzed"],
        n_completed=others["completed"],
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
    rule = f"population.{field}"
    evidence.append(
        evidence_in(sentence, start, end, rule=rule, field=field, confidence=confidence)
    )


def _more_than(chosen: Count, counts: Sequence[Count]) -> bool:
    """Whether more are said to have finished or to have been analysed than ``chosen`` counts: then it
    counts a part of the sample."""
    later = [best(counts, kind) for kind in ("completed", "analyzed")]
    return any(count is not None and count.value > chosen.value for count in later)


def _only(counts: Sequence[Count], kind: Kind) -> tuple[Count, float] | None:
    """The one number of its kind that the results of a full text give: a body counts many parts of
    the trial, so that several numbers settle nothing."""
    same = [c for c in counts if c.kind == kind and c.value >= 4]
    return (same[0], 0.85) if len({c.value for c in same}) == 1 else None


def _n_randomized(counts: Sequence[Count], design: Design) -> tuple[Count, float] | None:
    """The number randomized (or, without randomization, enrolled), and how sure that is."""
    randomized = best(counts, "randomized")
    if design.randomized is not False and randomized is not None and randomized.value >= 4:
        return randomized, 0.95
    orders: tuple[tuple[Kind, float], ...] = (("enrolled", 0.8), ("described", 0.7))
    if design.randomized is False:
        orders = (("enrolled", 0.85), ("described", 0.8), ("treated", 0.7))
    for kind, confidence in orders:
        own = [
            c
            for c in counts
            if c.kind == kind and c.sentence.part not in {"results", "conclusions"}
        ]
        found = best(own, kind) or best(counts, kind)
        if found is not None and (found.value >= 4 or design.randomized is False):
            return found, confidence
    return None


_MINIMUM_AGE = Prefiltered(r"\bminimum age:? (?P<age>\d{1,2}) years?", re.IGNORECASE)
_MAXIMUM_AGE = Prefiltered(r"\bmaximum age:? (?P<age>\d{2}) years?", re.IGNORECASE)


def _register_ages(
    twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]
) -> tuple[float | None, float | None] | None:
    """The two fields of a register's page, each with its own name."""
    found: dict[str, float] = {}
    for field, pattern in (("age_min", _MINIMUM_AGE), ("age_max", _MAXIMUM_AGE)):
        for sentence in sentences:
            match = pattern.search(twin, sentence.start, sentence.end)
            if match and field not in found:
                found[field] = float(match["age"])
                _note(evidence, field, sentence, match.start(), match.end())
    return (found.get("age_min"), found.get("age_max")) if found else None


def _ages(
    twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]
) -> tuple[float | None, float | None] | None:
    fields = _register_ages(twin, sentences, evidence)
    if fields is not None:
        return fields
    late = {"results", "conclusions"}
    entry = [s for s in sentences if s.part not in late]
    rest = [s for s in sentences if s.part in late]
    return _stated_ages(twin, entry, evidence) or _stated_ages(twin, rest, evidence)


# What every form of ``_AGE`` has; cheap, and missing from most sentences.
_MAY_STATE_AGES = Prefiltered(
    r"\b[Aa]ge|[Yy]ears?\b|\byrs?\b|\d ?-?y\b|\d{2} ?(?:-|to) ?\d{2}|\b(?:over|above|under|below|than|least|to|of|range[d:]?) \d{2}\b|\d{2} (?:or|and) (?:older|over|above|more)|teen\b|(?:twen|thir|for|fif|six|seven|eigh)ty|[≥=] ?\d{2}\)|\d{2}\+"
)


def _stated_ages(
    twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]
) -> tuple[float | None, float | None] | None:
    """The limits that the first sentence in the best-known form states."""
    likely = [s for s in sentences if _MAY_STATE_AGES.search(twin, s.start, s.end)]
    for pattern in _AGE:
        for sentence in likely:
            if sentence.part in {"results", "conclusions"} and re.search(
                r"\bsubgroup|\bat ages", twin[sentence.start : sentence.end], re.IGNORECASE
            ):
                continue
            for match in pattern.finditer(twin, sentence.start, sentence.end):
                head = twin[max(sentence.start, match.start() - 40) : match.start()]
                ranged = _RANGE_NAMED.search(match.group())  # 'mean age 45 years, range 19-64'
                if _NO_LIMIT.search(head if ranged else head + match.group()) or re.search(
                    r"subgroup", twin[sentence.start : sentence.end]
                ):
                    continue
                ends = match.groupdict()
                low, high = _years(ends.get("lo") or ends.get("lo2")), _years(ends.get("hi"))
                if None not in (low, high) and _UNDER.search(
                    twin, match.start(), match.start("hi")
                ):
                    high = (high or 0) - 1  # '12 to <18 years': the oldest were 17
                joined = _next_group(twin, match.end(), sentence.end, high)
                if joined is not None:
                    high = joined
                if low is not None and not 5 <= low <= 90:
                    continue
                if low is not None and high is not None and high <= low:
                    continue
                if low is not None:
                    _note(evidence, "age_min", sentence, match.start(), match.end())
                if high is not None:
                    _note(evidence, "age_max", sentence, match.start(), match.end())
                return low, high
    return None


_RANGE_NAMED = re.compile(r"[(,;] ?(?:age )?range", re.IGNORECASE)
_NO_LIMIT = re.compile(
    r"\b(?:mean|median|average|SD|analys[ie]s|stratif\w+|by age)\b", re.IGNORECASE
)
_UNDER = re.compile(r"(?:<|\b(?:less|younger) than|\b(?:under|below)) ?$", re.IGNORECASE)
# 'children (7-11 years) and adolescents (12-17 years)': one sample from 7 to 17.
_NEXT_GROUP = re.compile(
    r"(?: ?(?:years?|yrs?|y)(?: old| of age)?)?\)?,? (?:and|or) (?:[a-z]+ ){0,2}[a-z]+,? \(?(?:aged? |ages )?(?P<lo>\d{2})(?: ?- ?| to )(?P<less><|less than |under )?(?P<hi>\d{2})\b",
    re.IGNORECASE,
)


def _next_group(twin: str, start: int, end: int, high: float | None) -> float | None:
    """The upper limit of the group of ages that follows right on the one below it."""
    match = _NEXT_GROUP.match(twin, start, end)
    if match is None or high is None or int(match["lo"]) != high + 1:
        return None
    return float(int(match["hi"]) - (1 if match["less"] else 0))


def _years(found: str | None) -> float | None:
    return None if found is None else float(parse_count(found))


class PopulationReader:
    """Fill ``doc._.population``; excluded documents keep an empty one."""

    def __init__(self, *, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __call__(self, doc: Doc) -> Doc:
        if doc._.screening is None or not doc._.screening.included:
            doc._.population = Population()
            return doc
        record = None
        if doc._.screening.study_type == "protocol or registration":
            record = read_fields(doc._.document.text).get("n_randomized")
        doc._.population = read_population(
            doc._.twin, doc._.context, doc._.design, self.vocabulary, record
        )
        return doc


@Language.factory("dosetable_population")
def create_population(nlp: Language, name: str) -> PopulationReader:
    register()
    return PopulationReader(vocabulary=load_vocabulary())
