"""Sections, topics, tags and people; the article and its blocks, bylines, cards, redirects."""
