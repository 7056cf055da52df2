"""How gunicorn serves the application: `gunicorn --config mood_recommender/server.py app:app`.

gunicorn's own threads each wait for one client, so a handful of half-sent requests stop them all.
Here waitress collects every request in one event loop, and a thread takes it once it is whole.
gunicorn still opens the port, and starts a worker anew that dies.

Nothing of the application is imported here: this is read before gunicorn forks its workers, and
ONNX Runtime does not survive that.
"""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer, create_server

HEADER_SECONDS = 30
"""How long a client may take for the headers of a request, and stay without sending a byte."""
WAITING_BYTES = 64 * 1024 * 1024
"""How much a worker holds of requests that wait, for their rest or for a thread: six of the
largest photos, hundreds of usual ones."""

WAITING_ON_DISK_BYTES = 2 * 1024 * 1024 * 1024
"""The same of what curators send and may lie on the disk."""

LIMITS = {
    "connection_limit": 900,  # a process may usually open 1,024 files
    "channel_timeout": HEADER_SECONDS,
    "max_request_header_size": 32 * 1024,
    "recv_bytes": 64 * 1024,
    # Photos come in and go out in memory: these are the sizes from which waitress would use a file.
    "inbuf_overflow": 1024 * 1024 * 1024,
    "outbuf_overflow": 1024 * 1024 * 1024,
    "clear_untrusted_proxy_headers": False,  # TRUSTED_PROXIES says which of them count
    "log_socket_errors": False,
    "ident": None,
}
"""Settings of waitress: https://docs.pylonsproject.org/projects/waitress/en/stable/arguments.html"""


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Collects one request, in memory unless the application says that it holds no photo.

    A body that is too large is read and dropped, so that its sender sees the application's answer.
    """

    config: dict[str, Any]
    """The application's."""
    on_disk = False

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self.began = time.monotonic()

    def parse_header(self, header_plus: bytes) -> None:
        """Read the headers, and choose where the body goes."""
        super().parse_header(header_plus)
        self.on_disk = self.path in self.config["UPLOADS_ON_DISK"]
        largest = self.config["UPLOADS_ON_DISK"].get(self.path, self.config["MAX_CONTENT_LENGTH"])
        if self.content_length > largest:
            self.body_rcv.buf = Nowhere()
        elif self.on_disk and self.body_rcv:
            self.body_rcv.buf = OverflowableBuffer(LIMITS["recv_bytes"])

    def bytes_held(self, on_disk: bool) -> int:
        """Return how much of the body is held on the disk, or in memory."""
        return len(self.body_rcv or b"") if self.on_disk == on_disk else 0


class Nowhere:
    """A buffer that keeps nothing."""

    def append(self, data: bytes) -> None:
        """Drop `data`."""

    def __len__(self) -> int:
        return 0

    def getfile(self) -> Any:
        """Return an empty file."""
        return open(os.devnull, "rb")

    def close(self) -> None:
        """Nothing is open."""


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection."""

    parser_class = Parser

    def waiting_bytes(self, on_disk: bool) -> int:
        """Return how much is held of its requests, on the disk or in memory."""
        unfinished = self.unfinished_bytes(on_disk)
        whole: int = sum(request.bytes_held(on_disk) for request in self.requests)
        return unfinished + whole

    def unfinished_bytes(self, on_disk: bool) -> int:
        """Return how much is held of a request that is not whole."""
        return int(self.request.bytes_held(on_disk)) if self.request else 0

    def is_late(self) -> bool:
        """Whether a request has begun whose headers take too long."""
        request = self.request
        return bool(
            request
            and not request.headers_finished
            and time.monotonic() - request.began > HEADER_SECONDS
        )


class BufferedWorker(Worker):  # type: ignore[misc]
    """Serves requests that are whole with `threads` threads."""

    def run(self) -> None:
        """Serve until gunicorn says stop, then finish what has begun."""
        Parser.config = self.wsgi.config
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that threads are busy is fine
        self.map: dict[int, Any] = {}
        sockets = [listener.sock for listener in self.sockets]
        server = create_server(
            self.wsgi, map=self.map, sockets=sockets, threads=self.cfg.threads, **LIMITS
        )
        for listener in self._of(BaseWSGIServer):
            listener.channel_class = Channel
        while self.alive and self.ppid == os.getppid():
            self._turn()
        self._finish()
        server.task_dispatcher.shutdown()

    def _turn(self) -> None:
        """Do what the sockets ask for, for a second at most."""
        self.notify()
        wasyncore.loop(timeout=1, use_poll=True, map=self.map, count=1)
        channels = list(self._of(Channel))
        close_the_late(channels)
        close_the_largest(channels, WAITING_BYTES, on_disk=False)
        close_the_largest(channels, WAITING_ON_DISK_BYTES, on_disk=True)

    def _finish(self) -> None:
        for listener in self._of(BaseWSGIServer):
            listener.accepting = False
        deadline = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < deadline and any(
            channel.requests or channel.total_outbufs_len for channel in self._of(Channel)
        ):
            self._turn()

    def _of(self, kind: type) -> Iterator[Any]:
        return (each for each in list(self.map.values()) if isinstance(each, kind))


def close_the_late(channels: list[Channel]) -> None:
    """Close the connections whose headers take too long."""
    for channel in channels:
        channel.will_close |= channel.is_late()


def close_the_largest(channels: list[Channel], most: int, on_disk: bool) -> None:
    """Close, while more than `most` bytes are held, the connections with most of a request."""
    held = sum(channel.waiting_bytes(on_disk) for channel in channels)
    if held <= most:
        return
    for channel in sorted(channels, key=lambda each: each.unfinished_bytes(on_disk), reverse=True):
        held -= channel.unfinished_bytes(on_disk)
        channel.will_close = True
        if held <= most:
            return


# What follows are settings: https://docs.gunicorn.org/en/stable/settings.html
worker_class = BufferedWorker
# One worker reads on every core, as OpenCV and ONNX Runtime work beside Python's lock; it counts
# rate limits for all, and no client can sit on a busy worker beside an idle one. WEB_CONCURRENCY
# starts more of them.
threads = 8
loglevel = "warning"


def on_starting(_arbiter: object) -> None:
    """End the start where the application cannot be loaded, before there is a port to knock at."""
    trial = subprocess.run([sys.executable, "-c", "import app"])
    if trial.returncode:
        sys.exit(trial.returncode)
