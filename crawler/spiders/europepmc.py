"""Europe PMC REST: preprints, papers that PubMed lacks, and full text where access is open."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from scrapy.http import Request, Response

from dosetable.crawler.collector import SourceFailed
from dosetable.crawler.records import (
    WrongBody,
    europepmc_results,
    europepmc_search,
    parse_json,
    parse_xml,
)
from dosetable.crawler.spiders.base import SourceSpider, batches

_SORT = "FIRST_IDATE_D asc"
# The largest page there is, for identifiers alone; and how many of them fit into one address.
_MOST = 1000
_ASKED_AT_ONCE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a search: the total of the whole search, the keys here, where it goes on.

    ``next_cursor`` is empty on the last page; ``size`` is how many were asked for.
    """

    total: int
    keys: frozenset[str]
    next_cursor: str
    size: int


class EuropepmcSpider(SourceSpider):
    """Pages by cursor over what was indexed or updated in the window."""

    name = "europepmc"

    async def collect(self) -> None:
        """Page to the end, fetch full texts on the way, and move the watermark."""
        self.section = self.collector.settings.europepmc
        since = self.collector.since(self.section.query, self.section.overlap_days)
        query = self.section.query
        if since is not None:
            query = dated(query, since.date(), self.collector.now.date())
        received = await self._pages(query, self._keep_page)
        if since is None:
            self.collector.counted("europepmc", len(received))
        elif self.collector.due("europepmc", self.section.census_days):
            await self._census()
        self.collector.complete(self.section.query)

    async def _pages(self, query: str, ask: Callable[[str, str], Awaitable[Page]]) -> set[str]:
        """Page to the end by ``ask`` and give the keys; all of them, or SourceFailed is raised."""
        received: set[str] = set()
        cursor, used = "*", set[str]()
        while True:
            used.add(cursor)
            page = await ask(query, cursor)
            received |= page.keys
            self.collector.say("progress", f"{len(received)} of {page.total} records")
            cursor = page.next_cursor
            # The end is told in more than one way; a cursor that comes again is one of them.
            if cursor == "" or cursor in used or not page.keys or len(received) >= page.total:
                break
            if len(used) > math.ceil(page.total / page.size) + 2:
                raise SourceFailed(f"Europe PMC gives pages without end ({len(used)} so far)")
        if len(received) < page.total:
            raise SourceFailed(f"Europe PMC reports {page.total} records and gave {len(received)}")
        return received

    async def _keep_page(self, query: str, cursor: str) -> Page:
        """One page of whole records, archived, with the full texts that they announce."""
        response = await self.fetch(self._search(query, cursor), check=_is_page)
        kept = self.collector.keep(response, "europepmc-search")
        found = parse_json(response.body)
        page = read_page(found, self.section.page_size)
        self.collector.tally.total_reported = page.total
        if self.section.full_text:
            fresh = {one.key for one in kept if one.standing != "unchanged"}
            for result in europepmc_results(found):
                await self._full_text(result, fresh)
        return page

    async def _list_page(self, query: str, cursor: str) -> Page:
        """One page of identifiers alone: nothing to archive."""
        request = self._search(query, cursor, kind="idlist", size=_MOST)
        response = await self.fetch(request, check=_is_page)
        return read_page(parse_json(response.body), _MOST)

    async def _census(self) -> None:
        """List the whole topic: fetch what the windows missed, and find what was withdrawn.

        A record that only left the topic is still given by its identifier, and is kept. A full
        text stands and falls with its record.
        """
        listed = await self._pages(self.section.query, self._list_page)
        held = {key for key in self.collector.archive.keys("europepmc") if _is_record(key)}
        for batch in batches(sorted(listed - held), _ASKED_AT_ONCE):
            await self._by_ids(batch, self._keep_page)
        unlisted = self.collector.unlisted(listed, held)
        for batch in batches(unlisted, _ASKED_AT_ONCE):
            for key in sorted(set(batch) - await self._by_ids(batch, self._list_page)):
                self.collector.gone(key)
        self.collector.counted("europepmc", len(listed))

    async def _by_ids(
        self, keys: Sequence[str], ask: Callable[[str, str], Awaitable[Page]]
    ) -> set[str]:
        found = await self._pages(by_identifiers(keys), ask)
        if strangers := found - set(keys):
            # A clause that the server dropped makes another search of it.
            raise SourceFailed(f"Europe PMC gave {min(strangers)}, which was not asked for")
        return found

    def _search(
        self, query: str, cursor: str, *, kind: str = "core", size: int | None = None
    ) -> Request:
        parameters = {
            "query": query,
            "resultType": kind,
            "format": "json",
            "synonym": "FALSE",
            "sort": _SORT,
            "pageSize": str(size or self.section.page_size),
            "cursorMark": cursor,
        }
        if self.collector.settings.contact_email:
            parameters["email"] = self.collector.settings.contact_email
        return Request(f"{self.section.base_url}/search?{urlencode(parameters)}")

    async def _full_text(self, result: dict[str, Any], fresh: set[str]) -> None:
        """Fetch the JATS of an open access article that is new, changed or still missing."""
        pmcid = open_access_pmcid(result)
        if pmcid is None:
            return
        key = f"PMC/{pmcid}/fulltext"
        if f"{result['source']}/{result['id']}" not in fresh and self.collector.archive.has(
            "europepmc", key
        ):
            return
        request = Request(f"{self.section.base_url}/{pmcid}/fullTextXML")
        response = await self.fetch(request, check=_is_xml, accept=(200, 404))
        if response.status == 404 or _is_error(response):
            # Announced as open and not given: a matter of days, or of the licence.
            self.collector.tally.skipped += 1
            return
        self.collector.keep(
            response,
            "europepmc-fulltext",
            key=key,
            url=f"https://europepmc.org/article/PMC/{pmcid}",
            media_type="application/xml",
        )


