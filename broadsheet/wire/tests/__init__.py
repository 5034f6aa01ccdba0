"""Tests of the output for machines."""
