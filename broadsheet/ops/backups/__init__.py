"""Making a consistent copy of the whole site, and restoring the site from it."""
