"""What an operator does, one verb a file."""
