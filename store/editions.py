"""Editions: each published cell's value over time, and the changes that follow from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy import update as sql_update
from sqlmodel import Session, col, func, select

from dosetable.store.evidence_table import Change, StudyView
from dosetable.store.gathering import count_of_excluded, study_views
from dosetable.store.journal import Edition, EditionCell
from dosetable.store.models import Document, Extraction
from dosetable.store.published_cells import NAME_COLUMN, CellKey, PublishedCell, published_cells


def publish_edition(
    session: Session, now: datetime, *, studies: Sequence[StudyView] | None = None
) -> int:
    """Record the table's present state as the next edition; its number.

    ``studies`` saves gathering them again where the caller has them. The caller commits when the
    website is up, so that a failed night leaves no edition.
    """
    views = study_views(session) if studies is None else studies
    number = (session.exec(select(func.max(Edition.number))).one() or 0) + 1
    latest = session.exec(select(func.max(Document.fetched_at))).one()
    edition = Edition(
        number=number,
        published_at=now,
        data_until=latest.date() if latest else None,
        extractor_version=_extractor_version(session),
        documents=session.exec(select(func.count()).select_from(Document)).one(),
        studies=len(views),
        rows=0,
        excluded=count_of_excluded(session),
    )
    session.add(edition)
    session.flush()
    edition.rows = _record_cells(session, number, views)
    session.flush()
    session.expire_all()
    return number


def last_edition(session: Session) -> Edition | None:
    """The newest edition; None before the first."""
    return session.exec(select(Edition).order_by(col(Edition.number).desc()).limit(1)).one_or_none()


def _extractor_version(session: Session) -> str:
    """The versions of the current extractions, normally one."""
    query = select(Extraction.extractor_version).where(col(Extraction.is_current)).distinct()
    return ", ".join(sorted(session.exec(query))) or "none"


def _record_cells(session: Session, number: int, views: Sequence[StudyView]) -> int:
    """Close the cells that say something else now, and open those that are new; how many rows.

    Study by study: the cells of the whole table are never in memory at once.
    """
    standing = select(EditionCell.study_slug).where(col(EditionCell.valid_to).is_(None)).distinct()
    departed = set(session.exec(standing))
    rows = 0
    for view in views:
        _record_study(session, number, view.slug, published_cells([view]))
        departed.discard(view.slug)
        rows += len(view.rows)
    for slug in sorted(departed):
        _record_study(session, number, slug, {})
    return rows


def _record_study(
    session: Session, number: int, slug: str, cells: Mapping[CellKey, PublishedCell]
) -> None:
    columns = select(
        EditionCell.id, EditionCell.row_key, EditionCell.column_name, EditionCell.value
    ).where(col(EditionCell.study_slug) == slug, col(EditionCell.valid_to).is_(None))
    held: dict[CellKey, tuple[int | None, str]] = {
        (slug, row_key, column): (cell_id, value)
        for cell_id, row_key, column, value in session.exec(columns)
    }
    gone = [
        cell_id
        for key, (cell_id, value) in held.items()
        if key not in cells or cells[key].value != value
    ]
    for start in range(0, len(gone), 500):
        session.execute(
            sql_update(EditionCell)
            .where(col(EditionCell.id).in_(gone[start : start + 500]))
            .values(valid_to=number)
        )
    fresh = [
        {
            "study_slug": slug,
            "row_key": key[1],
            "column_name": key[2],
            "label": cell.label,
            "value": cell.value,
            "valid_from": number,
            "valid_to": None,
        }
        for key, cell in cells.items()
        if key not in held or held[key][1] != cell.value
    ]
    if fresh:
        session.execute(insert(EditionCell), fresh)


@dataclass(slots=True)
class _Difference:
    label: str
    before: str | None = None
    after: str | None = None


def changes_by_edition(
    session: Session, *, last: int | None = None
) -> dict[int, tuple[Change, ...]]:
    """Edition -> what it changed, derived from the cells' history; ``last`` editions only.

    The first edition changes nothing: all of it is new. A study that is new, or gone, is one
    change and not one a cell.
    """
    newest = session.exec(select(func.max(Edition.number))).one() or 0
    since = 2 if last is None else max(2, newest - last + 1)
    touched = list(
        session.exec(
            select(EditionCell).where(
                (col(EditionCell.valid_from) >= since) | (col(EditionCell.valid_to) >= since)
            )
        )
    )
    names, spans = _study_spans(session)
    grouped: dict[int, dict[CellKey, _Difference]] = defaultdict(dict)
    for cell in touched:
        key = (cell.study_slug, cell.row_key, cell.column_name)
        if cell.valid_to is not None and cell.valid_to >= since:
            grouped[cell.valid_to].setdefault(key, _Difference(cell.label)).before = cell.value
        if cell.valid_from >= since:
            difference = grouped[cell.valid_from].setdefault(key, _Difference(cell.label))
            difference.label, difference.after = cell.label, cell.value
    return {
        number: tuple(_changes(number, grouped[number], names, spans)) for number in sorted(grouped)
    }


def _study_spans(
    session: Session,
) -> tuple[dict[str, str], dict[str, list[tuple[int, int | None]]]]:
    """The latest name of each study, and the intervals in which it was in the table."""
    query = (
        select(EditionCell)
        .where(col(EditionCell.row_key) == "", col(EditionCell.column_name) == NAME_COLUMN)
        .order_by(col(EditionCell.valid_from))
    )
    names: dict[str, str] = {}
    spans: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for cell in session.exec(query):
        names[cell.study_slug] = cell.value
        spans[cell.study_slug].append((cell.valid_from, cell.valid_to))
    return names, spans


def _changes(
    number: int,
    differences: Mapping[CellKey, _Difference],
    names: Mapping[str, str],
    spans: Mapping[str, Sequence[tuple[int, int | None]]],
) -> Iterable[Change]:
    whole: set[str] = set()
    for slug in sorted({key[0] for key in differences}):
        present = any(a <= number and (b is None or b > number) for a, b in spans.get(slug, ()))
        earlier = any(a < number <= (b or number) for a, b in spans.get(slug, ()))
        name = names.get(slug, slug)
        if present and not earlier:
            whole.add(slug)
            yield Change(study_slug=slug, study_name=name, what="study", before=None, after=name)
        elif earlier and not present:
            whole.add(slug)
            yield Change(study_slug=slug, study_name=name, what="study", before=name, after=None)
    for key in sorted(differences):
        difference = differences[key]
        if key[0] not in whole and difference.before != difference.after:
            yield Change(
                study_slug=key[0],
                study_name=names.get(key[0], key[0]),
                what=difference.label,
                before=difference.before,
                after=difference.after,
            )
