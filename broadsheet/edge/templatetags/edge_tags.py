"""Pieces of a list fragment."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context

register = template.Library()


class PieceNode(template.Node):
    """The node of the tag `piece`."""

    def __init__(self, keys: FilterExpression, nodelist: NodeList) -> None:
        self.keys, self.nodelist = keys, nodelist

    def render(self, context: Context) -> str:
        value = self.keys.resolve(context)
        keys = tuple(value) if isinstance(value, Iterable) else (value,)
        marks = getattr(context.get("request"), "edge_pieces", None)
        if marks is not None:
            return marks.around(self.nodelist.render(context), keys)
        if all(key == context.get("without") for key in keys):
            return ""
        return self.nodelist.render(context)


@register.tag
def piece(parser: Parser, token: Token) -> PieceNode:
    """`{% piece keys %} ... {% endpiece %}`: shown unless every one of `keys` (one number or several) is the context's
    `without`. In a fragment each piece is stored separately, so that a page can leave out its own entry."""
    try:
        _, keys = token.split_contents()
    except ValueError as error:
        raise template.TemplateSyntaxError("piece takes one value: a key, or several.") from error
    nodelist = parser.parse(("endpiece",))
    parser.delete_first_token()
    return PieceNode(parser.compile_filter(keys), nodelist)
