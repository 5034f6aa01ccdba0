"""Gets the files of the old media library: from a copy of wp-content/uploads, else from the web."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from broadsheet.imports.pictures import PICTURE_BYTES, UnusablePicture, checked_suffix
from broadsheet.wire.fetch import FetchError, fetch

from .links import host_of, upload_path
from .old_site import Attachment

DOCUMENT_BYTES = 50_000_000
DOCUMENTS = frozenset(["csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"])
PICTURES = frozenset(["jpg", "jpeg", "png", "gif", "webp", "avif"])
SECONDS = 20.0  # for one file
AT_ONCE = 6
_UNREACHABLE = ("could not be found", "did not accept", "did not send", "private address")
PATIENCE = 2  # failures to reach a host before it is given up


@dataclass(frozen=True)
class LocalFile:
    """A file on this machine that may go into the library. `suffix` has its dot."""

    path: Path
    suffix: str


class FileSource:
    """Gets files. If a file cannot be got, the reason is remembered, so that nothing is requested twice."""

    def __init__(self, *, folder: Path | None, is_on: bool) -> None:
        self.folder = folder.resolve() if folder else None
        self.is_on = is_on
        self.reasons: dict[str, str] = {}
        self.unreachable: Counter[str] = Counter()
        self.fetched = tempfile.TemporaryDirectory(prefix="broadsheet-wordpress-files-")

    def close(self) -> None:
        """Delete all fetched files."""
        self.fetched.cleanup()

    def get(self, attachments: Iterable[Attachment]) -> dict[str, LocalFile | str]:
        """Foreign id -> the file, or a sentence that says why there is none."""
        by_id = {attachment.foreign_id: attachment for attachment in attachments}
        if not self.is_on:
            return {key: f"Its file was left out because of --no-pictures: {file.url}" for key, file in by_id.items()}
        files: dict[str, LocalFile | str] = {}
        remote = {}
        for key, attachment in by_id.items():
            path = self._in_folder(attachment)
            if path:
                files[key] = _checked(path, attachment)
            elif attachment.url in self.reasons:
                files[key] = self.reasons[attachment.url]
            else:
                remote[key] = attachment
        if remote:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                files |= dict(zip(remote, pool.map(self._fetch, remote.values()), strict=True))
        return files

    def remove_fetched(self) -> None:
        """Delete the files fetched so far. The library has its own copies."""
        for path in Path(self.fetched.name).iterdir():
            path.unlink(missing_ok=True)

    def _in_folder(self, attachment: Attachment) -> Path | None:
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

    def _fetch(self, attachment: Attachment) -> LocalFile | str:
        url, host = attachment.url, host_of(attachment.url)
        if self.unreachable[host] >= PATIENCE:
            return self._remember(url, f"{url} was not fetched: {host} could not be reached before.")
        is_picture = suffix_of(url) not in DOCUMENTS
        try:
            response = fetch(
                url.replace(" ", "%20"),
                accept=("image/",) if is_picture else (),
                limit_bytes=PICTURE_BYTES if is_picture else DOCUMENT_BYTES,
                deadline_seconds=SECONDS,
            )
        except FetchError as error:
            if any(words in str(error) for words in _UNREACHABLE):
                self.unreachable[host] += 1
            return self._remember(url, str(error))
        path = Path(self.fetched.name) / f"{len(self.reasons)}-{abs(hash(url))}"
        path.write_bytes(response.body)
        return _checked(path, attachment)

    def _remember(self, url: str, sentence: str) -> str:
        self.reasons[url] = sentence
        return sentence


def suffix_of(url: str) -> str:
    """The extension of a file's name, in lower case, without its dot."""
    try:
        return PurePosixPath(urlsplit(url).path).suffix.lower().lstrip(".")
    except ValueError:
        return ""


def _checked(path: Path, attachment: Attachment) -> LocalFile | str:
    """The file, or a sentence if it is too large or not the picture that its name promises."""
    ending = suffix_of(attachment.url)
    if ending in DOCUMENTS:
        size = path.stat().st_size
        if size > DOCUMENT_BYTES:
            return f"{attachment.url} has {size:,} bytes; at most {DOCUMENT_BYTES:,} are accepted."
        return LocalFile(path, f".{ending}")
    try:
        return LocalFile(path, checked_suffix(path, attachment.url))
    except UnusablePicture as error:
        return str(error)
