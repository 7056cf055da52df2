"""A MariaDB server of the tests' own: its port, its data folder, gone when the tests are."""

import contextlib
import getpass
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import MySQLdb

START_SECONDS = 60


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nothing listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def mariadb_server() -> Iterator[int]:
    """Start a server with an empty data folder; yield its port; stop it and remove the folder.

    User `root`, no password, reachable from this machine only. Raises RuntimeError with the
    server's log when it does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="mariadb-"))
    try:
        _install(folder)
        port = free_port()
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(_command(folder, port), stdout=log, stderr=log)
        try:
            _wait(server, port, folder / "log")
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder)


def _install(folder: Path) -> None:
    options = [f"--datadir={folder}/data", f"--user={getpass.getuser()}"]
    options += ["--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(
        ["mariadb-install-db", "--no-defaults", *options], check=True, capture_output=True
    )


def _command(folder: Path, port: int) -> list[str]:
    return [
        shutil.which("mariadbd") or "/usr/sbin/mariadbd",
        "--no-defaults",
        f"--user={getpass.getuser()}",
        f"--datadir={folder}/data",
        f"--socket={folder}/socket",
        f"--pid-file={folder}/pid",
        # A server that starts deletes the temporary tables of every other one that shares /tmp.
        f"--tmpdir={folder}",
        f"--port={port}",
        "--bind-address=127.0.0.1",
        # What a crash would lose does not matter here; the tests are several times faster.
        "--innodb-flush-log-at-trx-commit=0",
        "--innodb-buffer-pool-size=64M",
        # A server whose default is not UTF-8, so that the tables have to ask for utf8mb4.
        "--character-set-server=latin1",
    ]


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            MySQLdb.connect(host="127.0.0.1", port=port, user="root").close()
        except MySQLdb.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"MariaDB did not start:\n{log.read_text(errors='replace')}")
