"""The page store: pages rendered once, kept with a record of every SELECT they were made from, and never stale.

What it guarantees:

- From the moment that a change has been committed, no request on that machine is answered with a page that a fresh
  render would not give, in any worker (SQLite). With PostgreSQL and several nodes the same holds as soon as the
  notification of the commit has arrived, and within one second at the latest.
- What one reader sends never reaches another: a stored page is rendered from a request that carries nothing but the
  host, the path and the parameters that its view names.
- A page whose render wrote, read the clock past `edge.clock`, set a cookie or read a table that is not watched is not
  stored. It is served all the same, and counted with the reason.
- Killing a process at any moment leaves nothing to repair: the store is checked against the database, never trusted.

A view opts in with `@stored("before", ...)` (`storable.py`), naming the parameters that it reads. The package depends on
Django and on Granian alone. `README.md` says how its parts fit together.
"""
