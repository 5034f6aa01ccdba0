"""How two workers share the load: of readers whose connections stay open, as a proxy's do, and of readers who connect anew each time.

    python benchmarks/two_workers.py

Sixteen readers search the demo newsroom for ten seconds; a search is never stored, so each one causes work. The processor time of both
workers should be about the same in both cases. On one core the numbers are meaningless.
"""

import http.client
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.served import demo_site

READERS = 16
SECONDS = 10.0


def processor_time(parent: int) -> dict[int, int]:
    """Child process -> clock ticks that it has used (proc_pid_stat(5), fields 14 and 15)."""
    used = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if fields[1] == str(parent):
            used[int(path.parent.name)] = int(fields[11]) + int(fields[12])
    return used


def read(port: int, *, until: float, stays_open: bool, answered: list[int]) -> None:
    """One reader; each answer's status goes into `answered`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < until:
        connection.request("GET", f"/search/?q=council{random.randrange(10**6)}")
        answer = connection.getresponse()
        answer.read()
        answered.append(answer.status)
        if not stays_open:
            connection.close()  # the next request opens one
    connection.close()


def main() -> None:
    """Print a line for each case."""
    with tempfile.TemporaryDirectory() as folder:
        site = demo_site(Path(folder) / "courier")
        with (site.folder / "broadsheet.env").open("a") as settings:
            settings.write("\nBROADSHEET_WORKERS=2\n")
        site.start()
        try:
            time.sleep(5)  # seconds, for the second worker to be there
            for stays_open in (True, False):
                before = processor_time(site.process.pid)
                answered: list[int] = []
                until = time.monotonic() + SECONDS
                options = {"until": until, "stays_open": stays_open, "answered": answered}
                readers = [threading.Thread(target=read, args=[site.port], kwargs=options) for _ in range(READERS)]
                for reader in readers:
                    reader.start()
                for reader in readers:
                    reader.join()
                shares = [ticks - before[pid] for pid, ticks in processor_time(site.process.pid).items()]
                kind = "connections stay open" if stays_open else "a connection each    "
                print(f"{kind}: {len(answered)} pages, {answered.count(200)} with 200; ticks of the workers: {shares}")
        finally:
            site.stop()


if __name__ == "__main__":
    main()
