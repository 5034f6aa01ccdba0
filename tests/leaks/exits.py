"""Every public address at which something hidden could be named. A new URL pattern needs a row here."""

from django.urls import URLPattern, URLResolver, get_resolver

SLUG, WORD = "zanzibar", "Zanzibar"  # of everything hidden
EDITIONS = {"en": "", "ar": "/ar", "fr": "/fr"}

# URL pattern -> addresses; {edition} is put before those that each edition has, {slug} is that of the hidden thing.
EXITS = {
    "": ["{edition}/"],
    "<wagtail>": [
        "{edition}/world/", "{edition}/al-alam/", "{edition}/monde/", "{edition}/world/council-votes/",
        "{edition}/world/{slug}/", "{edition}/{slug}/", "{edition}/{slug}/{slug}/", "{edition}/al-alam/{slug}/",
        "{edition}/monde/{slug}/", "{edition}/monde/conseil/", "{edition}/about-{slug}/",
    ],
    "search/": ["{edition}/search/", "{edition}/search/?q={slug}", "{edition}/search/?q=council&author={slug}"],
    "archive/": ["{edition}/archive/"],
    "archive/<int:year>/": ["{edition}/archive/2026/"],
    "archive/<int:year>/<int:month>/": ["{edition}/archive/2026/6/"],
    "archive/<int:year>/<int:month>/<int:day>/": ["{edition}/archive/2026/6/1/"],
    "topics/": ["{edition}/topics/"],
    "people/": ["{edition}/people/"],
    "topics/<uslug:slug>/": ["{edition}/topics/{slug}/", "{edition}/topics/harbour/"],
    "tags/<uslug:slug>/": ["{edition}/tags/{slug}/"],
    "people/<uslug:slug>/": ["{edition}/people/{slug}/", "{edition}/people/lina-haddad/"],
    "share/mastodon/": ["{edition}/share/mastodon/?path=/world/{slug}/", "{edition}/share/mastodon/?path=/world/council-votes/"],
    "feeds/": ["{edition}/feeds/"],
    "feeds/<feedfile:form>": ["{edition}/feeds/rss.xml", "{edition}/feeds/atom.xml", "{edition}/feeds/feed.json"],
    "feeds/<feedkind:kind>/<uslug:slug>/<feedfile:form>": [
        "{edition}/feeds/topics/{slug}/rss.xml", "{edition}/feeds/people/{slug}/atom.xml", "{edition}/feeds/tags/{slug}/feed.json",
        "{edition}/feeds/sections/{slug}/rss.xml", "{edition}/feeds/sections/world/rss.xml", "{edition}/feeds/people/lina-haddad/rss.xml",
    ],
    "robots.txt": ["/robots.txt"],
    ".well-known/tdmrep.json": ["/.well-known/tdmrep.json"],
    "sitemap.xml": ["/sitemap.xml"],
    "sitemap-news.xml": ["/sitemap-news.xml"],
    "sitemaps/<slug:code>-stories-<int:part>.xml": [f"/sitemaps/{code}-stories-0.xml" for code in EDITIONS],
    "sitemaps/<slug:code>-pages.xml": [f"/sitemaps/{code}-pages.xml" for code in EDITIONS],
    "consent/": ["{edition}/consent/"],
    "gallery/": ["{edition}/gallery/"],
    # Named by numbers and digests that nobody tells; `hidden.Hidden.files` gives those of the hidden thing.
    "share/cards/<int:pk>-<slug:digest>.png": [],
    "renditions/<str:name>": [],
    "documents/<int:pk>/<str:digest>/<str:name>": [],
}  # fmt: skip
# What shows no content of the paper, or is not for readers.
NO_CONTENT = {
    "assets/<slug:digest>/<str:name>", "^preview/(?P<token>.*)$", "health/", "metrics", "consent/choose/", "_util/login/",
}  # fmt: skip
# Of the text-only edition, which has a twin of every template.
IN_LITE = {
    "/", "/world/", "/monde/", "/al-alam/", "/world/council-votes/", "/monde/conseil/", f"/world/{SLUG}/", f"/search/?q={SLUG}",
    "/archive/2026/6/1/", "/topics/", "/people/", f"/people/{SLUG}/", "/feeds/",
}  # fmt: skip


def patterns(resolver=None, prefix=""):
    """Every URL pattern of the site outside the admin; Wagtail's own are one."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield str(entry.pattern)
        elif str(entry.pattern) == "admin/":
            continue
        elif isinstance(entry, URLResolver) and getattr(entry.urlconf_name, "__name__", "") == "wagtail.urls":
            yield "<wagtail>"
        else:
            yield from patterns(entry)


def addresses():
    """All of them, and of the text-only edition, which is made from the same lists, those that show one."""
    paths = []
    for group in EXITS.values():
        for template in group:
            for edition in EDITIONS.values() if template.startswith("{edition}") else [""]:
                paths.append(template.format(edition=edition, slug=SLUG))
    lite = [f"/lite{path}" for path in paths if path.removeprefix("/fr").removeprefix("/ar") in IN_LITE]
    return list(dict.fromkeys(paths + lite))
