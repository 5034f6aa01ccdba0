"""How templates are read."""

from django.template.loader import get_template

from broadsheet.core.template_loader import unindented


def test_a_template_of_ours_is_read_without_its_indentation_and_the_admins_own_as_it_is():
    ours = get_template("core/masthead.html").template.source
    assert '\n<div class="page">' in ours
    assert "\n " not in ours
    assert "\n  " in get_template("wagtailadmin/skeleton.html").template.source


def test_a_line_that_is_broken_inside_a_tag_is_a_space_there():
    assert unindented('<p>\n  <a\n    href="{{ url }}"\n    rel="tag">{{ name }}</a>\n</p>') == (
        '<p>\n<a href="{{ url }}" rel="tag">{{ name }}</a>\n</p>'
    )
