"""The search over study pages, as a reader uses it; and that it cannot be made to do more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dosetable.site import search

api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(search.version() is None, reason="Pagefind does not run here"),
]


@pytest.fixture
def finder(watched: Any) -> api.Page:
    watched.page.goto("/search.html")
    watched.page.locator("#search").wait_for()
    return watched.page


def found(page: api.Page) -> list[str]:
    return [text.strip() for text in page.locator("#hits h2").all_inner_texts()]


def test_words_of_a_page_find_it_and_lead_there(finder: api.Page) -> None:
    finder.get_by_label("Words to find").fill("midazolam")
    api.expect(finder.locator("#found")).to_have_text("2 trials match.")
    assert found(finder)[0] == "Fava 2018"
    assert "midazolam" in finder.locator("#hits mark").all_inner_texts()[0].lower()
    assert "q=midazolam" in finder.url
    finder.get_by_role("link", name="Fava 2018").click()
    finder.wait_for_url("**/study/fava-2018.html")


def test_words_typed_over_the_table_are_taken_along(watched: Any) -> None:
    watched.page.goto("/")
    watched.page.locator("input[name=q]").fill("unheard")
    link = watched.page.get_by_role("link", name="Search the quotes too")
    api.expect(link).to_have_attribute("href", "search.html?q=unheard")


def test_a_registry_number_finds_its_trial(finder: api.Page) -> None:
    finder.get_by_label("Words to find").fill("NCT01920555")
    api.expect(finder.locator("#found")).to_have_text("1 trial matches.")
    assert found(finder) == ["Fava 2018"]


def test_what_no_page_says_is_not_found(finder: api.Page) -> None:
    finder.get_by_label("Words to find").fill("zzyzzyva")
    api.expect(finder.locator("#found")).to_have_text("No trial matches.")
    assert found(finder) == []


def test_a_filter_narrows_the_address_keeps_it_and_back_undoes_it(finder: api.Page) -> None:
    finder.get_by_label("Words to find").fill("depression")
    api.expect(finder.locator("#found")).to_contain_text("trials match.")
    all_of_them = len(found(finder))
    finder.get_by_label("Drug").select_option("Esketamine")
    api.expect(finder.locator("#hits h2")).to_have_count(1)
    assert found(finder) == ["Popova 2019"]
    shared = finder.url
    finder.go_back()
    api.expect(finder.locator("#hits h2")).to_have_count(all_of_them)
    finder.goto(shared)
    api.expect(finder.locator("#hits h2")).to_have_text(["Popova 2019"])
    assert finder.get_by_label("Drug").input_value() == "Esketamine"


def test_newest_first_is_an_order_of_years(finder: api.Page) -> None:
    finder.get_by_label("Order").select_option("new")
    finder.get_by_label("Words to find").fill("trial")
    api.expect(finder.locator("#found")).to_contain_text("trials match.")
    years = [
        int(text.rsplit(" · ", 1)[-1])
        for text in finder.locator("#hits li > .about:nth-child(2)").all_inner_texts()
        if text.rsplit(" · ", 1)[-1].isdigit()
    ]
    assert len(set(years)) > 1
    assert years == sorted(years, reverse=True)


def test_a_hostile_title_is_shown_as_text(finder: api.Page) -> None:
    finder.get_by_label("Words to find").fill("alert")
    hit = finder.locator("#hits li").first
    api.expect(hit).to_contain_text('<script>alert("x")</script>')
    assert finder.locator("#hits script, #hits [onerror], #hits img").count() == 0


def test_a_hostile_address_is_only_words(watched: Any) -> None:
    watched.page.goto("/search.html?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&drug=%22%3E&sort=x")
    api.expect(watched.page.locator("#found")).not_to_be_empty()
    assert watched.page.get_by_label("Drug").input_value() == ""


def test_without_script_the_page_says_so_and_leads_to_the_table(
    browser: api.Browser, served: str
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=served)
    page = context.new_page()
    page.goto("/search.html")
    assert page.get_by_text("Searching needs JavaScript").is_visible()
    assert not page.locator("#search").is_visible()
    page.locator("#unscripted a[href='index.html']").click()
    assert page.locator("#evidence tbody tr").count() == 8
    context.close()


def test_opened_from_disk_it_says_what_it_needs(browser: api.Browser, built: Path) -> None:
    page = browser.new_page()
    page.goto((built / "search.html").as_uri())
    api.expect(page.locator("#found")).to_contain_text("through a web server")
    assert not page.locator("#search").is_visible()
    page.close()
