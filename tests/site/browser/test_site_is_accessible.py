"""axe-core on every type of page: light and dark, phone and desktop; and the keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest

api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
pytestmark = pytest.mark.browser
PAGES = (
    "index.html", "doses.html", "effects.html", "map.html", "changes.html", "methods.html",
    "freshness.html", "downloads.html", "about.html", "404.html", "study/mills-2025.html",
    "study/hostile.html", "search.html", "drug/ketamine-intravenous.html",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_violation_on_any_page(
    browser: api.Browser, built: Path, scheme: str, width: int
) -> None:
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 860}, reduced_motion="reduce"
    )
    page = context.new_page()
    found: dict[str, list[str]] = {}
    for name in PAGES:
        page.goto((built / name).as_uri())
        results = axe.Axe().run(page)
        if results.violations_count:
            found[name] = [
                f"{violation['id']}: {node['html'][:160]}"
                for violation in results.response["violations"]
                for node in violation["nodes"][:3]
            ]
    context.close()
    assert found == {}


@pytest.mark.parametrize("name", ["index.html", "effects.html", "study/mills-2025.html"])
def test_the_keyboard_reaches_every_link_button_and_field(
    browser: api.Browser, built: Path, name: str
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.goto((built / name).as_uri())
    wanted = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, select, summary')]
            .filter(e => !e.disabled && e.checkVisibility() && !e.closest('[inert]'))
            .map((e, i) => { e.dataset.number = i; return String(i); })"""
    )
    reached: set[str] = set()
    for _ in range(3 * len(wanted) + 20):
        page.keyboard.press("Tab")
        number = page.evaluate("() => document.activeElement?.dataset?.number ?? ''")
        if number:
            reached.add(number)
        if len(reached) == len(wanted):
            break
    describe = "n => document.querySelector(`[data-number='${n}']`).outerHTML.slice(0, 120)"
    missing = [page.evaluate(describe, number) for number in wanted if number not in reached]
    page.close()
    assert missing == []


def test_a_reader_hears_the_headings_in_order(browser: api.Browser, built: Path) -> None:
    page = browser.new_page()
    for name in PAGES:
        page.goto((built / name).as_uri())
        levels = page.eval_on_selector_all(
            "h1, h2, h3, h4, h5, h6", "all => all.map(h => Number(h.tagName[1]))"
        )
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False)), (name, levels)
        assert page.locator("main").count() == 1
        assert page.get_by_role("navigation", name="Main").count() == 1
    page.close()
