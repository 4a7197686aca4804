"""How long the site takes at 2,000 studies: whole, unchanged, and with one study changed.

The studies are those of the demonstration, each many times under addresses of its own. What counts
is the ratio to a whole build in the same run; seconds are of this machine.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

from sqlmodel import Session

from dosetable.nightly.demo import run_demo
from dosetable.site.build import build_site
from dosetable.store.evidence_table import EditionView
from dosetable.store.queries import edition_view
from dosetable.store.session import make_engine

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def enlarged(edition: EditionView, studies: int) -> EditionView:
    """The edition with its studies repeated until there are so many."""
    copies = (
        replace(view, slug=f"{view.slug[:40]}-{turn}", name=f"{view.name} {turn}")
        for turn in count()
        for view in edition.studies
    )
    return replace(edition, studies=tuple(islice(copies, studies)))


def main() -> int:
    studies = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run_demo(folder / "demo")
        engine = make_engine(f"sqlite:///{folder}/demo/demo/dosetable.sqlite")
        with Session(engine) as session:
            edition = enlarged(edition_view(session), studies)
        engine.dispose()
        first, *rest = edition.studies
        changed = replace(edition, studies=(replace(first, title="Another title"), *rest))
        whole = 0.0
        print(f"site of {studies} studies, {sum(len(v.rows) for v in edition.studies)} rows")
        for label, one in (("whole", edition), ("unchanged", edition), ("one changed", changed)):
            started = time.perf_counter()
            report = build_site(
                one, folder / "site", base_url="https://table.example", now=NOW,
                remember=folder / "memory.json", previous=folder / "site",
            )  # fmt: skip
            took = time.perf_counter() - started
            whole = whole or took
            print(
                f"  {label:12} {took:6.1f} s  {took / whole:5.2f} of a whole build  "
                f"{report.written} of {report.files} files written"
            )
        home = (folder / "site/index.html").read_bytes()
        print(
            f"  home page {len(home) / 1000:.0f} kB, compressed {len(gzip.compress(home)) / 1000:.0f} kB"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
