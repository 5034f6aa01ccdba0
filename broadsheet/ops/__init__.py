"""Running a site: the work behind the commands, health checks, metrics and backups."""
