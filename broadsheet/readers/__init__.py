"""Readers' consent."""
