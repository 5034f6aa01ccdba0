"""Listings of the stories that are already live."""

from django.db import migrations

BATCH = 1000


def fill(apps, schema_editor):
    article = apps.get_model("stories", "Article")
    listing = apps.get_model("stories", "Listing")
    live = {
        pk: (edition, listed_at)
        for pk, edition, listed_at in article.objects.filter(listed_at__isnull=False).values_list(
            "pk", "edition", "listed_at"
        )
    }
    labels = (
        ("person_id", apps.get_model("stories", "Byline").objects.filter(person__isnull=False), "article_id", "person_id"),
        ("topic_id", article.topics.through.objects.all(), "article_id", "topic_id"),
        ("tag_id", apps.get_model("stories", "ArticleTag").objects.all(), "content_object_id", "tag_id"),
    )
    for name, rows, story, label in labels:
        pairs = sorted(set(rows.values_list(story, label)))
        listing.objects.bulk_create(
            (
                listing(article_id=pk, edition=live[pk][0], listed_at=live[pk][1], **{name: value})
                for pk, value in pairs
                if pk in live
            ),
            batch_size=BATCH,
        )


class Migration(migrations.Migration):
    dependencies = [("stories", "0002_listings_and_standing_pages")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
