"""Pictures of each type of page for people to look at: what `make screenshots` runs.

screenshots.py SITE README_FOLDER FOLDER: the first two pictures go into the README's folder, a whole
page of every type at three widths, and in the dark on a phone, into the other.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

README = {"table": "index", "study": "study/fava-2018"}
PAGES = (
    "index", "doses", "drug/ketamine-intravenous", "drug/esketamine-intranasal", "effects", "map",
    "search", "changes", "methods", "freshness", "downloads", "about", "404", "study/fava-2018",
)  # fmt: skip
# Width, colours: a phone, a tablet, a laptop; the phone also in the dark.
VIEWS = ((390, "light"), (390, "dark"), (820, "light"), (1280, "light"))


def shoot(
    browser: Browser, page: Path, target: Path, *, width: int, colours: str, whole: bool
) -> None:
    """One picture of a page as it lies on the disk."""
    context = browser.new_context(
        color_scheme="dark" if colours == "dark" else "light",
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    shown = context.new_page()
    shown.goto(page.as_uri())
    shown.screenshot(path=target, full_page=whole)
    context.close()


def main(site: Path, readme: Path, folder: Path) -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.stderr.write("Chromium is not installed: apt-get install chromium\n")
        return 1
    readme.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for name, page in README.items():
            target = readme / f"{name}.png"
            shoot(browser, site / f"{page}.html", target, width=1280, colours="light", whole=False)
        for page in PAGES:
            for width, colours in VIEWS:
                dark = "-dark" if colours == "dark" else ""
                target = folder / f"{Path(page).name}-{width}{dark}.png"
                shoot(
                    browser, site / f"{page}.html", target, width=width, colours=colours, whole=True
                )
        browser.close()
    sys.stdout.write(f"{len(PAGES) * len(VIEWS)} pictures are in {folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*(Path(argument).resolve() for argument in sys.argv[1:4])))
