"""What machines are told of a page: JSON-LD in the words of schema.org.

Each statement is a `<script type="application/ld+json">` of its own with its type at top level, which is where
the tools of search engines and fact checkers look for it.
"""
