"""Write a document's text once, and note where each section of it stands."""

from __future__ import annotations

import re
import unicodedata

from dosetable.extract.document import Section, SectionKind
from dosetable.extract.readers.headings import Part, split_inline

_SPACE = re.compile(r"[ \t\r\n\f\v]+")
# Soft hyphens, zero-width characters, byte order marks and control characters carry no meaning.
_NOISE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\x00-\x08\x0e-\x1f\x7f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return ``text`` on one line: composed, without invisible characters or runs of blanks."""
    text = _SURROGATE.sub("\ufffd", _NOISE.sub("", text))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


class TextBuilder:
    """Collects text; every ``add`` returns the place it was given."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._sections: list[Section] = []

    @property
    def length(self) -> int:
        """Code points written so far."""
        return self._length

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    @property
    def sections(self) -> tuple[Section, ...]:
        return tuple(self._sections)

    def add(self, text: str) -> tuple[int, int]:
        """Append ``text`` as it is and return its offsets."""
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        return start, self._length

    def gap(self, separator: str = "\n\n") -> None:
        """Append a separator, unless nothing has been written yet."""
        if self._length:
            self.add(separator)

    def mark(
        self, kind: SectionKind, start: int, end: int, title: str | None = None, part: Part = "body"
    ) -> None:
        """Note that ``text[start:end]`` is a section."""
        if end > start:
            self._sections.append(Section(kind=kind, start=start, end=end, title=title, part=part))

    def title(self, text: str) -> None:
        """Write the document's title as its first line."""
        if text:
            start, end = self.add(text)
            self.mark("title", start, end, part="front")

    def section(
        self, kind: SectionKind, text: str, *, heading: str | None = None, part: Part = "body"
    ) -> None:
        """Write one section after a blank line; its heading stands before it on the same line."""
        if not text:
            return
        self.gap()
        if heading:
            self.add(f"{heading}: " if heading[-1] not in ".:?!" else f"{heading} ")
        start, end = self.add(text)
        self.mark(kind, start, end, heading, part)

    def prose(self, kind: SectionKind, text: str, *, heading: str | None, part: Part) -> None:
        """Write a section whose text may hold headings of its own ("RESULTS: ...")."""
        if not text:
            return
        self.gap()
        if heading:
            self.add(f"{heading}: " if heading[-1] not in ".:?!" else f"{heading} ")
        start, end = self.add(text)
        for found in split_inline(text, kind=kind, title=heading):
            self.mark(found.kind, start + found.start, start + found.end, found.title, part)
        assert end == start + len(text)  # noqa: S101 - offsets are the contract
