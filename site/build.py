"""Edition -> a folder of static files: gather, render, check, then put each file in its place.

Nothing is in its place before every page is rendered and every link is known to lead somewhere,
so a build that fails leaves an empty folder. The clock is passed in: the same edition gives the
same bytes.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2

from dosetable.site import (
    addresses,
    doses,
    exports,
    flow,
    formats,
    linked_data,
    memory,
    metapsy,
    quotes,
    search,
    study,
    table,
    wording,
)
from dosetable.site.asking import UNSAID, Asking
from dosetable.site.checks import Anchors, check_site
from dosetable.site.pictures import card, comparisons, forest, timeline
from dosetable.site.staging import AddressTaken, Staging
from dosetable.site.synthesis import effects
from dosetable.store.evidence_table import EditionView, StudyView

PIECES_AT_ONCE = 500
STATIC = ("style.css", "table.js", "search.js", "favicon.svg")
PAGES = (
    "index.html",
    "doses.html",
    "effects.html",
    "map.html",
    "changes.html",
    "methods.html",
    "freshness.html",
    "downloads.html",
    "about.html",
    "404.html",
)


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
    marks = {
        f"study/{view.slug}.html": memory.fingerprint(ground, *_study_parts(edition, view))
        for view in edition.studies
    }
    rest = replace(edition, studies=(), histories={})  # the marks stand for these
    whole = memory.fingerprint(ground, now, tuple(accuracy), asking, rest, *marks.items())
    if whole == before.whole:
        for folder in (out, previous):
            if folder is not None and memory.all_there(folder, before.made):
                for path in before.made:
                    memory.take_over(folder / path, out / path)
                return _report(edition, before.made, written=0)
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
    return _report(edition, made, written=written)


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


def _report(edition: EditionView, made: Mapping[str, memory.Made], *, written: int) -> BuildReport:
    return BuildReport(
        pages=sum(path.endswith(".html") for path in made),
        files=len(made),
        written=written,
        size=sum(one.size for one in made.values()),
        studies=len(edition.studies),
        rows=sum(len(view.rows) for view in edition.studies),
        search="search.html" in made,
    )


def _environment() -> jinja2.Environment:
    """Autoescaping always on, and an unknown name in a template is an error."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("dosetable.site", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = wording.number
    environment.filters["sentence"] = wording.sentence_case
    environment.filters["day"] = _day
    environment.filters["clock"] = lambda value: f"{value:%Y-%m-%d %H:%M} UTC"
    environment.filters["iso"] = lambda value: value.isoformat()
    environment.filters["rfc3339"] = _rfc3339
    environment.globals["plural"] = wording.plural
    environment.globals["later_fields"] = quotes.later_fields
    return environment


def _day(value: datetime | date) -> str:
    return f"{value.day} {value:%B %Y}"


def _rfc3339(value: datetime) -> str:
    """With an offset, as Atom asks; a time without one is in UTC."""
    aware = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    return aware.isoformat(timespec="seconds")


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
    files.add(card.PATH, (card.card(edition.studies),))
    context = _context(edition, base, now, accuracy, _stamp(static))
    context |= {"search": index.on, "asking": asking}
    environment = _environment()

    def page(path: str, template: str, **more: Any) -> None:
        # Whoever mistyped an address may be in any folder: the links of that page are whole.
        root = _folder(base) if path == "404.html" else "../" * path.count("/")
        stream = environment.get_template(template).stream(context, path=path, root=root, **more)
        stream.enable_buffering(PIECES_AT_ONCE)  # a page of all studies is long
        files.add(path, (piece.encode("utf-8") for piece in stream))

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
    for name in (*PAGES, *(("search.html",) if index.on else ())):
        page(name, name)
    names = {view.slug: view.name for view in edition.studies}
    for old, target in sorted(edition.redirects.items()):
        page(_address(old), "moved.html", target=target, name=names[target])
    for slug, name in sorted(edition.departed.items()):
        page(_address(slug), "gone.html", name=name)
    for dose_page in context["dose_pages"]:
        page(dose_page.path, "drug.html", dose=dose_page)
    page("feed.xml", "feed.xml")
    for path, chunks in _exports(edition, base):
        files.add(path, chunks)
    for path, chunks in index.files():
        files.add(path, chunks)
    files.add("data/SHA256SUMS", (formats.checksums(_data_digests(files)),))
    files.add("feed.json", (formats.feed_file(edition, base, _feed_id(base, edition)),))
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


def _exports(edition: EditionView, base: str) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The downloads, one after the other: no two of them are in memory at a time."""
    csv = exports.csv_file(edition)
    yield "data/dosetable.csv", (csv,)
    yield "data/datapackage.json", (formats.datapackage_file(edition, csv),)
    yield "data/dosetable.xlsx", (formats.xlsx_file(edition),)
    yield "data/dosetable.sqlite", (formats.sqlite_file(edition),)
    yield "data/provenance.jsonl", formats.provenance_lines(edition)
    yield "data/metapsy.csv", (metapsy.metapsy_file(edition.studies),)
    yield "data/reports.csl.json", (formats.csl_file(edition),)
    yield "data/CITATION.cff", (formats.citation_file(edition, base),)
    yield "data/dosetable.json", exports.json_chunks(edition)
    yield "data/reports.ris", (exports.ris_file(edition),)
    yield "data/reports.bib", (exports.bibtex_file(edition),)


def _data_digests(files: Staging) -> dict[str, str]:
    return {path: files.digest(path).sha256 for path in files if path.startswith("data/")}


def _robots(base: str) -> bytes:
    lines = ["User-agent: *", "Allow: /"]
    if base:
        lines.append(f"Sitemap: {base}/sitemap.xml")
    return ("\n".join(lines) + "\n").encode("ascii", "replace")


def _context(
    edition: EditionView,
    base: str,
    now: datetime,
    accuracy: Sequence[FieldAccuracy],
    stamp: str,
) -> dict[str, Any]:
    """What every page may use, gathered once."""
    groups = table.study_groups(edition.studies)
    return {
        "edition": edition,
        "base": base,
        "now": now,
        "stamp": stamp,
        "accuracy": tuple(accuracy),
        "groups": groups,
        "lines": sum(len(group.lines) for group in groups),
        "results": sum(len(view.rows) for view in edition.studies),
        "columns": table.COLUMNS,
        "secondary": table.SECONDARY,
        "facets": table.facets(groups),
        "statuses": wording.STATUS_WORDS,
        "comparators": wording.COMPARATOR_WORDS,
        "fields": exports.FIELDS,
        "dose_pages": doses.dose_pages(edition.studies),
        "dataset": linked_data.dataset(edition, base),
        "forests": forest.forests(effects.answers(edition.studies)),
        "timelines": timeline.timelines(edition.studies),
        "comparisons": comparisons.comparison_map(edition.studies),
        "flow": flow.flow(edition),
        "excluded": tuple(sorted(edition.excluded, key=lambda e: (e.reason, e.title.casefold()))),
        "safe_url": addresses.safe_url,
        "card": card,
        "slugs": frozenset(view.slug for view in edition.studies),
        "feed_id": _feed_id(base, edition),
    }


def _feed_id(base: str, edition: EditionView) -> Any:
    """Entry ids that never change: under the base address, or a UUID of the edition's number."""

    def made(number: int | None) -> str:
        name = "feed" if number is None else f"edition-{number}"
        if base:
            return f"{base}/feed.xml" if number is None else f"{base}/changes.html#{name}"
        return uuid.uuid5(uuid.NAMESPACE_URL, f"dosetable/{name}").urn

    return made
