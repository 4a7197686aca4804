"""Files are made beside their places: what fails leaves everything as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dosetable.site.staging import FOLDER, Staging


def test_a_file_is_in_its_place_only_when_it_is_put_there(tmp_path: Path) -> None:
    with Staging(tmp_path) as files:
        files.add("data/a.txt", (b"one ", b"two"))
        assert files["data/a.txt"] == b"one two"
        assert files.digest("data/a.txt").sha256 == hashlib.sha256(b"one two").hexdigest()
        assert files.digest("data/a.txt").size == 7
        assert not (tmp_path / "data").exists()
        files.put_in_place("data/a.txt")
    assert (tmp_path / "data/a.txt").read_bytes() == b"one two"
    assert not (tmp_path / FOLDER).exists()


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_bytes(b"yesterday")

    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"), Staging(tmp_path) as files:
        files.add("index.html", broken())
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_bytes() == b"yesterday"


def test_another_edition_keeps_the_file_it_holds_by_a_second_name(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    (old / "a").write_bytes(b"old")
    (new / "a").hardlink_to(old / "a")
    with Staging(new) as files:
        files.add("a", (b"new",))
        files.put_in_place("a")
    assert (old / "a").read_bytes() == b"old"
    assert (new / "a").read_bytes() == b"new"


def test_what_an_interrupted_build_left_is_no_part_of_the_next(tmp_path: Path) -> None:
    left = tmp_path / FOLDER
    left.mkdir()
    (left / "stale.html").write_bytes(b"stale")
    with Staging(tmp_path) as files:
        assert not list(files)
        assert not (left / "stale.html").exists()
        files.add("a", (b"1",))
        with pytest.raises(ValueError, match="one address"):
            files.add("a", (b"2",))
