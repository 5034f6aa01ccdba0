"""The blocks of WordPress itself (core block library, WordPress 6.8)."""

from __future__ import annotations

# Their HTML says everything.
_STATIC = frozenset(
    [
        "paragraph",
        "heading",
        "list",
        "list-item",
        "quote",
        "pullquote",
        "image",
        "gallery",
        "media-text",
        "cover",
        "columns",
        "column",
        "group",
        "table",
        "video",
        "audio",
        "file",
        "buttons",
        "button",
        "code",
        "preformatted",
        "verse",
        "separator",
        "html",
        "details",
        "embed",
        "freeform",
        "shortcode",
        "block",
        "missing",
        "social-links",
        "social-link",
        "navigation-link",
        "text-columns",
        "subhead",
        "accordion",
        "accordion-item",
        "accordion-heading",
        "accordion-panel",
        "math",
        "footnotes",
        "home-link",
    ]  # noqa: SIM905 - reads best
)
# Nothing in them is for reading.
FORM_ONLY = frozenset(["spacer"])
# Where a page or a teaser ends.
MARKERS = frozenset(["more", "nextpage"])
# WordPress fills these when a page is read.
_DYNAMIC = frozenset(
    [
        "archives",
        "avatar",
        "calendar",
        "categories",
        "comment-author-avatar",
        "comment-author-name",
        "comment-content",
        "comment-date",
        "comment-edit-link",
        "comment-reply-link",
        "comment-template",
        "comments",
        "comments-pagination",
        "comments-pagination-next",
        "comments-pagination-numbers",
        "comments-pagination-previous",
        "comments-title",
        "latest-comments",
        "latest-posts",
        "legacy-widget",
        "loginout",
        "navigation",
        "navigation-submenu",
        "page-list",
        "page-list-item",
        "pattern",
        "post-author",
        "post-author-biography",
        "post-author-name",
        "post-comments",
        "post-comments-count",
        "post-comments-form",
        "post-comments-link",
        "post-content",
        "post-date",
        "post-excerpt",
        "post-featured-image",
        "post-navigation-link",
        "post-template",
        "post-terms",
        "post-time-to-read",
        "post-title",
        "query",
        "query-no-results",
        "query-pagination",
        "query-pagination-next",
        "query-pagination-numbers",
        "query-pagination-previous",
        "query-title",
        "query-total",
        "read-more",
        "rss",
        "search",
        "site-logo",
        "site-tagline",
        "site-title",
        "tag-cloud",
        "template-part",
        "term-description",
        "widget-group",
        "breadcrumbs",
        "terms-query",
        "term-template",
    ]  # noqa: SIM905
)


def is_known(name: str) -> bool:
    """Whether a block's HTML can be taken as it is."""
    return name in _STATIC


def is_dynamic(name: str) -> bool:
    """Whether WordPress fills the block when the page is read."""
    return name in _DYNAMIC
