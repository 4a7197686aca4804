"""Searching, going back, printing, reading without script; and that nothing leaves the site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dosetable.site import search

api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = pytest.mark.browser
ROWS = "#evidence tbody tr:not([hidden])"
PAGES = (
    "index.html", "doses.html", "effects.html", "map.html", "changes.html", "methods.html",
    "freshness.html", "downloads.html", "about.html", "404.html", "study/fava-2018.html",
    "study/mills-2025.html", "study/hostile.html", "drug/ketamine-intravenous.html",
    *(("search.html",) if search.version() else ()),
)  # fmt: skip


@pytest.fixture
def home(watched: Any) -> api.Page:
    watched.page.goto("/index.html")
    return watched.page


def studies(page: api.Page) -> list[str]:
    """The trials that are shown, in order, each once."""
    names = page.locator(f"{ROWS} > th > a").all_inner_texts()
    return list(dict.fromkeys(name.strip() for name in names))


def test_free_text_narrows_to_rows_that_have_every_word(home: api.Page) -> None:
    box = home.get_by_role("searchbox", name="Search the table")
    box.fill("0.2 midazolam")
    api.expect(home.locator("#count")).to_contain_text("1 row of 8")
    assert studies(home) == ["Fava 2018"]
    assert home.url.endswith("?q=0.2+midazolam")
    box.fill("midazolam zzyzzyva")
    api.expect(home.get_by_text("No row matches.")).to_be_visible()
    assert home.locator(ROWS).count() == 0
    home.locator("#clear-too").click()
    assert home.locator(ROWS).count() == 8
    assert "?" not in home.url
    assert box.input_value() == ""


FACETS = (
    "drug", "route", "dose", "comparator", "measure", "time", "population", "design", "status",
    "year",
)  # fmt: skip


def test_each_count_says_what_its_filter_would_show(
    browser: api.Browser, served_whole: str
) -> None:
    page = browser.new_page(base_url=served_whole, viewport={"width": 1280, "height": 860})
    page.goto("/index.html")
    whole = page.locator(ROWS).count()
    facets = page.locator("[data-facet]")
    assert facets.evaluate_all("all => all.map(f => f.dataset.facet)") == list(FACETS)
    for number, name in enumerate(FACETS):
        facets.nth(number).locator("summary").click()
        assert facets.nth(number).locator("label").count() > 1, (
            f"nothing to choose among for {name}"
        )
        told = facets.nth(number).evaluate(
            """(facet, rows) => [...facet.querySelectorAll('label')].map(label => {
                const promised = Number(label.querySelector('b').textContent);
                label.querySelector('input').click();
                const seen = document.querySelectorAll(rows).length, query = location.search;
                label.querySelector('input').click();
                return [promised, seen, query];
            })""",
            ROWS,
        )
        for promised, seen, query in told:
            assert 0 < promised < whole, name
            assert seen == promised, (name, query)
            assert f"{name}=" in query
        facets.nth(number).locator("summary").click()
    page.close()


def test_filters_narrow_together_and_choices_of_one_filter_widen(
    browser: api.Browser, served_whole: str
) -> None:
    page = browser.new_page(base_url=served_whole, viewport={"width": 1280, "height": 860})
    page.goto("/index.html?comparator=placebo")
    inert = page.locator(ROWS).count()
    page.goto("/index.html?comparator=placebo&comparator=active-placebo")
    both = page.locator(ROWS).count()
    page.goto("/index.html?comparator=placebo&comparator=active-placebo&measure=madrs")
    narrowed = page.locator(ROWS)
    assert 0 < inert < both
    assert 0 < narrowed.count() < both
    outcomes = narrowed.locator(":nth-child(9)").all_inner_texts()
    assert all("MADRS" in outcome for outcome in outcomes)
    page.close()


def test_back_and_forward_walk_through_the_views(home: api.Page) -> None:
    whole = studies(home)
    home.locator("[data-facet=route] summary").click()
    home.locator("[data-facet=route]").get_by_label("Intravenous").check()
    home.keyboard.press("Escape")
    filtered = studies(home)
    home.locator("th[data-key=dose] button").click()
    home.locator("th[data-key=dose] button").click()
    sorted_doses = home.locator(f"{ROWS} > :nth-child(4)").all_inner_texts()
    assert filtered != whole
    home.go_back()
    assert home.locator("th[data-key=dose]").get_attribute("aria-sort") == "ascending"
    home.go_back()
    assert studies(home) == filtered
    assert home.locator("th[data-key=dose]").get_attribute("aria-sort") is None
    home.go_back()
    assert studies(home) == whole
    for _ in range(3):
        home.go_forward()
    assert home.locator(f"{ROWS} > :nth-child(4)").all_inner_texts() == sorted_doses


def test_a_view_opened_by_another_reader_is_the_same(home: api.Page, browser: api.Browser) -> None:
    home.locator("[data-facet=comparator] summary").click()
    home.locator("[data-facet=comparator] label input").first.check()
    home.keyboard.press("Escape")
    home.locator("th[data-key=n] button").click()
    mine = home.locator(ROWS).all_inner_texts()
    assert 0 < len(mine) < 8
    other = browser.new_page(viewport={"width": 1280, "height": 860})
    other.goto(home.url)
    theirs = other.locator(ROWS).all_inner_texts()
    other.close()
    assert theirs == mine


def test_the_column_chooser_hides_shows_and_is_kept_in_the_address(home: api.Page) -> None:
    home.get_by_text("Columns", exact=True).click()
    chooser = home.locator(".facet.columns")
    chooser.get_by_label("Route").uncheck()
    assert not home.locator("th[data-key=route]").is_visible()
    assert home.locator(f"{ROWS} > :nth-child(3):visible").count() == 0
    assert "route" in home.url
    home.reload()
    assert not home.locator("th[data-key=route]").is_visible()
    home.get_by_text("Columns", exact=True).click()
    chooser.get_by_label("Route").check()
    assert home.locator("th[data-key=route]").is_visible()
    assert home.locator(f"{ROWS} > :nth-child(3):visible").count() == 8


def test_printing_gives_the_view_without_controls_its_header_on_each_sheet(
    watched: Any, home: api.Page
) -> None:
    home.emulate_media(media="print")
    for control in ("#filters", "header nav", ".skip"):
        assert not home.locator(control).is_visible(), control
    assert home.locator(f"{ROWS} > th").count() == 8
    displays = home.evaluate(
        """() => ['#evidence', '#evidence thead', '#evidence tbody', '#evidence tbody tr',
            '#evidence thead th', '#evidence tbody td'].map(s =>
            getComputedStyle(document.querySelector(s)).display)"""
    )
    # A browser repeats the header of what is laid out as a table, and of nothing else.
    assert displays == [
        "table", "table-header-group", "table-row-group", "table-row", "table-cell", "table-cell",
    ]  # fmt: skip
    sizes = home.evaluate(
        """() => { const e = document.querySelector('.scroll'); const s = getComputedStyle(e);
            return [s.overflow, s.maxHeight, e.scrollWidth <= e.clientWidth + 1]; }"""
    )
    assert sizes[:2] == ["visible", "none"]
    assert home.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_no_page_asks_another_host_or_breaks_its_policy(watched: Any) -> None:
    broken = {}
    for name in PAGES:
        watched.page.goto(f"/{name}")
        watched.page.locator("footer").scroll_into_view_if_needed()
        if watched.violations():
            broken[name] = watched.violations()
    assert broken == {}
    assert len(watched.asked) > len(PAGES)


def test_the_policy_stops_what_a_page_must_not_do(browser: api.Browser, served: str) -> None:
    """The watch itself: were something hostile to get onto a page, it would not run or be asked."""
    page = browser.new_page()
    failures: list[tuple[str, str]] = []
    page.on("requestfailed", lambda request: failures.append((request.url, request.failure)))
    answered: list[str] = []
    page.on("response", lambda response: answered.append(response.url))
    page.goto(f"{served}/study/hostile.html")
    refused = page.evaluate(
        """async () => {
            const found = [];
            addEventListener('securitypolicyviolation', e => found.push(e.violatedDirective));
            const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            document.body.append(script);
            const image = document.createElement('img');
            image.src = 'https://elsewhere.example/x.png';
            document.body.append(image);
            await fetch('https://elsewhere.example/').catch(() => {});
            await new Promise(done => setTimeout(done, 300));
            return [found, window.ran === undefined];
        }"""
    )
    page.close()
    assert refused[1]
    assert {directive.partition("-")[0] for directive in refused[0]} == {"script", "img", "connect"}
    assert all(why == "csp" for _, why in failures), failures
    assert all(url.startswith(served) for url in answered)


def test_hostile_words_stay_words_in_titles_quotes_filters_and_addresses(
    watched: Any, sample: Any
) -> None:
    page = watched.page
    page.goto("/index.html?q=%3Cscript%3Ealert(1)%3C/script%3E&drug=%22%3E%3Cimg%20src=x%3E&sort=x")
    assert page.locator("input[name=q]").input_value() == "<script>alert(1)</script>"
    page.goto("/index.html")
    assert page.locator("#evidence").get_by_text(sample.HOSTILE).first.is_visible()
    page.goto("/study/hostile.html")
    assert page.locator("h1").inner_text().startswith(sample.HOSTILE)
    for summary in page.locator("main summary").all():
        summary.click()
    assert any(sample.HOSTILE in text for text in page.locator("blockquote").all_inner_texts())
    strange = "main script, main iframe, main [onerror], main [onclick], a[href^='javascript' i]"
    assert page.locator(strange).count() == 0


@pytest.fixture
def unscripted(browser: api.Browser, served: str) -> Iterator[api.Page]:
    context = browser.new_context(java_script_enabled=False, base_url=served)
    yield context.new_page()
    context.close()


def test_without_script_the_table_has_every_cell(unscripted: api.Page, home: api.Page) -> None:
    unscripted.goto("/index.html")
    assert not unscripted.locator("#filters").is_visible()
    scripted = home.locator("#evidence tbody tr").evaluate_all(
        "all => all.map(r => [...r.cells].map(c => c.textContent.trim()))"
    )
    plain = unscripted.locator("#evidence tbody tr")
    assert plain.count() == len(scripted) == 8
    for number, row in enumerate(scripted):
        cells = plain.nth(number).locator("th, td")
        assert [text.strip() for text in cells.all_text_contents()] == row
        assert cells.nth(0).is_visible()


def test_without_script_quotes_pictures_and_downloads_are_there(unscripted: api.Page) -> None:
    unscripted.goto("/study/fava-2018.html")
    assert unscripted.locator("figure.scale svg rect").count() >= 4
    closed = unscripted.locator("details.evidence").first
    quote = closed.locator("blockquote").first
    assert not quote.is_visible()
    closed.locator("summary").first.click()
    assert quote.is_visible()
    for name in ("map.html", "doses.html", "methods.html"):
        unscripted.goto(f"/{name}")
        assert unscripted.locator("main svg").first.is_visible(), name
    unscripted.goto("/downloads.html")
    links = [link.get_attribute("href") for link in unscripted.locator("main .files a").all()]
    assert len(links) > 10
    for link in links:
        answer = unscripted.request.get(f"/{link}")
        assert answer.ok, link
        assert answer.body(), link
