"""Recognises tables of data, as opposed to tables for layout."""

from broadsheet.imports.markup.pieces import Table
from broadsheet.imports.markup.tree import Element, text_of

_LAYOUT = ("article", "section", "h1", "h2", "table", "form", "iframe", "blockquote")
_LONG_CELL = 250  # characters; prose, not data


def data_table(element: Element) -> Table | None:
    """The table as rows of plain cells, or None if it is only for layout."""
    if element.get("role") == "presentation" or any(True for _ in element.iterdescendants(*_LAYOUT)):
        return None
    rows: list[list[str]] = []
    header: list[str] = []
    for row in element.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        texts = [text_of(cell) for cell in cells]
        if not any(texts):
            continue
        if not rows and not header and all(cell.tag == "th" for cell in cells):
            header = texts
        else:
            rows.append(texts)
    widest = max((len(row) for row in rows), default=0)
    longest = max((len(cell) for row in rows for cell in row), default=0)
    if widest < 2 or longest > _LONG_CELL or len(rows) + bool(header) < 2:
        return None
    return Table(rows, header)
