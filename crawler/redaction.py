"""Keeps secrets out of logs, reports and the archive."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

_PARAMETER = re.compile(r"(?i)(\bapi[_-]?key\b[\"']?\s*[=:]\s*[\"']?)[^\s&\"',}<>]+")
HIDDEN = "[redacted]"


def redact(text: str, secrets: Iterable[str]) -> str:
    """Hide every secret, and whatever stands as the value of an API key."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return _PARAMETER.sub(rf"\g<1>{HIDDEN}", text)


def redact_bytes(body: bytes, secrets: Iterable[str]) -> bytes:
    """Hide every secret in a body; bodies without one come back as they are."""
    for secret in secrets:
        body = body.replace(secret.encode(), HIDDEN.encode())
    return body


class RedactingFormatter(logging.Formatter):
    """Formats as usual, tracebacks included, then hides the secrets."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """Format one record without its secrets."""
        return redact(super().format(record), self._secrets)
