"""The extractor's version: it changes whenever a rule or a vocabulary does.

Facts are a pure function of a document's bytes and this version, so a new version means that
every document is read again (from the archive, without fetching).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

_READ_BY_NO_RULE = frozenset({"evaluation", "__pycache__"})


@cache
def extractor_version() -> str:
    """The package's version and a digest of the extractor's own files: ``0.1.0+4f0c2a91``."""
    digest = hashlib.sha256()
    for name, data in sorted(_files(files("dosetable.extract"), "")):
        digest.update(name.encode() + b"\0" + data + b"\0")
    return f"{version('dosetable')}+{digest.hexdigest()[:8]}"


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            if entry.name not in _READ_BY_NO_RULE:
                yield from _files(entry, f"{name}/")
        elif entry.name.endswith((".py", ".toml")):
            yield name, entry.read_bytes()
