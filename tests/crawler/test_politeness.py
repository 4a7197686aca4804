"""Addresses, waits, secrets and settings: the small rules that keep the crawl polite and safe."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from twisted.internet.error import DNSLookupError

from dosetable.crawler.canonical import normalise, read_page, sitemap_addresses
from dosetable.crawler.collector import SourceFailed
from dosetable.crawler.middlewares import (
    GuardMiddleware,
    _public,
    is_private_literal,
    retry_after_seconds,
)
from dosetable.crawler.records import WrongBody
from dosetable.crawler.redaction import RedactingFormatter, redact, redact_bytes
from dosetable.crawler.settings import (
    CrawlSettings,
    PubmedSettings,
    Site,
    WebpagesSettings,
    curated_sites,
)
from dosetable.crawler.spiders.pubmed import PubmedSpider
from dosetable.crawler.worker import scrapy_settings


class _Collector:
    def __init__(self, settings: CrawlSettings) -> None:
        self.settings = settings


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"7", 7.0),
        (b"Tue, 24 Nov 2026 00:01:00 GMT", 60.0),
        (b"Tue, 24 Nov 2020 00:01:00 GMT", 0.0),
        (b"soon", None),
        (b"-5", None),
        (None, None),
    ],
)
def test_retry_after(header: bytes | None, seconds: float | None) -> None:
    assert retry_after_seconds(header, now=1795478400.0) == seconds


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://News.Example:80/a?b=2&a=1#top", "http://news.example/a?a=1&b=2"),
        ("https://x.example?utm_source=y&id=7", "https://x.example/?id=7"),
        ("https://x.example:8443/A%20b", "https://x.example:8443/A%20b"),
    ],
)
def test_addresses_are_normalised(url: str, expected: str) -> None:
    assert normalise(url) == expected
    assert normalise(expected) == expected


def _facts(head: str, body: str = "", **more: str) -> object:
    html = f"<html><head>{head}</head><body>{body}</body></html>".encode()
    return read_page(
        html, url="http://x.example/news/a?utm_id=1", encoding=None, robots_header="", **more
    )


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("/articles/4", "http://x.example/articles/4"),
        ("https://x.example/b", "https://x.example/b"),
        ("https://elsewhere.example/b", "http://x.example/news/a"),
        ("/", "http://x.example/news/a"),
        ("javascript:alert(1)", "http://x.example/news/a"),
        ("http://[broken", "http://x.example/news/a"),
    ],
)
def test_canonical_links(link: str, canonical: str) -> None:
    facts = _facts(f'<link rel="canonical" href="{link}">')
    assert facts.canonical == canonical  # type: ignore[attr-defined]


def test_what_robots_may_do_and_links() -> None:
    facts = read_page(
        b'<meta name="ROBOTS" content="INDEX, NOFOLLOW,NOARCHIVE"><a href="b">x</a>'
        b'<a rel="nofollow" href="c">y</a><a href="mailto:a@b.example">z</a><script>ketamine</script>',
        url="http://x.example/n/a",
        encoding="no-such-encoding",
        robots_header="noindex",
    )
    assert (facts.noindex, facts.nofollow, facts.noarchive) == (True, True, True)
    assert facts.links == ("http://x.example/n/b",)
    assert "ketamine" not in facts.text


def test_sitemaps() -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    pages = f"<urlset {space}><url><loc> http://x.example/a </loc></url></urlset>"
    index = f"<sitemapindex {space}><sitemap><loc>http://x.example/s</loc></sitemap></sitemapindex>"
    assert sitemap_addresses(pages.encode()) == (("http://x.example/a",), ())
    assert sitemap_addresses(index.encode()) == ((), ("http://x.example/s",))
    with pytest.raises(WrongBody):
        sitemap_addresses(b"<html/>")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "[::1]", "0.0.0.0", "192.168.1.1"]
)
def test_private_addresses_are_refused(host: str) -> None:
    assert is_private_literal(host)
    site = Site(host=host.strip("[]"), start=())
    settings = CrawlSettings(webpages=WebpagesSettings(sites=(site,)))
    with pytest.raises(IgnoreRequest, match="private"):
        GuardMiddleware(_Collector(settings)).process_request(Request(f"http://{host}/"))  # type: ignore[arg-type]


def test_only_listed_hosts_are_asked_redirects_included() -> None:
    site = Site(host="x.example", start=("https://x.example/",))
    settings = CrawlSettings(webpages=WebpagesSettings(sites=(site,), proxy="http://127.0.0.1:9"))
    guard = GuardMiddleware(_Collector(settings))  # type: ignore[arg-type]
    request = Request("https://x.example/a")
    guard.process_request(request)
    assert request.meta["proxy"] == "http://127.0.0.1:9"
    with pytest.raises(IgnoreRequest, match="not on the list"):
        guard.process_request(Request("https://sub.x.example/a"))


def test_a_name_that_resolves_to_a_private_address_does_not_resolve() -> None:
    assert _public("93.184.216.34", "x.example") == "93.184.216.34"
    with pytest.raises(DNSLookupError):
        _public("10.0.0.1", "x.example")
    assert "GuardedResolver" in scrapy_settings("webpages", CrawlSettings())["DNS_RESOLVER"]
    assert "DNS_RESOLVER" not in scrapy_settings("webpages", CrawlSettings(allow_loopback=True))


def test_a_worker_opens_no_port_and_leaves_nothing_in_the_home_folder(
    served: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    assert served.crawl("pubmed")["pubmed"].error is None
    log = (served.folder / "logs" / "pubmed.log").read_text("utf-8")
    assert "Enabled extensions:\n[]" in log
    assert "listening" not in log.lower()
    assert not (tmp_path / "home").exists()


def test_secrets_are_hidden_in_logs_with_their_tracebacks() -> None:
    formatter = RedactingFormatter(["s3cret"])
    try:
        raise ValueError("at https://x.example/?api_key=other&x=1 with s3cret")
    except ValueError as error:
        info = (ValueError, error, error.__traceback__)
    record = logging.LogRecord("n", logging.INFO, __file__, 1, "got %s", ("s3cret",), info)
    text = formatter.format(record)
    assert "s3cret" not in text
    assert "other" not in text
    assert "x=1" in text
    assert "k3y" not in redact('{"api-key":"k3y","count":"4"}', ())
    assert redact_bytes(b"a s3cret b", ["s3cret"]) == b"a [redacted] b"


def test_published_defaults_are_polite() -> None:
    settings = CrawlSettings()
    assert settings.delay_seconds("pubmed") >= 1 / 3
    with_key = CrawlSettings(ncbi_api_key=SecretStr("k"))
    assert 0.1 <= with_key.delay_seconds("pubmed") < 1 / 3
    assert settings.delay_seconds("webpages") >= 5
    assert "k" not in repr(with_key.ncbi_api_key)
    assert scrapy_settings("pubmed", settings)["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1


def test_ncbi_is_not_asked_without_a_contact() -> None:
    spider = PubmedSpider(_Collector(CrawlSettings()))  # type: ignore[arg-type]
    spider.section = PubmedSettings()
    with pytest.raises(SourceFailed, match="contact_email"):
        spider._require_contact()


def test_the_list_of_sites_is_well_formed() -> None:
    sites = curated_sites()
    assert sites
    assert len({site.host for site in sites}) == len(sites)
    assert all(site.start or site.sitemaps for site in sites)


@pytest.mark.parametrize(
    "values",
    [
        {"host": "a.example", "start": ("https://b.example/",)},
        {"host": "a.example", "stories": ("(",)},
        {"host": "a.example", "strat": ()},
    ],
)
def test_a_wrong_site_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Site.model_validate(values)


def test_a_base_address_must_be_http() -> None:
    with pytest.raises(ValidationError):
        PubmedSettings(base_url="file:///etc/passwd")
    assert PubmedSettings(base_url="http://localhost:1/x/").base_url == "http://localhost:1/x"


def test_the_library_gives_no_file_outside_a_host(tmp_path: Path) -> None:
    from dosetable.crawler.library.answers import Library

    (tmp_path / "webpages" / "a.example").mkdir(parents=True)
    (tmp_path / "webpages" / "a.example" / "index.html").write_text("a")
    (tmp_path / "secret.txt").write_text("b")
    library = Library(tmp_path)
    assert library.page("a.example", "/") is not None
    assert library.page("a.example", "/../../secret.txt") is None
    assert library.page("../", "/secret.txt") is None
    assert library.page("..", "/secret.txt") is None
