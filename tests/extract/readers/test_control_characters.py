"""A page whose text has characters that XML refuses is read all the same."""

import pytest

from dosetable.extract.collect import extract_bytes


@pytest.mark.parametrize("place", ["before", "behind"])
def test_a_control_character_beside_removed_furniture(place: str) -> None:
    ahead, behind = ("\x01", "") if place == "before" else ("", "\x01")
    page = (
        "<!DOCTYPE html><html><head><title>A ketamine tablet keeps people well</title></head><body>"
        "<article><h1>A ketamine tablet keeps people well</h1><section>"
        f'{ahead}<div class="newsletter">Sign up</div>{behind}</section>'
        "<p>In a trial 150 people with treatment-resistant depression were randomised to ketamine "
        "tablets or placebo tablets for twelve weeks, researchers report in a journal.</p>"
        "<p>At the end the score was five points lower with ketamine than with placebo.</p>"
        "</article></body></html>"
    )
    (facts,) = extract_bytes(page.encode())
    assert facts.screening.included
