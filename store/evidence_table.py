"""The evidence table as data: what ``store.queries`` gives and ``site`` shows.

One ``Row`` a trial x experimental arm x comparator arm x outcome x timepoint x statistic. Every
``Cell`` holds its value, how sure it is, the quotes it was read from, and what other reports
say where they disagree. ``value is None`` always comes with ``missing`` saying why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from dosetable.extract.facts import (
    Assignment,
    Condition,
    Direction,
    Dose,
    Masking,
    OutcomeRole,
    POperator,
    ResultUnit,
    Role,
    Route,
    Statistic,
    Timepoint,
)

T = TypeVar("T")

# 'unsure': one source, confidence below the publishing threshold. 'computed': by us, from stated values.
Status = Literal["machine", "unsure", "computed", "conflicting", "accepted", "corrected", "missing"]
Missing = Literal["not reported", "not found", "only in a figure", "not applicable"]
# In the documented order of preference (docs/adr): which report's value is shown.
ReportKind = Literal[
    "registry results", "full text", "abstract", "preprint", "registry record", "press page", "text"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Where a value was read: at most two sentences of the document, offsets into its text."""

    text: str
    report: int
    document_sha256: str
    section: str | None
    start: int
    end: int
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative(Generic[T]):
    """What another report says of the same thing."""

    value: T
    report: int
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell(Generic[T]):
    value: T | None
    status: Status
    quotes: tuple[Quote, ...] = ()
    alternatives: tuple[Alternative[T], ...] = ()
    missing: Missing | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalDose:
    """A dose on the common axis. ``basis``: 'per kg' (mg/kg), 'fixed' (mg), 'flexible' (a range),
    'rate' (mg/kg/h), 'per area', 'other'. ``computed`` says that the unit was converted."""

    low: float
    high: float
    unit: str
    basis: Literal["per kg", "fixed", "flexible", "rate", "per area", "other"]
    computed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """One report of a study. ``joined_because`` is the reason it belongs to the study."""

    id: int
    kind: ReportKind
    title: str
    citation: str
    authors: tuple[str, ...]
    journal: str | None
    year: int | None
    url: str | None
    pmid: str | None
    pmcid: str | None
    doi: str | None
    registry: tuple[str, ...]
    joined_because: str
    retracted: bool
    corrected: bool
    concern: bool
    document_sha256: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmView:
    """One arm of a study, put together from its reports. ``n``: participants allocated."""

    id: str
    label: str
    role: Cell[Role]
    drug: Cell[str]
    add_on: Cell[tuple[str, ...]]
    dose: Cell[Dose]
    normal_dose: NormalDose | None
    route: Cell[Route]
    infusion_minutes: Cell[float]
    schedule: Cell[str]
    n: Cell[int]
    n_analyzed: Cell[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One arm's own figure: a mean, a percentage, with its dispersion, count and n analysed."""

    value: float | None
    count: int | None = None
    n: int | None = None
    dispersion: float | None = None
    dispersion_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """An estimate of the contrast, as printed."""

    value: float | None
    ci_level: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_operator: POperator | None = None
    p_value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table. ``id`` is stable from edition to edition."""

    id: str
    experimental_arm: str | None
    comparator_arm: str | None
    measure: str
    on_measure: str | None
    outcome_role: OutcomeRole | None
    timepoint: Cell[Timepoint]
    statistic: Statistic | None
    unit: ResultUnit | None
    experimental: Cell[Figure]
    comparator: Cell[Figure]
    effect: Cell[Effect]
    direction: Cell[Direction]
    subgroup: str | None
    status: Status
    quotes: tuple[Quote, ...]
    report: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyView:
    """A trial. ``slug`` is its address for ever; ``name`` is 'Fava 2018' or its registry number."""

    slug: str
    name: str
    title: str
    year: int | None
    acronym: str | None
    assignment: Cell[Assignment]
    masking: Cell[Masking]
    randomized: Cell[bool]
    phase: Cell[str]
    conditions: Cell[tuple[Condition, ...]]
    age_min: Cell[float]
    age_max: Cell[float]
    n_randomized: Cell[int]
    arms: tuple[ArmView, ...]
    rows: tuple[Row, ...]
    planned: tuple[str, ...]
    reports: tuple[ReportView, ...]
    warnings: tuple[str, ...]
    retracted: bool
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludedReport:
    """A record that was read and left out, with the reason. ``key`` names it to a decision."""

    title: str
    url: str | None
    study_type: str
    reason: str
    source: str
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """How fresh a source is. Counts are of the last run; ``total`` is the source's own."""

    source: str
    last_success: datetime | None
    last_attempt: datetime | None
    total: int | None
    documents: int
    new: int
    changed: int
    failed: int
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two editions. ``before`` is None for what is new, ``after`` for what went."""

    study_slug: str
    study_name: str
    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldValue:
    """A cell's value from the edition it appeared in until the one that no longer had it.

    ``subject_id`` is empty for what belongs to the study as a whole; ``until`` and
    ``until_edition`` are None while it stands; ``why`` says who or what put it there.
    """

    study_slug: str
    subject_id: str
    column: str
    label: str
    value: str
    since: datetime
    since_edition: int
    until: datetime | None
    until_edition: int | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """Everything the website shows, gathered once. The studies, and the records left out, may be
    read from the disk one at a time (see shelf): read them in one go where that is possible.
    ``last_changed``: study -> the edition that last
    changed a value of it, and when that was published; ``redirects``: old address of a study -> its
    address now; ``departed``: address -> name of studies that earlier editions had."""

    number: int
    published_at: datetime
    data_until: date | None
    extractor_version: str
    studies: Sequence[StudyView]
    excluded: Sequence[ExcludedReport]
    sources: tuple[SourceStatus, ...]
    changes: tuple[Change, ...]
    past_changes: tuple[tuple[int, datetime, tuple[Change, ...]], ...]
    documents: int
    demonstration: bool
    histories: Mapping[str, tuple[HeldValue, ...]] = field(default_factory=dict)
    last_changed: Mapping[str, tuple[int, datetime]] = field(default_factory=dict)
    redirects: Mapping[str, str] = field(default_factory=dict)
    departed: Mapping[str, str] = field(default_factory=dict)
