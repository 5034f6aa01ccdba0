"""The commands of docs/operate/serving.md, run in their order as they stand there, on a machine of stand-ins.

Its folders, its ports and its PostgreSQL are the test's own, and so is what `systemctl` does; account, database, environment,
nginx and TLS are real.
"""

import configparser
import http.client
import os
import pwd
import re
import shlex
import shutil
import signal
import socket
import socketserver
import ssl
import stat
import subprocess
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.outside import postgresql
from tests.served import ROOT, free_port

ACCOUNT, HOST = "courier", "courier.example"
GUIDE = ROOT / "docs/operate/serving.md"
NEEDED = ("nginx", "openssl", "runuser", "useradd", "curl")
pytestmark = [
    pytest.mark.outside,
    pytest.mark.timeout(900),
    pytest.mark.skipif(os.geteuid() != 0, reason="the guide is for root"),
    pytest.mark.skipif(postgresql.binaries() is None or not all(map(shutil.which, NEEDED)), reason=f"needs PostgreSQL, {', '.join(NEEDED)}"),
]  # fmt: skip
SYSTEMCTL = """#!/usr/bin/python3
import socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect({socket!r})
line.sendall(("\\0".join(sys.argv[1:]) + "\\n").encode())
said = line.makefile().read()
sys.exit(said or 0)
"""


