"""The search index: the study pages and nothing else, made again only when one of them changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dosetable.site import search
from dosetable.site.build import BuildError, BuildReport, build_site

needs_pagefind = pytest.mark.skipif(
    search.version() is None, reason="Pagefind does not run on this machine"
)


def build(edition: Any, folder: Path, sample: ModuleType) -> BuildReport:
    return build_site(
        edition, folder / "site", now=sample.NOW, remember=folder / "memory",
        previous=folder / "site",
    )  # fmt: skip


def fragments(site: Path) -> dict[str, dict[str, Any]]:
    """What the index keeps, by the page's path."""
    found = [
        search.read_fragment(path.read_bytes()) for path in (site / "search/fragment").iterdir()
    ]
    return {page["url"].removeprefix("/"): page for page in found}


@needs_pagefind
def test_every_study_page_is_in_the_index_and_no_other(built: Path, sample: ModuleType) -> None:
    pages = fragments(built)
    assert set(pages) == {f"study/{view.slug}.html" for view in sample.edition().studies}
    assert all((built / path).is_file() for path in pages)
    fava = pages["study/fava-2018.html"]
    assert fava["meta"]["title"] == "Fava 2018"
    assert "NCT01920555" in fava["content"]
    assert "confidence" not in fava["content"], "how a value was read is not what a trial is about"


@needs_pagefind
def test_the_topics_are_those_of_the_pages(built: Path) -> None:
    held = json.loads((built / "search/topics.json").read_text("utf-8"))
    names = {path.stem for path in (built / "search/fragment").iterdir()}
    assert set(held["ids"]) == names
    for values in held["topics"].values():
        assert all(0 <= place < len(names) for places in values.values() for place in places)
    assert len(held["topics"]["drug"]["Esketamine"]) == 1


@needs_pagefind
def test_the_index_is_kept_until_a_study_changes(
    tmp_path: Path, sample: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = sample.edition()
    since = {view.slug: (1, edition.published_at) for view in edition.studies}
    edition = replace(edition, last_changed=since)
    assert build(edition, tmp_path, sample).search
    started: list[int] = []
    work = search._index
    monkeypatch.setattr(search, "_index", lambda *given: started.append(1) or work(*given))
    build(replace(edition, number=edition.number + 1), tmp_path, sample)
    assert started == []
    assert len(fragments(tmp_path / "site")) == len(edition.studies)
    (tmp_path / "site/search/pagefind-entry.json").write_text("torn")
    build(replace(edition, number=edition.number + 2), tmp_path, sample)
    assert started == [1], "a damaged index is made anew"
    first, *rest = edition.studies
    changed = replace(edition, studies=(replace(first, title="An unheard-of title"), *rest))
    build(changed, tmp_path, sample)
    assert started == [1, 1]
    content = fragments(tmp_path / "site")[f"study/{first.slug}.html"]["content"]
    assert "unheard-of" in content


def test_without_pagefind_the_site_has_no_search_and_no_link_to_one(
    tmp_path: Path, sample: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "version", lambda: None)
    assert not build(sample.edition(), tmp_path, sample).search
    site = tmp_path / "site"
    assert not (site / "search").exists()
    assert not (site / "search.html").exists()
    assert not [p for p in site.rglob("*.html") if "search.html" in p.read_text("utf-8")]


@needs_pagefind
def test_a_site_whose_search_comes_later_is_built_anew(
    tmp_path: Path, sample: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setattr(search, "version", lambda: None)
        build(sample.edition(), tmp_path, sample)
    assert build(sample.edition(), tmp_path, sample).search
    assert 'href="../search.html"' in (tmp_path / "site/study/fava-2018.html").read_text("utf-8")


@pytest.mark.parametrize("script", ["exit 3", "cat >/dev/null; exit 0", "cat >/dev/null & exit 0"])
def test_a_pagefind_that_fails_stops_the_build(
    tmp_path: Path, sample: ModuleType, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    broken = tmp_path / "pagefind"
    broken.write_text(f"#!/bin/sh\n{script}\n")
    broken.chmod(0o755)
    monkeypatch.setattr(search, "version", lambda: "pagefind 0")
    monkeypatch.setattr(search, "program", lambda: broken)
    monkeypatch.setattr(search, "_LIMIT", 5)
    with pytest.raises(BuildError, match="Pagefind"):
        build(sample.edition(), tmp_path, sample)
    assert not (tmp_path / "site/index.html").exists()


def test_an_edition_without_studies_has_nothing_to_search(
    tmp_path: Path, sample: ModuleType
) -> None:
    empty = sample.edition(sample.oral(), studies=(), changes=(), past_changes=())
    assert not build(empty, tmp_path, sample).search
    assert not (tmp_path / "site/search.html").exists()
