"""Which rows of a table are of the primary outcome: what the row or the section over it says, else what
the text announces."""

from __future__ import annotations

import re
from dataclasses import replace

from dosetable.extract.facts import Outcome, OutcomeRole
from dosetable.extract.pipes.outcomes.plan import Plan
from dosetable.extract.tables.subjects import Bucket

# "Day 43 (primary outcome)", "Key secondary outcomes". A "primary analysis" is one of its methods.
_TOLD = re.compile(
    r"\b(?P<role>(?:co-?)?primary|secondary)(?: (?:efficacy|clinical|depression|study))? (?:outcomes?|end-?\s?points?|measures?|variables?)\b|"
    r"[(\[](?:key )?(?P<bracket>primary|secondary)[)\]]",
    re.IGNORECASE,
)


def role_told(bucket: Bucket) -> OutcomeRole | None:
    """The role that the labels of ``bucket`` say, the nearest first; none where one says both."""
    for cell in (bucket.label, bucket.section):
        said = {
            (m["role"] or m["bracket"]).lower() for m in _TOLD.finditer(cell.text if cell else "")
        }
        if said:
            return "primary" if said <= _PRIMARY else "secondary" if said == {"secondary"} else None
    return None


_PRIMARY = {"primary", "co-primary", "coprimary"}


def with_role(outcome: Outcome, plan: Plan | None) -> Outcome:
    """``outcome`` with the role that the text announces, where its table says none. A part of the
    patients or of the trial has no part in it."""
    if plan is None or outcome.role is not None or outcome.subgroup is not None:
        return outcome
    hours = outcome.timepoint.hours if outcome.timepoint else None
    return replace(outcome, role=plan.role(outcome.measure, hours))
