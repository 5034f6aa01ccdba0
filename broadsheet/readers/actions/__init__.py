"""Writes to the log of consent, one verb a file."""
