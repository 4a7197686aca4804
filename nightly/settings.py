"""Settings: defaults < dosetable.toml < environment (DOSETABLE_...) < flags of the command line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from dosetable.crawler.settings import CrawlSettings

DEFAULT_FILE = Path("dosetable.toml")
ENV_PREFIX = "DOSETABLE_"


class SettingsError(ValueError):
    """The settings are wrong; the message names each setting and what is wrong with it."""


class SiteSettings(BaseModel):
    """``base_url`` is where the site will be read, for canonical addresses and the feed."""

    model_config = ConfigDict(extra="forbid")

    base_url: str = ""
    keep_editions: int = Field(default=7, ge=1)


class GateSettings(BaseModel):
    """What must hold before an edition is published; fractions of the last edition's count."""

    model_config = ConfigDict(extra="forbid")

    max_studies_lost: float = Field(default=0.05, ge=0, le=1)
    max_rows_lost: float = Field(default=0.05, ge=0, le=1)
    # Days without a success after which a source counts as silent.
    max_silent_days: float = Field(default=7, gt=0)
    # How far the coverage of any field may fall, in points of a share (0.05: from 80% to 75%).
    max_coverage_lost: float = Field(default=0.05, ge=0, le=1)
    # How many conflicting cells may be added: a share of those before, and a few in any case.
    max_conflicts_more: float = Field(default=0.2, ge=0)
    conflicts_slack: int = Field(default=10, ge=0)
    # Least F1 (percent) of a field on our own gold set, by the field's name.
    accuracy_floors: dict[str, float] = Field(default_factory=dict)
    allow: tuple[str, ...] = ()


class NotifySettings(BaseModel):
    """Who is told of a night; nobody by default. Addresses of webhooks hold secrets too."""

    model_config = ConfigDict(extra="forbid")

    # Which results are told: done, warnings, not_published, failed.
    on: tuple[str, ...] = ("warnings", "not_published", "failed")
    webhook_url: SecretStr | None = None
    email_to: str | None = None
    email_from: str = "dosetable@localhost"
    smtp_host: str = "localhost"
    smtp_port: int = Field(default=25, ge=1, le=65535)
    smtp_tls: bool = False
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None


class Settings(BaseSettings):
    """Everything a run can be told. ``data_dir`` holds all that a run writes."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        nested_model_default_partial_update=True,
    )
    toml_file: ClassVar[Path | None] = None

    data_dir: Path = Path("data")
    site_dir: Path | None = None
    database_url: str | None = None
    crawl: CrawlSettings = Field(default_factory=CrawlSettings)
    site: SiteSettings = Field(default_factory=SiteSettings)
    gates: GateSettings = Field(default_factory=GateSettings)
    notify: NotifySettings = Field(default_factory=NotifySettings)
    # When the job starts every day (UTC, HH:MM): `status` and the site tell the next run by it.
    starts_at: str = Field(default="08:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")

    @property
    def database(self) -> str:
        """The database's URL: the one set, or SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'dosetable.sqlite'}"

    @property
    def archive(self) -> Path:
        """The folder of the raw archive, from which all else can be made again."""
        return self.data_dir / "crawl" / "archive"

    @property
    def published(self) -> Path:
        """The folder the website is read from (a link that publishing swaps)."""
        return self.site_dir or self.data_dir / "site"

    def next_start(self, now: datetime) -> datetime:
        """When the next night is due by ``starts_at``; the timer or cron line must say the same."""
        hour, minute = map(int, self.starts_at.split(":"))
        due = now.astimezone(UTC).replace(hour=hour, minute=minute, second=0, microsecond=0)
        return due if due > now else due + timedelta(days=1)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = cls.toml_file
        return (init_settings, env_settings) + (
            (TomlConfigSettingsSource(settings_cls, toml_file=file),) if file else ()
        )


def load_settings(file: Path | None = None, **flags: Any) -> Settings:
    """Read the settings; ``file`` must exist if it is named. Raises SettingsError."""
    if file is not None and not file.is_file():
        raise SettingsError(f"{file}: no such settings file")
    chosen = file or (DEFAULT_FILE if DEFAULT_FILE.is_file() else None)
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return _bound_to(chosen)(**given)
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise SettingsError("; ".join(lines)) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{chosen}: {error}") from error


def _bound_to(file: Path | None) -> type[Settings]:
    class BoundSettings(Settings):
        toml_file: ClassVar[Path | None] = file

    return BoundSettings


def flat(settings: BaseModel, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every setting as (dotted name, value); secrets are shown as stars."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "********" if value.get_secret_value() else ""
    return "" if value is None else str(value)


def origins(file: Path | None) -> dict[str, str]:
    """Where each setting that is not a default came from: the file's name or the environment's."""
    chosen = file or (DEFAULT_FILE if DEFAULT_FILE.is_file() else None)
    found: dict[str, str] = {}
    if chosen:
        data = tomllib.loads(chosen.read_text(encoding="utf-8"))
        found |= dict.fromkeys(_names(data), str(chosen))
    for name in EnvSettingsSource(Settings).env_vars:
        if name.startswith(ENV_PREFIX.lower()):
            dotted = name.removeprefix(ENV_PREFIX.lower()).replace("__", ".")
            found[dotted] = f"environment {name.upper()}"
    return found


def _names(data: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from _names(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"
