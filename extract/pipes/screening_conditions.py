"""Screening: the condition that a study is for, or the other one it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.lexicon import Mention, lexicon
from dosetable.extract.pipes.people import PEOPLE
from dosetable.extract.pipes.screening_procedures import mood_after_procedure
from dosetable.extract.pipes.screening_signs import SCALES
from dosetable.extract.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets into the text."""

    start: int
    end: int


# What people have, or are given, around an operation; no illness that the drug is for.
_AROUND_PROCEDURES = frozenset({"pain", "anaesthesia and sedation", "cancer"})


def condition_studied(
    twin: str, lead: Sequence[Sentence], vocabulary: Vocabulary, title_end: int
) -> tuple[Span | None, str | None]:
    """Return where the condition that the study is for is named, or the name of the other condition
    it is about.

    ``lead``: the report's own abstract (or start); ``title_end``: where its title ends, 0 for none.
    """
    condition, other = _condition(twin, lead, vocabulary, title_end)
    if condition is None and (other is None or other in _AROUND_PROCEDURES):
        own = [s for s in lead if s.zone == "own"]
        mood = mood_after_procedure(twin, own, title_end)
        if mood is not None:
            return Span(*mood), None
    return condition, other


def _condition(
    twin: str, lead: Sequence[Sentence], vocabulary: Vocabulary, title_end: int
) -> tuple[Span | None, str | None]:
    kinds = set(vocabulary.topic["included_kinds"])
    plain = re.compile(str(vocabulary.topic["condition_pattern"]), re.IGNORECASE)
    lead = [s for s in lead if s.zone == "own"]
    find = lexicon(vocabulary, "conditions").find
    title = find(twin, 0, title_end) if title_end else []
    mine = [m for m in title if m.term.kind in kinds]
    others = [
        m for m in title if m.term.kind not in kinds and not _NOT_THEIRS.search(twin[: m.start])
    ]
    match = next(
        (
            m
            for m in plain.finditer(twin, 0, title_end)
            if not _OF_AN_ORGAN.search(twin, max(0, m.start() - 25), m.start())
        ),
        None,
    )
    if match and not mine:
        first: Span | None = Span(match.start(), match.end())
    else:
        first = Span(mine[0].start, mine[0].end) if mine else None
    if first is not None and not _aside(twin, first, others):
        return first, None
    body = [m for s in lead if s.part != "conclusions" for m in find(twin, s.start, s.end)]
    entry = [m for m in body if m.term.kind in kinds and _are_patients(twin, m)]
    if first is not None and entry and any(_side_by_side(twin, first, m) for m in others):
        return first, None
    asleep = any(_PROCEDURE.search(twin, s.start, s.end) for s in lead)
    rest = [
        m for m in body if m.term.kind not in kinds and not (asleep and m.term.name == _ANAESTHESIA)
    ]
    if others and not entry:
        return None, others[0].term.name
    if others and len([m for m in body if m.term.kind in kinds]) < 2:
        return None, others[0].term.name
    if entry:
        if others and first is None and _are_patients(twin, others[0]):
            return None, others[0].term.name
        return Span(entry[0].start, entry[0].end), None
    named = [m for m in body if m.term.kind in kinds]
    if len(named) > len(rest) and len(named) >= 2:
        return Span(named[0].start, named[0].end), None
    if named and not others and not rest:
        return Span(named[0].start, named[0].end), None  # depression, and nothing but depression
    if not others and not rest:
        for s in lead:  # 'severely depressed patients', by no name of the manuals
            for pattern in (_DEPRESSED_PEOPLE, _WITH_DEPRESSION):
                for match in pattern.finditer(twin, s.start, s.end):
                    if s.part != "conclusions" and plain.search(match.group()):
                        return Span(*match.span()), None
        rated = (
            None
            if named
            else next((m for s in lead if (m := SCALES.search(twin, s.start, s.end))), None)
        )
        if rated is not None:  # an excerpt that never says whom its depression scale was used on
            return Span(*rated.span()), None
    return None, rest[0].term.name if rest else None


