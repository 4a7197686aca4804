"""A loopback server that answers for the sources from the embedded library.

It speaks real HTTP: the spiders of a demonstration, or of a test, are the live ones. Web pages
are asked for through it as through an HTTP proxy, so that their addresses stay what they are.
"""

from __future__ import annotations

import hashlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from dosetable.crawler.documents import Source
from dosetable.crawler.library import answers
from dosetable.crawler.library.answers import Answer, Library
from dosetable.crawler.settings import (
    ClinicaltrialsSettings,
    CrawlSettings,
    EuropepmcSettings,
    PubmedSettings,
    Site,
    WebpagesSettings,
)

_EUTILS = "/entrez/eutils"
_EUROPEPMC = "/europepmc/webservices/rest"
_CLINICALTRIALS = "/api/v2"
_MAX_FORM_BYTES = 1024 * 1024
FaultKind = Literal["status", "reset", "truncate", "drip", "body"]


@dataclass(slots=True, kw_only=True)
class Fault:
    """Something to go wrong, ``times`` times, in answers of ``source`` whose path has ``path``.

    The first ``skip`` such answers are still good.
    ``body`` replaces the body (kind "body", with ``media_type``); "status" answers ``status``
    with an optional Retry-After or
    Location; "truncate" ends in the middle, "drip" sends a byte a second.
    """

    source: Source
    kind: FaultKind
    path: str = ""
    skip: int = 0
    times: int = 1
    status: int = 500
    retry_after: str | None = None
    location: str | None = None
    body: bytes = b""
    media_type: str = "text/html"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRequest:
    """One request as the server saw it; ``at`` is in seconds of a clock that only goes on."""

    source: Source
    method: str
    host: str
    path: str
    status: int
    bytes: int
    at: float
    user_agent: str


class LibraryServer:
    """The running server: where it is, what it was asked, what is to go wrong."""

    def __init__(self, folder: Path) -> None:
        self.library = Library(folder)
        self.faults: list[Fault] = []
        self._requests: list[LoggedRequest] = []
        self._forms: list[str] = []
        self._lock = threading.Lock()
        self.histories: dict[str, list[str]] = {}
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    @property
    def url(self) -> str:
        """The server's own address, without a slash at the end."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def requests(self) -> tuple[LoggedRequest, ...]:
        """Every request so far."""
        with self._lock:
            return tuple(self._requests)

    def settings(self) -> CrawlSettings:
        """Give crawl settings that ask this server, as fast as it can answer."""
        return CrawlSettings(
            backoff_seconds=0.02,
            allow_loopback=True,
            pubmed=PubmedSettings(
                base_url=self.url + _EUTILS, delay_seconds=0, delay_with_key_seconds=0, page_size=50
            ),
            europepmc=EuropepmcSettings(
                base_url=self.url + _EUROPEPMC, delay_seconds=0, page_size=20
            ),
            clinicaltrials=ClinicaltrialsSettings(
                base_url=self.url + _CLINICALTRIALS, delay_seconds=0, page_size=10
            ),
            webpages=WebpagesSettings(
                delay_seconds=0, proxy=self.url, sites=tuple(map(self._site, self.library.hosts()))
            ),
        )

    def _site(self, host: str) -> Site:
        has_map = self.library.page(host, "/sitemap.xml") is not None
        has_home = self.library.page(host, "/") is not None
        return Site(
            host=host,
            start=(f"http://{host}/",) if has_home else (),
            sitemaps=(f"http://{host}/sitemap.xml",) if has_map else (),
            # A folder's own page lists stories and is none.
            stories=(r"(?<!/)(?<!/index\.html)$",),
            follow=(r"/$", r"/index\.html$"),
        )

    def take_fault(self, source: Source, path: str) -> Fault | None:
        """Give the fault that is due for a request, using it up."""
        with self._lock:
            for fault in self.faults:
                if fault.times <= 0 or fault.source != source or fault.path not in path:
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                return fault
        return None

    def log(self, request: LoggedRequest) -> None:
        """Note one request."""
        with self._lock:
            self._requests.append(request)

    def note_form(self, form: str) -> None:
        """Note the form of a POST."""
        with self._lock:
            self._forms.append(form)

    def forms_with(self, text: str) -> int:
        """How many forms held ``text`` (what was sent, but belongs in no log)."""
        with self._lock:
            return sum(text in form for form in self._forms)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and give the port back."""
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


