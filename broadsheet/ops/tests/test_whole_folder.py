"""A folder is there once it is whole, or not at all."""

import pytest

from broadsheet.ops.whole_folder import FolderTaken, whole_folder


@pytest.mark.parametrize("is_there", [False, True])
def test_it_stands_under_its_name_at_the_end(tmp_path, is_there):
    folder = tmp_path / "a" / "b"
    if is_there:
        folder.mkdir(parents=True)
        (folder / ".making").mkdir()  # of one that was killed
    with whole_folder(folder) as making:
        (making / "inner").mkdir()
        (making / "inner" / "file").touch()
        assert not (folder / "inner").exists()
    assert [each.name for each in folder.rglob("*")] == ["inner", "file"]
    assert list(tmp_path.iterdir()) == [tmp_path / "a"] and list((tmp_path / "a").iterdir()) == [folder]


def fail_in(folder):
    for _ in range(2):
        (folder / "inner").mkdir()


@pytest.mark.parametrize("is_there", [False, True])
def test_after_an_error_everything_is_as_it_was(tmp_path, is_there):
    folder = tmp_path / "a" / "b" / "c"
    if is_there:
        folder.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(FileExistsError), whole_folder(folder) as making:
        fail_in(making)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_there_is_left(tmp_path):
    (tmp_path / "file").touch()
    for folder in (tmp_path, tmp_path / "file"):
        with pytest.raises(FolderTaken, match="is not empty"), whole_folder(folder):
            pytest.fail("There is a folder to work in.")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
