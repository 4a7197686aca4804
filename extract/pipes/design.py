"""Design: randomization, assignment, masking, phase and sites, from this study's own sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from dosetable.extract.facts import Design, Evidence
from dosetable.extract.pipes.chance import CHANCE
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.design_assignment import (
    of_parent,
    of_volunteers,
    read_assignment,
    two_groups,
)
from dosetable.extract.pipes.design_masking import read_masking
from dosetable.extract.pipes.design_notes import note, of_this_study, table_alone
from dosetable.extract.pipes.extensions import register
from dosetable.extract.pipes.numbers import COUNT, parse_count
from dosetable.extract.pipes.registry_fields import (
    assignment_of,
    masking_of,
    phase_of,
    randomized_of,
    read_fields,
)
from dosetable.extract.prefilter import Prefiltered

_PHASE = Prefiltered(
    r"\bphase:?[ -]?(?P<a>(?-i:IV|III|II|I)|[1-4])(?P<ab>[ab])?(?:\s?[/-]\s?(?:phase ?)?(?P<b>(?-i:IV|III|II|I)|[1-4])[ab]?)?(?![\w.]\d|\w)(?=(?P<tail>.{0,40}))",
    re.IGNORECASE,
)
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_SITES = Prefiltered(
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
    own = [s for s in sentences if s.zone == "own"] or table_alone(sentences)
    front = [s for s in own if not s.full] or own
    evidence: list[Evidence] = []
    randomized = _randomized(twin, front, evidence)
    if randomized is None and not_randomized is not None and not two_groups(twin, front):
        randomized = False
        rule = "design.randomized.implied"
        evidence.append(replace(not_randomized, field="randomized", rule=rule, confidence=_IMPLIED))
    assignment = read_assignment(twin, front, randomized, evidence)
    masking = read_masking(twin, front, randomized, evidence)
    if masking is None and len(front) < len(own):
        methods = [s for s in own if s.full and s.part == "methods"]
        masking = read_masking(twin, methods, randomized, evidence)
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
_WITHOUT = re.compile(
    r"\bnon-?randomi[sz]ed\b|\bquasi-?\s?experiment(?:al)?\b|\b(?:pre-?post|before[- ]and[- ]after|single-arm) (?:design|study|trial)\b|\bsingle[- ](?:arm|group)\b|\bwithout (?:a )?(?:comparison|control) group\b|\bopen[- ]label\b|\buncontrolled\b|\ballocation: n/?a\b|\bno comparison group\b",
    re.IGNORECASE,
)


def _randomized(twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]) -> bool | None:
    for sentence in of_this_study(twin, sentences):
        for match in CHANCE.finditer(twin, sentence.start, sentence.end):
            around = twin[max(sentence.start, match.start() - 25) : match.end() + 40]
            if re.search(
                r"non-?random|not random|future|needed|warrant|justif|require|called for|should|meta-analys|larger",
                around,
                re.IGNORECASE,
            ):
                continue
            if of_parent(twin, match, sentence.end):
                continue
            note(evidence, "randomized", sentence, match.start(), match.end())
            return True
    for sentence in sentences:
        plain = _WITHOUT.search(twin, sentence.start, sentence.end)
        if plain:
            note(evidence, "randomized", sentence, plain.start(), plain.end(), 0.85)
            return False
    return None


def _phase(twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]) -> str | None:
    for sentence in sentences:
        if of_volunteers(twin, sentence, sentences):
            continue  # the trial in patients that is reported with it may be of another phase
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
            before = twin[max(sentence.start, match.start() - 8) : match.start()].lower()
            if tail.startswith(",") and re.search(r"(?:^|\W)(?:in|during) $", before):
                continue  # "in phase 1, participants receive ..."
            note(evidence, "phase", sentence, match.start(), match.end())
            return f"{first}/{second}" if second else first
    return None


def _sites(twin: str, sentences: Sequence[Sentence], evidence: list[Evidence]) -> int | None:
    for sentence in sentences:
        match = _SITES.search(twin, sentence.start, sentence.end)
        if match:
            note(evidence, "sites", sentence, match.start(), match.end(), 0.9)
            return 1 if match.group("one") else parse_count(match.group("n"))
    return None


def _with_fields(design: Design, text: str) -> Design:
    """``design`` with what the fields of a register's record state and its sentences do not."""
    fields = read_fields(text)
    stated: dict[str, object] = {}
    if (allocation := fields.get("allocation")) and design.randomized is None:
        stated["randomized"] = randomized_of(allocation)
    if (model := fields.get("assignment")) and design.assignment is None:
        stated["assignment"] = assignment_of(model)
        if stated["assignment"] == "single group" and design.randomized is None:
            stated["randomized"] = False
    if (masking := fields.get("masking")) and design.masking is None:
        stated["masking"] = masking_of(masking)
    if (phase := fields.get("phase")) and design.phase is None:
        stated["phase"] = phase_of(phase)
    sources = {"randomized": fields.get("allocation") or fields.get("assignment")} | {
        name: fields.get(name) for name in ("assignment", "masking", "phase")
    }
    evidence = tuple(
        Evidence(
            start=source.start,
            end=source.end,
            confidence=0.95,
            rule=f"design.{name}.record",
            field=name,
        )
        for name in stated
        if (source := sources[name])
    )
    return replace(design, **stated, evidence=design.evidence + evidence)  # type: ignore[arg-type]


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
        design = read_design(doc._.twin, doc._.context, not_randomized=plain)
        if screening.study_type == "protocol or registration":
            design = _with_fields(design, doc._.document.text)
        doc._.design = design
        return doc


@Language.factory("dosetable_design")
def create_design(nlp: Language, name: str) -> DesignReader:
    register()
    return DesignReader()
