"""Labels and heads of the time before the first dose, whose scores are no results."""

from __future__ import annotations

import re

from dosetable.extract.pipes.entry_words import ENTRY

_BASELINE = re.compile(
    rf"(?-i:\bBL\b)|(?:^|\s)(?:pre|before)\W*$|\b(?:{ENTRY}|pre-?\s?(?:infusion|treatment|dose|test|intervention|injection|operative|ECT))\b",
    re.I,
)
# "-60 min", "Day 0", "Before surgery": before the first dose, or at it.
# Behind the name of a scale too ("MADRS Day 0"), but not "change from day 0".
_AT = r"(?:^\W*|(?<!from)(?<!since)(?<!minus)(?<!versus)(?<!vs)(?<!vs\.)(?<!\bto)(?<!with)\s)"
_BEFORE = re.compile(
    rf"^\W*-\s?\d+(?:\.\d+)?\s?(?:min|h|d|w)\w*\b|\s-\d+(?:\.\d+)?\s?(?:min\w*|h|hours?|d|days?|weeks?)\b|"
    rf"\b(?:day|week|hour|time|visit)s?\s?-\s?\d|{_AT}T0\b|"
    rf"{_AT}(?:day|week|hour|minute|month|time)s?\s?0\b|{_AT}D0\b|{_AT}0\s?(?:min\w*|h|hours?|days?|weeks?|wk)\b|"
    r"\b(?:before|prior to) (?:the )?(?:first )?(?:infusion|treatment|injection|dose|surgery|operation|an(?:a)?esthesia|delivery|ECT|ketamine|esketamine)\b",
    re.IGNORECASE,
)
_THEN = re.compile(r"\b(?:to|through|changes?|after|post\S*|hours?|h)\b", re.IGNORECASE)
# "Change from baseline", "baseline to week 4": not the baseline itself.
_FROM_BASELINE = re.compile(
    r"\b(?:from|since|versus|vs\.?|minus|than|relative to|compared (?:with|to)|adjusted for|to)\s(?:the\s|study\s)?baseline|"
    r"\bbaseline\s?(?:(?:up )?to|through|-|until)\b|\bbaseline-?\s?adjusted|\bchanges?\b.*\bbaseline|\bbaseline\b.*\bchanges?\b",
    re.IGNORECASE,
)


def is_baseline(text: str) -> bool:
    """Whether a label is the baseline's ("Change from baseline" is not)."""
    if _BASELINE.search(text):
        return not _FROM_BASELINE.search(text)
    early = _BEFORE.search(text)
    return early is not None and not _THEN.search(text, early.end())


def baseline_words(text: str) -> str:
    """The words of a head that say the baseline; empty where it is of another time."""
    if not is_baseline(text):
        return ""
    found = _BASELINE.search(text) or _BEFORE.search(text)
    return found[0] if found else ""
