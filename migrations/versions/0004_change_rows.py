"""rows of changes that change many at once

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-28 10:10:00

"""

from alembic import context, op
import sqlalchemy as sa

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "change_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(length=32), nullable=False),
        sa.Column("row", sa.String(length=64), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["changes.id"],
            name=op.f("fk_change_rows_change_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_rows")),
        mysql_charset="utf8mb4",
        if_not_exists=True,
    )
    # MySQL keeps the table of a migration that was cut off before this, and the index after it.
    name = op.f("ix_change_rows_change_id")
    there = [] if context.is_offline_mode() else sa.inspect(op.get_bind()).get_indexes("change_rows")
    if name not in [index["name"] for index in there]:
        op.create_index(name, "change_rows", ["change_id"])


def downgrade():
    op.drop_table("change_rows", if_exists=True)
