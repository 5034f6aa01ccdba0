"""The text of a post: nothing is lost without a note, whichever editor it was written in."""

import re

import pytest

from broadsheet.stories.text import plain_text

from .wordpress_exports import bring_in, export, item


@pytest.fixture
def read(newsroom, tmp_path):
    """Import one post; returns (its blocks as (type, value), the report's notes)."""

    def read(content, *others, **given):
        done = bring_in(export(tmp_path, item(1, content, **given), *others))
        body = done.story(1).body
        return [(block["type"], block["value"]) for block in body.raw_data], done.notes(1)

    return read


def test_an_empty_line_starts_a_paragraph_and_a_line_break_stays_a_break(read):
    blocks, _ = read("First\nline\n\nSecond <b>bold</b>\n\n<ul>\n<li>One</li>\n<li>Two</li>\n</ul>\nLast")
    assert [kind for kind, _ in blocks] == ["paragraph", "paragraph", "list", "paragraph"]
    assert blocks[0][1] == "<p>First<br/>line</p>"
    assert blocks[1][1] == "<p>Second <b>bold</b></p>"
    assert [line["value"] for line in blocks[2][1]["items"]] == ["One", "Two"]


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        ("<!-- wp:paragraph --><p>Text</p><!-- /wp:paragraph -->", ["paragraph"]),
        ('<!-- wp:heading {"level":3} --><h3>What next</h3><!-- /wp:heading --><p>x</p>', ["heading", "paragraph"]),
        ("<!-- wp:list --><ul><!-- wp:list-item --><li>A<ul><li>B</li></ul></li><!-- /wp:list-item --></ul><!-- /wp:list -->", ["list"]),
        ("<!-- wp:quote --><blockquote><p>Words</p><cite>Ana</cite></blockquote><!-- /wp:quote -->", ["quote"]),
        ("<!-- wp:pullquote --><figure class='wp-block-pullquote'><blockquote><p>Big</p><cite>Ana</cite></blockquote></figure><!-- /wp:pullquote -->", ["pull_quote"]),
        ("<!-- wp:table --><figure><table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></figure><!-- /wp:table -->", ["table"]),
        ("<!-- wp:details --><details><summary>More</summary><!-- wp:paragraph --><p>Hidden</p><!-- /wp:paragraph --></details><!-- /wp:details -->", ["fact_box"]),
        ("<!-- wp:columns --><div><!-- wp:column --><div><p>L</p></div><!-- /wp:column --><!-- wp:column --><div><p>R</p></div><!-- /wp:column --></div><!-- /wp:columns -->", ["paragraph", "paragraph"]),
        ("<p>A</p><!-- wp:separator --><hr class='x'/><!-- /wp:separator --><p>B</p>", ["paragraph", "rule", "paragraph"]),
        ("<!-- wp:code --><pre class='wp-block-code'><code>a = [b]</code></pre><!-- /wp:code -->", ["paragraph"]),
        ("<!-- wp:verse --><pre>one\ntwo</pre><!-- /wp:verse -->", ["paragraph"]),
        ('<!-- wp:spacer {"height":"9px"} --><div style="height:9px"></div><!-- /wp:spacer --><p>x</p>', ["paragraph"]),
        ('<!-- wp:embed {"url":"https://youtu.be/abcdefghijk"} --><figure><div>https://youtu.be/abcdefghijk</div></figure><!-- /wp:embed -->', ["embed"]),
        ('<!-- wp:core-embed/vimeo {"url":"https://vimeo.com/123456"} --><figure></figure><!-- /wp:core-embed/vimeo -->', ["embed"]),
        ("https://www.youtube.com/watch?v=abcdefghijk", ["embed"]),
        ("[embed]https://vimeo.com/123456[/embed]", ["embed"]),
        ("[youtube https://www.youtube.com/watch?v=abcdefghijk]", ["embed"]),
        ('<iframe src="https://player.vimeo.com/video/123456"></iframe>', ["embed"]),
        ('<!-- wp:buttons --><div><!-- wp:button --><div><a href="https://example.org/">Go</a></div><!-- /wp:button --></div><!-- /wp:buttons -->', ["paragraph"]),
        ('<!-- wp:file {"href":"https://old.example/a.zip"} --><div><a href="https://old.example/a.zip">Plan</a></div><!-- /wp:file -->', ["paragraph"]),
        ("A<!--more-->B", ["paragraph", "paragraph"]),
    ],
)  # fmt: skip
def test_a_block_or_shortcode_becomes_the_right_block(read, content, kinds):
    blocks, _ = read(content)
    assert [kind for kind, _ in blocks] == kinds


