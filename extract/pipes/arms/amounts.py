"""The amounts given to one treatment as its doses: one, several, a range, a bolus and infusion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dosetable.extract.facts import Bolus, Dose
from dosetable.extract.pipes.arms.boluses import leads_to_infusion, makes_bolus
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.doses import DoseMention
from dosetable.extract.pipes.numbers import COUNT, parse_count


@dataclass(frozen=True, slots=True)
class DoseReading:
    """A dose with its span; ``inferred`` where its drug was not next to it."""

    dose: Dose
    start: int
    end: int
    rule: str
    inferred: bool = False


_RISE = re.compile(
    r"\b(?:ris(?:ing|e)|rais(?:ed|ing)|increas(?:ed|ing|e)|up|escalat|titrat|progress|stepp|to a max)",
    re.IGNORECASE,
)
_START = re.compile(
    r"\b(?:start(?:ing|ed)?|beginning|begun|began|initial(?:ly)?|first dose|day 1\b)[^.;]{0,25}$",
    re.IGNORECASE,
)
_NEXT_DOSE = re.compile(r",?\s(?:(?:and\s)?then|followed\sby)\s", re.IGNORECASE)
_THEN = re.compile(r"\b(?:then|followed by|and)\b(?!.*\b(?:groups?|or|versus|vs)\b)", re.IGNORECASE)
_INTO_PUMP = re.compile(
    r"(?: \w+){0,3} (?:in|by|via|through|into) (?:an? |the |her |his |their )?(?:[\w-]+ ){0,2}?(?:pumps?|PCIA|PCEA|PCA|patient[- ]controlled)\b",
    re.IGNORECASE,
)
# '0.25 mg/kg, infused at 0.125 mg/kg/h': the rate says how the dose was given, not another dose.
_AT_RATE = re.compile(
    r"[\s,(]*(?:(?:was|were|and|then)\s)?(?:infused|administered|given|pumped|delivered)?[^.;]{0,25}?\bat (?:an? |the )?(?:\w+ )?(?:rate |speed )?(?:of )?$",
    re.IGNORECASE,
)
# '25 mg twice daily, i.e. 50 mg a day': the same dose said again.
_AGAIN = re.compile(
    r"\b(?:i\.?\s?e\.?,?|that is,?|(?:for )?a? ?total(?:l?ing)?(?: daily)?(?: dose)?(?: of)?|equivalent to|corresponding to|amounting to|equal to|\w+ (?:sprays?|puffs?|insufflations?|actuations?|capsules?|tablets?|lozenges?) of)\s$",
    re.IGNORECASE,
)
_UP_TO = re.compile(
    r"(?<!titrated )(?<!from )\bup to (?:an? (?:maximum |max |dose )*of )?$", re.IGNORECASE
)
_LIMIT = re.compile(
    r"\b(?:max(?:imum|\.)?|at most|not (?:to )?exceed(?:ing)?|capped at|no more than)\s*(?:dose )?(?:of )?$",
    re.IGNORECASE,
)
# 'increasing by 0.1 mg/kg up to 0.5 mg/kg': the size of a step is no dose.
_STEP_OF = re.compile(
    r"\b(?:(?:increas|rais|ris|escalat|titrat|step|decreas|reduc|lower)\w*(?: (?:up|down))?(?: or (?:up|down))? by|(?:up|down) by|increments? of|(?:in|by) steps of)\s$",
    re.IGNORECASE,
)
# 'titrated up by 0.2-0.5 mg/kg or down by 0.2-0.7 mg/kg'; 'increasing by 0.1 up to 0.5 mg/kg' is a rise
_STEPS_OF = re.compile(r"\b(?:up|down)(?: or (?:up|down))? by\s$", re.IGNORECASE)
_FLEXIBLE = re.compile(
    r"\bflexib|\btitrat|\bresponse-guided|\bas tolerated|\bbased on (?:response|tolerab|efficacy)|\bif (?:needed|tolerated)|\bescalat|\bascending"
    r"|\bincreas(?:ed|ing) (?:to|up)|\bdose adjust|\bindividuali[sz]ed|\bvariable[- ]dos|\bat the (?:investigator|physician|clinician)",
    re.IGNORECASE,
)
# '25, 35 or 50 mg by weight': one person's dose follows from the weight.
_BY_WEIGHT = re.compile(
    r"\b(?:by|according to|based on|depending on|dependent on|adjusted (?:for|to)|tiered (?:by|to)|stratified by|determined by|(?:tailored|matched|scaled) to) (?:the |their )?(?:patients?'? |participants?'? )?(?:actual )?(?:body[- ]?)?(?:weight|mass|BMI)\b|\b(?:body[- ]?)?weight[- ](?:based|tiered|adjusted|banded|dependent|adapted)\b",
    re.IGNORECASE,
)
_WEIGHT_BAND = re.compile(
    rf"[^,;.()]{{0,30}}?(?:\b(?:below|under|above|over|up to|at least|less than|more than|between|for|from|if|weighing|heavier than|lighter than)|[<>\u2264\u2265]) ?(?:{COUNT}|\d+(?:\.\d+)?)(?:(?: to | and |-)\d+)? ?kg\b",
    re.IGNORECASE,
)
_FIXED = re.compile(
    r"\brespectively\b|\bfixed[- ]dos|\bdose[- ]ranging|\bone of (?:two|three|four|five)|\beach of\b|\b(?:two|three|four|2|3|4|different) (?:\w+ )?(?:doses|dosages|dose levels|dose groups)\b|\bdoses of\b",
    re.IGNORECASE,
)


def resolve_doses(
    twin: str, mentions: Sequence[DoseMention], sentence: Sentence, *, inferred: bool = False
) -> tuple[DoseReading, ...]:
    """Turn the amounts given to one treatment into its doses: one, several (several arms), a
    range, or an infusion with its bolus."""
    whole = twin[sentence.start : sentence.end]
    mentions = _for_all(twin, mentions)
    mentions = [m for m in mentions if not _is_step(twin, m)]
    pairs = _pairs(twin, mentions, inferred)
    if pairs:
        return pairs
    rising = _start_to_limit(twin, mentions, whole, inferred)
    if rising is not None:
        return (rising,)
    kept = [m for m in mentions if not _LIMIT.search(twin, max(0, m.start - 30), m.start)]
    if not kept:
        return ()
    kept = _without_restated(twin, kept)
    in_turn = _in_turn(twin, kept, inferred)
    if in_turn is not None:
        return (in_turn,)
    if len(kept) >= 2:
        first, second = kept[0], kept[1]
        between = twin[first.end : second.start]
        if makes_bolus(twin, first, second):
            dose = Dose(
                unit=second.unit,
                value=second.values[0],
                bolus=Bolus(value=first.values[0], unit=first.unit),
            )
            return (DoseReading(dose, first.start, second.end, "doses.bolus_infusion", inferred),)
        if _THEN.search(between) and _INTO_PUMP.match(twin, second.end):
            kept = [first, *kept[2:]]  # '0.5 mg/kg at induction, then 2 mg/kg in the pump'
        elif (
            first.unit == second.unit
            and first.kind == second.kind == "single"
            and _NEXT_DOSE.fullmatch(between)
        ):
            values = (*first.values, *second.values)
            dose = Dose(unit=first.unit, low=min(values), high=max(values))
            return (DoseReading(dose, first.start, second.end, "doses.steps", inferred),)
        if (
            first.unit == second.unit
            and _RISE.search(between)
            and len(between) < 60
            and not re.search(r"\bday \d|\bthen\b", between)
        ):
            values = (*first.values, *second.values)
            dose = Dose(unit=first.unit, low=min(values), high=max(values))
            return (DoseReading(dose, first.start, second.end, "doses.rising", inferred),)
        if (
            re.match(r"\s*[(\[]", between)
            and twin[first.end : second.end].count("(") > twin[first.end : second.end].count(")")
            and first.unit != second.unit
        ):
            kept = [first, *kept[2:]]
        kept = (
            [
                m
                for m in kept
                if m.unit == kept[0].unit
                or m.unit.endswith(("/kg", "/h", "/min"))
                or _FIXED_OF.search(twin, max(0, m.start - 30), m.start)
            ]
            if kept[0].unit != "mg"
            else kept
        )
    started = [
        m
        for m in kept
        if not (_START.search(twin, max(sentence.start, m.start - 40), m.start) and len(kept) > 1)
    ]
    readings: list[DoseReading] = []
    for mention in started or kept:
        readings += _readings(mention, whole, twin, inferred)
    unique: dict[Dose, DoseReading] = {}
    for reading in readings:
        unique.setdefault(reading.dose, reading)
    return tuple(unique.values())


_FIXED_OF = re.compile(
    r"\b(?:or|versus|vs\.?) (?:an? |the )?(?:fixed|flat)(?:[- ]dose| dosage)? (?:of )?$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:[A-Z]{1,4}\d?|(?:[Gg]roup|[Aa]rm) \w{1,3})\s?[(:,]|\b(?:or|and|versus|vs)\b|[;,]"
)


def _pairs(twin: str, mentions: Sequence[DoseMention], inferred: bool) -> tuple[DoseReading, ...]:
    """'E1 (0.25 mg/kg, then 0.125 mg/kg/h), E2 (0.5 mg/kg, then 0.25 mg/kg/h)': a bolus and its
    infusion for each of several groups."""
    firsts, rates = mentions[::2], mentions[1::2]
    if len(mentions) < 4 or len(firsts) != len(rates):
        return ()
    readings = []
    for first, rate in zip(firsts, rates, strict=True):
        single = first.kind == rate.kind == "single"
        apart = rate.unit.endswith(("/h", "/min")) and not first.unit.endswith(("/h", "/min"))
        if not (single and apart and leads_to_infusion(twin[first.end : rate.start])):
            return ()
        bolus = Bolus(value=first.values[0], unit=first.unit)
        dose = Dose(unit=rate.unit, value=rate.values[0], bolus=bolus)
        readings.append(DoseReading(dose, first.start, rate.end, "doses.bolus_infusion", inferred))
    gaps = [twin[a.end : b.start] for a, b in zip(readings, readings[1:], strict=False)]
    if len({r.dose for r in readings}) != len(readings) or not all(map(_LABEL.search, gaps)):
        return ()
    return tuple(readings)


def _is_step(twin: str, mention: DoseMention) -> bool:
    head = max(0, mention.start - 30)
    steps = _STEP_OF if mention.kind == "single" else _STEPS_OF
    return mention.kind != "list" and steps.search(twin, head, mention.start) is not None


# '(28 mg over 65 years)': the dose of some only.
_SOME_ONLY = re.compile(
    r"\s?(?:at|for|if|in|when|over|from) (?:[^();,]|\d-\d){0,30}?(?:\byears\b|\baged?\b|\bolder\b|\belderly\b|\bimpair)",
    re.IGNORECASE,
)
_DAY_ONE = re.compile(
    r"\s?(?:only )?(?:on|at) (?:the )?(?:first day|day (?:1|one))\b", re.IGNORECASE
)


# '(28 mg on day 1; 56 or 84 mg thereafter)': how all began
_THEREAFTER = re.compile(
    r"\b(?:thereafter|then|subsequently|afterwards|from (?:day|the)|followed by|from then)\b",
    re.IGNORECASE,
)


def _for_all(twin: str, mentions: Sequence[DoseMention]) -> list[DoseMention]:
    """Leave out the dose of an age group in brackets, and the step of a list that the first day
    had: '(20, 40 or 60 mg; 20 mg on day 1)'."""
    kept = []
    for mention in mentions:
        others = {v for m in mentions if m is not mention and m.kind != "single" for v in m.values}
        some = _SOME_ONLY.match(twin, mention.end) and twin[mention.start - 1] in "(["
        first_day = _DAY_ONE.match(twin, mention.end) and (
            others.issuperset(mention.values)
            or _THEREAFTER.search(twin, mention.end, min(len(twin), mention.end + 60))
        )
        if not (some or (first_day and others)):
            kept.append(mention)
    return kept or list(mentions)


# '250 mg for 2 days, 500 mg for 3 days', '0.5 mg/kg for the first three infusions'
_FOR_A_WHILE = re.compile(
    rf"[^,;.()]{{0,30}}?\b(?:for|in|at|during|on) (?:the )?(?:(?:first|last|next|following|remaining|initial|subsequent|final)\b|(?:{COUNT}|an?) (?:days?|weeks?|nights?)\b)",
    re.IGNORECASE,
)


def _in_turn(twin: str, mentions: Sequence[DoseMention], inferred: bool) -> DoseReading | None:
    """Amounts that each were given for a while are one person's, one after the other: a range. So
    are amounts that each were for people of a weight."""
    if len(mentions) < 2 or len({m.unit for m in mentions}) > 1:
        return None
    if any(m.kind != "single" for m in mentions):
        return None
    banded = "/" not in mentions[0].unit and all(_WEIGHT_BAND.match(twin, m.end) for m in mentions)
    if not banded and any(not _FOR_A_WHILE.match(twin, m.end) for m in mentions):
        return None
    gaps = [twin[a.end : b.start] for a, b in zip(mentions, mentions[1:], strict=False)]
    values = [m.values[0] for m in mentions]
    if (not banded and any(_GROUPED.search(gap) for gap in gaps)) or len(set(values)) < 2:
        return None
    dose = Dose(unit=mentions[0].unit, low=min(values), high=max(values))
    return DoseReading(dose, mentions[0].start, mentions[-1].end, "doses.in_turn", inferred)


_GROUPED = re.compile(
    r"\b(?:groups?|arms?|or|versus|vs|whereas|while|compared|cohorts?)\b", re.IGNORECASE
)
_TITRATED = re.compile(
    r"\b(?:titrat|increas|rais|rising|escalat|adjust|uptitrat)\w*", re.IGNORECASE
)


def _start_to_limit(
    twin: str, mentions: Sequence[DoseMention], whole: str, inferred: bool
) -> DoseReading | None:
    """'commenced with 0.2 mg/kg, which was titrated to a maximum of 1.2 mg/kg', 'flexible dose
    starting at 40 mg, at most 80 mg': a range from the first dose to the limit."""
    for first, limit in zip(mentions, mentions[1:], strict=False):
        if first.unit != limit.unit or not first.kind == limit.kind == "single":
            continue
        if not _LIMIT.search(twin, max(first.end, limit.start - 30), limit.start):
            continue
        between = twin[first.end : limit.start]
        flexible = _START.search(twin, max(0, first.start - 40), first.start) and _FLEXIBLE.search(
            whole
        )
        low, high = first.values[0], limit.values[0]
        if low < high and len(between) <= 100 and (flexible or _TITRATED.search(between)):
            dose = Dose(unit=first.unit, low=low, high=high)
            return DoseReading(dose, first.start, limit.end, "doses.start_to_limit", inferred)
    return None


