"""Score an extractor on a folder of gold documents."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dosetable.extract.evaluation.comparable import comparable
from dosetable.extract.evaluation.compare import compare
from dosetable.extract.evaluation.tally import Figure, Tally


class GoldError(ValueError):
    """The gold set cannot be read; the message names the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """One annotated document; ``gold`` has the form of the facts schema."""

    slug: str
    text: str
    gold: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    figures: tuple[Figure, ...]
    documents: int
    unanswered: int
    seconds: float
    notes: tuple[str, ...]


def load_gold(folder: Path) -> tuple[GoldDocument, ...]:
    """Read the gold documents of a folder, by name. Raises GoldError where there is none."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise GoldError(f"{path}: {error}") from error
        if isinstance(data, dict) and "gold" in data and "text" in data:
            found.append(GoldDocument(slug=path.stem, text=_titled(data), gold=data["gold"]))
    if not found:
        raise GoldError(f"{folder}: no gold document (*.json with 'text' and 'gold') there")
    return tuple(found)


def _titled(data: Mapping[str, Any]) -> str:
    title, text = data.get("title") or "", str(data["text"])
    return text if title and text.startswith(title) else f"{title}\n\n{text}"


def score(
    documents: Iterable[GoldDocument], extract: Callable[[bytes], Mapping[str, Any]]
) -> Scores:
    """Run ``extract`` (bytes of a plain text -> facts as JSON) on each document and compare.

    A document that gets no answer counts as all missed; the error is in the notes.
    """
    tally, notes, unanswered, count, seconds = Tally(), list[str](), 0, 0, 0.0
    for document in documents:
        count += 1
        facts: Mapping[str, Any] = {}
        started = time.perf_counter()
        try:
            facts = extract(document.text.encode())
        except ValueError as error:
            unanswered += 1
            notes.append(f"{document.slug}: no answer: {error}")
        seconds += time.perf_counter() - started
        notes += compare(document.slug, comparable(facts), comparable(document.gold), tally)
    return Scores(
        figures=tally.figures(),
        documents=count,
        unanswered=unanswered,
        seconds=seconds,
        notes=tuple(notes),
    )
