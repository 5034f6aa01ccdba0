"""A site's settings: Broadsheet's own (`env.py`), and Django's, which are derived from them (`site.py`)."""
