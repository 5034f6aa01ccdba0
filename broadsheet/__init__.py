"""Broadsheet: a self-hosted news publishing platform.

Importing the package replaces `sqlite3` with the bundled SQLite library before any code can open a database. Two SQLite
libraries in one process would break each other's locks on a file, and older systems have a SQLite that can lose commits (the
WAL-reset bug, fixed in 3.51.3).
"""

import sys

__version__ = "0.1.0"

try:
    import pysqlite3
except ImportError:  # no wheel for this platform; settings/database.py refuses an unsafe SQLite
    pass
else:
    sys.modules.setdefault("sqlite3", pysqlite3)
    sys.modules.setdefault("sqlite3.dbapi2", pysqlite3.dbapi2)
