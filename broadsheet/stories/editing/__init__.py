"""Writing a story in the admin: its form, what is missing before it can be published, the chooser of stories."""
