"""The command that makes a new installation ready."""

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from flask_migrate import upgrade

from mood_recommender.catalog.models import Movie
from mood_recommender.cli.groups import Command
from mood_recommender.cli.movies import import_csv
from mood_recommender.extensions import db
from mood_recommender.settings import ROOT

STARTER = ROOT / "mood_recommender" / "catalog" / "starter" / "movies.csv"
"""The catalog that ships."""


@click.command("set-up", cls=Command)
@with_appcontext
def set_up() -> None:
    """Migrate the database; load the starter catalog when there are no movies."""
    upgrade()
    if not db.session.scalar(sa.select(sa.func.count(Movie.id))):
        import_csv(STARTER)
