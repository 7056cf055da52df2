import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import downgrade, upgrade

from mood_recommender.settings import ROOT
from tests.conftest import make_app


def count(client: FlaskClient, sample: str) -> float:
    lines = dict(line.rsplit(" ", 1) for line in client.get("/metrics").text.splitlines())
    return float(lines.get(sample, 0))


def test_a_running_application_is_alive() -> None:
    response = make_app("sqlite://").test_client().get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "alive"})


def test_a_migrated_application_is_ready(client: FlaskClient) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json) == (200, {"status": "ready"})


def test_an_application_behind_on_its_migrations_is_not_ready(
    app: Flask, client: FlaskClient
) -> None:
    downgrade(revision="base")
    behind = client.get("/readyz")
    upgrade()
    assert behind.status_code == 503
    assert "db upgrade" in behind.json["detail"]
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("url", ["sqlite:////nowhere/moods.db", "mysql+mysqldb://127.0.0.1:1/x"])
def test_an_application_without_its_database_is_not_ready(url: str) -> None:
    response = make_app(url).test_client().get("/readyz")
    assert response.status_code == 503
    assert response.json["title"] == "Not ready"
    assert "cannot be reached" in response.json["detail"]


def test_requests_are_counted_by_route_and_status(client: FlaskClient) -> None:
    sample = 'mood_recommender_requests_total{route="/healthz",status="200"}'
    before = count(client, sample)
    client.get("/healthz")
    assert count(client, sample) == before + 1


def test_readings_are_timed(client: FlaskClient, astronaut_jpeg: bytes) -> None:
    before = count(client, "mood_recommender_reading_seconds_count")
    client.post("/api/v1/readings", data={"photo": (io.BytesIO(astronaut_jpeg), "me.jpg")})
    assert count(client, "mood_recommender_reading_seconds_count") == before + 1


def test_metrics_and_logs_know_no_addresses_and_no_file_names(
    client: FlaskClient, astronaut_jpeg: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    photo = (io.BytesIO(astronaut_jpeg), "holiday-with-ada.jpg")
    visitor = {"REMOTE_ADDR": "203.0.113.9"}
    client.post("/api/v1/readings", data={"photo": photo}, environ_base=visitor)
    client.get("/secret-address-of-ada", environ_base=visitor)
    told = client.get("/metrics").text + caplog.text
    assert "ada" not in told
    assert "203.0.113.9" not in told


def test_workers_add_their_counts_up_in_a_shared_folder(tmp_path: Path) -> None:
    script = (
        "from mood_recommender import create_app\n"
        "client = create_app({'SECRET_KEY': 'tests'}).test_client()\n"
        "client.get('/healthz')\n"
        "print(client.get('/metrics').text)"
    )
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    worker = [sys.executable, "-c", script]
    subprocess.run(worker, cwd=ROOT, env=environment, check=True, capture_output=True)
    second = subprocess.run(
        worker, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    assert 'mood_recommender_requests_total{route="/healthz",status="200"} 2.0' in second.stdout
