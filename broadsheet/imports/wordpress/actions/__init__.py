"""What the WordPress importer writes, one verb a file."""
