"""Corrections: typed, dated, public statements."""
