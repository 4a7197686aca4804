"""Hospital, university and press pages of a curated list of sites."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from dataclasses import dataclass
from urllib.parse import urlsplit

from scrapy.http import Request, Response

from dosetable.crawler.canonical import (
    PageFacts,
    normalise,
    read_page,
    sitemap_addresses,
)
from dosetable.crawler.collector import SourceFailed
from dosetable.crawler.records import WrongBody
from dosetable.crawler.settings import Site
from dosetable.crawler.spiders.base import FetchFailed, SourceSpider
from dosetable.crawler.state import PageState

_CHARSET = re.compile(r"(?i)charset\s*=\s*[\"']?([\w.:-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a visit gave: the links to follow from there."""

    links: tuple[str, ...]


class WebpagesSpider(SourceSpider):
    """Follows each site from its start pages; what has not changed is not sent again."""

    name = "webpages"

    async def collect(self) -> None:
        """Visit every site; one that fails does not stop the others."""
        self.section = self.collector.settings.webpages
        self._topic = re.compile(self.section.topic)
        self._failures: list[str] = []
        sites = [site for site in self.section.sites if site.enabled]
        reached = await asyncio.gather(*(self._site(site) for site in sites))
        if self._failures:
            self.collector.tally.note = "; ".join(self._failures[:5])
        lost = [site.host for site, came in zip(sites, reached, strict=True) if not came]
        if lost:
            raise SourceFailed(f"{len(lost)} of {len(sites)} sites not reached: {', '.join(lost)}")
        self.collector.complete(self.section.topic)

    async def _site(self, site: Site) -> bool:
        """Visit one site, nearest pages first; False if none of its starts could be had."""
        starts = [normalise(url) for url in site.start]
        listed = await self._sitemaps(site)
        queue = deque([(url, 0) for url in starts] + [(url, 1) for url in listed])
        seen = {url for url, _ in queue}
        reached = bool(listed)
        visited = 0
        while queue and visited < site.max_pages:
            url, depth = queue.popleft()
            visited += 1
            visit = await self._visit(site, url)
            reached = reached or visit is not None
            if visit is None or depth >= self.section.max_depth:
                continue
            for link in visit.links:
                if link not in seen and self._follows(site, link):
                    seen.add(link)
                    queue.append((link, depth + 1))
        if queue:
            self._failures.append(f"{site.host}: {len(queue)} pages left for another night")
        return reached

    def _follows(self, site: Site, link: str) -> bool:
        if urlsplit(link).hostname != site.host:
            return False
        return is_story(site, link) or any(re.search(p, place(link)) for p in site.follow)

    async def _sitemaps(self, site: Site) -> list[str]:
        """Give the stories that the sitemaps name: never seen ones first, then the longest ago."""
        queue, found = deque((url, 0) for url in site.sitemaps), dict[str, None]()
        while queue:
            url, depth = queue.popleft()
            try:
                response = await self.fetch(Request(url), accept=(200,))
                pages, further = sitemap_addresses(response.body)
            except (FetchFailed, WrongBody) as error:
                self.collector.tally.failed += 1
                self._failures.append(str(error))
                continue
            if depth == 0:
                queue.extend((one, 1) for one in further if urlsplit(one).hostname == site.host)
            for page in map(normalise, pages):
                if urlsplit(page).hostname == site.host and is_story(site, page):
                    found[page] = None
        return sorted(found, key=self.collector.state.checked_at)

    async def _visit(self, site: Site, url: str) -> Visit | None:
        known = self.collector.state.page(url)
        request = Request(url, headers=self._validators(known), meta={"check": None})
        try:
            response = await self.fetch(request, accept=(200, 304, 404, 410))
        except FetchFailed as error:
            if error.refused:
                self.collector.tally.skipped += 1
            else:
                self.collector.tally.failed += 1
                self._failures.append(str(error))
            return None
        if response.status == 304 and known is not None:
            if known.key is not None:
                self.collector.unchanged(known.key)
            self.collector.state.touch_page(url, now=self.collector.now)
            return Visit(links=known.links)
        if response.status in {404, 410}:
            if known is not None and known.key is not None:
                self.collector.gone(known.key)
            return None
        return self._read(site, url, response)

    def _validators(self, known: PageState | None) -> dict[str, str]:
        """Ask conditionally, but only for what the archive really has."""
        if known is None or (
            known.key is not None and not self.collector.archive.has("webpages", known.key)
        ):
            return {}
        headers = {}
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        return headers

    def _read(self, site: Site, url: str, response: Response) -> Visit | None:
        media_type = _header(response, "Content-Type")
        if not re.match(r"(?i)(text/html|application/xhtml\+xml)\b", media_type):
            self.collector.tally.skipped += 1
            return None
        charset = _CHARSET.search(media_type)
        try:
            facts = read_page(
                response.body,
                url=response.url,
                encoding=charset.group(1) if charset else None,
                robots_header=_header(response, "X-Robots-Tag"),
            )
        except WrongBody as error:
            self.collector.tally.failed += 1
            self._failures.append(f"{url}: {error}")
            return None
        key = facts.canonical if self._is_document(site, facts) else None
        if key is not None:
            self.collector.keep(response, "webpage", key=key, url=key, media_type=media_type)
        elif is_story(site, facts.canonical):
            self.collector.tally.skipped += 1
        links = () if facts.nofollow else facts.links
        links = tuple(link for link in links if self._follows(site, link))
        self.collector.state.set_page(
            url,
            PageState(
                etag=_header(response, "ETag") or None,
                last_modified=_header(response, "Last-Modified") or None,
                key=key,
                links=links,
            ),
            now=self.collector.now,
        )
        self.collector.say("progress", f"{url}")
        return Visit(links=links)

    def _is_document(self, site: Site, facts: PageFacts) -> bool:
        """Whether a page is a story of ours that may be kept.

        What may not be archived cannot be shown with its source, so it is left out whole.
        """
        if facts.noindex or facts.noarchive:
            return False
        return is_story(site, facts.canonical) and bool(self._topic.search(facts.text))


def place(url: str) -> str:
    """Give path and query of an address."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def is_story(site: Site, url: str) -> bool:
    """Whether an address is that of a story; start pages never are."""
    if url in {normalise(start) for start in site.start}:
        return False
    return any(re.search(pattern, place(url)) for pattern in site.stories)


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1").strip()
