"""Screening: later analyses of one sponsor's randomized trials, told by the trials' names.

'Post hoc analysis of ABCD-1 and ABCD-2': the people were randomized, and their treatment groups are set
against each other, but the report need not say either again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.context import Sentence
from dosetable.extract.prefilter import Prefiltered

_NAME = r"(?-i:\b[A-Z]{4,}(?:[- ]?\d(?![\w.])|[- ](?:I{1,3}|IV|[A-Z]{3})\b))"
_PHASES = r"\bphase (?:3|2|III|II)\w?\b"
_BLIND = r"(?:\brandomi[sz]ed\b|\bdouble-blind\b|\b(?:placebo|active)[- ]controlled\b)"
_OF_TRIALS = Prefiltered(
    rf"(?:\b(?:post[- ]hoc|secondary|exploratory|pooled|subgroup|re-?)[- ]?analys\w+|\bdata (?:from|of|sources?)|\bdata sets?|\bpooled (?:data|results)|\banaly[sz]ed data|\bwe (?:used|analy[sz]ed|pooled))\b[^.;]{{0,140}}?(?:{_NAME}|(?:{_PHASES}|\b(?:two|three|four|[2-4])\b[^.;]{{0,40}}?{_BLIND})[^.;]{{0,60}}\b(?:trials|studies)\b)"
    rf"|{_NAME}[^.;]{{0,10}}?\b(?:trial|study|studies|trials|data ?sets?)\b|\bthe {_NAME} (?:trial|study|data)",
    re.IGNORECASE,
)
_LATER = Prefiltered(
    r"\bpost[- ]?hoc\b|\b(?:secondary|pooled|exploratory|subgroup|current|present|this) (?:[\w-]+ ){0,3}?analys[ei]s\b|\bre-?analy|\bnumbers?[- ]needed[- ]to[- ]treat\b|\bNNTs?\b",
    re.IGNORECASE,
)
_DRUG = r"\b(?:\w*ketamine|ESK)\b"
_NONE = r"\b(?:placebo|PBO|quetiapine|midazolam|saline|antidepressants? alone|comparator)\b"
_GROUPS = Prefiltered(
    rf"{_DRUG}(?:[^.;]|\.\d){{0,110}}?\b(?:versus|vs\b\.?|or|and|than|compared (?:with|to)|over|relative to)(?:[^.;]|\.\d){{0,60}}?{_NONE}"
    rf"|{_NONE}(?:[^.;]|\.\d){{0,60}}?\b(?:versus|vs\b\.?|or|and|than|compared (?:with|to))(?:[^.;]|\.\d){{0,60}}?{_DRUG}",
    re.IGNORECASE,
)
# What sets the trials beside other people, other reports or a model, and is no trial's report.
_NOT_THEIRS = Prefiltered(
    r"\bmatching-adjusted\b|\bindirect (?:treatment )?comparison|\bnetwork\b|\bsystematic\b|\bmeta-?analy|\bliterature\b|\bsearch(?:ed|es)?\b|\breal[- ]world\b|\bexternal control|\bcost[- ]effective|\bcosts?\b|\bbudget\b|\bMarkov\b"
    r"|\bpopulation pharmacokinetic|\bclaims\b|\bretrospective\b|\bexpert\b|\bcommentary\b|\bnarrative\b|\bthis review\b|\bwe review\b|\bsimulat",
    re.IGNORECASE,
)


def programme_trials(twin: str, lead: Sequence[Sentence]) -> re.Match[str] | None:
    """Where the trials are named whose participants are looked at again, group against group."""
    if any(_NOT_THEIRS.search(twin, s.start, s.end) for s in lead):
        return None
    own = [s for s in lead if s.zone == "own"]
    told = [s for s in own if s.part not in {"background", "conclusions"}]
    if not any(_LATER.search(twin, s.start, s.end) for s in own):
        return None
    named = next((m for s in told if (m := _OF_TRIALS.search(twin, s.start, s.end))), None)
    if named is None or not any(_GROUPS.search(twin, s.start, s.end) for s in own):
        return None
    return named
