"""Signals sent inside the transaction of a page action, so a receiver's writes are committed or rolled back with it."""

from django.dispatch import Signal

# `page`: the specific page as it is live now.
page_went_live = Signal()
# `page_id`: a page that was withdrawn, deleted or has expired; nothing of it is public any more.
page_left_sight = Signal()
# `page` as it is now, `old_path`: its public path before. Sent for the page that was moved or renamed, not
# for those below it.
page_moved = Signal()
# `source`, and `page`: its copy or alias. Sent for each page of a copied tree.
page_copied = Signal()
