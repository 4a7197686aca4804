"""Amounts in text: ``find_doses`` returns each with its unit, its offsets and its drug if adjacent.

One mention may hold several amounts that share a unit ("0.1, 0.2, 0.5 or 1.0 mg/kg").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, cast

from dosetable.extract.facts import DoseUnit
from dosetable.extract.pipes.doses.patterns import (
    JOIN,
    NUMBER,
    TO,
    composed_unit,
    unit_expression,
)
from dosetable.extract.pipes.lexicon import lexicon
from dosetable.extract.vocabulary import Vocabulary

DoseKind = Literal["single", "list", "range"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One number of a mention, in the mention's unit."""

    value: float
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseMention:
    """Amounts that share ``unit``; ``drug`` is the preferred name of a drug next to them.

    ``kind``: 'single'; 'range' ("0.5-0.9", "0.1 to 0.5"); 'list' ("28, 56 or 84"), which may be
    doses of several arms or of flexible dosing: the sentence decides.
    """

    unit: DoseUnit
    kind: DoseKind
    amounts: tuple[Amount, ...]
    start: int
    end: int
    drug: str | None = None

    @property
    def values(self) -> tuple[float, ...]:
        return tuple(a.value for a in self.amounts)


@dataclass(frozen=True, slots=True, eq=False)
class _Expressions:
    amount: re.Pattern[str]
    joined: re.Pattern[str]
    joint: re.Pattern[str]


_LABEL = r"(?:\s?\((?-i:[A-Z][A-Za-z]{0,3}\d?|[A-Z][a-z]{0,2}-[A-Z]|(?:[Gg]roup|[Aa]rm) [A-Z0-9]{1,3}|[A-Z]{1,3}\d? (?:group|arm))\))"


@cache
def _expressions(vocabulary: Vocabulary) -> _Expressions:
    unit = unit_expression(vocabulary["units"])
    # The hung hyphen of "28-, 56- or 84-mg", and the count of "28- (n = 41), 56- (n = 40)".
    counted = r"\s?[(\[](?:[nN]\s?=\s?\d{1,4}|\d{1,4} (?:patients|participants|subjects|women|people))[)\]]"
    # '0.9 ± 0.2 mg/kg', '0.9 (SD 0.2) mg/kg': the mean is the dose.
    spread = rf"\s?(?:(?:±|\+/-|\+-)\s?{NUMBER}|[(\[](?:SD|SE|SEM|±|\+/-):?\s?{NUMBER}[)\]])"
    inner = rf"(?:(?:-?{counted}|-)(?=\s?,|\s(?:and|or|to)\s))?"
    joint = rf"(?:{JOIN}|{TO})"
    numbers = rf"(?P<numbers>{NUMBER}(?:{inner}{joint}{NUMBER}){{0,8}})"
    tail = r"(?!\s?/\s?(?:d?[lL]|ml|mL|dose\b.{0,3}vial)|\s?per\s(?:d?[lL]|ml|milli)|\s?[·.]?\s?(?:d?L|m[lL])\s?-|\s?%)"
    return _Expressions(
        amount=re.compile(
            rf"(?:(?<![\d.A-Za-z,])|(?<=ketamine)|(?<=midazolam)|(?<=propofol)|(?<=fentanil))(?<![=<>≤≥] )(?<![=<>≤≥]){numbers}(?:{counted}|{spread})?\s?-?\s?{unit}{tail}",
            re.IGNORECASE,
        ),
        joined=re.compile(rf"({NUMBER})({inner})({joint})?", re.IGNORECASE),
        # '0.1 mg/kg (E1), 0.2 mg/kg (E2) and 0.3 mg/kg (E3)': the group's label hides no list.
        joint=re.compile(rf"{_LABEL}?(?:{joint})(?:a |of )?", re.IGNORECASE),
    )


def find_doses(
    twin_text: str, vocabulary: Vocabulary, start: int = 0, end: int | None = None
) -> list[DoseMention]:
    """Return the amounts of ``twin_text[start:end]`` in reading order.

    Concentrations (mg/mL, mg/dL) and units that the schema lacks are left out. Offsets are those
    of the whole text.
    """
    expressions = _expressions(vocabulary)
    stop = len(twin_text) if end is None else end
    found: list[DoseMention] = []
    for match in expressions.amount.finditer(twin_text, start, stop):
        unit = composed_unit(match, vocabulary["units"])
        if unit is None or _EQUIVALENT.match(twin_text, match.end()):
            continue
        if unit == "mg" and _DAILY.search(twin_text, max(start, match.start() - 40), match.start()):
            unit = "mg/day"
        amounts, kind = _after_ordinal(
            twin_text, match.start(), *_amounts(match, expressions.joined)
        )
        mention = DoseMention(
            unit=cast("DoseUnit", unit),
            kind=kind,
            amounts=amounts,
            start=amounts[0].start,
            end=match.end(),
            drug=_adjacent_drug(twin_text, amounts[0].start, match.end(), vocabulary),
        )
        joint = (
            expressions.joint.fullmatch(twin_text, found[-1].end, mention.start) if found else None
        )
        if joint and f"{found[-1].unit}/day" == unit and match["daily"]:
            # '50 mg, 100 mg and 200 mg daily'
            found[-1] = replace(found[-1], unit=cast("DoseUnit", unit))
        if joint and found[-1].unit == unit and found[-1].kind != "range" and kind != "range":
            mention = _united(found.pop(), mention, joint.group())
        found.append(mention)
    return found


