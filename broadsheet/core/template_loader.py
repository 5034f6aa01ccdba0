"""Our own templates are read without their indentation, which is for who writes them and would be weight for who reads.

The ends of lines stay, but for those inside a tag, which become the spaces that they stand for. So HTML says the same: spaces after
the end of a line mean no more than the end itself. A text that must keep
them (`<pre>`, a translation over several lines that is not `trimmed`) has no place in our templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.template import Origin
from django.template.loaders import app_directories, filesystem

from .renames import old_names

_OURS = str(Path(__file__).resolve().parent.parent)
_INDENTATION = re.compile(r"\n[ \t]+")
_TAG = re.compile(r"<[A-Za-z{][^<>]*>")


class Loader(app_directories.Loader):
    """Templates of the apps, those of this package without indentation."""

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
    """The text of a template as it is compiled, and as its translations are collected."""
    return _TAG.sub(lambda tag: tag.group().replace("\n", " "), _INDENTATION.sub("\n", text))
