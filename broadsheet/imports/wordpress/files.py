"""The files of the old library: from a copy of wp-content/uploads, else from the web; never from anywhere else."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from PIL import Image

from broadsheet.imports.actions.make_draft import PICTURE_BYTES, PICTURE_PIXELS, SUFFIXES
from broadsheet.wire.fetch import Unfetchable, fetch

from .links import host_of, upload_path
from .post_text import Attachment

DOCUMENT_BYTES = 50_000_000
DOCUMENTS = frozenset(["csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"])
PICTURES = frozenset(["jpg", "jpeg", "png", "gif", "webp", "avif"])
SECONDS = 20.0  # for one file
AT_ONCE = 6
_UNREACHABLE = ("could not be found", "did not accept", "did not send", "private address")
PATIENCE = 2  # failures to reach a host, after which it is asked no more


@dataclass(frozen=True)
class Had:
    """A file that is there, on this machine."""

    path: Path
    suffix: str  # with its dot


class FileSource:
    """Gets files; what cannot be had is remembered with its reason."""

    def __init__(self, *, folder: Path | None, wanted: bool) -> None:
        self.folder = folder.resolve() if folder else None
        self.wanted = wanted
        self.reasons: dict[str, str] = {}
        self.unreachable: Counter[str] = Counter()
        self.store = tempfile.TemporaryDirectory(prefix="broadsheet-wordpress-files-")

    def close(self) -> None:
        """Remove what was fetched."""
        self.store.cleanup()

    def have(self, attachments: Iterable[Attachment]) -> dict[str, Had | str]:
        """Foreign id -> its file, or the sentence that says why there is none."""
        wanted = {each.foreign_id: each for each in attachments}
        if not self.wanted:
            return {key: f"Its file was left, as --no-pictures says: {each.url}" for key, each in wanted.items()}
        found: dict[str, Had | str] = {}
        away = {}
        for key, each in wanted.items():
            local = self._local(each)
            if local:
                found[key] = _checked(local, each)
            elif each.url in self.reasons:
                found[key] = self.reasons[each.url]
            else:
                away[key] = each
        if away:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                found |= dict(zip(away, pool.map(self._fetched, away.values()), strict=True))
        return found

    def forget(self) -> None:
        """Delete the files fetched so far; they are in the library now."""
        for path in Path(self.store.name).iterdir():
            path.unlink(missing_ok=True)

    def _local(self, attachment: Attachment) -> Path | None:
        if self.folder is None:
            return None
        for below in dict.fromkeys(
            [attachment.path, upload_path(attachment.url), attachment.path.replace("-scaled.", ".")]
        ):
            if not below:
                continue
            for start in ("", "uploads", "wp-content/uploads"):
                path = (self.folder / start / below.lstrip("/")).resolve()
                if path.is_relative_to(self.folder) and path.is_file():
                    return path
        return None

    def _fetched(self, attachment: Attachment) -> Had | str:
        url, host = attachment.url, host_of(attachment.url)
        if self.unreachable[host] >= PATIENCE:
            return self._refused(url, f"{url} was not fetched: {host} could not be reached before.")
        is_picture = suffix_of(url) not in DOCUMENTS
        try:
            got = fetch(
                url.replace(" ", "%20"),
                accept=("image/",) if is_picture else (),
                limit_bytes=PICTURE_BYTES if is_picture else DOCUMENT_BYTES,
                deadline_seconds=SECONDS,
            )
        except Unfetchable as error:
            if any(words in str(error) for words in _UNREACHABLE):
                self.unreachable[host] += 1
            return self._refused(url, str(error))
        path = Path(self.store.name) / f"{len(self.reasons)}-{abs(hash(url))}"
        path.write_bytes(got.body)
        return _checked(path, attachment)

    def _refused(self, url: str, sentence: str) -> str:
        self.reasons[url] = sentence
        return sentence


def suffix_of(url: str) -> str:
    """The ending of a file's name, in lower case, without its dot."""
    try:
        return PurePosixPath(urlsplit(url).path).suffix.lower().lstrip(".")
    except ValueError:
        return ""


def _checked(path: Path, attachment: Attachment) -> Had | str:
    """Whether the file is what its name says."""
    ending = suffix_of(attachment.url)
    if ending in DOCUMENTS:
        size = path.stat().st_size
        if size > DOCUMENT_BYTES:
            return f"{attachment.url} has {size:,} bytes, more than is taken."
        return Had(path, f".{ending}")
    try:
        with Image.open(path) as image:
            if image.format not in SUFFIXES:
                return f"{attachment.url} is a picture of the kind {image.format}, which is not taken."
            if image.width * image.height > PICTURE_PIXELS:
                return f"{attachment.url} has {image.width}x{image.height} pixels, more than is taken."
            image.load()
            return Had(path, SUFFIXES[image.format])
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return f"{attachment.url} could not be read as a picture."
