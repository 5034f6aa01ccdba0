"""What happens to pictures and to the files made of them."""

from __future__ import annotations

from random import Random

from django.utils import timezone

from broadsheet.media.models import Picture, PictureRendition
from broadsheet.media.places import all_specs

from .operations import one_of, operation, words
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
    picture.delete()
    return "a picture"
