"""Which tests stay with one worker, where several run side by side, and which begin."""

from xdist.scheduler import LoadScopeScheduling

APART = "tests/store/test_never_stale.py"  # its parts start nothing in common, and take minutes
# Minutes each, most of them spent waiting: begun last, they would keep one worker while the other has nothing left.
FIRST = (
    "tests/outside/test_store_on_postgresql.py",
    "tests/outside/test_two_processes.py",
    "tests/rights/test_forms.py",
    "tests/journeys/test_nothing_is_lost.py",
    "tests/outside/test_slow_strangers.py",
    "tests/outside/test_odd_commands.py",
    APART,
    "tests/outside/test_served_store.py",
    "tests/outside/test_backup.py",
)


def long_ones_first(items):
    """Put the tests of FIRST before the others, in this order."""
    places = {file: place for place, file in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(FIRST)))


class ByFile(LoadScopeScheduling):
    """Those of one file, which start their servers once.

    `--dist loadgroup` cannot tell: the group that pytest-xdist 3.8 adds to a test's name is not kept by pytest 9.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if file == APART else file
