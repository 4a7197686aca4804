"""Reading files for the command line: one bad file never stops the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dosetable.extract.collect import extract_bytes
from dosetable.extract.document import UnreadableDocument
from dosetable.extract.facts import StudyFacts

# Above the largest record that a source serves (a registry record with results: 5 MB), with room.
MAX_FILE_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """What one file gave: facts, or one line saying why not."""

    path: Path
    facts: tuple[StudyFacts, ...] = ()
    error: str | None = None


def extract_files(paths: Iterable[Path]) -> Iterator[FileResult]:
    """Read each file; an unreadable one gives a FileResult with ``error`` set."""
    for path in paths:
        try:
            yield FileResult(path=path, facts=tuple(extract_bytes(_bytes(path))))
        except (UnreadableDocument, OSError) as error:
            yield FileResult(path=path, error=_one_line(error))
        except Exception as error:  # a fault in a rule costs one file, never the others
            fault = f"the extractor failed: {type(error).__name__}: {error}"
            yield FileResult(path=path, error=" ".join(fault.split()))


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise UnreadableDocument("is a folder; name the files in it")
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1024**2
        raise UnreadableDocument(f"is too large: {size / 1024**2:.0f} MB (the limit is {limit} MB)")
    return path.read_bytes()


def _one_line(error: Exception) -> str:
    text = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    return " ".join(text.split())
