"""Builds that remember: only pages whose data changed are written, and the bytes stay the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dosetable.site.build import build_site
from dosetable.store.shelf import Shelf


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {str(p.relative_to(folder)): (p.stat().st_ino, p.stat().st_mtime_ns) for p in found}


@pytest.fixture
def told(sample, tmp_path):
    """An edition whose studies know when they last changed, built once with a memory."""
    edition = sample.edition()
    since = {view.slug: (1, edition.published_at) for view in edition.studies}
    edition = replace(edition, last_changed=since)
    build(edition, tmp_path / "site", tmp_path, sample.NOW)
    return edition


def build(edition, out, tmp_path, now, **more):
    more = {"previous": out} | more
    return build_site(
        edition,
        out,
        base_url="https://table.example",
        now=now,
        remember=tmp_path / "memory",
        **more,
    )


def changed(edition):
    """The next edition, with one value of the first study changed."""
    first, *rest = edition.studies
    later = edition.published_at + timedelta(days=1)
    first = replace(first, title="Another title of the first trial")
    return replace(
        edition, number=edition.number + 1, published_at=later, studies=(first, *rest),
        last_changed=edition.last_changed | {first.slug: (edition.number + 1, later)},
    )  # fmt: skip


def test_the_same_edition_again_writes_nothing(told, tmp_path, sample):
    before = stamps(tmp_path / "site")
    assert build(told, tmp_path / "site", tmp_path, sample.NOW).written == 0
    assert stamps(tmp_path / "site") == before


def test_into_another_folder_the_files_are_taken_over(told, tmp_path, sample):
    report = build(told, tmp_path / "next", tmp_path, sample.NOW, previous=tmp_path / "site")
    assert report.written == 0
    assert files(tmp_path / "next") == files(tmp_path / "site")


def test_of_the_studies_only_the_changed_one_is_written(told, tmp_path, sample):
    before = stamps(tmp_path / "site")
    edition = changed(told)
    build(edition, tmp_path / "site", tmp_path, sample.NOW)
    after = stamps(tmp_path / "site")
    rewritten = {
        name for name in after if name.startswith("study/") and after[name] != before[name]
    }
    assert rewritten == {f"study/{edition.studies[0].slug}.html"}


def test_the_bytes_are_those_of_a_build_without_memory(told, tmp_path, sample):
    edition = changed(told)
    build(edition, tmp_path / "next", tmp_path, sample.NOW, previous=tmp_path / "site")
    build_site(edition, tmp_path / "fresh", base_url="https://table.example", now=sample.NOW)
    assert files(tmp_path / "next") == files(tmp_path / "fresh")


def test_the_bytes_are_the_same_where_the_table_is_read_from_the_disk(told, tmp_path, sample):
    held = replace(told, studies=Shelf(told.studies), excluded=Shelf(told.excluded))
    report = build_site(held, tmp_path / "disk", base_url="https://table.example", now=sample.NOW)
    assert report.studies == len(told.studies) > 1
    assert files(tmp_path / "disk") == files(tmp_path / "site")


def test_a_damaged_page_or_memory_is_made_good(told, tmp_path, sample):
    fresh = files(tmp_path / "site")
    page = tmp_path / f"site/study/{told.studies[1].slug}.html"
    page.write_bytes(b"torn")
    build(told, tmp_path / "site", tmp_path, sample.NOW)
    assert files(tmp_path / "site") == fresh
    for damage in ("", "{", '{"version": 1}', '{"version": 99, "whole": "", "made": {}}'):
        (tmp_path / "memory").write_text(damage)
        page.write_bytes(b"torn")
        build(told, tmp_path / "site", tmp_path, sample.NOW)
        assert files(tmp_path / "site") == fresh


def test_an_older_edition_keeps_its_bytes_when_the_next_is_built(told, tmp_path, sample):
    old = files(tmp_path / "site")
    build(changed(told), tmp_path / "next", tmp_path, sample.NOW, previous=tmp_path / "site")
    assert files(tmp_path / "site") == old


def test_a_study_that_goes_leaves_no_broken_link_behind(told, tmp_path, sample):
    edition = replace(told, studies=told.studies[1:], number=told.number + 1)
    build(edition, tmp_path / "next", tmp_path, sample.NOW, previous=tmp_path / "site")
    assert not (tmp_path / f"next/study/{told.studies[0].slug}.html").exists()
