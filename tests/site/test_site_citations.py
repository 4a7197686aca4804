"""A report in the styles of reference lists, by the examples of their manuals."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import lxml.html

from dosetable.site.citations import apa, chicago, vancouver

TITLE = "A dose-ranging trial of intravenous ketamine"


def test_three_authors_and_a_doi(sample: ModuleType) -> None:
    report = sample.report(1, doi="10.1038/s41380-018-0256-5", pmid="30283029")
    assert vancouver(report) == (
        f"Fava M, Freeman MP, Flynn M. {TITLE}. Molecular Psychiatry. 2018."
        " doi:10.1038/s41380-018-0256-5"
    )
    assert apa(report) == (
        f"Fava, M., Freeman, M. P., & Flynn, M. (2018). {TITLE}. Molecular Psychiatry."
        " https://doi.org/10.1038/s41380-018-0256-5"
    )
    assert chicago(report) == (
        f"Fava, M., M. P. Freeman, and M. Flynn. 2018. “{TITLE}.” Molecular Psychiatry."
        " https://doi.org/10.1038/s41380-018-0256-5"
    )


def test_many_authors_are_cut_where_each_style_cuts_them(sample: ModuleType) -> None:
    many = tuple(f"Name{chr(65 + n)} X" for n in range(22))
    report = sample.report(1, authors=many)
    assert "NameF X, et al." in vancouver(report)
    assert "NameG" not in vancouver(report)
    assert "NameS, X., … NameV, X. (2018)" in apa(report)
    assert "NameT" not in apa(report)
    assert "X. NameG, et al. 2018" in chicago(report)


def test_what_is_not_known_is_left_out_and_a_group_stays_a_group(sample: ModuleType) -> None:
    bare = sample.report(1, authors=(), year=None, journal=None, title="Who?", pmid="1")
    assert vancouver(bare) == "Who? PMID: 1"
    assert apa(bare) == "Who? (n.d.). PubMed 1"
    assert chicago(bare) == "n.d. “Who?” PubMed 1"
    group = sample.report(1, authors=("Ketamine Study Group", "van den Berg JM"))
    assert apa(group).startswith("Ketamine Study Group, & van den Berg, J. M. (2018).")


def test_a_study_page_offers_them(built: Path) -> None:
    page = lxml.html.parse(built / "study/fava-2018.html")
    said = page.xpath("//dl[@class='citations']/dt/text()")
    assert said == ["The trial, Vancouver", "The trial, APA", "The trial, Chicago"]
    (apa_text,) = page.xpath("//dl[@class='citations']/dd[2]/text()")
    assert apa_text.startswith("Fava, M., Freeman, M. P., & Flynn, M. (2018).")
