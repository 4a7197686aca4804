"""A person's word on what belongs in the table: a report included or excluded, with the reason."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlmodel import Session

from dosetable.store.curation.curated import included_reports, report_keys
from dosetable.store.curation.decisions import Decision, DecisionError, keep, new_uid
from dosetable.store.curation.review import NoSuchItem
from dosetable.store.models import Report
from dosetable.store.studies import link_studies


def screen(
    session: Session,
    key: str,
    action: Literal["include", "exclude"],
    *,
    curator: str,
    now: datetime,
    reason: str,
) -> Decision:
    """Include or exclude the report that ``key`` ('pubmed 31969684 0') names, and link again.

    Raises NoSuchItem; DecisionError where it is so already, or where it is a notice about another
    article, which is never a study.
    """
    report_id = report_keys(session).get(key)
    report = session.get(Report, report_id) if report_id is not None else None
    if report is None:
        raise NoSuchItem(f"no report has the key {key!r}")
    if report.notice:
        raise DecisionError("this is a notice about another article; decide on that article")
    if (report.id in included_reports(session)) == (action == "include"):
        raise DecisionError(f"the report is {action}d already")
    made = keep(
        session,
        Decision(
            uid=new_uid(),
            made_at=now,
            curator=curator,
            action=action,
            subject="report",
            anchors=(key,),
            reason=reason,
        ),
    )
    link_studies(session, now)
    return made
