"""Writes of the importers, one verb a file."""
