"""Which arm a head or a label names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.facts import Arm
from dosetable.extract.labels import foreign_in_head, words
from dosetable.extract.pipes.arms.registry import read_arm
from dosetable.extract.pipes.doses import find_doses
from dosetable.extract.registry.groups import Group, Match, match_group, side_by_side
from dosetable.extract.vocabulary import Vocabulary

GROUP_N = re.compile(r"\(?\b(?:[nN]\s?=|(?<=\()(?i:total):?(?:\s?[nN]\s?=)?)\s?(\d{1,5})\)?")
_CONTROL = re.compile(r"^(?:placebo|control|comparator)(?: group| arm)?$", re.IGNORECASE)
_TESTED = re.compile(
    r"^(?:intervention|experimental|observation)(?: group| arm)?$|^(?:treatment|study|test|active|drug|trial) (?:group|arm)$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"(?:group\s)?([a-z]{1,3})(?:[ -]group)?", re.IGNORECASE)
_RANK = re.compile(
    r"(?P<rank>low|mid(?:dle)?|medium|moderate|high)(?:er)?[- ]doses?(?: (?P<drug>esketamine|ketamine|arketamine))?(?: (?:group|arm))?",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"\b([a-z]{2,7}(?:-ket)?)(?=\d|\b)(?![ -](?:dose|level|study|point)s?\b)\s?", re.IGNORECASE
)
EFFECT_HEAD = re.compile(
    r"\bdifference|\bdiff\b|odds ratio|(?-i:\ba?OR\b)|risk ratio|relative risk|(?-i:\ba?RR\b)|hazard ratio|(?-i:\ba?HR\b)|"
    r"effect size|(?-i:\bAR[RD]\b|\bRD\b)|absolute risk|hodges|cohen|hedges|\bSMD\b|\bNNT\b|number needed|"
    r"^(?:adjusted |point |estimated )?(?:treatment )?(?:effects?|estimates?)(?: estimates?)?\b",
    re.IGNORECASE,
)  # fmt: skip
_BETWEEN = re.compile(
    r"\b(?:vs\.?|versus|minus|between|compared (?:with|to)|from (?:placebo|control))\b", re.I
)
# Several arms taken together: their figures are of none of them.
_POOLED = re.compile(
    r"\b(?:all|any|both|either|each|pooled|total|overall|combined(?! with)|doses|groups|arms|cohorts)\b",
    re.IGNORECASE,
)


def match_text(text: str, arms: Sequence[Arm], vocabulary: Vocabulary) -> Match | None:
    """The arm that a head names, or None. "Control" is the one arm that is no experimental one."""
    plain = GROUP_N.sub("", text).strip(" ,;()*†‡")
    if not plain or EFFECT_HEAD.search(plain) or _BETWEEN.search(plain):
        return None
    plain = spelt_out(plain, arms)
    controls = [a for a in arms if a.role in {"placebo", "active placebo", "no treatment"}]
    if _CONTROL.fullmatch(plain) and len(controls) == 1:
        return Match(controls[0], "the only control", 0.92)
    tested = [a for a in arms if a.role == "experimental"]
    if _TESTED.fullmatch(plain) and len(tested) == 1 and len(arms) > 1:
        return Match(tested[0], "the only tested arm", 0.92)
    if ranked := by_rank(plain, arms):
        return ranked
    if _POOLED.search(plain) or side_by_side(plain, vocabulary):
        return None
    reading = read_arm(plain, "", (), vocabulary=vocabulary)
    if reading is None:
        return by_letter(plain, arms) or _by_dose(plain, arms, vocabulary)
    match = match_group(Group(id="", title=plain, pointer="", reading=reading), arms)
    if match is None:
        return None
    known = {w for a in arms for w in re.findall(r"[a-z0-9-]+", a.label.lower())}
    return None if set(foreign_in_head(plain, vocabulary)) - known else match


def spelt_out(text: str, arms: Sequence[Arm]) -> str:
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


def by_rank(text: str, arms: Sequence[Arm]) -> Match | None:
    """The arm of "Low-dose group", where the tested arms are of one drug in two or three doses."""
    match = _RANK.fullmatch(text)
    tested = [a for a in arms if a.role == "experimental"]
    doses = sorted({a.dose.value for a in tested if a.dose and a.dose.value is not None})
    units = {a.dose.unit if a.dose else None for a in tested}
    if match is None or len({a.drug for a in tested}) != 1 or len(units) != 1:
        return None
    if match["drug"] and match["drug"].lower() != tested[0].drug:
        return None
    if len(doses) != len(tested) or len(tested) not in (2, 3):
        return None
    rank = match["rank"].lower()
    if rank not in {"low", "high"} and len(doses) != 3:
        return None
    value = doses[0] if rank == "low" else doses[-1] if rank == "high" else doses[1]
    arm = next(a for a in tested if a.dose and a.dose.value == value)
    return Match(arm, f"the {rank} dose", 0.92)


def by_letter(text: str, arms: Sequence[Arm]) -> Match | None:
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


# 'Lo-K 0.5 mg/kg', 'KET1 1.0 mg/kg': a group's short name before its dose
_ABBREVIATED = re.compile(r"^[A-Za-z]{1,4}-?[A-Z]\d? (?=\d)")


def _by_dose(text: str, arms: Sequence[Arm], vocabulary: Vocabulary) -> Match | None:
    """The arm of "0.5 mg/kg" alone, where one arm has that dose."""
    doses = find_doses(text, vocabulary)
    if len(doses) != 1 or doses[0].kind != "single":
        return None
    if foreign_in_head(_ABBREVIATED.sub("", text), vocabulary):
        return None
    meant = [
        a for a in arms if a.dose and (a.dose.value, a.dose.unit) == (doses[0].values[0], doses[0].unit)
    ]  # fmt: skip
    return Match(meant[0], "the only arm with this dose", 0.92) if len(meant) == 1 else None
