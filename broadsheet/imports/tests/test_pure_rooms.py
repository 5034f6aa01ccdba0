"""`page/` and `markup/` load no Django, so the child process that reads a page starts quickly and can access nothing."""

import subprocess
import sys
from pathlib import Path

IMPORTS = Path(__file__).resolve().parents[1]
MODULES = [
    f"broadsheet.imports.{path.parent.name}.{path.stem}"
    for room in ("page", "markup")
    for path in sorted((IMPORTS / room).glob("*.py"))
    if path.stem != "__init__"
]


def test_page_and_markup_load_no_django():
    code = f"import sys, {', '.join(MODULES)}; print([name for name in sys.modules if name.split('.')[0] in ('django', 'wagtail')])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=IMPORTS.parents[1]
    )
    assert loaded.stdout.strip() == "[]"
