"""Screening: records of registers, and pages that list planned trials."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from dosetable.extract.document import Document
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.registry_fields import is_record
from dosetable.extract.pipes.screening_signs import REGISTRY
from dosetable.extract.prefilter import Prefiltered


def is_registry(document: Document, twin: str) -> bool:
    return (
        document.kind == "clinicaltrials"
        or _has_fields(twin[:6000].lower())
        or is_record(document.text)
    )


@lru_cache(maxsize=1)
def _has_fields(text: str) -> bool:
    """Two fields of a register's form; asked for several times of each document."""
    return len(list(islice(REGISTRY.finditer(text), 2))) == 2


_PAPER = Prefiltered(
    r"\bprotocol\b|\brationale\b|\bethics and dissemination\b|\btrial registration\b|\bPMID\b|\bdoi\b|\bdissemination\b",
    re.IGNORECASE,
)


def registers_page(document: Document, twin: str, lead: Sequence[Sentence]) -> bool:
    """Whether a planned trial is told by a page that lists trials: a journal's paper of a plan has an
    abstract's headings or calls itself a protocol."""
    if document.kind not in {"text", "webpage"} or _PAPER.search(twin):
        return False
    return not any(s.part == "methods" for s in lead)
