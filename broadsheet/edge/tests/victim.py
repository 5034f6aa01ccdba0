"""One page under attack, and the checks that the attack had no effect."""

import pytest

from .content import PAGES

CANARY = "canary7f3a"
every_page = pytest.mark.parametrize("name", PAGES)


class Victim:
    """One page under attack."""

    _fresh: dict[str, bytes] = {}

    def __init__(self, site, target):
        self.site, self.path = site, target
        self.forget()

    def forget(self):
        """Remove this page from the store."""
        name = str(self.site.key(self.path))
        self.site.store.memory.forget(name)
        self.site.store.disk.remove(name)
        self.site.store._refused.clear()

    @property
    def entry(self):
        return self.site.store.entry(str(self.site.key(self.path)))

    @property
    def fresh(self):
        known = self._fresh
        if self.path not in known:
            known[self.path] = self.site.fresh(self.path).content
        return known[self.path]

    def is_unharmed(self):
        """Whether two other readers get what a fresh render gives."""
        for accepted in ((), (("accept-encoding", "gzip"),)):
            plain = self.site.ask(self.path, *accepted)
            assert plain.status == 200
            assert CANARY.encode() not in plain.everything.lower()
            assert plain.page == self.fresh
            assert "fwd=bypass" not in plain.how
        kept = self.site.store.disk.take(str(self.site.key(self.path)), build="test")
        assert kept.status == 200
        assert CANARY.encode() not in repr(kept.headers).lower().encode()
        return True

    def ask(self, *headers, **options):
        """Send the attack, by default to this page's own address."""
        return self.site.ask(options.pop("target", self.path), *headers, **options)

    def same_as_plain(self, reply):
        """Whether the attacker also got the plain page from the store."""
        assert (reply.status, reply.page) == (200, self.fresh)
        assert "fwd=bypass" not in reply.how
        assert CANARY.encode() not in reply.everything.lower()
        return True
