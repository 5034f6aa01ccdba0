"""The change log of a database: which tables are watched, the triggers that write the log, and the code that reads it."""
