"""Each edition gets its collection; what lay in none goes to the edition that shows it, or whose people brought it."""

import re

from django.db import migrations

ROLE = re.compile(r"(Reporter|Editor|Publisher)s \(([a-z-]+)\)$")


def give_editions_their_collections(apps, schema_editor):
    from django.contrib.auth.models import Group, Permission
    from wagtail.models import Collection, GroupCollectionPermission, Locale

    from broadsheet.desk.roles import Role, grant_collections
    from broadsheet.media.collections import collection_of

    root = Collection.get_first_root_node()
    groups = [(group, found) for group in Group.objects.all() if (found := ROLE.match(group.name))]
    for group, found in groups:
        locale = Locale.objects.filter(language_code=found[2]).first()
        if locale is not None:
            GroupCollectionPermission.objects.filter(group=group, collection=root).delete()
            grant_collections(group, Role(found[1].lower()), collection_of(locale))
        group.permissions.remove(*Permission.objects.filter(codename__in=["change_tag", "delete_tag"], content_type__app_label="stories"))
    if groups and root is not None:
        _sort(apps, root.pk)


def _sort(apps, root):
    """Pictures and documents that lie in the root collection, by who shows them, else by who uploaded them."""
    from django.conf import settings
    from wagtail.models import Locale

    from broadsheet.media.collections import collection_of

    LiveUse, Page = apps.get_model("media", "LiveUse"), apps.get_model("wagtailcore", "Page")
    Group = apps.get_model("auth", "Group")
    code_of_locale = dict(Locale.objects.values_list("pk", "language_code"))
    code_of_user = {}
    for group in Group.objects.all():
        if found := ROLE.match(group.name):
            for user in group.user_set.values_list("pk", flat=True):
                code_of_user.setdefault(user, found[2])
    collections = {}
    for name in ("Picture", "NewsDocument"):
        field = "picture_id" if name == "Picture" else "document_id"
        shown = {}
        for user, pk in LiveUse.objects.filter(user__startswith="page:").exclude(**{field: None}).order_by("pk").values_list("user", field):
            shown.setdefault(pk, int(user.partition(":")[2]))
        locales = dict(Page.objects.filter(pk__in=set(shown.values())).values_list("pk", "locale_id"))
        model = apps.get_model("media", name)
        for pk, uploader in model.objects.filter(collection=root).values_list("pk", "uploaded_by_user_id"):
            code = code_of_locale.get(locales.get(shown.get(pk))) or code_of_user.get(uploader) or settings.LANGUAGE_CODE
            locale = Locale.objects.filter(language_code=code).first()
            if locale is not None:
                if code not in collections:
                    collections[code] = collection_of(locale).pk
                model.objects.filter(pk=pk).update(collection=collections[code])


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0002_sent_form"),
        ("media", "0002_uses_through_a_page"),
        ("stories", "0005_withdrawals_that_stay"),
        ("wagtailimages", "__first__"),
        ("wagtaildocs", "__first__"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(give_editions_their_collections, migrations.RunPython.noop)]
