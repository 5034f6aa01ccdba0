"""What Broadsheet can read: one package or module for each format."""
