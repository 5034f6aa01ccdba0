"""How mail leaves, from one address such as `smtp://user:password@host:587/?tls=true`."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from .env import SettingError


def mail(url: str) -> dict[str, Any]:
    """Django's EMAIL_* settings for `url`; raises SettingError when it is not understood."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file" and parts.path:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": parts.path}
    if parts.scheme == "smtp" and parts.hostname:
        options = {name: values[-1] == "true" for name, values in parse_qs(parts.query).items()}
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname,
            "EMAIL_PORT": parts.port or 25,
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_TLS": options.get("tls", False),
            "EMAIL_USE_SSL": options.get("ssl", False),
            "EMAIL_TIMEOUT": 20,
        }
    raise SettingError(
        f"BROADSHEET_EMAIL_URL is “{url}”. Write smtp://user:password@host:587/?tls=true, "
        "file:///folder to keep mail as files, or console: to print it."
    )
