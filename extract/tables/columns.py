"""What a column (or row) head says: an arm, a count, an effect, an interval, a p."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dosetable.extract.facts import Arm
from dosetable.extract.labels import foreign_in_head, words
from dosetable.extract.pipes.arms.registry import read_arm
from dosetable.extract.pipes.doses import find_doses
from dosetable.extract.pipes.measures import find_measures
from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.registry.groups import Group, Match, match_group
from dosetable.extract.tables.grid import Cell
from dosetable.extract.vocabulary import Vocabulary

Role = Literal["figure", "spread", "percent", "n", "effect", "ci", "p", "other"]

_N_HEAD = re.compile(
    r"(?:n|no\.?|number)(?: of (?:patients|participants|subjects))?(?: analy[sz]ed| with data)?",
    re.IGNORECASE,
)
_P_HEAD = re.compile(r"\bp\b(?![ -]?(?:o|er)\b)|\bp[- ]?values?\b", re.IGNORECASE)
_CI_HEAD = re.compile(r"\bCI\b|confidence interval", re.IGNORECASE)
_EFFECT_HEAD = re.compile(
    r"\bdifference|\bdiff\b|odds ratio|\bOR\b|risk ratio|relative risk|\bRR\b|hazard ratio|\bHR\b|"
    r"effect size|cohen|hedges|\bSMD\b|\bNNT\b|number needed",
    re.IGNORECASE,
)  # fmt: skip
_SPREAD_HEAD = re.compile(r"[(\[±]?\s?(?:SD|SEM?|S\.D\.|S\.E\.|standard (?:deviation|error))\s?[)\]]?", re.IGNORECASE)  # fmt: skip
_PERCENT_HEAD = re.compile(r"\(?(?:%|percent(?:age)?)\)?", re.IGNORECASE)
# Tests of something else than one arm against another at one time.
OTHER_TEST = re.compile(
    r"\bwithin\b|\bintra-?group|\bpre-? ?(?:vs|to|and|-)? ?post\b|\bpaired\b|(?:from|vs\.?|versus|to) baseline|"
    r"\binteraction\b|\btime\b|\bslopes?\b|\btrend\b|\boverall\b|\bomnibus\b|\bper (?:day|week)\b|\bbaseline\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"\bwithin\b|\bintra-?group|\bpaired\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\b(?:vs\.?|versus|minus|between|compared (?:with|to)|from (?:placebo|control))\b", re.I
)
_BASELINE = re.compile(r"\bbaseline\b", re.IGNORECASE)
GROUP_N = re.compile(r"\(?\b[nN]\s?=\s?(\d{1,5})\)?")
_CONTROL = re.compile(r"^(?:placebo|control|comparator)(?: group| arm)?$", re.IGNORECASE)
_LETTER = re.compile(r"(?:group\s)?([a-z]{1,3})(?:[ -]group)?", re.IGNORECASE)
_SHORT = re.compile(r"\b([a-z]{2,6}(?:-ket)?)(?=\d|\b)\s?", re.IGNORECASE)
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
    role: Role | None = None
    if _P_HEAD.search(last) and not _CI_HEAD.search(last):
        role = "p"
    elif _EFFECT_HEAD.search(last):
        role = "effect"
    elif _CI_HEAD.search(last):
        role = "ci"
    if role is not None:
        return _test_head(role, texts, arms, vocabulary)
    if _WITHIN.search(last):
        return Head("other", None, None, "", text)
    match, used = _arm(texts, arms, vocabulary)
    count = GROUP_N.search(text)
    rest = _told(texts, used, vocabulary)
    plain = last.strip(" ,.")
    if _SPREAD_HEAD.fullmatch(plain):
        return Head("spread", match, None, rest, text)
    if _PERCENT_HEAD.fullmatch(plain):
        return Head("percent", match, None, rest, text)
    if _N_HEAD.fullmatch(plain):
        return Head("n", match, None, _told(texts[:-1], used, vocabulary), text)
    return Head("figure" if match else "other", match, int(count[1]) if count else None, rest, text)


def _test_head(
    role: Role, texts: Sequence[str], arms: Sequence[Arm], vocabulary: Vocabulary
) -> Head:
    """The head of an effect, an interval or a p. Under an arm's own head it must say against whom:
    else it is a test of the arm against its own baseline."""
    text, last = " ".join(texts), texts[-1]
    rest = _told(texts[:-1], set(), vocabulary)
    match, _ = _arm(texts[:-1], arms, vocabulary)
    if OTHER_TEST.search(last) or (match and not _BETWEEN.search(last)):
        return Head("other", None, None, rest, text)
    adjusted = (
        _ADJUSTED.search(last) is not None if re.search(r"adjusted|corrected", last, re.I) else None
    )
    return Head(role, match, None, rest, text, adjusted if role == "p" else None)


def _told(texts: Sequence[str], used: set[int], vocabulary: Vocabulary) -> str:
    """The heads that name a time, a measure or the baseline; "Value" and "Group" tell nothing. Of
    the arm's own head ("Ketamine day 1") its time alone."""
    told = []
    for index, text in enumerate(texts):
        times = [text[m.start : m.end] for m in find_timepoints(text)]
        times += _BASELINE.findall(text)
        if index in used:
            told += times
        elif times or find_measures(text, vocabulary):
            told.append(text)
    return " ".join(told)


