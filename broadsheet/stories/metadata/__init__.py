"""Metadata for machines and other sites: the head, JSON-LD, sharing, card pictures."""
