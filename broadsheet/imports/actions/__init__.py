"""What importers write, one verb a file."""
