"""No stored page is ever older than the last commit, whatever the newsroom does."""

import os
import secrets

import pytest
from django.db import connection

from .machine import run

PARTS = 2  # side by side (tests/sharing_out.py)
STEPS = int(os.environ.get("STORE_STEPS", "1000")) // PARTS


@pytest.mark.outside
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
def test_after_any_operation_every_stored_page_is_what_a_fresh_render_gives(store_seed, record_property, part):
    seed = int(os.environ.get("STORE_SEED") or secrets.randbelow(2**32))
    record_property("said", f"page store on {connection.vendor}: STORE_SEED={seed} runs part {part + 1} again")
    tally = run(store_seed, steps=STEPS, seed=seed)
    record_property("said", tally.line(seed))
    assert tally.steps >= STEPS
    assert len(tally.operations) >= min(60, STEPS // 3)
    assert tally.store["hit"] > 0
    assert tally.store["verified"] > 0
    assert tally.from_what_it_had > 1 / 3, tally.samples
