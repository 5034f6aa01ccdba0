"""Writes to the record, one verb a file."""