class Machine:
    """Where the guide is walked: its paths lie below one folder."""

    def __init__(self, folder, database):
        self.folder, self.database = folder, database
        self.ports = {"127.0.0.1:8000": free_port(), "80": free_port(), "443": free_port()}
        self.sockets, self.services, self.nginx = {}, {}, None
        self.path = f"{folder}/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        shutil.copytree("/etc/nginx", folder / "etc/nginx", symlinks=True)
        main = folder / "etc/nginx/nginx.conf"
        text = (
            self.here(main.read_text())
            .replace("/var/log/nginx", str(folder))
            .replace("/run/nginx.pid", f"{folder}/pid")
        )
        main.write_text(text)
        for subfolder in ("etc/systemd/system", "etc/ssl/courier", "srv", "opt", "var/backups", "bin", "guide"):
            (folder / subfolder).mkdir(parents=True)
        (folder / "guide/nginx.conf").write_text(self.here((GUIDE.parent / "nginx.conf").read_text()))
        self.program("apt-get", "#!/bin/sh\n")
        self.program("nginx", f'#!/bin/sh\nexec /usr/sbin/nginx -c {main} "$@"\n')
        self.program("systemctl", SYSTEMCTL.format(socket=f"{folder}/systemd"))
        certificate = [f"{folder}/etc/ssl/courier/{name}.pem" for name in ("privkey", "fullchain")]
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", certificate[0], "-out", certificate[1], "-days", "2",
             "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"], check=True, capture_output=True,
        )  # fmt: skip
        self.manager = socketserver.ThreadingUnixStreamServer(f"{folder}/systemd", self._handler())
        threading.Thread(target=self.manager.serve_forever, daemon=True).start()

    def here(self, text):
        """What stands in the guide, with this machine's folders and ports."""
        text = re.sub(r"(?<![\w.}])/(srv|opt|etc|var/backups)/", rf"{self.folder}/\1/", text)
        text = text.replace("listen 80 ", f"listen 127.0.0.1:{self.ports['80']} ")
        text = text.replace("listen 443 ", f"listen 127.0.0.1:{self.ports['443']} ")
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{self.ports['127.0.0.1:8000']}")
        return text.replace("'broadsheet[postgresql]'", f"'{ROOT}[postgresql]'")

    def program(self, name, text):
        (self.folder / "bin" / name).write_text(text)
        (self.folder / "bin" / name).chmod(0o755)

    def run(self, block):
        """One block of commands; returns what they printed."""
        kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
        env = kept | {"PATH": self.path, "HOME": "/root", "LANG": "C.UTF-8"} | self.postgresql
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.here(block)], env=env, cwd=self.folder / "guide", capture_output=True, text=True
        )  # fmt: skip
        assert done.returncode == 0, f"{self.here(block)}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    @property
    def postgresql(self):
        """Where the test's server is; on a real machine it is where everybody looks for it."""
        return {"PGHOST": str(self.database.folder), "PGPORT": str(self.database.port)}

    # --- systemd ----------------------------------------------------------------------------------
    def _handler(self):
        machine = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                words = self.rfile.readline().decode().rstrip("\n").split("\0")
                try:
                    machine.control([word for word in words if word != "--now"])
                except Exception as error:
                    self.wfile.write(repr(error).encode())

        return Handler

    def control(self, words):
        deed, *units = words
        for name in units:
            if name == "nginx":
                self._reload_nginx()
            elif name.endswith(".timer"):
                assert self.unit(name)["Timer"]["OnCalendar"]
            elif name.endswith(".socket"):
                host, _, port = self.unit(name)["Socket"]["ListenStream"].partition(":")
                self.sockets.setdefault(name, socket.create_server((host, int(port)), backlog=4096))
            else:
                self._run_service(name, deed)

    def unit(self, name):
        parser = configparser.RawConfigParser(strict=False)
        parser.optionxform = str
        parser.read(self.folder / "etc/systemd/system" / name)
        return parser

    def _reload_nginx(self):
        if self.nginx is None:
            self.nginx = subprocess.Popen([f"{self.folder}/bin/nginx", "-g", "daemon off;"])
        else:
            self.nginx.send_signal(signal.SIGHUP)
        time.sleep(1)

    def _run_service(self, name, deed):
        service = self.unit(name)["Service"]
        command = shlex.split(service["ExecStart"].replace("%%", "%").replace("$$", "$"))
        given = self.sockets.get(name.replace(".service", ".socket"))
        options = {
            "user": service["User"],
            "group": service["User"],
            "extra_groups": [],
            "cwd": service["WorkingDirectory"],
        }
        env = {"PATH": self.path, "LANG": "C.UTF-8"} | self.postgresql
        if service.get("Type") == "oneshot":
            for arguments in (command, shlex.split(service["ExecStartPost"])):
                subprocess.run(arguments, env=env, check=True, capture_output=True, **options)
            return
        if name in self.services:
            self.stop(name)
        with (self.folder / f"{name}.log").open("a") as log:
            self.services[name] = subprocess.Popen(
                ["sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh", *command], env=env | {"LISTEN_FDS": "1"}, stdout=log, stderr=log,
                pass_fds=(3,), preexec_fn=lambda: os.dup2(given.fileno(), 3), umask=0o027, **options,
            )  # fmt: skip

    def stop(self, name):
        self.services[name].send_signal(signal.SIGTERM)
        self.services[name].wait(60)

    def end(self):
        for name in self.services:
            self.stop(name)
        if self.nginx is not None:
            self.nginx.terminate()
            self.nginx.wait(20)
        self.manager.shutdown()
        self.manager.server_close()
        for open_socket in self.sockets.values():
            open_socket.close()

    # --- a reader -----------------------------------------------------------------------------------
    def ask(self, path, *, tls=True, method="GET", body=None, **headers):
        """(status, text, headers) through nginx, with the certificate looked at."""
        context = ssl.create_default_context(cafile=f"{self.folder}/etc/ssl/courier/fullchain.pem")
        line = http.client.HTTPConnection("127.0.0.1", self.ports["443" if tls else "80"], timeout=60)
        if tls:
            line.connect()
            line.sock = context.wrap_socket(line.sock, server_hostname=HOST)
        line.request(method, path, body, {"Host": HOST, **headers})
        answer = line.getresponse()
        try:
            return answer.status, answer.read().decode(), answer.headers
        finally:
            line.close()


def remove_account():
    try:
        home = pwd.getpwnam(ACCOUNT).pw_dir
    except KeyError:
        return
    if "broadsheet-guide-" not in home:
        pytest.skip(f"this machine has an account {ACCOUNT} of its own")
    subprocess.run(["userdel", ACCOUNT], check=True, capture_output=True)


