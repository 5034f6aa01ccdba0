"""`<picture>` as readers get it."""

from broadsheet.media.places import PLACES
from broadsheet.media.tasks import make_renditions
from tests.newsroom import picture


def test_only_formats_whose_files_exist_are_listed(newsroom, client):
    harbour = picture(size=(1700, 1200))
    newsroom.story("Council votes", lead_picture=harbour)
    before = client.get("/world/council-votes/").content.decode()
    assert "image/avif" not in before
    assert 'width="800" height="533"' in before
    make_renditions.call(picture_id=harbour.pk)
    after = client.get("/world/council-votes/").content.decode()
    assert 'type="image/avif"' in after
    assert 'type="image/webp"' in after
    assert "1600w" in after


def test_the_lead_picture_is_loaded_first_and_other_pictures_lazily(newsroom, client):
    other = newsroom.story("Other", lead_picture=picture())
    story = newsroom.story("Council votes", lead_picture=picture())
    story.related_stories.create(story=other, sort_order=0)
    story.save_revision().publish()
    html = client.get("/world/council-votes/").content.decode()
    assert html.count('fetchpriority="high"') == 1
    assert 'loading="lazy"' in html


def test_the_job_makes_only_missing_renditions(db):
    harbour = picture()
    count = make_renditions.call(picture_id=harbour.pk)
    assert count == len({place.spec(w, f) for place in PLACES.values() for w in place.widths for f in place.formats})
    assert make_renditions.call(picture_id=harbour.pk) == 0


def test_a_new_focal_point_makes_new_crops(db):
    harbour = picture()
    make_renditions.call(picture_id=harbour.pk)
    harbour.focal_point_x, harbour.focal_point_y, harbour.focal_point_width, harbour.focal_point_height = 10, 10, 20, 20
    harbour.save()
    assert make_renditions.call(picture_id=harbour.pk) > 0
