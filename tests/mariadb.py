"""A MariaDB server of the tests' own: its port, its data folder, gone when the tests are."""

import contextlib
import getpass
import shutil
import signal
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


class MariaDB:
    """A server in a folder of its own; user `root`, no password, reachable from here only."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()

    def start(self) -> None:
        """Start on the same port as before. Raises RuntimeError with the log when it does not."""
        with (self.folder / "log").open("ab") as log:
            command = _command(self.folder, self.port)
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        _wait(self._process, self.port, self.folder / "log")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(timeout=30)

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Keep its connections open and let it answer nothing."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)


@contextlib.contextmanager
def mariadb_server() -> Iterator[MariaDB]:
    """Start a server with an empty data folder; stop it and remove the folder in the end."""
    folder = Path(tempfile.mkdtemp(prefix="mariadb-"))
    try:
        _install(folder)
        server = MariaDB(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
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
