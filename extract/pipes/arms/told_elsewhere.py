"""Sentences that name drugs and doses, but tell nothing of this trial's groups.

What a drug is known to do ('ketamine is said to give longer seizures than methohexital'), what its
label recommends ('the recommended starting dose is 56 mg'), and what followed the comparison.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.context import Sentence
from dosetable.extract.prefilter import Prefiltered

_DRUG = (
    r"(?:\w*ketamine|an?a?esthetics?|anesthesia|the drug|this drug|it|they|these (?:drugs|agents))"
)
_KNOWN = Prefiltered(
    rf"\b{_DRUG} (?:[\w-]+ )?(?:is|are) (?:[\w-]+ )?(?:said|known|thought|believed|reported|considered|supposed|held|claimed|superior|inferior|preferred|associated)\b"
    r"|\b\w*ketamine (?:has (?:an?|the|fewer|less|more|no|rapid)|(?:\w+ly )?(?:prolongs|lengthens|shortens|gives|produces|provides|causes|increases|reduces|lowers|raises|improves|enhances|induces|exerts|acts|lasts|yields|offers))\b"
    r"|\b(?:is|are|remains?) (?:the )?(?:most )?(?:widely|commonly|often|frequently|usually|routinely|traditionally) used\b|\bis unclear whether\b|\bhave not been compared\b|\bhas not been compared\b",
    re.IGNORECASE,
)
_THIS_TRIAL = Prefiltered(
    r"\b(?:we|this|our|the present|the current)\b|\brandom|\bwere (?:given|assigned|allocated|divided|compared|treated|enrolled|included)\b|\breceived\b",
    re.IGNORECASE,
)
_GENERAL = frozenset({"aim", "background", "none"})
_LABEL = Prefiltered(
    r"\brecommended (?:[\w-]+ )?(?:dos(?:e|es|age|ing)|schedule|frequency)\b|\b(?:important|selected) safety information\b|\bprescribing information\b|\bdosage and administration\b|\bdosing (?:schedule|recommendations?|instructions?)\b"
    r"|\b(?:treatment sessions?|it|the (?:drug|spray|medicine)) (?:should|must) be (?:given|administered|taken|used)\b|\bis (?:available|supplied) as\b|\bfor (?:adults|patients) (?:aged )?(?:over|above) \d+,? (?:start|begin)\b",
    re.IGNORECASE,
)
# A heading of a page behind which its label text runs on.
_LABEL_HEADING = re.compile(
    r"\W{0,3}(?:(?i:important safety information)|(?:(?i:indications?(?: and usage)?|dosage(?: and administration)?|about [A-Za-z]+[\u00ae\u2122]?|what is \w+|how (?:is|should) [^.;?]{3,40}))\s*(?:[:?]|$))"
)


def is_general(twin: str, sentence: Sentence) -> bool:
    """Whether a sentence of the opening part tells what is known of a drug."""
    return (
        sentence.part in _GENERAL
        and _KNOWN.search(twin, sentence.start, sentence.end) is not None
        and _THIS_TRIAL.search(twin, sentence.start, sentence.end) is None
    )


# 'Anaesthesia was induced with X and Y', 'antidepressants allowed were X or Y'
_FOR_ALL = Prefiltered(
    r"\b(?:an?a?esthesia|sedation|analgesia|muscle relaxation) (?:was|were) (?:then )?(?:induced|maintained|provided|deepened|achieved|obtained) (?:with|by|using)\b"
    r"|\b(?:antidepressants?|medications?|drugs|agents) (?:that were )?(?:allowed|permitted) (?:were|was|included)\b|\b(?:was|were) (?:allowed|permitted)(?: (?:as|at|if|for|when|during))?\b|\bpremedicat\w+\b",
    re.IGNORECASE,
)
_TO_GROUPS = Prefiltered(
    r"\brandom|\b(?:assigned|allocated)\b|\b(?:groups?|arms?)\b", re.IGNORECASE
)


def is_for_all(twin: str, sentence: Sentence) -> bool:
    """Whether a sentence tells what everybody was given, or might take, beside the trial's drugs."""
    return (
        _FOR_ALL.search(twin, sentence.start, sentence.end) is not None
        and _TO_GROUPS.search(twin, sentence.start, sentence.end) is None
    )


def without_label(twin: str, sentences: Sequence[Sentence]) -> list[Sentence]:
    """``sentences`` without those of a drug's label; on a page all that stand behind its heading."""
    kept: list[Sentence] = []
    running = False
    for sentence in sentences:
        if sentence.part in {"methods", "results", "conclusions"}:
            running = False
        elif sentence.part == "none" and _LABEL_HEADING.match(twin, sentence.start, sentence.end):
            running = True
        if running or (
            sentence.part != "methods" and _LABEL.search(twin, sentence.start, sentence.end)
        ):
            continue
        kept.append(sentence)
    return kept
