"""A site's settings: its own few (`env.py`) and Django's from them (`site.py`)."""
