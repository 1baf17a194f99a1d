"""The portal as it is served: gunicorn on loopback, nginx with the project's configuration before
it. Ports are the system's choice, files lie in a folder of the caller's, and both end with the
block."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

from portal.serve.nginx import Place, site

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
START_SECONDS = 60
# What Debian's own nginx.conf says around a site; one process is enough here.
AROUND = """\
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    sendfile on;
    tcp_nopush on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
    {besides}
}}
"""


@dataclass
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Server:
    process: subprocess.Popen
    port: int
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"{HOST}:{self.port}"

    def ask(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """Header names with underscores for hyphens."""
        web = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
            web.request(method, path, headers=sent)
            reply = web.getresponse()
            return Reply(reply.status, reply.headers, reply.read())
        finally:
            web.close()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def portal(application: str = "portal.wsgi:application", *, workers: int = 1) -> Iterator[Server]:
    """gunicorn over the database of the caller, who must have committed what it shall show."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", application, "--bind", f"{HOST}:{port}"),
        *("--worker-class", "gthread", "--workers", str(workers), "--threads", "4"),
        *("--log-level", "warning", "--no-control-socket", "--graceful-timeout", "2"),
    ]
    env = {**os.environ, "PORTAL_LOCAL": "1", "SITE_URL": f"http://{HOST}:{port}"}
    env |= {"DATABASE_URL": address_of_database()}
    with _running(subprocess.Popen(command, cwd=ROOT, env=env), port) as server:
        yield server


@contextmanager
def nginx(
    folder: Path, upstream: Server, *, besides: str = "", hurried: bool = False
) -> Iterator[Server]:
    """`besides`: more for the http block. `hurried`: one address may ask as fast as it can."""
    port = free_port()
    static = Path(settings.STATIC_ROOT)
    cache = folder / "cache"
    place = Place(
        names=(HOST, "localhost"),
        upstream=upstream.address,
        static=str(static),
        cache=str(cache),
        address=f"{HOST}:{port}",
    )
    text = re.sub(r"rate=\d+r/s", "rate=1000000r/s", site(place)) if hurried else site(place)
    (folder / "site.conf").write_text(text, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    text = AROUND.format(folder=folder, user=user, besides=besides)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    command = [NGINX, "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    with _running(subprocess.Popen(command), port) as server:
        yield server


def processor_seconds(server: Server) -> float:
    """What a server and its children have taken so far."""
    pid = server.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    ticks = 0
    for one in [pid, *children]:
        line = Path(f"/proc/{one}/stat").read_text(encoding="utf-8")
        fields = line.rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def _running(process: subprocess.Popen, port: int) -> Iterator[Server]:
    server = Server(process, port)
    try:
        _wait_until_it_listens(server)
        yield server
    finally:
        server.stop()


def _wait_until_it_listens(server: Server) -> None:
    for _ in range(START_SECONDS * 10):
        if server.process.poll() is not None:
            raise RuntimeError(f"{server.process.args[0]} ended with {server.process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex((HOST, server.port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{server.process.args[0]} does not listen")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def address_of_database() -> str:
    params = connection.get_connection_params()
    user, password = params.get("user", ""), params.get("password", "")
    login = f"{user}:{password}" if password else user
    place = f"{params.get('port', '')}/{params['dbname']}?host={params.get('host', '')}"
    return f"postgresql://{login}@:{place}"
