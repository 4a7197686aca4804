"""What the label of a row or a column says beside its measure and its time.

A label that says more is about something else (a subgroup, one item of a scale): its figures are
not the trial's result on that measure.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from dosetable.extract.pipes.measures import find_measures
from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.vocabulary import Vocabulary

_WORD = re.compile(r"[a-z][a-z0-9'-]*", re.IGNORECASE)
_THRESHOLD = re.compile(r"(?:<=|>=|[≤≥<>=])\s?\d+(?:\.\d+)?\s?%?")


@cache
def _neutral() -> frozenset[str]:
    text = files("dosetable.extract.vocabulary").joinpath("labels.toml").read_text("utf-8")
    return frozenset(tomllib.loads(text)["neutral"].split())


def foreign_words(text: str, vocabulary: Vocabulary) -> list[str]:
    """The words of ``text`` (a twin) that are neither a measure, nor a time, nor neutral."""
    rest = _THRESHOLD.sub(lambda m: " " * len(m[0]), text)
    spans = [(m.start, m.end) for m in find_measures(text, vocabulary)]
    for start, end in (*spans, *((m.start, m.end) for m in find_timepoints(text))):
        rest = rest[:start] + " " * (end - start) + rest[end:]
    words = (w.lower().strip("-'") for w in _WORD.findall(rest))
    return [w for w in words if len(w) > 1 and w not in _neutral()]
