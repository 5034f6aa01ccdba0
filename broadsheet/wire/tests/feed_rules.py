"""Those rules of the W3C feed validator that concern this site's feeds, as checks that name each fault.

Sources: RSS 2.0 (rssboard.org/rss-specification), RFC 4287, RFC 6721, jsonfeed.org/version/1.1, and the
messages of github.com/w3c/feedvalidator.
"""

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
MEDIA = "{http://search.yahoo.com/mrss/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d [+-]\d{4}$")  # fmt: skip
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
# Validator: SecurityRisk, SecurityRiskAttr, NonRelative URIs.
FORBIDDEN = {"script", "style", "iframe", "object", "embed", "meta", "link", "base", "form", "input", "noscript"}


def is_full(address):
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and address.isascii() and " " not in address


def rss_faults(document, address):
    root = etree.fromstring(document)
    channel = root.find("channel")
    faults = []
    if root.tag != "rss" or root.get("version") != "2.0":
        faults.append("no RSS 2.0")
    faults += [f"channel lacks {name}" for name in ("title", "link", "description") if not channel.findtext(name)]
    own = channel.find(f"{ATOM}link[@rel='self']")
    if own is None or own.get("href") != address:
        faults.append("self link is not the address")
    if not LANGUAGE.match(channel.findtext("language") or ""):
        faults.append("language")
    if not RFC_822.match(channel.findtext("lastBuildDate") or ""):
        faults.append("lastBuildDate")
    guids = [item.findtext("guid") for item in channel.iter("item")]
    if None in guids or len(set(guids)) != len(guids):
        faults.append("guids are not unique")
    dates = []
    for item in channel.iter("item"):
        if not (item.findtext("title") or item.findtext("description")):
            faults.append("item without title and description")
        if item.find("guid").get("isPermaLink") != "false":
            faults.append("guid that is not an address is not marked as such")
        if not is_full(item.findtext("link") or ""):
            faults.append(f"link {item.findtext('link')}")
        if not RFC_822.match(item.findtext("pubDate") or ""):
            faults.append("pubDate")
        else:
            dates.append(parsedate_to_datetime(item.findtext("pubDate")))
        if item.find("author") is not None:
            faults.append("author must be an e-mail address")
        enclosures = item.findall("enclosure")
        for file in [*enclosures, *item.iter(f"{MEDIA}content")]:
            length = file.get("length") or file.get("fileSize") or ""
            if not (is_full(file.get("url")) and "/" in file.get("type") and length.isdigit() and int(length)):
                faults.append("enclosure")
        if len(enclosures) > 1:
            faults.append("several enclosures")
        faults += html_faults(item.findtext(CONTENT) or "")
    return faults + (["not newest first"] if dates != sorted(dates, reverse=True) else [])


def atom_faults(document, address):
    root = etree.fromstring(document)
    faults = [] if root.tag == f"{ATOM}feed" else ["no Atom feed"]
    if not LANGUAGE.match(root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""):
        faults.append("xml:lang")
    for name in ("id", "title", "updated"):
        if len(root.findall(f"{ATOM}{name}")) != 1:
            faults.append(f"feed has not one {name}")
    if root.find(f"{ATOM}link[@rel='self']").get("href") != address:
        faults.append("self link is not the address")
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    if len(set(ids)) != len(ids):
        faults.append("ids are not unique")
    for entry in root.iter(f"{ATOM}entry"):
        for name in ("id", "title", "updated"):
            if len(entry.findall(f"{ATOM}{name}")) != 1:
                faults.append(f"entry has not one {name}")
        if not entry.findall(f"{ATOM}author") and root.find(f"{ATOM}author") is None:
            faults.append("no author")
        published, updated = (datetime.fromisoformat(entry.findtext(f"{ATOM}{n}")) for n in ("published", "updated"))
        if updated < published or updated.tzinfo is None:
            faults.append("updated before published")
        for link in entry.findall(f"{ATOM}link"):
            if not is_full(link.get("href")):
                faults.append(f"link {link.get('href')}")
            if link.get("rel") == "enclosure" and not (link.get("length") or "").isdigit():
                faults.append("enclosure without length")
        content = entry.find(f"{ATOM}content")
        if content is None and entry.find(f"{ATOM}summary") is None:
            faults.append("neither content nor summary")
        if content is not None:
            faults += [] if content.get("type") == "html" else ["content type"]
            faults += html_faults(content.text or "")
    for gone in root.iter(DELETED):
        if not gone.get("ref") or gone.get("ref") in ids or datetime.fromisoformat(gone.get("when")).tzinfo is None:
            faults.append("deleted-entry")
    return faults


def json_faults(document, address):
    feed = json.loads(document)
    faults = []
    if feed.get("version") != "https://jsonfeed.org/version/1.1" or not feed.get("title"):
        faults.append("version or title")
    if feed.get("feed_url") != address or not is_full(feed.get("home_page_url", "")):
        faults.append("feed_url or home_page_url")
    ids = [item["id"] for item in feed["items"]]
    if len(set(ids)) != len(ids) or not all(isinstance(identifier, str) for identifier in ids):
        faults.append("ids")
    for item in feed["items"]:
        if not (item.get("content_html") or item.get("content_text")):
            faults.append("item without content")
        for name in ("url", "image"):
            if name in item and not is_full(item[name]):
                faults.append(name)
        if datetime.fromisoformat(item["date_published"]).tzinfo is None:
            faults.append("date_published")
        if not all(author.get("name") for author in item.get("authors", [])):
            faults.append("author without a name")
        faults += html_faults(item.get("content_html", ""))
    return faults


def html_faults(text):
    if not text.strip():
        return []
    faults = []
    for element in html.fragment_fromstring(text, create_parent=True).iter():
        if element.tag in FORBIDDEN:
            faults.append(f"<{element.tag}> in content")
        for name, value in element.attrib.items():
            if name.startswith(("on", "data-")) or name in {"style", "class", "id"}:
                faults.append(f"{name} in content")
            if name in {"href", "src"} and not (is_full(value) or value.startswith(("mailto:", "tel:"))):
                faults.append(f"{name}={value} in content")
    return faults
