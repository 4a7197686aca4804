"""One source in a process of its own: ``python -m dosetable.crawler.worker``.

Scrapy's event loop runs once a process, and a source that hangs or dies must not take the
others with it. The job comes as JSON on standard input, so that no secret stands in a command
line or an environment; events and the report go out as JSON lines on standard output.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import signal
import sys
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TextIO
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict
from scrapy.crawler import AsyncCrawlerProcess

from dosetable.crawler.archive import Archive
from dosetable.crawler.collector import Collector
from dosetable.crawler.documents import Source
from dosetable.crawler.redaction import RedactingFormatter
from dosetable.crawler.report import CrawlEvent, SourceReport
from dosetable.crawler.settings import CrawlSettings
from dosetable.crawler.spiders.base import SourceSpider
from dosetable.crawler.spiders.clinicaltrials import ClinicaltrialsSpider
from dosetable.crawler.spiders.europepmc import EuropepmcSpider
from dosetable.crawler.spiders.pubmed import PubmedSpider
from dosetable.crawler.spiders.webpages import WebpagesSpider
from dosetable.crawler.state import CrawlState

SPIDERS: dict[Source, type[SourceSpider]] = {
    "pubmed": PubmedSpider,
    "europepmc": EuropepmcSpider,
    "clinicaltrials": ClinicaltrialsSpider,
    "webpages": WebpagesSpider,
}
_MIDDLEWARES = "dosetable.crawler.middlewares"
# Those of Scrapy's own that are used, in its order.
_SCRAPYS = "scrapy.downloadermiddlewares"
_SCRAPYS_MIDDLEWARES = {
    f"{_SCRAPYS}.downloadtimeout.DownloadTimeoutMiddleware": 350,
    f"{_SCRAPYS}.defaultheaders.DefaultHeadersMiddleware": 400,
    f"{_SCRAPYS}.useragent.UserAgentMiddleware": 500,
    f"{_SCRAPYS}.httpcompression.HttpCompressionMiddleware": 590,
    f"{_SCRAPYS}.redirect.RedirectMiddleware": 600,
}


class Job(BaseModel):
    """What a worker is told. ``settings`` holds the secrets in clear, on its way only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Source
    settings: dict[str, Any]
    folder: Path
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One line from a worker to its parent."""

    type: Literal["event", "report"]
    value: dict[str, Any]


def job_json(source: Source, settings: CrawlSettings, folder: Path, now: datetime) -> str:
    """Write a job for a worker's standard input."""
    plain = settings.model_dump(mode="json")
    key = settings.ncbi_api_key
    plain["ncbi_api_key"] = None if key is None else key.get_secret_value()
    return Job(source=source, settings=plain, folder=folder, now=now).model_dump_json()


def scrapy_settings(source: Source, settings: CrawlSettings) -> dict[str, Any]:
    """Give Scrapy's settings for a source: one request at a time, and nothing we do not use."""
    section = settings.section(source)
    chosen: dict[str, Any] = {
        "USER_AGENT": settings.identification,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": settings.delay_seconds(source),
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_TIMEOUT": section.timeout_seconds,
        "DOWNLOAD_MAXSIZE": section.max_body_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "COOKIES_ENABLED": False,
        "REDIRECT_ENABLED": source == "webpages",
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "RETRY_ENABLED": False,
        # Interfaces have usage policies of their own; pages are guarded by our middleware.
        "ROBOTSTXT_OBEY": False,
        # Ports at which whoever has the word could run code in the worker.
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "REFERER_ENABLED": False,
        "LOG_ENABLED": False,
        # Scrapy imports what is on these lists, used or not: a quarter of a worker's start.
        "EXTENSIONS_BASE": {},
        "DOWNLOADER_MIDDLEWARES_BASE": _SCRAPYS_MIDDLEWARES,
        "DOWNLOADER_MIDDLEWARES": {f"{_MIDDLEWARES}.RetryMiddleware": 550},
    }
    if source == "webpages":
        chosen["DOWNLOADER_MIDDLEWARES"] |= {
            f"{_MIDDLEWARES}.GuardMiddleware": 50,
            f"{_MIDDLEWARES}.RobotsMiddleware": 60,
        }
        if not settings.allow_loopback:
            proxy = urlsplit(settings.webpages.proxy or "").hostname
            chosen["DNS_RESOLVER"] = f"{_MIDDLEWARES}.GuardedResolver"
            chosen["DOSETABLE_TRUSTED_HOSTS"] = [proxy] if proxy else []
    return chosen


def run_job(job: Job, out: TextIO) -> SourceReport:
    """Crawl one source to the end and give its report. Runs once a process."""
    settings = CrawlSettings.model_validate(job.settings)

    def emit(event: CrawlEvent) -> None:
        write(out, Message(type="event", value=dataclasses.asdict(event)))

    with (
        Archive(job.folder / "archive", max_file_bytes=settings.archive.max_file_bytes) as archive,
        CrawlState(job.folder / "crawl.sqlite") as state,
    ):
        collector = Collector(job.source, settings, archive, state, now=job.now, emit=emit)
        process = AsyncCrawlerProcess(
            scrapy_settings(job.source, settings), install_root_handler=False
        )
        crawler = process.create_crawler(SPIDERS[job.source])
        process.crawl(crawler, collector=collector)
        process.start(install_signal_handlers=False)
        spider: Any = crawler.spider
        if spider is None:
            return collector.report(seconds=0.0, error="the spider did not start")
        return collector.report(seconds=spider.seconds, error=spider.error)


def write(out: TextIO, message: Message) -> None:
    """Write one line to the parent."""
    out.write(json.dumps(dataclasses.asdict(message)) + "\n")
    out.flush()


def _log_to_stderr(settings: dict[str, Any]) -> None:
    secrets = CrawlSettings.model_validate(settings).secrets()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def _end_with_parent() -> None:
    """Stop when standard input closes: the parent is gone, and nobody would hear the report."""

    def watch() -> None:
        # Not sys.stdin: a thread inside it at exit would abort the interpreter.
        while os.read(0, 65536):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def main() -> None:
    """Read the job from standard input, crawl, and report on standard output."""
    job = Job.model_validate_json(sys.stdin.readline())
    _log_to_stderr(job.settings)
    _end_with_parent()
    report = run_job(job, sys.stdout)
    write(sys.stdout, Message(type="report", value=dataclasses.asdict(report)))


if __name__ == "__main__":
    main()
