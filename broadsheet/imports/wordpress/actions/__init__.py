"""Writes of the WordPress importer, one verb a file."""
