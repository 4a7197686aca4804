"""Edition -> a folder of static files: gather, render, check, then write each file once.

Nothing is written before every page is rendered and every link is known to lead somewhere, so a
build that fails leaves an empty folder. The clock is passed in: the same edition gives the same
bytes.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2

from dosetable.site import addresses, doses, exports, flow, formats, quotes, study, table, wording
from dosetable.site.checks import check_site
from dosetable.site.pictures import comparisons, forest, timeline
from dosetable.site.synthesis import effects
from dosetable.store.evidence_table import EditionView

STATIC = ("style.css", "table.js", "favicon.svg")
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
    """What a build wrote. ``size``: bytes."""

    pages: int
    files: int
    size: int
    studies: int
    rows: int


def build_site(
    edition: EditionView,
    out: Path,
    *,
    base_url: str = "",
    now: datetime,
    accuracy: Sequence[FieldAccuracy] = (),
) -> BuildReport:
    """Write the website of ``edition`` into the folder ``out``, which is made if need be.

    ``base_url``: where it will be served (https://example.org/table); without it there are no
    canonical links and no sitemap. Raises BuildError, with the list, when a link leads nowhere,
    a page is not well formed or two pages have one address.
    """
    if base_url and addresses.safe_url(base_url) is None:
        raise BuildError([f"the base address is not a web address: {base_url}"])
    base = base_url.rstrip("/")
    files = _render(edition, base, now, accuracy)
    problems = check_site(files)
    if problems:
        raise BuildError(problems)
    for path, content in sorted(files.items()):
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return BuildReport(
        pages=sum(path.endswith(".html") for path in files),
        files=len(files),
        size=sum(len(content) for content in files.values()),
        studies=len(edition.studies),
        rows=sum(len(study_view.rows) for study_view in edition.studies),
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


class _Files(dict[str, bytes]):
    """Refuses a second file at one address: one of two pages would be lost."""

    def __setitem__(self, path: str, content: bytes) -> None:
        if path in self:
            raise BuildError([f"two pages at one address: {path}"])
        super().__setitem__(path, content)


def _render(
    edition: EditionView, base: str, now: datetime, accuracy: Sequence[FieldAccuracy]
) -> Mapping[str, bytes]:
    files = _Files()
    for path, content in _static().items():
        files[path] = content
    context = _context(edition, base, now, accuracy, _stamp(files))
    environment = _environment()

    def page(path: str, template: str, **more: Any) -> None:
        root = "../" * path.count("/")
        text = environment.get_template(template).render(context, path=path, root=root, **more)
        files[path] = text.encode("utf-8")

    for name in PAGES:
        page(name, name)
    for view in edition.studies:
        if not addresses.is_slug(view.slug):
            raise BuildError([f"not the name of a page: {view.slug!r}"])
        page(
            f"study/{view.slug}.html",
            "study.html",
            study=study.study_page(view, edition.histories.get(view.slug, ())),
        )
    for dose_page in context["dose_pages"]:
        page(dose_page.path, "drug.html", dose=dose_page)
    page("feed.xml", "feed.xml")
    for name, content in _exports(edition, base).items():
        files[name] = content
    addressed = sorted(path for path in files if path.endswith(".html") and path != "404.html")
    if base:
        page("sitemap.xml", "sitemap.xml", paths=addressed)
    files["robots.txt"] = _robots(base)
    return files


def _stamp(static: Mapping[str, bytes]) -> str:
    """A new address for changed styles, so that no reader's browser mixes two editions."""
    return hashlib.sha256(b"".join(static[path] for path in sorted(static))).hexdigest()[:8]


def _exports(edition: EditionView, base: str) -> dict[str, bytes]:
    csv = exports.csv_file(edition)
    files = {
        "data/dosetable.csv": csv,
        "data/datapackage.json": formats.datapackage_file(edition, csv),
        "data/dosetable.xlsx": formats.xlsx_file(edition),
        "data/dosetable.sqlite": formats.sqlite_file(edition),
        "data/provenance.jsonl": formats.provenance_file(edition),
        "data/reports.csl.json": formats.csl_file(edition),
        "data/CITATION.cff": formats.citation_file(edition, base),
        "data/dosetable.json": exports.json_file(edition),
        "data/reports.ris": exports.ris_file(edition),
        "data/reports.bib": exports.bibtex_file(edition),
    }
    return files | {
        "data/SHA256SUMS": formats.checksums(files),
        "feed.json": formats.feed_file(edition, base, _feed_id(base, edition)),
    }


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
        "forests": forest.forests(effects.answers(edition.studies)),
        "timelines": timeline.timelines(edition.studies),
        "comparisons": comparisons.comparison_map(edition.studies),
        "flow": flow.flow(edition),
        "excluded": tuple(sorted(edition.excluded, key=lambda e: (e.reason, e.title.casefold()))),
        "safe_url": addresses.safe_url,
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
