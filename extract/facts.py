"""What one document says of one study: the types of ``facts.schema.json``, version 1.

``None`` means not reported; zero is a value. Figures keep the sign and unit they were
printed with; normalising is the store's work. Every object carries its evidence: spans of
``DocumentInfo.text`` in Unicode code points.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

SCHEMA_VERSION = "1"

DocumentKind = Literal["pubmed", "europepmc", "jats", "clinicaltrials", "webpage", "text"]
StudyType = Literal[
    "randomized trial",
    "non-randomized trial",
    "observational study",
    "case report or series",
    "systematic review or meta-analysis",
    "narrative review",
    "protocol or registration",
    "animal or in vitro",
    "news about a study",
    "other",
]
Assignment = Literal[
    "parallel", "crossover", "single group", "factorial", "sequential", "randomized withdrawal"
]
Masking = Literal["none", "single", "double", "triple", "quadruple"]
Condition = Literal[
    "major depressive disorder",
    "treatment-resistant depression",
    "bipolar depression",
    "suicidal ideation",
    "postpartum depression",
    "depressive symptoms",
]
Role = Literal["experimental", "placebo", "active placebo", "active comparator", "no treatment"]
Route = Literal[
    "intravenous", "intranasal", "oral", "sublingual", "subcutaneous", "intramuscular", "rectal"
]
DoseUnit = Literal[
    "mg/kg",
    "mg",
    "mg/kg/h",
    "mg/kg/min",
    "mg/h",
    "mcg/kg",
    "mcg/kg/min",
    "mg/day",
    "mg/kg/day",
    "mg/m2",
    "mg/70 kg",
]
TimeUnit = Literal["minute", "hour", "day", "week", "month"]
Anchor = Literal["first dose", "last dose", "randomization", "delivery"]
Statistic = Literal[
    "mean difference",
    "Cohen d",
    "Hedges g",
    "standardized mean difference",
    "effect size",
    "odds ratio",
    "risk ratio",
    "hazard ratio",
    "risk difference",
    "number needed to treat",
    "median difference",
    "response rate",
    "remission rate",
    "relapse rate",
    "event rate",
    "mean change",
    "mean score",
    "median",
    "test statistic",
]
ResultUnit = Literal["points", "percent", "patients", "ratio", "standard deviations", "days"]
Direction = Literal["favours experimental", "no significant difference", "favours comparator"]
DispersionType = Literal["SD", "SE", "IQR", "range", "95% CI"]
OutcomeRole = Literal["primary", "secondary"]
POperator = Literal["=", "<", ">", "<=", ">="]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The span a value was read from; ``field`` names the value, None stands for the whole object."""

    start: int
    end: int
    confidence: float
    rule: str
    section: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLink:
    """Another report or trial that this document names.

    ``relation``: 'is about' (a press page's link to the paper it tells of), 'results' (a
    registry's reference to its own results, or a paper's trial number), 'background',
    'retraction in', 'retraction of', 'erratum in', 'erratum for', 'concern in',
    'preprint of', 'preprint in', 'update of', 'update in', 'comment on', 'cites'.
    ``scheme``: 'pmid', 'pmcid', 'doi', 'registry', 'url'.
    """

    relation: str
    scheme: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bibliography:
    """The citation of the report, as its source states it. Dates are ISO, possibly partial."""

    authors: tuple[str, ...] = ()
    journal: str | None = None
    year: int | None = None
    published: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    publication_types: tuple[str, ...] = ()
    language: str | None = None
    license: str | None = None
    retracted: bool = False
    corrected: bool = False
    concern: bool = False
    notice: bool = False
    links: tuple[ReportLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInfo:
    kind: DocumentKind
    title: str | None
    sha256: str
    text: str
    url: str | None = None
    bibliography: Bibliography = Bibliography()


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    included: bool
    study_type: StudyType
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifiers:
    """``registry`` holds the numbers of this study's own registrations, normalised (NCT01920555)."""

    pmid: str | None = None
    pmcid: str | None = None
    doi: str | None = None
    registry: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    randomized: bool | None = None
    assignment: Assignment | None = None
    masking: Masking | None = None
    phase: str | None = None
    sites: int | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Ages in years; the other Ns are kept apart from ``n_randomized`` on purpose."""

    conditions: tuple[Condition, ...] = ()
    age_min: float | None = None
    age_max: float | None = None
    n_randomized: int | None = None
    n_screened: int | None = None
    n_treated: int | None = None
    n_analyzed: int | None = None
    n_completed: int | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bolus:
    value: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """As reported: one ``value``, or ``low`` and ``high`` for a range or flexible dosing."""

    unit: DoseUnit
    value: float | None = None
    low: float | None = None
    high: float | None = None
    bolus: Bolus | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    id: str
    label: str
    role: Role
    drug: str
    evidence: tuple[Evidence, ...]
    add_on: tuple[str, ...] = ()
    dose: Dose | None = None
    route: Route | None = None
    infusion_minutes: float | None = None
    schedule: str | None = None
    n: int | None = None
    n_analyzed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timepoint:
    """``hours``: the stated time in hours (day 1 = 24, week 1 = 168, month 1 = 730.5)."""

    value: float
    unit: TimeUnit
    hours: float
    anchor: Anchor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noninferiority:
    margin: float | None = None
    met: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One row: measure x timepoint x contrast x statistic."""

    id: str
    measure: str
    evidence: tuple[Evidence, ...]
    role: OutcomeRole | None = None
    timepoint: Timepoint | None = None
    experimental_arm: str | None = None
    comparator_arm: str | None = None
    statistic: Statistic | None = None
    value: float | None = None
    unit: ResultUnit | None = None
    experimental_value: float | None = None
    comparator_value: float | None = None
    experimental_count: int | None = None
    comparator_count: int | None = None
    experimental_n: int | None = None
    comparator_n: int | None = None
    dispersion_type: DispersionType | None = None
    experimental_dispersion: float | None = None
    comparator_dispersion: float | None = None
    ci_level: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_operator: POperator | None = None
    p_value: float | None = None
    p_adjusted: bool | None = None
    direction: Direction | None = None
    on_measure: str | None = None
    subgroup: str | None = None
    normalized_value: float | None = None
    noninferiority: Noninferiority | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedOutcome:
    """A measure that a registry record or protocol plans, with its time frame; no result."""

    measure: str
    role: OutcomeRole | None = None
    time_frame: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyFacts:
    """Everything one document says: a pure function of its bytes and the extractor's version."""

    document: DocumentInfo
    screening: Screening
    identifiers: Identifiers = Identifiers()
    design: Design = Design()
    population: Population = Population()
    arms: tuple[Arm, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    planned_outcomes: tuple[PlannedOutcome, ...] = ()
    warnings: tuple[str, ...] = ()
    schema_version: Literal["1"] = field(default="1")
