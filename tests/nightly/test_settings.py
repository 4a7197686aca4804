from __future__ import annotations

from pathlib import Path

import pytest

from dosetable.nightly.settings import SettingsError, flat, load_settings, origins


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_flags_beat_the_environment_which_beats_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "dosetable.toml"
    file.write_text(
        'data_dir = "from-file"\n[crawl.pubmed]\npage_size = 50\n[gates]\nmax_rows_lost = 0.2\n'
    )
    monkeypatch.setenv("DOSETABLE_GATES__MAX_ROWS_LOST", "0.3")
    settings = load_settings(data_dir=Path("from-flag"))
    assert settings.data_dir == Path("from-flag")
    assert settings.gates.max_rows_lost == 0.3
    assert settings.crawl.pubmed.page_size == 50
    assert settings.crawl.pubmed.delay_seconds == 0.40  # what the file is silent about stays
    assert origins(None) == {
        "data_dir": "dosetable.toml",
        "crawl.pubmed.page_size": "dosetable.toml",
        "gates.max_rows_lost": "environment DOSETABLE_GATES__MAX_ROWS_LOST",
    }


def test_every_sources_address_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOSETABLE_CRAWL__EUROPEPMC__BASE_URL", "http://mirror.example/rest")
    assert load_settings().crawl.europepmc.base_url == "http://mirror.example/rest"


def test_a_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOSETABLE_CRAWL__NCBI_API_KEY", "k3y-of-mine")
    settings = load_settings()
    assert dict(flat(settings))["crawl.ncbi_api_key"] == "********"
    assert "k3y-of-mine" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[site]\nkeep_editions = 0\n", "site.keep_editions"),
        ('colour = "red"\n', "colour"),
        ("[gates\n", "dosetable.toml"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "dosetable.toml").write_text(text)
    with pytest.raises(SettingsError, match=named):
        load_settings()


def test_a_named_file_must_exist() -> None:
    with pytest.raises(SettingsError, match="no such settings file"):
        load_settings(Path("missing.toml"))
