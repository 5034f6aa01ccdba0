"""Two people have the same form of the admin open, and the one who saves second is told what the other has saved."""

import lxml.html
import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.contrib.settings.registry import registry
from wagtail.models import Collection, GroupApprovalTask, Site, Workflow, WorkflowTask

from broadsheet.core.models import User
from broadsheet.editions.models import Edition
from broadsheet.media.collections import collection_of
from broadsheet.media.models import NewsDocument, Picture
from broadsheet.stories.models import Person, Tag, Topic
from tests.newsroom import picture
from tests.rights.views import admin_patterns

REFUSED = "Somebody else has saved this since you opened it"


def form_of(answer):
    """The form in an answer, with `fields` as a browser would send them."""
    page = lxml.html.fromstring(answer.content.decode())
    form = next(form for form in page.forms if "read_version" in form.fields)
    sent = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    return sent


def document():
    return NewsDocument.objects.create(title="Paper", file=ContentFile(b"%PDF-1.4", "p.pdf"))


def workflow():
    made = Workflow.objects.create(name="Two pairs of eyes")
    WorkflowTask.objects.create(workflow=made, task=second_look(), sort_order=1)
    return made


def second_look():
    task = GroupApprovalTask.objects.create(name="Second look")
    task.groups.set(Group.objects.all()[:1])
    return task


def of_user(newsroom):
    user = newsroom.user("reporter", "fr")
    User.objects.filter(pk=user.pk).update(first_name="Lina", last_name="H.")
    return (
        reverse("wagtailusers_users:edit", args=[user.pk]), {"groups": []}, {"last_name": ["Haddad"]},
        lambda: User.objects.get(pk=user.pk).groups.count() == 0, "Groups",
    )  # fmt: skip


def of_role(newsroom):
    group = Group.objects.exclude(page_permissions=None).first()
    before = group.page_permissions.count()
    return (
        reverse("wagtailusers_groups:edit", args=[group.pk]), {"page_permissions-0-DELETE": ["1"]}, {"name": ["Night desk"]},
        lambda: group.page_permissions.count() < before, "Name",
    )  # fmt: skip


def of_picture(newsroom):
    shown = picture()
    return (
        reverse("wagtailimages:edit", args=[shown.pk]), {"tags": ["harbour, cranes"]}, {"caption": ["A crane"]},
        lambda: sorted(Picture.objects.get(pk=shown.pk).tags.names()) == ["cranes", "harbour"], "Tags",
    )  # fmt: skip


def of_collection(newsroom):
    source, target = collection_of(newsroom.sections["fr"].locale), Collection.get_first_root_node()
    inner = source.add_child(instance=Collection(name="Harbour"))
    return (
        reverse("wagtailadmin_collections:edit", args=[inner.pk]), {"parent": [str(target.pk)]}, {"name": ["Port"]},
        lambda: Collection.objects.get(pk=inner.pk).get_parent() == target, "Name",
    )  # fmt: skip


def of_workflow(newsroom):
    made, other = workflow(), GroupApprovalTask.objects.create(name="Lawyer")
    return (
        reverse("wagtailadmin_workflows:edit", args=[made.pk]), {"workflow_tasks-0-task": [str(other.pk)]}, {"name": ["Three pairs"]},
        lambda: made.workflow_tasks.get().task.name == "Lawyer", "Name",
    )  # fmt: skip


@pytest.mark.parametrize("place", [of_user, of_role, of_picture, of_collection, of_workflow])
def test_what_another_person_saved_is_not_overwritten_unseen(newsroom, both, place):
    url, of_the_first, of_the_second, is_kept, label = place(newsroom)
    first, second = both
    fields, older = form_of(first.get(url)), form_of(second.get(url))
    saved = first.post(url, fields | of_the_first)
    assert saved.status_code == 302, saved.context["form"].errors
    assert is_kept()
    warned = second.post(url, older | of_the_second)
    assert warned.status_code == 200
    assert REFUSED in warned.content.decode()
    assert label in warned.content.decode().partition(REFUSED)[2][:300]
    assert is_kept()
    again = second.post(url, form_of(warned) | of_the_second)
    assert again.status_code == 302, again.context["form"].errors


def test_the_form_of_every_row_carries_its_version(newsroom, both):
    french = newsroom.sections["fr"].locale
    rows = {
        "wagtailusers_users:edit": newsroom.user("reporter", "fr"), "wagtailusers_groups:edit": Group.objects.first(),
        "wagtailsites:edit": Site.objects.first(), "wagtailadmin_collections:edit": collection_of(french), "wagtaillocales:edit": french,
        "wagtailadmin_workflows:edit": workflow(), "wagtailadmin_workflows:edit_task": second_look(),
        "wagtailimages:edit": picture(), "wagtaildocs:edit": document(), "editions:edit": Edition.objects.first(),
        "wagtailsnippets_stories_person:edit": Person.objects.first(),
        "wagtailsnippets_stories_topic:edit": Topic.objects.create(locale=french, name="Port", slug="port"),
        "wagtailsnippets_stories_tag:edit": Tag.objects.create(name="Grues", slug="grues"),
    }  # fmt: skip
    of_rows = {name for name, _ in admin_patterns() if name.endswith((":edit", ":edit_task"))}
    assert set(rows) == of_rows - {"wagtailadmin_pages:edit", "wagtailsettings:edit"}  # pages have a history
    for name, row in rows.items():
        assert form_of(both[0].get(reverse(name, args=[row.pk])))["read_version"] != [""], name
    for model in registry:
        row = model.load() if hasattr(model, "load") else model.for_site(Site.objects.first())
        url = reverse("wagtailsettings:edit", args=[model._meta.app_label, model._meta.model_name, row.pk])
        assert form_of(both[0].get(url))["read_version"] != [""], url
