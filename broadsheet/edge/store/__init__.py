"""The store: it keeps pages in memory and on the machine's disk, and checks them at each request."""