_TIMES_A_DAY = re.compile(
    r"\s?(?:(?P<two>twice|two times|2 times|b\.?i\.?d\.?)|(?P<three>thrice|three times|3 times|t\.?i\.?d\.?))(?: an?| per)?(?: day| daily)?[\s,;]*[(\[]?\s?$",
    re.IGNORECASE,
)


def _a_day(gap: str) -> int | None:
    """How often a day the dose before ``gap`` was given, where that alone stands in it."""
    match = _TIMES_A_DAY.fullmatch(gap)
    return None if match is None else (2 if match["two"] else 3)


def _without_restated(twin: str, mentions: list[DoseMention]) -> list[DoseMention]:
    """Leave out the rate at which the amount before was given, and an amount said twice."""
    kept = mentions[:1]
    for mention in mentions[1:]:
        gap = twin[kept[-1].end : mention.start]
        rate = mention.unit.endswith(("/h", "/min")) and not kept[-1].unit.endswith(("/h", "/min"))
        if len(gap) <= 60 and ((rate and _AT_RATE.fullmatch(gap)) or _AGAIN.search(gap)):
            continue
        if mention.unit == f"{kept[-1].unit}/day" and _a_day(gap) == mention.values[0] / (
            kept[-1].values[0] or 1
        ):
            continue  # '25 mg twice daily (50 mg per day)'
        kept.append(mention)
    return kept


