"""Screening: the drug around an operation or a birth, given for the mood of those who undergo it.

Their operation's illness is nobody's reason for the drug: the trial is for depression where the title or
the aim names depression (or mood, or emotions) as what the drug is to act on, and depression was rated. A
trial of pain with a scale of depression among its measures is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.context import Sentence
from dosetable.extract.prefilter import Prefiltered

_PROCEDURE = Prefiltered(
    r"\b(?:surger(?:y|ies)|surgical|operations?|(?:peri|post|intra|pre)-?operative(?:ly)?|an(?:a)?esthe\w+|(?:c(?:a)?esarean|labou?r|delivery)|\w+ectomy|abortion|hysteroscop\w+|endoscop\w+|bypass|arthroplasty|transplant\w*)\b",
    re.IGNORECASE,
)
_FAILING = r"(?<!respiratory )(?<!circulatory )(?<!cardiac )(?<!myocardial )(?<!cardiovascular )(?<!marrow )(?<!ventilatory )"
_ON_MOOD = Prefiltered(
    rf"\b(?:effects?|impact|influence|efficacy|role|benefits?|improv\w+|reliev\w+|alleviat\w+|prevent\w*|reduc\w+)\b[^.;]{{0,140}}?{_FAILING}\b(?P<what>depression|depressive (?:symptoms?|states?|moods?|disorders?)|(?:emotional|psychological) (?:\w+ )?(?:responses?|reactions?|states?|status|disorders?|symptoms?)|emotions?|(?:early |postoperative |negative )?mood(?: states?)?)\b(?! (?:of|disorders))",
    re.IGNORECASE,
)
_RATED = Prefiltered(
    rf"\b(?:MADRS|HAM-?D|HDRS|QIDS|EPDS|BDI|PHQ-?9|HADS?|SDS|CES-D|GDS)\b|{_FAILING}\bdepression (?:scores?|scales?|subscales?|inventory)|\b(?:Hospital Anxiety and|self-rating) depression\b|\bEdinburgh Postnatal",
    re.IGNORECASE,
)


def mood_after_procedure(
    twin: str, lead: Sequence[Sentence], title_end: int
) -> tuple[int, int] | None:
    """Where the title or the aim says that the drug is to act on depression, or None."""
    aims = [
        (s.start, s.end)
        for s in lead
        if s.part in {"title", "aim"} or _AIM.search(twin, s.start, s.end)
    ]
    spans = ([(0, title_end)] if title_end else []) + aims
    found = next((m for span in spans if (m := _ON_MOOD.search(twin, *span))), None)
    if found is None:
        return None
    for pattern in (_PROCEDURE, _RATED):
        if not any(pattern.search(twin, s.start, s.end) for s in lead):
            return None
    return found.span("what")


_AIM = Prefiltered(
    r"\b(?:aim(?:s|ed)?|objectives?|purpose|to (?:investigate|explore|study|evaluate|assess|observe|examine|determine))\b",
    re.IGNORECASE,
)
