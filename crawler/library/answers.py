"""What the sources would answer, had they nothing but the embedded library.

Pure functions of the library's files and a request's parameters, in the sources' true formats.
The library as a whole matches the topic, so of a query only the date clauses narrow it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from lxml import etree

from dosetable.crawler.records import parse_xml

T = TypeVar("T")
_NO_LIMIT = date(3000, 1, 1)
_REACH = 9_999
_NOTICES = frozenset({"RetractionIn", "ErratumIn", "ExpressionOfConcernIn"})
_CRDT = re.compile(r'"(\d{4}/\d\d/\d\d)"\[(crdt|lr)\] : "([\d/]+)"\[')
_INDEXED = re.compile(r"(FIRST_IDATE|UPDATE_DATE):\[(\S+) TO (\S+?)\]")
_IDENTIFIED = re.compile(r"EXT_ID:(\S+) AND SRC:(\w+)")
_POSTED = re.compile(r"AREA\[LastUpdatePostDate\]RANGE\[(\S+?),(\S+?)\]")
_PUBMED_HEAD = (
    b'<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, '
    b'1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
    b"<PubmedArticleSet>\n"
)
_STUDY_PARAMETERS = frozenset(
    [
        "query.intr",
        "query.cond",
        "query.term",
        "filter.advanced",
        "filter.ids",
        "countTotal",
        "pageSize",
        "pageToken",
        "sort",
        "format",
        "fields",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response before it goes on the wire."""

    body: bytes
    media_type: str
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A PubMed record: its one PubmedArticle, the days it was created and last revised, and
    whether a notice (retraction, erratum, concern) is about it."""

    xml: bytes
    created: date
    revised: date
    noticed: bool


class Library:
    """The files of the library; read again when they change on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._cache: dict[Path, tuple[int, int, Any]] = {}

    def articles(self) -> dict[str, Article]:
        """PubMed records by PMID."""
        return {
            path.stem: self._read(path, _article)
            for path in sorted(self.folder.glob("pubmed/*.xml"))
        }

    def results(self) -> dict[str, dict[str, Any]]:
        """Europe PMC core results by file name."""
        paths = sorted(self.folder.glob("europepmc/*.json"))
        return {path.stem: self._read(path, json.loads) for path in paths}

    def studies(self) -> dict[str, dict[str, Any]]:
        """Registry records by NCT number."""
        paths = sorted(self.folder.glob("clinicaltrials/*.json"))
        return {path.stem: self._read(path, json.loads) for path in paths}

    def hosts(self) -> list[str]:
        """The hosts whose pages the library holds."""
        return sorted(path.name for path in self.folder.glob("webpages/*") if path.is_dir())

    def page(self, host: str, place: str) -> Path | None:
        """The file of a page, or None; never one outside the host's folder."""
        # The files may be links (an editable install makes such a tree), so names are compared.
        if host not in self.hosts():
            return None
        root = self.folder / "webpages" / host
        wanted = Path(os.path.normpath(root / place.lstrip("/")))
        if not wanted.is_relative_to(root):
            return None
        for path in (wanted, wanted / "index.html", wanted.with_name(wanted.name + ".html")):
            if path.is_file():
                return path
        return None

    def _read(self, path: Path, parse: Callable[[bytes], T]) -> T:
        stat = path.stat()
        known = self._cache.get(path)
        if known is None or known[:2] != (stat.st_mtime_ns, stat.st_size):
            known = (stat.st_mtime_ns, stat.st_size, parse(path.read_bytes()))
            self._cache[path] = known
        value: T = known[2]
        return value


def esearch(library: Library, form: Mapping[str, str], histories: dict[str, list[str]]) -> Answer:
    """Answer ``esearch.fcgi``; numbers are strings, errors come with status 200."""
    start, limit = int(form.get("retstart", "0")), int(form.get("retmax", "20"))
    if start >= _REACH:
        text = f"Search Backend failed: Position {start} is out of acceptable range [9999,9998]"
        return _json({"header": _header(), "esearchresult": {"ERROR": text}})
    term = form.get("term", "")
    ids = [
        pmid
        for pmid, article in library.articles().items()
        if _in_windows(article, term) and ("hasretractionin" not in term or article.noticed)
    ]
    ids.sort(key=int, reverse=True)
    result: dict[str, Any] = {"count": str(len(ids)), "retstart": str(start)}
    if form.get("usehistory") == "y":
        name = "MCID_" + hashlib.sha256("\n".join([term, *ids]).encode()).hexdigest()[:24]
        histories[name] = ids
        result |= {"querykey": "1", "webenv": name}
    shown = ids[start : min(start + limit, _REACH)]
    result |= {
        "retmax": str(len(shown)),
        "idlist": shown,
        "translationset": [],
        "querytranslation": term,
    }
    return _json({"header": _header(), "esearchresult": result})


