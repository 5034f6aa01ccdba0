"""What comes in from other systems, one folder a format. Nothing at this level of the package knows Django."""
