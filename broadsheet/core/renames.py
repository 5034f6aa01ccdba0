"""Names that themes rely on and that Broadsheet has renamed or removed (docs/develop/upgrading-themes.md).

An old name keeps working until the release in `removed_in`, which is at least two minor releases after `since`:

- a theme's template under its old name still overrides the renamed template;
- a token that a theme's stylesheet sets or reads under its old name is the new one;
- a slot that is filled or shown under its old name is the renamed slot.

`broadsheet serve` and `broadsheet manage check` name each old name that the site's theme still uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

import broadsheet

from .theme_files import theme_files, wrong_with_theme

_COMMENT = re.compile(r"/\*.*?\*/|{#.*?#}", re.DOTALL)


class Rename(NamedTuple):
    """One name that changed. `old` and `new` as a theme writes them; `new` is empty where nothing takes its place.

    `since` and `removed_in` are releases such as "0.3".
    """

    kind: Literal["template", "token", "slot"]
    old: str
    new: str
    since: str
    removed_in: str

    @property
    def is_over(self) -> bool:
        """Whether the old name no longer works in this release."""
        return _release(broadsheet.__version__) >= _release(self.removed_in)


# Every rename since 0.1, the newest last. A rename stays here after its end, so that the check can still name it.
RENAMES: tuple[Rename, ...] = ()


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])


def _working(kind: str) -> Iterator[Rename]:
    """The renames of this kind whose old names still work."""
    return (rename for rename in RENAMES if rename.kind == kind and rename.new and not rename.is_over)


def _current_names(kind: str) -> dict[str, str]:
    """Each old name that still works, and the name that is used today, also where that came about in several steps."""
    names: dict[str, str] = {}
    for rename in reversed(list(_working(kind))):
        names[rename.old] = names.get(rename.new, rename.new)
    return names


def current_name(kind: str, name: str) -> str:
    """The name that is used today for what `name` names."""
    return _current_names(kind).get(name, name)


def old_names(kind: str, name: str) -> list[str]:
    """The old names that still work for `name`, the oldest first."""
    return [old for old, new in reversed(_current_names(kind).items()) if new == name]


def with_current_tokens(stylesheet: str) -> str:
    """The text of a theme's stylesheet with the names that its tokens have today, wherever it sets or reads them."""
    names = _current_names("token")
    if not names:
        return stylesheet
    any_old = "|".join(map(re.escape, names))
    return re.sub(rf"(?<![\w-])(?:{any_old})(?![\w-])", lambda old: names[old.group()], stylesheet)


def _sets(token: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(token)}\s*:", text) is not None


def _reads(token: str, text: str) -> bool:
    return re.search(rf"var\(\s*{re.escape(token)}(?![\w-])", text) is not None


def _uses(rename: Rename, file: Path, theme: Path) -> bool:
    """Whether a file of the theme uses the old name."""
    if rename.kind == "template":
        return file == theme / "templates" / rename.old
    text = _COMMENT.sub("", file.read_text("utf-8", "replace"))
    if rename.kind == "token":
        return file.suffix == ".css" and (_sets(rename.old, text) or _reads(rename.old, text))
    return file.suffix == ".html" and re.search(rf"""{{%\s*slot\s+['"]{re.escape(rename.old)}['"]""", text) is not None


def warnings_of(theme: Path) -> list[str]:
    """A sentence for each old name that a file in the folder `theme` uses."""
    sentences = []
    for file in filter(Path.is_file, theme_files(theme)):
        for rename in RENAMES:
            if not _uses(rename, file, theme):
                continue
            place = f"theme/{file.relative_to(theme).as_posix()}"
            new = f"is called {rename.new} since {rename.since}" if rename.new else f"is gone since {rename.since}"
            if rename.is_over or not rename.new:
                end = "The old name has no effect."
            else:
                end = f"The old name works until {rename.removed_in}; write the new one."
            sentences.append(f"{place}: the {rename.kind} {rename.old} {new}. {end}")
    return sentences


def check_theme(*, app_configs: Sequence[AppConfig] | None = None, **options: object) -> list[CheckMessage]:
    """A warning for each old name that the site's theme uses, or an error where it cannot be read (`broadsheet manage check`)."""
    theme = settings.SITE / "theme"
    if wrong := wrong_with_theme(theme):
        return [Error(wrong, id="broadsheet.E001")]
    return [Warning(sentence, id="broadsheet.W001") for sentence in warnings_of(theme)]
