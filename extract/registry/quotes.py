"""The place of a record's values in the document's text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dosetable.extract.document import Document
from dosetable.extract.facts import Evidence
from dosetable.extract.readers.record_writer import pointed

PROTOCOL = "/protocolSection"


@dataclass(frozen=True, slots=True)
class Quotes:
    """Values by JSON pointer, the words they were printed as, and evidence for them."""

    document: Document

    def get(self, pointer: str) -> Any:
        return pointed(self.document.record, pointer)

    def printed(self, pointer: str) -> str:
        """The value as it stands in the document's text; '' where it is missing."""
        span = self.document.spans.get(pointer)
        return self.document.text[span[0] : span[1]] if span else ""

    def evidence(
        self, pointer: str, rule: str, *, field: str | None = None, confidence: float = 0.99
    ) -> tuple[Evidence, ...]:
        """Evidence for the whole value at ``pointer``; empty where it was not printed."""
        span = self.document.spans.get(pointer)
        if span is None:
            return ()
        return self.at(span[0], span[1], rule, field=field, confidence=confidence)

    def within(
        self,
        pointer: str,
        start: int,
        end: int,
        rule: str,
        *,
        field: str | None = None,
        confidence: float = 0.99,
    ) -> tuple[Evidence, ...]:
        """Evidence for ``printed(pointer)[start:end]``."""
        span = self.document.spans.get(pointer)
        if span is None:
            return ()
        return self.at(span[0] + start, span[0] + end, rule, field=field, confidence=confidence)

    def at(
        self, start: int, end: int, rule: str, *, field: str | None = None, confidence: float = 0.99
    ) -> tuple[Evidence, ...]:
        return (
            Evidence(
                start=start,
                end=end,
                confidence=confidence,
                rule=f"registry.{rule}",
                section="registry",
                field=field,
            ),
        )
