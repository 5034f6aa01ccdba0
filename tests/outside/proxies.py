"""nginx and Varnish before a served site, by the configurations that the documentation gives."""

import re
import socket
import subprocess
import time
import urllib.request

from tests.served import ROOT, free_port

H = b"Host: 127.0.0.1\r\n"
PROGRAMS = ("nginx", "varnishd")


class Proxy:
    """A proxy before the site; `command` starts it from its own folder."""

    def __init__(self, folder, port, command):
        self.folder, self.port, self.address = folder, port, f"http://127.0.0.1:{port}"
        self.log = (folder / "proxy.log").open("w")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        until = time.monotonic() + 30
        while b" 200 " not in self.send(b"GET /health/ HTTP/1.1\r\n" + H + b"Connection: close\r\n\r\n")[:20]:
            assert time.monotonic() < until and self.process.poll() is None, (folder / "proxy.log").read_text()
            time.sleep(0.1)

    def send(self, raw, wait=0.3):
        """Everything that comes back for these bytes on one connection."""
        got = b""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as line:
                line.sendall(raw)
                while data := line.recv(65536):
                    got += data
        except OSError:
            pass
        return got

    def get(self, path, **headers):
        """(text, headers)."""
        with urllib.request.urlopen(urllib.request.Request(self.address + path, headers=headers), timeout=20) as answer:
            return answer.read().decode(), answer.headers

    def stop(self):
        """End it."""
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


def proxy(program, folder, site_port, *, port=0, purge_port=0):
    """`program` before the site at a port, started; at a free port where none is given. Varnish takes PURGE at `purge_port`."""
    if program == "nginx":
        return _nginx(folder, site_port, port or free_port())
    return _varnish(folder, site_port, port or free_port(), purge_port or free_port())


def _nginx(folder, site_port, port):
    """What stands outside of `http` is what the head of the documented file says."""
    inner = (ROOT / "docs/operate/nginx.conf").read_text().replace("127.0.0.1:8000", f"127.0.0.1:{site_port}")
    outer = "".join(f"{line}\n" for line in re.findall(r"^# {4,}(.+)$", inner, re.MULTILINE))
    assert "worker_connections" in outer
    (folder / "server.conf").write_text(inner.replace("listen 80 ", f"listen 127.0.0.1:{port} "))
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log stderr;\n{outer}"
        f"http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; "
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; include {folder}/server.conf; }}"
    )
    return Proxy(folder, port, ["nginx", "-p", folder, "-c", folder / "nginx.conf"])


def _varnish(folder, site_port, port, purge_port):
    """With the parameters that the head of the documented file gives."""
    vcl = (ROOT / "docs/operate/varnish.vcl").read_text().replace('"8000"', f'"{site_port}"')
    (folder / "front.vcl").write_text(vcl)
    parameters = [word for option in re.findall(r"-p \S+=\S+", vcl) for word in option.split()]
    assert parameters
    command = ["varnishd", "-F", "-n", folder / "run", "-f", folder / "front.vcl", "-a", f"127.0.0.1:{port}", "-a", f"purge=127.0.0.1:{purge_port}", "-s", "malloc,32m", "-j", "none", *parameters]  # fmt: skip
    return Proxy(folder, port, command)
