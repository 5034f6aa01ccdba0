"""Anonymous clients that hold connections open, and readers who are measured meanwhile, each in a separate process; see `slow_strangers.py`.

    python benchmarks/strangers.py attack --port 8000 --idle 9000 --bodies 2000 --headers 500 --address 127.0.0.2
    python benchmarks/strangers.py read --port 8000 --seconds 30 / /world/

Once a second the strangers print, as JSON, how many of each kind hold a connection, how many were disconnected, and the answers they got. A
disconnected stranger comes back after `--back` seconds. Readers request the pages in turn, `--rate` a second, without waiting for one another.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import time
from collections import Counter

HOST = "127.0.0.1"
KINDS = ("idle", "bodies", "headers")
_BODY = f"POST /consent/choose/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n"
_HEAD = f"GET / HTTP/1.1\r\nHost: {HOST}\r\n"


class Held(asyncio.Protocol):
    """One connection that a stranger holds."""

    def __init__(self, kind: str, counts: Counter[str]) -> None:
        self.kind, self.counts, self.ended = kind, counts, asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the beginning of the request."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.counts[self.kind] += 1
        if self.kind != "idle":
            transport.write((_BODY if self.kind == "bodies" else _HEAD).encode())

    def more(self) -> None:
        """Send a little more."""
        if self.kind != "idle" and not self.transport.is_closing():
            self.transport.write(b"a" if self.kind == "bodies" else b"X-A: b\r\n")

    def data_received(self, data: bytes) -> None:
        """Count the answer and close the connection."""
        self.counts[f"{self.kind} answered {data[9:12].decode('latin-1')}"] += 1
        self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Thrown out."""
        self.counts[self.kind] -= 1
        self.counts[f"{self.kind} thrown out"] += 1
        if not self.ended.done():
            self.ended.set_result(None)


async def hold(kind: str, options: argparse.Namespace, counts: Counter[str]) -> None:
    """Hold one connection, again and again."""
    loop = asyncio.get_running_loop()
    await asyncio.sleep(random.random() * 10)
    while True:
        try:
            _, held = await loop.create_connection(
                lambda: Held(kind, counts), HOST, options.port, local_addr=(options.address, 0)
            )
        except OSError:
            counts[f"{kind} not let in"] += 1
        else:
            while not held.ended.done():
                await asyncio.wait([held.ended], timeout=2 + 3 * random.random())
                held.more()
        await asyncio.sleep(options.back)


async def attack(options: argparse.Namespace) -> None:
    """Run all strangers until the process is stopped."""
    counts: Counter[str] = Counter()
    tasks = [
        asyncio.ensure_future(hold(kind, options, counts)) for kind in KINDS for _ in range(getattr(options, kind))
    ]
    while True:
        await asyncio.sleep(1)
        assert not any(task.done() for task in tasks)
        print(json.dumps(counts), flush=True)


async def read(options: argparse.Namespace) -> None:
    """Run all readers; prints their waits, in seconds, and their errors."""
    began, sent = time.monotonic(), []
    for number in range(int(options.seconds * options.rate)):
        await asyncio.sleep(max(0.0, began + number / options.rate - time.monotonic()))
        sent.append(asyncio.ensure_future(_get(options.port, options.paths[number % len(options.paths)])))
    answers = await asyncio.gather(*sent)
    failed = [what for _, what in answers if what]
    print(json.dumps({"waits": [wait for wait, _ in answers], "failed": failed}))


async def _get(port: int, path: str) -> tuple[float, str]:
    """(seconds from the first packet to the last, error)."""
    began, what = time.monotonic(), ""
    try:
        async with asyncio.timeout(30):
            reader, writer = await asyncio.open_connection(HOST, port)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
            got = await reader.read()
            writer.close()
        if b" 200 " not in got[:20] or b"</html>" not in got[-200:]:
            what = f"{path}: {got[:60]!r}"
    except (OSError, TimeoutError) as error:
        what = f"{path}: {error!r}"
    return time.monotonic() - began, what


def main() -> None:
    """Run the command of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(dest="part", required=True)
    strangers, readers = parts.add_parser("attack"), parts.add_parser("read")
    for part in (strangers, readers):
        part.add_argument("--port", type=int, required=True)
    for kind in KINDS:
        strangers.add_argument(f"--{kind}", type=int, default=0)
    strangers.add_argument("--address", default=HOST)
    strangers.add_argument("--back", type=float, default=2.0)
    readers.add_argument("--seconds", type=float, default=30)
    readers.add_argument("--rate", type=float, default=20)
    readers.add_argument("paths", nargs="+")
    options = parser.parse_args()
    if options.part == "attack":
        os.nice(10)  # they simulate another machine, which would use no CPU time of this one
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(attack(options) if options.part == "attack" else read(options))


if __name__ == "__main__":
    main()
