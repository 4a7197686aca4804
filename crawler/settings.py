"""What an operator can set about the crawl. The defaults are the published, polite, live ones.

Rates and limits: NCBI E-utilities usage policy (NBK25497: three requests a second without a
key, ten with one); Europe PMC and ClinicalTrials.gov publish none, so theirs are cautious.
"""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from dosetable.crawler.documents import Source

_MEBIBYTE = 1024 * 1024

PUBMED_TOPIC = (
    '("Ketamine"[MeSH Terms] OR ketamine[tiab] OR esketamine[tiab] OR '
    '"esketamine"[Supplementary Concept] OR arketamine[tiab] OR "(R)-ketamine"[tiab] OR '
    '"S-ketamine"[tiab] OR spravato[tiab] OR ketanest[tiab]) AND '
    '("Depressive Disorder"[MeSH] OR "Depression"[MeSH] OR "Bipolar Disorder"[MeSH] OR '
    'depress*[tiab] OR antidepress*[tiab] OR "suicidal ideation"[tiab] OR MADRS[tiab] OR '
    "TRD[tiab])"
)
# Abstracts of PubMed come from PubMed itself; of those, Europe PMC is asked only where it can
# also give the full text.
EUROPEPMC_TOPIC = (
    "(TITLE_ABS:ketamine OR TITLE_ABS:esketamine OR TITLE_ABS:arketamine OR "
    "TITLE_ABS:spravato) AND (TITLE_ABS:depress* OR TITLE_ABS:antidepress* OR "
    'TITLE_ABS:"suicidal ideation" OR TITLE_ABS:bipolar OR TITLE_ABS:MADRS) AND '
    "(SRC:PPR OR SRC:PMC OR (SRC:MED AND OPEN_ACCESS:Y))"
)
REGISTRY_INTERVENTIONS = "ketamine OR esketamine OR arketamine OR Spravato"
REGISTRY_CONDITIONS = (
    'depression OR "depressive disorder" OR "bipolar depression" OR "suicidal ideation"'
)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceSettings(_Section):
    """What every source has. Times are seconds, sizes bytes, overlaps days."""

    enabled: bool = True
    delay_seconds: Annotated[float, Field(ge=0)] = 1.0
    timeout_seconds: Annotated[float, Field(gt=0)] = 60.0
    time_budget_seconds: Annotated[float, Field(gt=0)] = 3600.0
    max_body_bytes: Annotated[int, Field(gt=0)] = 64 * _MEBIBYTE


