"""The change log of a database: what is watched, the triggers that write it, who reads it."""
