"""What a section heading means, and where headings stand inside running text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from dosetable.extract.document import HEADINGS_IN_CAPITALS, SectionKind

Part = Literal["front", "abstract", "body"]

# First match wins. Headings of CONSORT for abstracts, of the JAMA, Lancet and BMJ house styles,
# and of JATS ``sec-type``; matched on the heading in lower case.
_KINDS: tuple[tuple[SectionKind, str], ...] = (
    (
        "registration",
        r"(?:clinical )?(?:trials?|study) (?:registration|registry)|registration|"
        r"clinicaltrials\.gov|trial (?:number|identifier)|systematic review registration",
    ),
    (
        "other",
        r"funding|financial|conflicts? of|competing|declaration|disclosure|acknowledge?ment|references|"
        r"bibliography|authors?['\u2019]? contribution|contributors|data (?:availability|sharing)|"
        r"abbreviation|key ?words|supplement|supporting information|pre-publication|additional|"
        r"publisher|ethic|consent|plain language|highlights|copyright|"
        r"peer review|appendix",
    ),
    (
        "conclusions",
        r"conclusion|interpretation|discussion|implication|limitation|significance|relevance|summary$|"
        r"comment$|meaning$|clinical significance|take.home",
    ),
    (
        "methods",
        r"method|material|patients and|subjects and|design|setting|participants?$|subjects?$|"
        r"patients$|population|intervention|exposure|main outcomes?|outcome measures?|"
        r"primary (?:outcome|end.?point)s? measures?$|"
        r"procedure|measure|statistical|randomi[sz]ation|sample|assessments?$|"
        r"data (?:source|extraction|synthesis)|study selection|experimental",
    ),
    ("results", r"(?:main |key )?(?:result|finding)|outcomes?(?:/| and )results|efficacy|safety"),
    (
        "background",
        r"background|introduction|intro$|importance|objective|aims?\b|purpose|context|rationale|"
        r"questions?$|hypothes|what is known|goal",
    ),
    ("abstract", r"abstract$|summary"),
)
_COMPILED = tuple((kind, re.compile(rf"(?:{pattern})")) for kind, pattern in _KINDS)
_NUMBER = re.compile(r"^(?:section\s+)?(?:\d+(?:\.\d+)*|[ivx]+)[.)]?\s+", re.IGNORECASE)

# Headings trusted inside running text; longer ones first.
_INLINE = (
    r"Conclusions? and Relevance|Main Outcomes? and Measures?|Main Outcome Measures?|"
    r"Design,? Settings?,? and Participants?|Materials? and Methods?|Patients? and Methods?|"
    r"Methods? and Materials?|Methods? and Findings?|Methods?/Design|"
    r"Methods? and (?:Analys[ei]s|Design)|Design and Methods?|Ethics and Dissemination|Trial Registration(?: Number)?|"
    r"Clinical Trials? Registration|ClinicalTrials\.gov Identifier|Statistical Analys[ei]s|"
    r"Results?(?:/| and | & )(?:Outcomes?|Findings|Discussion)|Outcomes?(?:/| and )Results?|Design/Methods?|"
    r"Study Design|Primary (?:Outcome|Endpoint)s?|Secondary (?:Outcome|Endpoint)s?|"
    r"Background and (?:Aims?|Objectives?|Purpose)|Background/(?:Aims?|Objectives?)|"
    r"Aims?|Background|Objectives?|Importance|Purpose|Introduction|Context|Rationale|Methods?|Design|"
    r"Setting|Participants?|Patients|Subjects|Interventions?|Exposures?|Procedures?|"
    r"(?:(?:Main|Key) )?(?:Results?|Findings)|Conclusions?|Interpretation|Discussion|Limitations?|Significance|"
    r"Funding|Registration|Outcome Measures?|Measurements?|Efficacy|Safety"
)
_INLINE_HEADING = re.compile(
    # Nothing but the start, a line end or the end of a sentence (and a space) stands before a heading.
    r"(?<![^\n.;)\]?! ])(?<![^\n.;)\]?!] )(?:"
    # At the start of a line ("Results. ", "3.2 Efficacy. ", "Methods:"), not a register's field ("Purpose", "TREATMENT") ...
    rf"(?:(?<=\n)|\A)[ \t]*(?!\w+[ \t]*\n[A-Z][A-Z_]{{3,}}[ \t]*(?:\n|\Z))(?:\d+(?:\.\d+)*\.?[ \t]+)?(?P<line>(?=[A-Z])(?i:{_INLINE}))[ \t]*(?:[:.][ \t]+|[:.]?[ \t]*\n|[ \t]+[-\u2013\u2014][ \t]+)"
    # ... or after the end of a sentence, with a colon, or in capitals.
    rf"|(?:(?<=[.;)\]?!] )|(?<=[.;)\]?!]))(?P<colon>(?i:{_INLINE}))[ \t]*:[ \t]*"
    rf"|(?<=[.?!] )(?P<caps>(?:METHODS?|RESULTS?|FINDINGS|CONCLUSIONS?|OBJECTIVES?|INTERPRETATION|DISCUSSION|LIMITATIONS?)(?: AND [A-Z]+)?)(?:\.|[ \t]+(?=[A-Z][a-z]))[ \t]*"
    # ... or bare before a sentence of its own ("Results Compared with ...", "Methods TRD patients ...").
    r"|(?:(?<=\n)|\A|(?<=[.)] )|(?<=[a-z)]\.))(?P<bare>Background|Objectives?|Aims?|Purpose|Methods?|Results?|Findings|Conclusions?|Interpretation|Design|Setting|Participants|Patients|Interventions?|Main outcome measures?)[ \t](?=[A-Z][\w'\u2019-]*[ \t,(/]|\d)"
    r")"
    # ... or in capitals with a colon inside the line ("... of the trial RESULTS: The score ...").
    rf"|(?<=[\w)] )(?P<loud>{HEADINGS_IN_CAPITALS})[ \t]?:[ \t]+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One section inside a text: offsets without its heading."""

    kind: SectionKind
    start: int
    end: int
    title: str | None


def heading_kind(heading: str | None, default: SectionKind = "body") -> SectionKind:
    """Return what kind of section ``heading`` opens; ``default`` where it says nothing."""
    if not heading:
        return default
    plain = _NUMBER.sub("", heading.strip()).strip(" .:").lower()
    for kind, pattern in _COMPILED:
        if pattern.match(plain):
            return kind
    return default


def split_inline(text: str, *, kind: SectionKind, title: str | None) -> list[Stretch]:
    """Split ``text`` at the headings inside it; what stands before the first is ``kind``."""
    found: list[Stretch] = []
    start, current, name = 0, kind, title
    for match in _INLINE_HEADING.finditer(text):
        heading = match["line"] or match["colon"] or match["caps"] or match["bare"] or match["loud"]
        _append(found, current, start, match.start(), name, text)
        start, name = match.end(), heading
        current = heading_kind(heading, kind)
    _append(found, current, start, len(text), name, text)
    return found


def _append(
    found: list[Stretch], kind: SectionKind, start: int, end: int, title: str | None, text: str
) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        found.append(Stretch(kind=kind, start=start, end=end, title=title))
