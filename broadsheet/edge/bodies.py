"""The bodies of requests: of a bounded length, within a bounded time, and whole."""

from __future__ import annotations

import asyncio
import io
import tempfile
from typing import IO, Any, NamedTuple

from granian.rsgi import ProtocolClosed, ProtocolError

from .refusals import Refused

_IN_MEMORY = 100_000  # bytes of a body; what is longer lies in a temporary file


class TooSlow(Refused):
    """The body did not come within its time (RFC 9110, 15.5.9)."""

    def __init__(self) -> None:
        super().__init__(408, "The body of the request came too slowly.")


class Pace(NamedTuple):
    """How long a body may take: `start` seconds, and one more for each `rate` bytes that came; at most `longest`."""

    start: float
    rate: float
    longest: float


STRANGERS = Pace(start=15.0, rate=1000.0, longest=120.0)
AT_ONCE = Pace(start=0.25, rate=float("inf"), longest=0.25)  # where too many others come in slowly
SIGNED_IN = Pace(start=60.0, rate=1000.0, longest=float("inf"))


async def body_of(scope: Any, protocol: Any, *, most: int | None, pace: Pace) -> IO[bytes]:  # noqa: ANN401 - Granian's
    """The body of a request, of at most `most` bytes (None: any), at its beginning; whoever calls closes it.

    Raises Refused: too long (before it is read, where the request tells its length), too slow, cut short, unreadable,
    or no room to keep it.
    """
    told = scope.headers.get("content-length")
    length = int(told) if told and told.isascii() and told.isdecimal() else None
    if length == 0:
        return io.BytesIO()
    if most is not None and length is not None and length > most:
        raise _too_long(most)
    body = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - see above
    try:
        size = await _read(protocol, body, most, pace)
        if length is not None and size != length:  # the server takes a lost connection for the body's end
            raise Refused(400, f"The body of the request ended after {size:,} of {length:,} bytes.")
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body


async def _read(protocol: Any, body: IO[bytes], most: int | None, pace: Pace) -> int:  # noqa: ANN401
    """Copy what comes into `body`; returns how many bytes came."""
    loop, size = asyncio.get_running_loop(), 0
    began = loop.time()
    try:
        async with asyncio.timeout(pace.start) as deadline:
            async for chunk in protocol:
                size += len(chunk)
                if most is not None and size > most:
                    raise _too_long(most)
                body.write(chunk)
                deadline.reschedule(began + min(pace.longest, pace.start + size / pace.rate))
    except TimeoutError:
        raise TooSlow from None
    except (ProtocolClosed, ProtocolError):  # the reader went away, or what was sent is no body (RFC 9112, 7)
        raise Refused(400, "The body of the request could not be read.") from None
    except OSError:
        raise Refused(503, "The server has no room for what was sent. Try again later.", wait=60) from None
    return size


def _too_long(most: int) -> Refused:
    return Refused(413, f"What is sent without signing in may have {most:,} bytes; this has more.")
