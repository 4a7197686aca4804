"""The time of a column of changes that stands beside the only visit after the baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.tables.baselines import is_baseline
from dosetable.extract.tables.columns import Head
from dosetable.extract.tables.subjects import CHANGE

OF_CHANGE = "change, "
"""What the words of such a column begin with, before the time."""
_SCORES = frozenset({"figure", "other"})


def with_time_of_change(heads: Mapping[int, Head]) -> dict[int, Head]:
    """ "Baseline | Day 7 | Change": the change is that to day 7."""
    scores = {c: h for c, h in heads.items() if h.role in _SCORES and not h.compares}
    visits: dict[float, str] = {}
    for head in scores.values():
        if not is_baseline(head.text):
            visits |= {m.hours: head.text[m.start : m.end] for m in find_timepoints(head.text)}
    if len(visits) != 1 or not any(is_baseline(h.text) for h in scores.values()):
        return dict(heads)
    time = next(iter(visits.values()))
    changes = {
        c: replace(h, text=f"{h.text}, {time}", rest=f"{h.rest} {OF_CHANGE}{time}".strip())
        for c, h in scores.items()
        if CHANGE.search(h.text) and not find_timepoints(h.text) and not is_baseline(h.text)
    }
    return {**heads, **changes}
