"""Whether a trial of non-inferiority met its margin, where the result's own clause says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dosetable.extract.facts import Noninferiority, Statistic
from dosetable.extract.pipes.statistics import Estimate, Figure, Interval, PValue
from dosetable.extract.pipes.statistics.estimate import RATIOS

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


def not_beyond(value: float, statistic: Statistic, interval: Interval | None) -> bool:
    """'0.1 (lower 95% limit -1.2)': the one end that is printed leaves no difference possible."""
    if interval is None or (interval.low is None) == (interval.high is None):
        return False
    null = 1.0 if statistic in RATIOS else 0.0
    end = interval.low if interval.high is None else interval.high
    return end is not None and (end - null) * (value - null) <= 0


def of_noninferiority(
    tests: Sequence[PValue | None],
    sources: Sequence[Estimate | Figure],
    intervals: Sequence[Interval | None],
) -> list[PValue | None]:
    """A test that is significant though the one end of its interval leaves no difference possible is
    of non-inferiority."""
    told = {
        p
        for p, source, interval in zip(tests, sources, intervals, strict=True)
        if p is not None
        and p.significant
        and isinstance(source, Estimate)
        and not_beyond(source.value, source.statistic, interval)
    }
    return [replace(p, kind="noninferiority") if p and p in told else p for p in tests]


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