# 'respiratory depression': of breathing, not of mood.
_OF_AN_ORGAN = re.compile(
    r"\b(?:respiratory|ventilatory|circulatory|cardiac|cardiovascular|myocardial|marrow|CNS|central nervous system|ST[- ]segment) $",
    re.IGNORECASE,
)
# Electroconvulsive therapy is given under anaesthesia, which is then nobody's illness.
_PROCEDURE = re.compile(r"(?-i:\bM?ECT\b)|\belectroconvulsive\b", re.IGNORECASE)
_ANAESTHESIA = "anaesthesia and sedation"

_DEPRESSED_PEOPLE = re.compile(
    rf"\b(?:severely |moderately |clinically |acutely )?\w+(?:ed|al) (?:[\w-]+ )?{PEOPLE}\b",
    re.IGNORECASE,
)
_WITH_DEPRESSION = re.compile(
    rf"\b{PEOPLE} (?:with|suffering from|who had) (?:severe |moderate |moderate[- ]to[- ]severe |acute )?\w+",
    re.IGNORECASE,
)


_HEALTHY = re.compile(
    r"\bhealthy (?:(?:human|male|adult) )?(?:volunteers|participants|subjects|adults|men|males)\b",
    re.I,
)
_PATIENT = re.compile(r"\bpatients?\b|\bdepressed\b|\bwith (?:\w+ )?(?:depression|major)", re.I)


_COMORBID = re.compile(
    r"\b(?:comorbid|co-morbid|co-?occurring|concomitant|concurrent|coexisting|secondary)\s(?:\w+\s)?$",
    re.IGNORECASE,
)


def _aside(twin: str, first: Span, others: Sequence[Mention]) -> bool:
    """Whether the title's depression is only a symptom within another condition."""
    if _COMORBID.search(twin, max(0, first.start - 40), first.start):
        return True  # 'chronic pain with comorbid depression'
    if not others:
        return False
    if _HEALTHY.search(twin, 0, max(m.end for m in others)) and not _PATIENT.search(
        twin, 0, first.end + 60
    ):
        return True
    main = [
        m
        for m in others
        if m.term.name
        in {
            "post-traumatic stress disorder",
            "obsessive-compulsive disorder",
            "substance use disorder",
        }
    ]
    return bool(main) and main[0].start < first.start


_BOTH_OF_THEM = re.compile(
    r"\s?(?:\([A-Z-]+\)\s)?(?:and|with|&|/)\s?(?:(?:an?|co-?morbid|co-?occurring|concurrent)\s)*",
    re.IGNORECASE,
)


def _side_by_side(twin: str, first: Span, other: Mention) -> bool:
    """'Alcohol use disorder and depression' in a title: people with both."""
    before, after = sorted(((first.start, first.end), (other.start, other.end)))
    return _BOTH_OF_THEM.fullmatch(twin, before[1], after[0]) is not None


_PATIENTS = re.compile(
    r"\b(?:patients?|participants?|adults|people|individuals|subjects|outpatients|inpatients|women|mothers|adolescents|persons|veterans|those|all|criteria|diagnos\w+|episode|volunteers)\b[^.;]{0,90}$",
    re.IGNORECASE,
)


# 'with no history of mania', 'with a family history of an alcohol use disorder'
_NOT_THEIRS = re.compile(
    r"\b(?:without|no|excluding|exclud\w+|free of)\b[^.;]{0,40}$|\bfamily history (?:of|for) [^.;]{0,20}$",
    re.IGNORECASE,
)


def _are_patients(twin: str, mention: Mention) -> bool:
    before = twin[max(0, mention.start - 110) : mention.start]
    after = twin[mention.end : mention.end + 30]
    if _NOT_THEIRS.search(before):
        return False
    return bool(
        _PATIENTS.search(before)
        or re.match(
            r"\s*(?:\([A-Z-]+\) )?(?:patients|participants|subjects|inpatients|outpatients)", after
        )
    )
