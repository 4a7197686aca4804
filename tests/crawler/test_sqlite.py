"""Several processes open one new file at the same moment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

OPENER = """
import sys
from pathlib import Path
from dosetable.crawler.sqlite import open_sqlite
open_sqlite(Path(sys.argv[1]), "CREATE TABLE IF NOT EXISTS t (x);").close()
"""


def test_processes_that_open_a_new_file_together_all_get_it(tmp_path: Path) -> None:
    for attempt in range(3):
        file = tmp_path / str(attempt) / "new.sqlite"
        openers = [
            subprocess.Popen([sys.executable, "-c", OPENER, str(file)], stderr=subprocess.PIPE)
            for _ in range(6)
        ]
        said = [opener.communicate()[1] for opener in openers]
        assert [opener.returncode for opener in openers] == [0] * 6, said
