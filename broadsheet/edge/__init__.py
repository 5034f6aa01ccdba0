"""The page store renders each page once and keeps it with a record of every SELECT that it was made from.

What it guarantees:

- On SQLite, as soon as a change has been committed, every worker on that machine sends only pages that a fresh render
  would give. With PostgreSQL and several nodes the same holds as soon as the notification of the commit has arrived,
  and within one second at the latest.
- What one reader sends never reaches another: a stored page is rendered from a request that carries nothing but the
  host, the path and the parameters that its view names.
- A page is not stored if its render wrote, read the clock other than through `edge.clock`, set a cookie or read an
  unwatched table. Such a page is still served, and counted with the reason.
- Killing a process at any moment leaves nothing to repair: the store is checked against the database, never trusted.

A view opts in with `@stored("before", ...)` (`storable.py`), which names the parameters that the view reads. The package
depends on Django and on Granian alone. `README.md` says how its parts fit together.
"""
