"""The table in a real browser: filters, sorting, shared views, download, phone, no script."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = pytest.mark.browser
ROWS = "#evidence tbody tr:not([hidden])"


@pytest.fixture
def home(browser: api.Browser, built: Path) -> Iterator[api.Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda r: complaints.append(r.url) if r.url.startswith("http") else None)
    page.goto((built / "index.html").as_uri())
    yield page
    page.close()
    assert complaints == []


def doses(page: api.Page) -> list[str]:
    """The doses of the shown rows, without their basis."""
    script = (
        "cells => cells.map(c => (c.querySelector('.missing') || c.firstChild).firstChild.data)"
    )
    found = page.locator(f"{ROWS} > :nth-child(4)").evaluate_all(script)
    return [str(text).strip() for text in found]


def test_a_filter_narrows_the_table_and_the_address(home: api.Page) -> None:
    home.locator("[data-facet=drug] summary").click()
    home.get_by_label("Esketamine").check()
    assert doses(home) == ["56 to 84 mg"]
    assert home.locator("#count").inner_text() == "1 row of 8, 1 trial"
    assert home.url.endswith("?drug=esketamine")
    home.go_back()
    assert home.locator(ROWS).count() == 8


def test_sorting_puts_missing_values_last_either_way(home: api.Page) -> None:
    head = home.locator("th[data-key=dose]")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    up = doses(home)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    down = doses(home)
    assert up[0] == "0.1 mg/kg"
    assert down[0] == "56 to 84 mg"
    assert up[-2:] == down[-2:] == ["not reported"] * 2


def test_a_shared_view_opens_as_it_was(home: api.Page, built: Path) -> None:
    address = (built / "index.html").as_uri()
    home.goto(f"{address}?q=nct01920555&sort=-dose&hide=route")
    assert doses(home) == ["1.0 mg/kg", "0.5 mg/kg", "0.2 mg/kg", "0.1 mg/kg"]
    assert not home.locator("th[data-key=route]").is_visible()


def test_a_view_downloads_as_csv(home: api.Page, tmp_path: Path) -> None:
    home.locator("input[name=q]").fill("popova")
    api.expect(home.locator("#count")).to_contain_text("1 row of")
    with home.expect_download() as waiting:
        home.locator("#download").click()
    target = tmp_path / "view.csv"
    waiting.value.save_as(target)
    with target.open(encoding="utf-8-sig", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert row["Dose"].startswith("56 to 84 mg")
    assert "95% CI -7.31 to -0.64" in row["Effect"]


@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["index.html", "study/fava-2018.html", "methods.html"])
def test_no_page_scrolls_sideways_and_all_is_there_without_script(
    browser: api.Browser, built: Path, width: int, name: str, script: bool
) -> None:
    context = browser.new_context(
        java_script_enabled=script, viewport={"width": width, "height": 844}
    )
    page = context.new_page()
    page.goto((built / name).as_uri())
    # The width of what the page lays out, asked of the browser since the page runs no script.
    layout = context.new_cdp_session(page).send("Page.getLayoutMetrics")
    assert layout["cssContentSize"]["width"] <= width
    if name == "index.html":
        assert page.locator("#evidence tbody tr").count() == 8
        assert page.locator("#filters").is_visible() == script
    context.close()
