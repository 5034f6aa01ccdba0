"""A page's metadata for machines: JSON-LD with the vocabulary of schema.org.

Each statement is a separate `<script type="application/ld+json">` with its type at the top level, because search
engines' and fact checkers' tools look for it there.
"""
