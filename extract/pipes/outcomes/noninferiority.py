"""Whether a trial of non-inferiority met its margin, where the result's own clause says so."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dosetable.extract.facts import Noninferiority
from dosetable.extract.pipes.statistics import PValue

_SAID = re.compile(r"\bnon-?inferior(?:ity)?\b", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:not|n't|fail\w*|neither|unable|without|no)\b[^.;]{0,50}\bnon-?inferior|\bnon-?inferior\w*\b[^.;]{0,40}\b(?:not|could not|was rejected|failed)\b",
    re.IGNORECASE,
)
_MET = re.compile(
    r"\b(?:was|is|were|proved?|found|confirm\w*|show\w*|demonstrat\w*|establish\w*|met|support\w*)\b[^.;]{0,50}\bnon-?inferior|\bnon-?inferiority\b[^.;]{0,30}\b(?:met|shown|demonstrated|established|confirmed|reached)\b",
    re.IGNORECASE,
)
_NUMBER = r"(?P<value>-?\d+(?:\.\d+)?)"
_MARGIN = re.compile(
    rf"\bnon-?inferiority (?:margin|limit|threshold|boundary)\b[^.;\d-]{{0,40}}{_NUMBER}"
    rf"|\bmargin (?:for|of) non-?inferiority\b[^.;\d-]{{0,40}}(?P<other>-?\d+(?:\.\d+)?)",
    re.IGNORECASE,
)


def not_shown(text: str) -> bool:
    """Whether ``text`` says that non-inferiority was not shown: that neither did worse is then not
    said, nor that one did."""
    return _SAID.search(text) is not None and _NOT.search(text) is not None


def margin_of(texts: Iterable[str]) -> float | None:
    """The margin that the text sets; None where it sets none, or several."""
    found = {float(m["value"] or m["other"]) for text in texts for m in _MARGIN.finditer(text)}
    return found.pop() if len(found) == 1 else None


def verdict(text: str, p_values: Iterable[PValue], margin: float | None) -> Noninferiority | None:
    """What ``text`` says of non-inferiority; None where it says nothing of it."""
    if not _SAID.search(text):
        return None
    tests = [p for p in p_values if p.kind == "noninferiority"]
    met: bool | None = None
    if _NOT.search(text):
        met = False
    elif tests:
        met = tests[0].significant
    elif _MET.search(text):
        met = True
    return None if met is None else Noninferiority(margin=margin, met=met)