def _readings(mention: DoseMention, sentence: str, twin: str, inferred: bool) -> list[DoseReading]:
    values = mention.values
    if mention.kind == "single" and _UP_TO.search(twin, max(0, mention.start - 40), mention.start):
        dose = Dose(unit=mention.unit, high=values[0])
        return [DoseReading(dose, mention.start, mention.end, "doses.up_to", inferred)]
    if mention.kind == "single":
        return [
            DoseReading(
                Dose(unit=mention.unit, value=values[0]),
                mention.start,
                mention.end,
                "doses.single",
                inferred,
            )
        ]
    near = twin[max(0, mention.start - 70) : mention.end + 60]
    flexible = mention.kind == "range" or bool(_FLEXIBLE.search(near))
    flexible = flexible or ("/" not in mention.unit and bool(_BY_WEIGHT.search(near)))
    if (
        not flexible
        and not _FIXED.search(sentence)
        and mention.unit == "mg"
        and values[-2:] == (56.0, 84.0)
    ):
        # The nasal spray's label lets the dose be chosen: 56 or 84 mg is one flexible arm.
        told_against = re.search(r"\bv(?:s|ersus)\b", twin[mention.start : mention.end])
        flexible = len(values) == 2 and told_against is None
    slashed = mention.unit == "mg" and _SLASHED.match(twin, mention.start, mention.end)
    if slashed and not _FIXED.search(sentence) and not _GROUPS_OF.search(sentence):
        flexible = True
    if flexible or _one_after_another(mention, sentence):
        dose = Dose(unit=mention.unit, low=min(values), high=max(values))
        return [DoseReading(dose, mention.start, mention.end, "doses.flexible", inferred)]
    return [
        DoseReading(
            Dose(unit=mention.unit, value=a.value),
            mention.start,
            mention.end,
            "doses.ladder",
            inferred,
        )
        for a in mention.amounts
    ]


