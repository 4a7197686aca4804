"""Rows that hold an effect, its interval or its p-value under the arms' own figures:

    Change at week 4, mean (SD)      -15.3 (11.7)   -15.2 (13.1)
    Difference from placebo (SE)                    -1.0 (2.3)
    95% CI                                          -5.8 to 3.7
    P value                                         0.48

They are of the row of figures above them, and of the arm in whose column they stand.
"""

from __future__ import annotations

import re
from typing import Literal

from dosetable.extract.pipes.measures import find_measures
from dosetable.extract.tables.arm_names import EFFECT_HEAD
from dosetable.extract.tables.columns import OTHER_TEST
from dosetable.extract.tables.rows import Row
from dosetable.extract.vocabulary import Vocabulary

EffectRole = Literal["effect", "ci", "p"]

_EFFECT = re.compile(
    r"^(?:(?:LS|least[- ]squares?|adjusted|mean|median|absolute|estimated|between-group|treatment|group|risk|rate)\s(?:means?\s)?)*"
    r"(?:diff(?:erence)?s?\b|odds ratio|(?-i:a?OR\b)|risk ratio|relative risk|(?-i:a?RR\b)|hazard ratio|(?-i:a?HR\b)|effect size|cohen|hedges|SMD\b|NNT\b|number needed)",
    re.IGNORECASE,
)
_VALUE = re.compile(r"^(?:point )?(?:estimate|value|mean|LS mean)s?\b", re.IGNORECASE)
_CI = re.compile(
    r"^(?:two-sided |2-sided )?\(?\d{2}(?:\.\d)?\s?% ?(?:CI|confidence)|^CI\b", re.IGNORECASE
)
_P = re.compile(
    r"^(?:\S+[- ]){0,2}?p(?:[- ]?values?)?\b(?![ -]?(?:o|er)\b)[^a-z]{0,6}", re.IGNORECASE
)


def effect_role(row: Row, vocabulary: Vocabulary) -> EffectRole | None:
    """What a row holds instead of the arms' own figures; None for figures, and for a row that
    names a measure of its own."""
    label = row.label.text.strip()
    if find_measures(label, vocabulary) or OTHER_TEST.search(label):
        return None
    if _CI.match(label):
        return "ci"
    if _P.match(label):
        return "p"
    if _EFFECT.match(label):
        return "effect"
    section = row.section.text.strip() if row.section else ""
    if _EFFECT.match(section) and _VALUE.match(label):
        return "effect"
    return None


def is_effect_of_its_own(row: Row, vocabulary: Vocabulary) -> bool:
    """Whether a row holds effects on a measure that it names itself."""
    label = row.label.text
    return (
        EFFECT_HEAD.search(label) is not None
        and not OTHER_TEST.search(label)
        and bool(find_measures(label, vocabulary))
    )


def effect_head(row: Row) -> str:
    """The words that say which effect it is."""
    section = row.section.text if row.section and _EFFECT.match(row.section.text.strip()) else ""
    return f"{section} {row.label.text}".strip()
