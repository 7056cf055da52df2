import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from schemathesis import APIOperation, Case
from schemathesis.checks import positive_data_acceptance

from tests.conftest import make_app


def test_every_answer_is_as_documented(starter: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(starter.config, "READINGS_RATE_LIMIT", "1000000 per second")
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", starter)
    for operation in schema.get_all_operations():
        answer_generated_requests(operation.ok())


def answer_generated_requests(operation: APIOperation) -> None:
    """Send 50 requests, the same in every run; each answer must fit the document.

    That every valid request succeeds cannot be asked: a photo of the right type may be too small.
    """

    @given(operation.as_strategy())
    @settings(max_examples=50, derandomize=True, deadline=None, database=None)
    def answer(case: Case) -> None:
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    answer()


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
