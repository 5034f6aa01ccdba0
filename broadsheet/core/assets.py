"""The one stylesheet and the one script of the site, joined from the components' files.

A component has `static/<app>/<stem>.css` and perhaps `<stem>.js`. At the first use, all of them are joined in the order of
the layers, with the site's own `theme/*.css` last. They are served under a name that changes with the content. There is
no build step; with BROADSHEET_DEBUG the files are read again for each page.
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
    """The content of one file, with its two compressed forms."""

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
    theme = settings.SITE / "theme"
    texts = (path.read_text("utf-8") for path in files)
    text = "\n".join(
        renames.with_current_tokens(text) if path.is_relative_to(theme) else text
        for path, text in zip(files, texts, strict=True)
    )
    text = _BLANKS.sub("\n", _COMMENT.sub("", text))
    text = _STATIC_URL.sub(lambda match: f'url("{static(match.group(2))}")', text)
    return _bundle(text, "text/css; charset=utf-8")


@lru_cache(maxsize=1)
def _script() -> Bundle:
    """The script, with each component in its own block, so that none sees another's names."""
    parts = [f"{{\n{path.read_text('utf-8')}\n}}" for path in _component_files(".js")]
    text = '"use strict";\n' + "\n".join(parts)
    return _bundle(
        "\n".join(line.strip() for line in text.splitlines() if line.strip()), "text/javascript; charset=utf-8"
    )


def _component_files(suffix: str) -> list[Path]:
    """The files of all components, the lowest layer first and the site's theme last."""
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
