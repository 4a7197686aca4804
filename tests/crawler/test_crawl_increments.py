"""A crawl is complete, a second one asks for nothing again, and a change is seen."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dosetable.crawler.archive import Archive
from dosetable.crawler.library.server import Fault
from dosetable.crawler.worker import job_json

NIGHT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def test_the_first_crawl_is_complete(served: Any) -> None:
    reports = served.crawl()
    assert {source: report.error for source, report in reports.items()} == dict.fromkeys(reports)
    assert served.keys("pubmed") == [str(pmid) for pmid in range(101, 108)]
    assert served.keys("europepmc") == ["PMC/PMC900/fulltext"] + [
        f"PPR/PPR{n}" for n in range(1, 6)
    ]
    assert served.keys("clinicaltrials") == [f"NCT{n:08}" for n in range(1, 5)]
    assert served.keys("webpages") == [
        "http://news.example/news/a.html",
        "http://news.example/news/d",
    ]
    assert [reports[s].new for s in reports] == [7, 6, 4, 2]
    assert [reports[s].total_reported for s in reports] == [7, 5, 4, None]
    assert {report.watermark for report in reports.values()} == {"2026-11-24"}


def test_documents_carry_their_public_address_and_the_clock_of_the_run(served: Any) -> None:
    served.crawl("pubmed", "clinicaltrials", "europepmc")
    found = {one.document.key: one.document for one in served.documents()}
    assert found["101"].url == "https://pubmed.ncbi.nlm.nih.gov/101/"
    assert found["PPR/PPR1"].url == "https://europepmc.org/article/PPR/PPR1"
    assert found["NCT00000001"].url == "https://clinicaltrials.gov/study/NCT00000001"
    assert {document.fetched_at for document in found.values()} == {NIGHT}


def test_the_second_crawl_fetches_no_record_again(served: Any) -> None:
    served.crawl()
    before, documents = len(served.server.requests), len(served.documents())
    reports = served.crawl(now=NIGHT + timedelta(days=1))
    later = served.server.requests[before:]
    assert len(served.documents()) == documents
    assert {report.outcome for report in reports.values()} == {"nothing new"}
    assert not [one for one in later if "efetch" in one.path or "fullTextXML" in one.path]
    assert [one.path for one in later if one.source == "clinicaltrials"] == ["/api/v2/version"]
    pages = [one for one in later if one.source == "webpages" and not one.path.endswith(".txt")]
    assert {one.status for one in pages} == {304}
    assert reports["webpages"].unchanged == 2
    assert "still those of" in (reports["clinicaltrials"].note or "")


def test_a_changed_record_comes_as_changed(served: Any) -> None:
    served.crawl()
    last = served.documents()[-1].sequence
    served.library.article(103, title="Ketamine, corrected.", revised="2026-11-25")
    served.library.result(2, title="Preprint 2, revised", dateOfRevision="2026-11-25")
    served.library.study(4, title="Ketamine, completed", posted="2026-11-25")
    served.library.page("news/a.html", "Ketamine against saline.")
    reports = served.crawl(now=NIGHT + timedelta(days=2))
    assert [reports[source].changed for source in reports] == [1, 1, 1, 1]
    assert [reports[source].new for source in reports] == [0, 0, 0, 0]
    fresh = {one.document.key: one.document.body for one in served.documents(after=last)}
    assert sorted(fresh) == ["103", "NCT00000004", "PPR/PPR2", "http://news.example/news/a.html"]
    assert b"corrected" in fresh["103"]


def test_a_refresh_of_derived_data_is_no_change(served: Any) -> None:
    served.crawl("clinicaltrials")
    path = served.library.path / "clinicaltrials" / "NCT00000001.json"
    study = json.loads(path.read_text())
    study["derivedSection"]["miscInfoModule"]["versionHolder"] = "2026-11-24"
    path.write_text(json.dumps(study))
    settings = served.settings.model_copy(
        update={
            "clinicaltrials": served.settings.clinicaltrials.model_copy(
                update={"overlap_days": 999}
            )
        }
    )
    report = served.crawl("clinicaltrials", settings=settings)["clinicaltrials"]
    assert (report.changed, report.unchanged) == (0, 4)


def test_a_page_that_is_no_longer_there_is_gone_once(served: Any) -> None:
    served.crawl("webpages")
    (served.library.path / "webpages" / "news.example" / "news" / "a.html").unlink()
    assert served.crawl("webpages")["webpages"].gone == 1
    assert served.crawl("webpages")["webpages"].gone == 0
    assert len(served.keys("webpages")) == 2


def test_another_query_is_asked_from_the_beginning(served: Any, with_section: Any) -> None:
    served.crawl("pubmed")
    other = with_section(served.settings, "pubmed", query="esketamine[tiab]")
    report = served.crawl("pubmed", settings=other)["pubmed"]
    assert (report.total_reported, report.unchanged) == (7, 7)


def test_an_archive_that_was_moved_away_is_filled_again(served: Any) -> None:
    served.crawl("pubmed", "clinicaltrials", "webpages")
    shutil.rmtree(served.folder / "archive")
    reports = served.crawl("pubmed", "clinicaltrials", "webpages")
    assert [report.new for report in reports.values()] == [7, 4, 2]


def test_a_clock_that_went_back_loses_nothing(served: Any) -> None:
    served.crawl("pubmed")
    served.library.article(200, revised="2026-11-10")
    served.crawl("pubmed", now=NIGHT - timedelta(days=20))
    assert "200" in served.keys("pubmed")


def test_results_beyond_the_limit_are_searched_by_date(served: Any, with_section: Any) -> None:
    for number, day in enumerate(("2020-05-01", "2021-05-01", "2022-05-01"), start=301):
        served.library.article(number)
        path = served.library.path / "pubmed" / f"{number}.xml"
        path.write_text(
            path.read_text().replace(
                "<Year>2026</Year><Month>1</Month><Day>5</Day>\n</Pub",
                "<Year>{}</Year><Month>{}</Month><Day>{}</Day></Pub".format(*day.split("-")),
            )
        )
    settings = with_section(served.settings, "pubmed", window_limit=8)
    report = served.crawl("pubmed", settings=settings)["pubmed"]
    assert (report.error, report.new) == (None, 10)


@pytest.mark.parametrize("source", ["pubmed", "europepmc", "clinicaltrials"])
def test_a_source_killed_midway_is_completed_by_the_next_crawl(served: Any, source: Any) -> None:
    path = {"pubmed": "efetch", "europepmc": "search", "clinicaltrials": "studies"}[source]
    served.server.faults.append(Fault(source=source, kind="drip", path=path, skip=1))
    worker = subprocess.Popen(
        [sys.executable, "-m", "dosetable.crawler.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with worker:
        assert worker.stdin is not None
        served.folder.mkdir(exist_ok=True)
        worker.stdin.write(job_json(source, served.settings, served.folder, NIGHT) + "\n")
        worker.stdin.flush()
        deadline = time.monotonic() + 20
        while served.server.faults[0].times and time.monotonic() < deadline:
            time.sleep(0.02)
        worker.kill()
    assert 0 < len(served.keys(source)) < 4
    report = served.crawl(source)[source]
    assert report.error is None
    expected = {"pubmed": 7, "europepmc": 6, "clinicaltrials": 4}[source]
    keys = served.keys(source)
    assert len(keys) == len(set(keys)) == expected


def test_a_worker_that_cannot_start_is_reported(served: Any) -> None:
    served.folder.mkdir()
    (served.folder / "archive").write_text("not a folder")
    report = served.crawl("pubmed")["pubmed"]
    assert report.outcome == "failed"
    assert "logs/pubmed.log" in (report.error or "")


def test_the_index_can_be_made_again_with_the_same_numbers(served: Any) -> None:
    served.crawl()
    served.library.article(103, title="Ketamine, corrected.", revised="2026-11-25")
    served.crawl("pubmed", now=NIGHT + timedelta(days=2))
    before = served.documents()
    for path in (served.folder / "archive").glob("index.sqlite*"):
        path.unlink()
    with Archive(served.folder / "archive") as archive:
        assert list(archive.documents()) == before
