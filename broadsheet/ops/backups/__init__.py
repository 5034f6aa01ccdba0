"""A copy of the whole site that agrees with itself, and the site made again from it."""
