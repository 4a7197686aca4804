"""A study's page tells what its values said before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from html import escape

from dosetable.site.build import build_site
from dosetable.store.evidence_table import HeldValue

FIRST, SECOND = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>"


def held(slug, value, since, until, why):
    return HeldValue(
        study_slug=slug, subject_id="a", column="n", label="ketamine: participants", value=value,
        since=since, since_edition=1, until=until, until_edition=2 if until else None, why=why,
    )  # fmt: skip


def test_what_a_value_said_before_and_why(sample, tmp_path):
    edition = sample.edition()
    slug, other = edition.studies[0].slug, edition.studies[1].slug
    past = (held(slug, "20", FIRST, SECOND, "read"), held(slug, "22", SECOND, None, HOSTILE))
    build_site(replace(edition, histories={slug: past}), tmp_path, base_url="", now=sample.NOW)
    page = (tmp_path / f"study/{slug}.html").read_text(encoding="utf-8")
    section = page[page.index('id="history"') :]
    assert section.index("20") < section.index("22")
    assert escape(HOSTILE) in section
    assert HOSTILE not in section
    unchanged = (tmp_path / f"study/{other}.html").read_text(encoding="utf-8")
    assert "No value of this study has changed" in unchanged
