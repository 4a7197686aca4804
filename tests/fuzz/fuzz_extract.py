"""A fuzz target: any bytes end in facts whose evidence quotes the text, or in one clear line.

``python tests/fuzz/fuzz_extract.py [SECONDS]`` mutates the embedded library with Hypothesis for
so long (default 60). With atheris installed, ``--atheris`` hands the target to libFuzzer, with its
own arguments. A failure is shown with the shortest input that gives it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from dosetable.extract.collect import extract_bytes
from dosetable.extract.document import UnreadableDocument
from dosetable.extract.serialize import from_json, to_json

LIBRARY = Path(__file__).resolve().parents[2] / "crawler" / "library"
SEEDS = [
    path.read_bytes()
    for pattern in (
        "pubmed/*.xml",
        "europepmc/*.json",
        "clinicaltrials/*.json",
        "webpages/**/*.html",
    )
    for path in sorted(LIBRARY.glob(pattern))[:3]
]
TOKENS = [b"<", b">", b"&lol;", b"\x00", b"null", b"{}", b"[]", b"-1e999", b"0.5 mg/kg", b"p = ", b"95% CI",
          b" vs ", b"n = ", "\u2212\u00b7\u00b1\u00a0".encode(), b"9" * 400, b"(" * 200]  # fmt: skip
SLOWEST_SECONDS = 20.0


def target(data: bytes) -> None:
    """Raise AssertionError where a promise of ``extract_bytes`` is broken."""
    started = time.monotonic()
    try:
        records = extract_bytes(data)
    except UnreadableDocument as error:
        records, reason = [], str(error)
    else:
        reason = ""
    assert time.monotonic() - started < SLOWEST_SECONDS, "reading took too long"
    assert records or reason, "a refusal gives its reason"
    assert "\n" not in reason, "in one line"
    for facts in records:
        length = len(facts.document.text)
        parts = (facts.screening, facts.design, facts.population, *facts.arms, *facts.outcomes)
        for part in parts:
            for span in part.evidence:
                assert 0 <= span.start < span.end <= length, span
                assert 0 <= span.confidence <= 1, span
        assert from_json(to_json(facts)) == facts


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A document of the library with a few stretches cut, repeated or overwritten."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 300)))
        filling = draw(
            st.one_of(st.binary(max_size=30), st.sampled_from(TOKENS), st.just(data[start:end] * 3))
        )
        data = data[:start] + filling + data[end:]
    return data


INPUTS = st.one_of(mutated(), st.binary(max_size=600), st.text(max_size=600).map(str.encode))


def loop(seconds: float) -> int:
    """Run rounds of examples until the time is over; return how many inputs were tried."""
    tried = 0
    until = time.monotonic() + seconds
    turn = 0
    while time.monotonic() < until:

        @seed(turn)
        @settings(
            max_examples=50,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(INPUTS)
        def one_round(data: bytes) -> None:
            nonlocal tried
            tried += 1
            target(data)

        one_round()
        turn += 1
    return tried


def main() -> int:
    if "--atheris" in sys.argv:
        import atheris

        atheris.Setup([a for a in sys.argv if a != "--atheris"], target)
        atheris.Fuzz()
        return 0
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    sys.stdout.write(f"{loop(seconds)} inputs, no failure\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
