"""Politeness between the spiders and the network: retries, robots.txt and private addresses."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import random
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request, Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost, DNSLookupError

from dosetable.crawler.collector import Collector
from dosetable.crawler.records import WrongBody

logger = logging.getLogger(__name__)

TRANSIENT_STATUSES = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
TRANSIENT_ERRORS: tuple[type[Exception], ...] = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    ConnectError,
    ConnectionDone,
    ConnectionLost,
    OSError,
)
DOWNLOAD_ERRORS: tuple[type[Exception], ...] = (
    *TRANSIENT_ERRORS,
    DownloadCancelledError,
    DNSLookupError,
    IgnoreRequest,
)
Check = Callable[[Response], None]
_PRODUCT = "dosetable"
_MAX_ROBOTS_BYTES = 512 * 1024


def retry_after_seconds(value: bytes | None, *, now: float) -> float | None:
    """Read a Retry-After header, seconds or HTTP date; None where there is none to obey.

    ``now`` is the time of the answer as a POSIX timestamp.
    """
    text = (value or b"").decode("latin-1").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (TypeError, ValueError, OverflowError):
        return None


class Refused(IgnoreRequest):
    """A request that we must not make: robots.txt, the list of sites, a private address."""


class RetryMiddleware:
    """Asks again, later and later, after errors that pass.

    Those are statuses like 429 and 503, broken connections, and bodies that ``meta["check"]``
    refuses with WrongBody. Retry-After is obeyed; a wait beyond the setting is not worth it.
    A request given up carries the reason in ``meta["gave_up"]``, or raises its error.
    """

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._settings = collector.settings

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryMiddleware:
        """Build for a crawler whose spider has a collector."""
        return cls(_collector(crawler))

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Let good answers and lasting errors through; wait and repeat the rest."""
        reason = _fault(request, response)
        if reason is None:
            return response
        asked = retry_after_seconds(response.headers.get("Retry-After"), now=time.time())
        again = await self._again(request, reason, asked)
        if again is None:
            request.meta["gave_up"] = reason
            return response
        return again

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Wait and repeat after a broken connection."""
        if not isinstance(exception, TRANSIENT_ERRORS):
            return None
        return await self._again(request, describe(exception), None)

    async def _again(self, request: Request, reason: str, asked: float | None) -> Request | None:
        tries = request.meta.get("tries", 0)
        too_long = asked is not None and asked > self._settings.max_retry_after_seconds
        if tries >= self._settings.max_retries or too_long:
            logger.warning("gave up on %s: %s", request.url, reason)
            return None
        growing = self._settings.backoff_seconds * 2**tries
        wait = growing * random.uniform(1.0, 1.5)  # noqa: S311
        wait = wait if asked is None else asked + wait / 4
        self._collector.tally.retried += 1
        self._collector.say("retrying", f"{reason}; asking again in {wait:.1f} s")
        logger.info("%s: %s; asking again in %.2f s", request.url, reason, wait)
        await asyncio.sleep(wait)
        again = request.replace(dont_filter=True)
        again.meta["tries"] = tries + 1
        return again


def _fault(request: Request, response: Response) -> str | None:
    if response.status in TRANSIENT_STATUSES:
        return f"status {response.status}"
    check: Check | None = request.meta.get("check")
    if response.status == 200 and check is not None:
        try:
            check(response)
        except WrongBody as error:
            return str(error)
    return None


def describe(exception: BaseException) -> str:
    """Name an error of the network in a few words."""
    text = str(exception).strip().splitlines()
    name = type(exception).__name__
    return f"{name}: {text[0]}"[:200] if text else name


class RobotsMiddleware:
    """Obeys robots.txt, and its Crawl-delay, for every address that is asked, redirects included.

    No robots.txt (a 4xx status) allows all; one that cannot be had (5xx, no connection) means
    that the site is left alone this time (RFC 9309, 2.3.1).
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._least = _collector(crawler).settings.webpages.delay_seconds
        self._rules: dict[str, asyncio.Future[Protego | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Build for a crawler whose spider has a collector."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise Refused for what robots.txt forbids, IgnoreRequest where it cannot be had."""
        if request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = asyncio.ensure_future(self._fetch(site, parts.hostname or ""))
        rules = await self._rules[site]
        if rules is None:
            raise IgnoreRequest(f"robots.txt of {parts.hostname} cannot be had")
        if not rules.can_fetch(request.url, _PRODUCT):
            raise Refused("robots.txt forbids it")

    async def _fetch(self, site: str, host: str) -> Protego | None:
        engine: Any = self._crawler.engine
        request = Request(f"{site}/robots.txt", meta={"is_robots": True}, dont_filter=True)
        try:
            response = await engine.download_async(request)
        except DOWNLOAD_ERRORS as error:
            logger.warning("no robots.txt of %s: %s", host, describe(error))
            return None
        if 400 <= response.status < 500 and response.status != 429:
            return Protego.parse("")
        if response.status != 200:
            return None
        text = response.body[:_MAX_ROBOTS_BYTES].decode("utf-8", errors="replace")
        rules = Protego.parse(text)
        self._slow_down(host, rules.crawl_delay(_PRODUCT))
        return rules

    def _slow_down(self, host: str, asked: float | None) -> None:
        if asked is None or asked <= self._least:
            return
        engine: Any = self._crawler.engine
        downloader = engine.downloader
        # Slots are dropped when idle and made anew from these settings.
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": asked, "jitter": 0}
        if host in downloader.slots:
            downloader.slots[host].delay = asked


class GuardMiddleware:
    """Keeps web page requests on the curated hosts and off private addresses.

    Redirects pass here too. Names that resolve to private addresses are refused by
    GuardedResolver, at the moment of connecting.
    """

    def __init__(self, collector: Collector) -> None:
        section = collector.settings.webpages
        self._hosts = {site.host for site in section.sites}
        self._proxy = section.proxy
        self._allow_loopback = collector.settings.allow_loopback

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        """Build for a crawler whose spider has a collector."""
        return cls(_collector(crawler))

    def process_request(self, request: Request) -> None:
        """Raise Refused for a host that is not ours to ask; send the rest by the proxy."""
        host = urlsplit(request.url).hostname or ""
        if host not in self._hosts:
            raise Refused(f"{host} is not on the list of sites")
        if is_private_literal(host) and not self._allow_loopback:
            raise Refused(f"{host} is a private address")
        if self._proxy is not None:
            request.meta["proxy"] = self._proxy


def is_private_literal(host: str) -> bool:
    """Whether a host is written as an address that is not public."""
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return False


class GuardedResolver(CachingThreadedResolver):
    """Refuses names that resolve to private, loopback or link-local addresses.

    The connection is made to the very address that was looked at, so an answer that changes
    between two questions does not help an attacker.
    """

    trusted: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> GuardedResolver:
        """Build from the settings; the proxy's own host is the operator's word."""
        resolver: GuardedResolver = super().from_crawler(crawler, reactor)
        resolver.trusted = frozenset(crawler.settings.getlist("DOSETABLE_TRUSTED_HOSTS"))
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:
        """Resolve a name, or fail as if it did not exist."""
        answer: Deferred[str] = super().getHostByName(name, timeout)
        return answer if name in self.trusted else answer.addCallback(_public, name)


def _public(address: str, name: str) -> str:
    if is_private_literal(address):
        raise DNSLookupError(f"{name} resolves to a private address")
    return address


def _collector(crawler: Crawler) -> Collector:
    spider: Any = crawler.spider
    collector: Collector = spider.collector
    return collector
