"""Keeping the archive within its settings: at the end of a night, now and then."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from dosetable.crawler.archive import ArchiveError
from dosetable.crawler.compaction import Compacted, archive_size, compact
from dosetable.crawler.settings import ArchiveSettings
from dosetable.crawler.state import CrawlState
from dosetable.nightly.progress import Reporter

_MEBIBYTE = 1024 * 1024
_LISTING = "compaction"


def keep_archive(
    crawl_folder: Path, settings: ArchiveSettings, now: datetime, reporter: Reporter
) -> tuple[str, ...]:
    """Compact the archive if it is due or too large; what the operator must know of it.

    Needs the job's lock. No failure raises: the archive stays as it was, and the night goes on.
    """
    folder = crawl_folder / "archive"
    too_large = _too_large(folder, settings)
    try:
        if too_large or _due(crawl_folder, settings, now):
            done = compact_by(folder, settings, now)
            with CrawlState(crawl_folder / "crawl.sqlite") as state:
                state.set_listed(_LISTING, now=now)
            if done.removed:
                reporter.line(told(done))
    except (OSError, ArchiveError) as error:
        return (f"the archive was not compacted: {error}",)
    if _too_large(folder, settings):
        size = archive_size(folder) // _MEBIBYTE
        return (
            f"the archive has {size} MB, more than archive.max_mb ({settings.max_mb}), and nothing "
            "in it can go",
        )
    return ()


def compact_by(folder: Path, settings: ArchiveSettings, now: datetime) -> Compacted:
    """Compact the archive as the settings say; an archive that is too large, at any age."""
    before: datetime | None = None
    if not _too_large(folder, settings):
        if settings.keep_days is None:
            size = archive_size(folder)
            return Compacted(removed=0, before=size, after=size)
        before = now - timedelta(days=settings.keep_days)
    return compact(folder, before=before, max_file_bytes=settings.max_file_bytes)


def told(done: Compacted) -> str:
    """What a compaction did, in a line."""
    return (
        f"archive compacted: {done.removed} responses removed, "
        f"{done.before / _MEBIBYTE:.1f} MB before, {done.after / _MEBIBYTE:.1f} MB now"
    )


def _too_large(folder: Path, settings: ArchiveSettings) -> bool:
    return settings.max_mb is not None and archive_size(folder) > settings.max_mb * _MEBIBYTE


def _due(crawl_folder: Path, settings: ArchiveSettings, now: datetime) -> bool:
    if settings.keep_days is None:
        return False
    with CrawlState(crawl_folder / "crawl.sqlite") as state:
        last = state.listed(_LISTING)
    return last is None or abs(now - last) >= timedelta(days=settings.compact_days)
