"""Records that their source no longer gives: what was read of them stays, and says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

from sqlmodel import Session, col, select

from dosetable.crawler.documents import Source
from dosetable.crawler.state import CrawlState
from dosetable.store.evidence_table import StudyView
from dosetable.store.models import Document
from dosetable.store.shelf import Shelf

Gone = tuple[str, str, str]
_NAMES = {
    "pubmed": "PubMed",
    "europepmc": "Europe PMC",
    "clinicaltrials": "ClinicalTrials.gov",
    "webpages": "Its website",
}


def gone_records(crawl_folder: Path) -> tuple[Gone, ...]:
    """(source, key, since) of everything that is known to be gone."""
    with CrawlState(crawl_folder / "crawl.sqlite") as state:
        return tuple(
            sorted(
                (source, key, since)
                for source in get_args(Source)
                for key, since in state.gone_since(source).items()
            )
        )


def with_departures(
    session: Session, views: Sequence[StudyView], gone: Iterable[Gone]
) -> Sequence[StudyView]:
    """Add a note to every study that has a report of a record that is gone."""
    notes: dict[str, list[str]] = defaultdict(list)
    for source, key, since in gone:
        query = select(Document.sha256).where(
            col(Document.source) == source, col(Document.key) == key
        )
        words = (
            f"{_NAMES.get(source, source)} no longer gives the record {key} (noticed "
            f"{since[:10]}): it was deleted or withdrawn there. What was read of it is kept."
        )
        for sha256 in session.exec(query):
            notes[sha256].append(words)
    if not notes:
        return views
    return Shelf(_noted(view, notes) for view in views)


def _noted(view: StudyView, notes: dict[str, list[str]]) -> StudyView:
    said = {words for report in view.reports for words in notes.get(report.document_sha256, ())}
    return replace(view, warnings=(*view.warnings, *sorted(said))) if said else view
