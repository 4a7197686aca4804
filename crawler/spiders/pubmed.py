"""PubMed by the NCBI E-utilities (NBK25499): search for identifiers, then fetch the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import FormRequest, Request, Response

from dosetable.crawler.collector import SourceFailed, as_asked
from dosetable.crawler.records import (
    WrongBody,
    parse_json,
    parse_xml,
    pubmed_articles,
    pubmed_books,
)
from dosetable.crawler.spiders.base import SourceSpider, batches

_OLDEST = date(1940, 1, 1)
_NO_END = "3000"
# What happened to a report after it was published (PubMed Help, "Comment correction type").
_NOTICES = (
    '"retracted publication"[pt] OR hasretractionin OR hasexpressionofconcernin OR haserratumin'
)
_SWEEP = "pubmed-notices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One search: the identifiers, and where the history server keeps them."""

    ids: tuple[str, ...]
    web_env: str
    query_key: str


class PubmedSpider(SourceSpider):
    """New records by creation date, changed ones by revision date.

    Publication dates are no use for increments: they may lie in the future, and an old article
    added late keeps its old one.
    """

    name = "pubmed"

    async def collect(self) -> None:
        """Search the windows, fetch what they name, compare, and move the watermark."""
        self.section = self.collector.settings.pubmed
        self._require_contact()
        since = self.collector.since(self.section.query, self.section.overlap_days)
        received: set[str] = set()
        wanted: set[str] = set()
        windows: list[tuple[str, date | None]] = (
            [("crdt", None)] if since is None else [(tag, since.date()) for tag in ("crdt", "lr")]
        )
        for tag, start in windows:
            for found in await self._search(tag, start):
                wanted |= set(found.ids)
                self.collector.tally.total_reported = len(wanted)
                self.collector.say("progress", f"{len(wanted)} records found")
                received |= await self._fetch_all(found, received)
        missing = sorted(wanted - received)
        for batch in batches(missing, self.section.page_size):
            received |= await self._by_ids(batch)
        self._account_for(wanted - received)
        if since is None:
            self.collector.counted("pubmed", len(wanted))
            self.collector.listed(_SWEEP)
        elif self.collector.due("pubmed", self.section.census_days):
            await self._census()
        if self.collector.due(_SWEEP, self.section.sweep_days):
            await self._sweep()
        self.collector.complete(self.section.query)

    def _account_for(self, missing: set[str]) -> None:
        """Fail for records that were listed and not given, until they have been so for days.

        The list of all is compared every night, so that what comes late is still fetched; one
        identifier that PubMed never gives must not keep the source failing for ever.
        """
        since = self.collector.missing_since(missing)
        patience = timedelta(days=self.section.missing_days)
        fresh = sorted(pmid for pmid, at in since.items() if self.collector.now - at < patience)
        self.collector.tally.failed += len(missing)
        if fresh:
            raise SourceFailed(f"{len(fresh)} records listed but not given: {fresh[0]}, …")
        if missing:
            self.collector.remark(
                f"{len(missing)} records listed but not given for days: {min(missing)}, …"
            )

    async def _census(self) -> None:
        """List the whole topic: fetch what the windows missed, and find what was deleted.

        A record that only left the topic is still given by its identifier, and is kept.
        """
        listed = {pmid for found in await self._search("crdt", None) for pmid in found.ids}
        held = self.collector.archive.keys("pubmed")
        for batch in batches(sorted(listed - held), self.section.page_size):
            await self._by_ids(batch)
        for batch in batches(self.collector.unlisted(listed, held), self.section.page_size):
            for pmid in set(batch) - await self._by_ids(batch):
                self.collector.gone(pmid)
        self.collector.counted("pubmed", len(listed))

    async def _sweep(self) -> None:
        """Fetch again all that carries a notice: a retraction must not be missed.

        The window of revisions should have brought it; a record whose revision date did not move
        with its notice comes in this way. A search that PubMed no longer understands is remarked
        on, for nothing else depends on it.
        """
        try:
            count, found = await self._esearch(f"({self.section.query}) AND ({_NOTICES})")
        except SourceFailed as error:
            self.collector.remark(f"the sweep for notices was not made: {error}")
            return
        if count > len(found.ids):
            self.collector.remark(f"{count} records with notices: the first {len(found.ids)} read")
        for batch in batches(found.ids, self.section.page_size):
            await self._by_ids(batch)
        self.collector.listed(_SWEEP)

    def _require_contact(self) -> None:
        host = urlsplit(self.section.base_url).hostname or ""
        if host.endswith("nih.gov") and not self.collector.settings.contact_email:
            raise SourceFailed("contact_email is not set; NCBI asks every client for one")

    async def _search(self, tag: str, start: date | None) -> list[Found]:
        """Search; where the result is larger than PubMed gives out, halve it by date."""
        query = self.section.query
        count, found = await self._esearch(query if start is None else dated(query, tag, start))
        if count <= self.section.window_limit:
            return [found]
        self.collector.say("progress", f"{count} records: searching by {tag} windows")
        today = self.collector.now.date()
        pieces = await self._split(query, tag, start or _OLDEST, today, last=True)
        listed = {pmid for piece in pieces for pmid in piece.ids}
        if len(listed) != count:
            raise SourceFailed(f"PubMed reports {count} records and lists {len(listed)}")
        return pieces

    async def _split(
        self, query: str, tag: str, start: date, end: date, *, last: bool
    ) -> list[Found]:
        term = dated(query, tag, start, None if last else end)
        count, found = await self._esearch(term)
        if count <= self.section.window_limit:
            return [found] if found.ids else []
        if start >= end:
            raise SourceFailed(f"{count} records on the one day {start}: more than PubMed gives")
        middle = start + (end - start) // 2
        first = await self._split(query, tag, start, middle, last=False)
        return first + await self._split(query, tag, middle + timedelta(days=1), end, last=last)

    async def _esearch(self, term: str) -> tuple[int, Found]:
        request = self._request(
            "esearch.fcgi",
            db="pubmed",
            term=term,
            usehistory="y",
            retmode="json",
            retstart="0",
            retmax=str(self.section.window_limit),
        )
        response = await self.fetch(request, check=_is_search)
        result = parse_json(response.body)["esearchresult"]
        problem = search_problem(result)
        if problem is not None:
            raise SourceFailed(f"PubMed search: {problem}")
        self.collector.keep(response, "other", uri=as_asked(request))
        self._look_at_translation(term, result)
        count = int(result["count"])
        ids = tuple(dict.fromkeys(str(one) for one in result["idlist"]))
        if count <= self.section.window_limit and len(ids) != count:
            raise SourceFailed(f"PubMed reports {count} records and lists {len(ids)}")
        return count, Found(
            ids=ids,
            web_env=str(result.get("webenv", "")),
            query_key=str(result.get("querykey", "")),
        )

    def _look_at_translation(self, term: str, result: dict[str, Any]) -> None:
        """Remark on how PubMed understood the topic, where that is not what it was."""
        if term != self.section.query:
            return
        self.collector.watch("query translation", str(result.get("querytranslation", "")))
        phrases = (result.get("warninglist") or {}).get("quotedphrasesnotfound") or []
        if phrases:
            self.collector.remark(f"quoted phrases not found: {', '.join(map(str, phrases))}")

    async def _fetch_all(self, found: Found, received: Iterable[str]) -> set[str]:
        """Fetch what a search found: small sets by identifier, large ones from the server."""
        todo = [pmid for pmid in found.ids if pmid not in set(received)]
        size = self.section.page_size
        if len(todo) <= size or len(todo) < len(found.ids) or not found.web_env:
            got: set[str] = set()
            for batch in batches(todo, size):
                got |= await self._by_ids(batch)
            return got
        got = set()
        for start in range(0, len(found.ids), size):
            got |= await self._efetch(
                set(found.ids),
                WebEnv=found.web_env,
                query_key=found.query_key,
                retstart=str(start),
                retmax=str(size),
            )
        return got

    async def _by_ids(self, ids: Sequence[str]) -> set[str]:
        return await self._efetch(set(ids), id=",".join(ids)) if ids else set()

    async def _efetch(self, asked: set[str], **which: str) -> set[str]:
        request = self._request(
            "efetch.fcgi", db="pubmed", retmode="xml", rettype="abstract", **which
        )

        def check(response: Response) -> None:
            strangers = {record.key for record in pubmed_articles(response.body)} - asked
            if strangers:
                raise WrongBody(f"record {min(strangers)} was not asked for")

        response = await self.fetch(request, check=check)
        kept = self.collector.keep(response, "pubmed-articles", uri=as_asked(request))
        books = pubmed_books(response.body)
        self.collector.tally.skipped += books
        self.collector.say("progress", f"{len(kept)} records fetched")
        return {one.key for one in kept} | set(_book_ids(response.body) if books else ())

    def _request(self, program: str, **form: str) -> Request:
        settings = self.collector.settings
        form["tool"] = "dosetable"
        if settings.contact_email:
            form["email"] = settings.contact_email
        if settings.ncbi_api_key is not None:
            # In the body of a POST, so that it is in no address that anyone may log.
            form["api_key"] = settings.ncbi_api_key.get_secret_value()
        return FormRequest(f"{self.section.base_url}/{program}", method="POST", formdata=form)


