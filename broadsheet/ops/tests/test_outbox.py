"""Mail of a site without a mail server is kept for administrators, and never printed."""

import os
import re
import stat

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client

from broadsheet.core.models import User
from broadsheet.ops import outbox
from broadsheet.settings.env import SettingError
from broadsheet.settings.mail import mail as mail_settings


@pytest.fixture
def kept(settings, newsroom, tmp_path, monkeypatch):
    """A newsroom whose mail goes to the outbox, as it does by default."""
    settings.EMAIL_BACKEND = mail_settings("outbox:")["EMAIL_BACKEND"]
    monkeypatch.setattr(outbox, "folder", lambda: tmp_path / "outbox")
    return newsroom


@pytest.fixture
def admin(kept):
    client = Client()
    client.force_login(User.objects.create_superuser("chief", "chief@courier.example", "x"))
    return client


def test_mail_goes_to_the_outbox_by_default():
    from broadsheet.settings.env import read_env

    assert read_env({"BROADSHEET_SECRET_KEY": "x" * 40, "BROADSHEET_SITE": "/nowhere"}).email_url == "outbox:"
    with pytest.raises(SettingError, match="outbox: to keep mail"):
        mail_settings("outbox://elsewhere")


def test_an_administrator_reads_the_mails(admin, capfd):
    send_mail(
        "Your story was returned", "See https://paper.example/admin/ & <b>mend</b> it", None, ["ana@courier.example"]
    )
    EmailMultiAlternatives("Größe: 12 €", "ميناء", "desk@courier.example", ["a@x.example", "b@x.example"]).send()
    listed = admin.get("/admin/outbox/").content.decode()
    assert '<h1 class="w-header__title"' in listed
    assert listed.index("Größe: 12 €") < listed.index("Your story was returned")
    addresses = re.findall(r'href="(\?mail=[^"]+)"', listed)
    second, first = (admin.get(f"/admin/outbox/{address}").content.decode() for address in addresses)
    assert "ana@courier.example" in first
    assert '<a href="https://paper.example/admin/"' in first
    assert "&lt;b&gt;mend" in first
    assert "ميناء" in second
    assert "a@x.example, b@x.example" in second
    assert "Outbox" in admin.get("/admin/").content.decode()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("role", ["reporter", "editor", "publisher"])
def test_other_roles_cannot_read_the_mails(kept, client, role):
    send_mail("New password wanted", "a link for a new password", None, ["ana@courier.example"])
    client.force_login(kept.user(role))
    for address in ("/admin/outbox/", f"/admin/outbox/?mail={outbox.names()[0]}"):
        assert "New password wanted" not in client.get(address, follow=True).content.decode()
    assert "/admin/outbox/" not in client.get("/admin/").content.decode()


def test_only_the_site_s_own_account_can_read_the_files(kept):
    send_mail("Link", "a link for a new password", None, ["ana@courier.example"])
    assert stat.S_IMODE(os.stat(outbox.folder()).st_mode) == 0o700
    (name,) = outbox.names()
    assert stat.S_IMODE(os.stat(outbox.folder() / name).st_mode) == 0o600


@pytest.mark.parametrize("name", ["../broadsheet.env", "x", "20260101T000000000000Z-00000000.eml", ".eml", "a/b"])
def test_a_name_that_is_not_a_mail_is_not_found(admin, name):
    assert admin.get("/admin/outbox/", {"mail": name}).status_code == 404


def test_only_the_latest_mails_are_kept(kept, monkeypatch):
    monkeypatch.setattr(outbox, "KEPT", 3)
    for number in range(5):
        send_mail(f"Mail {number}", "x", None, ["ana@courier.example"])
    assert [outbox.mail(name).subject for name in outbox.names()] == ["Mail 4", "Mail 3", "Mail 2"]
    assert len(list(outbox.folder().iterdir())) == 3


def test_there_is_no_outbox_if_mail_is_sent(admin, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    assert admin.get("/admin/outbox/").status_code == 404
    assert "/admin/outbox/" not in admin.get("/admin/").content.decode()