# '56/84 mg': the doses that one person may have; not '28/56/84 mg or placebo (1:1:1:2)'
_SLASHED = re.compile(r"\d+(?: ?/ ?\d+)+ ?mg")
_GROUPS_OF = re.compile(r"\b(?:groups|arms)\b|\d ?: ?\d ?: ?\d")
_SESSIONS = re.compile(
    rf"\b(?P<n>{COUNT}) (?:[\w-]+ ){{0,3}}?(?:sessions|doses|infusions|injections|treatments)\b",
    re.IGNORECASE,
)
# 'compared four doses of X (...) with Y', 'three doses of X (...) against Y': groups too.
_TO_GROUPS = re.compile(
    r"\b(?:groups?|arms?|one of)\b|\brandom\w* to\b|\bcompar(?:ed?|es|ing) (?:[\w-]+ ){0,3}doses of\b"
    r"|\bdoses of (?:[^.;]|\.\d){0,100}\b(?:against|versus|vs)\b",
    re.IGNORECASE,
)


def _one_after_another(mention: DoseMention, sentence: str) -> bool:
    """'five sessions of X 0.1, 0.2, 0.3, 0.4 and 0.5 mg/kg': one person's doses, not five groups."""
    if len(mention.values) < 3 or _TO_GROUPS.search(sentence):
        return False
    return any(parse_count(m["n"]) == len(mention.values) for m in _SESSIONS.finditer(sentence))


_RISING_TO = re.compile(
    r"\b(?:increas|rais|ris|escalat|titrat|up)\w*\b[^.;]{0,40}?\b(?:by|to|towards?)\s(?:an? )?(?:maximum |max |dose )*(?:of )?$",
    re.IGNORECASE,
)


def continues_rise(twin: str, mention: DoseMention, bare: Sequence[DoseMention]) -> bool:
    """Whether ``mention`` is where an amount before it rises to, or by: handled with that one."""
    before = [m for m in bare if m.end <= mention.start and mention.start - m.end <= 60]
    return bool(before) and _RISING_TO.search(twin, before[0].end, mention.start) is not None
