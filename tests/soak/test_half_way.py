"""Killed at each point between the commit and the end: the next night ends what was begun."""

from __future__ import annotations

import filecmp
import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlmodel import col, func, select

from dosetable.nightly.nights import CrawlNoted, EditionNoted, events
from dosetable.nightly.pending import read_pending
from dosetable.nightly.progress import Reporter
from dosetable.nightly.publishing import editions
from dosetable.nightly.rebuilding import rebuild
from dosetable.nightly.report import SITE_STATUS
from dosetable.nightly.settings import Settings
from dosetable.store.editions import last_edition
from dosetable.store.journal import CrawlRun
from dosetable.store.session import make_engine, transaction

if TYPE_CHECKING:
    from conftest import World

# Point -> whether the store had committed the edition there.
POINTS = {
    ("return", "dosetable.nightly.job.note"): False,
    ("return", "dosetable.nightly.edition.write_pending"): False,
    ("return", "dosetable.nightly.edition.finish_edition"): False,
    ("call", "dosetable.nightly.edition.publish"): True,
    ("audit", "os.symlink .site.new"): True,
    ("audit", "os.rename .site.new"): True,
    ("return", "dosetable.nightly.edition.publish"): True,
    ("return", "dosetable.nightly.edition.note"): True,
}
SHORT = tuple(POINTS)[1::3]
TRIED = tuple(POINTS) if os.environ.get("DOSETABLE_SOAK") == "whole" else SHORT


def _held(world: World) -> tuple[int, int]:
    """The number of the last edition, and how many crawls the store knows of."""
    engine = make_engine(world.settings.database)
    with transaction(engine) as session:
        last = last_edition(session)
        crawls = session.exec(select(func.count(col(CrawlRun.id)))).one()
        number = last.number if last else 0
    engine.dispose()
    return number, crawls


def _files(folder: Path) -> list[str]:
    found = (str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    return sorted(name for name in found if name != SITE_STATUS)


@pytest.mark.parametrize(("when", "at"), TRIED, ids=[f"{w} {a}" for w, a in TRIED])
def test_the_night_after_ends_what_was_begun(
    world: World, tmp_path: Path, when: str, at: str
) -> None:
    world.pubmed_alone()
    world.night()
    world.now += timedelta(days=1)
    world.publish_article()
    assert world.killed_night(at, when=when) == -9
    world.check_published()
    committed = POINTS[when, at]
    assert _held(world)[0] == (2 if committed else 1)
    world.now += timedelta(days=1)
    report = world.good_night(at)
    assert report.edition == (3 if committed else 2)
    world.check_published()

    told = list(events(world.settings.archive))
    assert len([e for e in told if isinstance(e, EditionNoted)]) == report.edition
    assert len([e for e in told if isinstance(e, CrawlNoted)]) == 3
    assert _held(world) == (report.edition, 3)
    assert read_pending(world.settings.data_dir) is None
    assert len(editions(world.settings.data_dir / "editions")) == report.edition

    alone = tmp_path / "alone"
    shutil.copytree(world.settings.archive, alone / "crawl" / "archive")
    again = rebuild(Settings(data_dir=alone), tmp_path / "new", Reporter(), demonstration=True)
    site = world.settings.published.resolve()
    names = _files(site)
    assert _files(again.site) == names
    same, different, odd = filecmp.cmpfiles(site, again.site, names, shallow=False)
    assert (different, odd) == ([], [])
    assert same


def test_an_edition_whose_folder_was_lost_is_built_again(world: World) -> None:
    world.pubmed_alone()
    world.night()
    world.now += timedelta(days=1)
    world.publish_article()
    assert world.killed_night("os.symlink .site.new", when="audit") == -9
    pending = read_pending(world.settings.data_dir)
    assert pending is not None
    shutil.rmtree(world.settings.data_dir / "editions" / pending.folder)
    world.now += timedelta(days=1)
    assert world.night().edition == 3
    assert len(editions(world.settings.data_dir / "editions")) == 3
    world.check_published()


def test_an_old_edition_that_is_half_removed_is_no_edition(world: World) -> None:
    keep = world.settings.site.model_copy(update={"keep_editions": 1})
    world.settings = world.settings.model_copy(update={"site": keep})
    world.pubmed_alone()
    world.night()
    world.now += timedelta(days=1)
    world.good_night()
    kept = editions(world.settings.data_dir / "editions")
    assert [one.name for one in kept] == ["000002"]
