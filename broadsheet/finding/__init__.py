"""How readers find a story: the search page, and the archive by date with its calendar."""
