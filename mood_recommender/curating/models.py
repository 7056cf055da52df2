"""The tables of whoever changes something: curators, their roles, and what they changed."""

import datetime
from typing import Any

import sqlalchemy as sa
from flask_security import RoleMixin, UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mood_recommender.extensions import db

CURATOR = "curator"
"""Name of the role that opens the curators' pages; the migrations put it into `roles`."""


def utc_now() -> datetime.datetime:
    """Return the time in UTC, whole seconds, without a zone: what every database can keep."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None, microsecond=0)


curator_roles = sa.Table(
    "curator_roles",
    db.metadata,
    sa.Column("curator_id", sa.ForeignKey("curators.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("roles.id"), primary_key=True),
)


# Below, mypy cannot follow `db.Model`: Flask-SQLAlchemy makes it when the program runs.
class Role(db.Model, RoleMixin):  # type: ignore[name-defined,misc]
    """What an account may do; Flask-Security asks for it."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    description: Mapped[str] = mapped_column(sa.String(255), default="")


class Curator(db.Model, UserMixin):  # type: ignore[name-defined,misc]
    """An account that can sign in. The columns are those that Flask-Security asks for."""

    __tablename__ = "curators"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(sa.String(80), unique=True)
    password: Mapped[str] = mapped_column("password_hash", sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]
        secondary=curator_roles, lazy="selectin"
    )


class Change(db.Model):  # type: ignore[name-defined,misc]
    """One change by a curator: a row of a table as it was before and as it was after."""

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime.datetime] = mapped_column(default=utc_now, index=True)
    curator_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("curators.id", ondelete="SET NULL")
    )
    action: Mapped[str] = mapped_column(sa.String(16))
    table: Mapped[str] = mapped_column(sa.String(32))
    row: Mapped[str] = mapped_column(sa.String(64))
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))

    curator: Mapped[Curator | None] = relationship(lazy="joined")


class ChangeRow(db.Model):  # type: ignore[name-defined,misc]
    """One row of a change that changed many at once, and is undone as one."""

    __tablename__ = "change_rows"

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(
        sa.ForeignKey("changes.id", ondelete="CASCADE"), index=True
    )
    table: Mapped[str] = mapped_column(sa.String(32))
    row: Mapped[str] = mapped_column(sa.String(64))
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
