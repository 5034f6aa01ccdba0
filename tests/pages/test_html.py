"""The Nu HTML checker on every page of every edition, and on our stylesheet."""

import json
import re
import shutil
import subprocess

import pytest

from tests.pages.visit import STATUS
from tests.served import EDITIONS, NO_CHECKER, ROOT

JAR = ROOT / "tools/html_checker/node_modules/vnu-jar/build/dist/vnu.jar"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (shutil.which("java") and JAR.is_file()), reason=NO_CHECKER),
]


@pytest.fixture(scope="module")
def complaints(served, addresses, tmp_path_factory):
    """What the checker says, run once over everything: file name -> complaints."""
    folder = tmp_path_factory.mktemp("html")
    for code in EDITIONS:
        for name, path in addresses[code].items():
            status, html = served.get(path)
            assert status == STATUS.get(name, 200), path
            (folder / f"{code} {name}.html").write_text(html, "utf-8")
    (folder / "spoilt.html").write_text(html.replace("</main>", "<img></main>"), "utf-8")
    stylesheet = re.search(r'<link rel="stylesheet" href="([^"]+)">', html).group(1)
    (folder / "site.css").write_text(served.get(stylesheet)[1], "utf-8")
    pages = sorted(folder.glob("*.html"))
    return _check(pages) | _check([folder / "site.css"], "--css")


def _check(paths, *options):
    command = ["java", "-jar", JAR, "--format", "json", "--errors-only", *options, *paths]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    errors = {path.name: [] for path in paths}
    for message in json.loads(done.stdout or done.stderr)["messages"]:
        name = message["url"].rpartition("/")[2].replace("%20", " ")
        errors[name].append(f"{message['message']} | {message.get('extract', '')}")
    return errors


def test_the_checker_finds_a_fault_that_was_put_in(complaints):
    assert complaints["spoilt.html"]


@pytest.mark.parametrize("code", EDITIONS)
def test_the_checker_finds_no_error_in_a_page(complaints, code):
    pages = {name: faults for name, faults in complaints.items() if name.startswith(f"{code} ")}
    assert len(pages) >= 11
    assert {name: faults[:5] for name, faults in pages.items() if faults} == {}


def test_the_checker_finds_no_error_in_the_stylesheet(complaints):
    assert complaints["site.css"] == []
