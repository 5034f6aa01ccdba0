"""Sent by the models of this app; receivers are connected in `signal_handlers.py`."""

from django.dispatch import Signal

# `story`: sent after a story's row and everything that belongs to it was written, if that may change a list.
story_saved = Signal()
