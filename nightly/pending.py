"""What is about to be published, written down first, so that the next night can end it.

An edition is committed to the store, shown, and noted in the journal: three places that no
transaction spans. The file is there from before the first until after the last of them.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from dosetable.crawler.warc import sync_folder
from dosetable.nightly.nights import EditionNoted, edition_from, plain

FILE = "pending-edition.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Edition ``number``, built in the edition folder named ``folder``, and what to note of it."""

    number: int
    folder: str
    noted: EditionNoted


def write_pending(data_dir: Path, pending: Pending) -> None:
    """Write it down; it is on the disk, whole, when this returns."""
    fresh = data_dir / f"{FILE}.new"
    told = {"number": pending.number, "folder": pending.folder, "noted": plain(pending.noted)}
    with fresh.open("w", encoding="utf-8") as stream:
        json.dump(told, stream)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(data_dir / FILE)
    sync_folder(data_dir)


def read_pending(data_dir: Path) -> Pending | None:
    """What a night left half-way; None where none did."""
    path = data_dir / FILE
    if not path.exists():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    return Pending(number=told["number"], folder=told["folder"], noted=edition_from(told["noted"]))


def clear_pending(data_dir: Path) -> None:
    """Everything is where it belongs."""
    (data_dir / FILE).unlink(missing_ok=True)
