"""Pages of invented papers, each with its own markup, read into found stories."""

# Word lists and patterns are easiest to read unformatted.

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadsheet.imports.markup.pictures import largest, split_credit
from broadsheet.imports.page import FoundStory, SavedPage, UnreadablePage, find_story, read_source
from broadsheet.imports.page.dates import parse_moment
from broadsheet.imports.page.people import names_in

LONG = (
    "The harbour board met for nine hours on Monday and could not agree on who should pay for the new lighthouse, "
    "which fishermen from three villages have been asking for since the storm of two winters ago."
)

HERALD = f"""<!doctype html><html lang="en"><head><title>Lighthouse vote fails | The Harbour Herald</title>
<meta property="og:site_name" content="The Harbour Herald"><meta property="og:title" content="Lighthouse vote fails">
<meta name="description" content="Nine hours of talks end without a decision on the coast's oldest question.">
<meta property="og:image" content="https://cdn.herald.example/2024/lighthouse-1200x630.jpg">
<meta property="article:tag" content="Harbour"><meta property="article:tag" content="Lighthouses">
<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [
 {{"@type": "NewsArticle", "headline": "Lighthouse vote fails", "datePublished": "2024-03-05T18:42:00+01:00",
   "author": [{{"@type": "Person", "name": "Ann Smith"}}, {{"@type": "Person", "name": "Bo Li"}}]}},
 {{"@type": "BreadcrumbList", "itemListElement": [
   {{"@type": "ListItem", "position": 2, "name": "Coast"}}, {{"@type": "ListItem", "position": 1, "name": "Home"}},
   {{"@type": "ListItem", "position": 3, "name": "Lighthouse vote fails"}}]}}]}}</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/coast">Coast</a></li></ul></nav>
<main><article><header><h1>Lighthouse vote fails</h1><p class="standfirst">Talks end without a decision</p>
<div class="byline">By Ann Smith and Bo Li</div></header>
<figure><img src="/2024/lighthouse-640x480.jpg" alt="A lighthouse at dusk" width="640">
<figcaption>The old lighthouse, dark since 2022. Photo: Mia Berg/Reuters</figcaption></figure>
<div class="article-body"><p>{LONG}</p>
<p>“We shall <em>not</em> pay <a href="/bill">the bill</a>,” said the mayor at <time datetime="2024-03-05T17:00">five o’clock</time>,
before the doors were shut on everyone who had come to hear the answer.</p>
<aside class="related"><h3>Related</h3><ul><li><a href="/x">Storm of the century remembered</a></li></ul></aside>
<h2>What the fishermen want</h2>
<ul><li>A light that <strong>turns</strong> every eight seconds, as it did before the storm</li>
<li>A horn for foggy nights, when no light helps anyone on the water</li></ul>
<blockquote><p>Without a light we are blind, and the board knows it as well as we do.</p><footer>— Ole Holm, fisherman</footer></blockquote>
<table><tr><th>Year</th><th>Wrecks</th></tr><tr><td>2022</td><td>3</td></tr><tr><td>2023</td><td>5</td></tr></table>
<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>
<figure><img data-src="/2024/board.jpg" src="data:image/gif;base64,R0" alt="The board"><figcaption>The board on Monday</figcaption></figure>
<p>A second vote is planned for June, when the water is calm and the board hopes that tempers will be as well.</p>
<p>Read more: <a href="/y">The last keeper</a></p></div>
<div class="share-buttons">Share this story</div></article></main>
<footer><p>All content belongs to The Harbour Herald, which has been printed on the coast for more than a hundred years.</p></footer>
</body></html>"""


def story_in(html: str, url: str | None = "https://herald.example/coast/vote") -> FoundStory:
    return find_story(SavedPage(html.encode(), url))


@pytest.fixture(scope="module")
def herald() -> FoundStory:
    return story_in(HERALD)


def test_a_page_with_json_ld_gives_headline_people_minute_section_and_tags(herald: FoundStory) -> None:
    assert herald.headline == "Lighthouse vote fails"
    assert herald.standfirst == "Talks end without a decision"
    assert herald.byline == ["Ann Smith", "Bo Li"]
    assert herald.published_at is not None
    assert herald.published_at.isoformat() == "2024-03-05T18:42:00+01:00"
    assert herald.section == "Coast"
    assert herald.tags == ["Harbour", "Lighthouses"]
    assert herald.language == "en"


