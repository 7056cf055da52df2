"""Mood Recommender: looks at a face, says which mood it shows and recommends movies for it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from mood_recommender import cli, connections
from mood_recommender.extensions import bootstrap, csrf, db, limiter, migrate
from mood_recommender.settings import ROOT, load_settings
from mood_recommender.vision.detectors import face_detector
from mood_recommender.vision.reader import FaceReader
from mood_recommender.web import admin
from mood_recommender.web.admin import sign_in
from mood_recommender.web.api import views as api
from mood_recommender.web.site import compression, errors, languages, operations, security
from mood_recommender.web.viewer import pages, posters

__version__ = "0.1.0"


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Build the web application.

    `config` goes before the environment: settings by name, as text, and any key of Flask's own.
    Raises InvalidSetting for a value that cannot be read and WeightsMismatch for weights that do
    not fit their card.
    """
    app = Flask(
        __name__,
        template_folder=ROOT / "templates",
        static_folder=ROOT / "static",
        instance_path=str(ROOT / "instance"),
    )
    configure(app, config or {})
    register_extensions(app)
    register_vision(app)
    register_blueprints(app)
    errors.init_app(app)
    security.init_app(app)
    cli.init_app(app)
    return app


def configure(app: Flask, config: Mapping[str, Any]) -> None:
    """Read the settings from `config`, the environment and the defaults, in this order."""
    settings = load_settings({**os.environ, **config}, Path(app.instance_path))
    app.config.from_mapping({**config, **settings})
    app.config["SQLALCHEMY_DATABASE_URI"] = settings["DATABASE_URL"]
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = connections.ENGINE_OPTIONS
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True


def register_extensions(app: Flask) -> None:
    """Bind the extensions to the application."""
    db.init_app(app)
    with app.app_context():
        connections.watch(db.engine)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    limiter.init_app(app)
    bootstrap.init_app(app)
    compression.init_app(app)
    languages.init_app(app)
    sign_in.init_app(app)


def register_vision(app: Flask) -> None:
    """Load the face detector and the networks now, so that no visitor waits for them."""
    detector = face_detector(app.config["FACE_DETECTOR"])
    app.extensions["face_reader"] = FaceReader(detector, app.config["EMOTION_WEIGHTS"])


def register_blueprints(app: Flask) -> None:
    """Register everything that answers a URL."""
    app.register_blueprint(pages.bp)
    app.register_blueprint(posters.bp)
    app.register_blueprint(admin.bp, url_prefix="/admin")
    app.register_blueprint(operations.bp)
    api.init_app(app)
