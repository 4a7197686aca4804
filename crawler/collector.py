"""One source's run: what was kept, what is counted, when the watermark may move."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from scrapy.http import Request, Response

from dosetable.crawler.archive import Archive, Kept
from dosetable.crawler.documents import Source
from dosetable.crawler.records import Kind
from dosetable.crawler.redaction import redact, redact_bytes
from dosetable.crawler.report import CrawlEvent, EventKind, Outcome, SourceReport, Tally
from dosetable.crawler.settings import CrawlSettings
from dosetable.crawler.state import CrawlState, Watermark
from dosetable.crawler.warc import Exchange

# How many archived records may be missing from a list of all: a share, and a few in any case.
_MISSING_SHARE, _MISSING_SLACK = 0.2, 20
_MISSING = "missing"


class SourceFailed(Exception):
    """A source did not give what it should; its watermark stays. The message is one line."""


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
        # A record that comes by two ways in one run (created and revised) is one document.
        self._seen: set[str] = set()
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
        if one.key in self._seen and one.standing == "unchanged":
            return
        self._seen.add(one.key)
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

    def due(self, listing: str, days: int) -> bool:
        """Whether a listing (all identifiers, or all notices) is to be made again."""
        last = self.state.listed(listing)
        return last is None or abs(self.now - last) >= timedelta(days=days)

    def listed(self, listing: str) -> None:
        """Note that a listing was made and all that follows from it was done."""
        self.state.set_listed(listing, now=self.now)

    def counted(self, listing: str, total: int) -> None:
        """Note that all of the topic was listed, and how much of it there is."""
        self.tally.topic_total = total
        self.listed(listing)

    def unlisted(self, listed: Collection[str], archived: Collection[str]) -> list[str]:
        """Give the archived keys that a full list no longer names and that are not known gone.

        What is listed again is no longer gone. Raises SourceFailed where a large part of what is
        archived is missing: a list that is wrong is more likely than a source that was emptied.
        """
        gone = self.state.gone(self.source)
        for key in gone.intersection(listed):
            self.state.mark_back(self.source, key)
        missing = set(archived) - gone - set(listed)
        if len(missing) > max(_MISSING_SLACK, _MISSING_SHARE * len(archived)):
            raise SourceFailed(
                f"{len(missing)} of {len(archived)} archived records are not in the list of all "
                "identifiers: the list is not believed"
            )
        return sorted(missing)

    def missing_since(self, keys: Collection[str]) -> dict[str, datetime]:
        """Since when each of the keys has been missing without a break, this run included."""
        before = self.state.value(self.source, _MISSING)
        known: dict[str, str] = json.loads(before) if before else {}
        since = {key: known.get(key, self.now.isoformat()) for key in sorted(keys)}
        self.state.swap_value(self.source, _MISSING, json.dumps(since))
        return {key: datetime.fromisoformat(at) for key, at in since.items()}

    def remark(self, text: str) -> None:
        """Add to the note of the report."""
        held = self.tally.note
        self.tally.note = one_line(text if held is None else f"{held}; {text}")

    def watch(self, name: str, value: str) -> None:
        """Remark on a value of the source that is not what it was in the last run."""
        before = self.state.swap_value(self.source, name, value)
        if before is not None and before != value:
            self.remark(f"{name} has changed; it is now: {value}")

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
                done=len(self._seen),
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
            **dataclasses.asdict(tally),
            seconds=round(seconds, 3),
            watermark=None if mark is None else mark.value,
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
