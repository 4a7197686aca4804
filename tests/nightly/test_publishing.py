from __future__ import annotations

from pathlib import Path

import pytest

from dosetable.nightly.publishing import (
    PublishingError,
    editions,
    finish_edition,
    new_edition_folder,
    publish,
    rollback,
)


def _build(folder: Path, words: str) -> Path:
    partial = new_edition_folder(folder)
    partial.mkdir()
    (partial / "index.html").write_text(words)
    return finish_edition(partial)


def test_the_site_shows_the_last_edition_published(tmp_path: Path) -> None:
    site = tmp_path / "www" / "site"
    for words in ("first", "second"):
        publish(_build(tmp_path / "editions", words), site, keep=5)
        assert (site / "index.html").read_text() == words


def test_old_editions_go_and_the_last_few_stay(tmp_path: Path) -> None:
    for number in range(6):
        publish(_build(tmp_path / "editions", str(number)), tmp_path / "site", keep=3)
    assert [p.name for p in editions(tmp_path / "editions")] == ["000004", "000005", "000006"]


def test_a_half_built_edition_is_never_shown_and_is_cleared_away(tmp_path: Path) -> None:
    publish(_build(tmp_path / "editions", "good"), tmp_path / "site", keep=3)
    torn = new_edition_folder(tmp_path / "editions")
    torn.mkdir()
    (torn / "index.html").write_text("half")
    assert (tmp_path / "site" / "index.html").read_text() == "good"
    fresh = new_edition_folder(tmp_path / "editions")
    assert not torn.exists()
    assert fresh == torn  # its number was never used


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "mine.txt").write_text("precious")
    with pytest.raises(PublishingError, match="move it away"):
        publish(_build(tmp_path / "editions", "x"), tmp_path / "site", keep=3)
    assert (tmp_path / "site" / "mine.txt").read_text() == "precious"


def test_the_link_survives_moving_the_whole_tree(tmp_path: Path) -> None:
    publish(_build(tmp_path / "a" / "editions", "here"), tmp_path / "a" / "site", keep=3)
    (tmp_path / "a").rename(tmp_path / "b")
    assert (tmp_path / "b" / "site" / "index.html").read_text() == "here"


def test_an_earlier_edition_can_be_shown_again(tmp_path: Path) -> None:
    folder, site = tmp_path / "editions", tmp_path / "site"
    for words in ("one", "two", "three"):
        publish(_build(folder, words), site, keep=7)
    rollback(folder, site)
    assert (site / "index.html").read_text() == "two"
    rollback(folder, site)
    assert (site / "index.html").read_text() == "one"
    with pytest.raises(PublishingError, match="0 earlier editions"):
        rollback(folder, site)
    publish(_build(folder, "four"), site, keep=7)
    assert (site / "index.html").read_text() == "four"


def test_pages_are_on_the_disk_before_an_edition_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    partial = new_edition_folder(tmp_path)
    partial.mkdir()
    seen: list[tuple[bool, bool]] = []

    def sync() -> None:
        seen.append((partial.is_dir(), partial.with_suffix("").exists()))

    monkeypatch.setattr("os.sync", sync)
    finish_edition(partial)
    assert seen == [(True, False)]
    assert partial.with_suffix("").is_dir()
