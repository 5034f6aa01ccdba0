"""Django's backend for SQLite, changed so that opening a database never creates its file (a DATABASES ENGINE)."""
