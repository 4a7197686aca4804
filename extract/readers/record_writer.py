"""Writes the values of a JSON record as labelled lines and remembers where each one stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dosetable.extract.document import SectionKind
from dosetable.extract.readers.building import TextBuilder, clean
from dosetable.extract.readers.json_values import items, text_of
from dosetable.extract.readers.markup import unescape_markdown


def pointed(record: object, pointer: str) -> Any:
    """Return the value at a JSON pointer (without escapes: keys hold no slash), or None."""
    value: Any = record
    for key in pointer.split("/")[1:]:
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def spoken(code: str) -> str:
    """Return an enumeration code as words: PLACEBO_COMPARATOR is "Placebo comparator"."""
    words = code.replace("_", " ").strip().lower()
    if words.startswith("phase") and words[5:].strip().isdigit():
        return f"Phase {words[5:].strip()}"
    return words[:1].upper() + words[1:]


class RecordWriter:
    """The text of a record, and ``spans``: JSON pointer -> offsets of the value as printed."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.record = record
        self.builder = TextBuilder()
        self.spans: dict[str, tuple[int, int]] = {}

    def get(self, pointer: str) -> Any:
        return pointed(self.record, pointer)

    @contextmanager
    def section(self, kind: SectionKind, heading: str | None = None) -> Iterator[None]:
        """Everything written inside is one section; an empty one leaves no trace but its heading."""
        self.builder.gap()
        if heading:
            self.builder.add(heading)
        start = self.builder.length
        yield
        if self.builder.length > start:
            self.builder.mark(kind, start + (1 if heading else 0), self.builder.length, heading)

    def title(self, pointer: str, title: str | None) -> None:
        if title:
            self.builder.title(title)
            self.spans[pointer] = (0, len(title))

    def start_line(self, text: str = "") -> None:
        self.builder.gap("\n")
        if text:
            self.builder.add(text)

    def remember(self, pointer: str, start: int) -> None:
        """Note that the object at ``pointer`` stands from ``start`` to here."""
        if self.builder.length > start:
            self.spans[pointer] = (start, self.builder.length)

    def line(self, label: str, pointer: str, *, code: bool = False, after: str = "") -> None:
        """Write "label: value" on a line of its own, unless the value is missing."""
        if self._printed(pointer, code) is not None:
            self.start_line(f"{label}: ")
            self.piece(pointer, code=code, after=after)

    def piece(self, pointer: str, *, code: bool = False, before: str = "", after: str = "") -> None:
        """Write a value where the line stands now."""
        text = self._printed(pointer, code)
        if text is not None:
            self.builder.add(before)
            self.spans[pointer] = self.builder.add(text)
            self.builder.add(after)

    def paragraph(self, pointer: str) -> None:
        """Write a markup field on lines of its own; its line ends stay."""
        raw = text_of(self.get(pointer))
        if raw is None:
            return
        lines = [clean(line) for line in unescape_markdown(raw).splitlines()]
        text = "\n".join(line for line in lines if line)
        if text:
            self.start_line()
            self.spans[pointer] = self.builder.add(text)

    def codes(self, label: str, pointer: str) -> None:
        self._joined(label, pointer, code=True)

    def values(self, label: str, pointer: str) -> None:
        self._joined(label, pointer, code=False)

    def list_piece(self, label: str, pointer: str) -> None:
        """Write the strings of an array after ``label`` on the same line."""
        if items(self.get(pointer)):
            self.builder.add(label)
            self._items(pointer, code=False)

    def _joined(self, label: str, pointer: str, *, code: bool) -> None:
        if items(self.get(pointer)):
            self.start_line(f"{label}: ")
            start = self.builder.length
            self._items(pointer, code=code)
            self.spans[pointer] = (start, self.builder.length)

    def _items(self, pointer: str, *, code: bool) -> None:
        value = self.get(pointer)
        count = len(value) if isinstance(value, list) else 0
        for number in range(count):
            self.piece(f"{pointer}/{number}", code=code, before=", " if number else "")

    def _printed(self, pointer: str, code: bool) -> str | None:
        raw = text_of(self.get(pointer))
        if raw is None:
            return None
        return spoken(raw) if code else clean(unescape_markdown(raw)) or None
