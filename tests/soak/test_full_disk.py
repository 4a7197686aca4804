"""A disk that is really full, from a named point of the night on: a small one is mounted for it."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from dosetable.crawler.documents import SOURCES
from dosetable.nightly.progress import Reporter
from dosetable.nightly.report import ExitCode
from dosetable.nightly.running import unattended_night

if TYPE_CHECKING:
    from conftest import World

MEGABYTES = 96


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little room."""
    place = tmp_path / "disk"
    place.mkdir()
    size = f"size={MEGABYTES}m"
    try:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(place)], capture_output=True
        )
    except FileNotFoundError:
        pytest.skip("there is no mount command")
    if mounted.returncode != 0:
        pytest.skip(f"mounting is not allowed: {mounted.stderr.decode().strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


class Filling(Reporter):
    """Fills the disk to the last byte at the first line that has ``at`` in it."""

    def __init__(self, at: str, ballast: Path) -> None:
        super().__init__(Console(file=StringIO(), width=200))
        self.at, self.ballast, self.filled = at, ballast, False

    def line(self, text: str) -> None:
        if self.at in text and not self.filled:
            self.filled = True
            fill(self.ballast)
        super().line(text)


def fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as stream:
        for piece in (1024 * 1024, 4096, 1):
            try:
                while True:
                    stream.write(bytes(piece))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


# Where the disk fills up -> whether the night itself fails (a source that fails alone does not).
STAGES = {
    "fetch and archive": ("pubmed: started", False),
    "store": ("reading documents", True),
    "join and build the table": ("joining reports", True),
    "build the site": ("building the site", True),
}


WHOLE = os.environ.get("DOSETABLE_SOAK") == "whole"


@pytest.mark.parametrize("stage", STAGES if WHOLE else tuple(STAGES)[::3])
def test_the_site_stays_and_the_night_after_catches_up(
    world: World, disk: Path, stage: str
) -> None:
    world.pubmed_alone()
    world.settings = world.settings.model_copy(update={"data_dir": disk / "data"})
    world.good_night()
    shown = world.settings.published.resolve()
    before = world.archived()
    world.now += timedelta(days=1)
    world.publish_article()
    at, fails = STAGES[stage]
    reporter = Filling(at, disk / "ballast")

    report = unattended_night(world.job(reporter), SOURCES)

    assert reporter.filled
    assert report.exit_code in {ExitCode.FAILED, ExitCode.WARNINGS}
    told = f"{report.failure} {[source.error for source in report.crawl.sources]}"
    assert "No space left" in told or "disk is full" in told, told
    assert (report.failure is not None) >= fails, told
    world.check_published()
    if report.failure is not None:
        assert world.settings.published.resolve() == shown

    (disk / "ballast").unlink()
    bad = world.archived()
    assert bad[: len(before)] == before, "something stored was lost"
    world.now += timedelta(days=1)
    world.good_night(stage)
    after = world.archived()
    assert {key for source, key, _ in after if source == "pubmed"} >= set(world.added)
    assert len(set(after)) == len(after), "something was stored twice"
    assert world.stored() == len(after)
    world.check_published()
