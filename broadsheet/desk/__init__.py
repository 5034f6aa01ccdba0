"""The newsroom: its home, the list of stories, translating, correcting, withdrawing, roles."""
