"""Relative reductions and bounds: percentages that are no share of patients."""

from __future__ import annotations

import re

from dosetable.extract.pipes.statistics.numbers import NUMBER, blank
from dosetable.extract.prefilter import Prefiltered

# Bounds: '95% CILB -13.6%'.
_BOUND = Prefiltered(
    rf"(?:{NUMBER}\s?(?:%|per ?cent)\s?)?(?:one-sided |two-sided )?\b(?:CI[_ ]?[LU]B|(?:CI|confidence interval|confidence)\s(?:lower|upper) (?:bound|limit))[^\d-]{{0,14}}{NUMBER}\s?(?:%|per ?cent)?",
    re.IGNORECASE,
)
# 'decreased the risk by 51% (HR, 0.49) in X and by 70% (HR, 0.30) in Y'.
_RELATIVE = re.compile(
    rf"\b(?:(?:reduc|decreas|lower)\w+|cut|lessened|diminished) [^.;()]{{0,60}}?\b(?:risks?|odds|hazard|likelihood)\b[^.;()]{{0,60}}?\bby {NUMBER}\s?(?:%|per ?cent)",
    re.IGNORECASE,
)
# '68% and 55% increased odds of response', 'a 51% lower risk'
_MORE_ODDS = re.compile(
    rf"{NUMBER}\s?(?:%|per ?cent)(?:(?: and|,| to) {NUMBER}\s?(?:%|per ?cent))*(?: \w+)? (?:increased?|higher|greater|lower(?:ed)?|reduced|decreased?|reduction|increase|decrease|elevated|smaller|larger)(?: in)?(?: the)? (?:relative )?(?:odds|risk|likelihood|hazard|chance|probability)\b",
    re.IGNORECASE,
)
# 'noninferior with a margin of 20%', 'the 20% noninferiority margin'
_MARGIN = re.compile(
    rf"\bmargin\b(?: for non-?inferiority)?(?: (?:of|was|set at|at|=|:))+ {NUMBER}\s?(?:%|per ?cent|(?:percentage )?points?)?|{NUMBER}\s?(?:%|per ?cent|[- ]points?) (?:non-?inferiority )?margin\b",
    re.IGNORECASE,
)
_BEFORE_RATIO = re.compile(
    rf"{NUMBER}\s?(?:%|per ?cent)(?=\s?[\[(](?:HR|OR|RR|hazard|odds|risk))", re.IGNORECASE
)


# 'reduced depression by 62% (RR 0.38)'
_BY_SHARE = re.compile(
    rf"\bby {NUMBER}\s?(?:%|per ?cent)(?=\s?[\[(](?:[Aa]djusted |a)?(?:HR|OR|RR|hazard|odds|risk|relative))",
    re.IGNORECASE,
)
_AND_BY = re.compile(rf"\band by {NUMBER}\s?(?:%|per ?cent)", re.IGNORECASE)


def without_relative(text: str) -> str:
    """Blank the percentages that are bounds or relative reductions: no share of patients."""
    spans = [match.span() for p in (_BOUND, _MORE_ODDS, _MARGIN) for match in p.finditer(text)]
    relative = [match.span() for match in _RELATIVE.finditer(text)]
    if relative:
        spans += [m.span() for p in (_BEFORE_RATIO, _AND_BY) for m in p.finditer(text)]
    return blank(text, [*spans, *relative])
