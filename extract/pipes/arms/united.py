"""Two names of one control, told together: 'placebo (saline)', 'midazolam as an active placebo'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.arms.treatments import PLACEBOS, VOLUME, Treatment

_SAME = re.compile(
    r"^\s*(?:[(\[]\s*(?:an?|the|as|i\.e\.,?|\d+(?:\.\d+)? ?%)?\s*|,? ?(?:serving |used |acting |given )?as (?:an? |the )?(?:psycho)?|,? (?:an|the) |, which served as (?:an? |the )?)$",
    re.IGNORECASE,
)
_SAME_AFTER_DOSE = re.compile(
    r"^(?:[^.;]|\.\d){0,45}?(?:serving |used |acting |given |chosen )?as (?:an? |the )?$"
    r"|^\s?\d[\d.]* ?(?:mg|mcg|\u03bcg|ug)(?:/kg)?\s?[(\[](?:an? |the )?$",
    re.IGNORECASE,
)


def unite(twin: str, treatments: Sequence[Treatment]) -> list[Treatment]:
    """Join two names of one control: "placebo (saline)", "midazolam as an active placebo"."""
    found: list[Treatment] = []
    for treatment in treatments:
        last = found[-1] if found else None
        if last is not None and _named_active_placebo(twin, last, treatment):
            found[-1] = replace(
                treatment, kind="active placebo", start=last.start, relation="alternative"
            )
            continue
        if last is not None and _one_control(twin, last, treatment):
            named = (
                treatment
                if last.name == "placebo" or last.kind == "unnamed active placebo"
                else last
            )
            found[-1] = replace(
                named,
                start=last.start,
                end=max(last.end, treatment.end) if treatment.start - last.end < 8 else last.end,
                relation=last.relation,
            )
            continue
        found.append(treatment)
    return found


# 'the psychoactive control was fentanyl', 'an active placebo (diphenhydramine)'
_WHICH_WAS = re.compile(
    r"(?: (?:condition|drug|treatment|used|chosen|infusion|dose))?(?:,? (?:which )?(?:was|is|were|being|will be|consist(?:ed|ing) of)(?: (?:an?|the|low-dose|single|dose|of|intravenous|intramuscular))*|,|:|\s?\((?:[\d.]+ ?m?c?g(?:/kg)? (?:of )?)?| of| with)?\s?",
    re.IGNORECASE,
)


def _named_active_placebo(twin: str, first: Treatment, second: Treatment) -> bool:
    if first.kind != "unnamed active placebo" or second.kind != "active comparator":
        return False
    return _WHICH_WAS.fullmatch(twin, first.end, second.start) is not None


def _one_control(twin: str, first: Treatment, second: Treatment) -> bool:
    generic = [t.name == "placebo" or t.kind == "unnamed active placebo" for t in (first, second)]
    controls = [t.kind in PLACEBOS or t.kind == "active placebo" for t in (first, second)]
    if not all(controls) or not any(generic):
        return first.name == second.name and bool(
            re.fullmatch(r"\s*[(\[]\s*", twin[first.end : second.start])
        )
    between = twin[first.end : second.start]
    if first.name == "placebo" and VOLUME.fullmatch(between):
        return True
    if first.name == "placebo" and second.name == "placebo":
        return bool(re.fullmatch(r"\s*[(\[]\s*", between))
    return bool(_SAME.match(between) or (generic[1] and _SAME_AFTER_DOSE.match(between)))
