"""A smaller archive gives the same documents, whatever happens while it is made."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dosetable.crawler import compaction
from dosetable.crawler.archive import MAX_FILE_BYTES, Archive, ArchivedDocument, ArchiveError
from dosetable.crawler.compaction import Compacted, archive_size, compact
from dosetable.crawler.warc import Exchange

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def answer(body: bytes, kind: str, day: int, uri: str = "https://api.example/x") -> Exchange:
    return Exchange(
        source="europepmc",
        kind=kind,
        uri=uri,
        status=200,
        headers=(("Content-Type", "application/json"),),
        body=body,
        fetched_at=NOW + timedelta(days=day),
    )


def results(*records: tuple[str, str]) -> bytes:
    found = [{"source": "MED", "id": key, "title": title} for key, title in records]
    page = {"hitCount": len(found), "resultList": {"result": found}}
    return json.dumps(page).encode()


def fill(folder: Path, *, max_file_bytes: int = MAX_FILE_BYTES) -> list[ArchivedDocument]:
    """Ten nights: a list of identifiers each, a record that changes there and back, one that
    does not; the pages come as a whole each night."""
    with Archive(folder, max_file_bytes=max_file_bytes) as archive:
        for day in range(10):
            listing = json.dumps({"night": day, "ids": list(range(500))}).encode()
            archive.keep(answer(listing, "other", day))
            title = "second" if day in {3, 4} else "first"
            page = results(("1", title), ("2", "steady")) + b" " * day
            archive.keep(answer(page, "europepmc-search", day))
        archive.keep(answer(results(("1", "first"), ("2", "steady")), "europepmc-search", 10))
        return list(archive.documents())


def read(folder: Path) -> list[ArchivedDocument]:
    with Archive(folder) as archive:
        return list(archive.documents())


def shrink(folder: Path, before: datetime | None = None) -> Compacted:
    return compact(folder, before=before, max_file_bytes=MAX_FILE_BYTES)


def test_the_documents_and_their_numbers_stay(tmp_path: Path) -> None:
    documents = fill(tmp_path)
    assert [one.document.key for one in documents] == ["MED/1", "MED/2", "MED/1", "MED/1"]
    done = shrink(tmp_path)
    # Ten lists and seven pages that brought nothing new, and a page that came again.
    assert done.removed == 18
    assert done.after == archive_size(tmp_path) < done.before
    assert read(tmp_path) == documents
    (tmp_path / "index.sqlite").unlink()
    assert read(tmp_path) == documents
    assert shrink(tmp_path).removed == 0


def test_what_is_young_stays(tmp_path: Path) -> None:
    fill(tmp_path)
    assert shrink(tmp_path, before=NOW).removed == 0
    assert shrink(tmp_path, before=NOW + timedelta(days=2)).removed == 3


def test_it_can_be_written_to_afterwards(tmp_path: Path) -> None:
    documents = fill(tmp_path)
    shrink(tmp_path)
    with Archive(tmp_path) as archive:
        kept = archive.keep(answer(results(("1", "third")), "europepmc-search", 20))
        assert [one.standing for one in kept] == ["changed"]
        kept = archive.keep(answer(results(("1", "third")), "europepmc-search", 21))
        assert [one.standing for one in kept] == ["unchanged"]
    after = read(tmp_path)
    assert after[:-1] == documents
    assert after[-1].sequence == 5


def test_files_that_hold_nothing_needed_go(tmp_path: Path) -> None:
    documents = fill(tmp_path, max_file_bytes=1)
    files = len(list((tmp_path / "warc").iterdir()))
    shrink(tmp_path)
    assert len(list((tmp_path / "warc").iterdir())) < files
    assert read(tmp_path) == documents


@pytest.mark.parametrize("step", range(30))
def test_cut_off_at_any_step_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    documents = fill(tmp_path, max_file_bytes=1500)
    left = step
    swap = compaction._swap

    class Cut(BaseException):
        pass

    def counted(name: str) -> None:
        real = getattr(Path, name)

        def one(self: Path, *args: object, **more: object) -> object:
            nonlocal left
            if left == 0:
                raise Cut
            left -= 1
            return real(self, *args, **more)

        monkeypatch.setattr(Path, name, one)

    def swapping(folder: Path, staging: Path, smaller: list[str]) -> None:
        counted("unlink")
        counted("replace")
        try:
            swap(folder, staging, smaller)
        finally:
            monkeypatch.undo()

    monkeypatch.setattr(compaction, "_swap", swapping)
    try:
        shrink(tmp_path)
    except Cut:
        assert left == 0
    else:
        assert step > 8, "there are more steps than that"
    assert read(tmp_path) == documents
    shrink(tmp_path)
    assert read(tmp_path) == documents


def test_a_smaller_archive_that_differs_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = fill(tmp_path)
    size = archive_size(tmp_path)
    monkeypatch.setattr(compaction, "_stays", lambda *_: False)
    with pytest.raises(ArchiveError, match="same documents"):
        shrink(tmp_path)
    assert (archive_size(tmp_path), read(tmp_path)) == (size, documents)
    assert not (tmp_path / "compacting").exists()
