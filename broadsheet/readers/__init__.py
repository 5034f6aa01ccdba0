"""Readers: what they agreed to."""
