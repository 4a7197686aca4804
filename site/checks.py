"""What must hold of the pages before they are written: well formed, links whole, no other host."""

from __future__ import annotations

import codecs
import posixpath
import sys
import xml.parsers.expat
from collections.abc import Mapping, Set
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
# Attributes whose address the browser fetches by itself.
_FETCHED = {("link", "href"), ("script", "src"), ("img", "src"), ("iframe", "src"), ("use", "href")}
_UNFETCHED_LINKS = {"canonical"}
# Bytes of a page that are read at a time.
_AT_ONCE = 1 << 16


class _Page(HTMLParser):
    """Collects the ids and addresses of a page, and what is wrong with it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.problems: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._attributes(tag, attrs)
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._attributes(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            line, _ = self.getpos()
            inside = self._open[-1] if self._open else "nothing"
            self.problems.append(f"line {line}: </{tag}> closes <{inside}>")
            return
        self._open.pop()

    def close(self) -> None:
        super().close()
        self.problems += [f"<{tag}> is never closed" for tag in self._open]

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if len(values) != len(attrs):
            self.problems.append(f"<{tag}> gives an attribute twice")
        for name, value in attrs:
            if name == "id" and value is not None:
                if value in self.ids:
                    self.problems.append(f"the id {value!r} is given twice")
                self.ids.add(value)
            elif name == "style" or name.startswith("on"):
                self.problems.append(f"<{tag}> has an inline {name}")
            elif name in ("href", "src", "action") and value is not None:
                self._address(tag, name, value, values.get("rel"))

    def _address(self, tag: str, name: str, value: str, rel: str | None) -> None:
        scheme = urlsplit(value).scheme.lower()
        if scheme not in ("", "http", "https"):
            self.problems.append(f"<{tag}> links to a {scheme}: address")
        elif not scheme:
            self.links.append(sys.intern(value))  # most pages link to the same
        elif (tag, name) in _FETCHED and rel not in _UNFETCHED_LINKS:
            self.problems.append(f"<{tag}> asks another host: {value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """The ids of a page, and the addresses within the site that it links to."""

    ids: frozenset[str]
    links: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """``problems`` by path, empty where all is well; ``anchors`` of every page that was read."""

    problems: tuple[str, ...]
    anchors: Mapping[str, Anchors]


def check_site(
    files: Mapping[str, bytes], known: Mapping[str, Anchors] | None = None, folder: str = ""
) -> Checked:
    """Check the files of a site. ``known``: pages that were checked before and are not made anew;
    ``folder``: the path under which the site is served, for links that begin with it."""
    anchors: dict[str, Anchors] = {}
    problems: list[str] = []
    for path in sorted(files):  # one content at a time: together they may not fit into memory
        if path.endswith(".html"):
            page = _Page()
            content = files[path]
            decoder = codecs.getincrementaldecoder("utf-8")()
            for start in range(0, len(content), _AT_ONCE):
                page.feed(decoder.decode(content[start : start + _AT_ONCE]))
            page.feed(decoder.decode(b"", final=True))
            page.close()
            anchors[path] = Anchors(ids=frozenset(page.ids), links=frozenset(page.links))
            problems += [f"{path}: {problem}" for problem in page.problems]
        elif path.endswith((".xml", ".svg")):
            problems += [f"{path}: {problem}" for problem in _xml_problems(files[path])]
    pages = {**(known or {}), **anchors}
    paths = files.keys() | pages.keys()
    for path, page_anchors in sorted(pages.items()):
        for link in sorted(page_anchors.links):
            problem = _broken(path, link, paths, pages, folder)
            if problem is not None:
                problems.append(f"{path}: {problem}")
    return Checked(problems=tuple(problems), anchors=anchors)


def _xml_problems(content: bytes) -> list[str]:
    """Our own files alone are parsed here; expat is enough to say whether they are well formed."""
    try:
        xml.parsers.expat.ParserCreate().Parse(content, True)
    except xml.parsers.expat.ExpatError as error:
        return [str(error)]
    return []


def _broken(
    path: str, link: str, files: Set[str], pages: Mapping[str, Anchors], folder: str
) -> str | None:
    parts = urlsplit(link)
    if folder and parts.path.startswith(folder):
        path, parts = "index.html", parts._replace(path=parts.path.removeprefix(folder))
    target = path
    if parts.path:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
        if parts.path.endswith("/") or target == ".":
            target = posixpath.normpath(posixpath.join(target, "index.html"))
    if target not in files:
        return f"the link {link} leads nowhere"
    fragment = unquote(parts.fragment)
    if fragment and target in pages and fragment not in pages[target].ids:
        return f"the anchor of {link} does not exist"
    return None