def test_the_body_keeps_its_links_lists_quotes_tables_headings_pictures_and_videos(
    herald: FoundStory,
) -> None:
    kinds = [block.kind for block in herald.blocks]
    assert kinds == [
        "paragraph",
        "paragraph",
        "heading",
        "list",
        "quote",
        "table",
        "embed",
        "image",
        "paragraph",
    ]
    said = herald.blocks[1]
    assert '<em>not</em> pay <a href="https://herald.example/bill">the bill</a>' in said.html  # ty: ignore
    listed = herald.blocks[3]
    assert listed.kind == "list" and "A light that <strong>turns</strong> every" in listed.items[0]  # ty: ignore
    assert herald.blocks[4].attribution == "Ole Holm, fisherman"  # ty: ignore
    assert herald.blocks[5].header == ["Year", "Wrecks"]  # ty: ignore
    assert herald.blocks[6].url == "https://www.youtube.com/watch?v=abcdefghijk"  # ty: ignore
    assert herald.blocks[7].url == "https://herald.example/2024/board.jpg"  # ty: ignore


def test_the_body_text_has_the_story_and_nothing_around_it(herald: FoundStory) -> None:
    assert "five o’clock" in herald.body_text
    for foreign in (
        "Storm of the century",
        "Read more",
        "Share this",
        "All content belongs",
        "Photo:",
        "By Ann",
    ):
        assert foreign not in herald.body_text


def test_the_lead_picture_has_its_alt_text_caption_and_credit(herald: FoundStory) -> None:
    image = herald.image
    assert image is not None
    assert image.url == "https://cdn.herald.example/2024/lighthouse-1200x630.jpg"
    assert (image.alt, image.credit) == ("A lighthouse at dusk", "Mia Berg/Reuters")
    assert image.caption == "The old lighthouse, dark since 2022."


def test_the_json_has_exactly_the_promised_keys(herald: FoundStory) -> None:
    message = json.loads(json.dumps(herald.as_json()))
    assert list(message) == [
        "headline", "standfirst", "byline", "published_at", "body_text", "image", "caption", "credit", "section", "tags",
        "missing",
    ]  # fmt: skip
    assert message["missing"] == []


def test_a_story_is_unchanged_after_passing_to_another_process(herald: FoundStory) -> None:
    assert FoundStory.from_message(json.loads(json.dumps(herald.as_message()))) == herald


def test_a_page_without_metadata_yields_what_is_visible_and_names_what_is_missing() -> None:
    story = story_in(
        f"""<html><body><div id=top><a href=/>The Valley Post</a></div><div><h1>Bridge closes</h1>
        <div>{LONG}<br><br>{LONG.replace("lighthouse", "bridge")}<br><br>Nobody from the road office was there to answer
        the questions of the valley, though all of them had been invited.</div></div></body></html>""",
        None,
    )
    assert story.headline == "Bridge closes"
    assert len(story.blocks) == 3
    assert (story.standfirst, story.byline, story.published_at, story.image, story.section, story.tags) == (
        None, [], None, None, None, [],
    )  # fmt: skip
    assert story.missing == [
        "standfirst", "byline", "published_at", "image", "caption", "credit", "section", "tags"
    ]  # fmt: skip


def test_an_arabic_page_is_read_with_its_people_and_its_day() -> None:
    text = (
        "أعلن المجلس البلدي يوم الاثنين أن الجسر القديم سيبقى مغلقا حتى نهاية الصيف بعد أن أظهرت الفحوص تصدعات في أعمدته، "
        "وقال رئيس البلدية إن سلامة الناس تأتي قبل كل شيء."
    )
    story = story_in(
        f"""<html lang="ar" dir="rtl"><head><title>إغلاق الجسر القديم | صحيفة النهر</title>
        <meta property="og:site_name" content="صحيفة النهر"></head><body>
        <ol class="breadcrumb"><li><a href="/">الرئيسية</a></li><li><a href="/city">أخبار المدينة</a></li></ol>
        <article><h1>إغلاق الجسر القديم</h1><p class="author">بقلم: ليلى حداد</p><span class="date">5 مارس 2024</span>
        <p>{text}</p><p>{text.replace("الاثنين", "الثلاثاء")}</p><p>{text.replace("الجسر", "المعبر")}</p>
        <p><a href="/z">اقرأ أيضا: قصة أخرى من المدينة</a></p></article></body></html>"""
    )
    assert story.headline == "إغلاق الجسر القديم"
    assert story.byline == ["ليلى حداد"]
    assert story.published_at == datetime(2024, 3, 5)
    assert story.section == "أخبار المدينة"
    assert story.language == "ar"
    assert len(story.blocks) == 3 and "اقرأ أيضا" not in story.body_text


