"""The speed of importing a WordPress export into a fresh site: posts per second, wall time.

    .venv/bin/python benchmarks/import_wordpress.py [--posts 2000] [--pictures 40]

Makes an export of posts from the block editor and the classic one (eight paragraphs, a heading, a list, links between
posts, a caption, three tags, two categories), with pictures in a folder that is like a copy of
wp-content/uploads. Exits with 1 below the bar.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

from PIL import Image

REPOSITORY = Path(__file__).resolve().parents[1]
BROADSHEET = Path(sys.executable).with_name("broadsheet")
BAR = 50.0  # posts a second
WORDS = [
    "harbour",
    "council",
    "vote",
    "tram",
    "water",
    "salt",
    "strait",
    "ferry",
    "bank",
    "rent",
    "school",
    "whale",
    "night",
    "market",
    "quay",
    "island",
    "bridge",
    "court",
]

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old Courier</title><link>https://courier.example</link>
<language>en-US</language><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://courier.example</wp:base_blog_url>
"""


def main() -> int:
    """Make, import, say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=2000)
    parser.add_argument("--pictures", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        export = root / "export.xml"
        make_export(export, root / "uploads", posts=given.posts, pictures=given.pictures)
        site = root / "site"
        command([BROADSHEET, "init", site, "--editions", "en"], cwd=root)
        started = time.monotonic()
        said = command([BROADSHEET, "import", "wordpress", export, "--files", root / "uploads"], cwd=site)
        seconds = time.monotonic() - started
    rate = given.posts / seconds
    print(said.strip())
    print(f"{given.posts} posts and {given.pictures} pictures in {seconds:.1f} s: {rate:.0f} posts/s (bar: {BAR:.0f})")
    return 0 if rate >= BAR and f"post: {given.posts} imported" in said else 1


def command(words: list[object], *, cwd: Path) -> str:
    """Run the command and return its output; if it fails, this fails."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("BROADSHEET_")}
    done = subprocess.run(
        list(map(str, words)), cwd=cwd, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    return done.stdout


def make_export(path: Path, uploads: Path, *, posts: int, pictures: int) -> None:
    """Make the file and its folder of uploads."""
    rng = random.Random(7)
    (uploads / "2020/01").mkdir(parents=True)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(20):
            file.write(
                f"<wp:author><wp:author_id>{number}</wp:author_id><wp:author_login>writer{number}</wp:author_login>"
                f"<wp:author_display_name>Writer {number}</wp:author_display_name></wp:author>"
            )
        for number in range(8):
            file.write(
                f"<wp:category><wp:term_id>{number + 1}</wp:term_id><wp:category_nicename>desk-{number}</wp:category_nicename>"
                f"<wp:category_parent></wp:category_parent><wp:cat_name>Desk {number}</wp:cat_name></wp:category>"
            )
        for number in range(pictures):
            body = BytesIO()
            Image.new("RGB", (1200, 800), (number % 256, 90, 140)).save(body, "JPEG")
            (uploads / f"2020/01/picture-{number}.jpg").write_bytes(body.getvalue())
            file.write(attachment(number, posts))
        for number in range(posts):
            file.write(post(number, posts, pictures, rng))
        file.write("</channel></rss>")


def attachment(number: int, posts: int) -> str:
    """One picture."""
    return (
        f"<item><title>Picture {number}</title><wp:post_id>{posts + number + 1}</wp:post_id><wp:post_type>attachment</wp:post_type>"
        f"<wp:status>inherit</wp:status><wp:attachment_url>https://courier.example/wp-content/uploads/2020/01/picture-{number}.jpg"
        "</wp:attachment_url><wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>A quay</wp:meta_value>"
        "</wp:postmeta></item>"
    )


def post(number: int, posts: int, pictures: int, rng: random.Random) -> str:
    """One post. Every second one is from the block editor."""

    def prose(count: int) -> str:
        return " ".join(rng.choice(WORDS) for _ in range(count))

    paragraphs = [
        f"{prose(60)} <a href='https://courier.example/?p={rng.randrange(1, posts)}'>{prose(2)}</a>." for _ in range(8)
    ]
    if number % 2:
        body = "".join(f"<!-- wp:paragraph --><p>{text}</p><!-- /wp:paragraph -->" for text in paragraphs)
        body += "<!-- wp:heading --><h2>What next</h2><!-- /wp:heading --><!-- wp:list --><ul><li>One</li><li>Two</li></ul><!-- /wp:list -->"
    else:
        body = "\n\n".join(paragraphs)
        if pictures:
            which = rng.randrange(pictures)
            source = f"https://courier.example/wp-content/uploads/2020/01/picture-{which}-300x200.jpg"
            body += (
                f'\n\n[caption id="attachment_{posts + which + 1}"]<img src="{source}" alt="A quay"> The quay[/caption]'
            )
    tags = "".join(
        f'<category domain="post_tag" nicename="tag-{n}">Tag {n}</category>' for n in rng.sample(range(300), 3)
    )
    desks = "".join(
        f'<category domain="category" nicename="desk-{n}">Desk {n}</category>' for n in rng.sample(range(8), 2)
    )
    date = f"20{10 + number % 10}-0{1 + number % 9}-1{number % 10} 12:00:00"
    return (
        f"<item><title>{prose(7).capitalize()}</title><link>https://courier.example/{date[:4]}/story-{number}/</link>"
        f"<dc:creator>writer{number % 20}</dc:creator><guid>https://courier.example/?p={number + 1}</guid>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded><excerpt:encoded>{prose(12)}</excerpt:encoded>"
        f"<wp:post_id>{number + 1}</wp:post_id><wp:post_date_gmt>{date}</wp:post_date_gmt><wp:post_name>story-{number}</wp:post_name>"
        f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{desks}{tags}</item>\n"
    )


if __name__ == "__main__":
    sys.exit(main())
