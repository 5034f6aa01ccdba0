"""The one stylesheet and the one script of the site, put together from the components' files.

A component brings `static/<app>/<stem>.css` and perhaps `<stem>.js`. All of them are joined at the first use,
in the order of the layers, the site's own `theme/*.css` last, and served under a name that changes with
the content. There is no build step; with BROADSHEET_DEBUG the files are read anew at each page.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import brotli
from django.apps import apps
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from . import renames

FIRST = ("core/tokens.css", "core/fonts.css", "core/base.css")
_STATIC_URL = re.compile(r"url\((['\"]?)static:([^)'\"]+)\1\)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r"\s*\n\s*")


class Bundle(NamedTuple):
    """One file as it is sent, with its two compressed forms."""

    digest: str
    content_type: str
    plain: bytes
    gzipped: bytes
    brotlied: bytes


def bundle_url(name: str) -> str:
    """Address of the bundle `site.css` or `site.js`."""
    return reverse("core:asset", args=[bundle(name).digest, name])


def bundle(name: str) -> Bundle:
    """The bundle `name`; raises KeyError for any name but `site.css` and `site.js`."""
    makers = {"site.css": _stylesheet, "site.js": _script}
    if settings.DEBUG:
        makers[name].cache_clear()
    return makers[name]()


@lru_cache(maxsize=1)
def _stylesheet() -> Bundle:
    files = _component_files(".css")
    text = "\n".join(path.read_text("utf-8") for path in files)
    theme = "\n".join(path.read_text("utf-8") for path in files if path.is_relative_to(settings.SITE / "theme"))
    text += "\n" + renames.token_aliases(_COMMENT.sub("", theme))
    text = _BLANKS.sub("\n", _COMMENT.sub("", text))
    text = _STATIC_URL.sub(lambda match: f'url("{static(match.group(2))}")', text)
    return _bundle(text, "text/css; charset=utf-8")


@lru_cache(maxsize=1)
def _script() -> Bundle:
    """Each component's script in a block of its own, so that none sees another's names."""
    parts = [f"{{\n{path.read_text('utf-8')}\n}}" for path in _component_files(".js")]
    text = '"use strict";\n' + "\n".join(parts)
    return _bundle(
        "\n".join(line.strip() for line in text.splitlines() if line.strip()), "text/javascript; charset=utf-8"
    )


def _component_files(suffix: str) -> list[Path]:
    """All components' files, lowest layer first, the site's theme last."""
    files: dict[str, Path] = {}
    for config in reversed([apps.get_app_config(name.rpartition(".")[2]) for name in settings.BROADSHEET_APPS]):
        folder = Path(config.path) / "static" / config.label
        for path in sorted(folder.glob(f"*{suffix}")):
            files[f"{config.label}/{path.name}"] = path
    ordered = [files.pop(name) for name in FIRST if name in files] + list(files.values())
    return ordered + sorted((settings.SITE / "theme").glob(f"*{suffix}"))


def _bundle(text: str, content_type: str) -> Bundle:
    plain = text.encode()
    return Bundle(
        digest=hashlib.sha256(plain).hexdigest()[:16],
        content_type=content_type,
        plain=plain,
        gzipped=gzip.compress(plain, 9, mtime=0),
        brotlied=brotli.compress(plain, quality=9),
    )
