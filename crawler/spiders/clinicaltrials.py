"""ClinicalTrials.gov API version 2: registry records, with results where they are posted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from scrapy.http import Request, Response

from dosetable.crawler.collector import SourceFailed
from dosetable.crawler.records import WrongBody, clinicaltrials_studies, parse_json
from dosetable.crawler.settings import ClinicaltrialsSettings
from dosetable.crawler.spiders.base import SourceSpider, batches

# The largest page there is, for numbers alone.
_MOST = 1000


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
            start = None if since is None else since.date()
            received = await self._pages(search_parameters(self.section, start))
            if start is None:
                self.collector.counted("clinicaltrials", len(received))
            elif self.collector.due("clinicaltrials", self.section.census_days):
                await self._census()
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

    async def _census(self) -> None:
        """List all numbers: fetch what the windows missed, and find what was withdrawn."""
        parameters = search_parameters(self.section, None)
        parameters |= {"fields": "NCTId", "pageSize": str(_MOST)}
        listed = await self._pages(parameters, keep=False)
        held = self.collector.archive.keys("clinicaltrials")
        for batch in batches(sorted(listed - held), self.section.page_size):
            await self._pages(identified(self.section, batch))
        for nct in self.collector.unlisted(listed, held):
            request = Request(f"{self.section.base_url}/studies/{nct}")
            response = await self.fetch(request, accept=(200, 301, 404))
            if response.status == 404:
                self.collector.gone(nct)
        self.collector.counted("clinicaltrials", len(listed))

    async def _pages(self, parameters: dict[str, str], *, keep: bool = True) -> set[str]:
        """Page to the end and give the numbers; ``keep`` archives the studies."""
        received: set[str] = set()
        total: int | None = None
        used: set[str] = set()
        while True:
            request = Request(f"{self.section.base_url}/studies?{urlencode(parameters)}")
            response = await self.fetch(request, check=_is_page)
            page = parse_json(response.body)
            received |= {record.key for record in clinicaltrials_studies(response.body)}
            if total is None:
                total = _total(page)
            if keep:
                self.collector.keep(response, "clinicaltrials-studies")
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
        return received


def search_parameters(section: ClinicaltrialsSettings, since: date | None) -> dict[str, str]:
    """Give the query of ``/studies``; the same on every page but for the token."""
    parameters = {
        "query.intr": section.interventions,
        "query.cond": section.conditions,
        "countTotal": "true",
        "pageSize": str(section.page_size),
        "sort": "LastUpdatePostDate:desc",
        "format": "json",
    }
    if since is not None:
        parameters["filter.advanced"] = f"AREA[LastUpdatePostDate]RANGE[{since.isoformat()},MAX]"
    return parameters


def identified(section: ClinicaltrialsSettings, numbers: Sequence[str]) -> dict[str, str]:
    """Give the query of ``/studies`` for studies by their numbers."""
    return {
        "filter.ids": ",".join(numbers),
        "countTotal": "true",
        "pageSize": str(section.page_size),
        "format": "json",
    }


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
