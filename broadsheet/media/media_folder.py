"""The media folder: whether files can be read from it and written to it, apart from what is wrong with a single file."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from django.conf import settings

from broadsheet.edge.trouble import free_bytes, trouble_of

RESERVE = 4_000_000  # bytes that are kept free for other writes: the row, the renditions of the picture
# The process has no files, memory or rights left (errno(3)); what is wrong with a disk, `edge.trouble` knows.
_OF_THE_MACHINE = {errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOTCONN, errno.ESTALE}


def wrong_with_media_folder() -> str:
    """Why pictures cannot be made at present, in a few words; empty where they can.

    A folder without `originals` is a volume that is not mounted: it is made with the first upload.
    """
    root = Path(settings.MEDIA_ROOT)
    if not (root / "originals").is_dir():
        return f"{root / 'originals'} is missing"
    if not os.access(root, os.W_OK):
        return f"{root} cannot be written to"
    if not has_room(root, 0):
        return f"{root} has no room left"
    return ""


def has_room(folder: Path, size: int) -> bool:
    """Whether a file of `size` bytes fits into the folder."""
    free = free_bytes(folder)
    return free is None or free >= size + RESERVE


def is_of_machine(error: BaseException) -> bool:
    """Whether an error while a picture is read or made comes from the machine, and will not occur again once that is mended."""
    if trouble_of(error) is not None or isinstance(error, MemoryError):
        return True
    causes = (error, error.__cause__, error.__context__)
    if any(isinstance(cause, OSError) and cause.errno in _OF_THE_MACHINE for cause in causes):
        return True
    return wrong_with_media_folder() != ""
