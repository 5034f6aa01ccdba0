"""Writes to the indexes."""
