"""Run the migrations on the application's database, or print their SQL with `--sql`."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection

migrate = current_app.extensions["migrate"]


def run_offline() -> None:
    """Print the SQL of the migrations; no server is asked."""
    context.configure(
        url=migrate.db.engine.url, target_metadata=migrate.db.metadata, literal_binds=True
    )
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Run the migrations on the database that DATABASE_URL names."""
    with migrate.db.engine.connect() as connection, whole_on_sqlite(connection):
        context.configure(
            connection=connection, target_metadata=migrate.db.metadata, **migrate.configure_args
        )
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def whole_on_sqlite(connection: Connection) -> Iterator[None]:
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
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.commit()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
