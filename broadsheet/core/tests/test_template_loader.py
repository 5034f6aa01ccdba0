"""The template loader."""

from django.template.loader import get_template

from broadsheet.core.template_loader import unindented


def test_our_templates_are_loaded_without_indentation_and_wagtail_s_unchanged():
    ours = get_template("core/masthead.html").template.source
    assert '\n<div class="page">' in ours
    assert "\n " not in ours
    assert "\n  " in get_template("wagtailadmin/skeleton.html").template.source


def test_a_line_break_inside_a_tag_becomes_a_space():
    assert unindented('<p>\n  <a\n    href="{{ url }}"\n    rel="tag">{{ name }}</a>\n</p>') == (
        '<p>\n<a href="{{ url }}" rel="tag">{{ name }}</a>\n</p>'
    )