@contextmanager
def library_server(folder: Path | None = None) -> Iterator[LibraryServer]:
    """Run a server on a free loopback port for the library in ``folder`` (default: embedded)."""
    if folder is not None:
        yield from _running(folder)
        return
    with resources.as_file(resources.files("dosetable.crawler.library")) as embedded:
        yield from _running(embedded)


def _running(folder: Path) -> Iterator[LibraryServer]:
    server = LibraryServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def route(
    server: LibraryServer, host: str | None, path: str, form: dict[str, str]
) -> tuple[Source, Answer]:
    """Find the source that a request is for, and its answer.

    ``host`` is that of a request made as to a proxy, else None.
    """
    library = server.library
    missing = Answer(body=b"not found", media_type="text/plain", status=404)
    if host is not None:
        if host not in library.hosts():
            return "webpages", Answer(body=b"no such host", media_type="text/plain", status=502)
        return "webpages", answers.web_page(library, host, path)
    if path.startswith(_EUTILS):
        program = path.removeprefix(_EUTILS).strip("/")
        if program == "esearch.fcgi":
            return "pubmed", answers.esearch(library, form, server.histories)
        if program == "efetch.fcgi":
            return "pubmed", answers.efetch(library, form, server.histories)
        return "pubmed", missing
    if path.startswith(_EUROPEPMC):
        rest = path.removeprefix(_EUROPEPMC).strip("/")
        if rest == "search":
            return "europepmc", answers.search(library, form)
        if rest.endswith("/fullTextXML"):
            return "europepmc", answers.full_text(library, rest.removesuffix("/fullTextXML"))
        return "europepmc", missing
    rest = path.removeprefix(_CLINICALTRIALS).strip("/")
    if rest == "version":
        return "clinicaltrials", answers.version(library)
    if rest == "studies":
        return "clinicaltrials", answers.studies(library, form)
    return "clinicaltrials", answers.study(library, rest.removeprefix("studies/"))


def _handler(server: LibraryServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length") or 0), _MAX_FORM_BYTES)
            form = self.rfile.read(length).decode("utf-8", errors="replace")
            server.note_form(form)
            self._answer(dict(parse_qsl(form, keep_blank_values=True)))

        def _answer(self, form: dict[str, str]) -> None:
            at = time.monotonic()
            parts = urlsplit(self.path)
            asked = dict(parse_qsl(parts.query, keep_blank_values=True)) | form
            source, answer = route(server, parts.hostname, parts.path, asked)
            fault = server.take_fault(source, self.path)
            headers: dict[str, str] = {}
            if fault is not None and fault.kind == "status":
                answer = Answer(body=b"try later", media_type="text/plain", status=fault.status)
                if fault.retry_after is not None:
                    headers["Retry-After"] = fault.retry_after
                if fault.location is not None:
                    headers["Location"] = fault.location
            elif fault is not None and fault.kind == "body":
                answer = Answer(body=fault.body, media_type=fault.media_type)
            elif source == "webpages" and answer.status == 200:
                answer, headers = self._validated(answer, parts.hostname or "", parts.path)
            # Noted before it is sent: who has an answer must find its request in the log.
            server.log(
                LoggedRequest(
                    source=source,
                    method=self.command,
                    host=parts.hostname or "",
                    path=self.path,
                    status=answer.status,
                    bytes=len(answer.body),
                    at=at,
                    user_agent=self.headers.get("User-Agent", ""),
                )
            )
            try:
                self._send(answer, headers, None if fault is None else fault.kind)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _validated(self, answer: Answer, host: str, path: str) -> tuple[Answer, dict[str, str]]:
            tag = f'"{hashlib.sha256(answer.body).hexdigest()[:20]}"'
            file = server.library.page(host, path)
            headers = {"ETag": tag}
            if file is not None:
                headers["Last-Modified"] = formatdate(file.stat().st_mtime, usegmt=True)
            if self.headers.get("If-None-Match") == tag:
                return Answer(body=b"", media_type=answer.media_type, status=304), headers
            return answer, headers

        def _send(self, answer: Answer, headers: dict[str, str], kind: FaultKind | None) -> None:
            if kind == "reset":
                # Linger of nothing: the peer gets a reset instead of an end.
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.media_type)
            if answer.status != 304:
                self.send_header("Content-Length", str(len(answer.body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if kind == "truncate":
                self.wfile.write(answer.body[: len(answer.body) // 2])
                self.close_connection = True
            elif kind == "drip":
                for start in range(len(answer.body)):
                    self.wfile.write(answer.body[start : start + 1])
                    time.sleep(1)
            else:
                self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing: the requests are in ``server.requests``."""

    return Handler