class ApiSettings(SourceSettings):
    """A source with an interface of its own under ``base_url`` (no slash at the end)."""

    base_url: str
    page_size: Annotated[int, Field(ge=1, le=1000)] = 100
    overlap_days: Annotated[int, Field(ge=0)] = 3
    # How often all identifiers are listed, to find what was missed and what has gone: every
    # night, for identifiers alone are a matter of a few requests.
    census_days: Annotated[int, Field(ge=1)] = 1

    @field_validator("base_url")
    @classmethod
    def _is_http(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be an http or https address")
        return value.rstrip("/")


class PubmedSettings(ApiSettings):
    """NCBI E-utilities. ``delay_with_key_seconds`` applies once an API key is set."""

    base_url: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
    query: str = PUBMED_TOPIC
    # How often all that was retracted, corrected or doubted is fetched again.
    sweep_days: Annotated[int, Field(ge=1)] = 7
    # For how many days a record that is listed but not given fails the source.
    missing_days: Annotated[int, Field(ge=0)] = 3
    delay_seconds: Annotated[float, Field(ge=0)] = 0.40
    delay_with_key_seconds: Annotated[float, Field(ge=0)] = 0.15
    page_size: Annotated[int, Field(ge=1, le=400)] = 200
    # PubMed lets no client reach beyond record 9,999 of one result.
    window_limit: Annotated[int, Field(ge=1, le=9_999)] = 9_000


class EuropepmcSettings(ApiSettings):
    """Europe PMC REST: records, and the full text of open access ones."""

    base_url: str = "https://www.ebi.ac.uk/europepmc/webservices/rest"
    query: str = EUROPEPMC_TOPIC
    page_size: Annotated[int, Field(ge=1, le=1000)] = 200
    full_text: bool = True


class ClinicaltrialsSettings(ApiSettings):
    """ClinicalTrials.gov API v2. A record with results is up to 5 MB, hence the small pages."""

    base_url: str = "https://clinicaltrials.gov/api/v2"
    interventions: str = REGISTRY_INTERVENTIONS
    conditions: str = REGISTRY_CONDITIONS
    delay_seconds: Annotated[float, Field(ge=0)] = 1.5
    page_size: Annotated[int, Field(ge=1, le=1000)] = 50
    overlap_days: Annotated[int, Field(ge=0)] = 7
    max_body_bytes: Annotated[int, Field(gt=0)] = 256 * _MEBIBYTE


class Site(_Section):
    """One website of the curated list.

    Only ``host`` is ever asked. A page whose path (with query) matches one of ``stories`` can
    become a document; links are followed from the start pages to depth two.
    """

    host: str
    start: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    stories: tuple[str, ...] = (".",)
    follow: tuple[str, ...] = ()
    max_pages: Annotated[int, Field(ge=1)] = 200
    enabled: bool = True
    note: str = ""

    @field_validator("stories", "follow")
    @classmethod
    def _are_patterns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is not a pattern: {error}") from error
        return value

    @model_validator(mode="after")
    def _stays_home(self) -> Self:
        for url in (*self.start, *self.sitemaps):
            if urlsplit(url).hostname != self.host:
                raise ValueError(f"{url} is not on {self.host}")
        return self


def curated_sites() -> tuple[Site, ...]:
    """Read the websites of ``webpages.toml``.

    Raises pydantic.ValidationError where the file breaks its own rules.
    """
    text = resources.files("dosetable.crawler").joinpath("webpages.toml").read_text("utf-8")
    return tuple(Site.model_validate(entry) for entry in tomllib.loads(text).get("site", []))


class WebpagesSettings(SourceSettings):
    """Hospital, university and press pages. ``delay_seconds`` is the least there is: a longer
    Crawl-delay of a site's robots.txt wins."""

    delay_seconds: Annotated[float, Field(ge=0)] = 5.0
    max_body_bytes: Annotated[int, Field(gt=0)] = 5 * _MEBIBYTE
    proxy: str | None = None
    max_depth: Annotated[int, Field(ge=0, le=2)] = 2
    # A page that never names one of these is no report of such a trial.
    topic: str = r"(?i)ketamin|spravato"
    sites: tuple[Site, ...] = Field(default_factory=curated_sites)


class ArchiveSettings(_Section):
    """How long and how large. What documents came from is kept for ever, whatever these say.

    ``keep_days``: the age at which a response that no document came from may go; None keeps all.
    ``max_mb``: above this size such responses go at any age, and the night warns if it is not
    enough. ``compact_days``: how often it is done. ``file_mb``: where a WARC file ends.
    """

    keep_days: Annotated[int, Field(ge=0)] | None = 400
    max_mb: Annotated[int, Field(ge=1)] | None = None
    compact_days: Annotated[int, Field(ge=1)] = 30
    file_mb: Annotated[int, Field(ge=1)] = 512

    @property
    def max_file_bytes(self) -> int:
        """Where a WARC file ends, in bytes."""
        return self.file_mb * _MEBIBYTE


class CrawlSettings(_Section):
    """Everything about the crawl. ``ncbi_api_key`` is never logged nor archived."""

    contact_email: str | None = None
    user_agent: str = "dosetable/0.1"
    ncbi_api_key: SecretStr | None = None
    max_retries: Annotated[int, Field(ge=0)] = 5
    backoff_seconds: Annotated[float, Field(ge=0)] = 1.0
    max_retry_after_seconds: Annotated[float, Field(ge=0)] = 300.0
    allow_loopback: bool = False
    archive: ArchiveSettings = Field(default_factory=ArchiveSettings)
    pubmed: PubmedSettings = Field(default_factory=PubmedSettings)
    europepmc: EuropepmcSettings = Field(default_factory=EuropepmcSettings)
    clinicaltrials: ClinicaltrialsSettings = Field(default_factory=ClinicaltrialsSettings)
    webpages: WebpagesSettings = Field(default_factory=WebpagesSettings)

    def section(self, source: Source) -> SourceSettings:
        """Give the settings of one source."""
        section: SourceSettings = getattr(self, source)
        return section

    def delay_seconds(self, source: Source) -> float:
        """Give the least time between the starts of two requests to one host of a source."""
        if source == "pubmed" and self.ncbi_api_key is not None:
            return self.pubmed.delay_with_key_seconds
        return self.section(source).delay_seconds

    @property
    def identification(self) -> str:
        """The User-Agent: who we are and how to reach us."""
        if self.contact_email is None:
            return self.user_agent
        return f"{self.user_agent} (mailto:{self.contact_email})"

    def secrets(self) -> tuple[str, ...]:
        """Every value that must appear in no log and no archive."""
        key = self.ncbi_api_key
        return (key.get_secret_value(),) if key is not None and key.get_secret_value() else ()
