"""Pictures with credit and rights, documents, and what of them is public."""
