"""The archive's age and size are settings; what they cannot reach is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from dosetable.crawler.archive import Archive
from dosetable.crawler.compaction import archive_size
from dosetable.crawler.settings import ArchiveSettings
from dosetable.crawler.warc import Exchange
from dosetable.nightly import keeping
from dosetable.nightly.keeping import keep_archive
from dosetable.nightly.progress import Reporter

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def _reporter() -> Reporter:
    return Reporter(Console(file=StringIO(), width=200))


def _fill(folder: Path, *, pages: int = 0, lists: int = 3) -> None:
    with Archive(folder / "archive") as archive:
        for number in range(lists + pages):
            page = number >= lists
            # Bytes that do not compress, so that sizes are what they seem.
            noise = "".join(
                f"{(number * 7919 + i) * 2654435761 % 2**32:08x}" for i in range(70_000)
            )
            archive.keep(
                Exchange(
                    source="webpages",
                    kind="webpage" if page else "other",
                    uri=f"https://x.example/{number}",
                    status=200,
                    headers=(),
                    body=noise.encode(),
                    fetched_at=NOW - timedelta(days=100 - number),
                    key=f"https://x.example/{number}" if page else "",
                    url=f"https://x.example/{number}",
                    media_type="text/html",
                )
            )


def test_old_lists_go_when_it_is_due(tmp_path: Path) -> None:
    _fill(tmp_path)
    size = archive_size(tmp_path / "archive")
    month = ArchiveSettings(keep_days=30, compact_days=10)
    assert keep_archive(tmp_path, ArchiveSettings(keep_days=200), NOW, _reporter()) == ()
    assert archive_size(tmp_path / "archive") == size
    # It was looked at tonight, so that the next time is after compact_days.
    assert keep_archive(tmp_path, month, NOW + timedelta(days=1), _reporter()) == ()
    assert archive_size(tmp_path / "archive") == size
    assert keep_archive(tmp_path, month, NOW + timedelta(days=10), _reporter()) == ()
    assert archive_size(tmp_path / "archive") < size / 10


def test_none_keeps_everything(tmp_path: Path) -> None:
    _fill(tmp_path)
    size = archive_size(tmp_path / "archive")
    later = NOW + timedelta(days=9999)
    assert keep_archive(tmp_path, ArchiveSettings(keep_days=None), later, _reporter()) == ()
    assert archive_size(tmp_path / "archive") == size


def test_an_archive_that_is_too_large_loses_what_it_can_and_says_if_that_is_not_enough(
    tmp_path: Path,
) -> None:
    _fill(tmp_path, pages=2, lists=4)
    settings = ArchiveSettings(keep_days=None, max_mb=1)
    assert keep_archive(tmp_path, settings, NOW, _reporter()) == ()
    assert archive_size(tmp_path / "archive") < 1024 * 1024
    _fill(tmp_path, pages=6, lists=0)
    (said,) = keep_archive(tmp_path, settings, NOW, _reporter())
    assert "more than archive.max_mb (1)" in said
    with Archive(tmp_path / "archive") as archive:
        assert len(list(archive.documents())) >= 6


def test_a_compaction_that_fails_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(tmp_path)

    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping, "compact", full)
    (said,) = keep_archive(tmp_path, ArchiveSettings(keep_days=1), NOW, _reporter())
    assert "No space left" in said
