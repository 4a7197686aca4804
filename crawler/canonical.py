"""The identity of a web page: which address stands for it, and what it lets us do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree, html

from dosetable.crawler.records import WrongBody, parse_xml

_TRACKING = re.compile(r"(?i)^(utm_.*|cmp|cmpid|fbclid|gclid|mc_[ce]id|cid|share|ref|cat)$")
_MAX_LINKS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What a page says about itself: its key, links, and what robots may do with it."""

    canonical: str
    links: tuple[str, ...]
    text: str
    noindex: bool
    nofollow: bool
    noarchive: bool


def normalise(url: str) -> str:
    """Lower-case scheme and host; drop fragment, default port and tracking; sort the rest."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    port = parts.port
    if port is not None and (parts.scheme.lower(), port) not in {("http", 80), ("https", 443)}:
        host = f"{host}:{port}"
    query = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.match(name)
    )
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", urlencode(query), ""))


def read_page(body: bytes, *, url: str, encoding: str | None, robots_header: str) -> PageFacts:
    """Read a page's own words about itself.

    ``url`` is where it was found after redirects. A canonical address counts only on the same
    host and if it is not the home page of a page that is not. Raises WrongBody for a body that
    is no HTML at all.
    """
    root = _parse(body, encoding)
    base = _base(root, url)
    directives = _directives(root) | _words(robots_header)
    everything = "none" in directives
    return PageFacts(
        canonical=_canonical(root, base=base, url=url),
        links=_links(root, base),
        text=" ".join(root.itertext()) if root is not None else "",
        noindex=everything or "noindex" in directives,
        nofollow=everything or "nofollow" in directives,
        noarchive="noarchive" in directives,
    )


def sitemap_addresses(body: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the pages and the further sitemaps that a sitemap names; raises WrongBody."""
    root = parse_xml(body)
    name = etree.QName(root).localname
    if name not in {"urlset", "sitemapindex"}:
        raise WrongBody(f"<{name}> where a sitemap was expected")
    found = tuple(
        (element.text or "").strip()
        for element in root.iter("{*}loc")
        if (element.text or "").strip()
    )
    return (found, ()) if name == "urlset" else ((), found)


def _parse(body: bytes, encoding: str | None) -> html.HtmlElement:
    try:
        parser = html.HTMLParser(encoding=encoding, no_network=True, huge_tree=False)
    except LookupError:
        parser = html.HTMLParser(no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise WrongBody(f"not HTML: {error}"[:200]) from error
    for element in list(root.iter("script", "style", "noscript")):
        cast(html.HtmlElement, element).drop_tree()
    return root


def _base(root: html.HtmlElement, url: str) -> str:
    for element in root.iter("base"):
        if element.get("href"):
            return _join(url, element.get("href", "")) or url
    return url


def _join(base: str, link: str) -> str | None:
    try:
        joined = urljoin(base, link.strip())
        parts = urlsplit(joined)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
        return normalise(joined)
    except ValueError:
        return None


def _canonical(root: html.HtmlElement, *, base: str, url: str) -> str:
    own = normalise(url)
    for element in root.iter("link"):
        if "canonical" not in _words(element.get("rel", "").replace(" ", ",")):
            continue
        named = _join(base, element.get("href", ""))
        if named is None:
            continue
        there, here = urlsplit(named), urlsplit(own)
        is_home = there.path in {"", "/"} and not there.query
        if there.hostname == here.hostname and (not is_home or here.path in {"", "/"}):
            return named
    return own


def _links(root: html.HtmlElement, base: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for element in root.iter("a"):
        if "nofollow" in _words(element.get("rel", "").replace(" ", ",")):
            continue
        link = _join(base, element.get("href", "")) if element.get("href") else None
        if link is not None:
            found[link] = None
        if len(found) >= _MAX_LINKS:
            break
    return tuple(found)


def _directives(root: html.HtmlElement) -> set[str]:
    found: set[str] = set()
    for element in root.iter("meta"):
        if element.get("name", "").lower() in {"robots", "dosetable"}:
            found |= _words(element.get("content", ""))
    return found


def _words(text: str) -> set[str]:
    return {word.strip().lower() for word in text.split(",") if word.strip()}
