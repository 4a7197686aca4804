"""How fast the extraction is, beside spaCy's own tokenizer on the same texts in the same run.

What `make bench` prints. Machines are noisy: read the ratios, not the seconds.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import spacy

from dosetable.extract.collect import default_nlp, extract_bytes
from dosetable.extract.document import Document
from dosetable.extract.readers import read
from dosetable.extract.twin import twin

GOLD = Path(__file__).resolve().parents[1] / "gold" / "documents"
ROUNDS = 3


def texts() -> list[bytes]:
    """The abstracts of our gold set, as bytes of plain texts."""
    found = []
    for path in sorted(GOLD.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if "abstract" in data["kind"]:
            found.append(data["text"].encode())
    return found


def best(work: Callable[[], object]) -> float:
    """The least of a few runs, in seconds."""
    seconds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return min(seconds)


def components(documents: list[Document]) -> dict[str, float]:
    """Seconds that each component of the pipeline takes on all documents."""
    nlp = default_nlp()
    spent: defaultdict[str, float] = defaultdict(float)
    for document in documents:
        doc = nlp.make_doc(document.text)
        doc._.document, doc._.twin = document, twin(document.text)
        for name, component in nlp.pipeline:
            started = time.process_time()
            doc = component(doc)
            spent[name] += time.process_time() - started
    return dict(spent)


def main() -> None:
    corpus = texts()
    plain = spacy.blank("en")
    extract_bytes(corpus[0])  # build the pipeline before the clock starts
    whole = best(lambda: [extract_bytes(data) for data in corpus])
    bare = best(lambda: [plain.tokenizer(data.decode()) for data in corpus])
    documents = [document for data in corpus for document in read(data)]
    lines = [
        f"{len(corpus)} abstracts of our gold set, one core, best of {ROUNDS}",
        f"  extraction, whole      {len(corpus) / whole:8.0f} a second",
        f"  spaCy tokenizer alone  {len(corpus) / bare:8.0f} a second",
        f"  ratio                  {whole / bare:8.2f} times the tokenizer's time",
        "  by component:",
    ]
    spent = components(documents)
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        lines.append(f"    {name:22} {1000 * seconds / len(documents):6.2f} ms a document")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
