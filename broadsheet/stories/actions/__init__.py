"""Writes to stories, one verb a file."""
