"""Whole numbers of responders without their percentage, under heads that say how many were in each arm."""

from __future__ import annotations

import re

from dosetable.extract.tables.cells import read_figure
from dosetable.extract.tables.subjects import Bucket

_PEOPLE = re.compile(
    r"(?:responders?|remitters?|relapsers?|(?:patients|participants|subjects) (?:with|in|who)\b.*|in (?:remission|response)|responded|remitted|relapsed|"
    r"(?:clinical )?(?:response|remission|relapse))\W{0,2}[a-e*†‡]?",
    re.IGNORECASE,
)
_SHARE = re.compile(r"%|percent|\brates?\b|\bproportion", re.IGNORECASE)


def are_people(bucket: Bucket, caption: str) -> bool:
    """Whether the figures of "Responders" under "Ketamine (n = 30)" count people: whole numbers that
    are no more than the people there, of which one at least can be no percentage of them."""
    words = (
        bucket.label.text,
        bucket.section.text if bucket.section else "",
        caption,
        bucket.heads,
    )
    if any(_SHARE.search(text) for text in words):
        return False
    if not any(_PEOPLE.fullmatch(text.strip()) for text in words[:2]):
        return False
    figures = {key: read_figure(cell.text) for key, cell in bucket.figures.items()}
    counted = [
        (figure.value, bucket.ns.get(key, 0))
        for key, figure in figures.items()
        if figure and figure.second is None and not figure.percent
    ]
    if len(counted) != len(figures) or not all(v == int(v) and 0 <= v <= n for v, n in counted):
        return False
    return any(_is_no_percentage(value, n) for value, n in counted)


def _is_no_percentage(value: float, n: int) -> bool:
    """Whether no number of ``n`` people is ``value`` percent of them, printed whole."""
    return round(100 * round(value * n / 100) / n) != value
