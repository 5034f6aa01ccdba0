"""Tests of the page store."""