def dated(query: str, start: date, end: date) -> str:
    """Narrow a query to what was indexed or updated from ``start`` to ``end``, both included."""
    window = f"[{start.isoformat()} TO {end.isoformat()}]"
    return f"({query}) AND (FIRST_IDATE:{window} OR UPDATE_DATE:{window})"


def by_identifiers(keys: Sequence[str]) -> str:
    """Ask for records by ``SOURCE/ID``. The identifiers are not quoted: quoted, none matches."""
    pairs = (key.split("/", 1) for key in keys)
    return " OR ".join(f"(EXT_ID:{identifier} AND SRC:{source})" for source, identifier in pairs)


def read_page(page: dict[str, Any], size: int) -> Page:
    """Give what paging needs of a page; a row of nulls counts for nothing."""
    cursor = page.get("nextCursorMark")
    return Page(
        total=int(page["hitCount"]),
        keys=frozenset(
            f"{result['source']}/{result['id']}"
            for result in europepmc_results(page)
            if result.get("source") and result.get("id")
        ),
        next_cursor=cursor if isinstance(cursor, str) else "",
        size=size,
    )


def open_access_pmcid(result: dict[str, Any]) -> str | None:
    """Give the PMCID under which the full text can be had, or None."""
    pmcid = result.get("pmcid")
    if result.get("isOpenAccess") != "Y" or not isinstance(pmcid, str):
        return None
    return pmcid if pmcid.startswith("PMC") and pmcid[3:].isdigit() else None


def _is_record(key: str) -> bool:
    return key.count("/") == 1


def _is_page(response: Response) -> None:
    page = parse_json(response.body)
    if europepmc_results(page) and not europepmc_search(response.body):
        raise WrongBody("a page of results without identifiers")


def _is_xml(response: Response) -> None:
    name = parse_xml(response.body).tag
    if name not in {"article", "errorBean"}:
        raise WrongBody(f"<{name}> where an article was expected")


def _is_error(response: Response) -> bool:
    return bool(parse_xml(response.body).tag == "errorBean")
