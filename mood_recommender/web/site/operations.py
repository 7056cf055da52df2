"""For whoever runs the site: is it alive, is it ready, what does it do.

Nothing here knows a photo, a file name or a visitor's address. With several workers each counts
its own requests, unless PROMETHEUS_MULTIPROC_DIR names an empty folder where they add them up.
"""

import os

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

from mood_recommender.database import check_database

REQUESTS = Counter("mood_recommender_requests", "Requests answered.", ["route", "status"])
READING_SECONDS = Histogram(
    "mood_recommender_reading_seconds", "From the bytes of a photo to its readings, in seconds."
)

bp = Blueprint("operations", __name__)


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


def _registry() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
