"""axe-core on every type of page: light and dark, phone and desktop; and the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
pytestmark = pytest.mark.browser
# Every type of page, and of those of studies: retracted, hostile, in conflict, with lines over time
# and a history, corrected with a concern, moved, gone.
PAGES = (
    "index.html", "doses.html", "effects.html", "map.html", "changes.html", "methods.html",
    "freshness.html", "downloads.html", "about.html", "404.html", "search.html",
    "drug/ketamine-intravenous.html", "study/mills-2025.html", "study/hostile.html",
    "study/fava-2018.html", "study/hale-2023.html", "study/gray-2020.html",
    "study/lost-2018.html", "study/the-same-trial.html",
)  # fmt: skip


@contextmanager
def looking(browser: api.Browser, home: str, **options: Any) -> Iterator[api.Page]:
    """A page in a browser where an address that leads on stays as it is, to be looked at."""
    given = {"viewport": {"width": 1280, "height": 860}} | options
    context = browser.new_context(base_url=home, **given)
    context.route("**/study/the-same-trial.html", _without_refresh)
    yield context.new_page()
    context.close()


def _without_refresh(route: api.Route) -> None:
    body = route.fetch().text()
    assert 'http-equiv="refresh"' in body
    route.fulfill(
        body=body.replace('http-equiv="refresh"', "data-refresh"), content_type="text/html"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_violation_on_any_page(
    browser: api.Browser, served_whole: str, scheme: str, width: int
) -> None:
    viewport = {"width": width, "height": 860}
    # In the dark nothing changes but the colours.
    only = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
    options = {"resultTypes": ["violations"]} | only
    found: dict[str, list[str]] = {}
    with looking(
        browser, served_whole, color_scheme=scheme, viewport=viewport, reduced_motion="reduce"
    ) as page:
        for name in PAGES:
            page.goto(name)
            page.evaluate(
                "document.querySelectorAll('details').forEach(one => { one.open = true; })"
            )
            results = axe.Axe().run(page, options=options)
            if results.violations_count:
                found[name] = [
                    f"{violation['id']}: {node['html'][:160]}"
                    for violation in results.response["violations"]
                    for node in violation["nodes"][:3]
                ]
    assert found == {}


def test_axe_would_find_a_violation(browser: api.Browser) -> None:
    page = browser.new_page()
    page.set_content("<html lang=en><title>t</title><main><h1>h</h1><img src=data:,></main>")
    found = axe.Axe().run(page).response["violations"]
    page.close()
    assert "image-alt" in {violation["id"] for violation in found}


@pytest.mark.parametrize("width", [390, 1280])
def test_the_keyboard_reaches_every_link_button_field_and_scrolling_table(
    browser: api.Browser, served_whole: str, width: int
) -> None:
    missing: dict[str, list[str]] = {}
    viewport = {"width": width, "height": 860}
    with looking(browser, served_whole, viewport=viewport) as page:
        for name in PAGES:
            page.goto(name)
            wanted = page.evaluate(
                """() => [...document.querySelectorAll(
                        'a[href], button, input, select, summary, .scroll')]
                    .filter(e => !e.disabled && e.checkVisibility() && !e.closest('[inert]'))
                    .filter(e => !e.matches('.scroll') || e.scrollWidth > e.clientWidth)
                    // On a phone a list of the columns sorts, since cards have no header.
                    .filter(e => !(e.tabIndex < 0 && e.closest('#evidence thead')))
                    .map((e, i) => { e.dataset.number = i; return String(i); })"""
            )
            page.evaluate(
                "window.reached = []; addEventListener('focusin', e => {"
                " if (e.target.dataset.number) reached.push(e.target.dataset.number); })"
            )
            reached: set[str] = set()
            for pressed in range(1, 3 * len(wanted) + 21):
                page.keyboard.press("Tab")
                if pressed % 20 == 0:
                    reached = set(page.evaluate("reached"))
                    if len(reached) == len(wanted):
                        break
            describe = "n => document.querySelector(`[data-number='${n}']`).outerHTML.slice(0, 120)"
            left = [page.evaluate(describe, number) for number in wanted if number not in reached]
            if left:
                missing[name] = left
    assert missing == {}


def spoken(page: api.Page) -> list[tuple[str, str]]:
    """Role and name of all that Chromium tells a screen reader, in its order."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    heard, waiting = [], [next(iter(nodes))]
    while waiting:
        node = nodes[waiting.pop()]
        waiting += [child for child in reversed(node.get("childIds", [])) if child in nodes]
        if not node["ignored"]:
            heard.append((node["role"]["value"], node.get("name", {}).get("value", "").strip()))
    return heard


@pytest.mark.parametrize("width", [390, 1280])
def test_roles_and_names_are_those_of_a_table_with_filters(
    browser: api.Browser, served: str, width: int
) -> None:
    """The rows are laid out as boxes: a screen reader must hear a table all the same."""
    page = browser.new_page(viewport={"width": width, "height": 860})
    page.goto(f"{served}/index.html")
    heard = spoken(page)
    page.close()
    roles = [role for role, _ in heard]
    named = dict.fromkeys(heard)
    wanted = [
        ("link", "Skip to the content"), ("navigation", "Main"), ("searchbox", "Search the table"),
        ("button", "Download this view (CSV)"),
    ]  # fmt: skip
    places = [list(named).index(one) for one in wanted]
    assert places == sorted(places), "a reader hears them in the order of the page"
    table = next(name for role, name in heard if role == "table")
    assert table.startswith("Evidence table: one row for each tested arm")
    heads = [name for role, name in heard if role == "columnheader"]
    assert heads[:4] == ["Study", "Drug", "Route", "Dose"]
    assert len(heads) >= 12
    assert [name for role, name in heard if role == "rowheader"][0].startswith("Mills 2025")
    assert roles.count("rowheader") == 8
    assert roles.count("row") == 9
    assert roles.index("searchbox") < roles.index("table") < roles.index("contentinfo")
    unnamed = {role for role, name in heard if role in ("link", "button", "checkbox") and not name}
    assert unnamed == set()


def test_pictures_of_a_study_have_names_and_their_bars_are_links(
    browser: api.Browser, served: str
) -> None:
    page = browser.new_page()
    page.goto(f"{served}/study/fava-2018.html")
    heard = spoken(page)
    page.close()
    assert ("link", "Ketamine 0.5 mg/kg") in heard
    assert any(name.startswith("Doses to scale: ketamine 0.1 mg/kg") for _, name in heard)
    tables = [name for role, name in heard if role == "table"]
    assert tables[0].startswith("5 arms, each with the sentences")


def test_a_reader_hears_the_headings_in_order(browser: api.Browser, served_whole: str) -> None:
    with looking(browser, served_whole) as page:
        for name in PAGES:
            page.goto(name)
            levels = page.eval_on_selector_all(
                "h1, h2, h3, h4, h5, h6", "all => all.map(h => Number(h.tagName[1]))"
            )
            assert levels[0] == 1, name
            assert levels.count(1) == 1, name
            assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False)), (name, levels)
            assert page.locator("main").count() == 1
            assert page.get_by_role("navigation", name="Main").count() == 1
