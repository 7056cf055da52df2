"""Clients that take their time, or send more than is good, before a site that goes on."""

import contextlib
import http.client
import json
import os
import re
import resource
import shutil
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from mood_recommender.curating.curators import add_curator
from mood_recommender.images import MAX_BYTES
from tests.conftest import make_app
from tests.operations.gunicorn import running_site
from tests.operations.test_start import read_photo
from tests.web.sign_in import PASSWORD

HALF_A_HEADER = b"GET / HTTP/1.1\r\nHost: moods\r\nX-Slow: "
HALF_A_BODY = (
    b"POST /api/v1/readings HTTP/1.1\r\nHost: moods\r\nContent-Length: 100000\r\n\r\nbegin"
)
NO_READER = b"GET /static/js/main.js HTTP/1.1\r\nHost: moods\r\n\r\n" * 20
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def port(starter_database: Path) -> Iterator[int]:
    with running_site(f"sqlite:///{starter_database}") as port:
        yield port


@contextlib.contextmanager
def clients(port: int, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Open connections that have sent this much and then fall silent."""
    with contextlib.ExitStack() as stack:
        opened = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(count)
        ]
        for client in opened:
            client.sendall(sent)
        yield opened


def get(port: int, path: str) -> tuple[int, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return answer.status, answer.read().decode()


@pytest.mark.parametrize("sent", [b"", HALF_A_HEADER, HALF_A_BODY, NO_READER])
def test_200_slow_clients_hold_up_no_photo(port: int, astronaut_jpeg: bytes, sent: bytes) -> None:
    with clients(port, 200, sent):
        assert len(read_photo(port, astronaut_jpeg)["faces"]) == 1
        assert get(port, "/healthz")[0] == 200


def test_keep_alive_clients_are_all_answered(port: int) -> None:
    kept = [http.client.HTTPConnection("127.0.0.1", port, timeout=30) for _ in range(32)]
    for client in kept * 3:
        client.request("GET", "/healthz")
        with client.getresponse() as answer:
            assert answer.read() == b'{"status":"alive"}\n'
    for client in kept:
        client.close()


def test_upload_that_is_too_large_gets_the_page_that_says_so(port: int) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/readings",
        bytes(4 * MAX_BYTES),
        {"Content-Type": "multipart/form-data; boundary=x"},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=60)
    assert refused.value.code == 413
    assert "frame-ancestors" in refused.value.headers["Content-Security-Policy"]
    assert "photo may have 10 MB" in json.load(refused.value)["detail"]
    refused.value.close()


def test_file_of_movies_may_be_larger_than_a_photo(starter_database: Path, tmp_path: Path) -> None:
    database = f"sqlite:///{shutil.copy(starter_database, tmp_path / 'moods.db')}"
    with make_app(database).app_context():
        add_curator("ada", PASSWORD)
    blank_rows = (b"," * 99 + b"\r\n") * (3 * MAX_BYTES // 100)
    with running_site(database) as port:
        (worker,) = workers_of(port)
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        token = send(browser, port, "/admin/sign-in", f"username=ada&password={PASSWORD}")
        before = peak_memory(worker)
        page = upload(browser, port, token, HEADER_AND_ROW + blank_rows)
        assert "Heat of the Night" in page
        assert peak_memory(worker) - before < 2 * MAX_BYTES


HEADER_AND_ROW = b"title,year,directors\r\nHeat of the Night,1967,Ada\r\n"


def token_in(page: str) -> str:
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert token
    return token[1]


def send(browser: urllib.request.OpenerDirector, port: int, path: str, form: str) -> str:
    """Send a form as a browser would; return the token of the page that comes then."""
    url = f"http://127.0.0.1:{port}{path}"
    with browser.open(url, timeout=30) as page:
        token = token_in(page.read().decode())
    form = f"csrf_token={token}&{form}".replace(" ", "+")
    with browser.open(url, form.encode(), timeout=30) as page:
        return token_in(page.read().decode())


def upload(browser: urllib.request.OpenerDirector, port: int, token: str, csv: bytes) -> str:
    """Send a file to the import's page; return the page that comes then."""
    field = b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token.encode()
    file = b'\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="m.csv"\r\n\r\n'
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/admin/import",
        field + file + csv + b"\r\n--x--\r\n",
        {"Content-Type": "multipart/form-data; boundary=x"},
    )
    with browser.open(request, timeout=120) as page:
        return str(page.read().decode())


@pytest.mark.parametrize("path", ["/movies?mood=happy&", "/api/v1/movies?mood=happy&"])
def test_a_thousand_movies_can_be_excluded(port: int, path: str) -> None:
    ids = ",".join(str(number) for number in range(900_000, 901_000))
    assert get(port, f"{path}exclude={ids}")[0] == 200


def test_photos_are_read_where_nothing_can_be_written(
    starter_database: Path, astronaut_jpeg: bytes
) -> None:
    padded = astronaut_jpeg + bytes(5 * MEGABYTE)
    limit = (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1])
    with running_site(f"sqlite:///{starter_database}") as port:
        for process in workers_of(port):
            resource.prlimit(process, resource.RLIMIT_FSIZE, limit)
        assert len(read_photo(port, padded)["faces"]) == 1


def test_half_sent_photos_fill_no_memory(starter_database: Path, astronaut_jpeg: bytes) -> None:
    head = b"POST / HTTP/1.1\r\nHost: moods\r\nContent-Length: 11000000\r\n\r\n"
    with running_site(f"sqlite:///{starter_database}") as port, contextlib.ExitStack() as stack:
        read_photo(port, astronaut_jpeg)
        (worker,) = workers_of(port)
        before = peak_memory(worker)
        for _ in range(20):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            with contextlib.suppress(ConnectionError):
                client.sendall(head + bytes(10 * MEGABYTE))
        assert len(read_photo(port, astronaut_jpeg)["faces"]) == 1
        assert peak_memory(worker) - before < 120 * MEGABYTE


def test_worker_that_dies_is_replaced(starter_database: Path, astronaut_jpeg: bytes) -> None:
    with running_site(f"sqlite:///{starter_database}") as port:
        (worker,) = workers_of(port)
        os.kill(worker, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while worker in workers_of(port) or not workers_of(port):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert len(read_photo(port, astronaut_jpeg)["faces"]) == 1


def workers_of(port: int) -> list[int]:
    """Return the processes that listen on the port and whose parent does so, too."""
    listening = {pid for pid in processes() if f"127.0.0.1:{port}" in command_of(pid)}
    return [pid for pid in listening if parent_of(pid) in listening]


def processes() -> list[int]:
    return [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]


def command_of(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def peak_memory(pid: int) -> int:
    """Return the most memory that a process has held, in bytes. Source: proc(5), status."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
