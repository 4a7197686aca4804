"""Europe PMC REST: preprints, papers that PubMed lacks, and full text where access is open."""

from __future__ import annotations

import math
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
from dosetable.crawler.spiders.base import SourceSpider

_SORT = "FIRST_IDATE_D asc"


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
        received: set[str] = set()
        cursor, used = "*", set[str]()
        while True:
            used.add(cursor)
            page, fetched = await self._page(query, cursor)
            received |= fetched
            total = int(page["hitCount"])
            self.collector.tally.total_reported = total
            self.collector.say("progress", f"{len(received)} of {total} records")
            cursor = next_cursor(page)
            # The end is told in more than one way; a cursor that comes again is one of them.
            if cursor == "" or cursor in used or not fetched:
                break
            if len(used) > math.ceil(total / self.section.page_size) + 2:
                raise SourceFailed(f"Europe PMC gives pages without end ({len(used)} so far)")
            if len(received) >= total:
                break
        if len(received) < total:
            raise SourceFailed(f"Europe PMC reports {total} records and gave {len(received)}")
        self.collector.complete(self.section.query)

    async def _page(self, query: str, cursor: str) -> tuple[dict[str, Any], set[str]]:
        parameters = {
            "query": query,
            "resultType": "core",
            "format": "json",
            "synonym": "FALSE",
            "sort": _SORT,
            "pageSize": str(self.section.page_size),
            "cursorMark": cursor,
        }
        if self.collector.settings.contact_email:
            parameters["email"] = self.collector.settings.contact_email
        request = Request(f"{self.section.base_url}/search?{urlencode(parameters)}")
        response = await self.fetch(request, check=_is_page)
        kept = self.collector.keep(response, "europepmc-search")
        page = parse_json(response.body)
        if self.section.full_text:
            fresh = {one.key for one in kept if one.standing != "unchanged"}
            for result in europepmc_results(page):
                await self._full_text(result, fresh)
        return page, {one.key for one in kept}

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


def next_cursor(page: dict[str, Any]) -> str:
    """Give the next cursor; empty on the last page."""
    cursor = page.get("nextCursorMark")
    return cursor if isinstance(cursor, str) else ""


def open_access_pmcid(result: dict[str, Any]) -> str | None:
    """Give the PMCID under which the full text can be had, or None."""
    pmcid = result.get("pmcid")
    if result.get("isOpenAccess") != "Y" or not isinstance(pmcid, str):
        return None
    return pmcid if pmcid.startswith("PMC") and pmcid[3:].isdigit() else None


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
