"""Whose sentence is it: this study's, an earlier study's, or the page's other business.

Rules that read this study's design look only at sentences that are its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from dosetable.extract.document import Document, Section
from dosetable.extract.facts import Evidence
from dosetable.extract.pipes.registry_fields import is_record
from dosetable.extract.prefilter import Prefiltered

Zone = Literal["own", "earlier", "outside"]
Part = Literal["title", "aim", "methods", "results", "conclusions", "background", "none"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """``zone``: whose it is; ``part``: where in the report; ``full``: inside a full text's body."""

    start: int
    end: int
    zone: Zone
    part: Part
    full: bool


def evidence_in(
    sentence: Sentence, start: int, end: int, *, rule: str, field: str, confidence: float
) -> Evidence:
    """Evidence for ``field`` at ``start``..``end`` of the text, with the section of its sentence."""
    return Evidence(
        start=start,
        end=end,
        confidence=confidence,
        rule=rule,
        section=None if sentence.part == "none" else sentence.part,
        field=field,
    )


_HEADING: tuple[tuple[Part, str], ...] = (
    (
        "aim",
        r"(?:aims?|purpose|background|introduction)(?:/| and | & )(?:objectives?|aims?|purpose|hypothes[ie]s)|objectives?(?:/aims?)?|aims?|purpose|goals?|questions?|importance|hypothes[ie]s",
    ),
    ("background", r"background|introduction|context|rationale"),
    (
        "methods",
        r"(?:materials? and |patients and |subjects and |study design and )?methods?(?:(?: and |/)(?:analys[ie]s|materials|design|study design))?|design(?:/methods|, settings?,? (?:and |& )?(?:participants?|patients))?"
        r"|participants?|patients|settings?(?: and participants)?|interventions?|procedures?|trial design|study design|trial registration"
        r"|(?:main |primary )?outcomes?(?: measures?| and measures)?|measurements?|arms?|study|analys[ie]s|trial|statistical analys[ie]s|what the study does",
    ),
    (
        "results",
        r"(?:main )?results?(?:(?:/| and | & )(?:outcomes?|findings|discussion))?|findings|efficacy|safety|outcomes(?:/| and )results",
    ),
    (
        "conclusions",
        r"conclusions?(?: and relevance)?|interpretation|discussion|limitations?|significance|implications?|relevance",
    ),
)
_INLINE = re.compile(
    r"(?:\d(?:\.\d+)*\.?\s+)?(?:"
    + "|".join(f"(?P<{n}>{p})" for n, p in _HEADING)
    + r")\s?(?::|\.(?=\s)|$|\](?=\s)|(?=\s{1,3}(?-i:[A-Z0-9])[\w-]* )(?<=(?-i:[a-z]))|(?=\s{1,3}(?-i:[A-Z][a-z]|[A-Z] |[A-Z]-|\d))(?<=(?-i:[A-Z]{2}))|(?=\s{2}))",
    re.IGNORECASE,
)
_OF_KIND: dict[str, Part] = {
    "title": "title",
    "background": "background",
    "methods": "methods",
    "results": "results",
    "conclusions": "conclusions",
    "registry": "methods",
    "registration": "methods",
}

