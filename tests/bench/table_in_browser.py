"""How the evidence table answers at 5,000 rows, in Chromium: as a laptop, and as a phone whose
processor is slowed four times.

The time of a step is from the reader's act to the second frame after it, when its result is on the
screen. Read it beside the same step on the table as the demonstration has it (255 rows): the ratio
is of the table, the milliseconds are of this machine.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlmodel import Session

from dosetable.nightly.demo import run_demo
from dosetable.site.build import build_site
from dosetable.store.queries import edition_view
from dosetable.store.session import make_engine

ROWS = 5000
STEP_LIMIT = 20_000
DEVICES = (("laptop", 1440, 900, 1), ("phone", 390, 844, 4))
# Each ends with the state it began with, so that the next begins alike.
STEPS = {
    "filter": "const box = document.querySelector('[data-facet=drug] input'); box.click();",
    "clear": "document.getElementById('clear').click();",
    "sort": "document.querySelector('th[data-key=dose] button').click();",
    "sort back": "document.getElementById('clear').click();",
    "search": "const q = document.querySelector('input[name=q]'); q.value = 'midazolam';"
    " q.dispatchEvent(new Event('input', {bubbles: true}));",
    "search more": "const q = document.querySelector('input[name=q]'); q.value = 'midazolam 0.5';"
    " q.dispatchEvent(new Event('input', {bubbles: true}));",
    "clear search": "document.getElementById('clear').click();",
}
TIMED = """async () => {
  const count = document.getElementById('count');
  const before = count.textContent, sorted = document.querySelectorAll('[aria-sort]').length;
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const start = performance.now();
  STEP
  while (count.textContent === before && document.querySelectorAll('[aria-sort]').length === sorted
    && performance.now() - start < LIMIT) await frame();
  await frame(); await frame();
  return performance.now() - start;
}"""
SCROLLED = """async () => {
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const box = document.querySelector('.scroll');
  const inner = box.scrollHeight > box.clientHeight + 100;
  if (inner) box.scrollIntoView({behavior: 'instant'});
  const times = [];
  let last = await frame();
  for (let i = 0; i < 90; i += 1) {
    if (inner) box.scrollTop += 400;
    else scrollBy({top: 400, behavior: 'instant'});
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  times.sort((a, b) => a - b);
  return [times[45], times[85], times[89]];
}"""


def measured(browser: Any, site: Path, width: int, height: int, slowed: int) -> dict[str, float]:
    """Milliseconds of every step on the site's home page."""
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    page.goto((site / "index.html").as_uri())
    page.locator("#filters").wait_for()
    loaded = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    found = {"open": float(page.evaluate(loaded))}
    for name, step in STEPS.items():
        found[name] = float(
            page.evaluate(TIMED.replace("STEP", step).replace("LIMIT", str(STEP_LIMIT)))
        )
    middle, most, worst = page.evaluate(SCROLLED)
    context.close()
    return found | {"frame, half": middle, "frame, 95 of 100": most, "frame, worst": worst}


def sites(folder: Path) -> tuple[Path, Path, int]:
    """The demonstration's site, one of about ROWS rows, and how many rows that has."""
    bench = _beside("site_build")
    run_demo(folder / "demo")
    engine = make_engine(f"sqlite:///{folder}/demo/demo/dosetable.sqlite")
    with Session(engine) as session:
        small = edition_view(session)
    engine.dispose()
    each = sum(len(view.rows) for view in small.studies) / len(small.studies)
    large = bench.enlarged(small, round(ROWS / each))
    report = build_site(replace(large, number=2), folder / "large", now=bench.NOW)
    return folder / "demo/site", folder / "large", report.rows


def _beside(name: str) -> ModuleType:
    """A neighbour of this file, which is no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("the table in a browser: Chromium is not installed, nothing measured")
        return 0
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        small, large, rows = sites(Path(name))
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        print(f"the table in Chromium: {rows} rows, and beside them the demonstration's")
        for device, *how in DEVICES:
            few, many = measured(browser, small, *how), measured(browser, large, *how)
            print(f"  {device}, {how[0]} x {how[1]}, processor slowed {how[2]} times")
            for step, took in many.items():
                times = took / max(few[step], 1)
                print(f"    {step:18} {took:7.0f} ms  {few[step]:6.0f} ms  {times:5.1f} times")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
