"""Running a site: every command, health."""
