"""The address of a study never breaks: it moves with a merge, and says so when the study is gone."""

from __future__ import annotations

from dataclasses import replace

import lxml.html

from dosetable.site.build import build_site


def test_a_merged_study_leads_on_and_a_departed_one_says_so(sample, tmp_path):
    edition = sample.edition()
    now = edition.studies[0]
    edition = replace(
        edition, redirects={"old-2019": now.slug}, departed={"lost-2018": "Lost 2018 <b>"}
    )
    build_site(edition, tmp_path, base_url="https://table.example", now=sample.NOW)
    moved = lxml.html.parse(tmp_path / "study/old-2019.html")
    (refresh,) = moved.xpath("//meta[@http-equiv='refresh']/@content")
    assert refresh == f"0; url={now.slug}.html"
    assert moved.xpath(f"//main//a[@href='{now.slug}.html']")
    gone = lxml.html.parse(tmp_path / "study/lost-2018.html")
    assert gone.xpath("string(//h1)") == "Lost 2018 <b> is not in the table now"
    listed = (tmp_path / "sitemap.xml").read_text()
    assert now.slug in listed
    assert "old-2019" not in listed
    assert "lost-2018" not in listed
