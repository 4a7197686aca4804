"""Contrasts that a head or a label names: "Ketamine vs midazolam", "Difference from placebo".

A figure of such a column belongs to the two arms that are named, never to one of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.arms.treatments import find_treatments
from dosetable.extract.pipes.measures import find_measures
from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.registry.groups import Match
from dosetable.extract.tables.arm_names import by_letter, match_text, spelt_out
from dosetable.extract.vocabulary import Vocabulary

# What is compared must be known: "men vs women" is no contrast of arms.
_PLAIN = re.compile(
    r"\b(?:vs?\.|vs|versus|minus|against|compared (?:with|to)|relative to)(?!\w)", re.IGNORECASE
)
# Words and signs that say a contrast only where arms stand on both sides.
_PERHAPS = re.compile(r"\s-\s|(?<=[a-z)])-(?=[a-z(])|\b(?:v|from|over|to)\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\bbetween (?:the )?(?!group|arm|treatment|condition|subject)", re.IGNORECASE
)
UNNAMED = re.compile(
    r"\b(?:between|among|across)[- ](?:the )?(?:two )?(?:groups?|arms?|treatments?|conditions?)\b",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"^(?:(?:ls|lsm|least|squares?|adjusted|unadjusted|standardi[sz]ed|mean|median|means|differences?|diff|in|of|the|changes?|p|values?|"
    r"treatment|effects?|estimates?|estimated|sizes?|risk|odds|hazard|rate|ratio|or|rr|hr|smd|ci|comparisons?|for|between|group|groups|"
    r"active|drug|study|intervention|experimental|cohen|hedges|d|g|s|sd|se|sem|percent|number|nnt|at|by|95|90|95%|90%)\b[\s.,'’%]*)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:\s+(?:ls|least|squares?|adjusted|mean|median|means|differences?|diff|p|values?|effect|estimate|risk|odds|hazard|ratio|or|rr|hr|"
    r"smd|ci|95% ci|groups?|arms?))+\.?$",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"(?:the )?(?:active|study|experimental)?\s?(?:drug|treatment|intervention|group|arm)?s?",
    re.IGNORECASE,
)
_DOSE = re.compile(r"\d*\.\d+|\d{2,}")
_BARE = re.compile(r"\d+(?:\.\d+)?")
_UNIT = re.compile(r"\d+(?:\.\d+)?(\s?[a-z][a-z/ ]*)", re.IGNORECASE)
_LONGEST = 200  # characters of a head that names what it compares
_LETTERS = re.compile(r"[a-z]{1,3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two arms, the tested one first. ``swapped``: the head names the comparator first."""

    experimental: Match
    comparator: Match
    swapped: bool = False

    @property
    def key(self) -> str:
        return f"{self.experimental.arm.id}|{self.comparator.arm.id}"

    @property
    def weaker(self) -> Match:
        """The less certain of the two matches."""
        return min(self.experimental, self.comparator, key=lambda m: m.confidence)


@dataclass(frozen=True, slots=True)
class Named:
    """What the words of a comparison name: ``first`` is None where they leave it to the column or
    the row ("Difference from placebo"), ``second`` is None where no arm is understood. ``drug``:
    the first is one of the arms that get it ("Esketamine minus placebo" over three doses)."""

    first: Match | None
    second: Match | None
    drug: str | None = None


def find_contrast(text: str, arms: Sequence[Arm], vocabulary: Vocabulary) -> Named | None:
    """Read the comparison that ``text`` (a twin) names; None where it names none, or says only
    that groups were compared."""
    if len(text) > _LONGEST:
        return None
    if UNNAMED.search(text) and not _PLAIN.search(text):
        return None
    if between := _BETWEEN.search(text):
        first, joined, second = text[between.end() :].partition(" and ")
        if joined:
            return Named(_arm(first, arms, vocabulary), _arm(_right(second), arms, vocabulary))
    plain = _PLAIN.search(text)
    for sign in [plain] if plain else _PERHAPS.finditer(text):
        right, left = _right(text[sign.end() :]), _left(text[: sign.start()])
        if _names_no_arm(left, vocabulary):
            left = ""  # "Difference in MADRS from placebo"
        if _BARE.fullmatch(left) and (unit := _UNIT.fullmatch(right)):
            left += unit[1]  # "1.0 vs 0.5 mg/kg"
        second_arm = _arm(right, arms, vocabulary)
        first_arm = _arm(left, arms, vocabulary) if left else None
        if second_arm and (first_arm or not left):
            if plain or first_arm or sign[0].lower() in {"from", "over"}:
                return Named(first_arm, second_arm)
        elif first_arm and _GENERIC.fullmatch(right):
            return Named(None, None)  # "placebo minus active": the sign is turned round
        elif second_arm and plain:
            return Named(
                None, second_arm if (drug := _drug(left, arms, vocabulary)) else None, drug
            )
        elif plain:
            return Named(None, None)
    return None


