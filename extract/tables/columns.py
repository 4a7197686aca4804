"""What a column (or row) head says: an arm, a count, an effect, an interval, a p."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.arms.registry import read_arm
from dosetable.extract.pipes.measures import find_measures
from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.registry.groups import Group, Match, match_group
from dosetable.extract.tables.grid import Cell
from dosetable.extract.vocabulary import Vocabulary

Role = Literal["figure", "n", "effect", "ci", "p", "other"]

_N_HEAD = re.compile(
    r"(?:n|no\.?|number)(?: of (?:patients|participants|subjects))?(?: analy[sz]ed)?", re.IGNORECASE
)
_P_HEAD = re.compile(r"\bp\b(?![ -]?(?:o|er)\b)|\bp[- ]?values?\b", re.IGNORECASE)
_CI_HEAD = re.compile(r"\bCI\b|confidence interval", re.IGNORECASE)
_EFFECT_HEAD = re.compile(
    r"\bdifference|\bdiff\b|odds ratio|\bOR\b|risk ratio|relative risk|\bRR\b|hazard ratio|\bHR\b|"
    r"effect size|cohen|hedges|\bSMD\b|\bNNT\b|number needed",
    re.IGNORECASE,
)  # fmt: skip
_GROUP_N = re.compile(r"\(?\b[nN]\s?=\s?(\d{1,5})\)?")
_CONTROL = re.compile(r"^(?:placebo|control|comparator)(?: group| arm)?$", re.IGNORECASE)
_ADJUSTED = re.compile(r"(?<!un)adjusted|corrected", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """A head's reading: ``rest`` are the words that name neither arm nor role."""

    role: Role
    match: Match | None
    n: int | None
    rest: str
    text: str
    adjusted: bool | None = None


def read_head(cells: Sequence[Cell], arms: Sequence[Arm], vocabulary: Vocabulary) -> Head:
    """Read the header cells of one column (or a row's label) from top to bottom."""
    texts = [c.text for c in cells]
    text = " ".join(texts)
    last = texts[-1] if texts else ""
    if _P_HEAD.search(last) and not _CI_HEAD.search(last):
        adjusted = (
            _ADJUSTED.search(last) is not None
            if re.search(r"adjusted|corrected", last, re.I)
            else None
        )
        return Head("p", None, None, _told(texts[:-1], set(), vocabulary), text, adjusted)
    if _EFFECT_HEAD.search(last):
        return Head("effect", None, None, _told(texts[:-1], set(), vocabulary), text)
    if _CI_HEAD.search(last):
        return Head("ci", None, None, _told(texts[:-1], set(), vocabulary), text)
    match, used = _arm(texts, arms, vocabulary)
    count = _GROUP_N.search(text)
    rest = _told(texts, used, vocabulary)
    if _N_HEAD.fullmatch(last.strip(" ,.")):
        return Head("n", match, None, _told(texts[:-1], used, vocabulary), text)
    return Head("figure" if match else "other", match, int(count[1]) if count else None, rest, text)


def _told(texts: Sequence[str], used: set[int], vocabulary: Vocabulary) -> str:
    """The heads that name a time or a measure; "Value" and "Group" tell nothing."""
    return " ".join(
        t
        for i, t in enumerate(texts)
        if i not in used and (find_timepoints(t) or find_measures(t, vocabulary))
    )


def match_text(text: str, arms: Sequence[Arm], vocabulary: Vocabulary) -> Match | None:
    """The arm that a head names, or None. "Control" is the one arm that is no experimental one."""
    plain = _GROUP_N.sub("", text).strip(" ,;()")
    if not plain or _EFFECT_HEAD.search(plain):
        return None
    reading = read_arm(plain, "", (), vocabulary=vocabulary)
    match = (
        match_group(Group(id="", title=plain, pointer="", reading=reading), arms)
        if reading
        else None
    )
    if match is None and _CONTROL.fullmatch(plain):
        controls = [a for a in arms if a.role in {"placebo", "active placebo", "no treatment"}]
        if len(controls) == 1:
            return Match(controls[0], "the only control", 0.92)
    return match


def _arm(
    texts: Sequence[str], arms: Sequence[Arm], vocabulary: Vocabulary
) -> tuple[Match | None, set[int]]:
    """Match the most specific head, then heads joined ("Esketamine" over "28 mg")."""
    for index in range(len(texts) - 1, -1, -1):
        if match := match_text(texts[index], arms, vocabulary):
            return match, {index}
    if len(texts) > 1 and (match := match_text(" ".join(texts[-2:]), arms, vocabulary)):
        return match, {len(texts) - 2, len(texts) - 1}
    return None, set()
