"""Whether the database can be worked with, for the site and for the commands."""

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.extensions import db, migrate


class NotReady(MoodRecommenderError):
    """The application runs but cannot answer visitors yet."""

    status = 503
    title = "Not ready"


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
