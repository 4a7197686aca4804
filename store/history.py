"""What the table said on a day, and why: the journal of editions read backwards.

Values are those of published editions; what was decided between two of them shows in the later one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from dosetable.store.curation.decisions import VALUE_ACTIONS, Decision, all_decisions
from dosetable.store.curation.fields import BadValue, field_named
from dosetable.store.evidence_table import HeldValue, StudyView
from dosetable.store.journal import Edition, EditionCell
from dosetable.store.published_cells import NAME_COLUMN
from dosetable.store.studies import redirects


class NothingPublished(LookupError):
    """No edition was up on that day, or the table had no such study."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableThen:
    """The edition that was up on a day, and every value in it, study by study."""

    edition: int
    published_at: datetime
    extractor_version: str
    values: tuple[HeldValue, ...]


def table_on(session: Session, day: date, *, study: str | None = None) -> TableThen:
    """The table as readers saw it at the end of ``day`` (UTC), of one study or of all.

    Raises NothingPublished.
    """
    editions = _editions(session)
    last = datetime.combine(day + timedelta(days=1), time.min)
    up = [e for e in editions.values() if e.published_at.replace(tzinfo=None) < last]
    if not up:
        raise NothingPublished(f"no edition had been published by {day}")
    edition = max(up, key=lambda e: e.number)
    held = [
        value
        for value in _history(session, editions, study)
        if value.since_edition <= edition.number
        and (value.until_edition is None or value.until_edition > edition.number)
    ]
    if study is not None and not held:
        raise NothingPublished(f"the table of {day} had no study {study!r}")
    return TableThen(
        edition=edition.number,
        published_at=edition.published_at,
        extractor_version=edition.extractor_version,
        values=tuple(held),
    )


def study_history(session: Session, slug: str) -> tuple[HeldValue, ...]:
    """Every value that a study ever had in the table, also under its older addresses: by cell,
    each in the order of time. Raises NothingPublished."""
    found = tuple(_history(session, _editions(session), slug))
    if not found:
        raise NothingPublished(f"no edition ever had a study {slug!r}")
    return found


def histories(session: Session, views: Iterable[StudyView]) -> Mapping[str, tuple[HeldValue, ...]]:
    """Slug -> the values that changed or went, with those that took their place: what a study's
    page tells of its past. A study whose values never changed has none."""
    editions = _editions(session)
    home = redirects(session)
    here = {view.slug for view in views}
    by_study: dict[str, list[HeldValue]] = {}
    for value in _history(session, editions, None, changed=True):
        slug = home.get(value.study_slug, value.study_slug)
        if slug in here:
            by_study.setdefault(slug, []).append(value)
    return {slug: changed for slug, held in by_study.items() if (changed := _changed(held))}


def last_changed(session: Session) -> Mapping[str, tuple[int, datetime]]:
    """Study -> the edition that last changed a value of it, and when that was published."""
    query = select(
        EditionCell.study_slug,
        func.max(EditionCell.valid_from),
        func.max(EditionCell.valid_to),
    ).group_by(col(EditionCell.study_slug))
    editions = _editions(session)
    found: dict[str, tuple[int, datetime]] = {}
    for slug, appeared, went in session.exec(query):
        number = max(appeared, went or 0)
        found[slug] = (number, editions[number].published_at)
    return found


def published_names(session: Session) -> Mapping[str, str]:
    """Address -> the last name of every study that any edition ever had."""
    query = (
        select(EditionCell.study_slug, EditionCell.value)
        .where(col(EditionCell.row_key) == "", col(EditionCell.column_name) == NAME_COLUMN)
        .order_by(col(EditionCell.valid_from))
    )
    return dict(session.exec(query).all())


def _changed(held: Iterable[HeldValue]) -> tuple[HeldValue, ...]:
    cells: dict[tuple[str, str], list[HeldValue]] = {}
    for value in held:
        if value.column != NAME_COLUMN:
            cells.setdefault((value.subject_id, value.column), []).append(value)
    return tuple(
        value
        for values in cells.values()
        if len(values) > 1 or values[-1].until is not None
        for value in values
    )


