"""Pictures with credit and rights, documents, and the rules that make them public."""
