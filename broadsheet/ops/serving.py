"""Serving a site: the process that opens the socket, starts the workers and watches them.

It lives as long as the site is served, so it loads nothing of Django: the first worker has the site prepared
(`preparing`), in a process that ends before the server starts.
"""

from __future__ import annotations

import ipaddress
import resource
from collections.abc import Callable

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from broadsheet.settings.database import database, database_file
from broadsheet.settings.env import SiteEnv
from broadsheet.settings.mail import mail

from .database_file import wrong_with_file
from .listening import BACKLOG, SharedServer, listening_sockets

# What strangers may do to the server; `edge.http.bodies` and `edge.http.fair_queue` bound what comes after a request's headers.
# For the headers to come, of the first request and of each further one; so for an idle connection, too.
HEADER_SECONDS = 20
MOST_HEADER_BYTES = 81_920  # of one connection
MOST_CONNECTIONS = 16_384  # of one worker
MOST_FILES = 65_536
_OTHER_FILES = 1000  # that a worker has open beside connections: databases, locks, uploads


def raise_file_limit() -> int:
    """Let this process and its workers have as many files open as the machine allows; returns how many that are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return MOST_FILES if soft == resource.RLIM_INFINITY else soft
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


def connections_for(files: int, *, say: Callable[[str], object]) -> int:
    """How many connections a worker takes up that may have so many files open; some of them are sent a file."""
    connections = min(MOST_CONNECTIONS, max(64, (files - _OTHER_FILES) * 3 // 4))
    if connections < 2048:
        say(
            f"Only {files} files may be open at once, so that a worker takes {connections} connections. Allow more: "
            "LimitNOFILE=65536 in the unit, or ulimit -n."
        )
    return connections


def serve_site(
    env: SiteEnv, *, host: str, port: int, prepare: Callable[[], None], say: Callable[[str], object]
) -> None:
    """Serve until stopped.

    The first worker calls `prepare`, which loads Django and brings the site up to date; it ends that process where
    it cannot, and the server with it. Raises SystemExit.
    """
    # Said before the socket is opened, as far as it can be seen without Django; `prepare` looks at the rest.
    if env.database_url.startswith("sqlite"):
        file = database_file(database(env.database_url, site=env.site))
        if file and (wrong := wrong_with_file(file)):
            raise SystemExit(wrong)
    listening, is_inherited = listening_sockets(host, port, env.workers)
    host, port = listening[0].getsockname()[:2]

    def announce() -> None:
        if is_inherited:
            say("The socket was opened by the process that started the server, and stays open when the server stops.")
            if len(listening) < env.workers:
                say(
                    f"{env.workers} workers share one socket, so one of them takes most of the connections. Write ListenStream "
                    "once for each worker, and ReusePort=true."
                )
        is_anywhere = host == "127.0.0.1" or ipaddress.ip_address(host).is_unspecified
        shown = "localhost" if is_anywhere else f"[{host}]" if ":" in host else host
        trusted = ", ".join(env.trusted_proxies) or "nobody"
        if warning := _where_mail_stays(env.email_url):
            say(warning)
        say(f"Believing {trusted} about who asks (X-Forwarded-For; BROADSHEET_TRUSTED_PROXIES).")
        say(f"Serving at http://{shown}:{port}/ and http://{shown}:{port}/admin/ (Ctrl-C stops it).")

    SharedServer(
        "broadsheet.rsgi:application",
        listening=listening,
        is_inherited=is_inherited,
        prepare=prepare,
        announce=announce,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=env.workers,
        # HTTP/1.1 alone, as proxies speak it: while the server finds out which version it is, and in HTTP/2, an idle
        # connection has no deadline.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=MOST_HEADER_BYTES),
        backlog=BACKLOG,
        backpressure=connections_for(raise_file_limit(), say=say),
        log_enabled=True,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()


def _where_mail_stays(url: str) -> str:
    """What the operator is told where mail reaches nobody; empty where it is sent."""
    kind = url.partition(":")[0]
    if kind == "console":
        return "Mail is printed here and reaches nobody, links for new passwords included. Set BROADSHEET_EMAIL_URL."
    if kind == "outbox":
        return "Mail reaches nobody: administrators find it in the admin, Settings, Outbox. Set BROADSHEET_EMAIL_URL."
    return f"Mail reaches nobody: it is kept in {mail(url)['EMAIL_FILE_PATH']}." if kind == "file" else ""
