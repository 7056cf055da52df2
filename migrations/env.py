"""Run the migrations on the application's database, or print their SQL with `--sql`."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import context
from alembic.util import CommandError
from flask import current_app

from mood_recommender.database import why_not

migrate = current_app.extensions["migrate"]


def run_offline() -> None:
    """Print the SQL of the migrations; no server is asked."""
    context.configure(
        url=migrate.db.engine.url, target_metadata=migrate.db.metadata, literal_binds=True
    )
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Run the migrations on the database that DATABASE_URL names.

    Raises CommandError, which Flask-Migrate shows as one line.
    """
    try:
        with migrate.db.engine.connect() as connection:
            refuse_the_tables_of_others(connection)
            with whole_on_sqlite(connection):
                run_on(connection)
    except sa.exc.SQLAlchemyError as error:
        raise CommandError(why_not(error)) from error


def refuse_the_tables_of_others(connection: sa.Connection) -> None:
    """Raise CommandError where tables have our names though no migration of ours has begun."""
    tables = set(sa.inspect(connection).get_table_names())
    connection.rollback()  # Alembic commits only what it has begun itself
    taken = sorted(tables & set(migrate.db.metadata.tables))
    if taken and "alembic_version" not in tables:
        raise CommandError(
            f"The database {connection.engine.url!r} has tables of another program: "
            f"{', '.join(taken)}; name an empty one in DATABASE_URL."
        )


def run_on(connection: sa.Connection) -> None:
    """Run the migrations on an open connection."""
    context.configure(
        connection=connection, target_metadata=migrate.db.metadata, **migrate.configure_args
    )
    with context.begin_transaction():
        context.run_migrations()


@contextmanager
def whole_on_sqlite(connection: sa.Connection) -> Iterator[None]:
    """Let all migrations be one transaction on SQLite, in which tables can be made anew.

    Dropping the old table would otherwise delete what refers to it. Python's driver begins a
    transaction only before rows are written, too late for the tables. Source:
    https://sqlite.org/lang_altertable.html, section 7.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.commit()
    try:
        with connection.begin():
            connection.exec_driver_sql("BEGIN")
            yield
    finally:
        if not connection.invalidated:
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            connection.commit()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
