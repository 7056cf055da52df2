import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from schemathesis import Case

from tests.conftest import make_app


@pytest.fixture
def generated_requests(starter: Flask, monkeypatch: pytest.MonkeyPatch) -> schemathesis.BaseSchema:
    monkeypatch.setitem(starter.config, "READINGS_RATE_LIMIT", "1000000 per second")
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", starter)


@schemathesis.pytest.from_fixture("generated_requests").parametrize()
@settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_documented(case: Case) -> None:
    case.call_and_validate()


def test_every_address_of_the_api_is_documented(app: Flask, client: FlaskClient) -> None:
    served = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    documented = set(client.get("/api/v1/openapi.json").json["paths"])
    assert served - documented == {"/api/v1/openapi.json"}


def test_every_problem_is_documented_as_a_problem_document(client: FlaskClient) -> None:
    for path in client.get("/api/v1/openapi.json").json["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                problem = "application/problem+json" in response["content"]
                assert problem == (int(status) >= 400)


def test_the_document_needs_no_database() -> None:
    client = make_app("sqlite://").test_client()
    assert client.get("/api/v1/openapi.json").json["openapi"] == "3.1.0"
