"""All addresses of a site."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from broadsheet.core import urls as core_urls
from broadsheet.desk import urls as desk_urls
from broadsheet.events.page_lock import locked_while_posting
from broadsheet.finding import urls as finding_urls
from broadsheet.media import urls as media_urls
from broadsheet.ops import urls as ops_urls
from broadsheet.readers import urls as readers_urls
from broadsheet.stories import urls as stories_urls
from broadsheet.wire import urls as wire_urls

handler400 = "broadsheet.core.views.bad_request"
handler403 = "broadsheet.core.views.permission_denied"
handler404 = "broadsheet.core.views.page_not_found"
handler500 = "broadsheet.core.views.server_error"

urlpatterns = [
    path("admin/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, locked_while_posting))),
    path("media/", include(media_urls)),
    path("", include(core_urls)),
    path("", include((desk_urls.preview_urlpatterns, "preview_links"))),
    path("", include(ops_urls)),
    path("", include((stories_urls.urlpatterns, "stories_share"))),
    path("", include((wire_urls.urlpatterns, "wire_machines"))),
    *i18n_patterns(
        path("", include((core_urls.edition_urlpatterns, "core_edition"))),
        path("", include((readers_urls.edition_urlpatterns, "readers"))),
        path("", include((finding_urls.edition_urlpatterns, "finding"))),
        path("", include((stories_urls.edition_urlpatterns, "stories"))),
        path("", include((wire_urls.edition_urlpatterns, "wire"))),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
