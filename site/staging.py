"""The files of a build while it is made: on disk beside their places, not yet in them.

A page is written as soon as it is rendered, so that a build needs no more memory for two thousand
studies than for one. Nothing is in its place before all of it was checked: a build that fails
removes the staging folder and leaves everything as it was.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

FOLDER = ".staging"


class AddressTaken(ValueError):
    """A second file at one address: one of two pages would be lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A staged file's SHA-256 and size in bytes."""

    sha256: str
    size: int


class Staging(Mapping[str, bytes]):
    """Path within the site -> content, kept in a folder of its own inside ``out``.

    Used with ``with``, which makes the folder and removes it again, however the build ends.
    """

    def __init__(self, out: Path) -> None:
        self._out = out
        self._folder = out / FOLDER
        self._digests: dict[str, Digest] = {}

    def __enter__(self) -> Staging:
        shutil.rmtree(self._folder, ignore_errors=True)  # an interrupted build left it
        self._folder.mkdir(parents=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, path: str, chunks: Iterable[bytes]) -> None:
        """Write a file. Raises AddressTaken."""
        if path in self._digests:
            raise AddressTaken(f"two pages at one address: {path}")
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with target.open("wb") as opened:
            for chunk in chunks:
                opened.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self._digests[path] = Digest(sha256=digest.hexdigest(), size=size)

    def digest(self, path: str) -> Digest:
        return self._digests[path]

    def put_in_place(self, path: str) -> None:
        """Move a file to its address in ``out``, where it replaces what was there in one step.

        The name alone is replaced: another edition may hold the same file by a second name.
        """
        target = self._out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        (self._folder / path).replace(target)

    def __getitem__(self, path: str) -> bytes:
        if path not in self._digests:
            raise KeyError(path)
        return (self._folder / path).read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._digests)

    def __len__(self) -> int:
        return len(self._digests)