def _editions(session: Session) -> Mapping[int, Edition]:
    return {e.number: e for e in session.exec(select(Edition).order_by(col(Edition.number)))}


def _history(
    session: Session, editions: Mapping[int, Edition], study: str | None, *, changed: bool = False
) -> Iterable[HeldValue]:
    """With ``changed`` only of cells that some edition stopped showing: a small part of all."""
    query = select(EditionCell).order_by(
        col(EditionCell.study_slug),
        col(EditionCell.row_key),
        col(EditionCell.column_name),
        col(EditionCell.valid_from),
    )
    if study is not None:
        query = query.where(col(EditionCell.study_slug).in_(_addresses(session, study)))
    if changed:
        past = aliased(EditionCell)
        # Not EXISTS: that is looked up once a cell, and this list is made once.
        ended = select(past.study_slug, past.row_key, past.column_name).where(
            col(past.valid_to).is_not(None)
        )
        cell_key = tuple_(
            col(EditionCell.study_slug), col(EditionCell.row_key), col(EditionCell.column_name)
        )
        query = query.where(cell_key.in_(ended))
    home = redirects(session)
    decided = _by_study(all_decisions(session), home)
    for cell in session.exec(query):
        end = cell.valid_to
        yield HeldValue(
            study_slug=cell.study_slug,
            subject_id=cell.row_key,
            column=cell.column_name,
            label=cell.label,
            value=cell.value,
            since=editions[cell.valid_from].published_at,
            since_edition=cell.valid_from,
            until=editions[end].published_at if end is not None else None,
            until_edition=end,
            why=_why(
                cell,
                editions[cell.valid_from],
                decided.get(home.get(cell.study_slug, cell.study_slug), ()),
            ),
        )


def _addresses(session: Session, slug: str) -> list[str]:
    """The address and all that redirect to it."""
    home = redirects(session)
    now = home.get(slug, slug)
    return sorted({now, *(old for old, new in home.items() if new == now)})


# A decision, and when it was taken back.
_Word = tuple[Decision, datetime | None]


def _by_study(
    decisions: Iterable[Decision], home: Mapping[str, str]
) -> Mapping[str, Sequence[_Word]]:
    """Study -> the decisions on its values, in order."""
    listed = tuple(decisions)
    undone = {d.undoes: d.made_at for d in listed if d.undoes}
    found: dict[str, list[_Word]] = {}
    for decision in listed:
        if decision.action in VALUE_ACTIONS:
            slug = home.get(decision.study_slug, decision.study_slug)
            found.setdefault(slug, []).append((decision, undone.get(decision.uid)))
    return found


def _why(cell: EditionCell, edition: Edition, words: Sequence[_Word]) -> str:
    """The last word of a person that stood in that edition, else the extractor that read it."""
    stood = [
        decision
        for decision, back in words
        if decision.field == cell.column_name
        and decision.made_at <= edition.published_at
        and (back is None or back > edition.published_at)
    ]
    # The ids of arms and rows change with their doses: then the value itself tells.
    mine = [d for d in stood if d.subject_id == cell.row_key] or [
        d for d in stood if (text := _text(d, d.value)) and cell.value.startswith(text)
    ]
    if not mine:
        return f"read by the extractor {edition.extractor_version}"
    last = mine[-1]
    read = _text(last, last.machine_value) if last.action == "correct" else ""
    instead = f" (the machine read {read})" if read else ""
    reason = f": {last.reason}" if last.reason else ""
    return f"{_PAST[last.action]} by {last.curator} on {last.made_at:%Y-%m-%d}{instead}{reason}"


_PAST = {"accept": "accepted", "correct": "corrected", "add": "added", "reject": "rejected"}


def _text(decision: Decision, stored: str | None) -> str:
    try:
        field = field_named(decision.subject, decision.field)
        return field.text(field.load(stored))
    except BadValue:
        return ""
