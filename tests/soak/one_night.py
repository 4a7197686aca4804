"""One night in a process of its own, so that it can be killed: ``one_night.py JSON``.

``when`` says what ``at`` names: "line", a line of progress that has the words; "call", a function
of ours that is about to be called; "return", one that has just returned; "audit", an event of
the interpreter with its first argument ("os.symlink .site.new").
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from dosetable.crawler.documents import SOURCES
from dosetable.nightly.job import Job
from dosetable.nightly.progress import Reporter
from dosetable.nightly.running import unattended_night
from dosetable.nightly.settings import Settings


class Telling(Reporter):
    """Calls ``die`` at the first line that has ``at`` in it."""

    def __init__(self, at: str, die: Callable[[], None]) -> None:
        super().__init__()
        self.at, self.die = at, die

    def line(self, text: str) -> None:
        if self.at and self.at in text:
            self.die()
        super().line(text)


def arrange(when: str, at: str, die: Callable[[], None]) -> Reporter:
    """Make the process die at the point."""
    if when == "line":
        return Telling(at, die)
    if when == "audit":
        event, _, words = at.partition(" ")

        def hear(name: str, arguments: tuple[Any, ...]) -> None:
            if name == event and any(words in str(argument) for argument in arguments):
                die()

        sys.addaudithook(hear)
        return Reporter()
    place, _, name = at.rpartition(".")
    module = import_module(place)
    real = getattr(module, name)

    def around(*args: Any, **more: Any) -> Any:
        if when == "call":
            die()
        given = real(*args, **more)
        if when == "return":
            die()
        return given

    setattr(module, name, around)
    return Reporter()


def main() -> int:
    told = json.loads(sys.argv[1])
    settings = Settings(data_dir=Path(told["data_dir"]), crawl=told["crawl"], gates=told["gates"])
    now = datetime.fromisoformat(told["now"])
    number = signal.Signals[told["signal"]]
    reporter = arrange(told["when"], told["at"], lambda: os.kill(os.getpid(), number))
    job = Job(settings=settings, reporter=reporter, clock=lambda: now, demonstration=True)
    return unattended_night(job, SOURCES).exit_code


if __name__ == "__main__":
    sys.exit(main())
