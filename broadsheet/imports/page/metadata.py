"""Data in the head of a page and its microdata: titles, descriptions, names, all as written."""

import re
from dataclasses import dataclass, field

from broadsheet.imports.markup.addresses import absolute
from broadsheet.imports.markup.tree import Element, text_of
from broadsheet.imports.page.jsonld import LinkedData, linked_data

_MOST_METAS = 2_000
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8}){0,3}")
_SAVED_FROM = re.compile(rb"<!-- saved from url=\(\d{1,6}\)(https?://[^\s>]{3,2000}) -->")


@dataclass(frozen=True)
class Metadata:
    """`metas` maps lower-case names (name, property, itemprop) to their contents in page order."""

    title: str
    metas: dict[str, list[str]]
    linked: LinkedData
    url: str | None
    language: str | None
    site_names: list[str] = field(default_factory=list)

    def first(self, *names: str) -> str:
        """The content of the first of these metas that the page has; empty if it has none."""
        return next((self.metas[name][0] for name in names if name in self.metas), "")

    def every(self, *names: str) -> list[str]:
        """The contents of all these metas."""
        return [content for name in names for content in self.metas.get(name, ())]


def read_metadata(root: Element, url: str | None) -> Metadata:
    """The metadata of a page. `url` is its address, if known."""
    metas = _metas(root)
    title_element = root.find(".//head/title")
    if title_element is None:
        title_element = root.find(".//title")
    title = text_of(title_element) if title_element is not None else ""
    titles = [
        title,
        *(" ".join(content) for name in ("og:title", "twitter:title") for content in metas.get(name, [])[:1]),
    ]
    titles += [text_of(heading) for heading in list(root.iter("h1"))[:20]]
    linked = linked_data(root, titles)
    page_url = url or _canonical(root, metas)
    return Metadata(title, metas, linked, page_url, _language(root, metas, linked), _site_names(metas, linked))


def saved_from(html: bytes) -> str | None:
    """The address that browsers write at the top of a page they save, if there is one."""
    comment = _SAVED_FROM.search(html[:4000])
    return comment.group(1).decode("ascii", "replace") if comment else None


def _metas(root: Element) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for count, meta in enumerate(root.iter("meta")):
        if count > _MOST_METAS:
            break
        content = " ".join((meta.get("content") or meta.get("value") or "").split())
        if content:
            for attribute in ("name", "property", "itemprop"):
                if name := meta.get(attribute):
                    metas.setdefault(name.strip().lower(), []).append(content)
    return metas


def _canonical(root: Element, metas: dict[str, list[str]]) -> str | None:
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and (url := absolute(link.get("href") or "", None)):
            return url
    return next(filter(None, (absolute(address, None) for address in metas.get("og:url", ()))), None)


def _language(root: Element, metas: dict[str, list[str]], linked: LinkedData) -> str | None:
    candidates = [root.get("lang"), root.get("xml:lang"), linked.text("inLanguage")]
    candidates += [stated[0] for name in ("og:locale", "content-language", "language") if (stated := metas.get(name))]
    body = root.find("body")
    candidates.insert(1, body.get("lang") if body is not None else None)
    for candidate in candidates:
        if candidate and _LANGUAGE.fullmatch(candidate.strip()):
            return candidate.strip().replace("_", "-")
    return None


def _site_names(metas: dict[str, list[str]], linked: LinkedData) -> list[str]:
    names = [*metas.get("og:site_name", ()), *metas.get("application-name", ())]
    for publisher in linked.things("publisher"):
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str):
            names.append(name)
    names += [name.lstrip("@") for name in metas.get("twitter:site", ())]
    return list(dict.fromkeys(filter(None, names)))
