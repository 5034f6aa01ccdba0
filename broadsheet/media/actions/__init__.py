"""Writes to the picture desk, one verb a file."""
