"""Tests of what is imported from elsewhere."""