_OWN = re.compile(
    r"\b(?:we|our|this|the present|the current|present) (?:(?:\S+ ){0,6})?(?:stud|trial|randomi|assign|compar|test|enrol|recruit|investigat"
    r"|evaluat|assess|examin|report|aim|conduct|treated|sought|gave|administer|infus)"
    r"|\brandomi[sz]ed,? (?:[\w-]+,? ){0,5}(?:trial|study)\b|\bwere (?:then |subsequently |each )?(?:randomly|randomi[sz]ed|assigned|allocated|enrolled|recruited)"
    r"|\b(?:to (?:determine|evaluate|assess|compare|investigate|examine|test|explore)|aim(?:ed|s)?|objective|in this)\b",
    re.IGNORECASE,
)
_EARLIER = Prefiltered(
    r"\b(?:previous(?:ly)?|earlier|prior|past|existing|published|several|many|most|recent|other|numerous|some|initial|nearly every earlier) "
    r"(?:(?:[\w-]+ ){0,4})?(?:stud(?:y|ies)|trials?|work|research|reports?|experience|investigations?|literature|evidence|findings?|meta-analys[ie]s)\b"
    r"|\b(?:make the case|argue|call) for\b|\b(?:future|further|larger|additional) (?:[\w-]+ ){0,3}(?:trials?|stud(?:y|ies)|research)\b|\b(?:are|is) (?:needed|warranted|required)\b"
    r"|\bour (?:first|initial|preliminary|pilot) (?:[\w-]+ ){0,2}?(?:report|series|paper|publication)\b"
    r"|\bwas not (?:studied|tested|part)\b|\bnot studied here\b|\bin a separate study\b|\b(?:is|are) (?:sold|licen[cs]ed|an ana?esthetic)\b"
    r"|\ba (?:pilot|phase [12]\w?|proof-of-concept|previous|small) (?:\w+ )?(?:in|study in|trial in) (?:healthy|volunteers)"
    r"|\b(?:has|have|had) (?:also |recently |long |often |previously |all |since )?been given\b(?! ?[.,;)])|\b(?:has|have|had) (?:also |recently |long |often |previously |all |since )?been (?:used|shown|reported|tried|demonstrated|found|approved|studied|proposed|established|associated)\b"
    r"|\b(?:stud(?:y|ies)|trials?|reports?|evidence|data|research|meta-analys[ie]s) (?:[\w-]+ ){0,6}?(?:ha(?:s|ve|d)|show|suggest|indicat|demonstrat|support)"
    r"|\b(?:is|are) (?:usually|commonly|customarily|typically|generally|often|frequently|conventionally)\b"
    r"|\breported (?:incidences?|prevalences?|rates?) (?:of|var|rang|between|from)\w*|\b(?:incidences?|prevalences?) (?:varie[sd]|rang(?:e|es|ed|ing)|(?:is|are) (?:estimated|reported|about|around|as high))\b"
    r"|\bcommonly\b|\bcustomary\b|\belsewhere\b|\bin (?:rodents?|animals?|mice|rats|rodent models)\b"
    r"|\b(?:FDA|EMA|Food and Drug Administration)\b[^.]{0,40}\bapprov|\bapproved (?:by|for|in)\b"
    r"|\bat another (?:hospital|centre|center|site|clinic)|\bcousin study\b|\bborrowed\b|\bin the year \d{4}\b"
    r"|\bdoses? used in an(?:a)?esth|\busually (?:dripped|given|infused|dosed)",
    re.IGNORECASE,
)
_STRONG_OWN = Prefiltered(
    r"\bwe (?:randomi|compar|test|enrol|recruit|assign|treated|gave|administer|conduct|ran\b|carried)"
    r"|\bwere (?:randomly|randomi[sz]ed|assigned|allocated|enrolled|recruited)|\bin (?:this|the present) (?:[\w-]+,? ){0,8}(?:study|trial)"
    r"|\bthis (?:[\w-]+,? ){0,8}(?:study|trial)\b",
    re.IGNORECASE,
)
_DESIGN = re.compile(
    r"\brandomi[sz]ed,? (?:[\w-]+,? ){0,6}(?:trial|study)\b|\bwere (?:randomly|randomi[sz]ed|assigned|allocated|enrolled|recruited)\b|\bopen-label (?:[\w-]+ ){0,3}(?:trial|study)\b",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"(?:related (?:stories|articles?|content|reading|news|posts?|topics?|links?|information)|more (?:from|on|news|stories|like this|in)\b"
    r"|read (?:more|next|also)|you (?:may|might) also|recommended|latest (?:news|stories|posts)|most (?:read|popular|viewed)|trending"
    r"|refer a patient|sign up|subscribe|newsletter|share this|follow us|about the author|learn more about|popular (?:articles|stories)"
    r"|see also|next article|previous article|advances in |other news|also in the news|in other news|editor'?s picks?"
    r"|advertisement|contact us|in brief\b|elsewhere\b|what else)",
    re.IGNORECASE,
)
_REFERENCES = re.compile(
    r"(?:references|bibliography|acknowledg(?:e)?ments?|funding|disclosures?|conflicts? of interest)\s*$",
    re.IGNORECASE,
)


