"""What machines and other sites are told of a page: the head, JSON-LD, sharing, card pictures."""
