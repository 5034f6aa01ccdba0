"""A file appears in the media folder only when it is complete."""

import io
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils import timezone

from broadsheet.core.whole_files import COMING, WholeFileStorage


@pytest.fixture
def storage(tmp_path):
    return WholeFileStorage(location=tmp_path)


def files_in(folder):
    return sorted(str(file.relative_to(folder)) for file in Path(folder).rglob("*") if file.is_file())


class HalfRead(File):
    """A file whose second part cannot be read."""

    def chunks(self, chunk_size=None):
        yield b"x" * 100_000
        raise OSError(28, "No space left on device")


def test_the_site_uses_this_storage():
    assert isinstance(storages["default"], WholeFileStorage)


def test_a_file_that_cannot_be_completed_leaves_nothing(storage, tmp_path):
    with pytest.raises(OSError, match="No space"):
        storage.save("originals/a.jpg", HalfRead(io.BytesIO(), name="a.jpg"))
    assert files_in(tmp_path) == []


def test_a_file_has_its_content_and_mode_and_no_other_file_is_left(storage, tmp_path, settings):
    settings.FILE_UPLOAD_PERMISSIONS = 0o640
    name = storage.save("originals/a.jpg", ContentFile(b"whole"))
    assert (name, (tmp_path / name).read_bytes()) == ("originals/a.jpg", b"whole")
    assert os.stat(tmp_path / name).st_mode & 0o777 == 0o640
    large = TemporaryUploadedFile("b.jpg", "image/jpeg", 5, None)
    large.write(b"large")
    large.flush()
    large.seek(0)
    assert storage.save("originals/b.jpg", large) == "originals/b.jpg"
    large.close()
    assert files_in(tmp_path) == ["originals/a.jpg", "originals/b.jpg"]


def test_files_with_the_same_name_get_different_names(storage, tmp_path):
    with ThreadPoolExecutor(8) as threads:
        names = list(threads.map(lambda n: storage._save("documents/a.pdf", ContentFile(b"%d" % n)), range(40)))
    assert len(set(names)) == 40
    assert sorted(int((tmp_path / name).read_bytes()) for name in names) == list(range(40))


def test_files_left_by_a_killed_process_are_removed_a_day_later(storage, tmp_path):
    left = tmp_path / COMING / "left"
    left.parent.mkdir()
    left.write_bytes(b"half")
    assert storage.remove_what_was_left(now=timezone.now()) == 0
    assert storage.remove_what_was_left(now=timezone.now() + timedelta(hours=25)) == 1
    assert files_in(tmp_path) == []
