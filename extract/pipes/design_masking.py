"""Design: who did not know what was given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from dosetable.extract.facts import Evidence, Masking
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.design_notes import DENIED, note, of_this_study
from dosetable.extract.prefilter import Prefiltered

_MASKING: tuple[tuple[Masking, Prefiltered], ...] = tuple(
    (cast("Masking", name), Prefiltered(pattern, re.IGNORECASE))
    for name, pattern in (
        ("quadruple", r"\bquadruple[- ]?(?:blind|mask)\w*|\bmasking: quadruple"),
        ("triple", r"\btriple[- ]?(?:blind|mask)\w*|\bmasking: triple"),
        (
            "double",
            r"\b(?:patients?|participants?|subjects?)-? ?(?:,|and|/) ?(?:[\w-]+-? (?:and )?)?(?:raters?|assessors?|investigators?|observers?|clinicians?)[- ](?:blind|mask)\w*|\bdouble[- ]?(?:blind|mask|dummy)\w*|\b(?:masking|blinding|blind): double|\bobserver-? and participant-?blind|\bmasking / blinding: blinded \(masking used\)",
        ),
        (
            "single",
            r"\bsingle[- ]?(?:blind|mask)\w*|\b(?:raters?|assessors?|evaluators?|interviewers?)[^.;]{0,30}\bthough not (?:the )?(?:patients|participants)[^.;]{0,20}\b(?:were|was) (?:blind|mask)\w*|\b(?:patients|participants) knew\b[^.;]{0,30}[;,] (?:but )?the (?:raters?|assessors?|evaluators?) did not\b|\bblinding: single|\b(?:rater|assessor|observer|evaluator|patient|outcome)s?(?: was| were)?[- ](?:blind|mask)\w*|\bmasking: single|\b(?:blinded|masked|blind) (?:clinical |independent |outcome )?(?:raters?|assess|evaluat|observers?|interview|independent|outcome assess)"
            r"|\bblinded end-?points?\b|\b(?:raters?|assessors?|evaluators?|interviewers?) (?:who )?(?:did not|didn't) know\b"
            r"|\b(?:raters?|assessors?|evaluators?) (?:unaware|ignorant) of\b|\b(?:knew|aware)[^.;]{0,60}\bbut (?:the |their )?(?:raters?|assessors?|evaluators?|interviewers?|psychologists?)[^.;]{0,30}\b(?:did not|didn't|unaware|blind|were not)"
            r"|\b(?:ratings?|assessments?|evaluations?) (?:were|was) (?:all )?(?:\w+ (?:by )?)?(?:blind|mask)\w*"
            r"|\b(?:raters|assessors|evaluators)(?: who)? (?:were|was) (?:blind|mask|unaware)"
            r"|\b(?:patients|participants|subjects|women|mothers) (?:were|was|remained|are) (?:kept )?(?:blind|mask|unaware)"
            r"|\b(?:people|clinicians|staff|raters|those|assessors) who (?:scored|rated|assessed|measured)[^.;]{0,60}(?:did not know|unaware|blind)",
        ),
        (
            "none",
            r"\bopen[- ]label(?:l?ed)?\b|\bin the open\b|\bunblinded\b|\bwithout (?:any )?(?:blinding|masking)\b|\bopen,? randomi[sz]ed\b(?! controlled trials)|\bunmasked\b|\bmasking: none|\bnon-?blinded\b|\bnot (?:be )?(?:blinded|masked)\b|\beveryone knew\b|\bopen: yes\b|\bopen (?:pilot |clinical |randomi[sz]ed )?(?:trial|study|comparison)\b|\bopen,? (?:non-?|un)controlled\b",
        ),
    )
)
_STAFF = r"(?:(?:study |research |medical |nursing |treating |clinical |outcome )*(?:investigators?|staff|clinicians?|personnel|raters?|researchers?|doctors?|physicians?|psychiatrists?|an(?:a)?esthesiologists?|an(?:a)?esthetists?|nurses?|assessors?|evaluators?|observers?|caregivers?|providers?|team|surgeons?|interviewers?))"
_TREATED = r"(?:(?:all |the |their )*(?:patients?|participants?|subjects?|women|mothers|parturients|puerperae))"
_BLIND_BOTH = Prefiltered(
    rf"\bneither (?:the )?{_TREATED} nor (?:the |their )?\w+|\bneither (?:the )?{_STAFF} nor (?:the |their )?{_TREATED}"
    rf"|\b{_TREATED}(?:,| and| as well as)[^.;]{{0,80}}\b{_STAFF}[^.;]{{0,40}}\b(?:were|remained|was|are)(?: all| both)? (?:kept )?(?:blind|mask|unaware)"
    r"|(?<!not )\b(?:patients|participants)(?:,| and)[^.;]{0,80}\b(?:were|remained|was)(?: all)? (?:kept )?(?:blind|mask|unaware)"
    rf"|\b{_STAFF}(?: [\w-]+){{0,5}}?(?:,| and| as well as) (?:(?!\bnot\b)[^.;]){{0,60}}?\b{_TREATED}[^.;]{{0,30}}\b(?:blind|mask|unaware|in the dark)"
    rf"|\b{_TREATED} and (?:the |their )?{_STAFF}[^.;]{{0,30}}\bin the dark\b"
    rf"|\b{_TREATED}(?:,| and| as well as) (?:(?!\bknew\b)[^.;]){{0,60}}?\b{_STAFF}[^.;]{{0,20}}\b(?:did not|didn't) know\b"
    rf"|\b(?:blind|mask)(?:ed|ing)?[: ] ?(?:of |to |both )*(?:the )?(?:{_TREATED}(?:,| and| as well as)[^.;]{{0,40}}\b{_STAFF}|{_STAFF}(?:,| and| as well as)[^.;]{{0,40}}\b{_TREATED})\b"
    r"|\b(?:neither|nobody)[^.;]{0,60}(?:knew|know)\b"
    rf"|\b(?:concealed|hidden|withheld|kept secret) from (?:both )?(?:the )?(?:{_TREATED}(?:,| and| as well as)[^.;]{{0,40}}\b{_STAFF}|{_STAFF}(?:,| and| as well as)[^.;]{{0,40}}\b{_TREATED})\b",
    re.IGNORECASE,
)
_OPEN_EXTENSION = re.compile(
    r"open[- ]label (?:extension|phase|follow|treatment phase|continuation|long-term|induction|run-in|optimi|maintenance|ketamine at|period|infusions? (?:of|to)|esketamine treat)|long-term open[- ]label|followed by (?:an? )?open|(?:offered|crossed over to|switched to|then received|eligible for) (?:\w+ ){0,2}open|open[- ]label(?:led)? (?:\w+ )?(?:ketamine|esketamine|injections?|infusions?|sessions?|dos(?:es|ing))\b"
    # what everybody took beside what was compared
    r"|open[- ]label(?:led)?,? (?:(?:oral|daily|standard|new|newly (?:initiated|started)|flexible-dose|concomitant|background) )*(?:antidepressants?|SSRIs?|SNRIs?|duloxetine|escitalopram|sertraline|venlafaxine|lithium|mood stabili[sz]ers?|psychotherapy)\b",
    re.IGNORECASE,
)


def read_masking(
    twin: str, sentences: Sequence[Sentence], randomized: bool | None, evidence: list[Evidence]
) -> Masking | None:
    """``randomized``: only beside a randomized comparison can an open phase be an extension; in a
    trial of one group, its open infusions are its design."""
    hits: dict[Masking, tuple[Sentence, re.Match[str]]] = {}
    for sentence in of_this_study(twin, sentences):
        for name, pattern in _MASKING:
            if name in hits:
                continue
            for match in pattern.finditer(twin, sentence.start, sentence.end):
                if DENIED.match(twin, match.end()):
                    continue
                around = twin[max(sentence.start, match.start() - 25) : match.end() + 40]
                if name == "none" and randomized and _OPEN_EXTENSION.search(around):
                    continue
                hits[name] = (sentence, match)
                break
        both = _BLIND_BOTH.search(twin, sentence.start, sentence.end)
        if both and "double" not in hits:
            hits["double"] = (sentence, both)
    for name in ("quadruple", "triple", "double", "single", "none"):
        if name in hits:
            chosen: Masking = name
            if chosen == "double" and "none" in hits and _design_says_open(twin, hits):
                chosen = "none"
            sentence, match = hits[chosen]
            note(evidence, "masking", sentence, match.start(), match.end())
            return chosen
    return None


def _design_says_open(twin: str, hits: dict[Masking, tuple[Sentence, re.Match[str]]]) -> bool:
    """Whether the open label is the design's and the blinding is another study's: the title says."""
    return hits["none"][0].part == "title" and hits["double"][0].part != "title"
