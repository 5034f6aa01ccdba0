"""Sent by the models of this app; receivers are connected in `signal_handlers.py`."""

from django.dispatch import Signal

# After a story's row and everything that belongs to it is written, where that may change a list: `story`.
story_saved = Signal()
