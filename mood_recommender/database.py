"""Whether the database can be worked with, for the site and for the commands."""

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

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


def why_not(error: BaseException | None) -> str:
    """Say in a sentence for whoever runs the site why its database cannot be used."""
    driver = error.orig if isinstance(error, DBAPIError) else error
    words = driver.args[-1] if driver and driver.args else driver
    hint = "check DATABASE_URL and that the server runs"
    if db.engine.name == "sqlite":
        hint = "DATABASE_URL names a file, whose folder must be there and let us write to it"
    return f"The database {db.engine.url!r} cannot be used: {words}; {hint}."


def _newest_migrations() -> list[str]:
    return ScriptDirectory.from_config(migrate.get_config()).get_heads()
