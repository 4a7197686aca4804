"""What the spiders share: one request after the other, each answer checked before it is used."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from dosetable.crawler.collector import Collector, SourceFailed
from dosetable.crawler.middlewares import DOWNLOAD_ERRORS, Check, Refused, describe
from dosetable.crawler.records import WrongBody

logger = logging.getLogger(__name__)


class FetchFailed(Exception):
    """A request was given up; the message says why.

    ``refused``: it was never made, because our own rules or the site's forbid it.
    """

    def __init__(self, message: str, *, refused: bool = False) -> None:
        super().__init__(message)
        self.refused = refused


class SourceSpider(scrapy.Spider):
    """A spider whose ``collect`` asks its source in order and keeps what it gets.

    The conversation with a source has an order (search, then fetch what the search named, then
    compare), so it is written as one coroutine; Scrapy brings the slots, delays, time-outs and
    the middlewares.
    """

    name = "source"

    def __init__(self, collector: Collector, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.collector = collector
        self.error: str | None = None
        self.seconds = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SourceSpider:
        """Build, and count what goes over the wire."""
        spider: SourceSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.count_request, signals.request_reached_downloader)
        crawler.signals.connect(spider.count_bytes, signals.bytes_received)
        return spider

    def count_request(self) -> None:
        """Count one request."""
        self.collector.tally.requests += 1

    def count_bytes(self, data: bytes) -> None:
        """Count a piece of a body."""
        self.collector.tally.bytes += len(data)

    async def start(self) -> AsyncIterator[Any]:
        """Run ``collect`` within the time budget; a failure is kept, not raised."""
        section = self.collector.settings.section(self.collector.source)
        began = time.monotonic()
        task = asyncio.ensure_future(self.collect())
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        self.collector.say("started", "started")
        try:
            await asyncio.wait_for(task, section.time_budget_seconds)
        except TimeoutError:
            self.error = f"the time budget of {section.time_budget_seconds:g} s is spent"
        except asyncio.CancelledError:
            self.error = "stopped by a signal"
        except FetchFailed as error:
            self.collector.tally.failed += 1
            self.error = str(error)
        except (SourceFailed, WrongBody) as error:
            self.error = str(error)
        except Exception as error:
            # The boundary of one source: whatever it is, the others go on and the report says it.
            logger.exception("%s failed", self.name)
            self.error = describe(error)
        finally:
            self.seconds = time.monotonic() - began
        return
        yield  # an async generator, as Scrapy wants; everything is kept by collect()

    async def collect(self) -> None:
        """Ask the source and keep its answers. Raises SourceFailed or FetchFailed."""
        raise NotImplementedError

    async def fetch(
        self,
        request: Request,
        *,
        check: Check | None = None,
        accept: tuple[int, ...] = (200,),
    ) -> Response:
        """Ask once, with retries; ``check`` refuses a wrong body by raising WrongBody.

        Raises FetchFailed for a status that is not accepted and for errors that stayed.
        """
        request = request.replace(dont_filter=True)
        request.meta["check"] = check
        engine: Any = self.crawler.engine
        try:
            response: Response = await engine.download_async(request)
        except DOWNLOAD_ERRORS as error:
            refused = isinstance(error, Refused)
            raise FetchFailed(f"{_place(request)}: {describe(error)}", refused=refused) from error
        reason = response.meta.get("gave_up")
        if reason is None and response.status not in accept:
            reason = f"status {response.status}{_plain(response)}"
        if reason is not None:
            raise FetchFailed(f"{_place(request)}: {reason}")
        return response


def batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Cut a sequence into pieces of at most ``size``."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _place(request: Request) -> str:
    return request.url.split("?", 1)[0]


def _plain(response: Response) -> str:
    """The words of a text/plain error, as ClinicalTrials.gov gives them with status 400."""
    kind = (response.headers.get("Content-Type") or b"").lower()
    if not kind.startswith(b"text/plain"):
        return ""
    return ": " + response.body[:200].decode("utf-8", errors="replace")
