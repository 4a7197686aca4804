"""Look at the built site: a small server on this machine only."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"


class _Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class names it)
        """Say nothing: the reader looks at the page, not at a log."""


def site_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server for ``folder`` on the loopback address; port 0 takes any free one.

    Raises OSError if the port is taken and FileNotFoundError if there is no site.
    """
    if not (folder / "index.html").is_file():
        raise FileNotFoundError(
            f"{folder}: no site there; build one first (dosetable demo, or nightly)"
        )
    return ThreadingHTTPServer((HOST, port), partial(_Handler, directory=str(folder)))
