"""The actions of an operator, one per file."""
