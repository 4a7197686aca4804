"""Every page, style and drawing passes the checkers of others.

The Nu Html Checker (vnu-jar) is the W3C's own and follows the living standard: grammar, ARIA, CSS,
SVG; its project releases several times a month. html-validate adds what a grammar cannot say: wrong
uses of ARIA, missing names, autocomplete, tables; it too is released every month.

Rules of html-validate that are set otherwise, each for a reason:

- doctype-style: in lower case, as the standard itself writes it in its examples;
- long-title: titles are the trials' own;
- prefer-native-element, for region: a box that scrolls is no section of the text; the Nu checker
  would want a heading in it;
- valid-id, relaxed: anchors are made of doses ("arm-k0.5"), and once published they stay;
- wcag/h32: the two forms are never sent; they filter as one types, and are shown by script alone.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Findings = Callable[..., list[str]]
pytestmark = pytest.mark.timeout(600)  # the first time, the checkers are installed

# A page in which nothing is wrong but what a test puts in.
PAGE = '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>x</title></head><body><main>{}</main></body></html>\n'
WRONG_FOR_HTML_VALIDATE = {
    "label": '<p><input type="text"></p>',
    "button": "<p><button>x</button></p>",
    "heading": "<h1>x</h1><h3>y</h3>",
    "aria": '<p aria-label="x">y</p>',
    "id": '<p id="a b">x</p>',
    "reference": '<div role="region" aria-labelledby="nowhere" tabindex="0">x</div>',
    "native": '<div role="button" tabindex="0">x</div>',
}
WRONG_FOR_VNU = {
    "child": "<ul><p>x</p></ul>",
    "attribute": '<p nosuch="1">x</p>',
    "time": '<p><time datetime="2026-06-02T04:30:07.123456+00:00">x</time></p>',
    "script": "<script>alert(1)</script>",
}
POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'


def test_html_validate_finds_nothing(html_validate: Findings, whole: Path) -> None:
    assert html_validate(whole) == []


def test_the_nu_checker_finds_nothing(vnu: Findings, whole: Path) -> None:
    assert vnu(whole) == []


def test_the_whole_site_has_a_page_of_every_template(whole: Path) -> None:
    for path in ("study/old-2019.html", "study/lost-2018.html", "404.html", "search.html"):
        assert (whole / path).is_file()
    assert 'id="history-caption"' in (whole / "study/fava-2018.html").read_text("utf-8")
    assert 'class="over-time"' in (whole / "study/spray-1.html").read_text("utf-8")
    assert "random effects" in (whole / "effects.html").read_text("utf-8")


def missed(folder: Path, wrong: dict[str, str], findings: Findings) -> set[str]:
    """The names of the pages that are wrong and that nothing was said of."""
    for name, content in wrong.items():
        page = PAGE.format(content)
        if name == "script":
            page = page.replace("<title>", POLICY + "<title>")
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    said = findings(folder)
    return {name for name in wrong if not any(f"/{name}.html:" in line for line in said)}


def test_html_validate_would_notice(html_validate: Findings, tmp_path: Path) -> None:
    assert missed(tmp_path, WRONG_FOR_HTML_VALIDATE, html_validate) == set()
    (tmp_path / "good").mkdir()
    assert missed(tmp_path / "good", {"good": "<h1>x</h1>"}, html_validate) == {"good"}


def test_the_nu_checker_would_notice(vnu: Findings, tmp_path: Path) -> None:
    assert missed(tmp_path, WRONG_FOR_VNU, vnu) == set()
    (tmp_path / "good").mkdir()
    (tmp_path / "good/style.css").write_text("p { colour: red }", encoding="utf-8")
    (tmp_path / "good/x.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><nosuch/></svg>', encoding="utf-8"
    )
    assert missed(tmp_path / "good", {"good": "<h1>x</h1>"}, vnu) == {"good"}
    said = " ".join(vnu(tmp_path / "good"))
    assert "style.css" in said
    assert "x.svg" in said
