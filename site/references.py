"""The reports as reference managers take them: RIS, BibTeX and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from dosetable.site import wording
from dosetable.site.names import Name, parted
from dosetable.store.evidence_table import EditionView, ReportView


def articles(edition: EditionView) -> tuple[ReportView, ...]:
    """The reports that can be cited, each once, by citation: of two that share a DOI or a PubMed
    number, the one that has both."""
    given = [
        report for study in edition.studies for report in study.reports if report.doi or report.pmid
    ]
    found: list[ReportView] = []
    taken: set[tuple[str, str]] = set()
    for report in sorted(given, key=lambda r: not (r.doi and r.pmid)):
        own = {("doi", (report.doi or "").casefold()), ("pmid", report.pmid or "")}
        own = {item for item in own if item[1]}
        if own.isdisjoint(taken):
            found.append(report)
        taken |= own
    return tuple(sorted(found, key=lambda r: (r.citation.casefold(), r.title)))


def _title(report: ReportView) -> str:
    """The title in one line, without the full stop that PubMed puts behind each; that of an
    ellipsis or of an abbreviation in capitals stays."""
    title = " ".join(report.title.split())
    return title.removesuffix(".") if re.search(r"[^.A-Z]\.$", title) else title


def _keyed(reports: Iterable[ReportView]) -> Iterator[tuple[str, ReportView]]:
    """Each report with a key of its own: a plain word, for a reader drops what is not, or is given
    twice."""
    taken: set[str] = set()
    for place, report in enumerate(reports, start=1):
        number = report.pmid or ""
        named = f"pmid{number}"
        usable = number.isascii() and number.isdigit() and named not in taken
        key = named if usable else f"report{place}"
        taken.add(key)
        yield key, report


def _ris_line(tag: str, value: str | int | None) -> str:
    return f"{tag}  - {' '.join(str(value).split())}\r\n" if value not in (None, "") else ""


def ris_file(reports: Iterable[ReportView]) -> bytes:
    """The reports in RIS, for reference managers."""
    parts = []
    for report in reports:
        lines = [_ris_line("TY", "JOUR")]
        lines += [_ris_line("AU", parted(author).inverted) for author in report.authors]
        lines += [
            _ris_line("TI", _title(report)),
            _ris_line("JO", report.journal),
            _ris_line("PY", report.year),
            _ris_line("DO", report.doi),
            _ris_line("AN", report.pmid),
            _ris_line("N1", "Retracted" if report.retracted else None),
            "ER  - \r\n",
        ]
        parts.append("".join(lines))
    return wording.printable("\r\n".join(parts)).encode("utf-8")


def bibtex_file(reports: Iterable[ReportView]) -> bytes:
    """The reports in BibTeX, for LaTeX; keys are PubMed ids or numbers."""
    entries = []
    for key, report in _keyed(reports):
        fields = {
            "author": " and ".join(_bibtex_name(parted(author)) for author in report.authors),
            "title": _bibtex(_title(report)),
            "journal": _bibtex(report.journal or ""),
            "year": str(report.year or ""),
            "doi": _bibtex(report.doi or ""),
            "pmid": _bibtex(report.pmid or ""),
            "note": "Retracted" if report.retracted else "",
        }
        lines = [f"  {name} = {{{v}}}" for name, v in fields.items() if v]
        entries.append(f"@article{{{key},\n" + ",\n".join(lines) + "\n}\n")
    return wording.printable("\n".join(entries)).encode("utf-8")


def _bibtex_name(name: Name) -> str:
    """In braces what is no person of known parts, and what would be taken for two."""
    if name.family and " and " not in name.inverted.casefold():
        return _bibtex(", ".join(filter(None, (name.family, name.suffix, name.given))))
    return f"{{{_bibtex(name.text)}}}"


def _bibtex(text: str) -> str:
    """Braces and backslashes out: they alone could end a field or run a command."""
    plain = " ".join(text.split()).replace("\\", "/").replace("{", "(").replace("}", ")")
    return re.sub(r"([%&#$_])", r"\\\1", plain).replace("^", r"\^{}").replace("~", r"\~{}")


def csl_file(reports: Iterable[ReportView]) -> bytes:
    """The reports as CSL-JSON, for citation processors."""
    items: list[dict[str, Any]] = []
    for key, report in _keyed(reports):
        item: dict[str, Any] = {
            "id": key,
            "type": "article" if report.kind == "preprint" else "article-journal",
            "title": _title(report),
            "author": [_csl_name(parted(author)) for author in report.authors],
            "container-title": report.journal,
            "issued": {"date-parts": [[report.year]]} if report.year else None,
            "DOI": report.doi,
            "PMID": report.pmid,
            "PMCID": report.pmcid,
            "status": "retracted" if report.retracted else None,
        }
        items.append({key: value for key, value in item.items() if value})
    return (json.dumps(items, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _csl_name(name: Name) -> dict[str, str]:
    if not name.family:
        return {"literal": name.text}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {key: part for key, part in parts.items() if part}
