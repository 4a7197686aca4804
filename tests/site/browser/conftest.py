"""The built site behind a web server of our own, for a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def translate_path(self, path: str) -> str:
        """The site is in the folder that its base address says, and at the root as well."""
        return super().translate_path(path.removeprefix("/live"))


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def served(built: Path) -> Iterator[str]:
    """The address of the built site, as a reader's browser sees it: under a folder of a host."""
    with _serving(built) as address:
        yield address


@pytest.fixture(scope="session")
def served_whole(built_whole: Path) -> Iterator[str]:
    """The same for the edition in which every part of every page has something to show."""
    with _serving(built_whole) as address:
        yield address


class Watched:
    """A page, and everything about it that would be wrong."""

    def __init__(self, page: api.Page, home: str) -> None:
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda r: self.asked.append(r.url))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("console", lambda m: self.complaints.append(f"console: {m.text}"))
        page.on("dialog", self._dialog)
        page.add_init_script(
            "window.violations = []; addEventListener('securitypolicyviolation',"
            " e => violations.push(e.violatedDirective + ' ' + e.blockedURI));"
        )
        self._home = home

    def _dialog(self, dialog: api.Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def elsewhere(self) -> list[str]:
        """What was asked of another host."""
        return [url for url in self.asked if not url.startswith((self._home, "blob:", "data:"))]

    def violations(self) -> list[str]:
        """What the Content-Security-Policy of the page that is open refused."""
        return [str(one) for one in self.page.evaluate("window.violations")]


@pytest.fixture
def watched(browser: api.Browser, served: str) -> Iterator[Watched]:
    """A page at desktop width; at its end nothing may have gone wrong on it."""
    context = browser.new_context(base_url=served, viewport={"width": 1280, "height": 860})
    one = Watched(context.new_page(), served)
    yield one
    violations = one.violations()
    context.close()
    assert one.elsewhere() == []
    assert one.complaints == []
    assert violations == []
