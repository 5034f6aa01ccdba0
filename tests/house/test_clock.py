"""Public pages read the clock only through `edge.clock`, which knows how long what it gave is true."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "broadsheet"
# Modules that no public page is rendered by: they write, or serve the newsroom, or run in commands.
NOT_RENDERING = re.compile(
    r"(?:^|/)(?:actions|imports|migrations|tests|management)/|(?:^|/)(?:command\w*|tasks|due_\w+|worker|clock|leases|attempts|page_actions|forms"
    r"|wagtail_hooks|mail|rate_limit|signal_handlers|marker|purging)\.py$|^ops/|^desk/|^edge/(?:store|changes)/|^edge/rendering/renderer\.py$"
)
# A view that is not stored, and says so by not opting in.
NOT_STORED = {"wire/sitemaps/views.py": {"news"}, "readers/views.py": {"choose"}}
CLOCKS = {("timezone", "now"), ("timezone", "localdate"), ("timezone", "localtime"), ("datetime", "now"),
          ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}  # fmt: skip


def readings(path):
    """(function, line) of each direct reading of the clock in a file."""
    tree = ast.parse(path.read_text())
    places = []
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
                if (name, node.func.attr) in CLOCKS:
                    places.append((function.name, node.lineno))
    return places


def test_no_public_module_reads_the_clock_itself():
    wrong = []
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if NOT_RENDERING.search(name):
            continue
        wrong += [
            f"{name}: {function}" for function, _line in readings(path) if function not in NOT_STORED.get(name, ())
        ]
    assert wrong == [
        "stories/models/publisher.py: check_year"  # a validator of the admin's form
    ]


def test_views_that_read_the_clock_have_not_opted_in():
    from broadsheet.readers import views as readers_views
    from broadsheet.wire.sitemaps import views as sitemaps

    assert not hasattr(sitemaps.news, "edge")
    assert not hasattr(readers_views.choose, "edge")


def test_no_template_reads_the_clock():
    for path in sorted(ROOT.rglob("*.html")):
        assert not re.search(r"{%\s*now\b|\|(naturaltime|timesince|timeuntil)\b", path.read_text()), path
