import io
import json
import shutil
import socket
import urllib.request
from pathlib import Path

import pytest

from mood_recommender.settings import ROOT
from tests.mariadb import free_port
from tests.operations.gunicorn import running_site, start_gunicorn

CONFIG = ("--config", "mood_recommender/server.py")


@pytest.fixture
def cut_weights(tmp_path: Path) -> Path:
    """The weights after a download that was cut off."""
    shutil.copy(ROOT / "weights" / "emotions.json", tmp_path)
    file = tmp_path / "emotions.onnx"
    file.write_bytes((ROOT / "weights" / "emotions.onnx").read_bytes()[:10_000])
    return file


@pytest.mark.parametrize("options", [CONFIG, ()], ids=["make run", "plain gunicorn"])
def test_bad_setting_ends_the_server_with_a_sentence(options: tuple[str, ...]) -> None:
    port = free_port()
    server = start_gunicorn(port, *options, TRUSTED_PROXIES="many")
    output, _ = server.communicate(timeout=60)
    assert server.returncode != 0
    assert "Error: The environment variable TRUSTED_PROXIES: expected a whole number" in output
    assert "Traceback" not in output
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_bad_setting_is_all_that_the_server_says() -> None:
    server = start_gunicorn(free_port(), *CONFIG, FACE_DETECTOR="eyes")
    output, _ = server.communicate(timeout=60)
    assert output == (
        "Error: The environment variable FACE_DETECTOR: expected haar or mtcnn, got 'eyes'.\n"
    )


@pytest.mark.parametrize("options", [CONFIG, ()], ids=["make run", "plain gunicorn"])
def test_bad_weights_end_the_server_with_a_sentence(
    options: tuple[str, ...], cut_weights: Path
) -> None:
    server = start_gunicorn(free_port(), *options, EMOTION_WEIGHTS=str(cut_weights))
    output, _ = server.communicate(timeout=60)
    assert server.returncode != 0
    assert "Error: emotions.onnx is not the file that its card describes" in output
    assert "Traceback" not in output


def test_workers_read_photos_with_what_was_loaded_before_them(
    starter_database: Path, astronaut_jpeg: bytes
) -> None:
    with running_site(f"sqlite:///{starter_database}") as port:
        faces = [len(read_photo(port, astronaut_jpeg)["faces"]) for _ in range(8)]
    assert faces == [1] * 8


def read_photo(port: int, photo: bytes) -> dict[str, list[object]]:
    head = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="me.jpg"\r\n\r\n'
    body = io.BytesIO(head + photo + b"\r\n--x--\r\n").getvalue()
    url = f"http://127.0.0.1:{port}/api/v1/readings"
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    with urllib.request.urlopen(urllib.request.Request(url, body, form)) as answer:
        return dict(json.load(answer))