def resolved(named: Named, own: Match | None, arms: Sequence[Arm]) -> Contrast | None:
    """The contrast, its first arm being ``own`` (or the only experimental arm) where the words do
    not name it. Of two tested arms the first named is the experimental one; of two comparators
    there is no contrast."""
    first, second = named.first, named.second
    if second is None:
        return None
    if first is None:
        tested = [a for a in arms if a.role == "experimental" and a.id != second.arm.id]
        if named.drug and (own is None or own.arm.drug != named.drug):
            return None
        first = own or (Match(tested[0], "the only tested arm", 0.92) if len(tested) == 1 else None)
    if first is None or first.arm.id == second.arm.id:
        return None
    if first.arm.role == "experimental":
        return Contrast(first, second)
    if second.arm.role == "experimental":
        return Contrast(second, first, swapped=True)
    return None


# What every patient takes besides: "Esketamine + AD minus AD + placebo".
_BESIDES = re.compile(
    r"\s?(?:\+|/|\bplus\b|\bwith\b)\s?(?:an? )?(?:(?:new|newly initiated|oral|open-label) )*(?:(?-i:AD|OAD|SOC|TAU)\b|antidepressants?\b|standard[- ]of[- ]care\b)|"
    r"(?:(?-i:AD|OAD|SOC|TAU)\b|\b(?:oral )?antidepressants?\b|\bstandard[- ]of[- ]care\b)\s?(?:\+|/|\bplus\b|\bwith\b)",
    re.IGNORECASE,
)


def _drug(text: str, arms: Sequence[Arm], vocabulary: Vocabulary) -> str | None:
    """The drug that ``text`` is the bare name of, where tested arms get it."""
    text = _BESIDES.sub(" ", text)
    found = {t.name for t in find_treatments(spelt_out(text, arms), vocabulary)}
    named = {a.drug for a in arms if a.role == "experimental"} & found
    return named.pop() if len(found) == len(named) == 1 and len(text.split()) == 1 else None


def only_contrast(arms: Sequence[Arm]) -> Contrast | None:
    """The one tested arm against the one comparator, where a trial has no more."""
    own = [a for a in arms if a.role == "experimental"]
    others = [a for a in arms if a.role != "experimental"]
    if len(own) != 1 or len(others) != 1:
        return None
    first, second = (Match(a[0], "the only two arms", 0.9) for a in (own, others))
    return Contrast(first, second)


def _left(text: str) -> str:
    """The words before a comparison that may name an arm: "p value (A" -> "A"."""
    text = text.strip()
    if text.endswith(")"):
        inner = text[:-1].rpartition("(")[2].strip()
        outer = text.rpartition("(")[0].strip()
        # "Ketamine (n = 20)", "Ketamine (0.5 mg/kg)": the bracket belongs to the words before it.
        text = inner if not _FILLER.sub("", outer + " ").strip() else text
    else:
        text = re.split(r"[:;,(\[]\s*", text)[-1]
    return _FILLER.sub("", text + " ").strip(" .,:;-")


def _names_no_arm(text: str, vocabulary: Vocabulary) -> bool:
    """Whether words are measures and times alone."""
    spans = [(m.start, m.end) for m in find_measures(text, vocabulary)]
    spans += [(m.start, m.end) for m in find_timepoints(text)]
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return bool(spans) and not _FILLER.sub("", text.strip(" .,:;()-") + " ").strip()


def _right(text: str) -> str:
    text = text.strip()
    if text.startswith("("):
        return text[1:].partition(")")[0].strip()
    return _TRAILING.sub("", re.split(r"\s*[:;,)(\[\]]", text)[0].strip()).strip(" .")


def _arm(text: str, arms: Sequence[Arm], vocabulary: Vocabulary) -> Match | None:
    text = text.strip(" .,:;-")
    if not text:
        return None
    if match := match_text(text, arms, vocabulary):
        return match
    if _DOSE.fullmatch(text):  # "0.2 vs placebo"; a small whole number may count the groups
        meant = [a for a in arms if a.dose and a.dose.value == float(text)]
        return Match(meant[0], "the only arm with this dose", 0.9) if len(meant) == 1 else None
    return by_letter(f"group {text}", arms) if _LETTERS.fullmatch(text) else None
