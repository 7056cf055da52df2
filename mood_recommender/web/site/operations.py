"""For whoever runs the site: is it alive, is it ready, what does it do.

Nothing here knows a photo, a file name or a visitor's address. With several workers each counts
its own requests, unless PROMETHEUS_MULTIPROC_DIR names an empty folder where they add them up.
"""

import os

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.extensions import db, migrate

REQUESTS = Counter("mood_recommender_requests", "Requests answered.", ["route", "status"])
READING_SECONDS = Histogram(
    "mood_recommender_reading_seconds", "From the bytes of a photo to its readings, in seconds."
)

bp = Blueprint("operations", __name__)


class NotReady(MoodRecommenderError):
    """The application runs but cannot answer visitors yet."""

    status = 503
    title = "Not ready"


@bp.get("/healthz")
def alive() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "alive"}


@bp.get("/readyz")
def ready() -> dict[str, str]:
    """Say that visitors can be served: the weights are loaded at start, the database is checked.

    Raises NotReady when the database cannot be reached or its tables are not the newest.
    """
    check_database()
    return {"status": "ready"}


@bp.get("/metrics")
def metrics() -> Response:
    """Show the counters in Prometheus' text format."""
    return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


@bp.after_app_request
def count_request(response: Response) -> Response:
    """Count an answer by its route's pattern, never by the address that was asked for."""
    route = request.url_rule.rule if request.url_rule else "none"
    REQUESTS.labels(route, response.status_code).inc()
    return response


def check_database() -> None:
    """Raise NotReady unless the database answers and every migration has run."""
    try:
        with db.engine.connect() as connection:
            heads = MigrationContext.configure(connection).get_current_heads()
    except sa.exc.SQLAlchemyError as error:
        raise NotReady("The database cannot be reached.") from error
    if set(heads) != set(_newest_migrations()):
        raise NotReady("The database is not up to date; run `flask --app app db upgrade`.")


def _newest_migrations() -> list[str]:
    return ScriptDirectory.from_config(migrate.get_config()).get_heads()


def _registry() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
