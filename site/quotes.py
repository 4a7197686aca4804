"""The quotes of a page, each once, with every field that was read from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dosetable.site.addresses import outside_links, safe_url
from dosetable.store.evidence_table import Quote, ReportView


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteShown:
    """A quote once, with every field that was read from it. ``report``: its number on the page."""

    text: str
    fields: tuple[str, ...]
    report: int | None
    report_kind: str
    cite: str | None
    section: str | None
    rules: tuple[str, ...]
    confidence: str


class Reports:
    """The reports by id, numbered in the order that the page lists them."""

    def __init__(self, reports: Iterable[ReportView]) -> None:
        self._by_id = {r.id: (i, r) for i, r in enumerate(reports, start=1)}

    def number(self, report_id: int) -> int | None:
        found = self._by_id.get(report_id)
        return found[0] if found else None

    def kind(self, report_id: int) -> str:
        found = self._by_id.get(report_id)
        return found[1].kind if found else "report"

    def cite(self, report_id: int) -> str | None:
        found = self._by_id.get(report_id)
        if found is None:
            return None
        links = outside_links(found[1])
        return safe_url(found[1].url) or (links[0].href if links else None)

    def quotes(self, named: Iterable[tuple[str, Iterable[Quote]]]) -> tuple[QuoteShown, ...]:
        """Each quote once, those that most fields were read from first.

        A sentence that also stands in a longer quote of the same report is shown there.
        """
        found: dict[tuple[int, str], list[tuple[str, Quote]]] = {}
        for name, quotes in named:
            for quote in quotes:
                found.setdefault((quote.report, quote.text), []).append((name, quote))
        merged: dict[tuple[int, str], list[tuple[str, Quote]]] = {}
        for (report, text), uses in sorted(found.items(), key=lambda item: -len(item[0][1])):
            longer = next((key for key in merged if key[0] == report and text in key[1]), None)
            merged.setdefault(longer or (report, text), []).extend(uses)
        shown = (self._shown(merged[key]) for key in found if key in merged)
        return tuple(sorted(shown, key=lambda quote: -len(quote.fields)))

    def _shown(self, uses: list[tuple[str, Quote]]) -> QuoteShown:
        first = uses[0][1]
        lowest = min(quote.confidence for _, quote in uses)
        return QuoteShown(
            text=first.text,
            fields=tuple(dict.fromkeys(name for name, _ in uses if name)),
            report=self.number(first.report),
            report_kind=self.kind(first.report),
            cite=self.cite(first.report),
            section=first.section if first.section != "none" else None,
            rules=tuple(dict.fromkeys(quote.rule for _, quote in uses)),
            confidence=f"{max(0.0, min(1.0, lowest)):.0%}",
        )


def later_fields(quotes: Sequence[QuoteShown]) -> tuple[str, ...]:
    """What the quotes after the first were read for: the summary of the folded ones."""
    return tuple(dict.fromkeys(field for quote in quotes[1:] for field in quote.fields))
