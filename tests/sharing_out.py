"""Which tests stay with one worker, where several run side by side, and which begin."""

import re

from xdist.scheduler import LoadScopeScheduling

EDITION = re.compile(r"[\[-](en|ar|es|ru|de|fr)[\]-]")  # as pytest names a test that is parametrized by edition
APART = "tests/store/test_never_stale.py"  # its parts start nothing in common, and take minutes
CHECKER = "tests/pages/test_html.py"  # looks at all pages at once
# Minutes each, most of them spent waiting: begun last, they would keep one worker while the other has nothing left.
FIRST = (
    "tests/outside/test_store_on_postgresql.py",
    "tests/outside/test_two_processes.py",
    "tests/rights/test_forms.py",
    "tests/journeys/test_saved.py",
    "tests/journeys/test_nothing_is_lost.py",
    "tests/journeys/test_deeds.py",
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
    """Those of one file, which start their servers once; of the pages those of one edition, which are visited once.

    `--dist loadgroup` cannot tell: the group that pytest-xdist 3.8 adds to a test's name is not kept by pytest 9.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        if file == APART:
            return nodeid
        is_by_edition = file.startswith("tests/pages/") and file != CHECKER
        edition = EDITION.search(test) if is_by_edition else None
        return f"tests/pages in {edition[1]}" if edition else file
