"""One whole night over generated records: seconds a step, and memory as the number grows.

``python tests/bench/large/night.py 500 2000`` crawls, extracts and publishes so many invented
PubMed records, each number in a process of its own, and says what each took. Of ten records one
is a trial, as in what the topic's search finds; the others must be read and left out. The children
are the spiders and Pagefind, the larger of them.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

from rich.console import Console

from dosetable.crawler.library.server import library_server
from dosetable.nightly.job import Job
from dosetable.nightly.progress import Reporter
from dosetable.nightly.running import unattended_night
from dosetable.nightly.settings import Settings

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
SEED = 20_261_124
NUMBERS = (500, 1000, 2000)
_ARTICLE = """<?xml version="1.0"?>
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID>
<DateRevised><Year>{d:%Y}</Year><Month>{d:%m}</Month><Day>{d:%d}</Day></DateRevised>
<Article><Journal><Title>Journal of Invented Results</Title><JournalIssue><PubDate>
<Year>{d:%Y}</Year></PubDate></JournalIssue></Journal><ArticleTitle>{title}</ArticleTitle>
<Abstract><AbstractText>{abstract}</AbstractText></Abstract><AuthorList CompleteYN="Y">
<Author ValidYN="Y"><LastName>{author}</LastName><Initials>A</Initials></Author></AuthorList>
<PublicationTypeList><PublicationType>{kind}</PublicationType></PublicationTypeList></Article>
</MedlineCitation><PubmedData><History><PubMedPubDate PubStatus="entrez"><Year>{d:%Y}</Year>
<Month>{d:%m}</Month><Day>{d:%d}</Day></PubMedPubDate></History><ArticleIdList>
<ArticleId IdType="pubmed">{pmid}</ArticleId><ArticleId IdType="doi">10.5555/{pmid}</ArticleId>
</ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>
"""
_TRIAL = (
    "BACKGROUND: Many patients do not respond to the usual drugs. METHODS: In this randomized, "
    "double-blind trial, {n} patients with {condition} were assigned to a single {route} dose of "
    "{drug} {dose} (n={half}) or {comparator} (n={half}). The primary outcome was the {measure} "
    "score at {hours} hours. RESULTS: The {measure} score fell more with {drug} than with "
    "{comparator} (mean difference -{effect}, 95% CI -{far} to -{near}, p={p}). CONCLUSIONS: "
    "Larger trials are needed."
)
_OTHER = (
    "This narrative review number {number} looks at how {drug} may act in {condition}. We "
    "searched the literature, describe receptors, cells and circuits, and discuss what clinicians "
    "should know of its safety. No new data were collected for this article, and {measure} scores "
    "are only mentioned in passing."
)


def record(number: int, random: Random) -> tuple[str, str]:
    """An invented record: its PMID and PubMed's XML of it."""
    pmid = str(50_000_000 + number)
    day = date(2006, 1, 1) + timedelta(days=number % 7000)
    half = random.randint(8, 60)
    effect = random.uniform(2, 11)
    words = {
        "number": number,
        "n": 2 * half,
        "half": half,
        "condition": random.choice(
            ["treatment-resistant depression", "major depressive disorder", "bipolar depression"]
        ),
        "route": random.choice(["intravenous", "intranasal", "subcutaneous", "oral"]),
        "drug": random.choice(["ketamine", "esketamine", "arketamine"]),
        "dose": random.choice(["0.5 mg/kg", "0.25 mg/kg", "1 mg/kg", "56 mg", "84 mg"]),
        "comparator": random.choice(["saline", "midazolam 0.045 mg/kg", "placebo"]),
        "measure": random.choice(["MADRS", "HAM-D"]),
        "hours": random.choice([24, 48, 72]),
        "effect": f"{effect:.1f}",
        "far": f"{effect + 3:.1f}",
        "near": f"{max(0.1, effect - 3):.1f}",
        "p": f"0.0{random.randint(10, 49)}",
    }
    trial = number % 10 == 0
    return pmid, _ARTICLE.format(
        pmid=pmid,
        d=day,
        title=(
            f"{words['drug'].title()} in {words['condition']}: randomized trial {number}."
            if trial
            else f"How {words['drug']} acts: review {number}."
        ),
        abstract=(_TRIAL if trial else _OTHER).format(**words),
        author=f"Author{number}",
        kind="Randomized Controlled Trial" if trial else "Review",
    )


def peak_mb(who: int = resource.RUSAGE_SELF) -> int:
    """The most memory that was ever resident, in megabytes."""
    return resource.getrusage(who).ru_maxrss // 1024


class Timed(Reporter):
    """Notes when each step begins, and how much memory the steps before it took."""

    def __init__(self) -> None:
        super().__init__(Console(file=StringIO(), width=200))
        self.began = time.monotonic()
        self.steps: dict[str, tuple[float, int]] = {}

    def line(self, text: str) -> None:
        step = text.split(":", 1)[0]
        if step not in self.steps:
            self.steps[step] = (time.monotonic(), peak_mb())


def night(data_dir: Path, crawl: str) -> None:
    """Run one night in this process and print what it took, as JSON."""
    settings = Settings(data_dir=data_dir, crawl=json.loads(crawl))
    reporter = Timed()
    job = Job(settings=settings, reporter=reporter, clock=lambda: NOW, demonstration=True)
    report = unattended_night(job, ["pubmed"])
    ended = time.monotonic()
    marks = [*reporter.steps.items(), ("end", (ended, peak_mb()))]
    steps = {
        name: (round(after - at, 1), peak)
        for (name, (at, _)), (_, (after, peak)) in zip(marks, marks[1:], strict=False)
    }
    told = {
        "exit": int(report.exit_code),
        "failure": report.failure,
        "documents": report.documents,
        "studies": report.studies,
        "rows": report.rows,
        "seconds": round(ended - reporter.began, 1),
        "steps": steps,
        "children_mb": peak_mb(resource.RUSAGE_CHILDREN),
    }
    sys.stdout.write(json.dumps(told) + "\n")


def measure(number: int) -> dict[str, object]:
    """Generate so many records and run two nights over them: the first and an unchanged one."""
    random = Random(SEED)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        library = folder / "library"
        (library / "pubmed").mkdir(parents=True)
        for one in range(number):
            pmid, text = record(one, random)
            (library / "pubmed" / f"{pmid}.xml").write_text(text, encoding="utf-8")
        with library_server(library) as server:
            settings = server.settings()
            pubmed = settings.pubmed.model_copy(update={"page_size": 200})
            crawl = settings.model_copy(update={"pubmed": pubmed}).model_dump_json()
            nights = [_child(folder / "data", crawl) for _ in range(2)]
    return {"records": number, "first": nights[0], "unchanged": nights[1]}


def _child(data_dir: Path, crawl: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, __file__, "--night", str(data_dir), crawl],
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    if told["exit"] != 0:
        raise SystemExit(f"the night failed: {told}")
    return told


def main() -> None:
    numbers = [int(text) for text in sys.argv[1:]] or list(NUMBERS)
    print(
        "records  studies    rows  first s  a night after s  children MB  steps: s, peak MB by then"
    )
    for number in numbers:
        found = measure(number)
        first, after = found["first"], found["unchanged"]
        print(
            f"{number:7}  {first['studies']:7}  {first['rows']:6}  {first['seconds']:7}  "
            f"{after['seconds']:15}  {first['children_mb']:11}  "
            + "; ".join(f"{name} {spent}, {mb}" for name, (spent, mb) in first["steps"].items()),
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--night"]:
        night(Path(sys.argv[2]), sys.argv[3])
    else:
        main()
