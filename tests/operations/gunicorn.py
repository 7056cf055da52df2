"""The application behind gunicorn, as `make run` starts it."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from mood_recommender.settings import ROOT
from tests.mariadb import free_port

START_SECONDS = 60


def start_gunicorn(port: int, *options: str, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "gunicorn", *options, "--bind", f"127.0.0.1:{port}", "app:app"]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "SECRET_KEY": "tests", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextlib.contextmanager
def running_site(database: Path | str, **environment: str) -> Iterator[int]:
    """Serve the application on the database of this address; yield the port."""
    port = free_port()
    config = ("--config", "mood_recommender/server.py")
    server = start_gunicorn(port, *config, DATABASE_URL=str(database), **environment)
    try:
        wait_until_alive(f"http://127.0.0.1:{port}/healthz", server)
        yield port
    finally:
        server.terminate()
        server.communicate(timeout=60)


def wait_until_alive(url: str, server: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url).close()
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    server.kill()
    raise RuntimeError(f"gunicorn did not start:\n{server.communicate()[0]}")
