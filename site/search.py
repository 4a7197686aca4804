"""Search over the study pages: Pagefind reads the pages as they were built and writes an index that
the reader's browser asks piece by piece, so that nothing a reader types leaves the site.

Pagefind is a program, not a library, and there is none for every platform. Where it is missing the
site is built without search, and without a link to it.
"""

from __future__ import annotations

import base64
import gzip
import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

from dosetable.site import memory, wording
from dosetable.site.memory import Made
from dosetable.store.evidence_table import StudyView

FOLDER = "search"
_PAGES = "study/"
# What stands on every study page, or twice on one, says nothing about which study is meant.
_LEFT_OUT = (
    ".crumb", "figure.scale", "figcaption", "summary", ".status", ".why", "thead", "caption",
    'section[aria-labelledby="history"]', 'section[aria-labelledby="cite"]',
)  # fmt: skip
# Pagefind's own user interfaces: the search page has one in our style.
_UNUSED = ("pagefind-ui.", "pagefind-component-ui.", "pagefind-modular-ui.", "pagefind-highlight.")
# Half an hour: only a program that hangs needs more.
_LIMIT = 1800
_PAUSE = 0.05


class SearchError(RuntimeError):
    """Pagefind failed; the message is its own."""


@cache
def program() -> Path | None:
    """Pagefind's program, or None where there is none that runs here."""
    try:
        found = Path(import_module("pagefind_bin").get_executable())
        _version_of(found)
    except (ImportError, OSError, subprocess.SubprocessError):
        return None
    return found


@cache
def version() -> str | None:
    """What Pagefind says of itself; another version writes another index. None without it."""
    found = program()
    return None if found is None else _version_of(found)


def _version_of(found: Path) -> str:
    """Raises OSError or SubprocessError where the program does not run here."""
    said = subprocess.run(  # noqa: S603  (a program of our own environment)
        [found, "--version"], check=True, capture_output=True, timeout=60
    )
    return said.stdout.decode().strip()


def is_part(path: str) -> bool:
    """Whether the file of the site at ``path`` belongs to the index."""
    return path.startswith(f"{FOLDER}/")


def topics(study: StudyView) -> str:
    """What the search page can narrow by: a JSON list of [filter, value]."""
    found: dict[tuple[str, str], None] = {}
    for arm in study.arms:
        role = arm.role.value
        if role == "experimental":
            if arm.drug.value:
                found["drug", wording.sentence_case(arm.drug.value)] = None
            if arm.route.value:
                found["route", wording.sentence_case(arm.route.value)] = None
        elif role is not None:
            found["comparator", wording.COMPARATOR_WORDS[role]] = None
    if study.year:
        found["year", str(study.year)] = None
    return json.dumps([*found], ensure_ascii=False)


