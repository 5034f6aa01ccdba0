"""The machine: random operations, and after each of them the store is compared with what Django says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from broadsheet.events.readiness import NotReadyToPublish

from . import (  # noqa: F401 - they register
    operations_broken,
    operations_machine,
    operations_pictures,
    operations_site,
    operations_time,
)
from .operations import OPERATIONS, Operation
from .world import Seed, World

STEPS_A_WORLD = 100
STEPS_BETWEEN = 50  # two looks at everything
KNOWN_AT_FIRST = 50  # pages that are had from the store before anything happens
ASKED_BEFORE = 2  # pages that are had from the store before a step, so that there is something to go stale
LOOKED_AT = 4  # pages that are compared after it
_CHANCE = st.integers(0, 2**32 - 1)


class Tally:
    """What all worlds of one run counted together."""

    def __init__(self) -> None:
        self.steps = self.compared = self.whole = 0
        self.operations: Counter[str] = Counter()
        self.samples: Counter[str] = Counter()  # how the store came by the pages that were compared after a step
        self.store: Counter[str] = Counter()
        self.reasons: dict[str, Counter[str]] = {}

    @property
    def from_what_it_had(self) -> float:
        """The part of the compared answers that were not rendered for it; refusals do not count."""
        known = {how: count for how, count in self.samples.items() if how != "refused"}
        return 1 - known.get("rendered", 0) / max(1, sum(known.values()))

    def take(self, world: World) -> None:
        """Add what a world has counted."""
        self.store.update(world.store_counts())
        for reason, pages in world.reasons.items():
            self.reasons.setdefault(reason, Counter()).update(pages)

    def line(self, seed: int) -> str:
        """One line for the terminal."""
        store = ", ".join(f"{name} {self.store[name]}" for name in ("hit", "verified", "rendered"))
        return (
            f"page store: seed {seed}, {self.steps} steps of {len(self.operations)} kinds, {self.compared} pages compared "
            f"({self.whole} times all of them), 0 stale; {store}; {self.from_what_it_had:.0%} from what it had"
        )


class StoreMachine(RuleBasedStateMachine):
    """Its rules are the operations, see `_add_rules`."""

    seed: Seed
    tally: Tally
    number: int  # so that the simplest example, which is always tried, is another one in each run
    world: World | None = None

    @initialize(chance=_CHANCE)
    def begin(self, chance: int) -> None:
        """A newsroom with full stores."""
        self.world = World(self.seed, Random(chance))
        for address in self.world.random.sample(self.world.addresses, KNOWN_AT_FIRST):
            self.world.ask(address)
        self._steps = self._tried = 0
        self._is_sound = True

    def step(self, name: str, work: Operation, chance: int) -> None:
        """Have some pages, do it, compare some pages."""
        self._is_sound, self._tried = False, self._tried + 1
        self._step(name, work, chance)
        self._is_sound = True

    def _step(self, name: str, work: Operation, chance: int) -> None:
        world, random = self.world, Random(f"{self.number} {chance} {self._steps}")  # twice the same chance, two deeds
        assert world is not None
        asked = random.sample(world.addresses, ASKED_BEFORE)
        for address in asked:
            world.ask(address)
        world.shift(seconds=random.choice([1, 61]))
        world.done.append(f"{name}({chance}) ...")
        try:
            did = work(world, random)
        except (NotReadyToPublish, ValidationError) as refused:  # as in the newsroom: nothing is written
            did = f"the desk may not: {refused}"[:100]
        if did is None:
            world.done.pop()
            return
        world.done[-1] = f"{name}({chance}): {did}"
        store = world.other if random.random() < 0.2 else world.store
        for address in [*random.sample(asked, LOOKED_AT // 2), *random.sample(world.addresses, LOOKED_AT // 2)]:
            self.tally.samples[world.check(address, store)] += 1
            self.tally.compared += 1
        self.tally.steps += 1
        self.tally.operations[name] += 1
        self._steps += 1
        if self._steps % STEPS_BETWEEN == 0:
            self.compare_all()

    def compare_all(self) -> None:
        """Up to 60 addresses in all editions, those of moved and deleted stories too, in both workers' stores by turns."""
        world = self.world
        assert world is not None
        looked_at = world.random.sample(world.addresses, min(60, len(world.addresses)))
        for number, address in enumerate(looked_at):
            world.check(address, world.other if number % 4 == 0 else world.store)
            self.tally.compared += 1
        self.tally.whole += 1

    def teardown(self) -> None:
        """All pages once more, then the world goes."""
        if self.world is None:
            return
        try:
            if self._is_sound and self._steps % STEPS_BETWEEN:
                self.compare_all()
        finally:
            self.tally.take(self.world)
            self.world.close()


def _add_rules() -> None:
    def make(name: str, work: Operation) -> Callable[..., None]:
        def step(self: StoreMachine, chance: int) -> None:
            self.step(name, work, chance)

        step.__name__ = name
        return rule(chance=_CHANCE)(step)

    for name, work in OPERATIONS.items():
        setattr(StoreMachine, name, make(name, work))

    def _any(self: StoreMachine, chance: int) -> None:
        names = sorted(OPERATIONS)
        name = Random(f"which {self.number} {chance} {self._tried}").choice(names)
        self.step(name, OPERATIONS[name], chance)

    # The first of all by its name, which is what Hypothesis tries first and over and over.
    StoreMachine._any = rule(chance=_CHANCE)(_any)


_add_rules()


def run(seed_world: Seed, *, steps: int, seed: int, say: Callable[[Tally], Any] = lambda tally: None) -> Tally:
    """At least `steps` operations; raises what the store does wrong, with all that was done before."""
    tally = Tally()
    number = 0
    while tally.steps < steps:
        missing = min(1000, steps - tally.steps)

        class Run(StoreMachine):
            pass

        Run.seed, Run.tally, Run.number = seed_world, tally, seed + number
        run_state_machine_as_test(
            seeded(seed + number)(Run),
            settings=settings(
                max_examples=max(2, -(-missing // STEPS_A_WORLD)), stateful_step_count=min(STEPS_A_WORLD, max(10, missing)), deadline=None,
                database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), print_blob=False,
                report_multiple_bugs=False,
            ),
        )  # fmt: skip
        number += 1
        say(tally)
    return tally
