"""What is left when a night ends: the report, the word to the operator, the exit code."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from dosetable.crawler.report import CrawlReport, SourceReport
from dosetable.nightly.asking import asking
from dosetable.nightly.gates import Gate
from dosetable.nightly.lock import job_lock
from dosetable.nightly.notifying import notify
from dosetable.nightly.report import ExitCode, NightReport, night_page
from dosetable.nightly.settings import NotifySettings, Settings
from dosetable.nightly.status import last_night, next_night
from dosetable.store.evidence_table import Change

NIGHT = datetime(2026, 11, 24, 8, tzinfo=UTC)
HELD_BACK = Gate(name="rows-lost", passed=False, reason="100 rows before, 50 now")


def _report(site: Path, **more: Any) -> NightReport:
    source = SourceReport(
        source="pubmed", outcome="done", new=2, bytes=4321, watermark="2026-11-24"
    )
    told: dict[str, Any] = {
        "started": NIGHT,
        "finished": NIGHT + timedelta(minutes=3),
        "crawl": CrawlReport(started_at="2026-11-24T08:00:00+00:00", sources=(source,)),
        "documents_read": 2,
        "documents": 9,
        "unreadable": (),
        "studies": 5,
        "rows": 7,
        "edition": 3,
        "changes": (
            Change(study_slug="a", study_name="<b>A & Co", what="dose", before=None, after="1 mg"),
        ),
        "gates": (),
        "site": site,
        "measures": {"coverage.dose": 0.875, "conflicts": 2.0},
    }
    return NightReport(**(told | more))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, ExitCode.DONE),
        ({"edition": None, "gates": (HELD_BACK,)}, ExitCode.NOT_PUBLISHED),
        ({"edition": None, "failure": "the disk is full"}, ExitCode.FAILED),
        (
            {"gates": (Gate(name="x", passed=False, reason="", allowed=True),)},
            ExitCode.WARNINGS,
        ),
    ],
)
def test_exit_codes_tell_the_truth(tmp_path: Path, more: dict[str, Any], code: ExitCode) -> None:
    assert _report(tmp_path, **more).exit_code == code


def test_the_page_shows_sources_gates_coverage_and_changes_escaped(tmp_path: Path) -> None:
    page = night_page(_report(tmp_path, gates=(HELD_BACK,), edition=None))
    for expected in ("4321", "2026-11-24", "rows-lost", "87.5%", "Nothing was published"):
        assert expected in page
    assert "&lt;b&gt;A &amp; Co" in page
    assert "<b>A" not in page


def test_the_published_site_says_that_it_was_not_renewed(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    _report(site, gates=(HELD_BACK,), edition=None).write(tmp_path / "reports")
    status = json.loads((site / "status.json").read_text())
    assert status["published"] is False
    assert status["stopped_by"][0]["gate"] == "rows-lost"
    settings = Settings(data_dir=tmp_path, starts_at="08:00")
    assert "not_published (gate rows-lost" in last_night(settings)
    assert "2026-11-25 08:00" in next_night(settings, NIGHT)
    assert "2026-11-24 08:00" in next_night(settings, NIGHT - timedelta(hours=1))


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    got: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/secret-token", got
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_webhook_is_told_of_the_results_it_asked_for(
    tmp_path: Path, hook: tuple[str, list[dict[str, Any]]]
) -> None:
    url, got = hook
    settings = NotifySettings(webhook_url=url)
    assert list(notify(_report(tmp_path), settings)) == []
    assert got == []
    assert list(notify(_report(tmp_path, edition=None), settings)) == []
    assert [one["result"] for one in got] == ["not_published"]


def test_what_could_not_be_told_is_said_without_the_secret(tmp_path: Path) -> None:
    settings = NotifySettings(
        webhook_url="http://127.0.0.1:9/secret-token",
        email_to="a@example.org",
        smtp_host="127.0.0.1",
        smtp_port=9,
        smtp_password="secret-word",
    )
    said = list(notify(_report(tmp_path, edition=None), settings))
    assert len(said) == 2
    assert "secret" not in " ".join(said)
    assert "secret" not in str(settings)


def test_the_second_job_says_why_it_does_not_run(tmp_path: Path) -> None:
    with job_lock(tmp_path):
        done = subprocess.run(
            [sys.executable, "-c", "from dosetable.nightly.cli import main; main()"]
            + ["nightly", "--data-dir", str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert "a job is already running" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_site_is_told_the_searches_of_the_sources_that_are_asked() -> None:
    settings = Settings(starts_at="08:00")
    told = asking(settings, NIGHT, demonstration=False)
    assert told.next_run == settings.next_start(NIGHT)
    found = dict(told.searches)
    assert found["PubMed"] == settings.crawl.pubmed.query
    assert settings.crawl.clinicaltrials.interventions in found["ClinicalTrials.gov"]
    fewer = Settings.model_validate({"crawl": {"europepmc": {"enabled": False}}})
    silent = asking(fewer, NIGHT, demonstration=True)
    assert "Europe PMC" not in dict(silent.searches)
    assert silent.next_run is None
