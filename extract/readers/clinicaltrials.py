"""ClinicalTrials.gov API v2: one Document for each study, written as labelled lines.

``Document.spans`` maps the JSON pointer of every printed value to its place in the text, so
that what is read from the record has a quote a person can look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dosetable.extract.document import Document, UnreadableDocument
from dosetable.extract.facts import Bibliography, Identifiers, ReportLink
from dosetable.extract.readers import identifiers as ids
from dosetable.extract.readers.building import clean
from dosetable.extract.readers.clinicaltrials_results import write_results
from dosetable.extract.readers.dates import any_date
from dosetable.extract.readers.json_values import at, items, mapping, text_of
from dosetable.extract.readers.record_writer import RecordWriter

_P = "/protocolSection"
_RELATIONS = {"RESULT": "results", "DERIVED": "results", "BACKGROUND": "background"}
_SECONDARY_REGISTRIES = {"EUDRACT_NUMBER", "CTIS", "REGISTRY", "OTHER"}


def read_records(value: Mapping[str, Any], *, sha256: str, url: str | None) -> list[Document]:
    """Read one study or a page of studies. Raises UnreadableDocument where there is none."""
    if "protocolSection" in value:
        return [_study(value, sha256=sha256, url=url)]
    studies = [mapping(s) for s in items(value.get("studies"))]
    if not studies:
        raise UnreadableDocument("a ClinicalTrials.gov page without studies")
    readable = [s for s in studies if "protocolSection" in s]
    if not readable:
        raise UnreadableDocument("a ClinicalTrials.gov page whose studies lack their protocol")
    return [_study(s, sha256=sha256, url=None) for s in readable]


def _study(record: Mapping[str, Any], *, sha256: str, url: str | None) -> Document:
    identification = mapping(at(record, "protocolSection", "identificationModule"))
    number = ids.registry_number(text_of(identification.get("nctId")))
    title = text_of(identification.get("officialTitle")) or text_of(
        identification.get("briefTitle")
    )
    title = clean(title) if title else None
    writer = RecordWriter(record)
    warnings = []
    if number is None:
        warnings.append("the record has no NCT number")
    if number and url and "NCT" in url and number not in url:
        warnings.append(f"the record is {number}, but another one was asked for")
    _front(writer, title)
    _design(writer)
    _eligibility(writer)
    _arms(writer)
    _outcomes(writer)
    write_results(writer)
    return Document(
        kind="clinicaltrials",
        text=writer.builder.text,
        title=title,
        sections=writer.builder.sections,
        sha256=sha256,
        url=url if url and number and number in url else _page(number),
        identifiers=Identifiers(registry=_numbers(identification, number)),
        bibliography=_bibliography(record),
        record=record,
        spans=dict(writer.spans),
        warnings=tuple(warnings),
    )


def _page(number: str | None) -> str | None:
    return f"https://clinicaltrials.gov/study/{number}" if number else None


def _front(w: RecordWriter, title: str | None) -> None:
    module = f"{_P}/identificationModule"
    printed = "officialTitle" if w.get(f"{module}/officialTitle") else "briefTitle"
    w.title(f"{module}/{printed}", title)
    with w.section("registry"):
        w.line("ClinicalTrials.gov Identifier", f"{module}/nctId")
        if printed == "officialTitle":
            w.line("Brief title", f"{module}/briefTitle")
        w.line("Acronym", f"{module}/acronym")
        w.line("Status", f"{_P}/statusModule/overallStatus", code=True)
        w.line("Why stopped", f"{_P}/statusModule/whyStopped")
    with w.section("background", "Brief summary"):
        w.paragraph(f"{_P}/descriptionModule/briefSummary")
    with w.section("methods", "Detailed description"):
        w.paragraph(f"{_P}/descriptionModule/detailedDescription")


def _design(w: RecordWriter) -> None:
    module = f"{_P}/designModule"
    with w.section("registry", "Study design"):
        w.line("Study type", f"{module}/studyType", code=True)
        w.codes("Phase", f"{module}/phases")
        w.line("Allocation", f"{module}/designInfo/allocation", code=True)
        w.line("Intervention model", f"{module}/designInfo/interventionModel", code=True)
        w.line(
            "Intervention model description", f"{module}/designInfo/interventionModelDescription"
        )
        w.line("Primary purpose", f"{module}/designInfo/primaryPurpose", code=True)
        w.line("Masking", f"{module}/designInfo/maskingInfo/masking", code=True)
        w.codes("Who is masked", f"{module}/designInfo/maskingInfo/whoMasked")
        w.line("Masking description", f"{module}/designInfo/maskingInfo/maskingDescription")
        kind = (text_of(w.get(f"{module}/enrollmentInfo/type")) or "not stated").lower()
        w.line("Enrollment", f"{module}/enrollmentInfo/count", after=f" participants ({kind})")
        w.values("Conditions", f"{_P}/conditionsModule/conditions")
        sites = items(w.get(f"{_P}/contactsLocationsModule/locations"))
        if sites:
            w.start_line("Locations: ")
            start = w.builder.length
            w.builder.add(str(len(sites)))
            w.remember(f"{_P}/contactsLocationsModule/locations", start)
        w.values("Keywords", f"{_P}/conditionsModule/keywords")


def _eligibility(w: RecordWriter) -> None:
    module = f"{_P}/eligibilityModule"
    with w.section("registry", "Eligibility"):
        w.line("Minimum age", f"{module}/minimumAge")
        w.line("Maximum age", f"{module}/maximumAge")
        w.line("Sex", f"{module}/sex", code=True)
        w.paragraph(f"{module}/eligibilityCriteria")


def _arms(w: RecordWriter) -> None:
    module = f"{_P}/armsInterventionsModule"
    with w.section("registry", "Arms"):
        for number, group in enumerate(items(w.get(f"{module}/armGroups"))):
            base = f"{module}/armGroups/{number}"
            w.start_line()
            w.piece(f"{base}/type", code=True, after=": ")
            w.piece(f"{base}/label", after=". " if mapping(group).get("description") else "")
            w.piece(f"{base}/description")
    with w.section("registry", "Interventions"):
        for number, _ in enumerate(items(w.get(f"{module}/interventions"))):
            base = f"{module}/interventions/{number}"
            w.start_line()
            w.piece(f"{base}/type", code=True, after=": ")
            w.piece(f"{base}/name", after=". ")
            w.piece(f"{base}/description")
            w.list_piece(" Other names: ", f"{base}/otherNames")


def _outcomes(w: RecordWriter) -> None:
    for key, name in (
        ("primaryOutcomes", "Primary outcome measures"),
        ("secondaryOutcomes", "Secondary outcome measures"),
        ("otherOutcomes", "Other outcome measures"),
    ):
        listing = f"{_P}/outcomesModule/{key}"
        with w.section("registry", name):
            for number, _ in enumerate(items(w.get(listing))):
                base = f"{listing}/{number}"
                w.start_line()
                w.piece(f"{base}/measure")
                w.piece(f"{base}/timeFrame", before=" [Time frame: ", after="]")
                w.piece(f"{base}/description", before=" ")


def _numbers(identification: Mapping[str, Any], number: str | None) -> tuple[str, ...]:
    found = [number] if number else []
    for alias in items(identification.get("nctIdAliases")):
        if normal := ids.registry_number(text_of(alias)):
            found.append(normal)
    for raw in items(identification.get("secondaryIdInfos")):
        entry = mapping(raw)
        if entry.get("type") in _SECONDARY_REGISTRIES and (
            normal := ids.registry_number(text_of(entry.get("id")))
        ):
            found.append(normal)
    return ids.unique(found)


def _bibliography(record: Mapping[str, Any]) -> Bibliography:
    status = mapping(at(record, "protocolSection", "statusModule"))
    sponsor = text_of(
        at(record, "protocolSection", "sponsorCollaboratorsModule", "leadSponsor", "name")
    )
    first_posted = any_date(text_of(at(status, "studyFirstPostDateStruct", "date"))) or any_date(
        text_of(status.get("studyFirstSubmitDate"))
    )
    return Bibliography(
        authors=(clean(sponsor),) if sponsor else (),
        journal="ClinicalTrials.gov",
        year=int(first_posted[:4]) if first_posted else None,
        published=first_posted,
        publication_types=("registry record",),
        links=_links(record),
    )


def _links(record: Mapping[str, Any]) -> tuple[ReportLink, ...]:
    found = []
    for raw in items(at(record, "protocolSection", "referencesModule", "references")):
        entry = mapping(raw)
        relation = _RELATIONS.get(text_of(entry.get("type")) or "")
        number = ids.pmid(text_of(entry.get("pmid")))
        if relation and number:
            found.append(ReportLink(relation=relation, scheme="pmid", value=number))
        elif relation and (doi := ids.doi(text_of(entry.get("citation")))):
            found.append(ReportLink(relation=relation, scheme="doi", value=doi))
    return tuple(found)
