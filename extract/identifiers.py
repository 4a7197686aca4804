"""Trial registration numbers, normalised: NCT01920555, ISRCTN12345678, EudraCT 2014-004588-19."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.context import Sentence
from dosetable.extract.prefilter import Prefiltered

_NUMBER = Prefiltered(
    r"\b(?P<NCT>NCT\s?0?\d{8})\b|\b(?P<ISRCTN>ISRCTN\s?\d{8})\b|\b(?P<ACTRN>ACTRN?\s?126\d{11})\b"
    r"|\b(?P<ChiCTR>ChiCTR[- ]?(?:[A-Z]{2,4}-?)?\d{8,10})\b|\b(?P<UMIN>UMIN\s?(?:000)?\d{6,9})\b|\b(?P<JPRN>JPRN-?\s?(?:UMIN|jRCT|JapicCTI)[- ]?\w{6,12})\b"
    r"|\b(?P<jRCT>jRCTs?\s?\d{9,10})\b|\b(?P<CTRI>CTRI/\d{4}/\d{2,3}/\d{6})\b|\b(?P<IRCT>IRCT\s?\d{8,}N\d+)\b|\b(?P<TCTR>TCTR\s?\d{11})\b"
    r"|\b(?P<KCT>KCT\s?\d{7})\b|\b(?P<DRKS>DRKS\s?\d{8})\b|\b(?P<NTR>(?:NTR|NL)\s?\d{4,5})\b|\b(?P<RBR>RBR-\w{5,8})\b"
    r"|\b(?P<EudraCT>(?:EudraCT|EUCTR|EU-?CT)(?: ?(?:number|no\.?|identifier|:))*:?\s?#?(?P<eu>(?:19|20)\d{2}-\d{6}-\d{2}(?:-\d{2})?))\b"
)


def registry_numbers(
    twin: str, sentences: Sequence[Sentence], known: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the registration numbers that the study's own sentences print, each once, after
    those in ``known``."""
    found = list(known)
    for sentence in sentences:
        if sentence.zone == "outside":
            continue
        for match in _NUMBER.finditer(twin, sentence.start, sentence.end):
            found.append(
                f"EudraCT {match.group('eu')}"
                if match.group("eu")
                else re.sub(r"\s", "", match.group())
            )
    return tuple(dict.fromkeys(found))
