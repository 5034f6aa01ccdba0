"""The store: pages in memory, on the machine's disk, checked at each request."""
