"""What a prefiltered expression finds is what ``re`` finds with it."""

from __future__ import annotations

import json
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosetable.extract import prefilter
from dosetable.extract.collect import default_nlp
from dosetable.extract.prefilter import Prefiltered, any_of, folded, guarded
from dosetable.extract.twin import twin

GOLD = Path(__file__).resolve().parents[2] / "gold" / "documents"
# Optional parts, groups, classes, conditions, repeats, words that begin alike, flags of a part.
EXPRESSIONS = (
    r"\bmask(?:ed|ing)?\b|\bblind",
    r"(?:sis|is|k)+k",
    r"(?<!a)b?(?:is|ik)\b",
    r"\b(?:s|si|sis)(?=k)",
    r"[^b]is|x*k",
    r"(?P<n>\d+|one|six) (?:of )?(?:them|six)",
    r"(?-i:IV|II) a|[a-c]s{2}",
    r"i[sz]e?d?\s?(?:k|$)",
    r"\w?k{2,3}",
    r"(?>is|i)k|s++i",
    r"(a)?(?(1)b|k)s",
    r"(s)\1|\u03bcs",
)


def found(pattern: Any, text: str) -> list[tuple[object, ...]]:
    return [(m.span(), m.groups(), m.lastgroup) for m in pattern.finditer(text)]


@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
@pytest.mark.parametrize("expression", EXPRESSIONS)
@given(text=st.text("aAbBiIsSkK zZxeEdD16VofthmTM\n\u0130\u0131\u017f\u212a\u03bc\u00b5\u00df"))
def test_finds_what_re_finds(expression: str, flags: int, text: str) -> None:
    ours, plain = Prefiltered(expression, flags), re.compile(expression, flags)
    assert found(ours, text) == found(plain, text)
    assert (ours.search(text) is None) == (plain.search(text) is None)
    assert ours.findall(text) == plain.findall(text)
    assert ours.sub("-", text) == plain.sub("-", text)


@given(text=st.text("isk Bn"), start=st.integers(0, 12), end=st.none() | st.integers(0, 12))
def test_looks_between_start_and_end_alone(text: str, start: int, end: int | None) -> None:
    expression = r"\bis(?=k)|(?<=k)sk"
    stop = len(text) if end is None else end
    plain = re.compile(expression, re.IGNORECASE).search(text, start, stop)
    ours = Prefiltered(expression, re.IGNORECASE).search(text, start, end)
    assert (ours and ours.span()) == (plain and plain.span())


def test_folding_knows_every_letter_that_re_takes_for_an_ascii_one() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    low = folded(every)
    assert len(low) == len(every)
    for letter in string.ascii_lowercase:
        same = {m.start() for m in re.finditer(letter, every, re.IGNORECASE)}
        assert same == {m.start() for m in re.finditer(letter, low)}
        assert same == {m.start() for m in Prefiltered(letter, re.IGNORECASE).finditer(every)}


@given(
    words=st.lists(st.text("abc.", min_size=1, max_size=4), min_size=1, max_size=9),
    text=st.text("abc.", max_size=12),
)
def test_words_are_found_as_by_their_plain_alternatives(words: list[str], text: str) -> None:
    for longest in (False, True):
        plain = "|".join(map(re.escape, sorted(words, key=len, reverse=longest)))
        assert re.findall(any_of(words, longest=longest), text) == re.findall(plain, text)


def _other_parser(items: object) -> ModuleType:
    parser = ModuleType("re._parser")
    parser.parse = lambda expression, flags: items  # type: ignore[attr-defined]
    return parser


@pytest.mark.parametrize(
    "parser",
    [
        None,
        ModuleType("re._parser"),
        _other_parser(None),
        _other_parser([("LITERAL", 98)]),
        _other_parser([(SimpleNamespace(name="LITERAL"), "b")]),
        _other_parser([(SimpleNamespace(name="BRANCH"), [98])]),
        _other_parser([(SimpleNamespace(name="BRANCH"), (None, []))]),
        _other_parser([(SimpleNamespace(name="SOMETHING_NEW"), 98)]),
    ],
    ids=["missing", "empty", "nothing", "names", "letters", "branches", "no branch", "unknown"],
)
def test_another_parser_only_switches_the_check_off(
    parser: ModuleType | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "A masked trial, blinded; SIS and sisk: 6 of them, bsis"
    monkeypatch.setitem(sys.modules, "re._parser", parser)
    prefilter._read_off.cache_clear()
    for expression in EXPRESSIONS:
        ours, plain = Prefiltered(expression, re.I), re.compile(expression, re.I)
        assert guarded(expression, re.I) == f"(?:{expression})"
        assert found(ours, text) == found(plain, text)
    with pytest.raises(re.error):
        Prefiltered("(a")
    prefilter._read_off.cache_clear()


def test_extraction_starts_without_the_parser() -> None:
    start = "import sys, re; sys.modules['re._parser'] = None; import dosetable.extract.collect"
    subprocess.run([sys.executable, "-c", start], check=True, timeout=120)  # noqa: S603


def _rules() -> dict[str, Prefiltered]:
    """Every prefiltered expression of the extraction, by where it stands."""
    default_nlp()

    def inside(value: object, name: str) -> Iterator[tuple[str, Prefiltered]]:
        if isinstance(value, Prefiltered):
            yield name, value
        elif isinstance(value, tuple):
            for place, part in enumerate(value):
                yield from inside(part, f"{name}[{place}]")
        elif type(value).__module__.startswith("dosetable.extract"):
            for part in getattr(value, "__slots__", ()):
                yield from inside(getattr(value, part, None), f"{name}.{part}")

    return {
        where: rule
        for module in list(sys.modules.values())
        if module.__name__.startswith("dosetable.extract")
        for name, value in vars(module).items()
        for where, rule in inside(value, f"{module.__name__}.{name}")
    }


def test_rules_find_what_re_finds_in_the_gold_documents() -> None:
    texts = [twin(json.loads(p.read_text(encoding="utf-8"))["text"]) for p in GOLD.glob("*.json")]
    texts += [text.upper() for text in texts[::6]]
    rules = _rules()
    assert len(rules) > 100
    for where, rule in rules.items():
        plain = re.compile(rule.pattern, rule.flags)
        for text in texts:
            assert found(rule, text) == found(plain, text), where
