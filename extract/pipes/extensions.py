"""What our components leave on a spaCy ``Doc``, registered once.

``document``: the Document that is read. ``twin``: its twin (same length). ``sentences``:
character offsets of the sentences; ``context``: the same with whose they are and in which part. ``screening``, ``design``, ``population``, ``arms``,
``outcomes``, ``planned_outcomes``, ``warnings``: what the components found, in the types of
``extract.facts``. ``plan``: what the prose announces of measures, roles and times.
"""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc

DEFAULTS: dict[str, Any] = {
    "document": None,
    "twin": "",
    "sentences": (),
    "context": (),
    "screening": None,
    "design": None,
    "population": None,
    "arms": (),
    "outcomes": (),
    "planned_outcomes": (),
    "plan": None,
    "warnings": (),
}


def register() -> None:
    """Register the extensions; calling it again changes nothing."""
    for name, default in DEFAULTS.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
