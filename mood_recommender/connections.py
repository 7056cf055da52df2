"""How the application asks its database: for how long, and what the logs do not learn of it.

A visitor must not wait for a database that is frozen, gone or busy: they get a sentence, and the
thread goes on to the next one. Commands and migrations, which nobody waits for, take their time.
"""

import contextlib
import select
import sqlite3
import time
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

WAIT_SECONDS = 2
"""How long a request waits for a lock, and one that only reads for any statement."""
PATIENT_SECONDS = 60
"""How long a command waits for a lock on SQLite; MySQL has a default of its own."""
ANSWER_SECONDS = 1
"""How long MySQL may take for a sign of life: to let us in, or to answer the simplest question."""
READ_SECONDS = 10
"""How long a request waits for MySQL once it has begun to answer; a large commit needs seconds."""
OUTAGE_SECONDS = 2
"""For how long nobody asks a database again that gave no sign of life."""

ENGINE_OPTIONS = {
    # They hold what people wrote, and what identifies the session of a curator.
    "hide_parameters": True
}


def watch(engine: Engine) -> None:
    """Let no request wait for `engine`'s database longer than the limits above."""
    if engine.dialect.driver == "mysqldb":
        _watch_mysql(engine)
    elif engine.dialect.name == "sqlite":
        _watch_sqlite(engine)


class _Outage:
    """Remembers that the database gave no sign of life, so that not everybody has to find out."""

    def __init__(self) -> None:
        self._until = 0.0

    def begin(self) -> None:
        self._until = time.monotonic() + OUTAGE_SECONDS

    def end(self) -> None:
        self._until = 0.0

    def lasts(self) -> bool:
        """Whether to give up at once; after a while one may try, and keeps the others from it."""
        if not self._until or time.monotonic() < self._until:
            return bool(self._until)
        self.begin()
        return False


def _watch_mysql(engine: Engine) -> None:
    dbapi = engine.dialect.loaded_dbapi
    outage = _Outage()

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, _record: Any, arguments: Any, options: dict[str, Any]) -> Any:
        if outage.lasts():
            raise dbapi.OperationalError("not asked again so soon")
        try:
            connection = dialect.connect(*arguments, **_with_time_limits(options))
        except dbapi.Error:
            outage.begin()
            raise
        outage.end()
        return connection

    @event.listens_for(engine, "checkout")
    def check(connection: Any, _record: Any, _proxy: Any) -> None:
        if outage.lasts():
            raise dbapi.OperationalError("not asked again so soon")
        try:
            _ask(connection, _mysql_limits())
        except TimeoutError as error:
            outage.begin()
            raise dbapi.OperationalError(str(error)) from error
        except dbapi.Error as error:  # closed after an idle night or a restart: connect anew
            raise InvalidatePoolError from error
        outage.end()


def _with_time_limits(options: dict[str, Any]) -> dict[str, Any]:
    limits = {"connect_timeout": ANSWER_SECONDS}
    if has_request_context():
        limits |= {"read_timeout": READ_SECONDS, "write_timeout": READ_SECONDS}
    return limits | options


def _ask(connection: Any, statement: str) -> None:
    """Run a statement without a result. Raises TimeoutError when no answer comes."""
    connection.send_query(statement.encode())
    answer = select.poll()
    answer.register(connection.fileno(), select.POLLIN)
    if not answer.poll(ANSWER_SECONDS * 1000):
        raise TimeoutError(f"no answer in {ANSWER_SECONDS} s")
    connection.read_query_result()


def _mysql_limits() -> str:
    """Return the statement that limits locks and statements; the comments are MariaDB's, MySQL's.

    Sources: mariadb.com/kb/en/comment-syntax, dev.mysql.com/doc/refman/8.4/en/comments.html.
    """
    wait = WAIT_SECONDS if has_request_context() else "DEFAULT"
    read = WAIT_SECONDS if _only_reads() else 0
    return (
        f"SET SESSION lock_wait_timeout={wait}, innodb_lock_wait_timeout={wait} "
        f"/*M!100101 , max_statement_time={read} */ "
        f"/*!50708 , max_execution_time={read * 1000} */"
    )


def _only_reads() -> bool:
    return has_request_context() and request.method in {"GET", "HEAD"}


def _watch_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        # Checked only when asked for, on every connection anew.
        connection.execute("PRAGMA foreign_keys = ON")
        # Readers and a writer do not wait for each other then. The file remembers it; one that is
        # locked just now is changed by a later connection.
        with contextlib.suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "checkout")
    def limit(connection: sqlite3.Connection, _record: Any, _proxy: Any) -> None:
        seconds = WAIT_SECONDS if has_request_context() else PATIENT_SECONDS
        connection.execute(f"PRAGMA busy_timeout = {seconds * 1000}")
