"""Telling people how the night was: a webhook, an e-mail, or both, where they are configured.

Nothing said here, nor any error, holds an address with a secret or a password.
"""

from __future__ import annotations

import json
import smtplib
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from urllib.parse import urlsplit

from dosetable.nightly.report import NightReport
from dosetable.nightly.settings import NotifySettings

_SECONDS = 20


def notify(report: NightReport, settings: NotifySettings) -> Iterator[str]:
    """Tell whom the settings name; give one line for each that could not be told."""
    if report.result not in settings.on:
        return
    if settings.webhook_url is not None:
        try:
            _post(settings.webhook_url.get_secret_value(), report)
        except (OSError, ValueError) as error:
            yield f"the webhook could not be told: {type(error).__name__}"
    if settings.email_to is not None:
        try:
            _mail(settings, report)
        except (OSError, smtplib.SMTPException) as error:
            yield f"the e-mail could not be sent: {type(error).__name__}"


def _post(url: str, report: NightReport) -> None:
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ValueError("not a web address")
    said = {"text": f"dosetable: {report.line()}", "result": report.result}
    request = urllib.request.Request(  # noqa: S310  (http or https, checked above)
        url, data=json.dumps(said).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=_SECONDS):  # noqa: S310
        pass


def _mail(settings: NotifySettings, report: NightReport) -> None:
    message = EmailMessage()
    message["Subject"] = f"dosetable: {report.result} ({report.started:%Y-%m-%d})"
    message["From"], message["To"] = settings.email_from, settings.email_to
    lines = [report.line(), report.failure or ""]
    lines += [f"{gate.name}: {gate.reason}" for gate in report.gates if not gate.passed]
    lines += [f"{one.source}: {one.error}" for one in report.crawl.sources if one.error]
    message.set_content("\n".join(line for line in lines if line) + "\n")
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=_SECONDS) as server:
        if settings.smtp_tls:
            server.starttls()
        if settings.smtp_user and settings.smtp_password is not None:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        server.send_message(message)
