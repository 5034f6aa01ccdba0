"""Converts HTML into the pieces of a story: paragraphs, lists, quotes, tables, embeds. Pure Python, without Django."""
