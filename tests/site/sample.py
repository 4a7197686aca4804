"""Editions to build: the five-arm trial, a flexible dose, an oral arm, a retraction, hostile text.

Figures are those that the trials' publications state; the sentences are our own.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, TypeVar

from dosetable.extract.facts import Dose, Timepoint
from dosetable.store.evidence_table import (
    Alternative,
    ArmView,
    Cell,
    Change,
    EditionView,
    Effect,
    ExcludedReport,
    Figure,
    NormalDose,
    Quote,
    ReportView,
    Row,
    SourceStatus,
    StudyView,
)

T = TypeVar("T")
NOW = datetime(2026, 6, 2, 4, 30, tzinfo=UTC)
HOSTILE = '<script>alert("x")</script>=1+1'


def quote(text: str, report: int = 1, *, rule: str = "doses.arm", confidence: float = 0.9) -> Quote:
    return Quote(
        text=text,
        report=report,
        document_sha256="ab" * 32,
        section="Methods",
        start=10,
        end=10 + len(text),
        rule=rule,
        confidence=confidence,
    )


def cell(value: T | None, text: str | None = None, **more: Any) -> Cell[T]:
    if value is None:
        return Cell(value=None, status="missing", missing=more.get("missing", "not reported"))
    quotes = (quote(text),) if text else ()
    return Cell(value=value, status=more.pop("status", "machine"), quotes=quotes, **more)


def report(number: int, kind: Any = "abstract", **more: Any) -> ReportView:
    given: dict[str, Any] = {
        "title": "A dose-ranging trial of intravenous ketamine",
        "citation": "Fava M, et al. Mol Psychiatry. 2018.",
        "authors": ("Fava M", "Freeman MP", "Flynn M"),
        "journal": "Molecular Psychiatry",
        "year": 2018,
        "url": None,
        "pmid": None,
        "pmcid": None,
        "doi": None,
        "registry": (),
        "joined_because": "it gives the same registry number, NCT01920555",
        "retracted": False,
        "corrected": False,
        "concern": False,
    }
    return ReportView(
        id=number,
        kind=kind,
        document_sha256=f"{number:02d}" * 32,
        fetched_at=NOW,
        **(given | more),
    )


def arm(
    key: str,
    drug: str,
    role: Any,
    *,
    dose: Dose | None = None,
    normal: NormalDose | None = None,
    n: int | None = None,
    route: Any = "intravenous",
    text: str = "Each arm had one infusion over 40 minutes.",
    minutes: float | None = 40.0,
    schedule: str | None = "single infusion",
    add_on: tuple[str, ...] | None = None,
) -> ArmView:
    return ArmView(
        id=key,
        label=f"{drug} {dose.value} {dose.unit}" if dose and dose.value else drug,
        role=cell(role, text),
        drug=cell(drug, text),
        add_on=cell(add_on, text),
        dose=cell(dose, text),
        normal_dose=normal,
        route=cell(route, text),
        infusion_minutes=cell(minutes, "The infusion took 40 minutes."),
        schedule=cell(schedule, text),
        n=cell(n, f"{n} were given {drug}."),
        n_analyzed=cell(None, missing="not found"),
    )


def per_kg(value: float) -> dict[str, Any]:
    return {
        "dose": Dose(unit="mg/kg", value=value),
        "normal": NormalDose(low=value, high=value, unit="mg/kg", basis="per kg", computed=False),
    }


def row(
    key: str,
    tested: str | None,
    control: str | None,
    measure: str,
    time: Timepoint | None,
    **more: Any,
) -> Row:
    given: dict[str, Any] = {
        "on_measure": None,
        "outcome_role": "primary",
        "statistic": None,
        "unit": None,
        "experimental": cell(None),
        "comparator": cell(None),
        "effect": cell(None),
        "direction": cell(None),
        "subgroup": None,
        "status": "machine",
        "quotes": (quote(f"{measure} was the outcome.", rule="outcomes.measure"),),
        "report": 1,
    }
    return Row(
        id=key,
        experimental_arm=tested,
        comparator_arm=control,
        measure=measure,
        timepoint=cell(time, f"{measure} was rated at the timepoint."),
        **(given | more),
    )


def study(slug: str, name: str, **more: Any) -> StudyView:
    given: dict[str, Any] = {
        "title": f"The trial of {name}",
        "year": 2018,
        "acronym": None,
        "assignment": cell("parallel", "Patients were randomized to parallel groups."),
        "masking": cell("double", "The trial was double-blind."),
        "randomized": cell(True, "Patients were randomized."),
        "phase": cell(None),
        "conditions": cell(("treatment-resistant depression",), "All had resistant depression."),
        "age_min": cell(18.0, "Adults of 18 to 70 years took part."),
        "age_max": cell(70.0, "Adults of 18 to 70 years took part."),
        "n_randomized": cell(99, "In all, 99 patients were randomized."),
        "arms": (),
        "rows": (),
        "planned": (),
        "reports": (report(1),),
        "warnings": (),
        "retracted": False,
        "corrected": False,
    }
    return StudyView(slug=slug, name=name, **(given | more))


def five_arms() -> StudyView:
    """Four doses of intravenous ketamine against midazolam, told by four reports."""
    sizes = {0.1: 18, 0.2: 20, 0.5: 22, 1.0: 20}
    said = "Single doses of 0.1, 0.2, 0.5 or 1.0 mg/kg were compared with midazolam 0.045 mg/kg."
    arms = [
        arm(f"k{dose}", "ketamine", "experimental", n=n, text=said, **per_kg(dose))
        for dose, n in sizes.items()
    ]
    arms.append(arm("m", "midazolam", "active placebo", n=19, text=said, **per_kg(0.045)))
    day_one = Timepoint(value=1, unit="day", hours=24)
    rows = [
        row(
            "r01",
            "k0.1",
            "m",
            "HAM-D-6",
            day_one,
            statistic="Cohen d",
            effect=cell(
                Effect(value=-0.82, p_operator="=", p_value=0.14),
                "For 0.1 mg/kg the difference at day 1 was d = -0.82 (adjusted p = 0.14).",
                status="conflicting",
                alternatives=(
                    Alternative(
                        value=Effect(value=-0.82, p_operator="=", p_value=0.02),
                        report=2,
                        quotes=(quote("Unadjusted p was 0.02.", 2),),
                    ),
                ),
            ),
            direction=cell("no significant difference", "It did not survive correction."),
            status="conflicting",
        ),
    ]
    rows += [
        row(
            f"r{dose}",
            f"k{dose}",
            "m",
            "HAM-D-6",
            Timepoint(value=3, unit="day", hours=72),
            direction=cell("favours experimental", "0.5 and 1.0 mg/kg were superior."),
            effect=cell(None),
        )
        for dose in (0.5, 1.0)
    ]
    return study(
        "fava-2018",
        "Fava 2018",
        arms=tuple(arms),
        rows=tuple(rows),
        planned=("MADRS, secondary, over 30 days",),
        reports=(
            report(1, pmid="30283029", doi="10.1038/s41380-018-0256-5", registry=("NCT01920555",)),
            report(2, "full text", pmid="30283029", pmcid="PMC6447473"),
            report(3, "registry record", registry=("NCT01920555",)),
            report(4, "press page", url="https://newsroom.example/ketamine-doses"),
        ),
    )


def flexible() -> StudyView:
    """Intranasal esketamine 56 to 84 mg with a new antidepressant, against placebo spray."""
    spray: dict[str, Any] = {
        "route": "intranasal",
        "minutes": None,
        "schedule": "twice weekly for 4 weeks",
        "add_on": ("oral antidepressant",),
    }
    return study(
        "popova-2019",
        "Popova 2019",
        year=2019,
        acronym="TRANSFORM-2",
        n_randomized=cell(227, "There were 227 patients."),
        arms=(
            arm(
                "e",
                "esketamine",
                "experimental",
                dose=Dose(unit="mg", low=56, high=84),
                normal=NormalDose(low=56, high=84, unit="mg", basis="flexible", computed=False),
                n=114,
                **spray,
            ),
            arm("p", "placebo", "placebo", n=109, **spray),
        ),
        rows=(
            row(
                "t2",
                "e",
                "p",
                "MADRS",
                Timepoint(value=28, unit="day", hours=672, anchor="randomization"),
                statistic="mean difference",
                unit="points",
                experimental=cell(
                    Figure(value=-21.4, n=101, dispersion=12.32, dispersion_type="SD"),
                    "The mean change was -21.4 with esketamine.",
                ),
                comparator=cell(
                    Figure(value=-17.0, n=100, dispersion=13.88, dispersion_type="SD"),
                    "The mean change was -17.0 with placebo.",
                ),
                effect=cell(
                    Effect(
                        value=-4.0,
                        ci_level=95,
                        ci_low=-7.31,
                        ci_high=-0.64,
                        p_operator="=",
                        p_value=0.02,
                    ),
                    "The difference was -4.0 points (95% CI -7.31 to -0.64; p = 0.020).",
                ),
                direction=cell("favours experimental", "Esketamine was superior."),
                status="accepted",
            ),
        ),
        reports=(
            report(
                1,
                "registry results",
                citation="=HYPERLINK of a careless citation",
                registry=("NCT02418585",),
                pmid="31109201",
            ),
        ),
    )


def oral() -> StudyView:
    """An oral arm without a stated dose and without a result."""
    return study(
        "oral-2021",
        "Oral 2021",
        year=2021,
        arms=(arm("o", "ketamine", "experimental", route="oral", minutes=None, schedule=None),),
        age_max=cell(None),
        conditions=cell(None),
        n_randomized=cell(None, missing="only in a figure"),
    )


def retracted() -> StudyView:
    return study(
        "mills-2025",
        "Mills 2025",
        year=2025,
        retracted=True,
        arms=(
            arm("s", "ketamine", "experimental", route="subcutaneous", **per_kg(0.5)),
            arm("z", "midazolam", "active placebo", route="subcutaneous"),
        ),
        rows=(
            row(
                "rx",
                "s",
                "z",
                "HAM-A",
                Timepoint(value=4, unit="week", hours=672),
                statistic="mean difference",
                unit="points",
                effect=cell(
                    Effect(value=-1.4, ci_low=-8.6, ci_high=3.2, p_operator="=", p_value=0.37),
                    "The difference was -1.4 points (-8.6 to 3.2).",
                ),
            ),
        ),
        reports=(report(1, retracted=True),),
    )


def hostile() -> StudyView:
    """What a crawled page could put into every free text."""
    text = HOSTILE
    return study(
        "hostile",
        text,
        title=text,
        year=None,
        acronym=text,
        arms=(arm(text, text, "experimental", text=text), arm("c", text, "placebo", text=text)),
        rows=(row(text, text, "c", text, None, on_measure=text, subgroup="=cmd|' /C calc'!A0"),),
        planned=(text,),
        warnings=(text,),
        reports=(
            report(
                1,
                "press page",
                title=text,
                citation=text,
                url="javascript:alert(1)",
                doi='10.1000/"><script>',
                pmid="1 onclick=x",
                joined_because=text,
            ),
        ),
    )


def edition(*studies: StudyView, **more: Any) -> EditionView:
    given: dict[str, Any] = {
        "number": 3,
        "published_at": NOW,
        "data_until": date(2026, 6, 1),
        "extractor_version": "0.1.0",
        "studies": studies or (five_arms(), flexible(), oral(), retracted(), hostile()),
        "excluded": (
            ExcludedReport(
                title="Ketamine in mice",
                url="https://pubmed.ncbi.nlm.nih.gov/1/",
                study_type="animal or in vitro",
                reason="about animals",
                source="pubmed",
            ),
            ExcludedReport(
                title=HOSTILE,
                url="javascript:alert(2)",
                study_type="other",
                reason=HOSTILE,
                source="webpages",
            ),
        ),
        "sources": (
            SourceStatus(
                source="pubmed",
                last_success=NOW,
                last_attempt=NOW,
                total=1234,
                documents=40,
                new=2,
                changed=1,
                failed=0,
                error=None,
            ),
            SourceStatus(
                source="webpages",
                last_success=None,
                last_attempt=NOW,
                total=None,
                documents=0,
                new=0,
                changed=0,
                failed=3,
                error=HOSTILE,
            ),
        ),
        "changes": (
            Change(
                study_slug="fava-2018",
                study_name="Fava 2018",
                what="n of ketamine 0.5 mg/kg",
                before="21",
                after="22",
            ),
            Change(
                study_slug="gone-1999", study_name=HOSTILE, what="study", before="x", after=None
            ),
        ),
        "past_changes": (
            (
                2,
                datetime(2026, 6, 1, 4, 30, tzinfo=UTC),
                (
                    Change(
                        study_slug="popova-2019",
                        study_name="Popova 2019",
                        what="study",
                        before=None,
                        after="added",
                    ),
                ),
            ),
        ),
        "documents": 12,
        "demonstration": True,
    }
    return EditionView(**(given | more))
