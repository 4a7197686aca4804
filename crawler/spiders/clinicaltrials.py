"""ClinicalTrials.gov API version 2: registry records, with results where they are posted."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from scrapy.http import Request, Response

from dosetable.crawler.collector import SourceFailed
from dosetable.crawler.records import WrongBody, clinicaltrials_studies, parse_json
from dosetable.crawler.spiders.base import SourceSpider


class ClinicaltrialsSpider(SourceSpider):
    """Asks for the version of the data first; no new version, nothing to fetch."""

    name = "clinicaltrials"

    async def collect(self) -> None:
        """Page through the update window of one version of the data."""
        self.section = self.collector.settings.clinicaltrials
        query = f"{self.section.interventions}\n{self.section.conditions}"
        version = await self._version()
        mark = self.collector.watermark(query)
        if mark is not None and mark.data_version == version:
            self.collector.tally.note = f"the registry's data are still those of {version}"
            return
        since = self.collector.since(query, self.section.overlap_days)
        for _ in range(2):
            await self._pages(None if since is None else since.date())
            # Page tokens belong to one version; records may move between pages when it changes.
            after = await self._version()
            if after == version:
                self.collector.complete(query, version)
                return
            version = after
        raise SourceFailed("the registry's data changed twice during the crawl")

    async def _version(self) -> str:
        response = await self.fetch(Request(f"{self.section.base_url}/version"), check=_is_version)
        self.collector.keep(response, "other")
        return str(parse_json(response.body)["dataTimestamp"])

    async def _pages(self, since: date | None) -> None:
        parameters = search_parameters(
            self.section.interventions, self.section.conditions, self.section.page_size, since
        )
        received: set[str] = set()
        total: int | None = None
        used: set[str] = set()
        while True:
            request = Request(f"{self.section.base_url}/studies?{urlencode(parameters)}")
            response = await self.fetch(request, check=_is_page)
            page = parse_json(response.body)
            received |= {one.key for one in self.collector.keep(response, "clinicaltrials-studies")}
            if total is None:
                total = _total(page)
                self.collector.tally.total_reported = total
            self.collector.say("progress", f"{len(received)} of {total} records")
            token = page.get("nextPageToken")
            # A full last page still names a next one, which is then empty.
            if not token:
                break
            if token in used:
                raise SourceFailed("ClinicalTrials.gov gave the same page token twice")
            used.add(token)
            parameters["pageToken"] = token
        if len(received) != total:
            raise SourceFailed(f"ClinicalTrials.gov reports {total} and gave {len(received)}")


def search_parameters(
    interventions: str, conditions: str, page_size: int, since: date | None
) -> dict[str, str]:
    """Give the query of ``/studies``; the same on every page but for the token."""
    parameters = {
        "query.intr": interventions,
        "query.cond": conditions,
        "countTotal": "true",
        "pageSize": str(page_size),
        "sort": "LastUpdatePostDate:desc",
        "format": "json",
    }
    if since is not None:
        parameters["filter.advanced"] = f"AREA[LastUpdatePostDate]RANGE[{since.isoformat()},MAX]"
    return parameters


def _total(page: dict[str, Any]) -> int:
    total = page.get("totalCount")
    if not isinstance(total, int):
        raise SourceFailed("ClinicalTrials.gov gave no totalCount")
    return total


def _is_version(response: Response) -> None:
    if not isinstance(parse_json(response.body).get("dataTimestamp"), str):
        raise WrongBody("no dataTimestamp")


def _is_page(response: Response) -> None:
    clinicaltrials_studies(response.body)
