"""No stored page is ever older than the last commit, whatever the newsroom does."""

import os
import secrets

import pytest
from django.db import connection

from .machine import run

STEPS = int(os.environ.get("STORE_STEPS", "1000"))


@pytest.mark.outside
@pytest.mark.timeout(900)
def test_after_any_operation_every_stored_page_is_what_a_fresh_render_gives(store_seed, capsys):
    seed = int(os.environ.get("STORE_SEED") or secrets.randbelow(2**32))
    with capsys.disabled():
        print(f"\npage store on {connection.vendor}: seed {seed} (STORE_SEED={seed} runs the same)", flush=True)
    tally = run(store_seed, steps=STEPS, seed=seed)
    with capsys.disabled():
        print(tally.line(seed), flush=True)
    assert tally.steps >= STEPS
    assert len(tally.operations) >= min(60, STEPS // 3)
    assert tally.store["hit"] > 0
    assert tally.store["verified"] > 0
    assert tally.from_what_it_had > 1 / 3, tally.samples
