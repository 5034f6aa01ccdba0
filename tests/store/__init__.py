"""The page store against random newsroom work: never stale, and no more work than is needed."""
