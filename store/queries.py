"""What the website and the command line ask the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from dosetable.store.editions import changes_by_edition
from dosetable.store.evidence_table import EditionView, StudyView
from dosetable.store.gathering import count_of_excluded, excluded_reports, study_views
from dosetable.store.history import histories, last_changed, published_names
from dosetable.store.journal import Edition
from dosetable.store.models import Document, Report, StudyReport
from dosetable.store.runs import last_runs
from dosetable.store.studies import redirects

PAST_EDITIONS = 90


class NoEdition(LookupError):
    """Nothing has been published yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much the store holds. ``studies`` are those with reports; ``edition`` 0 is none yet."""

    documents: int
    reports: int
    included: int
    excluded: int
    studies: int
    edition: int


def counts(session: Session) -> Counts:
    """The store's counts in a few queries."""
    live = select(func.count()).select_from(Report).where(col(Report.merged_into_id).is_(None))
    reports = session.exec(live).one()
    excluded = count_of_excluded(session)
    studies = select(func.count(func.distinct(StudyReport.study_id))).where(
        col(StudyReport.left_at).is_(None)
    )
    return Counts(
        documents=session.exec(select(func.count()).select_from(Document)).one(),
        reports=reports,
        included=reports - excluded,
        excluded=excluded,
        studies=session.exec(studies).one(),
        edition=session.exec(select(func.max(Edition.number))).one() or 0,
    )


def edition_view(
    session: Session,
    *,
    demonstration: bool = False,
    studies: Sequence[StudyView] | None = None,
) -> EditionView:
    """The latest edition, gathered once for the website. Raises NoEdition before the first."""
    edition = session.exec(
        select(Edition).order_by(col(Edition.number).desc()).limit(1)
    ).one_or_none()
    if edition is None:
        raise NoEdition("no edition has been published yet")
    changes = changes_by_edition(session, last=PAST_EDITIONS)
    published = dict(session.exec(select(Edition.number, Edition.published_at)).all())
    views = study_views(session) if studies is None else studies
    here = {view.slug for view in views}
    moved = {old: new for old, new in redirects(session).items() if new in here}
    return EditionView(
        number=edition.number,
        published_at=edition.published_at,
        data_until=edition.data_until,
        extractor_version=edition.extractor_version,
        studies=views,
        histories=histories(session, views),
        last_changed=last_changed(session),
        redirects=moved,
        departed={
            slug: name
            for slug, name in published_names(session).items()
            if slug not in here and slug not in moved
        },
        excluded=excluded_reports(session),
        sources=last_runs(session),
        changes=changes.get(edition.number, ()),
        past_changes=tuple(
            (number, published[number], made)
            for number, made in sorted(changes.items(), reverse=True)
            if number != edition.number and made
        ),
        documents=edition.documents,
        demonstration=demonstration,
    )
