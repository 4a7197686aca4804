"""The rows of a posted outcome: which category holds the event, which row an analysis is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dosetable.extract.readers.json_values import items, mapping, text_of
from dosetable.extract.registry.measures import single_time
from dosetable.extract.registry.quotes import Quotes
from dosetable.extract.twin import twin

# Why a posted figure is in no outcome.
SEVERAL_CATEGORIES = "several categories, none of which is the event alone"
OTHER_CATEGORY = "not the category that counts the event"

_EVENT = re.compile(
    r"\b(?:yes|respon(?:se|ders?|ded)|remission|remitters?|remitted|relapsed?|recurrence)\b",
    re.IGNORECASE,
)
_OPPOSITE = re.compile(
    r"^\W*(?:no(?!\.)|not|did not|without|never|failed)\b|\bnon-?\s?(?:respon|remi|relaps)|\bnot? (?:in )?(?:respon|remi|relaps)|"
    r"\bdid not\b|\bwithout\b|\bpartial",
    re.IGNORECASE,
)
_COMMENTS = (
    "groupDescription",
    "estimateComment",
    "pValueComment",
    "statisticalComment",
    "otherAnalysisDescription",
)


def is_opposite(title: str) -> bool:
    """Whether a title counts those without the event ("Non-responders", "Did not relapse")."""
    return _OPPOSITE.search(title) is not None


def read_rows(
    quotes: Quotes, base: str, warnings: list[str], title: str, left_out: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """Pointers to the categories that hold figures, each with its row's title."""
    for index_, raw in enumerate(items(quotes.get(f"{base}/classes"))):
        row = f"{base}/classes/{index_}"
        row_title = quotes.printed(f"{row}/title")
        categories = items(mapping(raw).get("categories"))
        names = [text_of(mapping(c).get("title")) or "" for c in categories]
        chosen = [n for n, name in enumerate(names) if _counts_event(name)]
        if len(categories) > 1 and len(chosen) != 1:
            warnings.append(f"“{title[:80]}” is posted in several categories: left out")
            left_out[row] = SEVERAL_CATEGORIES
            continue
        for index in set(range(len(categories))) - set(chosen) if len(categories) > 1 else ():
            left_out[f"{row}/categories/{index}"] = OTHER_CATEGORY
        for index in chosen if len(categories) > 1 else range(len(categories)):
            yield f"{row}/categories/{index}", row_title


def _counts_event(name: str) -> bool:
    return not name.strip() or (_EVENT.search(name) is not None and not is_opposite(name))


def row_of_analysis(
    quotes: Quotes, pointer: str, titles: Mapping[str, str], hours: Mapping[str, float | None]
) -> str | None:
    """The one row (its pointer) that an analysis names by its title or its time.

    ``titles`` and ``hours``: of the rows that were read, by pointer.
    """
    texts = [twin(text_of(quotes.get(f"{pointer}/{key}")) or "") for key in _COMMENTS]
    words = " ; ".join(t for t in texts if t)
    if not words:
        return None
    timed = single_time(words)
    if timed is not None:
        at = [row for row, h in hours.items() if h == timed.hours]
        return at[0] if len(at) == 1 else None
    named = [
        row
        for row, title in titles.items()
        if title and re.search(rf"(?<!\w){re.escape(twin(title))}(?!\w)", words, re.IGNORECASE)
    ]
    return named[0] if len(named) == 1 else None
