"""A folder appears only when it is complete."""

import pytest

from broadsheet.ops.whole_folder import FolderTaken, whole_folder


@pytest.mark.parametrize("is_there", [False, True])
def test_the_folder_gets_its_name_at_the_end_of_the_block(tmp_path, is_there):
    folder = tmp_path / "a" / "b"
    if is_there:
        folder.mkdir(parents=True)
        (folder / ".making").mkdir()  # left by a killed process
    with whole_folder(folder) as making:
        (making / "inner").mkdir()
        (making / "inner" / "file").touch()
        assert not (folder / "inner").exists()
    assert [path.name for path in folder.rglob("*")] == ["inner", "file"]
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


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path):
    (tmp_path / "file").touch()
    for folder in (tmp_path, tmp_path / "file"):
        with pytest.raises(FolderTaken, match="is not empty"), whole_folder(folder):
            pytest.fail("There is a folder to work in.")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
