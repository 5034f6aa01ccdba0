"""The random typist for as long as one likes: `python -m tests.journeys.typing --sessions 500 [--seed N]`."""

import argparse
import secrets
import tempfile
import time
from pathlib import Path
from random import Random

from playwright.sync_api import sync_playwright

from tests.journeys.hands import sign_in
from tests.journeys.typist import WEATHER, Session, Tally
from tests.served import ARGUMENTS, chromium_path, demo_site


def typed(browser, served, *, sessions, seed, say=lambda _number: None):
    """The sessions of these numbers; returns what was counted. The first that loses a word raises AssertionError with its seed."""
    context = browser.new_context(base_url=served.address, viewport={"width": 1400, "height": 1000}, locale="en-GB")
    context.set_default_timeout(20_000)
    page, tally = context.new_page(), Tally()
    page.add_init_script(WEATHER)
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, "publisher")
    for number in sessions:
        try:
            Session(page, served, Random(f"{seed} {number}"), tally).run()
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, session {number}: {error}") from error
        say(number)
    context.close()
    return tally


def main():
    """Run, and say what was counted."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--sessions", type=int, default=500)
    wanted.add_argument("--begin", type=int, default=0, help="number of the first session")
    wanted.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    options = wanted.parse_args()
    print(f"seed {options.seed}", flush=True)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="broadsheet-typing-") as folder, sync_playwright() as playwright:
        served = demo_site(Path(folder) / "courier").start()
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)

        def say(number):
            if (number + 1) % 10 == 0:
                print(f"{time.perf_counter() - began:6.0f} s  {number + 1} sessions", flush=True)

        try:
            tally = typed(
                browser,
                served,
                sessions=range(options.begin, options.begin + options.sessions),
                seed=options.seed,
                say=say,
            )
        finally:
            browser.close()
            served.stop()
    for name, count in sorted(tally.counts.items()):
        print(f"{count:7} {name}")


if __name__ == "__main__":
    main()
