"""Sent inside the transaction of a page action, so that a receiver's writes stand or fall with it."""

from django.dispatch import Signal

# `page`, the specific page as it is now live.
page_went_live = Signal()
# `page_id`: withdrawn, expired or deleted; nothing of it is public any more.
page_left_sight = Signal()
# `page` as it is now, `old_path` its public path before; sent for the page that was moved or renamed, not
# for those below it.
page_moved = Signal()
# `source` and `page`, its copy or alias; sent for each page of a copied tree.
page_copied = Signal()
