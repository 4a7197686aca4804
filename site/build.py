"""Edition -> a folder of static files: gather, render, check, then put each file in its place.

Nothing is in its place before every page is rendered and every link is known to lead somewhere,
so a build that fails leaves an empty folder. The clock is passed in: the same edition gives the
same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dosetable.site import (
    addresses,
    exports,
    formats,
    linked_data,
    memory,
    metapsy,
    pages,
    references,
    search,
    study,
    wording,
)
from dosetable.site.asking import UNSAID, Asking
from dosetable.site.checks import Anchors, check_site
from dosetable.site.overview import overview
from dosetable.site.pictures import card
from dosetable.site.staging import AddressTaken, Staging
from dosetable.store.evidence_table import EditionView, StudyView

PIECES_AT_ONCE = 500
STATIC = ("style.css", "table.js", "search.js", "favicon.svg")


class BuildError(Exception):
    """The site would be wrong; ``problems`` lists everything that is."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        shown = "\n".join(self.problems[:20])
        more = f"\nand {len(problems) - 20} more" if len(problems) > 20 else ""
        super().__init__(f"the site has {wording.plural(len(problems), 'problem')}:\n{shown}{more}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldAccuracy:
    """How well a field is extracted on the gold set; all in percent.

    A list (arms, outcomes) has precision, recall and F1; a single value has its accuracy, with
    the 95% Wilson interval. None: not a figure of this kind of field.
    """

    field: str
    items: int
    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    accuracy: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build made. ``written``: files it had to write; ``size``: bytes of all; ``search``:
    whether its study pages can be searched, which needs Pagefind."""

    pages: int
    files: int
    written: int
    size: int
    studies: int
    rows: int
    search: bool


def build_site(
    edition: EditionView,
    out: Path,
    *,
    base_url: str = "",
    now: datetime,
    accuracy: Sequence[FieldAccuracy] = (),
    asking: Asking = UNSAID,
    remember: Path | None = None,
    previous: Path | None = None,
) -> BuildReport:
    """Write the website of ``edition`` into the folder ``out``, which is made if need be.

    ``remember``: a file that tells the next build what this one made; with it, study pages whose
    data did not change are taken over from the folder ``previous`` (which may be ``out``), and a
    build of the same edition into the same folder writes nothing. The bytes are those of a build
    without memory.

    ``asking``: how the sources are asked, and when the next time.

    ``base_url``: where it will be served (https://example.org/table); without it there are no
    canonical links and no sitemap. Raises BuildError, with the list, when a link leads nowhere,
    a page is not well formed or two pages have one address.
    """
    if base_url and addresses.safe_url(base_url) is None:
        raise BuildError([f"the base address is not a web address: {base_url}"])
    base = base_url.rstrip("/")
    before = memory.load(remember)
    engine = search.version() if edition.studies else None
    ground = memory.fingerprint(
        memory.code_digest(), base, edition.extractor_version, edition.demonstration, engine
    )
    marks: dict[str, str] = {}
    rows = 0
    for view in edition.studies:
        path = f"study/{view.slug}.html"
        marks[path] = memory.fingerprint(ground, *_study_parts(edition, view))
        rows += len(view.rows)
    rest = replace(edition, studies=(), histories={}, excluded=())  # told by their own marks
    left_out = memory.fingerprint_of_all(edition.excluded)
    whole = memory.fingerprint(ground, now, tuple(accuracy), asking, rest, left_out, *marks.items())
    if whole == before.whole:
        for folder in (out, previous):
            if folder is not None and memory.all_there(folder, before.made):
                for path in before.made:
                    memory.take_over(folder / path, out / path)
                return _report(edition, before.made, rows=rows, written=0)
    kept = {
        path: before.made[path]
        for path, mark in marks.items()
        if path in before.made
        and before.made[path].fingerprint == mark
        and memory.still_there(previous, path, before.made[path])
    }
    known = {
        path: Anchors(ids=frozenset(one.ids), links=frozenset(one.links))
        for path, one in kept.items()
    }
    index = search.Index(engine, memory.fingerprint(ground, *marks.items()), before.made, previous)
    with Staging(out) as files, index:
        try:
            _render(files, edition, base, now, accuracy, kept.keys(), index, asking)
        except (AddressTaken, search.SearchError) as error:
            raise BuildError([str(error)]) from error
        checked = check_site(files, known, _folder(base))
        if checked.problems:
            raise BuildError(checked.problems)
        kept |= index.kept
        made = dict(kept)
        for path in sorted(files):
            anchors = checked.anchors.get(path) if path in marks else None
            made[path] = memory.Made(
                fingerprint=index.mark if search.is_part(path) else marks.get(path, ""),
                sha256=files.digest(path).sha256,
                size=files.digest(path).size,
                ids=sorted(anchors.ids) if anchors else (),
                links=sorted(anchors.links) if anchors else (),
            )
        written = _put_in_place(files, out, before.made)
    if previous is not None:
        for path in kept:
            memory.take_over(previous / path, out / path)
    memory.save(memory.Memory(whole=whole, made=made), remember)
    return _report(edition, made, rows=rows, written=written)


def _study_parts(edition: EditionView, view: StudyView) -> tuple[object, ...]:
    """Everything that a study's page shows."""
    return view, edition.histories.get(view.slug, ()), _since(edition, view)


def _since(edition: EditionView, view: StudyView) -> tuple[int, datetime]:
    return edition.last_changed.get(view.slug, (edition.number, edition.published_at))


def _put_in_place(files: Staging, out: Path, before: Mapping[str, memory.Made]) -> int:
    """Put in place the files that are not there yet in these bytes; how many."""
    written = 0
    for path in sorted(files):
        held = before.get(path)
        if (
            held is not None
            and held.sha256 == files.digest(path).sha256
            and memory.still_there(out, path, held)
        ):
            continue
        files.put_in_place(path)
        written += 1
    return written


def _report(
    edition: EditionView, made: Mapping[str, memory.Made], *, rows: int, written: int
) -> BuildReport:
    return BuildReport(
        pages=sum(path.endswith(".html") for path in made),
        files=len(made),
        written=written,
        size=sum(one.size for one in made.values()),
        studies=len(edition.studies),
        rows=rows,
        search="search.html" in made,
    )


def _static() -> dict[str, bytes]:
    folder = resources.files("dosetable.site") / "static"
    return {f"static/{name}": (folder / name).read_bytes() for name in STATIC}


def _render(
    files: Staging,
    edition: EditionView,
    base: str,
    now: datetime,
    accuracy: Sequence[FieldAccuracy],
    kept: Set[str],
    index: search.Index,
    asking: Asking,
) -> None:
    """Every file but the pages in ``kept``."""
    static = _static()
    for path, content in static.items():
        files.add(path, (content,))
    context = pages.shared(edition, base, now, stamp=_stamp(static), search=index.on)
    context |= {"asking": asking, "card": card}
    environment = pages.environment()

    def page(path: str, template: str, **more: Any) -> None:
        # Whoever mistyped an address may be in any folder: the links of that page are whole.
        root = _folder(base) if path == "404.html" else "../" * path.count("/")
        stream = environment.get_template(template).stream(context, path=path, root=root, **more)
        stream.enable_buffering(PIECES_AT_ONCE)  # a page of all studies is long
        files.add(path, (wording.printable(piece).encode("utf-8") for piece in stream))

    for view in edition.studies:
        path = _address(view.slug)
        if path in kept:
            continue
        page(
            path,
            "study.html",
            since=_since(edition, view),
            linked=linked_data.trial(view, base),
            study=study.study_page(view, edition.histories.get(view.slug, ())),
            topics=search.topics(view),
        )
    index.start(files, kept)  # beside the pages and downloads that are still to be made
    gathered = overview(edition.studies)
    files.add(
        card.PATH, (card.card(gathered.per_kg, trials=len(gathered.names), results=gathered.rows),)
    )
    for name, needs in pages.PAGES.items():
        page(name, name, accuracy=tuple(accuracy), **needs(edition, gathered, base))
    if index.on:
        page("search.html", "search.html")
    for old, target in sorted(edition.redirects.items()):
        page(_address(old), "moved.html", target=target, name=gathered.names[target])
    for slug, name in sorted(edition.departed.items()):
        page(_address(slug), "gone.html", name=name)
    for dose_page in gathered.dose_pages:
        page(dose_page.path, "drug.html", dose=dose_page)
    page("feed.xml", "feed.xml")
    _add_exports(files, edition, base)
    for path, chunks in index.files():
        files.add(path, chunks)
    files.add("data/SHA256SUMS", (formats.checksums(_data_digests(files)),))
    files.add("feed.json", (formats.feed_file(edition, base, pages.feed_id(base, edition)),))
    unlisted = {"404.html", *map(_address, (*edition.redirects, *edition.departed))}
    addressed = sorted(
        path for path in files.keys() | kept if path.endswith(".html") and path not in unlisted
    )
    if base:
        page("sitemap.xml", "sitemap.xml", paths=addressed)
    files.add("robots.txt", (_robots(base),))


def _address(slug: str) -> str:
    """Where a study's page is. Raises BuildError for what cannot be the name of a page."""
    if not addresses.is_slug(slug):
        raise BuildError([f"not the name of a page: {slug!r}"])
    return f"study/{slug}.html"


def _folder(base: str) -> str:
    """The path under which the site is served, with a slash at both ends; "" if it is not known."""
    return f"{urlsplit(base).path}/" if base else ""


def _stamp(static: Mapping[str, bytes]) -> str:
    """A new address for changed styles, so that no reader's browser mixes two editions."""
    return hashlib.sha256(b"".join(static[path] for path in sorted(static))).hexdigest()[:8]


def _add_exports(files: Staging, edition: EditionView, base: str) -> None:
    """The downloads, one after the other: no two of them are in memory at a time."""
    files.add("data/dosetable.csv", exports.csv_lines(edition))
    csv = files.digest("data/dosetable.csv")
    package = formats.datapackage_file(edition, csv_size=csv.size, csv_sha256=csv.sha256)
    files.add("data/datapackage.json", (package,))
    files.add("data/dosetable.xlsx", (formats.xlsx_file(edition),))
    files.add("data/dosetable.sqlite", formats.sqlite_chunks(edition))
    files.add("data/provenance.jsonl", formats.provenance_lines(edition))
    files.add("data/metapsy.csv", metapsy.metapsy_lines(edition.studies))
    files.add("data/CITATION.cff", (formats.citation_file(edition, base),))
    files.add("data/dosetable.json", exports.json_chunks(edition))
    reports = references.articles(edition)
    files.add("data/reports.csl.json", (references.csl_file(reports),))
    files.add("data/reports.ris", (references.ris_file(reports),))
    files.add("data/reports.bib", (references.bibtex_file(reports),))


def _data_digests(files: Staging) -> dict[str, str]:
    return {path: files.digest(path).sha256 for path in files if path.startswith("data/")}


def _robots(base: str) -> bytes:
    lines = ["User-agent: *", "Allow: /"]
    if base:
        lines.append(f"Sitemap: {base}/sitemap.xml")
    return ("\n".join(lines) + "\n").encode("ascii", "replace")
