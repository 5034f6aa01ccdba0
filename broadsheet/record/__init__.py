"""The record: corrections as typed, dated, public statements."""
