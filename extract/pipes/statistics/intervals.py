"""Confidence and credible intervals in every notation in use."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.statistics.numbers import to_float
from dosetable.extract.prefilter import Prefiltered

_N = r"[-+]?\s?(?:\d{1,4}(?:\.\d+)?|\.\d+)"
_UNIT = r"\s?(?:%|per ?cent|points?|percentage points)?(?:\s(?P<{0}>lower|higher|better|worse))?"
# '95% CI', '95% (CI)', '([CI] ...', '95% confidence interval [95% CI]'
_NAME = (
    r"(?:[\[(]{1,2}CIs?[\])]{1,2}|CIs?|C\.I\.|CrIs?"
    r"|(?:confidence|credible|credibility) (?:intervals?|limits?)"
    r"(?:\s?[\[(]{1,2}(?:\d{2}(?:\.\d+)?\s?(?:%|per ?cent)\s?)?(?:CI|C\.I\.|CrI)[\])]{1,2})?)"
)
_INTERVAL = Prefiltered(
    rf"(?:(?P<level>\d{{2}}(?:\.\d+)?)\s?(?:%|per ?cent)?\s?-?{_NAME}|{_NAME}\s?(?P<level2>\d{{2}}(?:\.\d+)?)\s?(?:%|per ?cent)?(?=\s?[:=,(\[])|{_NAME}\s?(?P<level3>\d{{2}}(?:\.\d+)?)\s?(?:%|per ?cent)(?=\s-?\d)|(?<![A-Za-z]){_NAME})"
    rf"\s?(?:for [a-z -]{{3,40}}|was|were|ranged?|(?:running|ranging|extending|spanning)|from|of)?[\s:=,;(\[]{{0,4}}(?:from )?"
    rf"(?P<low>{_N}){_UNIT.format('low_side')}\s?(?:to|,|;|-|through|and|\.\.\.?)\s?(?P<high>{_N})(?![\d]){_UNIT.format('high_side')}"
)
_BOUND = Prefiltered(
    rf"(?P<level>\d{{2}}(?:\.\d+)?)\s?(?:%|per ?cent)\s?(?:one-sided )?(?:(?:confidence|CI) (?P<side>lower|upper) (?:bound|limit)|CI[_ ]?(?P<short>L|U)B)\s?(?:of|was|=|:|,)?\s?(?P<bound>{_N})"
    rf"|(?P<side3>lower|upper) (?P<level3>\d{{2}}(?:\.\d+)?)\s?(?:%|per ?cent)\s?(?:(?:one-sided |two-sided )?(?:confidence )?(?:bound|limit)|CI(?=,? ?-?\d[\d.]*(?!\d|\.\d|\s?(?:to|,|-)\s?-?\d)))\s?(?:of|was|=|:|,)?\s?(?P<bound3>{_N})"
    rf"|(?P<side2>lower|upper) (?:bound|limit) of the (?:one-sided |two-sided )?(?P<level2>\d{{2}}(?:\.\d+)?)\s?(?:%|per ?cent)\s?(?:CI|confidence interval)(?: was| of|,|:|=)?\s?(?P<bound2>{_N})",
    re.IGNORECASE,
)

_IMPLIED = re.compile(
    rf"(?<![\w.])(?P<value>{_N})\s?(?:%|points?)?(?:\s(?:at|on|by|after) (?:the )?[\w-]+(?: [\w-]+){{0,2}}(?=\s[(\[]))?(?:\s?[(\[]{{1,2}}\s?|[,;] )(?P<low>{_N})\s?(?:%|points?)?\s?(?P<sep>to|,|;|-)\s?(?P<high>{_N})\s?(?:%|points?)?(?=\s?[)\];,])"
)
# '5 [3-8] vs 7 [4-10]': medians with their quartiles, an arm each.
_IQR_PAIR = re.compile(
    r"\d\s?[\[(]\d+(?:\.\d+)?\s?-\s?\d+(?:\.\d+)?[\])]\s?(?:vs?\.?|versus|and|compared with)\s\d+(?:\.\d+)?\s?[\[(]\d+(?:\.\d+)?\s?-"
)
_DIFFERENCE = re.compile(r"\bdifferences?\b(?:[^.;()\[\]]|\.\d){0,90}$", re.IGNORECASE)
_RATIO = re.compile(
    r"(?:\b(?:odds|hazard|risk|rate) ratios?\b|\b(?-i:a?[OHR]R|A?RD|a?MD|SMD)\b)[\])]?[^.;()\[\]\d]{0,60}$",
    re.IGNORECASE,
)
# '-5.7 ([-12.9, 1.6], p = .12)'
_TESTED_ALIKE = re.compile(r"\s?\][,;]\s?[Pp](?:[ -]values?)?\s?[=<>]")
_LEVEL = re.compile(rf"(?P<level>\d{{2}}(?:\.\d+)?)\s?(?:%|per ?cent)\s?-?{_NAME}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """``level`` in percent, None where not printed; a one-sided bound leaves the other end None."""

    start: int
    end: int
    level: float | None
    low: float | None
    high: float | None

    def excludes(self, null: float) -> bool | None:
        """Does the interval lie on one side of ``null``? None for a one-sided bound."""
        if self.low is None or self.high is None:
            return None
        low, high = sorted((self.low, self.high))
        if null in (low, high):
            return None  # touches: the print is too coarse to tell
        return low > null or high < null


def find_intervals(text: str) -> list[Interval]:
    """Return the intervals of ``text`` in order."""
    found = []
    for match in _INTERVAL.finditer(text):
        level = match["level"] or match["level2"] or match["level3"]
        low, high = to_float(match["low"]), to_float(match["high"])
        if match["low_side"] == "lower" and match["high_side"] == "higher":
            low = -abs(low)  # 'from 8 points lower to 2 points higher'
        found.append(
            Interval(
                start=match.start(),
                end=match.end(),
                level=float(level) if level else None,
                low=low,
                high=high,
            )
        )
    for match in _BOUND.finditer(text):
        value = to_float(match["bound"] or match["bound2"] or match["bound3"])
        side = match["side"] or match["side2"] or match["side3"] or match["short"]
        lower = side.lower()[0] == "l"
        found.append(
            Interval(
                start=match.start(),
                end=match.end(),
                level=float(match["level"] or match["level2"] or match["level3"]),
                low=value if lower else None,
                high=None if lower else value,
            )
        )
    found += _implied(text, found)
    return sorted(found, key=lambda i: i.start)


def _implied(text: str, found: list[Interval]) -> list[Interval]:
    """'-4.1 (-7.67, -0.49)' and '(-3, -4 to -2': intervals without their name, the level said once.

    Only two numbers that enclose the figure before them count, so that n and SD do not.
    """
    stated = _LEVEL.search(text)
    level = float(stated["level"]) if stated else None
    declared = bool(found) or re.search(_NAME, text) is not None
    more: list[Interval] = []
    quartiles = _quartiles(text)
    for match in _IMPLIED.finditer(text):
        if match.start() in quartiles:
            continue
        value, low, high = (to_float(match[n]) for n in ("value", "low", "high"))
        if not low <= value <= high or low == high:
            continue
        if match["sep"] != "to" and not (
            declared
            or more
            or _DIFFERENCE.search(text, 0, match.start())
            or _RATIO.search(text, max(0, match.start() - 90), match.start())
            or ("([" in match.group() and _TESTED_ALIKE.match(text, match.end()))
        ):
            continue
        if match["sep"] == "-" and _IQR_PAIR.search(
            text, max(0, match.start() - 30), match.end() + 30
        ):
            continue
        if any(i.start < match.end() and match.start("low") < i.end for i in found):
            continue
        more.append(
            Interval(
                start=match.start("low"), end=match.end("high"), level=level, low=low, high=high
            )
        )
    return more


_EFFECT = re.compile(
    r"\b(?:differences?|ratios?|estimates?|effects?|change[sd]?|decreas\w*|reduc\w*|improve\w*)\b|\b[OHR]R\b|\bNNT\b",
    re.IGNORECASE,
)
_DECLARED_IQR = re.compile(r"\bIQRs?\b|\binter-?quartile\b")
_AND_THE_OTHER = re.compile(
    rf"[)\]](?:\s(?!and\b|vs)[\w-]+){{0,6}},?\s(?:and|vs?\.?|versus|{COMPARED_WITH})\s$",
    re.IGNORECASE,
)


def _quartiles(text: str) -> set[int]:
    """Where medians stand with their quartiles, an arm each: '3 (2, 4) in A and 4 (2, 6) in B',
    before any effect is named. By the start of the median."""
    found: set[int] = set()
    matches = list(_IMPLIED.finditer(text))
    declared = _DECLARED_IQR.search(text)
    if declared:
        behind = [m for m in matches if m.start() >= declared.end()]
        found |= {m.start() for m in behind if not _EFFECT.search(text, declared.end(), m.start())}
    for first, second in zip(matches, matches[1:], strict=False):
        if _EFFECT.search(text, 0, second.start()):
            break
        lowest = min(to_float(m["low"]) for m in (first, second))
        if lowest >= 0 and _AND_THE_OTHER.search(text[first.end() : second.start()]):
            found |= {first.start(), second.start()}
    return found
