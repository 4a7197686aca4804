"""One night in a process of its own, so that it can be killed: ``one_night.py JSON``."""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from dosetable.crawler.documents import SOURCES
from dosetable.nightly.job import Job
from dosetable.nightly.progress import Reporter
from dosetable.nightly.running import unattended_night
from dosetable.nightly.settings import Settings


class Deadly(Reporter):
    """Sends this process a signal at the first line that has ``at`` in it."""

    def __init__(self, at: str, number: int) -> None:
        super().__init__()
        self.at, self.number = at, number

    def line(self, text: str) -> None:
        if self.at in text:
            os.kill(os.getpid(), self.number)
        super().line(text)


def main() -> int:
    told = json.loads(sys.argv[1])
    settings = Settings(data_dir=Path(told["data_dir"]), crawl=told["crawl"])
    now = datetime.fromisoformat(told["now"])
    deadly = Deadly(told["at"], signal.Signals[told["signal"]])
    job = Job(settings=settings, reporter=deadly, clock=lambda: now, demonstration=True)
    return unattended_night(job, SOURCES).exit_code


if __name__ == "__main__":
    sys.exit(main())
