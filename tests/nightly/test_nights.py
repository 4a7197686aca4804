from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from dosetable.nightly.nights import FILE, CrawlNoted, EditionNoted, events, last_measures, note
from dosetable.store.runs import SourceRunRecord

NIGHT = datetime(2026, 11, 24, 2, tzinfo=UTC)
CRAWL = CrawlNoted(
    started=NIGHT,
    finished=NIGHT,
    sources=(SourceRunRecord(source="pubmed", succeeded=True, new=3, total=3),),
)
EDITION = EditionNoted(
    at=NIGHT, sequence=3, gone=(("pubmed", "7", "2026-11-23"),), measures={"conflicts": 1.0}
)


def test_what_is_noted_comes_back_in_order(tmp_path: Path) -> None:
    note(tmp_path, CRAWL)
    note(tmp_path, EDITION)
    assert list(events(tmp_path)) == [CRAWL, EDITION]
    assert last_measures(tmp_path) == {"conflicts": 1.0}


def test_a_line_torn_by_a_crash_is_passed_over_and_spoils_no_other(tmp_path: Path) -> None:
    note(tmp_path, CRAWL)
    with (tmp_path / FILE).open("a") as stream:
        stream.write('{"event": "edition", "at": "2026-11')
    note(tmp_path, EDITION)
    assert list(events(tmp_path)) == [CRAWL, EDITION]


def test_before_the_first_night_there_is_nothing(tmp_path: Path) -> None:
    assert list(events(tmp_path)) == []
    assert last_measures(tmp_path) == {}
