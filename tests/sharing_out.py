"""Which tests stay with one worker, where several run side by side."""

from xdist.scheduler import LoadScopeScheduling

from tests.served import EDITIONS

APART = "tests/store/test_never_stale.py"  # its parts start nothing in common, and take minutes


class ByFileOrEdition(LoadScopeScheduling):
    """Those of one file; of the pages, those of one edition, which are visited once for all of them.

    `--dist loadgroup` cannot tell: the group that pytest-xdist 3.8 adds to a test's name is not kept by pytest 9.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        if file == APART:
            return nodeid
        code = test.rstrip("]").replace("[", "-").rpartition("-")[2]
        is_visited = file.startswith("tests/pages/") and file != "tests/pages/test_html.py"
        return code if is_visited and code in EDITIONS else file