def test_a_russian_page_is_read_with_its_minute_and_its_signed_picture() -> None:
    text = (
        "Старый мост через реку закрыли до конца лета: проверка нашла трещины в двух опорах, и городской совет решил не "
        "ждать осени. Водителям советуют ехать через новый мост, который откроют раньше срока."
    )
    story = story_in(
        f"""<html lang="ru"><head><meta charset="utf-8"><title>Мост закрыли — Речная газета</title>
        <meta property="og:site_name" content="Речная газета"></head><body><div class="content"><h1>Мост закрыли</h1>
        <div class="meta"><span class="date">5 марта 2024, 18:42</span> <span class="author">Автор: Иван Петров</span></div>
        <figure><img src="/m.jpg" alt="Мост"><figcaption>Старый мост. Фото: Анна Орлова / ТАСС</figcaption></figure>
        <p>{text}</p><p>{text.replace("мост", "переход")}</p><p>Читайте также: <a href="/1">Как строили новый мост</a></p>
        <p>{text.replace("Старый", "Каменный")}</p></div></body></html>"""
    )
    assert story.headline == "Мост закрыли"
    assert story.byline == ["Иван Петров"]
    assert story.published_at == datetime(2024, 3, 5, 18, 42)
    assert story.image is not None and story.image.credit == "Анна Орлова / ТАСС"
    assert story.image.caption == "Старый мост."
    assert len(story.blocks) == 3 and "Читайте" not in story.body_text


def test_only_harmless_inline_html_and_addresses_are_left() -> None:
    story = story_in(
        f"""<article><h1>Payloads</h1><p>{LONG} <a href="javascript:alert(1)" onclick="x()">one</a>
        <a href="mailto:desk@paper.example">mail</a> <b onmouseover=alert(1)>two</b><script>alert(3)</script>
        <img src=x onerror=alert(4)> &lt;script&gt;alert(5)&lt;/script&gt; <a href="  JaVaScRiPt:alert(6)">six</a>
        <a href='https://x.example/"onload="x'>seven</a></p><p>{LONG}</p></article>"""
    )
    html = story.blocks[0].html  # ty: ignore
    assert 'href="mailto:desk@paper.example"' in html and "<b>two</b>" in html
    assert "javascript" not in html.lower() and "onclick" not in html and "onmouseover" not in html
    assert "<script" not in html and "&lt;script&gt;" in html
    assert '"onload=' not in html


def test_a_truncated_article_body_in_json_ld_does_not_cut_the_story() -> None:
    body = "".join(f"<p>{LONG.replace('nine', str(hours))}</p>" for hours in range(6))
    stated = json.dumps({"@type": "NewsArticle", "headline": "Cut", "articleBody": LONG[:150]})
    story = story_in(f"<script type='application/ld+json'>{stated}</script><article><h1>Cut</h1>{body}</article>")
    assert len(story.blocks) == 6