# '8 mg of diazepam equivalent': what the people's other drugs came to
_EQUIVALENT = re.compile(
    r"(?:/day| daily| per day)? (?:of )?(?:an? )?(?:[a-z]+[ -]){1,2}equivalents?\b", re.IGNORECASE
)
# 'a fixed daily dosage of 150 mg', 'daily ketamine doses of 100 mg'
_DAILY = re.compile(
    r"(?<!twice )(?<!times )(?<!twice-)\bdaily (?:[\w-]+ )?(?:dos(?:e|age)s?|amounts?) (?:of |was |were |being )+$",
    re.IGNORECASE,
)
# "on Day 1, then 56 or 84 mg": the number after such a word counts days, not milligrams.
_ORDINAL = re.compile(
    r"\b(?:day|week|month|hour|visit|session|period|phase|part|step|stage|cohort|panel|group|arm)(s?)\s$",
    re.IGNORECASE,
)


def _after_ordinal(
    text: str, start: int, amounts: tuple[Amount, ...], kind: DoseKind
) -> tuple[tuple[Amount, ...], DoseKind]:
    """Drop the numbers that belong to the word before them: one after "day"; after "days" and in
    "day 1 to 8" all but the last."""
    word = _ORDINAL.search(text, max(0, start - 12), start)
    if word is None or len(amounts) == 1:
        return amounts, kind
    between = text[amounts[0].end : amounts[1].start].strip(" ,")
    several = word[1] or between in {"-", "to", "through", "up to"}
    left = amounts[-1:] if several else amounts[1:]
    return left, "single" if len(left) == 1 else "list"


def _united(first: DoseMention, second: DoseMention, joint: str) -> DoseMention:
    """Two mentions that repeat the unit ("28 mg, 56 mg or 84 mg") as one."""
    amounts = first.amounts + second.amounts
    return replace(
        first,
        amounts=amounts,
        end=second.end,
        kind=_kind(amounts, joint),
        drug=first.drug or second.drug,
    )


def _amounts(match: re.Match[str], joined: re.Pattern[str]) -> tuple[tuple[Amount, ...], DoseKind]:
    text = match.group("numbers")
    offset = match.start("numbers")
    amounts: list[Amount] = []
    joints: list[str] = []
    for piece in joined.finditer(text):
        value = (
            float(piece.group(1).replace(",", ""))
            if _grouped(piece.group(1))
            else float(piece.group(1))
        )
        amounts.append(
            Amount(value=value, start=offset + piece.start(1), end=offset + piece.end(1))
        )
        joints.append(piece.group(3) or "")
    return tuple(amounts), _kind(tuple(amounts), joints[0])


def _kind(amounts: tuple[Amount, ...], joint: str) -> DoseKind:
    if len(amounts) == 1:
        return "single"
    between = joint.strip().lower()
    ranged = between in {"-", "to", "through", "up to"} or between.startswith("to ")
    return (
        "range" if ranged and len(amounts) == 2 and amounts[0].value < amounts[1].value else "list"
    )


def _grouped(number: str) -> bool:
    return bool(re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number))


_BEFORE = re.compile(r"[\s(\[,:]*(?:at |of |a |dose |doses |single |fixed |flexible )*$")
_AFTER = re.compile(
    r"[\s,]*(?:of )?(?:(?:iv|i\.v\.|intravenous|oral|intranasal|subcutaneous|intramuscular|nasal) )*$",
    re.IGNORECASE,
)


def _adjacent_drug(twin: str, start: int, end: int, vocabulary: Vocabulary) -> str | None:
    """The drug right before an amount ("ketamine (0.5 mg/kg") or right after ("0.5 mg/kg of ...")."""
    drugs = lexicon(vocabulary, "drugs")
    before = drugs.find(twin, max(0, start - 60), start)
    if before and _BEFORE.match(twin[before[-1].end : start]):
        return before[-1].term.name
    after = drugs.find(twin, end, min(len(twin), end + 60))
    if after and _AFTER.match(twin[end : after[0].start]):
        return after[0].term.name
    return None
