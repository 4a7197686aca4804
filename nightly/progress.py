"""Progress for people: a moving bar on a terminal, plain lines in a log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

_LINES_PER_TASK = 10


class Task(Protocol):
    """One piece of long work, counted."""

    def advance(self, count: int = 1) -> None: ...


class Reporter:
    """Writes to standard error, so that standard output stays for results."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True, highlight=False, soft_wrap=True)

    def line(self, text: str) -> None:
        """Print one line, as it is."""
        self.console.print(text, markup=False)

    @contextmanager
    def task(self, what: str, total: int) -> Iterator[Task]:
        """Count ``total`` steps of ``what``."""
        if not self.console.is_terminal:
            yield _LoggedTask(self, what, total)
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console, transient=True) as progress:
            yield _BarTask(progress, what, total)
        self.line(f"{what}: {total}")


class _LoggedTask:
    def __init__(self, reporter: Reporter, what: str, total: int) -> None:
        self._reporter, self._what, self._total = reporter, what, total
        self._done, self._said = 0, 0

    def advance(self, count: int = 1) -> None:
        self._done += count
        step = max(1, self._total // _LINES_PER_TASK)
        if self._done - self._said >= step or self._done == self._total:
            self._said = self._done
            self._reporter.line(f"{self._what}: {self._done}/{self._total}")


class _BarTask:
    def __init__(self, progress: Progress, what: str, total: int) -> None:
        self._progress = progress
        self._id = progress.add_task(what, total=total)

    def advance(self, count: int = 1) -> None:
        self._progress.advance(self._id, count)
