"""A report in the styles that reference lists use, from what is known of it.

Volume and pages are not kept: the DOI, or the PubMed number, leads to them.
"""

from __future__ import annotations

from dosetable.site.names import parted
from dosetable.store.evidence_table import ReportView

VANCOUVER_NAMES, APA_NAMES, CHICAGO_NAMES, CHICAGO_SHOWN = 6, 20, 10, 7


def citations(report: ReportView) -> tuple[tuple[str, str], ...]:
    """The name of each style and the report in it."""
    return (
        ("Vancouver", vancouver(report)),
        ("APA", apa(report)),
        ("Chicago", chicago(report)),
    )


def vancouver(report: ReportView) -> str:
    names = ", ".join(parted(name).brief for name in report.authors[:VANCOUVER_NAMES])
    if len(report.authors) > VANCOUVER_NAMES:
        names += ", et al"
    where = f"doi:{report.doi}" if report.doi else f"PMID: {report.pmid}" if report.pmid else ""
    year = str(report.year) if report.year else ""
    return _sentences(names, report.title, report.journal or "", year, where)


def apa(report: ReportView) -> str:
    names = [parted(name).inverted for name in report.authors]
    if len(names) > APA_NAMES:
        said = f"{', '.join(names[: APA_NAMES - 1])}, … {names[-1]}"
    else:
        said = _listed(names, "&")
    year = f"({report.year or 'n.d.'})"
    start = f"{said} {year}" if said else _sentences(report.title, year)
    return _sentences(start, report.title if said else "", report.journal or "", _link(report))


def chicago(report: ReportView) -> str:
    names = [parted(report.authors[0]).inverted] if report.authors else []
    names += [parted(name).straight for name in report.authors[1:]]
    if len(names) > CHICAGO_NAMES:
        said = f"{', '.join(names[:CHICAGO_SHOWN])}, et al."
    else:
        said = _listed(names, "and")
    year = str(report.year) if report.year else "n.d."
    title = f"“{_ended(report.title)}”"
    return _sentences(said, year, title, report.journal or "", _link(report))


def _listed(names: list[str], word: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}, {word} {names[-1]}"


def _link(report: ReportView) -> str:
    if report.doi:
        return f"https://doi.org/{report.doi}"
    return f"PubMed {report.pmid}" if report.pmid else ""


def _ended(part: str) -> str:
    return part if part.endswith((".", "?", "!", "”")) else f"{part}."


def _sentences(*parts: str) -> str:
    """The parts that there are, each ended once; what comes last may be an address and is not."""
    given = [part for part in parts if part]
    return " ".join([*map(_ended, given[:-1]), *given[-1:]])