def test_a_page_that_shows_its_text_only_with_scripts_is_read_from_its_article_body() -> None:
    stated = json.dumps({"@type": "NewsArticle", "headline": "Scripted", "articleBody": f"{LONG}\n\n<b>{LONG}</b>"})
    story = story_in(
        f"<body><script type='application/ld+json'>{stated}</script><h1>Scripted</h1><div id=app></div></body>"
    )
    assert [block.text for block in story.blocks] == [LONG, LONG]


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ann Smith", ["Ann Smith"]),
        ("By Ann Smith, Europe correspondent, and Bo Li in Beijing", ["Ann Smith", "Bo Li"]),
        ("Von Jürgen Groß und Maja Öst", ["Jürgen Groß", "Maja Öst"]),
        ("Par Zoé Lévy, envoyée spéciale à Kiev", ["Zoé Lévy"]),
        ("Por Ana Gómez y Luis Peña", ["Ana Gómez", "Luis Peña"]),
        ("Иван Петров, Ольга Орлова", ["Иван Петров", "Ольга Орлова"]),
        ("بقلم: ليلى حداد", ["ليلى حداد"]),
        ("Written by Mary O'Neil (she/her) | 5 March 2024", ["Mary O'Neil"]),
        ("Staff", []),
        ("admin@paper.example", []),
    ],
)
def test_only_names_are_taken_from_a_byline(byline: str, names: list[str]) -> None:
    assert names_in(byline) == names


@pytest.mark.parametrize(
    ("caption", "parts"),
    [
        ("The bridge. Photo: Ann Smith", ("The bridge.", "Ann Smith")),
        ("The bridge (Ann Smith/AP)", ("The bridge", "Ann Smith/AP")),
        ("The bridge © Bo Li", ("The bridge", "Bo Li")),
        ("Credit: Reuters", ("", "Reuters")),
        ("Die Brücke. Foto: dpa", ("Die Brücke.", "dpa")),
        ("Le pont. Crédit photo : Zoé Lévy / AFP", ("Le pont.", "Zoé Lévy / AFP")),
        ("A bridge in the evening", ("A bridge in the evening", "")),
        ("Getty Images", ("", "Getty Images")),
    ],
)
def test_a_credit_is_split_from_its_caption(caption: str, parts: tuple[str, str]) -> None:
    assert split_credit(caption) == parts


def test_dates_are_read_as_precisely_as_they_are_written() -> None:
    assert parse_moment("2024-03-05T18:42:00Z", "en") == datetime(2024, 3, 5, 18, 42, tzinfo=UTC)
    eastern = parse_moment("Tuesday, March 5, 2024 at 6:42 p.m. EST", "en-US")
    assert eastern is not None and eastern.utcoffset() == timedelta(hours=-5)
    assert parse_moment("5. März 2024 18:42", "de") == datetime(2024, 3, 5, 18, 42)
    assert parse_moment("5 de marzo de 2024", "es") == datetime(2024, 3, 5)
    for vague in ("March 2024", "2024", "yesterday", "Copyright 2024", ""):
        assert parse_moment(vague, "en") is None


def test_the_largest_picture_of_a_srcset_is_taken() -> None:
    assert largest("/a.jpg 320w, /b.jpg 1280w, /c.jpg 640w") == "/b.jpg"
    assert (
        largest("https://x.example/w_1,h_2/a.jpg 1x, https://x.example/w_3,h_4/a.jpg 2x")
        == "https://x.example/w_3,h_4/a.jpg"
    )


def test_plain_and_gzip_files_are_read(tmp_path: Path) -> None:
    plain, packed = tmp_path / "page.html", tmp_path / "page.html.gz"
    plain.write_text(HERALD, encoding="utf-8")
    packed.write_bytes(gzip.compress(HERALD.encode()))
    assert read_source(str(plain)) == read_source(str(packed))
    assert find_story(read_source(str(packed))).headline == "Lighthouse vote fails"


def test_pages_in_old_encodings_are_read(tmp_path: Path) -> None:
    text = HERALD.replace("<head>", '<head><meta http-equiv="Content-Type" content="text/html; charset={}">')
    for charset, codec in (("windows-1252", "cp1252"), ("iso-8859-1", "cp1252"), ("utf-16", "utf-16")):
        file = tmp_path / f"{charset}.html"
        file.write_bytes(text.replace("{}", charset).encode(codec))
        assert "“We shall not pay" in find_story(read_source(str(file))).body_text


@pytest.mark.parametrize("name", ["nothing.html", ".", "bad\0name", "x" * 5000, ""])
def test_an_unreadable_file_is_reported_in_one_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadablePage) as refusal:
        read_source(str(tmp_path / name) if name else "")
    assert str(refusal.value).endswith(".")
