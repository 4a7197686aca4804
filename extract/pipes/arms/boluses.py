"""Words that make an amount and a rate after it a bolus and its infusion."""

from __future__ import annotations

import re

from dosetable.extract.pipes.doses import DoseMention

_LEADS_ON = re.compile(r"\b(?:follow\w*|then|and|plus|with|before)\b|[+,]", re.IGNORECASE)
_ANOTHER_GROUP = re.compile(
    r"\b(?:groups?|arms?|or|versus|vs|whereas|while|compared|cohorts?|phases?)\b|[;:]",
    re.IGNORECASE,
)


def leads_to_infusion(between: str) -> bool:
    """Whether the words ``between`` an amount and a rate make them a bolus and the infusion after
    it, of one group: '0.5 mg/kg and 0.25 mg/kg/h', '... , followed by an infusion at ...'."""
    return (
        len(between) <= 140
        and _LEADS_ON.search(between) is not None
        and _ANOTHER_GROUP.search(between) is None
    )


def bolus_near(twin: str, mention: DoseMention) -> bool:
    return "bolus" in twin[max(0, mention.start - 40) : mention.end + 40].lower()


# '0.2 mg/kg over 5 min followed by 0.3 mg/kg over 35 min'
_OVER_THEN = re.compile(
    r"\s?(?:\(|as an? |given |infused )?(?:over|in)? ?\d{1,2}[- ]?min(?:ute)?s?(?: bolus)?\)?,? (?:(?:which was )?followed by|(?:and )?then)\s(?:an? |another |infusion |of )*$",
    re.IGNORECASE,
)
_OVER_NEXT = re.compile(
    r",? (?:infused |given )?(?:over|for|during) (?:the )?(?:\w+ )?\d", re.IGNORECASE
)


def makes_bolus(twin: str, first: DoseMention, second: DoseMention) -> bool:
    """Whether ``first`` is the bolus of the infusion ``second``: one by its rate, or one that ran in
    slowly after what went in fast."""
    between = twin[first.end : second.start]
    if first.unit.endswith(("/h", "/min")):
        return False
    if second.unit.endswith(("/h", "/min")):
        return bolus_near(twin, first) or leads_to_infusion(between)
    return (
        first.unit == second.unit
        and first.kind == second.kind == "single"
        and _OVER_THEN.fullmatch(between) is not None
        and _OVER_NEXT.match(twin, second.end) is not None
    )


def continues_bolus(twin: str, mention: DoseMention) -> bool:
    """Whether ``mention`` (an infusion) only continues a bolus before it: handled with the bolus."""
    if not mention.unit.endswith(("/h", "/min")):
        return False
    return bool(
        re.search(
            r"followed by[^.;,]{0,40}$|\bthen[^.;,]{0,30}$|bolus[^.;,]{0,60}$",
            twin[max(0, mention.start - 80) : mention.start],
        )
    )
