"""Doses that follow one another in the same people: a bolus and its infusion, a pump, steps.

They are one arm (CONSORT 2010, item 5), unlike doses that groups were assigned to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Bolus
from dosetable.extract.pipes.arms.amounts import DoseReading
from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.boluses import leads_to_infusion
from dosetable.extract.pipes.arms.candidate import Candidate
from dosetable.extract.pipes.doses import DoseMention

_STEP = re.compile(r"\b(?:followed by|and then|then by)\b", re.IGNORECASE)
_NO_STEP = re.compile(
    r"\b(?:or|versus|vs|weeks?|days?|phase|period|session|wash\w*|cross\w*|escalat\w*)\b|;",
    re.IGNORECASE,
)


_PUMP = re.compile(
    r"\b(?:pumps?|PCIA|PCEA|PCA|(?:patient|self)[- ](?:controlled|administered)|total volume|background (?:infusion|dose|rate))\b",
    re.IGNORECASE,
)
# 'followed by patient-controlled analgesia with sufentanil, with or without X 50 mg'
_INTO_PUMP = re.compile(
    r"\b(?:followed by|then|and) (?:[\w-]+ ){0,3}(?:PCIA|PCEA|PCA|pumps?|analgesia)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_GROUPS = re.compile(r"\b(?:groups?|arms?|or|versus|vs)\b|;", re.IGNORECASE)


def pumped(twin: str, own: Sequence[DoseMention], left: int, right: int) -> bool:
    """Whether the only dose of a treatment is said to have gone into a pump of pain relief."""
    if len(own) != 1:
        return False
    behind = _PUMP.search(twin, left, min(right, own[0].end + 110))
    return (
        behind is not None
        or _INTO_PUMP.search(twin, max(0, own[0].start - 130), own[0].start) is not None
    )


# 'ES1: X 1 mg/kg, ES2: X 2 mg/kg', 'group A (X 1 mg/kg), group B (X 2 mg/kg)': one group after another.
_NEXT_LABEL = re.compile(
    r"\b[A-Z]{1,4}[0-9]?\s?[:=]|\b(?:[Gg]roup|[Aa]rm) [A-Z0-9]{1,4}\b|\b[A-Z][A-Z0-9]{0,3} (?:group|arm)\b"
)


# 'groups C, A and B were given ..., respectively'
_LISTED = re.compile(
    r"\b(?:[Gg]roups?|[Aa]rms?) [A-Z][A-Z0-9]{0,3}(?:, ?[A-Z][A-Z0-9]{0,3})*,? (?:and|&) [A-Z]"
)
_ORDERED = re.compile(r"\brespectively\b")


def pumped_alike(twin: str, found: list[Candidate]) -> list[Candidate]:
    """Groups of one list whose doses went into pumps, where that is said behind the last of them."""
    drugs = [c for c in found if c.kind == TOPIC and c.doses]
    if len({c.pump for c in drugs}) < 2:
        return found
    ranked = _ranked_together(twin, drugs)
    if ranked:
        return [replace(c, pump=True) if c in ranked else c for c in found]
    gaps = [(a.doses[-1].end, b.doses[0].start) for a, b in zip(drugs, drugs[1:], strict=False)]
    listed = _LISTED.search(twin, drugs[0].sentence.start, drugs[0].start)
    ordered = listed and _ORDERED.search(twin, drugs[-1].doses[-1].end, drugs[-1].sentence.end)
    if not ordered and not all(_NEXT_LABEL.search(twin, *gap) for gap in gaps):
        return found
    return [replace(c, pump=True) if c in drugs else c for c in found]


# 'high- (2 mg/kg) and low-dose (1 mg/kg) X via a pump'
_NEXT_RANK = re.compile(
    r"[)\]]?,? (?:and|or|versus|vs\.?) (?:low|high|medium|middle)(?:er)?[- ]dose [(\[]?",
    re.IGNORECASE,
)


def _ranked_together(twin: str, drugs: list[Candidate]) -> list[Candidate]:
    """Two doses that one phrase ranks, of which the second went into a pump: both did."""
    for first, second in zip(drugs, drugs[1:], strict=False):
        gap = (first.doses[-1].end, second.doses[0].start)
        if second.pump and not first.pump and _NEXT_RANK.fullmatch(twin, *gap):
            return [first, second]
    return []


def _in_pump(twin: str, second: Candidate, gap: str) -> bool:
    """Whether a second dose of the same people went into their pump of pain relief."""
    after = twin[max(second.end, second.doses[-1].end) :][:25].split(".")[0]
    return not _GROUPS.search(gap) and _PUMP.search(f"{gap} {after}") is not None


def _with_bolus(twin: str, first: Candidate, second: Candidate) -> DoseReading | None:
    """'0.5 mg/kg and 0.25 mg/kg/h of X': an amount and a rate of one group are a bolus and its
    infusion."""
    if not len(first.doses) == len(second.doses) == 1:
        return None
    amount, rate = first.doses[0], second.doses[0]
    if amount.dose.value is None or rate.dose.value is None:
        return None
    if not rate.dose.unit.endswith(("/h", "/min")) or amount.dose.unit.endswith(("/h", "/min")):
        return None
    if rate.start <= amount.end or not leads_to_infusion(twin[amount.end : rate.start]):
        return None
    bolus = Bolus(value=amount.dose.value, unit=amount.dose.unit)
    return replace(
        rate, dose=replace(rate.dose, bolus=bolus), start=amount.start, rule="doses.bolus_infusion"
    )


def _told_apart_by_pumps(found: Sequence[Candidate]) -> bool:
    """Whether groups had one and the same first dose, and pumps that differ."""
    drug = [c for c in found if c.kind == TOPIC and c.doses]
    first = {c.doses for c in drug if not c.pump}
    pumps = {d.dose for c in drug if c.pump for d in c.doses}
    return len({d.dose for doses in first for d in doses}) == 1 and len(pumps) > 1


def without_steps(twin: str, found: list[Candidate]) -> list[Candidate]:
    """Two doses of one drug given one after the other ("0.25 mg/kg of X, followed by 50 mg of X
    in the pump") are steps of one arm, known by its first; where the second step differs between
    groups ("1 mg/kg or 2 mg/kg") it is what tells the arms apart."""
    kept = list(found)
    if _told_apart_by_pumps(found):
        return [replace(c, doses=()) if c.kind == TOPIC and not c.pump else c for c in found]
    for i, (first, second) in enumerate(zip(found, found[1:], strict=False)):
        if first.kind != TOPIC or first.name != second.name or not (first.doses and second.doses):
            continue
        gap = twin[max(first.end, first.doses[-1].end) : min(second.start, second.doses[0].start)]
        if _NEXT_RANK.fullmatch(gap):
            continue  # groups of a low and a high dose
        infusion = _with_bolus(twin, first, second)
        if infusion is not None:
            kept[i], kept[i + 1] = replace(first, doses=(infusion,)), replace(second, doses=())
            continue
        if len(second.doses) == 1 and _in_pump(twin, second, gap):
            kept[i + 1] = replace(second, doses=())
            continue
        if len(gap) > 110 or not _STEP.search(gap) or _NO_STEP.search(gap):
            continue
        if len(second.doses) > 1 and len(first.doses) == 1:
            kept[i] = replace(first, doses=())
        elif not second.doses[0].dose.unit.endswith(("/h", "/min")):
            kept[i + 1] = replace(second, doses=())
    return kept