def match_text(text: str, arms: Sequence[Arm], vocabulary: Vocabulary) -> Match | None:
    """The arm that a head names, or None. "Control" is the one arm that is no experimental one."""
    plain = GROUP_N.sub("", text).strip(" ,;()*†‡")
    if not plain or _EFFECT_HEAD.search(plain) or _BETWEEN.search(plain):
        return None
    plain = _spelt_out(plain, arms)
    controls = [a for a in arms if a.role in {"placebo", "active placebo", "no treatment"}]
    if _CONTROL.fullmatch(plain) and len(controls) == 1:
        return Match(controls[0], "the only control", 0.92)
    reading = read_arm(plain, "", (), vocabulary=vocabulary)
    if reading is None:
        return _by_letter(plain, arms) or _by_dose(plain, arms, vocabulary)
    match = match_group(Group(id="", title=plain, pointer="", reading=reading), arms)
    if match is None:
        return None
    known = {w for a in arms for w in re.findall(r"[a-z0-9-]+", a.label.lower())}
    return None if set(foreign_in_head(plain, vocabulary)) - known else match


def _spelt_out(text: str, arms: Sequence[Arm]) -> str:
    """ "Esk28" as "esketamine 28 mg": abbreviations, and the unit that all arms of a drug share."""

    def full(match: re.Match[str]) -> str:
        name = words()["abbreviations"].get(match[1].lower())
        return f"{name} " if name else match[0]

    text = _SHORT.sub(full, text).strip()
    bare = re.fullmatch(r"([a-z-]+) (\d+(?:\.\d+)?)", text, re.IGNORECASE)
    if bare:
        units = {a.dose.unit for a in arms if a.drug == bare[1].lower() and a.dose}
        if len(units) == 1:
            text = f"{text} {units.pop()}"
    return text


def _by_letter(text: str, arms: Sequence[Arm]) -> Match | None:
    """The arm of "Group K", where its letter can stand for one arm's drug alone."""
    match = _LETTER.fullmatch(text)
    if match is None or "group" not in text.lower():
        return None
    letter = match[1].lower()
    drugs = words()["letters"].get(letter, ())
    meant = [a for a in arms if a.drug in drugs]
    if letter == "c":
        meant = [a for a in arms if a.role != "experimental"]
    return Match(meant[0], "the only arm with this letter", 0.9) if len(meant) == 1 else None


def _by_dose(text: str, arms: Sequence[Arm], vocabulary: Vocabulary) -> Match | None:
    """The arm of "0.5 mg/kg" alone, where one arm has that dose."""
    doses = find_doses(text, vocabulary)
    if len(doses) != 1 or doses[0].kind != "single" or foreign_in_head(text, vocabulary):
        return None
    meant = [
        a for a in arms if a.dose and (a.dose.value, a.dose.unit) == (doses[0].values[0], doses[0].unit)
    ]  # fmt: skip
    return Match(meant[0], "the only arm with this dose", 0.92) if len(meant) == 1 else None


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