def efetch(library: Library, form: Mapping[str, str], histories: dict[str, list[str]]) -> Answer:
    """Answer ``efetch.fcgi``; a PMID that is not there is left out without a word."""
    if "WebEnv" in form:
        start, limit = int(form.get("retstart", "0")), int(form.get("retmax", "20"))
        ids = histories.get(form["WebEnv"], [])[start : start + limit]
    else:
        ids = [one.strip() for one in form.get("id", "").split(",")]
    articles = library.articles()
    found = b"\n".join(articles[pmid].xml for pmid in ids if pmid in articles)
    return Answer(body=_PUBMED_HEAD + found + b"\n</PubmedArticleSet>", media_type="text/xml")


def search(library: Library, query: Mapping[str, str]) -> Answer:
    """Answer Europe PMC's ``/search``; the last page names no next cursor."""
    if query.get("sort", "") not in {"", "FIRST_IDATE_D asc", "FIRST_IDATE_D desc"}:
        return _json({"version": "6.9"})
    found = [one for one in library.results().values() if _indexed(one, query.get("query", ""))]
    found.sort(key=lambda one: (str(one.get("firstIndexDate")), str(one["id"])))
    size, cursor = int(query.get("pageSize", "25")), query.get("cursorMark", "*")
    try:
        start = 0 if cursor == "*" else int(base64.b64decode(cursor).decode().removeprefix("at "))
    except ValueError:
        return _json({"errCode": "400", "errMsg": "Invalid cursorMark"})
    page: dict[str, Any] = {"version": "6.9", "hitCount": len(found)}
    if start + size < len(found):
        page["nextCursorMark"] = base64.b64encode(f"at {start + size}".encode()).decode()
    page["request"] = {
        "queryString": query.get("query", ""),
        "resultType": query.get("resultType", "lite"),
        "cursorMark": cursor,
        "pageSize": size,
        "sort": query.get("sort", ""),
        "synonym": False,
    }
    shown = found[start : start + size]
    if query.get("resultType") == "idlist":
        shown = [{"id": one["id"], "source": one["source"]} for one in shown]
    page["resultList"] = {"result": shown}
    return _json(page)


def full_text(library: Library, pmcid: str) -> Answer:
    """Answer ``/{PMCID}/fullTextXML``; an error bean where it is not open."""
    path = library.folder / "europepmc" / "fulltext" / f"{pmcid}.xml"
    if re.fullmatch(r"PMC\d+", pmcid) and path.is_file():
        return Answer(body=path.read_bytes(), media_type="application/xml")
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><errorBean><errCode>0</errCode>'
        "<errMsg>Article is not open access one</errMsg></errorBean>"
    )
    return Answer(body=text.encode(), media_type="application/xml", status=404)


def version(library: Library) -> Answer:
    """Answer ``/version``: the time stamp moves when, and only when, a record does."""
    studies = library.studies()
    latest = max((_posted(one) for one in studies.values()), default=date(2026, 1, 1))
    text = json.dumps(studies, sort_keys=True).encode()
    second = int(hashlib.sha256(text).hexdigest(), 16) % 86_400
    clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
    return _json({"apiVersion": "2.0.5", "dataTimestamp": f"{latest.isoformat()}T{clock}"})


