"""Makes preview links by the admin's form, and checks answers."""

import re

import lxml.html
from django.urls import reverse

CANARY = "Zirkonvogel"


def page_of_links(page):
    return reverse("desk:preview_link", args=[page.pk])


def shown(client, page):
    """(the links' addresses on the page, the page's HTML)."""
    html = client.get(page_of_links(page)).content.decode()
    return [
        field.get("value") for field in lxml.html.fromstring(html).cssselect(".preview-links__copy input[readonly]")
    ], html


def link_to(client, page, lifetime="day"):
    """Make a link with the admin's form; returns its path."""
    response = client.post(page_of_links(page), {"lifetime": lifetime})
    assert response.status_code == 302, response.content.decode()
    address = shown(client, page)[0][0]
    assert address.startswith("http://testserver/preview/")
    return address.removeprefix("http://testserver")


def is_for_nobody_else(response):
    return (
        response.headers["Cache-Control"] == "private, no-store"
        and response.headers["Referrer-Policy"] == "no-referrer"
        and response.headers["X-Robots-Tag"] == "noindex, nofollow"
    )


def leads_nowhere(response):
    """Check that the answer is the page for links that do not work."""
    html = response.content.decode()
    assert response.status_code == 410
    assert is_for_nobody_else(response)
    assert not response.cookies
    assert "This link no longer works" in html
    assert CANARY not in html
    return html


def pictures_in(response):
    return re.findall(r'(?:src|srcset)="(/media/[^" ]+)', response.content.decode())