class Index:
    """The search index of one build, used with ``with``, which ends what was started.

    ``on``: whether there is one; ``mark``: what it is made from; ``kept``: the files of the last
    build's index, where they are still there and made from the same.
    """

    def __init__(
        self, engine: str | None, mark: str, before: Mapping[str, Made], previous: Path | None
    ) -> None:
        self.on = engine is not None
        self.mark = mark
        self.kept = _kept(before, mark, previous) if self.on else {}
        self._previous = previous or Path()
        self._opened = ExitStack()
        self._process: subprocess.Popen[bytes] | None = None
        self._made: Future[Path] | None = None

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.kill()  # its work is done or not wanted
        self._opened.close()

    def start(self, staged: Mapping[str, bytes], taken_over: Iterable[str]) -> None:
        """Index the study pages in a process of its own, beside what the caller does meanwhile:
        those of this build and those taken over from the last.
        """
        found = program() if self.on and not self.kept else None
        if found is None:
            return
        places: dict[str, Callable[[], bytes]] = {
            path: partial(staged.__getitem__, path) for path in staged if path.startswith(_PAGES)
        }
        places |= {path: (self._previous / path).read_bytes for path in taken_over}
        folder = Path(self._opened.enter_context(tempfile.TemporaryDirectory(prefix="dosetable-")))
        for number, (path, content) in enumerate(sorted(places.items())):
            page = folder / str(number) / path
            page.parent.mkdir(parents=True)
            page.write_bytes(content())
        beside = self._opened.enter_context(ThreadPoolExecutor(1))
        with (folder / "answers").open("wb") as answers:
            self._process = subprocess.Popen(  # noqa: S603  (a program of our own environment)
                [found, "--service"], cwd=folder, stdin=subprocess.PIPE, stdout=answers
            )
        self._made = beside.submit(_index, self._process, folder, len(places))

    def files(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        """What was started, once it is done: (path within the site, content). Raises SearchError."""
        if self._made is None:
            return
        try:
            folder = self._made.result(timeout=_LIMIT)
        except TimeoutError as error:
            raise SearchError(f"Pagefind was not done after {_LIMIT} seconds") from error
        except OSError as error:
            raise SearchError(f"Pagefind failed: {error}") from error
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not name.startswith(_UNUSED):
                yield f"{FOLDER}/{name}", (path.read_bytes(),)
        yield f"{FOLDER}/topics.json", (_topics_file(sorted(folder.glob("fragment/*"))),)


def _topics_file(fragments: Sequence[Path]) -> bytes:
    """Which pages have which topic. Pagefind has filters of its own, but writes them in an order
    that changes from run to run.

    ``ids`` are Pagefind's names of the pages; ``topics`` is filter -> value -> places in ``ids``.
    """
    found: dict[str, dict[str, list[int]]] = {}
    for place, path in enumerate(fragments):
        for name, value in json.loads(read_fragment(path.read_bytes())["meta"].get("topics", "[]")):
            found.setdefault(name, {}).setdefault(value, []).append(place)
    ids = [path.stem for path in fragments]
    return json.dumps({"ids": ids, "topics": found}, sort_keys=True).encode()


def read_fragment(content: bytes) -> dict[str, Any]:
    """What Pagefind keeps of a page: its url, content and meta."""
    page: dict[str, Any] = json.loads(gzip.decompress(content).removeprefix(b"pagefind_dcd"))
    return page


def _index(process: subprocess.Popen[bytes], folder: Path, pages: int) -> Path:
    """Where the index of the pages in ``folder`` is, each in a folder named by its number.

    One request a page: what Pagefind makes of a folder depends on the order in which the file
    system lists it. It stops at the end of its input, so that stays open until all is answered.
    Raises SearchError.
    """
    config = {"exclude_selectors": list(_LEFT_OUT), "force_language": "en"}
    requests: list[dict[str, Any]] = [
        {"type": "NewIndex", "config": config},
        *(
            {"type": "AddDir", "index_id": 0, "path": str(number), "glob": "**/*.html"}
            for number in range(pages)
        ),
        {"type": "WriteFiles", "index_id": 0, "output_path": str(folder / "made")},
    ]
    with process:
        if process.stdin is not None:
            process.stdin.write(b"".join(_message(n, one) for n, one in enumerate(requests)))
            process.stdin.flush()
        while (answers := (folder / "answers").read_bytes()).count(b",") < len(requests):
            if process.poll() is not None:
                raise SearchError("Pagefind ended before it was done")
            time.sleep(_PAUSE)
    for said in answers.split(b",")[: len(requests)]:
        answer = json.loads(base64.b64decode(said))["payload"]
        if answer["type"] == "Error" or answer.get("page_count", 1) != 1:
            raise SearchError(f"Pagefind failed: {answer}")
    return folder / "made"


def _message(number: int, payload: dict[str, Any]) -> bytes:
    """A request as Pagefind's service reads it: JSON in base64, ended by a comma."""
    text = json.dumps({"message_id": number, "payload": payload})
    return base64.b64encode(text.encode()) + b","


def _kept(before: Mapping[str, Made], mark: str, previous: Path | None) -> dict[str, Made]:
    """The whole index of the last build, or nothing of it: its parts belong together."""
    held = {path: one for path, one in before.items() if is_part(path)}
    whole = all(
        one.fingerprint == mark and memory.still_there(previous, path, one)
        for path, one in held.items()
    )
    return held if whole else {}
