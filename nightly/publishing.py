"""Publishing: each edition has a folder of its own; the site is a link that is swapped.

A reader sees the old edition or the new one, never a mixture, and a failed night changes nothing.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from dosetable.crawler.warc import sync_folder


class PublishingError(RuntimeError):
    """The site folder cannot be swapped; the message says why."""


def publish(built: Path, site: Path, *, keep: int) -> None:
    """Make ``site`` show the folder ``built`` in one step, then drop all but the last ``keep``
    editions beside it. Raises PublishingError if ``site`` is a folder that we did not make.
    """
    _point(site, built)
    for old in editions(built.parent)[:-keep]:
        if old.resolve() != site.resolve():
            _drop(old)


def rollback(folder: Path, site: Path, *, steps: int = 1) -> Path:
    """Show the edition that is ``steps`` before the one shown now; its folder.

    The store is not touched: the next night publishes what it then holds. Raises PublishingError
    where no such edition is kept.
    """
    if not site.is_symlink():
        raise PublishingError(f"{site} is not a link to an edition: nothing to roll back")
    kept = editions(folder) if folder.is_dir() else []
    shown = site.resolve()
    earlier = [one for one in kept if one.name < shown.name]
    if steps < 1 or len(earlier) < steps:
        raise PublishingError(
            f"cannot go back {steps}: {len(earlier)} earlier editions are kept in {folder}"
        )
    _point(site, earlier[-steps])
    return earlier[-steps]


def _drop(edition: Path) -> None:
    """Remove an edition; one that is half removed no longer has the name of a whole one."""
    leaving = edition.with_suffix(".partial")
    edition.rename(leaving)
    shutil.rmtree(leaving)


def _point(site: Path, built: Path) -> None:
    if site.exists() and not site.is_symlink():
        raise PublishingError(f"{site} is not a link to an edition: move it away first")
    site.parent.mkdir(parents=True, exist_ok=True)
    target = Path(os.path.relpath(built.resolve(), site.parent.resolve()))
    fresh = site.with_name(f".{site.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target, target_is_directory=True)
    fresh.replace(site)
    sync_folder(site.parent)


def editions(folder: Path) -> list[Path]:
    """The edition folders, oldest first."""
    return sorted(p for p in folder.iterdir() if p.is_dir() and p.name.isdigit())


def new_edition_folder(folder: Path) -> Path:
    """The folder where the next edition is built; what an interrupted build left there is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob("*.partial"):
        shutil.rmtree(leftover)
    last = editions(folder)
    number = int(last[-1].name) + 1 if last else 1
    return folder / f"{number:06d}.partial"


def finish_edition(partial: Path) -> Path:
    """Give a folder that was built whole its final name.

    Its pages are on the disk before: after a loss of power a named edition has no empty page. One
    call for all of them, since asking for each of some thousand files would take minutes on a
    slow disk.
    """
    final = partial.with_suffix("")
    os.sync()
    partial.rename(final)
    sync_folder(final.parent)
    return final
