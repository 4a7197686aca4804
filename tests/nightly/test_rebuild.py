"""The archive's folder alone gives the store and the site again, to the byte."""

from __future__ import annotations

import filecmp
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dosetable.crawler.archive import MAX_FILE_BYTES
from dosetable.crawler.compaction import compact
from dosetable.nightly.progress import Reporter
from dosetable.nightly.rebuilding import RebuildError, rebuild
from dosetable.nightly.report import SITE_STATUS
from dosetable.nightly.settings import Settings

if TYPE_CHECKING:
    from conftest import Twice


def _files(folder: Path) -> set[str]:
    found = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    return found - {SITE_STATUS}


def test_the_site_is_the_same_to_the_byte_and_a_quiet_night_fetches_little(
    tmp_path: Path, twice: Twice
) -> None:
    second = twice.second
    fetched = [
        sum(one["bytes"] for one in night["crawl"]["sources"])
        for night in (twice.loud, twice.quiet)
    ]
    assert fetched[1] < 0.05 * fetched[0]
    # Nothing but the archive's own folder is taken along.
    alone = tmp_path / "alone" / "crawl" / "archive"
    shutil.copytree(second.folder / "demo" / "crawl" / "archive", alone)
    # What nothing needs may have gone from it.
    assert compact(alone, before=None, max_file_bytes=MAX_FILE_BYTES).removed > 0
    (alone / "index.sqlite").unlink()
    again = rebuild(
        Settings(data_dir=tmp_path / "alone"), tmp_path / "new", Reporter(), demonstration=True
    )
    assert again.editions == 2
    assert _files(again.site) == _files(second.site)
    _, different, odd = filecmp.cmpfiles(
        again.site, second.site, sorted(_files(again.site)), shallow=False
    )
    assert (different, odd) == ([], [])


def test_nothing_is_rebuilt_over_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(RebuildError, match="not empty"):
        rebuild(Settings(data_dir=tmp_path / "data"), tmp_path, Reporter())
    with pytest.raises(RebuildError, match="no published night"):
        rebuild(Settings(data_dir=tmp_path / "data"), tmp_path / "new", Reporter())
    assert not (tmp_path / "new").exists()
