"""Addresses of the archive and the search, below each edition's front."""

from django.urls import path

from . import archive, search_page

app_name = "finding"
edition_urlpatterns = [
    path("search/", search_page.search, name="search"),
    path("archive/", archive.archive, name="archive"),
    path("archive/<int:year>/", archive.year, name="archive_year"),
    path("archive/<int:year>/<int:month>/", archive.month, name="archive_month"),
    path("archive/<int:year>/<int:month>/<int:day>/", archive.day, name="archive_day"),
]
