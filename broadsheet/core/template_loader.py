"""Loads our own templates without their indentation, which helps developers but would make pages larger for readers.

Line ends are kept, except inside a tag, where they become spaces. The HTML means the same, because spaces after a line end add
nothing to it. Our templates must not contain text that needs its indentation, such as `<pre>` or a `blocktranslate` over
several lines without `trimmed`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from django.template import Origin
from django.template.loaders import app_directories, filesystem

from .renames import old_names

_OURS = f"{Path(__file__).resolve().parent.parent}{os.sep}"
_INDENTATION = re.compile(r"\n[ \t]+")
_TAG = re.compile(r"<[A-Za-z{][^<>]*>")


class Loader(app_directories.Loader):
    """Loads the templates of apps; those of this package without indentation."""

    def get_contents(self, origin: Origin) -> str:
        """The text of a template file."""
        text: str = super().get_contents(origin)
        return unindented(text) if str(origin.name).startswith(_OURS) else text


class ThemeLoader(filesystem.Loader):
    """Templates of the site's theme, also those under a name that Broadsheet used before."""

    def get_template_sources(self, template_name: str) -> Iterator[Origin]:
        """The places where the theme may have the template; its present name first."""
        for name in (template_name, *old_names("template", template_name)):
            yield from super().get_template_sources(name)


def unindented(text: str) -> str:
    """The text of a template as it is compiled, and as its messages are collected for translation."""
    return _TAG.sub(lambda tag: tag.group().replace("\n", " "), _INDENTATION.sub("\n", text))
