"""The settings' searches and hours, for the pages on methods and freshness."""

from __future__ import annotations

from datetime import datetime

from dosetable.nightly.settings import Settings
from dosetable.site.asking import Asking


def asking(settings: Settings, now: datetime, *, demonstration: bool) -> Asking:
    """What the enabled sources are asked with; a demonstration has no next night."""
    crawl = settings.crawl
    hosts = sorted({site.host for site in crawl.webpages.sites if site.enabled})
    registry = crawl.clinicaltrials
    searches = (
        (crawl.pubmed, "PubMed", crawl.pubmed.query),
        (crawl.europepmc, "Europe PMC", crawl.europepmc.query),
        (
            registry,
            "ClinicalTrials.gov",
            f"interventions: {registry.interventions}; conditions: {registry.conditions}",
        ),
        (crawl.webpages, "Websites", ", ".join(hosts)),
    )
    return Asking(
        searches=tuple((name, words) for section, name, words in searches if section.enabled),
        next_run=None if demonstration else settings.next_start(now),
    )
