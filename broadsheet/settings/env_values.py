"""Values of settings: looked up with their type, shown without secrets, and refused with one sentence."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

_LONGEST = 2000  # characters of a value
_LONGEST_SHOWN = 100
_PASSWORD = re.compile(r"(?<=://)([^/?#:@]*)(:.*)?@")
_MAILBOX = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+")
_NAMED_MAILBOX = re.compile(rf"[^<>@,;]*<({_MAILBOX.pattern})>")
YES_NO = {"true": True, "yes": True, "1": True, "on": True, "false": False, "no": False, "0": False, "off": False}


class SettingError(ValueError):
    """A setting is invalid; the message gives its name, its value and what to do."""


def without_password(url: str) -> str:
    """`url` with `***` for the password, or for a token in its place."""
    return _PASSWORD.sub(lambda match: f"{match[1]}:***@" if match[2] else "***@", url)


def shown(value: str) -> str:
    """A value for use in a message: without a password, shortened, and with unprintable characters escaped."""
    text = without_password(value)
    text = "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape", "surrogatepass").decode() for sign in text
    )
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def parts_of(url: str) -> SplitResult:
    """The parts of `url`; all are empty where it is invalid, for example because of an open bracket or an impossible port."""
    try:
        parts = urlsplit(url)
        if parts.port == 0 or " " in parts.netloc:
            raise ValueError
    except ValueError:
        return urlsplit("")
    return parts


class EnvValues:
    """Looks up settings with their types; errors are one sentence."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def text(self, name: str, default: str) -> str:
        """One printable line, without surrounding space."""
        value = self._values.get(f"BROADSHEET_{name}", "").strip()
        if not value.isprintable():
            raise SettingError(
                f"BROADSHEET_{name} contains unprintable characters, or more than one line. Write one line."
            )
        if len(value) > _LONGEST:
            raise SettingError(f"BROADSHEET_{name} has {len(value):,} characters. Write at most {_LONGEST:,}.")
        return value or default

    def yes(self, name: str, default: bool) -> bool:
        """A boolean, written as one of the words of YES_NO."""
        raw = self.text(name, "")
        if raw and raw.lower() not in YES_NO:
            raise SettingError(f"BROADSHEET_{name} is “{shown(raw)}”. Write true or false.")
        return YES_NO[raw.lower()] if raw else default

    def count(self, name: str, default: int, *, most: int) -> int:
        """A whole number from 1 to `most`."""
        raw = self.text(name, "")
        if raw and not (raw.isdecimal() and len(raw) <= len(str(most)) and 0 < int(raw) <= most):
            raise SettingError(f"BROADSHEET_{name} is “{shown(raw)}”. Write a whole number from 1 to {most:,}.")
        return int(raw) if raw else default

    def mailbox(self, name: str, default: str, *, may_be_named: bool = False) -> str:
        """A mail address; with `may_be_named`, also one with a name, `The Courier <news@courier.example>`."""
        raw = self.text(name, default)
        is_named = may_be_named and _NAMED_MAILBOX.fullmatch(raw)
        if raw and not _MAILBOX.fullmatch(raw) and not is_named:
            raise SettingError(
                f"BROADSHEET_{name} is “{shown(raw)}”, which is not a mail address. Write one such as desk@paper.example."
            )
        return raw

    def networks(self, name: str, default: str) -> tuple[str, ...]:
        """Addresses and networks, separated by commas; an empty tuple for the word `none`."""
        names = tuple(network.strip() for network in self.text(name, default).split(",") if network.strip())
        if names == ("none",):
            return ()
        for network in names or ("",):
            try:
                ipaddress.ip_network(network)
            except ValueError as error:
                raise SettingError(
                    f"BROADSHEET_{name} names “{shown(network)}”, which is not an address or a network. "
                    "Write addresses such as 127.0.0.1 or 10.0.0.0/8, or the word none."
                ) from error
        return names
