"""How many photos a second the site reads for eight clients, and how long each client waits.

Starts gunicorn as `make run` does, on a database of its own, and lets wrk (Debian's package) post
one photo of 640 x 480 with one face over and over. Prints one line of JSON; its `cpu_ms` is what a
request costs the workers, which other programs on the machine hardly change. Linux only.

SLOW is how many more clients send half a header and fall silent.

Usage: python benchmarks/load.py [SECONDS [SLOW]]
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import skimage.data
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = 8
WARM_UP_SECONDS = 5
START_SECONDS = 60


def write_photo(file: Path) -> None:
    """Write NASA's portrait of Eileen Collins (public domain) as a webcam would send it."""
    portrait = Image.fromarray(skimage.data.astronaut()).crop((0, 0, 512, 384))
    portrait.resize((640, 480), Image.Resampling.LANCZOS).save(file, "JPEG", quality=90)


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def start_server(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start gunicorn on `port` with its database in `folder`, and wait until it is ready."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'moods.db'}",
        "READINGS_RATE_LIMIT": "1000000 per second",
    }
    flask = [sys.executable, "-m", "flask", "--app", "app", "set-up"]
    subprocess.run(flask, cwd=ROOT, env=environment, check=True, capture_output=True)
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "mood_recommender/server.py"]
    bind = ["--bind", f"127.0.0.1:{port}", "app:app"]
    server = subprocess.Popen([*gunicorn, *bind], cwd=ROOT, env=environment)
    wait_until_ready(f"http://127.0.0.1:{port}/readyz")
    return server


def wait_until_ready(url: str) -> None:
    """Return when `url` answers. Raises TimeoutError when it does not in START_SECONDS."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url).close()
        except urllib.error.URLError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{url} did not answer")


def cpu_seconds(server: subprocess.Popen[bytes]) -> float:
    """Return the CPU time that the workers of `server` have used. Source: proc(5), stat."""
    workers = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    fields = [
        Path(f"/proc/{worker}/stat").read_text().rsplit(")")[-1].split() for worker in workers
    ]
    ticks = sum(int(user) + int(system) for user, system in (each[11:13] for each in fields))
    return ticks / os.sysconf("SC_CLK_TCK")


def post_photos(port: int, photo: Path, seconds: int) -> dict[str, float]:
    """Let wrk post the photo for `seconds`; return its figures."""
    wrk = ["wrk", "--threads", "1", "--connections", str(CLIENTS), "--duration", f"{seconds}s"]
    script = ["--script", str(ROOT / "benchmarks" / "load.lua")]
    url = f"http://127.0.0.1:{port}/api/v1/readings"
    result = subprocess.run(
        [*wrk, *script, url, "--", str(photo)], check=True, capture_output=True, text=True
    )
    return dict(json.loads(result.stdout.splitlines()[-1]))


def open_half_requests(port: int, count: int) -> list[socket.socket]:
    """Open `count` connections that begin a request and never end it."""
    clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
    for client in clients:
        client.sendall(b"POST /api/v1/readings HTTP/1.1\r\nHost: moods\r\nX-Slow: ")
    return clients


def main(seconds: int, slow: int = 0) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_photo(folder / "photo.jpg")
        port = free_port()
        server = start_server(folder, port)
        try:
            post_photos(port, folder / "photo.jpg", WARM_UP_SECONDS)
            half_requests = open_half_requests(port, slow)
            before = cpu_seconds(server)
            figures = post_photos(port, folder / "photo.jpg", seconds)
            cpu_ms = 1e3 * (cpu_seconds(server) - before) / figures["requests"]
            print(json.dumps({**figures, "cpu_ms": round(cpu_ms, 1), "slow": len(half_requests)}))
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:] or ["30"]))
