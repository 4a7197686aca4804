"""What the label of a row or the head of a column says beside its measure, time and arm.

A label that says more is about something else (a subgroup, one item of a scale): its figures are
not the trial's result on that measure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from dosetable.extract.pipes.arms.treatments import find_treatments
from dosetable.extract.pipes.doses import find_doses
from dosetable.extract.pipes.measures import find_measures
from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.vocabulary import Vocabulary

_WORD = re.compile(r"[a-z][a-z0-9'-]*", re.IGNORECASE)
_VISIT = re.compile(r"\b[TV]\d\b", re.IGNORECASE)
_THRESHOLD = re.compile(r"(?:<=|>=|[≤≥<>=])\s?\d+(?:\.\d+)?\s?%?")


@cache
def words() -> Mapping[str, Any]:
    """The tables of ``vocabulary/labels.toml``; lists of words as sets."""
    text = files("dosetable.extract.vocabulary").joinpath("labels.toml").read_text("utf-8")
    return {
        k: frozenset(v.split()) if isinstance(v, str) else v for k, v in tomllib.loads(text).items()
    }


def abbreviations() -> Mapping[str, str]:
    """The abbreviations of treatments, in lower case, with their names."""
    names: Mapping[str, str] = words()["abbreviations"]
    return names


def foreign_words(text: str, vocabulary: Vocabulary) -> list[str]:
    """The words of ``text`` (a twin) that are neither a measure, nor a time, nor neutral."""
    spans = [(m.start, m.end) for m in find_measures(text, vocabulary)]
    times = [(m.start, m.end) for m in find_timepoints(text)]
    spans += times
    if times:  # "T1 (24 h)"
        spans += [m.span() for m in _VISIT.finditer(text)]
    return _left(_THRESHOLD.sub(_blank, text), spans, words()["neutral"])


def foreign_in_head(text: str, vocabulary: Vocabulary) -> list[str]:
    """The words of a column's head that name neither a treatment, nor a time, nor are neutral.

    A measure counts as foreign: "Ketamine responders" are not the arm.
    """
    spans = [(t.start, t.end) for t in find_treatments(text, vocabulary)]
    spans += [(d.start, d.end) for d in find_doses(text, vocabulary)]
    spans += [(m.start, m.end) for m in find_timepoints(text)]
    return _left(text, spans, words()["neutral"] - _EVENTS | words()["heads"])


_EVENTS = frozenset(["responder", "responders", "remitter", "remitters", "response", "remission"])


def _left(text: str, spans: list[tuple[int, int]], known: frozenset[str]) -> list[str]:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    found = (w.lower().strip("-'") for w in _WORD.findall(text))
    return [w for w in found if len(w) > 1 and w not in known and w.rstrip("*") not in known]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
