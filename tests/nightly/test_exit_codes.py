"""The commands an operator's timer runs: what they exit with, and what they say."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from dosetable.crawler.library.server import Fault, LibraryServer, library_server

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LibraryServer]:
    library = tmp_path / "library"
    (library / "pubmed").mkdir(parents=True)
    with as_file(files("dosetable.crawler.library")) as embedded:
        for path in sorted((embedded / "pubmed").glob("*.xml"))[:6]:
            shutil.copy(path, library / "pubmed")
    with library_server(library) as running:
        yield running


@pytest.fixture
def run(server: LibraryServer, tmp_path: Path) -> Run:
    """Give a function that runs ``dosetable`` with the settings in the environment."""
    crawl = server.settings().model_copy(update={"max_retries": 0})

    def command(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "DOSETABLE_CRAWL": crawl.model_dump_json(exclude={"ncbi_api_key"}),
            "DOSETABLE_DATA_DIR": str(tmp_path / "data"),
            **{f"DOSETABLE_{name.upper()}": value for name, value in settings.items()},
        }
        return subprocess.run(
            [sys.executable, "-c", "from dosetable.nightly.cli import main; main()", *words],
            capture_output=True,
            text=True,
            timeout=100,
            env=environment,
            cwd=tmp_path,
        )

    return command


def test_exit_codes_and_status(run: Run, server: LibraryServer) -> None:
    night = ("nightly", "--source", "pubmed")
    before = run("status")
    assert before.returncode == 0
    assert "last night: none yet" in before.stdout

    done = run(*night)
    assert (done.returncode, done.stdout.split()[0]) == (0, "result=done"), done.stderr
    assert "edition=1" in done.stdout

    server.faults.append(Fault(source="pubmed", kind="status", times=9))
    warned = run(*night)
    assert (warned.returncode, warned.stdout.split()[0]) == (3, "result=warnings")
    server.faults.clear()

    strict = {"gates__accuracy_floors": '{"screening": 100.5}'}
    stopped = run(*night, **strict)
    assert (stopped.returncode, stopped.stdout.split()[0]) == (4, "result=not_published")
    assert "stopped_by=accuracy-screening" in stopped.stdout
    assert "not published: gate accuracy-screening" in stopped.stderr
    told = run("status", starts_at="23:45")
    assert "not_published (gate accuracy-screening" in " ".join(told.stdout.split())
    assert "23:45 UTC" in told.stdout
    assert "pubmed" in told.stdout

    allowed = run(*night, "--allow", "accuracy-screening", **strict)
    assert (allowed.returncode, allowed.stdout.split()[0]) == (3, "result=warnings")

    failed = run(*night, database_url="sqlite:////dev/null/none.sqlite")
    assert (failed.returncode, failed.stdout.split()[0]) == (1, "result=failed")
    assert "Traceback" not in failed.stderr
    assert "failed (" in run("status").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nightly", "--source", "pubmet"), "unknown source pubmet"),
        (("nightly", "--settings", "no.toml"), "no.toml: no such settings file"),
        (("rollback",), "nothing to roll back"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_wrong_use_is_told_in_a_line(run: Run, words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.returncode in {1, 2}
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
