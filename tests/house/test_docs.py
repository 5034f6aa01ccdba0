"""What the documentation lists is what there is: commands, figures, kinds of events, receivers of signals, files that it names."""

import re
from pathlib import Path

import typer
import wagtail
from django.dispatch import Signal

from broadsheet.command_line import app
from broadsheet.events import signals
from broadsheet.events.models import EventKind
from broadsheet.ops.metrics import PageStoreFigures
from broadsheet.stories.signals import story_saved

ROOT = Path(__file__).resolve().parents[2]
DOCS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md",
        *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "broadsheet").glob("*/README.md"))]  # fmt: skip


def commands(group=None, name=""):
    """Every command, as it is typed after `broadsheet`."""
    group = group or typer.main.get_command(app)
    for word, command in group.commands.items():
        yield from commands(command, f"{name}{word} ") if hasattr(command, "commands") else [f"{name}{word}"]


def first_cells(path):
    """What stands in backticks in the first column of the tables of a page."""
    return re.findall(r"^\| `([^`]+)`", path.read_text(), re.MULTILINE)


def test_every_command_is_listed_and_every_listed_one_is_there():
    listed = [cell.removeprefix("broadsheet ") for cell in first_cells(ROOT / "docs/operate/commands.md")]
    assert sorted(listed) == sorted(commands())


def test_a_command_that_the_docs_type_is_there():
    known = set(commands())
    wrong = []
    for path in DOCS:
        for line in re.findall(r"(?:^|`|\$ |&& )broadsheet ((?:[a-z]+ ?)+)", path.read_text(), re.MULTILINE):
            words = line.split()
            if not {words[0], " ".join(words[:2])} & known:
                wrong.append(f"{path.relative_to(ROOT)}: broadsheet {line}")
    assert wrong == []


def test_every_figure_is_listed_and_every_listed_one_is_there(db):
    listed = [cell for cell in first_cells(ROOT / "docs/operate/page-store.md") if cell.startswith("broadsheet_")]
    made = [metric.name + ("_total" if metric.type == "counter" else "") for metric in PageStoreFigures().collect()]
    assert sorted(listed) == sorted(made)


def test_every_kind_of_event_is_listed_and_every_listed_one_is_there():
    listed = [cell for cell in first_cells(ROOT / "docs/develop/events.md") if cell != "kind"]
    assert sorted(listed) == sorted(kind.value for kind in EventKind)


def test_every_receiver_of_a_signal_is_listed_and_every_listed_one_is_there():
    sent = {name: signal for name, signal in vars(signals).items() if isinstance(signal, Signal)} | {
        "story_saved": story_saved
    }
    connected = set()
    for name, signal in sent.items():
        for entry in signal.receivers:
            receiver = entry[1]() if callable(entry[1]) and not hasattr(entry[1], "__name__") else entry[1]
            if ".tests." not in receiver.__module__:
                connected.add((name, receiver.__module__.split(".")[1], receiver.__name__))
    listed, name = set(), ""
    for row in (ROOT / "broadsheet/events/README.md").read_text().splitlines():
        match = re.match(r"\| (?:`(\w+)`)?[^|]*\| `(\w+)`: `(\w+)` \|", row)
        if match:
            name = match[1] or name
            listed.add((name, match[2], match[3]))
    assert listed == connected


def test_a_file_that_the_docs_name_is_there():
    """Paths of the package, such as `stories/reading/lists.py` or `events/clock.py`."""
    wrong = []
    for path in DOCS:
        if path.parent.name == "decisions":  # they say what was so when they were written
            continue
        for name in re.findall(r"`(?:broadsheet/)?((?:[a-z_]+/)+[a-z_]+\.(?:py|html|css|js))`", path.read_text()):
            places = [
                ROOT,
                ROOT / "broadsheet",
                path.parent,
                Path(wagtail.__file__).parent,
                *ROOT.glob("broadsheet/*/templates"),
            ]
            if not name.startswith("theme/") and not any((place / name).exists() for place in places):
                wrong.append(f"{path.relative_to(ROOT)}: {name}")
    assert wrong == []
