"""The edition of a night: link, gather, check the gates, build, and only then swap the site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from dosetable.nightly.accuracy import shipped_accuracy
from dosetable.nightly.asking import asking
from dosetable.nightly.departures import Gone, with_departures
from dosetable.nightly.gates import Counts, Gate, build_gate, check_gates
from dosetable.nightly.measures import measured
from dosetable.nightly.nights import EditionNoted, last_measures, note
from dosetable.nightly.pending import Pending, clear_pending, write_pending
from dosetable.nightly.progress import Reporter
from dosetable.nightly.publishing import finish_edition, new_edition_folder, publish
from dosetable.nightly.settings import Settings
from dosetable.site.asking import Asking
from dosetable.site.build import BuildError, build_site
from dosetable.store.editions import last_edition, publish_edition
from dosetable.store.evidence_table import Change
from dosetable.store.gathering import study_views
from dosetable.store.queries import edition_view
from dosetable.store.runs import last_runs
from dosetable.store.session import transaction
from dosetable.store.studies import link_studies

EDITIONS_FOLDER = "editions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What an edition is to be made of."""

    now: datetime
    sequence: int
    gone: tuple[Gone, ...] = ()
    demonstration: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of it; ``edition`` is None where a gate stopped it."""

    counts: Counts
    gates: tuple[Gate, ...]
    measures: dict[str, float]
    edition: int | None = None
    changes: tuple[Change, ...] = ()


def publish_night(
    engine: Engine, settings: Settings, reporter: Reporter, candidate: Candidate
) -> Published:
    """Publish the store as it is, if every gate holds.

    The edition is recorded in the same transaction that the build runs in: a build that fails
    leaves no edition behind. What is to follow the commit is written down before it, so that the
    next night can end what a crash cut off (see mending).
    """
    now = candidate.now
    reporter.line("joining reports and building the table")
    with transaction(engine) as session:
        link_studies(session, now)
    folder = new_edition_folder(settings.data_dir / EDITIONS_FOLDER)
    try:
        with transaction(engine) as session:
            views = with_departures(session, study_views(session), candidate.gone)
            measures = measured(views)
            found = measures.figures
            after = Counts(studies=measures.studies, rows=measures.rows)
            last = last_edition(session)
            gates = check_gates(
                Counts(studies=last.studies, rows=last.rows) if last else None,
                after,
                settings.gates,
                measured=(last_measures(settings.archive), found),
                sources=[
                    source
                    for source in last_runs(session)
                    if settings.crawl.section(source.source).enabled  # type: ignore[arg-type]
                ],
                now=now,
                accuracy=shipped_accuracy(),
            )
            if any(gate.stops for gate in gates):
                return _stopped(reporter, Published(counts=after, gates=gates, measures=found))
            number = publish_edition(session, now, studies=views)
            edition = edition_view(session, demonstration=candidate.demonstration, studies=views)
            reporter.line("building the site")
            asked = asking(settings, now, demonstration=candidate.demonstration)
            site = build_site(
                edition,
                folder,
                base_url=settings.site.base_url,
                now=now,
                accuracy=shipped_accuracy(),
                asking=asked,
                **_memory(settings),
            )
            if site.studies and not site.search:
                reporter.line("the site has no search: Pagefind does not run on this machine")
            noted = EditionNoted(
                at=now,
                sequence=candidate.sequence,
                gone=candidate.gone,
                measures=found,
                searches=asked.searches,
                next_run=asked.next_run,
            )
            write_pending(
                settings.data_dir, Pending(number=number, folder=folder.stem, noted=noted)
            )
            built = finish_edition(folder)
    except BuildError as error:
        # The transaction was rolled back: there is no such edition.
        failed = (*gates, build_gate(error.problems))
        return _stopped(reporter, Published(counts=after, gates=failed, measures=found))
    publish(built, settings.published, keep=settings.site.keep_editions)
    note(settings.archive, noted)
    clear_pending(settings.data_dir)
    return Published(
        counts=after,
        gates=(*gates, build_gate(())),
        measures=found,
        edition=number,
        changes=tuple(edition.changes),
    )


def replay_edition(engine: Engine, noted: EditionNoted) -> None:
    """Record a past edition again, without building its site."""
    with transaction(engine) as session:
        link_studies(session, noted.at)
    with transaction(engine) as session:
        views = with_departures(session, study_views(session), noted.gone)
        publish_edition(session, noted.at, studies=views)


def build_last(
    engine: Engine, settings: Settings, noted: EditionNoted, folder: Path, *, demonstration: bool
) -> None:
    """Build the newest recorded edition into ``folder``. Raises BuildError."""
    with transaction(engine) as session:
        views = with_departures(session, study_views(session), noted.gone)
        edition = edition_view(session, demonstration=demonstration, studies=views)
        build_site(
            edition,
            folder,
            base_url=settings.site.base_url,
            now=noted.at,
            accuracy=shipped_accuracy(),
            asking=Asking(searches=noted.searches, next_run=noted.next_run),
            **_memory(settings),
        )


def _memory(settings: Settings) -> dict[str, Path | None]:
    """Where the site's builder remembers the last build, and the edition that is up."""
    up = settings.published
    return {
        "remember": settings.data_dir / "site-memory.json",
        "previous": up.resolve() if up.exists() else None,
    }


def _stopped(reporter: Reporter, published: Published) -> Published:
    for gate in stopping(published.gates):
        reporter.line(f"not published: gate {gate.name}: {gate.reason}")
    return published


def stopping(gates: Sequence[Gate]) -> list[Gate]:
    """The gates that hold an edition back."""
    return [gate for gate in gates if gate.stops]