def test_the_attribution_stays_with_the_quote(read):
    blocks, _ = read("<blockquote><p>Words</p><p>More</p><cite>Ana Ruiz</cite></blockquote>")
    assert blocks == [("quote", {"text": "<p>Words<br/>More</p>", "attribution": "Ana Ruiz"})]


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ('Before [contact-form to="a@b.c"] after', '[contact-form to="a@b.c"]'),
        ("[box]Inside <b>it</b>[/box]", "[/box]"),
        ("[gallery ids='99']", "[gallery ids='99']"),
        ('<!-- wp:latest-posts {"postsToShow":3} /-->', '[wp:latest-posts {"postsToShow": 3}]'),
        ('<!-- wp:acme/chart {"id":7} /-->', '[wp:acme/chart {"id": 7}]'),
        ('<!-- wp:block {"ref":404} /-->', '[wp:block {"ref": 404}]'),
    ],
)
def test_unknown_shortcodes_and_blocks_stay_visible_and_are_reported(newsroom, client, tmp_path, content, kept):
    done = bring_in(export(tmp_path, item(1, content)))
    assert kept in plain_text(done.story(1).body)
    assert done.summary["totals"]["shortcodes and blocks kept as written"] >= 1
    assert re.search("the text shows it as written|The story shows its name", done.notes(1))


def test_words_in_brackets_are_not_a_shortcode(read):
    blocks, notes = read("He said [sic] and [laughs loudly] again.")
    assert blocks == [("paragraph", "<p>He said [sic] and [laughs loudly] again.</p>")]
    assert notes == ""


def test_the_content_of_an_unknown_block_is_kept(read):
    blocks, notes = read("<!-- wp:acme/box --><div class='acme'><p>Inside</p></div><!-- /wp:acme/box -->")
    assert blocks == [("paragraph", "<p>Inside</p>")]
    assert "“acme/box” is not known" in notes


def test_a_reusable_block_is_put_where_it_is_used(read):
    reusable = item(9, "<!-- wp:paragraph --><p>Shared words</p><!-- /wp:paragraph -->", kind="wp_block", terms=[])
    blocks, _ = read('<!-- wp:block {"ref":9} /-->', reusable)
    assert blocks == [("paragraph", "<p>Shared words</p>")]


def test_a_reusable_block_that_contains_itself_is_cut_off(read):
    blocks, _ = read('<!-- wp:block {"ref":9} /-->', item(9, '<!-- wp:block {"ref":9} /-->', kind="wp_block", terms=[]))
    assert blocks == [("paragraph", '<p>[wp:block {"ref": 9}]</p>')]


def test_footnotes_are_put_at_the_end(read):
    text = '<!-- wp:paragraph --><p>Words<sup data-fn="a"><a href="#a">1</a></sup></p><!-- /wp:paragraph --><!-- wp:footnotes /-->'
    blocks, _ = read(text, meta={"footnotes": '[{"id":"a","content":"See <em>there</em>."}]'})
    assert [kind for kind, _ in blocks] == ["paragraph", "rule", "paragraph"]
    assert blocks[2][1] == "<p>1. See <i>there</i>.</p>"


def test_the_pages_of_a_story_are_joined(read):
    blocks, notes = read(
        "<!-- wp:paragraph --><p>A</p><!-- /wp:paragraph --><!-- wp:nextpage --><!--nextpage--><!-- /wp:nextpage --><p>B</p>"
    )
    assert [value for _, value in blocks] == ["<p>A</p>", "<p>B</p>"]
    assert "2 pages were joined" in notes


@pytest.mark.parametrize(
    "content",
    [
        '<p onclick="steal()">x</p><script>steal()</script>',
        '<p><a href="javascript:steal()">x</a></p>',
        '<!-- wp:html --><iframe src="javascript:steal()"></iframe><p>x</p><!-- /wp:html -->',
        '<p>x</p><img src="x" onerror="steal()">',
        '<!-- wp:embed {"url":"javascript:steal()"} --><p>x</p><!-- /wp:embed -->',
        '<details><summary>x</summary><p><a href="data:text/html,steal()">x</a></p></details>',
        "<svg><script>steal()</script></svg><p>x</p>",
        '[caption]<img src="https://old.example/a.jpg" onload="steal()"> x[/caption]',
        '<hr data-piece="abc-0"><p>x</p><style>steal()</style>',
        '<!-- wp:acme/x {"a":"<script>steal()</script>"} /-->',
    ],
)
def test_no_script_is_imported(newsroom, client, tmp_path, content):
    done = bring_in(export(tmp_path, item(1, content, excerpt="<script>steal()</script>", title="<b>x</b>")))
    html = client.get(done.story(1).get_url()).content.decode()
    article = html[html.index("<main") : html.index("</main>")]
    for way in (
        "<script>steal",
        'onclick="',
        "onerror=",
        'onload="',
        'href="javascript',
        "<iframe",
        'href="data:',
        "<style",
    ):
        assert way not in article


@pytest.mark.parametrize("depth", [200, 20_000])
def test_html_nested_too_deeply_keeps_its_words(read, depth):
    blocks, notes = read("<div>" * depth + "Deep words" + "</div>" * depth)
    assert blocks == [("paragraph", "<p>Deep words</p>")]
    assert "nested too deeply" in notes


def test_blocks_nested_too_deeply_are_cut_off(read):
    blocks, _ = read("<!-- wp:group -->" * 3000 + "<p>Deep</p>")
    assert blocks == [("paragraph", "<p>Deep</p>")]
