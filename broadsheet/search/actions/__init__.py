"""What writes the indexes."""
