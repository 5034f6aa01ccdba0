"""How many connections a worker accepts depends on how many files it may open."""

import json
import resource
import subprocess
import sys

import pytest

from broadsheet.ops import serving


@pytest.mark.parametrize(
    ("files", "connections", "is_warned"),
    [(1024, 64, True), (4096, 2322, False), (3000, 1500, True), (20_000, 14_250, False), (65_536, 16_384, False)],
)
def test_a_worker_accepts_fewer_connections_than_it_may_open_files(files, connections, is_warned):
    warnings = []
    assert serving.connections_for(files, say=warnings.append) == connections
    assert bool(warnings) == is_warned
    assert all(f"Only {files} files" in warning and "LimitNOFILE=65536" in warning for warning in warnings)


@pytest.mark.parametrize("soft", [256, 1024])
def test_serve_may_open_as_many_files_as_the_machine_allows(soft):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    code = f"""
import json, resource
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
import broadsheet.ops.serving as serving
reported = [serving.raise_file_limit(), serving.raise_file_limit()]
print(json.dumps([reported, resource.getrlimit(resource.RLIMIT_NOFILE)]))
"""
    env = {"DJANGO_SETTINGS_MODULE": "tests.site_for_tests", "PATH": "/usr/bin:/bin"}
    start = "import tests.site_for_tests, django\ndjango.setup()\n"
    done = subprocess.run([sys.executable, "-c", start + code], capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    reported, limits = json.loads(done.stdout.splitlines()[-1])
    wanted = serving.MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, serving.MOST_FILES)
    assert reported == [wanted, wanted]
    assert limits == [wanted, hard]
