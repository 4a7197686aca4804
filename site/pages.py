"""The pages and what each shows; study pages and the pages of a drug come beside these."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import jinja2

from dosetable.site import addresses, exports, flow, licence, linked_data, quotes, table, wording
from dosetable.site.overview import Overview
from dosetable.store.evidence_table import EditionView

Context = dict[str, Any]


def environment() -> jinja2.Environment:
    """Autoescaping always on, and an unknown name in a template is an error."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("dosetable.site", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["number"] = wording.number
    made.filters["sentence"] = wording.sentence_case
    made.filters["day"] = _day
    made.filters["clock"] = lambda value: f"{value:%Y-%m-%d %H:%M} UTC"
    made.filters["rfc3339"] = wording.rfc3339
    made.globals["plural"] = wording.plural
    made.globals["licence"] = licence.DATA
    made.globals["later_fields"] = quotes.later_fields
    return made


def _day(value: datetime | date) -> str:
    return f"{value.day} {value:%B %Y}"


def shared(edition: EditionView, base: str, now: datetime, *, stamp: str, search: bool) -> Context:
    """What every page may use. ``stamp``: of the styles; ``search``: whether there is a search page."""
    return {
        "edition": edition,
        "base": base,
        "now": now,
        "stamp": stamp,
        "search": search,
        "statuses": wording.STATUS_WORDS,
        "comparators": wording.COMPARATOR_WORDS,
        "safe_url": addresses.safe_url,
        "feed_id": feed_id(base, edition),
    }


def feed_id(base: str, edition: EditionView) -> Callable[[int | None], str]:
    """Entry ids that never change: under the base address, or a UUID of the edition's number."""

    def made(number: int | None) -> str:
        name = "feed" if number is None else f"edition-{number}"
        if base:
            return f"{base}/feed.xml" if number is None else f"{base}/changes.html#{name}"
        return uuid.uuid5(uuid.NAMESPACE_URL, f"dosetable/{name}").urn

    return made


def _index(edition: EditionView, gathered: Overview, base: str) -> Context:
    return {
        "groups": gathered.groups,
        "lines": gathered.lines,
        "results": gathered.rows,
        "columns": table.COLUMNS,
        "secondary": table.SECONDARY,
        "facets": table.facets(gathered.groups),
        "dataset": linked_data.dataset(edition, base),
    }


def _doses(edition: EditionView, gathered: Overview, base: str) -> Context:
    return {"dose_pages": gathered.dose_pages}


def _effects(edition: EditionView, gathered: Overview, base: str) -> Context:
    return {"forests": gathered.forests()}


def _map(edition: EditionView, gathered: Overview, base: str) -> Context:
    return {"timelines": gathered.timelines(), "comparisons": gathered.comparison_map()}


def _changes(edition: EditionView, gathered: Overview, base: str) -> Context:
    return {"slugs": gathered.names.keys()}


def _methods(edition: EditionView, gathered: Overview, base: str) -> Context:
    return {"flow": flow.flow(edition, gathered)}


def _downloads(edition: EditionView, gathered: Overview, base: str) -> Context:
    return {"fields": exports.FIELDS}


def _nothing(edition: EditionView, gathered: Overview, base: str) -> Context:
    return {}


# Page -> what it needs beside what all share. It is made for the page and gone after it.
PAGES: Mapping[str, Callable[[EditionView, Overview, str], Context]] = {
    "index.html": _index,
    "doses.html": _doses,
    "effects.html": _effects,
    "map.html": _map,
    "changes.html": _changes,
    "methods.html": _methods,
    "freshness.html": _nothing,
    "downloads.html": _downloads,
    "about.html": _nothing,
    "404.html": _nothing,
}
