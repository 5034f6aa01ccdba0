"""Which tests stay with one worker, where several run side by side."""

from xdist.scheduler import LoadScopeScheduling

APART = "tests/store/test_never_stale.py"  # its parts start nothing in common, and take minutes


class ByFile(LoadScopeScheduling):
    """Those of one file, which start their servers once.

    `--dist loadgroup` cannot tell: the group that pytest-xdist 3.8 adds to a test's name is not kept by pytest 9.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if file == APART else file