def studies(library: Library, query: Mapping[str, str]) -> Answer:
    """Answer ``/studies``; a full page always names a next one, so the last may be empty."""
    unknown = sorted(set(query) - _STUDY_PARAMETERS)
    if unknown:
        return _plain(f"`{unknown[0]}` is unknown parameter", 400)
    window = _POSTED.search(query.get("filter.advanced", ""))
    if query.get("filter.advanced") and window is None:
        return _plain("Error parsing query in `filter.advanced`", 400)
    since = date.fromisoformat(window.group(1)) if window is not None else date.min
    named = set(filter(None, query.get("filter.ids", "").split(",")))
    found = [
        one
        for one in library.studies().values()
        if _posted(one) >= since and (not named or _nct(one) in named)
    ]
    found.sort(key=lambda one: (_posted(one), _nct(one)), reverse=True)
    size, token = int(query.get("pageSize", "10")), query.get("pageToken", "")
    try:
        start = int(base64.urlsafe_b64decode(token).decode()) if token else 0
    except ValueError:
        return _plain("Invalid value in parameter `pageToken`", 400)
    shown = found[start : start + size]
    if query.get("fields") == "NCTId":
        shown = [
            {"protocolSection": {"identificationModule": {"nctId": _nct(one)}}} for one in shown
        ]
    page: dict[str, Any] = {"studies": shown}
    if not token and query.get("countTotal") == "true":
        page["totalCount"] = len(found)
    if len(shown) == size:
        page["nextPageToken"] = base64.urlsafe_b64encode(str(start + size).encode()).decode()
    return _json(page)


def study(library: Library, nct: str) -> Answer:
    """Answer ``/studies/{nctId}``."""
    found = library.studies().get(nct.upper())
    return _json(found) if found is not None else _plain(f"NCT number {nct} not found", 404)


def web_page(library: Library, host: str, place: str) -> Answer:
    """Answer for an ordinary web server."""
    path = library.page(host, place)
    if path is None:
        return Answer(body=b"<h1>Not found</h1>", media_type="text/html", status=404)
    body = path.read_bytes()
    kinds = {".xml": "application/xml", ".txt": "text/plain; charset=utf-8"}
    kind = kinds.get(path.suffix)
    if kind is None:
        try:
            body.decode("utf-8")
            kind = "text/html; charset=utf-8"
        except UnicodeDecodeError:
            # Old servers say nothing; the page's own <meta> does.
            kind = "text/html"
    return Answer(body=body, media_type=kind)


def _article(body: bytes) -> Article:
    article = parse_xml(body).find("PubmedArticle")
    if article is None:
        raise ValueError("a library record without a PubmedArticle")
    entered = article.find("PubmedData/History/PubMedPubDate[@PubStatus='entrez']")
    revised = article.find("MedlineCitation/DateRevised")
    created = _day(entered) or date(2000, 1, 1)
    return Article(
        xml=etree.tostring(article, encoding="UTF-8", xml_declaration=False, with_tail=False),
        created=created,
        revised=_day(revised) or created,
        noticed=any(
            link.get("RefType") in _NOTICES for link in article.iter("CommentsCorrections")
        ),
    )


def _day(element: etree._Element | None) -> date | None:
    if element is None:
        return None
    year, month, day = (element.findtext(name) for name in ("Year", "Month", "Day"))
    return date(int(year or 0), int(month or 1), int(day or 1)) if year else None


def _in_windows(article: Article, term: str) -> bool:
    days = {"crdt": article.created, "lr": article.revised}
    return all(
        _slashed(start) <= days[tag] <= _slashed(end) for start, tag, end in _CRDT.findall(term)
    )


def _slashed(text: str) -> date:
    return _NO_LIMIT if text == "3000" else date.fromisoformat(text.replace("/", "-"))


def _indexed(result: Mapping[str, Any], query: str) -> bool:
    if named := _IDENTIFIED.findall(query):
        return (str(result["id"]), str(result["source"])) in named
    first = str(result.get("firstIndexDate", "2000-01-01"))
    days = {"FIRST_IDATE": first, "UPDATE_DATE": str(result.get("dateOfRevision", first))}
    clauses = _INDEXED.findall(query)
    return not clauses or any(
        start <= days[field] and (end == "*" or days[field] <= end) for field, start, end in clauses
    )


def _posted(study_record: Mapping[str, Any]) -> date:
    status = study_record["protocolSection"].get("statusModule", {})
    text = str(status.get("lastUpdatePostDateStruct", {}).get("date", "2000-01-01"))
    return date.fromisoformat(text if len(text) == 10 else f"{text}-01")


def _nct(study_record: Mapping[str, Any]) -> str:
    return str(study_record["protocolSection"]["identificationModule"]["nctId"])


def _header() -> dict[str, str]:
    return {"type": "esearch", "version": "0.3"}


def _json(value: Any) -> Answer:
    body = json.dumps(value, ensure_ascii=False).encode("utf-8")
    return Answer(body=body, media_type="application/json; charset=UTF-8")


def _plain(text: str, status: int) -> Answer:
    return Answer(body=text.encode(), media_type="text/plain; charset=UTF-8", status=status)
