"""What a page says of itself to machines: JSON-LD in the words of schema.org.

The table is a Dataset, a study a MedicalTrial with its reports as ScholarlyArticle. A block of data
in a page is never run, so the strict policy for scripts stands.
"""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from dosetable.site import licence
from dosetable.site.addresses import outside_links
from dosetable.site.names import Name, parted
from dosetable.store.evidence_table import EditionView, ReportView, StudyView

_FILES = (
    ("data/dosetable.csv", "text/csv"),
    ("data/dosetable.json", "application/json"),
    ("data/dosetable.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("data/dosetable.sqlite", "application/vnd.sqlite3"),
)
_DESIGNS = {
    ("parallel", "double"): "DoubleBlindedTrial",
    ("parallel", "single"): "SingleBlindedTrial",
    ("parallel", "triple"): "TripleBlindedTrial",
    ("parallel", "none"): "OpenTrial",
}


def dataset(edition: EditionView, base: str) -> Markup:
    """The whole table (schema.org/Dataset)."""
    return _block(
        {
            "@type": "Dataset",
            "name": "dosetable: ketamine for depression",
            "description": (
                "Doses, comparators and outcomes of trials of ketamine, esketamine and arketamine in "
                "depression, each with the sentence it was read from."
            ),
            "url": f"{base}/" if base else None,
            "version": str(edition.number),
            "datePublished": edition.published_at.date().isoformat(),
            "license": licence.DATA.url,
            "isAccessibleForFree": True,
            "keywords": ["ketamine", "esketamine", "arketamine", "depression", "dose"],
            "creator": {"@type": "Organization", "name": "dosetable"},
            "distribution": [
                {"@type": "DataDownload", "contentUrl": f"{base}/{path}", "encodingFormat": kind}
                for path, kind in _FILES
            ]
            if base
            else None,
        }
    )


def trial(study: StudyView, base: str) -> Markup:
    """A study (schema.org/MedicalTrial)."""
    tested = {
        arm.drug.value
        for arm in study.arms
        if arm.role.value == "experimental" and arm.drug.value is not None
    }
    numbers = {number for report in study.reports for number in report.registry}
    design = _DESIGNS.get((study.assignment.value or "", study.masking.value or ""))
    return _block(
        {
            "@type": "MedicalTrial",
            "name": study.title,
            "url": f"{base}/study/{study.slug}.html" if base else None,
            "identifier": sorted(numbers) or None,
            "healthCondition": [
                {"@type": "MedicalCondition", "name": name} for name in study.conditions.value or ()
            ]
            or None,
            "studySubject": [{"@type": "Drug", "name": name} for name in sorted(tested)] or None,
            "trialDesign": f"https://schema.org/{design}" if design else None,
            "subjectOf": [_article(report) for report in study.reports if report.doi or report.pmid]
            or None,
        }
    )


def _article(report: ReportView) -> dict[str, Any]:
    return {
        "@type": "ScholarlyArticle",
        "name": report.title,
        "author": [_author(parted(name)) for name in report.authors] or None,
        "datePublished": str(report.year) if report.year else None,
        "creativeWorkStatus": "Retracted" if report.retracted else None,
        "sameAs": [link.href for link in outside_links(report) if link.label in ("PubMed", "DOI")],
    }


def _author(name: Name) -> dict[str, Any]:
    if name.group:
        return {"@type": "Organization", "name": name.text}
    parts = {"familyName": name.family or None, "givenName": name.given or None}
    return {"@type": "Person", "name": name.straight, **parts}


def _block(data: dict[str, Any]) -> Markup:
    """The JSON, safe inside a script element whatever a document says: no '<', '>' or '&' is left."""
    text = json.dumps(_known({"@context": "https://schema.org", **data}), ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - nothing in it can end the element


def _known(value: Any) -> Any:
    """Without what is not known."""
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items() if item is not None}
    return [_known(item) for item in value] if isinstance(value, list) else value
