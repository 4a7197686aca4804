"""What the last build made of what: pages whose data did not change are not made again.

The fingerprint of a page covers everything it is made from: its study, its history, the code and
templates of the site, and where it will be served. A page is taken over only while its file still
has the bytes that were written; else it is made anew, so that a lost or damaged memory costs time
and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file of the last build: what it was made from, its bytes, and what a check needs of it."""

    fingerprint: str
    sha256: str
    size: int
    ids: Sequence[str] = ()
    links: Sequence[str] = ()


@dataclass(slots=True, kw_only=True)
class Memory:
    """All files of a build; ``whole`` is the fingerprint of everything they were made from."""

    whole: str = ""
    made: dict[str, Made] = field(default_factory=dict)


def load(path: Path | None) -> Memory:
    """The memory kept at ``path``; an empty one where there is none or it cannot be read."""
    if path is None:
        return Memory()
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["version"] != VERSION:
            return Memory()
        return Memory(
            whole=held["whole"], made={name: Made(**one) for name, one in held["made"].items()}
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Memory()


def save(memory: Memory, path: Path | None) -> None:
    """Keep the memory, whole or not at all."""
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    made = {name: asdict(one) for name, one in sorted(memory.made.items())}
    text = json.dumps({"version": VERSION, "whole": memory.whole, "made": made})
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def fingerprint(*parts: object) -> str:
    """A digest of values whose representation is the same in every run: text, numbers, times and
    frozen data classes of them."""
    return fingerprint_of_all(parts)


def fingerprint_of_all(parts: Iterable[object]) -> str:
    """The same of parts that come one after the other."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(repr(part).encode("utf-8", "surrogatepass") + b"\x1f")
    return digest.hexdigest()


@cache
def code_digest() -> str:
    """A digest of the site's own code, templates and styles: a changed template changes its pages."""
    digest = hashlib.sha256()
    for name, content in sorted(_files(resources.files("dosetable.site"), "")):
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()


def _files(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name != "__pycache__":
                found += _files(entry, f"{prefix}{entry.name}/")
        elif not entry.name.endswith(".pyc"):
            found.append((prefix + entry.name, entry.read_bytes()))
    return found


def still_there(folder: Path | None, name: str, made: Made) -> bool:
    """Whether ``folder`` has the file with the bytes that were written."""
    if folder is None:
        return False
    try:
        content = (folder / name).read_bytes()
    except OSError:
        return False
    return len(content) == made.size and hashlib.sha256(content).hexdigest() == made.sha256


def all_there(folder: Path, made: Mapping[str, Made]) -> bool:
    """Whether ``folder`` has every file in its size: enough to say that nothing is to be done."""
    try:
        return bool(made) and all(
            (folder / name).stat().st_size == one.size for name, one in made.items()
        )
    except OSError:
        return False


def take_over(source: Path, target: Path) -> None:
    """Give ``target`` the file of an earlier build, as a second name for it where that is possible."""
    if source == target or (target.exists() and target.samefile(source)):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
