"""Night after night with things going wrong: short here, thirty nights by ``make soak``."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dosetable.crawler.documents import SOURCES
from dosetable.crawler.library.server import Fault
from dosetable.nightly import edition as edition_module
from dosetable.nightly.report import ExitCode
from dosetable.store.editions import changes_by_edition
from dosetable.store.gathering import study_views
from dosetable.store.session import make_engine, transaction

if TYPE_CHECKING:
    from conftest import World

WHOLE = os.environ.get("DOSETABLE_SOAK") == "whole"
GARBAGE = b"\x00\xff not what was asked for"
HTML = b"<!doctype html><title>Please wait</title>"
NO_RESULTS = b'{"esearchresult": {"count": "9", "idlist": []}}'
EMPTY_PAGE = b'{"hitCount": 500, "resultList": {"result": []}, "nextCursorMark": "*"}'
OTHER_SCHEMA = b'{"dataTimestamp": {"no": "more"}, "apiVersion": 3}'


def faults(*wanted: Fault) -> Callable[[World, pytest.MonkeyPatch], None]:
    def bad(world: World, _patch: pytest.MonkeyPatch) -> None:
        world.server.faults[:] = wanted
        world.night()

    return bad


def kill(at: str, number: str = "SIGKILL") -> Callable[[World, pytest.MonkeyPatch], None]:
    def bad(world: World, _patch: pytest.MonkeyPatch) -> None:
        code = world.killed_night(at, number)
        assert code == (-9 if number == "SIGKILL" else ExitCode.FAILED), at

    return bad


def disk_full(world: World, patch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any, **_more: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with patch.context() as broken:
        broken.setattr(edition_module, "build_site", full)
        report = world.night()
    assert report.exit_code == ExitCode.FAILED
    assert "No space left" in (report.failure or "")


def clock_back(world: World, _patch: pytest.MonkeyPatch) -> None:
    world.now -= timedelta(days=2)
    world.night()
    world.now += timedelta(days=2)


def clock_ahead(world: World, _patch: pytest.MonkeyPatch) -> None:
    world.now += timedelta(days=3)
    world.night()
    world.now -= timedelta(days=2)


def slow_drip(world: World, patch: pytest.MonkeyPatch) -> None:
    """A byte a second: the time-out of a request cuts it off."""
    patient = world.settings
    world.give_up_after(2.0)
    faults(Fault(source="pubmed", kind="drip", path="esearch", times=9))(world, patch)
    world.settings = patient


def body(source: Any, data: bytes, path: str = "", times: int = 9) -> Fault:
    return Fault(source=source, kind="body", body=data, path=path, times=times)


BAD: dict[str, Callable[[World, pytest.MonkeyPatch], None]] = {
    "pubmed answers 500": faults(Fault(source="pubmed", kind="status", times=9)),
    "killed while reading": kill("reading documents"),
    "garbage for XML": faults(body("pubmed", GARBAGE, "efetch")),
    "disk full": disk_full,
    "stopped while building": kill("building the site", "SIGTERM"),
    "killed while building": kill("building the site"),
    "killed while crawling": kill("pubmed: "),
    "killed while joining": kill("joining reports"),
    "429 with Retry-After": faults(
        Fault(source="pubmed", kind="status", status=429, retry_after="1", times=1)
    ),
    "429 without": faults(Fault(source="europepmc", kind="status", status=429, times=9)),
    "resets": faults(Fault(source="clinicaltrials", kind="reset", times=9)),
    "truncated bodies": faults(Fault(source="pubmed", kind="truncate", path="efetch", times=9)),
    "HTML for JSON": faults(body("europepmc", HTML)),
    "a total without records": faults(body("pubmed", NO_RESULTS, "esearch")),
    "a cursor loop": faults(body("europepmc", EMPTY_PAGE)),
    "a changed schema": faults(body("clinicaltrials", OTHER_SCHEMA)),
    "a slow drip": slow_drip,
    "clock back": clock_back,
    "clock ahead": clock_ahead,
    "all sources down": faults(*(Fault(source=s, kind="status", times=50) for s in SOURCES)),
}
SHORT = tuple(BAD)[:5]


@pytest.mark.timeout(1200)
def test_the_night_after_a_fault_catches_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.good_night()
    world.check_published()
    for name in tuple(BAD) if WHOLE else SHORT:
        before = world.archived()
        world.now += timedelta(days=1)
        world.publish_article()
        BAD[name](world, monkeypatch)
        world.check_published()
        bad = world.archived()
        assert bad[: len(before)] == before, f"{name}: something stored was lost"
        assert len(set(bad)) == len(bad), f"{name}: something was stored twice"
        world.server.faults.clear()
        world.now += timedelta(days=1)
        world.good_night(name)
        after = world.archived()
        assert {key for source, key, _ in after if source == "pubmed"} >= set(world.added), name
        assert len(set(after)) == len(after), f"{name}: something was stored twice"
        assert world.stored() == len(after), f"{name}: the store is not the archive"
        world.check_published()


def test_a_record_corrected_then_retracted_then_deleted_is_shown_so_and_kept(
    world: World,
) -> None:
    key = "91000001"
    abstract = (
        "METHODS: In this double-blind trial, {n} patients with treatment-resistant depression "
        "were randomly assigned to a single intravenous infusion of ketamine 0.5 mg/kg (n={n1}) or "
        "saline (n=20). RESULTS: At 24 h the MADRS score fell more with ketamine than with saline "
        "(mean difference -7.9, 95% CI -11.8 to -4.0, p<0.001)."
    )

    def write(n: int, *links: str) -> Path:
        text = abstract.format(n=n, n1=n - 20)
        return world.write_article(key, "Ketamine or saline in depression.", text, links)

    def shown() -> str:
        return page.read_text(encoding="utf-8")

    record = write(40)
    world.good_night()
    engine = make_engine(world.settings.database)
    with transaction(engine) as session:
        slug = next(
            view.slug
            for view in study_views(session)
            if any(report.pmid == key for report in view.reports)
        )
    page = world.settings.published / "study" / f"{slug}.html"
    before = len(world.archived())
    assert "Corrected</" not in shown()

    world.now += timedelta(days=1)
    write(42, "ErratumIn")
    report = world.good_night()
    assert len(world.archived()) == before + 1
    mine = {(one.what, one.before, one.after) for one in report.changes if one.study_slug == slug}
    assert ("correction", None, "corrected") in mine
    assert any((old, new) == ("40", "42") for _, old, new in mine), mine
    assert "correction" in shown().lower()
    assert "42" in shown()

    world.now += timedelta(days=1)
    write(42, "ErratumIn", "RetractionIn")
    report = world.good_night()
    assert len(world.archived()) == before + 2
    assert "etracted" in shown()

    record.unlink()
    world.now += timedelta(days=1)
    report = world.good_night()
    assert sum(source.gone for source in report.crawl.sources) == 1
    assert "no longer gives the record" in shown()
    assert "etracted" in shown()
    # The history: all three forms in the archive, every step among what changed.
    assert len(world.archived()) == before + 2
    assert len([1 for _, held, _ in world.archived() if held == key]) == 3
    with transaction(engine) as session:
        steps = changes_by_edition(session)
    engine.dispose()
    told = [[one for one in steps[number] if one.study_slug == slug] for number in (2, 3, 4)]
    assert all(told), told
    assert any("no longer gives the record" in (one.after or "") for one in told[2])
    assert any((one.before, one.after) == ("40", "42") for one in told[0])


def test_a_new_extractor_reads_everything_again_and_fetches_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = world.night()
    world.now += timedelta(days=1)
    monkeypatch.setattr("dosetable.nightly.reading.extractor_version", lambda: "9.9+other")
    second = world.night()
    assert second.documents_read == first.documents_read
    assert second.crawl.new_documents == 0
