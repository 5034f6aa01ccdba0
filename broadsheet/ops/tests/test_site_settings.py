"""The settings file that `init` writes and `restore` changes keeps every value exactly."""

import pytest

from broadsheet.ops.site_settings import settings_text, with_setting
from broadsheet.settings.env import read_file

VALUES = ["plain", "a b", "it's", '"quoted"', "a # b", "#", "back\\slash'", "postgres://ana:p#a%20s@host/paper?sslmode=require", "${HOME}", "The Courier <news@courier.example>"]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_read_as_it_was_given(tmp_path, value):
    file = tmp_path / "broadsheet.env"
    file.write_text(settings_text({"BROADSHEET_FROM_EMAIL": value, "BROADSHEET_EDITIONS": "en"}))
    assert read_file(file) == {"BROADSHEET_FROM_EMAIL": value, "BROADSHEET_EDITIONS": "en"}
    file.write_text(with_setting(file.read_text(), "BROADSHEET_DATABASE_URL", value))
    assert read_file(file)["BROADSHEET_DATABASE_URL"] == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A=1",
        "A=1\n",
        "# of old\nB='two\nlines'\nA=1\n\n\nA=2 # last\nC=3\n",
        "export A = 'x y' # old\nB=2",
        "A=1\r\nB=2\r\n",
    ],
)
def test_one_setting_is_changed_and_the_others_are_kept(tmp_path, text):
    file = tmp_path / "broadsheet.env"
    file.write_text(text, newline="")
    before = read_file(file)
    file.write_text(with_setting(text, "A", "new one"), newline="")
    assert read_file(file) == before | {"A": "new one"}
    file.write_text(with_setting(text, "A", ""), newline="")
    assert read_file(file) == {name: value for name, value in before.items() if name != "A"}
