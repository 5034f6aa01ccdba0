"""Broadsheet: a self-hosted news publishing platform.

Importing the package swaps in the bundled SQLite library before anything can open a database: two
SQLite libraries on one file break each other's locks, and the one in older systems can lose commits
(SQLite's WAL-reset bug, fixed in 3.51.3).
"""

import sys

__version__ = "0.1.0"

try:
    import pysqlite3
except ImportError:  # no wheel for this platform: settings/database.py decides whether that is safe
    pass
else:
    sys.modules.setdefault("sqlite3", pysqlite3)
    sys.modules.setdefault("sqlite3.dbapi2", pysqlite3.dbapi2)