def read_context(
    document: Document, twin: str, sentences: tuple[tuple[int, int], ...]
) -> tuple[Sentence, ...]:
    """Return ``sentences`` with zone and part, from the document's sections where it has them,
    from headings that stand in the text, and from the wording."""
    page = document.kind in {"webpage", "text"}
    record = page and is_record(document.text)
    part: Part = "none"
    outside = False
    turned: Section | None = None  # a background section that has come to this study's methods
    found: list[Sentence] = []
    sections = _section_of(document.sections, sentences)
    for (start, end), section in zip(sentences, sections, strict=True):
        piece = twin[start:end]
        if section is not None and section.kind == "table" and record:
            found.append(Sentence(start, end, _zone(piece, "methods", False), "methods", False))
            continue  # a record's fields in rows: 'Intervention | Ketamine | 0.5 mg/kg'
        if section is not None and section.kind == "table":
            # Cells read in a row are no sentence: the component for tables reads them.
            found.append(Sentence(start, end, "outside", "none", True))
            continue
        heading = _INLINE.match(piece)
        if document.title and end <= len(document.title) + 2 and start == 0:
            found.append(Sentence(start, end, "own", "title", False))
            continue
        if section is not None and section.kind in _OF_KIND:
            part = _OF_KIND[section.kind]
            if part == "methods" and heading and heading.lastgroup in {"aim", "background"}:
                part = heading.lastgroup  # type: ignore[assignment]
        elif heading and heading.lastgroup:
            part = heading.lastgroup  # type: ignore[assignment]
        elif part == "title" or (
            section is not None
            and section.kind in {"abstract", "other"}
            and start <= section.start + 1
        ):
            part = "none"
        if page and not outside and end - start < 120 and start > len(twin) * 0.25:
            outside = bool(_FOOT.match(piece) or _REFERENCES.match(piece))
        if part == "background" and _DESIGN.search(piece) and not _EARLIER.search(piece):
            part = "methods"  # an abstract that never says where its methods begin
            turned = section
        elif part == "background" and section is not None and section == turned:
            part = "methods"
        if record and part in {"background", "aim"}:
            part = "none"  # a register's objectives and its description hold the plan itself
        full = section is not None and section.part == "body" and document.kind == "jats"
        found.append(Sentence(start, end, _zone(piece, part, outside), part, full))
    return tuple(found)


def _section_of(
    sections: tuple[Section, ...], sentences: tuple[tuple[int, int], ...]
) -> list[Section | None]:
    """The smallest section around each sentence's start."""
    ordered = sorted(sections, key=lambda s: s.start)
    found: list[Section | None] = []
    active: list[Section] = []
    i = 0
    for start, _ in sentences:
        while i < len(ordered) and ordered[i].start <= start:
            active.append(ordered[i])
            i += 1
        active = [s for s in active if s.end > start]
        found.append(min(active, key=lambda s: s.end - s.start) if active else None)
    return found


# 'In a recent trial 403 patients were randomized': somebody else's.
_ANOTHER = re.compile(
    r"\bin (?:a|an|one|another) (?:recent|previous|earlier|prior|landmark|seminal|published) (?:[\w-]+ ){0,3}(?:trial|study)\b",
    re.IGNORECASE,
)


# 'We combined these data with those of our previous trial (0.1 mg/kg and placebo)': its groups, and
# 'we have shown before that ...': its people.
_WITH_EARLIER = Prefiltered(
    r"\b(?:combin|pool|merg)\w+\b(?:[^.;]|\.\d){0,90}?\b(?:our|an?|the|those of) (?:\w+ )?(?:previous|earlier|prior)(?:ly)? (?:[\w-]+ ){0,5}?(?:stud(?:y|ies)|trials?)\b"
    r"|\b(?:we|our (?:group|team)|the authors) (?:(?:have|had) )?(?:previously|earlier|recently|already) (?:shown|showed|reported|demonstrated|found|described|observed|published)\b",
    re.IGNORECASE,
)


