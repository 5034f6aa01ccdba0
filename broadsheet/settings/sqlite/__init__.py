"""Django's backend for SQLite, which never makes a file by looking for one (a DATABASES ENGINE)."""
