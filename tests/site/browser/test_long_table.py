"""A table of many rows: the first are in place at once and the others follow; whatever a reader
does in between, no row is lost, doubled, left out of a print or a download.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dosetable.site.build import build_site

api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
pytestmark = pytest.mark.browser
TRIALS = 60
ROWS = "#evidence tbody:not([hidden]) tr"
# What can wait is done when the test says so (it waits 16 ms otherwise), one step at a time.
NO_TIME = """window.works = [];
  const wait = window.setTimeout;
  window.setTimeout = (work, ms) => ms === 16 ? window.works.push(work) : wait(work, ms);
  let clock = 0;
  performance.now = () => clock += 10;"""
A_MOMENT = "() => { const w = window.works.shift(); if (w) w(); return !!w; }"
# The text of a skipped row is in the page, but innerText gives only what is drawn.
NAMES = "rows => rows.map(r => r.cells[0].firstChild.textContent + r.cells[3].textContent)"


@pytest.fixture(scope="module")
def long_site(tmp_path_factory: pytest.TempPathFactory, sample: ModuleType) -> Path:
    """A site whose table is long enough to be put in place piece by piece."""
    five, flexible = sample.five_arms(), sample.flexible()
    trials = [
        replace(five if n % 30 else flexible, slug=f"trial-{n}", name=f"Trial {n:03d}", year=2000)
        for n in range(TRIALS)
    ]
    out = tmp_path_factory.mktemp("long")
    build_site(sample.edition(*trials), out, now=sample.NOW)
    return out


@pytest.fixture
def page(browser: api.Browser, long_site: Path, request: Any) -> Iterator[api.Page]:
    """The table opened where nothing is done later by itself, unless the test says otherwise."""
    opened = browser.new_page(viewport={"width": 1280, "height": 860})
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.add_init_script(getattr(request, "param", NO_TIME))
    opened.goto((long_site / "index.html").as_uri())
    yield opened
    opened.close()
    assert complaints == []


def total(page: api.Page) -> int:
    return int(page.locator("#count").inner_text().removeprefix("All ").split()[0])


def settle(page: api.Page) -> None:
    page.evaluate(f"() => {{ const moment = {A_MOMENT}; while (moment()); }}")


def names(page: api.Page) -> list[str]:
    return [str(name) for name in page.locator(ROWS).evaluate_all(NAMES)]


def test_the_first_rows_are_there_at_once_and_all_soon_after(page: api.Page) -> None:
    served = names(page)
    everything = total(page)
    assert len(served) == everything == 234
    page.locator("th[data-key=dose] button").click()
    first = names(page)
    assert 100 <= len(first) < everything
    settle(page)
    in_order = names(page)
    assert in_order[: len(first)] == first
    assert sorted(in_order) == sorted(served)
    page.go_back()
    settle(page)
    assert names(page) == served


def test_acts_that_cut_one_another_short_lose_no_row(page: api.Page) -> None:
    served = names(page)
    dose = page.locator("th[data-key=dose] button")
    for moments in (0, 3, 25):
        dose.click()
        for _ in range(moments):
            page.evaluate(A_MOMENT)
        page.locator("input[name=q]").fill(f"trial {moments:03d}")
        api.expect(page.locator("#count")).to_contain_text(f"of {len(served)}")
        page.locator("#clear").click()
    settle(page)
    assert names(page) == served
    assert page.locator("#evidence tbody tr").count() == len(served)
    marks = page.locator(ROWS).evaluate_all("rows => rows.map(r => r.classList.contains('first'))")
    assert sum(marks) == TRIALS


def test_a_print_holds_the_rows_that_are_not_in_place_yet(page: api.Page) -> None:
    page.locator("th[data-key=n] button").click()
    assert len(names(page)) < total(page)
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    assert len(names(page)) == total(page)


def test_a_download_holds_the_rows_that_are_not_in_place_yet(
    page: api.Page, tmp_path: Path
) -> None:
    page.locator("th[data-key=dose] button").click()
    assert len(names(page)) < total(page)
    with page.expect_download() as waiting:
        page.locator("#download").click()
    target = tmp_path / "view.csv"
    waiting.value.save_as(target)
    with target.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == total(page)
    settle(page)
    assert [f"{row['Study'].split(';')[0]}" for row in rows] == [
        name[: len("Trial 000")] for name in names(page)
    ]


@pytest.mark.parametrize("page", ["/* with time of its own */"], indirect=True)
def test_scrolling_and_the_keyboard_come_to_the_last_row(page: api.Page) -> None:
    page.locator("th[data-key=study] button").click()
    page.locator("th[data-key=study] button").click()
    everything = total(page)
    api.expect(page.locator(ROWS)).to_have_count(everything)
    last = page.locator(ROWS).last
    last.locator("th a").focus()
    api.expect(last.locator("th a")).to_be_in_viewport()
    assert last.locator("th a").inner_text() == "Trial 000"
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('tr').rowIndex") == everything
    page.locator(".scroll").evaluate("box => { box.scrollTop = 0; }")
    page.locator(".scroll").focus()
    for _ in range(3):  # what was skipped takes its true height when it comes into sight
        page.keyboard.press("End")
        page.wait_for_timeout(300)
    api.expect(last.locator("th a")).to_be_in_viewport()


def test_rows_out_of_sight_are_selected_and_heard_all_the_same(page: api.Page) -> None:
    """The browser skips them when it draws the page; a reader must not notice."""
    skips = "() => getComputedStyle(document.querySelector('tbody')).contentVisibility"
    assert page.evaluate(skips) == "auto"
    copied = page.evaluate(
        """() => { getSelection().selectAllChildren(document.getElementById('evidence'));
            return getSelection().toString(); }"""
    )
    assert "Trial 001" in copied
    assert len({name for n in range(TRIALS) if (name := f"Trial {n:03d}") in copied}) == TRIALS
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    heard = [n["role"]["value"] for n in nodes if not n["ignored"]]
    assert heard.count("rowheader") == total(page)


def test_a_new_view_is_read_from_its_beginning(page: api.Page) -> None:
    settle(page)
    page.locator(".scroll").evaluate("box => { box.scrollTop = 9000; }")
    page.locator("th[data-key=n] button").click()
    assert page.locator(".scroll").evaluate("box => box.scrollTop") == 0


def test_the_header_and_the_first_column_stay_in_sight(page: api.Page) -> None:
    page.set_viewport_size({"width": 900, "height": 700})
    places = page.evaluate(
        """async () => {
            const box = document.querySelector('.scroll'), t = document.getElementById('evidence');
            box.scrollIntoView({behavior: 'instant'});
            box.scrollTo({top: 4000, left: 300, behavior: 'instant'});
            const frame = () => new Promise(done => requestAnimationFrame(done));
            for (let i = 0; i < 3; i += 1) await frame();
            const edge = box.getBoundingClientRect();
            const inside = document.elementFromPoint(edge.left + 20, edge.top + 300).closest('th');
            return [t.tHead.getBoundingClientRect().top - edge.top,
                    inside.getBoundingClientRect().left - edge.left, inside.scope];
        }"""
    )
    assert places[0] == pytest.approx(1, abs=1)
    assert places[1] == pytest.approx(1, abs=1)
    assert places[2] == "row"


def test_a_phone_sorts_by_a_list_of_the_columns(page: api.Page) -> None:
    assert not page.get_by_label("Sort by").is_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_label("Sort by").select_option("Dose")
    page.get_by_label("Reversed").check()
    assert page.url.endswith("?sort=-dose")
    assert page.locator(f"{ROWS} > :nth-child(4)").first.inner_text().startswith("56 to 84 mg")
    hidden = page.locator("thead button").evaluate_all("all => all.map(b => b.tabIndex)")
    assert set(hidden) == {-1}
    page.get_by_label("Sort by").select_option("")
    assert page.get_by_label("Reversed").is_disabled()
    settle(page)
    assert total(page) == len(names(page)) == 234


def test_axe_finds_no_violation_while_rows_are_still_to_come(page: api.Page) -> None:
    """Its rules of tables; the others do not hang on how many rows there are, and take long."""
    page.locator("th[data-key=dose] button").click()
    assert len(names(page)) < total(page)
    tags = ["cat.tables", "cat.keyboard", "cat.structure", "cat.aria"]
    results = axe.Axe().run(page, options={"runOnly": tags})
    assert len(results.response["passes"]) > 10
    assert [violation["id"] for violation in results.response["violations"]] == []
