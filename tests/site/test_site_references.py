"""Authors' names in their parts, and what the lists of references make of them and of the rest."""

from __future__ import annotations

import json
from dataclasses import replace
from types import ModuleType

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import NameParts, SeparateCoAuthors, SplitNameParts

from dosetable.site.citations import vancouver
from dosetable.site.linked_data import trial
from dosetable.site.names import parted
from dosetable.site.references import articles, bibtex_file, csl_file, ris_file


@pytest.mark.parametrize(
    ("text", "family", "given", "suffix"),
    [
        ("Okafor M", "Okafor", "M.", ""),
        ("van der Meer JM", "van der Meer", "J. M.", ""),
        ("Kim J-S", "Kim", "J.-S.", ""),
        ("Ortega R.T.", "Ortega", "R. T.", ""),
        ("Lindqvist Å Ö", "Lindqvist", "Å. Ö.", ""),
        ("Price WA Jr", "Price", "W. A.", "Jr"),
        ("Price W III", "Price", "W.", "III"),
        ("OH J", "OH", "J.", ""),
        ("Okafor, Miriam B", "Okafor", "Miriam B", ""),
        ("Study M", "Study", "M.", ""),
    ],
)
def test_a_person_of_known_parts(text: str, family: str, given: str, suffix: str) -> None:
    name = parted(text)
    assert (name.family, name.given, name.suffix, name.group) == (family, given, suffix, False)


@pytest.mark.parametrize(
    "text",
    ["The RAPID Study Group", "Northern Ketamine Working Group II", "Acme Research & Development, LLC",
     "Institute of Examples, Department of Trials", "Investigators", "Trial Group A"],
)  # fmt: skip
def test_a_group_stays_whole(text: str) -> None:
    name = parted(text)
    assert (name.family, name.group, name.inverted, name.straight) == ("", True, text, text)


@pytest.mark.parametrize("text", ["Miriam Okafor", "Plato", "王 伟", "NIMH", ""])
def test_of_a_name_written_out_no_part_is_told(text: str) -> None:
    name = parted(text)
    assert (name.family, name.group, name.inverted) == ("", False, text)


AUTHORS = (
    "van der Meer JM", "Price WA Jr", "The RAPID Study Group", "Miriam Okafor", "Sand and Sea AB",
)  # fmt: skip


@pytest.fixture
def edition(sample: ModuleType):
    study = sample.five_arms()
    first = replace(study.reports[0], authors=AUTHORS)
    return sample.edition(replace(study, reports=(first, *study.reports[1:])))


def test_csl_tells_people_from_groups(edition) -> None:
    (item,) = json.loads(csl_file(articles(edition)))
    assert item["author"] == [
        {"family": "van der Meer", "given": "J. M."},
        {"family": "Price", "given": "W. A.", "suffix": "Jr"},
        {"literal": "The RAPID Study Group"},
        {"literal": "Miriam Okafor"},
        {"family": "Sand and Sea", "given": "A. B."},
    ]


def test_linked_data_tells_people_from_groups(edition) -> None:
    authors = json.loads(str(trial(edition.studies[0], "")))["subjectOf"][0]["author"]
    assert [one["@type"] for one in authors] == [
        "Person", "Person", "Organization", "Person", "Person",
    ]  # fmt: skip
    assert authors[0] == {
        "@type": "Person", "name": "J. M. van der Meer", "familyName": "van der Meer", "givenName": "J. M.",
    }  # fmt: skip


def test_bibtex_names_are_split_as_they_are_meant(edition) -> None:
    library = bibtexparser.parse_string(
        bibtex_file(articles(edition)).decode("utf-8"),
        append_middleware=[SeparateCoAuthors(), SplitNameParts()],
    )
    assert not library.failed_blocks
    names: list[NameParts] = library.entries[0]["author"]
    assert [" ".join(one.von + one.last) for one in names] == [
        "van der Meer", "Price", "{The RAPID Study Group}", "{Miriam Okafor}", "{Sand and Sea AB}",
    ]  # fmt: skip
    assert [" ".join(one.first) for one in names] == ["J. M.", "W. A.", "", "", ""]
    assert names[1].jr == ["Jr"]


def test_ris_names_are_inverted(edition) -> None:
    (item,) = rispy.loads(ris_file(articles(edition)).decode("utf-8"))
    assert item["authors"][:3] == [
        "van der Meer, J. M.",
        "Price, W. A., Jr",
        "The RAPID Study Group",
    ]


def test_a_paper_told_twice_is_listed_once(sample: ModuleType) -> None:
    """Its abstract has a DOI and a number, its full text the number alone."""
    assert [r.id for r in articles(sample.edition(sample.five_arms()))] == [1]
    turned = replace(sample.five_arms(), reports=sample.five_arms().reports[::-1])
    assert [r.id for r in articles(sample.edition(turned))] == [1]


def test_vancouver_prints_initials_whichever_way_the_source_does(sample: ModuleType) -> None:
    given = ("Okafor, Miriam B", "Price, WA", "Kim J-S", "The RAPID Study Group")
    said = vancouver(sample.report(1, authors=given))
    assert said.startswith("Okafor MB, Price WA, Kim JS, The RAPID Study Group. ")


@pytest.mark.parametrize(
    ("printed", "listed"),
    [
        ("A trial of two doses.", "A trial of two doses"),
        ("One dose,\n or two?", "One dose, or two?"),
        ("What comes after ...", "What comes after ..."),
        ("Wards in the U.K.", "Wards in the U.K."),
    ],
)
def test_the_stop_behind_a_title_is_no_part_of_it(
    sample: ModuleType, printed: str, listed: str
) -> None:
    report = sample.report(1, title=printed, pmid="1")
    assert json.loads(csl_file([report]))[0]["title"] == listed
    assert rispy.loads(ris_file([report]).decode("utf-8"))[0]["title"] == listed


def test_keys_are_plain_and_given_once(sample: ModuleType) -> None:
    reports = [sample.report(n, pmid=pmid) for n, pmid in enumerate(("7", "7", "8 x=y", None))]
    keys = ["pmid7", "report2", "report3", "report4"]
    assert [item["id"] for item in json.loads(csl_file(reports))] == keys
    library = bibtexparser.parse_string(bibtex_file(reports).decode("utf-8"))
    assert [entry.key for entry in library.entries] == keys


def test_a_preprint_is_no_article_of_a_journal(sample: ModuleType) -> None:
    report = sample.report(1, "preprint", doi="10.1000/1", pmcid="PMC1")
    (item,) = json.loads(csl_file([report]))
    assert (item["type"], item["PMCID"]) == ("article", "PMC1")


def test_a_retraction_goes_with_the_reference(sample: ModuleType) -> None:
    for retracted in (True, False):
        report = sample.report(1, pmid="1", retracted=retracted)
        assert ("status" in json.loads(csl_file([report]))[0]) == retracted
        assert ("notes" in rispy.loads(ris_file([report]).decode("utf-8"))[0]) == retracted
        (entry,) = bibtexparser.parse_string(bibtex_file([report]).decode("utf-8")).entries
        assert ("note" in entry.fields_dict) == retracted
        study = replace(sample.five_arms(), reports=(report,))
        (article,) = json.loads(str(trial(study, "")))["subjectOf"]
        assert ("creativeWorkStatus" in article) == retracted
