"""What every reader returns: one text, and where things stand in it.

``text`` is written once and never changed; every offset in the program points into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dosetable.extract.facts import Bibliography, DocumentKind, Identifiers

SectionKind = Literal[
    "title",
    "abstract",
    "background",
    "methods",
    "results",
    "conclusions",
    "registry",
    "table",
    "body",
    "registration",
    "other",
]
HEADINGS_IN_CAPITALS = (
    r"BACKGROUND|AIMS?|OBJECTIVES?|PURPOSE|METHODS?|(?:MAIN )?RESULTS?|FINDINGS|CONCLUSIONS?|"
    r"INTERPRETATION|LIMITATIONS?"
)
"""An expression of the headings that stand inside a line ("... of the trial RESULTS: The score ...")."""


class UnreadableDocument(ValueError):
    """The bytes cannot be read as a document; the message says why in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """``text[start:end]`` without its heading; ``title`` is the heading as printed.

    ``part`` says where the section stands: 'abstract' or 'body' (a full text has both).
    """

    kind: SectionKind
    start: int
    end: int
    title: str | None = None
    part: Literal["front", "abstract", "body"] = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """One cell of the grid after spans are laid out: zero-based ``row`` and ``column``."""

    row: int
    column: int
    row_span: int
    column_span: int
    header: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A result table: offsets of caption and footnotes, and its cells in reading order."""

    label: str | None
    caption_start: int
    caption_end: int
    cells: tuple[TableCell, ...]
    footnotes: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One record, read. ``spans`` maps a JSON pointer of ``record`` to its place in ``text``
    (registry records only)."""

    kind: DocumentKind
    text: str
    title: str | None
    sections: tuple[Section, ...]
    sha256: str
    url: str | None = None
    identifiers: Identifiers = Identifiers()
    bibliography: Bibliography = Bibliography()
    tables: tuple[Table, ...] = ()
    record: Mapping[str, Any] | None = None
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
