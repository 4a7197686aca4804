"""One source's run: what was kept, what is counted, when the watermark may move."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scrapy.http import Request, Response

from dosetable.crawler.archive import Archive, Kept
from dosetable.crawler.documents import Source
from dosetable.crawler.records import Kind
from dosetable.crawler.redaction import redact, redact_bytes
from dosetable.crawler.report import CrawlEvent, EventKind, Outcome, SourceReport
from dosetable.crawler.settings import CrawlSettings
from dosetable.crawler.state import CrawlState, Watermark
from dosetable.crawler.warc import Exchange


class SourceFailed(Exception):
    """A source did not give what it should; its watermark stays. The message is one line."""


@dataclass(slots=True)
class Tally:
    """The counts of a run, while it runs."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    skipped: int = 0
    failed: int = 0
    retried: int = 0
    requests: int = 0
    bytes: int = 0
    total_reported: int | None = None
    note: str | None = None
    # A record that comes by two ways in one run (created and revised) is one document.
    seen: set[str] = field(default_factory=set)


class Collector:
    """Where a spider puts what it receives. One a source and run."""

    def __init__(
        self,
        source: Source,
        settings: CrawlSettings,
        archive: Archive,
        state: CrawlState,
        *,
        now: datetime,
        emit: Callable[[CrawlEvent], None],
    ) -> None:
        self.source = source
        self.settings = settings
        self.archive = archive
        self.state = state
        self.now = now
        self.tally = Tally()
        self._emit = emit

    def keep(
        self,
        response: Response,
        kind: Kind,
        *,
        uri: str | None = None,
        key: str = "",
        url: str = "",
        media_type: str = "",
    ) -> tuple[Kept, ...]:
        """Archive a response and count its records.

        ``uri`` names the request where its address alone does not (a POST). Raises
        records.WrongBody where the body is not of its kind.
        """
        secrets = self.settings.secrets()
        kept = self.archive.keep(
            Exchange(
                source=self.source,
                kind=kind,
                uri=redact(uri or response.url, secrets),
                status=response.status,
                headers=_headers(response, secrets),
                body=redact_bytes(response.body, secrets),
                fetched_at=self.now,
                key=key,
                url=url,
                media_type=media_type,
            )
        )
        for one in kept:
            self._count(one)
        return kept

    def unchanged(self, key: str) -> None:
        """Count a document that its source says has not changed."""
        self._count(Kept(key=key, standing="unchanged"))

    def gone(self, key: str) -> None:
        """Count a document that is no longer there, if it ever was and this is news."""
        known = self.archive.has(self.source, key)
        if known and self.state.mark_gone(self.source, key, now=self.now):
            self.tally.gone += 1

    def _count(self, one: Kept) -> None:
        if one.key in self.tally.seen and one.standing == "unchanged":
            return
        self.tally.seen.add(one.key)
        setattr(self.tally, one.standing, getattr(self.tally, one.standing) + 1)
        self.state.mark_back(self.source, one.key)

    def watermark(self, query: str) -> Watermark | None:
        """Give the last complete window, or None where everything must be asked for.

        That is before the first complete crawl, after the query was changed, and where the
        archive holds nothing of the source (it was moved away, and its memory was not).
        """
        mark = self.state.watermark(self.source)
        if mark is None or mark.query != query or not self.archive.holds_any(self.source):
            return None
        return mark

    def since(self, query: str, overlap_days: int) -> datetime | None:
        """Give the start of the next window, or None where everything must be asked for.

        A clock that went back does not narrow the window.
        """
        mark = self.watermark(query)
        if mark is None:
            return None
        until = min(datetime.fromisoformat(mark.value).replace(tzinfo=self.now.tzinfo), self.now)
        return until - timedelta(days=overlap_days)

    def census_due(self, days: int) -> bool:
        """Whether all identifiers of the source should be listed again."""
        last = self.state.census(self.source)
        return last is None or abs(self.now - last) >= timedelta(days=days)

    def unlisted(self, listed: Collection[str]) -> list[str]:
        """Give the archived keys that a full list no longer names and that are not known gone."""
        keys = self.archive.keys(self.source) - self.state.gone(self.source)
        return sorted(keys - set(listed))

    def complete(self, query: str, data_version: str | None = None) -> None:
        """Move the watermark: the whole window is in the archive."""
        self.state.move_watermark(
            self.source,
            Watermark(value=self.now.date().isoformat(), query=query, data_version=data_version),
        )

    def say(self, kind: EventKind, message: str) -> None:
        """Report progress to whoever watches."""
        self._emit(
            CrawlEvent(
                source=self.source,
                kind=kind,
                message=redact(message, self.settings.secrets()),
                done=len(self.tally.seen),
                total=self.tally.total_reported,
            )
        )

    def report(self, *, seconds: float, error: str | None) -> SourceReport:
        """Sum the run up; ``error`` is why it failed, if it did."""
        tally = self.tally
        outcome: Outcome = "done" if tally.new or tally.changed or tally.gone else "nothing new"
        mark = self.state.watermark(self.source)
        return SourceReport(
            source=self.source,
            outcome=outcome if error is None else "failed",
            new=tally.new,
            changed=tally.changed,
            unchanged=tally.unchanged,
            gone=tally.gone,
            skipped=tally.skipped,
            failed=tally.failed,
            retried=tally.retried,
            requests=tally.requests,
            bytes=tally.bytes,
            seconds=round(seconds, 3),
            watermark=None if mark is None else mark.value,
            total_reported=tally.total_reported,
            note=tally.note,
            error=None if error is None else one_line(redact(error, self.settings.secrets())),
        )


def one_line(text: str, limit: int = 300) -> str:
    """Give the text on one line, shortened."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def as_asked(request: Request) -> str:
    """Name a POST in the archive as the GET it stands for."""
    form = request.body.decode("utf-8", errors="replace")
    return f"{request.url}?{form}" if form else request.url


def _headers(response: Response, secrets: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), redact(value.decode("latin-1"), secrets))
        for name, values in response.headers.items()
        for value in values
    )
