"""What a journal said of a report after it was published stands on the study's page and in the table."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest

SAID = {
    "retracted": ("Retracted", "do not rely on them"),
    "concern": ("Expression of concern", "The journal has published a concern"),
    "corrected": ("Correction published", "see the journal's page"),
}
# Study -> what was said of it.
STUDIES = {"mills-2025": {"retracted"}, "gray-2020": {"concern", "corrected"}, "hale-2023": set()}


@pytest.mark.parametrize("slug", STUDIES)
def test_each_notice_has_a_banner_and_no_other_is_shown(built_whole: Path, slug: str) -> None:
    page = lxml.html.parse(built_whole / f"study/{slug}.html")
    banners = {
        (set(banner.classes) & SAID.keys()).pop(): banner
        for banner in page.getroot().find_class("banner")
        if set(banner.classes) & SAID.keys()
    }
    assert banners.keys() == STUDIES[slug]
    for kind, banner in banners.items():
        word, meaning = SAID[kind]
        assert banner.text_content().startswith(f"{word}.")
        assert meaning in banner.text_content()
        assert banner.get("role") == "note", "a reader hears that it stands apart"
        (first,) = page.xpath("//h1")
        assert word in first.text_content()


@pytest.mark.parametrize("slug", STUDIES)
def test_the_table_says_the_same_in_words_beside_the_name(built_whole: Path, slug: str) -> None:
    page = lxml.html.parse(built_whole / "index.html")
    (head, *_) = page.xpath(f"//table[@id='evidence']//th[a[@href='study/{slug}.html']]")
    said = {kind for kind, (word, _) in SAID.items() if word in head.text_content()}
    assert said == STUDIES[slug]


def test_a_report_says_which_of_them_it_is(built_whole: Path) -> None:
    page = lxml.html.parse(built_whole / "study/gray-2020.html")
    (report,) = page.xpath("//ol[@class='reports']/li")
    marks = {mark.text_content() for mark in report.find_class("mark")}
    assert marks == {"Corrected", "Expression of concern"}


def test_a_retracted_trial_is_in_no_picture(built_whole: Path) -> None:
    for name in ("map.html", "effects.html", "drug/ketamine-subcutaneous.html"):
        page = lxml.html.parse(built_whole / name)
        assert not page.xpath("//svg//a[contains(@href, 'mills-2025')]"), name
    listed = lxml.html.parse(built_whole / "drug/ketamine-subcutaneous.html")
    (row,) = listed.xpath("//tr[th/a[contains(@href, 'mills-2025')]]")
    assert "Retracted" in row.text_content()
