"""The archive keeps every body once, survives what interrupts it, and is its own index."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from dosetable.crawler.archive import Archive, ArchiveError
from dosetable.crawler.records import WrongBody
from dosetable.crawler.warc import Exchange

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def page(body: bytes = b"<p>One</p>", key: str = "http://x.example/1") -> Exchange:
    return Exchange(
        source="webpages",
        kind="webpage",
        uri=key,
        status=200,
        headers=(("Content-Type", "text/html"), ("Set-Cookie", "id=1"), ("ETag", '"1"')),
        body=body,
        fetched_at=NOW,
        key=key,
        url=key,
        media_type="text/html",
    )


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path) as opened:
        yield opened


def warcs(folder: Path) -> list[Path]:
    return sorted((folder / "warc").glob("*.warc.gz"))


def types(folder: Path) -> list[str]:
    found = []
    for path in warcs(folder):
        with path.open("rb") as stream:
            found += [record.rec_type for record in ArchiveIterator(stream)]
    return found


def test_what_goes_in_comes_out(archive: Archive) -> None:
    kept = archive.keep(page(b"\x00\xff\r\n\r\nOne"))
    assert [one.standing for one in kept] == ["new"]
    (found,) = archive.documents()
    assert found.sequence == 1
    assert found.document.body == b"\x00\xff\r\n\r\nOne"
    assert found.document.fetched_at == NOW
    assert found.document.media_type == "text/html"


def test_a_body_is_written_once(archive: Archive, tmp_path: Path) -> None:
    standings = [archive.keep(page())[0].standing for _ in range(3)]
    assert standings == ["new", "unchanged", "unchanged"]
    assert types(tmp_path) == ["response", "revisit", "revisit"]
    assert len(list(archive.documents())) == 1


def test_two_pages_of_one_body_are_two_documents(archive: Archive, tmp_path: Path) -> None:
    archive.keep(page(key="http://x.example/1"))
    archive.keep(page(key="http://x.example/2"))
    assert types(tmp_path) == ["response", "revisit"]
    assert [one.document.key[-1] for one in archive.documents()] == ["1", "2"]


def test_a_document_that_goes_back_to_an_older_form_comes_again(archive: Archive) -> None:
    for body in (b"a", b"b", b"a"):
        archive.keep(page(body))
    assert [one.document.body for one in archive.documents()] == [b"a", b"b", b"a"]
    assert [one.document.body for one in archive.documents(after=2)] == [b"a"]


def test_cookies_are_not_kept(archive: Archive, tmp_path: Path) -> None:
    archive.keep(page())
    with warcs(tmp_path)[0].open("rb") as stream:
        headers = next(iter(ArchiveIterator(stream))).http_headers
    assert headers.get_header("ETag") == '"1"'
    assert headers.get_header("Set-Cookie") is None


def test_a_wrong_body_is_refused_before_it_is_written(archive: Archive, tmp_path: Path) -> None:
    wrong = Exchange(
        source="pubmed",
        kind="pubmed-articles",
        uri="x",
        status=200,
        headers=(),
        body=b"<html/>",
        fetched_at=NOW,
    )
    with pytest.raises(WrongBody):
        archive.keep(wrong)
    assert types(tmp_path) == []


def test_the_index_is_made_again_from_the_files(tmp_path: Path) -> None:
    with Archive(tmp_path) as first, Archive(tmp_path) as second:
        for number, writer in enumerate([first, second, second, first, second]):
            writer.keep(page(b"%d" % (number % 4), key=f"http://x.example/{number % 2}"))
        before = list(first.documents())
    assert len(warcs(tmp_path)) == 2
    for path in tmp_path.glob("index.sqlite*"):
        path.unlink()
    with Archive(tmp_path) as again:
        assert list(again.documents()) == before
        again.keep(page(b"after"))
        assert [one.sequence for one in again.documents()] == [1, 2, 3, 4, 5, 6]


def test_a_record_written_before_the_crash_is_found_after_it(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        archive.keep(page(b"one", key="http://x.example/1"))
        archive.keep(page(b"two", key="http://x.example/2"))
        expected = list(archive.documents())
        archive._db.execute("DELETE FROM documents WHERE sequence = 2")
        archive._db.execute("DELETE FROM bodies WHERE uri LIKE '%2'")
        archive._db.execute("UPDATE counter SET written = 1")
        size = warcs(tmp_path)[0].stat().st_size
        first = _first_member(warcs(tmp_path)[0])
        archive._db.execute("UPDATE files SET indexed_bytes = ?", (first,))
        assert first < size
    with Archive(tmp_path) as again:
        assert list(again.documents()) == expected


def _first_member(path: Path) -> int:
    with path.open("rb") as stream:
        iterator = ArchiveIterator(stream)
        next(iterator).content_stream().read()
        iterator.get_record_offset()
        return int(iterator.get_record_length())


@pytest.mark.parametrize("keep", [1, 30, 200])
def test_a_torn_tail_loses_only_the_record_being_written(tmp_path: Path, keep: int) -> None:
    with Archive(tmp_path) as archive:
        archive.keep(page(b"one", key="http://x.example/1"))
    path = warcs(tmp_path)[0]
    with path.open("ab") as stream:
        stream.write(path.read_bytes()[:keep])
    for _ in range(2):
        for index in tmp_path.glob("index.sqlite*"):
            index.unlink()
        with Archive(tmp_path) as again:
            assert [one.document.body for one in again.documents()] == [b"one"]
    with Archive(tmp_path) as again:
        again.keep(page(b"two", key="http://x.example/2"))
        assert len(list(again.documents())) == 2


def test_a_missing_file_is_said_aloud(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        archive.keep(page())
        warcs(tmp_path)[0].unlink()
        with pytest.raises(ArchiveError, match="webpages-"):
            list(archive.documents())


def test_a_body_that_was_tampered_with_is_refused(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        archive.keep(page(b"one"))
        archive.keep(page(b"two"))
        archive._db.execute("UPDATE bodies SET offset = 0")
        with pytest.raises(ArchiveError, match="digest"):
            list(archive.documents())


def test_several_writers_lose_and_double_nothing(tmp_path: Path) -> None:
    def write(name: int) -> None:
        with Archive(tmp_path) as archive:
            for number in range(10):
                archive.keep(
                    page(b"%d-%d" % (name, number), key=f"http://x.example/{name}-{number}")
                )

    threads = [threading.Thread(target=write, args=(name,)) for name in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Archive(tmp_path) as archive:
        found = list(archive.documents())
    assert [one.sequence for one in found] == list(range(1, 31))
    assert len({one.document.key for one in found}) == 30


def test_the_entries_are_those_of_the_documents(archive: Archive) -> None:
    for body, key in ((b"<p>One</p>", "a"), (b"<p>Two</p>", "b"), (b"<p>Three</p>", "a")):
        archive.keep(page(body, f"http://x.example/{key}"))
    told = [(one.sequence, one.key, one.sha256) for one in archive.entries()]
    read = [(d.sequence, d.document.key, d.document.sha256) for d in archive.documents()]
    assert told == read
    assert len(told) == 3
