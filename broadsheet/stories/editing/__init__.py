"""Writing a story in the admin: its form, what it still lacks before publishing, the chooser of stories."""
