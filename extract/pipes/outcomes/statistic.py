"""Which statistic an arm's own figure is: a rate, a score, a change or a median."""

from __future__ import annotations

import re

from dosetable.extract.facts import Statistic
from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.entry_words import START
from dosetable.extract.pipes.outcomes.memory import Item
from dosetable.extract.pipes.outcomes.place import opened_at
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.statistics import Figure

_CHANGE = re.compile(
    r"\b(?:chang\w+|decreas\w+|reduc\w+|fell|fall\w*|lower(?:ed|ing)|drop\w*|improv\w+|declin\w+|(?:come|came|went|gone) down|lost(?= (?:$|-?\d)))\b",
    re.I,
)


_OF_CHANGE = ("CGI-I", "PGI-I")
"""Scales that rate how much somebody changed: their scores are no changes of a score."""
# '6.9 points below baseline'
_BELOW_START = re.compile(
    rf"(?:\s?[(\[][^()\[\]]{{1,30}}[)\]])?\s?points? (?:below|under|down from|lower than(?: at)?) (?:the |their )?(?:{START}|start)",
    re.IGNORECASE,
)
_END_SCORE = re.compile(
    r"\b(?:scores? (?:was|were|of)|averaged|mean scores?|means? [A-Z][\w-]+(?: scores?)? (?:was|were)|(?:lower|higher) (?:(?:mean|median|total|[A-Z][\w-]*|depressi\w+|end-?point|post\w+) ){0,3}scores?)\b",
    re.I,
)

_RATE: dict[str, Statistic] = {
    "response": "response rate",
    "remission": "remission rate",
    "relapse": "relapse rate",
}

_CHANGE_OF = re.compile(
    rf"\b(?:chang|reduc|decreas|improv|declin|drop|fall)\w* (?:in|of|from(?= (?:the )?(?:{START}|pre))) (?:the )?(?:[\w-]+ ){{0,4}}?(?:scores? )?(?:of|was|were)\b[^;]*$",
    re.IGNORECASE,
)
_FROM_START = re.compile(
    rf"\b(?:differences?|MD) (?:from|to|versus|vs\.?|relative to) (?:the )?{START}\b(?! to\b)",
    re.IGNORECASE,
)
# 'from 31 to 14', 'from 31 (4.2) at baseline and 14 (6.1) at week 4'
WENT_TO = re.compile(
    rf"\bfrom [^;,]{{0,30}}\d[^;]{{0,40}}? (?:to|{START} and) (?:an? (?:mean|median) of )?[(\[]?(?:\d|$)"
)
# 'fell from baseline (31) to day 8 (11)'
_TO_VISIT = re.compile(
    r"\bto (?:the )?(?:day|week|month|hour|visit|end|post)[\w -]{0,25}[(\[](?:a )?(?:mean |median )?$",
    re.IGNORECASE,
)
# 'fell to 14 and 8 with A, 22 and 13 with B': where the fall ended, and so all of the list
_DOWN_TO = re.compile(
    r"\bto (?:an? (?:mean|median|average) (?:level |score |value )?of )?[(\[]?(?:$|-?\d+(?:\.\d+)?(?![\d.]|[\s-]*(?:h|hrs?|hours?|d|days?|wks?|weeks?|min|minutes|months?)\b))",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\bby (?:only |just |about )?(?:an? (?:mean|average|median) of )?(?:only )?$", re.IGNORECASE
)


# 'scores were reduced in A (10.1) relative to B (16.3)': lower, not fallen by that much
_REDUCED_IN = re.compile(
    r"\bscores? (?:was|were) (?:\w+ly )?(?:reduced|decreased|lowered) (?:in|with|for|among|after) [^;.]*$"
    # 'compared with C, scores in A and B were decreased at day 3 (8.1 vs 9.8)'
    r"|\bscores? (?:in|of|for) [^;.()]{2,50} (?:was|were) (?:\w+ly )?(?:reduced|decreased|lowered)\b(?! by\b)[^;]*$",
    re.IGNORECASE,
)
_SET_BESIDE = re.compile(
    rf"\b(?:relative to|{COMPARED_WITH}|than|versus)\b(?! (?:the )?(?:{START}|pre))",
    re.IGNORECASE,
)
# Quartiles of a scale's points are whole, or halves and quarters; what else a comma parts may be ends
# of an interval.
_QUARTILES = re.compile(
    r"[(\[]\s?(?:\d[\d.]*\s?(?:-|to)\s?\d[\d.]*|\d{1,2}(?:\.[257][05]?)?,\s?\d{1,2}(?:\.[257][05]?)?)\s?[)\]]$"
)
_MEAN_OR_CI = re.compile(r"\bmeans?\b|\bCIs?\b|\bconfidence\b", re.IGNORECASE)


def _with_quartiles(figure: Figure, clause: Clause) -> bool:
    """'5 [3-8]': two ends and no word of a mean or an interval stand with a median."""
    printed = clause.text[figure.start : figure.end]
    return _QUARTILES.search(printed) is not None and not _MEAN_OR_CI.search(clause.text)


def statistic_of(item: Item, figure: Figure, clause: Clause) -> Statistic:
    """The statistic of ``figure``, by the words of ``clause`` before it."""
    if figure.kind == "percent" and item.mention.kind == "depression":
        return "mean change"  # 'the MADRS fell by 51% and 30%'
    if figure.kind == "percent":
        return _RATE.get(item.name, "event rate")
    if re.search(r"\b(?:medians?|Mdn)\b", clause.text, re.IGNORECASE) or _with_quartiles(
        figure, clause
    ):
        return "median"
    if figure.after or item.name in _OF_CHANGE:
        return "mean score"  # 'decreased by day 12 (33 to 12)'
    if _BELOW_START.match(clause.text, figure.end):
        return "mean change"
    before = clause.text[: figure.start]
    bracket = opened_at(clause.text, figure.start)
    if bracket is not None and bracket < item.mention.start < figure.start:
        before = clause.text[bracket : figure.start]  # 'improved earlier (HDRS 19 vs. 24)'
    if before.rstrip().endswith(("→", "->")):
        return "mean score"  # '24.6 → 12.8'
    if _FROM_START.search(before):
        return "mean change"
    changed = list(_CHANGE.finditer(before))
    if _BY.search(before):
        return "mean change"
    if _CHANGE_OF.search(before):
        return "mean change"  # 'a reduction in mean MADRS score of 12.8'
    if figure.value is not None and figure.value < 0:
        return "mean change"  # no scale has scores below zero
    if _TO_VISIT.search(before):
        return "mean score"
    if WENT_TO.search(before) and not _BY.search(before):
        return "mean score"  # 'from 32 at baseline to 16 on day 13 and 15 on day 26'
    if not changed or _DOWN_TO.search(before, changed[-1].end()):
        return "mean score"
    if re.search(r"\bscores?\s?:(?!.*\b(?:chang|reduc|decreas|improv))", before, re.IGNORECASE):
        return "mean score"
    if _REDUCED_IN.search(before) and _SET_BESIDE.search(clause.text):
        return "mean score"
    ended = any(m.start() > changed[-1].start() for m in _END_SCORE.finditer(before))
    return "mean score" if ended else "mean change"