# 'Patients who had relapsed in an earlier trial entered this open-label study'
_CAME_HERE = re.compile(
    r"\b(?:entered|joined|enrolled in(?:to)?|continued in(?:to)?|rolled over (?:in)?to|took part in) this (?:[\w-]+,? ){0,6}(?:study|trial|extension)\b",
    re.IGNORECASE,
)


# 'Patients fared better on X than on Y, a large trial shows.': the news of the page
_IS_NEWS = re.compile(
    r", (?:an?|the) (?:[\w-]+ ){0,4}(?:trial|study) (?:shows|finds|suggests|reveals|has (?:found|shown))\W*$",
    re.IGNORECASE,
)


def _zone(piece: str, part: Part, outside: bool) -> Zone:
    if outside:
        return "outside"
    if _WITH_EARLIER.search(piece):
        return "earlier"
    if _STRONG_OWN.search(piece) and not _ANOTHER.search(piece):
        return "own"
    if _CAME_HERE.search(piece) or (part == "none" and _IS_NEWS.search(piece)):
        return "own"
    if part in {"methods", "results"} and _OPENS_ELSEWHERE.match(piece):
        return "earlier"
    if part in {"methods", "results"}:
        # Inside methods only a plain reference to other work counts: "elsewhere", "a pilot in ...".
        plain = _PLAIN_EARLIER.search(piece)
        return "earlier" if plain and not _LIKE.search(piece, 0, plain.start()) else "own"
    if _EARLIER.search(piece) or (part == "none" and _KNOWN.search(piece)):
        return "earlier"
    if part == "background":
        return "own" if _OWN.search(piece) else "earlier"
    return "own"


# 'Intravenous ketamine (0.5 mg/kg) produces rapid effects': what is known, not what was done.
_KNOWN = re.compile(
    r"(?:\bmg(?:/kg)?\b[^.;]{0,25}?|ketamine(?: [a-z]+ly)?)\s(?:produces|exerts|elicits|induces|provides|exhibits)\b",
    re.IGNORECASE,
)
# 'In a previous trial ketamine ...', 'A meta-analysis of 7 trials found ...', also among the results
_OPENS_ELSEWHERE = re.compile(
    r"(?:[A-Z][\w /]{2,30}[:.] )?In (?:an?|our|one|another) (?:previous|earlier|prior|separate|landmark|recent) (?:[\w-]+,? ){0,4}(?:trial|study|report|meta-analysis)\b"
    r"|(?:[A-Z][\w /]{2,30}[:.] )?(?:An?|One|Another|Several|Two) (?:recent |previous |earlier |large )?(?:network )?(?:meta-analys[ie]s|systematic reviews?)\b[^.]{0,60}\b(?:found|showed|reported|concluded|suggested)\b"
)
# 'similar in the groups (60% v. 50%) and comparable to previous studies': the result is this one's.
_LIKE = re.compile(
    r"\b(?:compar\w+|similar|consistent|agree\w*|in (?:line|keeping)|than|as) (?:to|with|in|that of|those of)?\s?(?:the |those (?:of|in) )?$",
    re.IGNORECASE,
)
_PLAIN_EARLIER = Prefiltered(
    r"\bin a separate study\b|\bin an earlier\b|\ba (?:pilot|previous study|phase [12]\w? study) in healthy|\bhas been used elsewhere\b|\bearlier (?:stud|trial|phase)"
    r"|\bprevious (?:stud(?:y|ies)|trials?|reports?) (?:ha|sh|su|de|us|of|in)|\bprevious(?:ly)? (?:reported|published|shown)|\bin rodents?\b",
    re.IGNORECASE,
)
