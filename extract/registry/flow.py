"""Participant flow: who started which period, and which period is the randomized one."""

from __future__ import annotations

import re

from dosetable.extract.readers.json_values import items, mapping, text_of
from dosetable.extract.registry.quotes import Quotes
from dosetable.extract.registry.values import count

FLOW = "/resultsSection/participantFlowModule"
_RANDOMIZED = re.compile(
    r"\b(?:randomi[sz]ed|randomi[sz]ation|withdrawal|maintenance|double[- ]blind)\b", re.IGNORECASE
)
# Those who go on without being randomized stand beside the randomized groups.
_NOT_RANDOMIZED = re.compile(
    r"\b(?:non[- ]?|not |never )randomi[sz]ed|\bfollow[- ]?up\b|\bopen[- ]label\b", re.IGNORECASE
)


def started(quotes: Quotes, only: int | None = None) -> dict[str, tuple[int, str]]:
    """Flow group -> the number STARTED in the first period that it enters, and its place.

    ``only``: the one period (by its place in the record) to look at.
    """
    found: dict[str, tuple[int, str]] = {}
    for period in range(len(items(quotes.get(f"{FLOW}/periods")))):
        if only is not None and period != only:
            continue
        milestones = f"{FLOW}/periods/{period}/milestones"
        for index, raw in enumerate(items(quotes.get(milestones))):
            if mapping(raw).get("type") != "STARTED":
                continue
            for place, achieved in enumerate(items(mapping(raw).get("achievements"))):
                key = text_of(mapping(achieved).get("groupId"))
                number = count(mapping(achieved).get("numSubjects"))
                if key and number and key not in found:
                    pointer = f"{milestones}/{index}/achievements/{place}/numSubjects"
                    found[key] = (number, pointer)
    return found


def randomized_period(quotes: Quotes) -> int | None:
    """The one period of a randomized withdrawal that is titled as the randomized one."""
    titles = [
        text_of(mapping(raw).get("title")) or "" for raw in items(quotes.get(f"{FLOW}/periods"))
    ]
    named = [
        n for n, t in enumerate(titles) if _RANDOMIZED.search(t) and not _NOT_RANDOMIZED.search(t)
    ]
    return named[0] if len(named) == 1 else None


def randomized_starters(quotes: Quotes) -> dict[str, tuple[int, str]]:
    """Of a randomized withdrawal: who started the randomized period, in randomized groups alone."""
    period = randomized_period(quotes)
    if period is None:
        return {}
    groups = [mapping(raw) for raw in items(quotes.get(f"{FLOW}/groups"))]
    words = {text_of(g.get("id")): f"{g.get('title')} {g.get('description')}" for g in groups}
    return {
        key: value
        for key, value in started(quotes, period).items()
        if not _NOT_RANDOMIZED.search(words.get(key, ""))
    }


def randomized_number(quotes: Quotes) -> tuple[int, str] | None:
    """How many were randomized in a randomized withdrawal, and a place of it in the record."""
    entered = randomized_starters(quotes)
    if len(entered) < 2:
        return None
    return sum(n for n, _ in entered.values()), next(iter(entered.values()))[1]
