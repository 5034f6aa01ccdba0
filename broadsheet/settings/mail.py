"""Settings for sending mail, from one address such as `smtp://user:password@host:587/?tls=true`."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, unquote

from .env_values import YES_NO, SettingError, parts_of, shown
from .hosts import is_host

_HERE = {"localhost", "127.0.0.1", "::1"}


def mail(url: str) -> dict[str, object]:
    """Django's EMAIL_* settings for `url`; raises SettingError when it is not understood.

    The meaning of a mistyped option is never guessed, because a password could then be sent unencrypted.
    """
    parts = parts_of(url)
    if parts.scheme == "outbox" and not parts.netloc and not parts.path:
        return {"EMAIL_BACKEND": "broadsheet.ops.outbox.OutboxEmailBackend"}
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": unquote(parts.path),
        }
    if parts.scheme == "smtp" and is_host(parts.hostname or ""):
        tls, ssl = _encryption(parts)
        return {
            "EMAIL_BACKEND": "broadsheet.events.mail.QueuedEmailBackend",
            "EMAIL_HOST": parts.hostname,
            "EMAIL_PORT": parts.port or (465 if ssl else 25),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_TLS": tls,
            "EMAIL_USE_SSL": ssl,
            "EMAIL_TIMEOUT": 20,
        }
    raise SettingError(
        f"BROADSHEET_EMAIL_URL is “{shown(url)}”. Write smtp://user:password@host:587/?tls=true, "
        "outbox: to keep mail for administrators in the admin, file:///folder to keep it as files, or console: to print it."
    )


def _encryption(parts: SplitResult) -> tuple[bool, bool]:
    """(whether to use STARTTLS, whether to use TLS from the first byte), by the options `tls` and `ssl`."""
    url = shown(parts.geturl())
    options: dict[str, bool] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name not in {"tls", "ssl"}:
            raise SettingError(
                f"BROADSHEET_EMAIL_URL is “{url}”, whose option “{name}” is unknown. "
                "Write tls=true for STARTTLS (port 587), or ssl=true for TLS from the start (port 465)."
            )
        if value.lower() not in YES_NO:
            raise SettingError(f"BROADSHEET_EMAIL_URL is “{url}”, where {name} is “{value}”. Write true or false.")
        options[name] = YES_NO[value.lower()]
    if options.get("tls") and options.get("ssl"):
        raise SettingError(f"BROADSHEET_EMAIL_URL is “{url}”. Write tls=true or ssl=true, not both.")
    if parts.password and not options and parts.hostname not in _HERE:
        raise SettingError(
            f"BROADSHEET_EMAIL_URL is “{url}”, which would send the password unencrypted. Add ?tls=true (STARTTLS, "
            "port 587) or ?ssl=true (port 465); or ?tls=false if it really must be sent unencrypted."
        )
    return options.get("tls", False), options.get("ssl", False)
