"""Counts in words and figures."""

import re

import pytest

from dosetable.extract.pipes.numbers import COUNT, parse_count


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("99", 99),
        ("1,204", 1204),
        ("Seventy-three", 73),
        ("one hundred and sixty", 160),
        ("One hundred thirty-eight", 138),
        ("twelve", 12),
    ],
)
def test_parse(text, value):
    assert re.fullmatch(COUNT, text, re.IGNORECASE)
    assert parse_count(text) == value


def test_no_count():
    with pytest.raises(ValueError, match="no count"):
        parse_count("many")
