"""What the desk does, one verb a file."""
