from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from dosetable.nightly.serve import site_server


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "index.html").write_text("<p>the table</p>")
    (tmp_path / "404.html").write_text("<p>no such page here</p>")
    server = site_server(tmp_path, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_site_is_served_on_this_machine(address: str) -> None:
    with urllib.request.urlopen(f"{address}/", timeout=5) as answer:
        assert answer.read() == b"<p>the table</p>"


def test_a_missing_page_shows_the_sites_own(address: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{address}/nothing", timeout=5)
    with caught.value as error:
        assert error.code == 404
        assert error.read() == b"<p>no such page here</p>"


def test_files_outside_the_site_are_not_served(address: str, tmp_path: Path) -> None:
    (tmp_path.parent / "secret.txt").write_text("secret")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{address}/..%2fsecret.txt", timeout=5)
    caught.value.close()


def test_no_site_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="build one first"):
        site_server(tmp_path, 0)