def dated(query: str, tag: str, start: date, end: date | None = None) -> str:
    """Narrow a query to a window of dates, both ends included; no ``end`` leaves it open."""
    until = _NO_END if end is None else f"{end:%Y/%m/%d}"
    return f'({query}) AND ("{start:%Y/%m/%d}"[{tag}] : "{until}"[{tag}])'


def search_problem(result: dict[str, Any]) -> str | None:
    """Say what is wrong with an esearch result that came with status 200, if anything.

    A term that is not found is no small thing: the server drops the clause, and the search
    becomes another one.
    """
    if result.get("ERROR"):
        return str(result["ERROR"])
    errors = result.get("errorlist") or {}
    for name, label in (("phrasesnotfound", "phrase"), ("fieldsnotfound", "field")):
        if errors.get(name):
            return f"{label} not found: {', '.join(map(str, errors[name]))}"
    return None


def _book_ids(body: bytes) -> Iterator[str]:
    for pmid in parse_xml(body).iterfind("PubmedBookArticle/BookDocument/PMID"):
        yield (pmid.text or "").strip()


def _is_search(response: Response) -> None:
    result = parse_json(response.body).get("esearchresult")
    if not isinstance(result, dict):
        raise WrongBody("no esearchresult")
    error = str(result.get("ERROR") or "")
    if error.startswith("Search Backend failed"):
        # NCBI's own servers out of reach of each other: mostly over in seconds.
        raise WrongBody(error)
    if error:
        return
    if not str(result.get("count", "")).isdigit() or not isinstance(result.get("idlist"), list):
        raise WrongBody("an esearchresult without count or identifiers")
