"""The crawler's product: one fetched record, immutable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Source = Literal["pubmed", "europepmc", "clinicaltrials", "webpages"]
SOURCES: tuple[Source, ...] = ("pubmed", "europepmc", "clinicaltrials", "webpages")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """The bytes of one record as its source gave them.

    ``key`` is stable within the source (a PMID, ``MED/123`` or ``PMC/PMC123/fulltext``, an NCT
    number, a canonical URL); ``sha256`` is of ``body``; ``fetched_at`` is UTC.
    """

    source: Source
    key: str
    url: str
    media_type: str
    fetched_at: datetime
    sha256: str
    body: bytes
