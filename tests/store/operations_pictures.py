"""What happens to pictures and to the files made of them."""

from __future__ import annotations

from random import Random

from django.core.files.base import ContentFile
from django.utils import timezone

from broadsheet.media.actions.make_rendition import mark_unreadable
from broadsheet.media.models import LiveUse, NewsDocument, Picture, PictureRendition
from broadsheet.media.places import all_specs
from tests.newsroom import blocks

from .operations import live_story, one_of, operation, words
from .world import World


@operation
def describe_a_picture(world: World, random: Random) -> str | None:
    picture = one_of(Picture.objects.all(), random)
    if picture is None:
        return None
    field = random.choice(["alt_text", "credit", "caption", "copyright_holder", "usage_terms"])
    setattr(picture, field, words(random))
    picture.save()
    return f"{picture.pk}.{field}"


@operation
def let_a_pictures_rights_end(world: World, random: Random) -> str | None:
    picture = one_of(Picture.objects.filter(rights_ended=False), random)
    if picture is None:
        return None
    picture.rights_end_at = timezone.now() + timezone.timedelta(minutes=random.choice([1, 90]))
    picture.save()
    return str(picture.pk)


@operation
def extend_a_pictures_rights(world: World, random: Random) -> str | None:
    picture = one_of(Picture.objects.filter(rights_ended=True), random)
    if picture is None:
        return None
    picture.rights_end_at, picture.rights_ended = None, False
    picture.save()
    return str(picture.pk)


@operation
def delete_a_rendition(world: World, random: Random) -> str | None:
    rendition = one_of(PictureRendition.objects.all(), random)
    if rendition is None:
        return None
    rendition.delete()
    return f"{rendition.image_id}: {rendition.filter_spec}"


@operation
def make_renditions(world: World, random: Random) -> str | None:
    picture = one_of(Picture.objects.all(), random)
    if picture is None:
        return None
    specs = random.sample([spec for spec in all_specs() if "avif" not in spec], 2)
    for spec in specs:
        picture.get_rendition(spec)
    return f"{picture.pk}: {specs}"


@operation
def move_a_focal_point(world: World, random: Random) -> str | None:
    picture = one_of(Picture.objects.all(), random)
    if picture is None:
        return None
    picture.focal_point_x, picture.focal_point_y = random.choice([(10, 10), (300, 200), (None, None)])
    picture.focal_point_width = picture.focal_point_height = 20 if picture.focal_point_x else None
    picture.save()
    return str(picture.pk)


@operation
def delete_a_picture(world: World, random: Random) -> str | None:
    picture = one_of(Picture.objects.all(), random)
    if picture is None or random.random() < 0.7:
        return None
    LiveUse.objects.filter(picture=picture).delete()  # what readers see is not deleted by the site itself
    picture.delete()
    return "a picture"


@operation
def offer_a_document(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    paper = NewsDocument.objects.create(
        title=words(random), file=ContentFile(b"%PDF-1.4", f"{random.randrange(10**6)}.pdf")
    )
    story = story.get_latest_revision_as_object()
    story.body = blocks(("paragraph", "<p>As the minutes say.</p>"), ("document", {"document": paper.pk}))
    story.save_revision().publish()
    return f"{paper.pk} in {story.pk}"


@operation
def lose_a_document(world: World, random: Random) -> str | None:
    """Its row, its file or both, past everything that guards them."""
    paper = one_of(NewsDocument.objects.all(), random)
    if paper is None:
        return None
    if random.random() < 0.5:
        paper.file.delete(save=False)
    else:
        LiveUse.objects.filter(document=paper).delete()
        NewsDocument.objects.filter(pk=paper.pk).delete()
    return str(paper.pk)


@operation
def damage_an_original(world: World, random: Random) -> str | None:
    picture = one_of(Picture.objects.all(), random)
    if picture is None or random.random() < 0.7:
        return None
    mark_unreadable(picture=picture, is_unreadable=not picture.is_unreadable)
    return f"{picture.pk}: {picture.is_unreadable}"