@pytest.fixture
def machine():
    remove_account()
    folder = Path(tempfile.mkdtemp(prefix="broadsheet-guide-"))
    folder.chmod(0o755)
    with postgresql.server("postgres") as database:
        database.folder.chmod(0o755)
        made = Machine(folder, database)
        try:
            yield made
        finally:
            made.end()
            remove_account()
            shutil.rmtree(folder)


def blocks():
    """The commands of the numbered sections, by the section's number; of the two ways to a certificate, the one for one's own."""
    commands = {}
    for number, text in re.findall(r"^## (\d)\. (.+?)(?=^## )", GUIDE.read_text(), re.MULTILINE | re.DOTALL):
        commands[int(number)] = re.findall(r"^```sh\n(.+?)^```", text, re.MULTILINE | re.DOTALL)
    assert sum("certbot --nginx" in block for block in commands[6]) == 1
    commands[6] = [block for block in commands[6] if "certbot" not in block]
    return commands


def sign_in(machine, password):
    _, form, headers = machine.ask("/admin/login/")
    cookie = headers["Set-Cookie"]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    body = f"csrfmiddlewaretoken={token}&username=admin&password={password}&next=/admin/"
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}/admin/login/"}
    return cookie, machine.ask("/admin/login/", method="POST", body=body, Cookie=cookie.partition(";")[0], **kind)


def test_whoever_follows_the_guide_has_a_paper(machine):
    sections = blocks()
    assert list(sections) == [1, 2, 3, 4, 5, 6, 7, 8]
    said = ""
    for number in range(1, 7):
        for block in sections[number]:
            said += machine.run(block)
    site = machine.folder / "srv/courier"
    owners = {path.owner() for path in site.rglob("*") if not path.is_symlink()}
    assert owners == {ACCOUNT}
    assert stat.S_IMODE((site / "broadsheet.env").stat().st_mode) == 0o600
    assert stat.S_IMODE(site.stat().st_mode) == 0o750
    assert not list(site.glob("*.sqlite3")), "the paper is in PostgreSQL"

    status, _, headers = machine.ask("/")
    assert (status, headers["Strict-Transport-Security"]) == (200, "max-age=31536000")
    assert machine.ask("/ar/")[0] == 200
    status, _, headers = machine.ask("/world/", tls=False)
    assert (status, headers["Location"]) == (301, f"https://{HOST}/world/")
    cookie, (status, _, headers) = sign_in(machine, re.search(r"with the password “(.+?)”", said)[1])
    assert (status, headers["Location"]) == (302, "/admin/")
    assert "Secure" in cookie

    for block in sections[7]:
        machine.run(block)
    backups = machine.folder / "var/backups/courier"
    (backup,) = backups.iterdir()
    assert "is complete" in machine.run(f"/opt/broadsheet/bin/broadsheet backup --verify {backup}")

    time.sleep(1)
    statuses, ending = Counter(), threading.Event()

    def read():
        while not ending.is_set():
            statuses[machine.ask("/")[0]] += 1

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        for block in sections[8]:
            machine.run(block)
        machine.run("curl --fail --silent --max-time 60 http://127.0.0.1:8000/health/")
    finally:
        ending.set()
        for reader in readers:
            reader.join()
    assert set(statuses) == {200}, statuses
    assert len(list(backups.iterdir())) == 2
    assert "Traceback" not in (machine.folder / "courier.service.log").read_text()


def test_systemd_understands_the_units(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    written = re.findall(
        r"cat > /etc/systemd/system/(\S+) <<'END'\n(.+?)^END$", GUIDE.read_text(), re.MULTILINE | re.DOTALL
    )
    for name, text in written:
        (tmp_path / name).write_text(
            text.replace("/opt/broadsheet/bin/broadsheet", "/bin/true").replace("User=courier", "User=root")
        )
    assert len(written) == 4
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(tmp_path / name for name, _ in written)], capture_output=True, text=True
    )  # fmt: skip
    own = [line for line in done.stderr.splitlines() if "courier" in line]
    assert own == [], done.stderr
