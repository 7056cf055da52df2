"""movies, mood lists, curators, changes

Revision ID: 0001
Revises:
Create Date: 2026-11-22 03:15:24.510746

"""

from alembic import context, op
import sqlalchemy as sa
from sqlalchemy.dialects import mysql

# As they were when this migration was written; a later list of genres needs a migration of its own.
GENRES = (
    "Action",
    "Adventure",
    "Animation",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Family",
    "Fantasy",
    "History",
    "Horror",
    "Music",
    "Musical",
    "Mystery",
    "Romance",
    "Science Fiction",
    "Sport",
    "Thriller",
    "War",
    "Western",
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "curators",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curators")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_curators_fs_uniquifier")),
        sa.UniqueConstraint("username", name=op.f("uq_curators_username")),
        mysql_charset="utf8mb4",
        if_not_exists=True,
    )
    genres = op.create_table(
        "genres",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genres")),
        sa.UniqueConstraint("name", name=op.f("uq_genres_name")),
        mysql_charset="utf8mb4",
        if_not_exists=True,
    )
    op.create_table(
        "movies",
        sa.Column("id", sa.Integer(), nullable=False),
        # Without a collation of its own, MySQL would take `Amelie` for `Amélie`.
        sa.Column(
            "title",
            sa.String(length=200).with_variant(
                mysql.VARCHAR(length=200, collation="utf8mb4_bin"), "mysql", "mariadb"
            ),
            nullable=False,
        ),
        sa.Column("original_title", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("runtime_minutes", sa.Integer(), nullable=True),
        sa.Column("directors", sa.String(length=500), nullable=False),
        sa.Column("countries", sa.String(length=500), nullable=False),
        sa.Column("languages", sa.String(length=500), nullable=False),
        sa.Column("synopsis", sa.Text(), nullable=False),
        sa.Column("imdb_id", sa.String(length=12), nullable=True),
        sa.Column("trailer_url", sa.String(length=500), nullable=True),
        sa.Column("poster", sa.String(length=100), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movies")),
        sa.UniqueConstraint("imdb_id", name=op.f("uq_movies_imdb_id")),
        sa.UniqueConstraint("title", "year", name=op.f("uq_movies_title_year")),
        sqlite_autoincrement=True,
        mysql_charset="utf8mb4",
        if_not_exists=True,
    )
    op.create_table(
        "roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_roles_name")),
        mysql_charset="utf8mb4",
        if_not_exists=True,
    )
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("curator_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("table", sa.String(length=32), nullable=False),
        sa.Column("row", sa.String(length=64), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["curator_id"], ["curators.id"], name=op.f("fk_changes_curator_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        mysql_charset="utf8mb4",
        if_not_exists=True,
    )
    create_index_unless_there("ix_changes_at", "changes", "at")

    op.create_table(
        "curator_roles",
        sa.Column("curator_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["curator_id"],
            ["curators.id"],
            name=op.f("fk_curator_roles_curator_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name=op.f("fk_curator_roles_role_id")),
        sa.PrimaryKeyConstraint("curator_id", "role_id", name=op.f("pk_curator_roles")),
        mysql_charset="utf8mb4",
        if_not_exists=True,
    )
    op.create_table(
        "mood_entries",
        sa.Column("mood", sa.String(length=16), nullable=False),
        sa.Column("intent", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["movie_id"], ["movies.id"], name=op.f("fk_mood_entries_movie_id")),
        sa.PrimaryKeyConstraint("mood", "intent", "position", name=op.f("pk_mood_entries")),
        sa.UniqueConstraint(
            "mood", "intent", "movie_id", name=op.f("uq_mood_entries_mood_intent_movie_id")
        ),
        mysql_charset="utf8mb4",
        if_not_exists=True,
    )
    create_index_unless_there("ix_mood_entries_movie_id", "mood_entries", "movie_id")

    op.create_table(
        "movie_genres",
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("genre_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["genre_id"], ["genres.id"], name=op.f("fk_movie_genres_genre_id")),
        sa.ForeignKeyConstraint(
            ["movie_id"], ["movies.id"], name=op.f("fk_movie_genres_movie_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("movie_id", "genre_id", name=op.f("pk_movie_genres")),
        mysql_charset="utf8mb4",
        if_not_exists=True,
    )
    offline = context.is_offline_mode()
    there = set() if offline else set(op.get_bind().scalars(sa.select(genres.c.name)))
    op.bulk_insert(genres, [{"name": name} for name in GENRES if name not in there])


def create_index_unless_there(name, table, column):
    """MySQL has no IF NOT EXISTS for an index."""
    there = [] if context.is_offline_mode() else sa.inspect(op.get_bind()).get_indexes(table)
    if name not in {index["name"] for index in there}:
        op.create_index(op.f(name), table, [column])


def downgrade():
    op.drop_table("movie_genres", if_exists=True)
    op.drop_table("mood_entries", if_exists=True)
    op.drop_table("curator_roles", if_exists=True)
    op.drop_table("changes", if_exists=True)
    op.drop_table("roles", if_exists=True)
    op.drop_table("movies", if_exists=True)
    op.drop_table("genres", if_exists=True)
    op.drop_table("curators", if_exists=True)
