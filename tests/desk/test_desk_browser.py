"""A curator clears a queue of twenty by keyboard alone."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from dosetable.desk.app import DeskSettings
from dosetable.desk.server import desk_server
from dosetable.store.curation.decisions import all_decisions, standing


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_queue_of_twenty_by_keyboard(engine, browser):
    settings = DeskSettings(curators=("ada",), clock=lambda: datetime(2026, 11, 24, tzinfo=UTC))
    server = desk_server(engine, settings, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        page = browser.new_page()
        said: list[str] = []
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: said.append(str(error)))
        home = f"http://127.0.0.1:{server.port}/"
        page.goto(home)

        def press(*keys: str) -> None:
            for key in keys[:-1]:
                page.keyboard.press(key)
            with page.expect_navigation():
                page.keyboard.press(keys[-1])

        press("n")
        press("n")  # passes one over
        press("a")
        press("u")
        press("a")
        press("r", "x", "Enter")
        page.keyboard.press("c")
        page.keyboard.press("Enter")
        page.keyboard.type("as printed")
        press("Enter")
        for _ in range(17):
            press("a")
        page.goto(home)
        assert page.locator("h1").inner_text() == "0 cells wait"
        assert "owned" not in page.title()
        assert said == []
        page.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    with Session(engine) as session:
        kept = standing(all_decisions(session))
    assert sorted(d.action for d in kept) == ["accept"] * 18 + ["correct", "reject"]
