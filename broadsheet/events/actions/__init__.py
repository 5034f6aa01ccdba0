"""Writes to the event table and to the records of the clock."""
