"""The actions that write pictures and documents, one per file."""
