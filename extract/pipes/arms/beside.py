"""What a candidate's own part of its sentence tells of it, else the whole sentence where it agrees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from dosetable.extract.facts import Route
from dosetable.extract.pipes.arms.candidate import CONTROLS, Candidate
from dosetable.extract.pipes.arms.readings import (
    Found,
    find_minutes,
    find_routes,
    find_schedules,
    in_dose_bracket,
)
from dosetable.extract.pipes.lexicon import lexicon
from dosetable.extract.vocabulary import Vocabulary

T = TypeVar("T")

INFUSED = frozenset({"intravenous", "subcutaneous"})
"""The routes by which a dose runs in for a while."""


def read_beside(twin: str, candidate: Candidate, vocabulary: Vocabulary) -> Candidate:
    left, right = candidate.territory
    routes = _routes(twin, left, right, candidate, vocabulary)
    if _listed(twin, routes):
        routes = []  # 'X 0.3 mg/kg via IV (n = 4), IM (n = 5) or SC (n = 6)': one for some each
    minutes = find_minutes(twin, left, right)
    schedules = find_schedules(twin, left, right)
    shared = candidate.kind not in {"active comparator", "no treatment"}
    whole = (candidate.sentence.start, candidate.sentence.end)
    lent = not routes
    if not routes and shared:
        routes = _same(_routes(twin, *whole, candidate, vocabulary))
    lent_minutes = not minutes
    if not minutes and shared:
        minutes = _same(find_minutes(twin, *whole))
        if candidate.kind in CONTROLS:
            minutes = [m for m in minutes if not in_dose_bracket(twin, m.start)]
    if not schedules and shared:
        schedules = _same(find_schedules(twin, *whole))
        if candidate.kind in CONTROLS:  # 'six ketamine infusions' tells nothing of the others
            schedules = [s for s in schedules if not of_the_drug(s.value)]
    route = min(routes, key=lambda r: _distance(r.start, r.end, candidate)) if routes else None
    if lent_minutes and route is not None and route.value not in INFUSED:
        minutes = []  # 'X 0.4 mg/kg i.m. or i.v. over 45 minutes': the infusion's alone
    after = [m for m in minutes if m.start >= candidate.start] or minutes
    chosen = (
        after[-1]
        if candidate.doses and candidate.doses[0].dose.bolus and after
        else (after[0] if after else None)
    )
    return replace(
        candidate,
        route=route,
        route_lent=lent,
        minutes=chosen,
        schedule=_best_schedule(schedules),
    )


_IN_A_LIST = re.compile(
    r"(?: (?:injections?|infusions?|route|group))?(?: ?\([nN] ?= ?\d{1,3}\))?(?:,|,? (?:and|or)|/) ?(?:by |the |an? |via )*",
    re.IGNORECASE,
)


def _listed(twin: str, routes: Sequence[Found[Route]]) -> bool:
    """Whether different routes are listed with the people of each."""
    if len({r.value for r in routes}) < 2 or len({r.value for r in routes}) < len(routes):
        return False
    gaps = [twin[a.end : b.start] for a, b in zip(routes, routes[1:], strict=False)]
    apart = any("=" in g for g in gaps) or twin.startswith(" routes", routes[-1].end)
    return apart and all(_IN_A_LIST.fullmatch(g) for g in gaps)


def _routes(
    twin: str, start: int, end: int, candidate: Candidate, vocabulary: Vocabulary
) -> list[Found[Route]]:
    """Routes that may be the candidate's: without one right before another drug's name ('all with
    oral clonidine'), which hides no route that is only implied."""
    found = find_routes(twin, start, end, vocabulary)
    kept = [
        r
        for r in found
        if not _of_another(twin, r, candidate, vocabulary)
        and not (candidate.kind == "topic" and of_what_went_before(twin, r))
    ]
    if found and not kept:
        weak = find_routes(twin, start, end, vocabulary, implied=True)
        kept = [r for r in weak if not _of_another(twin, r, candidate, vocabulary)]
    return kept


def _of_another(
    twin: str, route: Found[Route], candidate: Candidate, vocabulary: Vocabulary
) -> bool:
    return before_another(twin, route, vocabulary, candidate.name)


def before_another(twin: str, route: Found[Route], vocabulary: Vocabulary, name: str = "") -> bool:
    """Whether a route stands right before a drug that is not ``name``, and no group's own control."""
    named = lexicon(vocabulary, "drugs").find(twin, route.end, min(len(twin), route.end + 25))
    return (
        bool(named)
        and named[0].start <= route.end + 1
        and named[0].term.name != name
        and named[0].term.kind in {"adjunct", "active comparator"}
    )


# 'naltrexone 50 mg or placebo by mouth before each infusion of ketamine'
_BEFORE_THE_DRUG = re.compile(
    r"(?:[^.;]|\.\d){0,60}?\b(?:before|prior to|ahead of)\s(?:(?:an?|the|each|every|all|their|one|single|intravenous|IV|subanesthetic|subanaesthetic)\s)*"
    r"(?:(?:infusions?|injections?|doses?|administration|treatment|sessions?) (?:of|with) (?:[\w-]+ ){0,2}?)?(?:\w*ketamine\b|infusions?\b(?! (?:of|with)\b))",
    re.IGNORECASE,
)


def of_what_went_before(twin: str, route: Found[Route]) -> bool:
    """Whether a route is that of what was given before the drug of the table."""
    return _BEFORE_THE_DRUG.match(twin, route.end) is not None


def _same(found: list[Found[T]]) -> list[Found[T]]:
    """``found`` where it says one thing only: then it holds for the whole sentence."""
    return found if len({f.value for f in found}) == 1 else []


def of_the_drug(schedule: str) -> bool:
    """Whether a schedule names the drug whose schedule it is."""
    return "ketamine" in schedule.lower()


def _best_schedule(schedules: Sequence[Found[str]]) -> Found[str] | None:
    """A frequency says more than a count, a count more than "single"."""
    repeated = [s for s in schedules if s.value != "single dose"]
    return (
        max(repeated, key=lambda s: s.end - s.start)
        if repeated
        else (schedules[0] if schedules else None)
    )


def _distance(start: int, end: int, candidate: Candidate) -> int:
    if end <= candidate.start:
        return candidate.start - end
    return max(0, start - candidate.end) + 3
